"""The numbers of an article: counted from records, or taken in as published, with their source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from jiceng.performance.actions.indicators import define_indicator
from jiceng.performance.actions.series import SeriesUpload, import_series
from jiceng.performance.rules.catalogue import DERIVED, Entry
from jiceng.performance.rules.periods import read_period
from jiceng.performance.rules.series_table import HEADINGS, SeriesRow, columns_of, row_of
from jiceng.project.demo.agenda import Story
from jiceng.project.demo.followed import Office

Content = Mapping[str, Any]
NAMES = frozenset(field.name for field in fields(Entry))
BEGUN = date(2014, 1, 1)
"""From when the definitions count; before the first period of any series."""


def indicators_story(office: Office, told: Content) -> Story:
    """The statistician writes the catalogue and takes in what the article says."""
    by, today = office.cast.any("statistician"), office.today - timedelta(days=told["starts"])
    now = yield office.days.on(today)
    for row in told["indicator"]:
        define_indicator(entry_of(row, told["source"]), by=by, now=now)
    rows = [*enumerate(series_of(told), start=2)]
    known = [(at, row) for at, row in rows if row.released_on <= today]
    if known:
        digest = hashlib.sha256(repr(known).encode()).hexdigest()
        given = SeriesUpload(told["file"], digest, told["source"], known)
        import_series(given, by=by, now=now, today=now.date())


def entry_of(row: Content, source: str) -> Entry:
    """An entry as the catalogue keeps it; of a reported figure the rest is code's to say."""
    said = {name: value for name, value in row.items() if name in NAMES}
    if row["kind"] == DERIVED:
        return Entry(**{"name": "", "definition": "", "unit": "", **said, "valid_from": BEGUN})
    period = read_period(row["period"])
    return Entry(
        **said, source=source, valid_from=BEGUN, quoted_from=period.start, quoted_to=period.end
    )


def series_of(told: Content) -> Iterator[SeriesRow]:
    """The rows of the file, as a person would have typed them."""
    columns = columns_of([wanted[0] for wanted in HEADINGS.values()])
    for row in told["indicator"]:
        for said in (row, row.get("before", {})):
            if "value" in said:
                cells = {
                    "指标代码": row["code"], "统计期": said["period"], "数值": said["value"],
                    "计量单位": row["unit"], "数据状态": "最终数",
                    "发布日期": told["released_on"].isoformat(),
                }  # fmt: skip
                yield row_of(cells, columns)
