"""The numbers of an article: counted from records, or taken in as published, with their source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from jiceng.kernel.records.configuration import in_force, set_rule
from jiceng.performance.actions.indicators import define_indicator
from jiceng.performance.actions.series import SeriesUpload, import_series
from jiceng.performance.rules.catalogue import DERIVED, Entry
from jiceng.performance.rules.disclosure import COUNTED, PUBLISHED
from jiceng.performance.rules.periods import read_period
from jiceng.performance.rules.series_table import COLUMNS, SeriesRow, row_of
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
        entry = entry_of(row, told["source"])
        if entry.code in told["published"]:
            entry = replace(entry, disclosure=PUBLISHED)
        define_indicator(entry, by=by, now=now)
    for code in told["counted"]:
        counted = Entry(code, DERIVED, "", "", "", disclosure=COUNTED, valid_from=BEGUN)
        define_indicator(counted, by=by, now=now)
    _tell_everybody(now)
    rows = [*enumerate(series_of(told), start=2)]
    known = [(at, row) for at, row in rows if row.released_on <= today]
    if known:
        digest = hashlib.sha256(repr(known).encode()).hexdigest()
        given = SeriesUpload(told["file"], digest, told["source"], known)
        import_series(given, by=by, now=now, today=now.date())


def _tell_everybody(now: datetime) -> None:
    """The sample county publishes its figures."""
    row = in_force("terms", now)["case"]
    content = {**row.content, "public_figures": True}
    set_rule("terms", "case", content, valid_from=now, reason="示例", by="示例县", now=now)


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
    columns = COLUMNS.found_in(COLUMNS.asked)
    for row in told["indicator"]:
        for said in (row, row.get("before", {})):
            if "value" in said:
                cells = {
                    "指标代码": row["code"], "统计期": said["period"], "数值": said["value"],
                    "计量单位": row["unit"], "数据状态": "最终数",
                    "发布日期": told["released_on"].isoformat(),
                }  # fmt: skip
                yield row_of(cells, columns)
