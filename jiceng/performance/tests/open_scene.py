"""A county that tells its numbers: cases of the last quarter, and what is public of them."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from jiceng.casework.actions.import_names import names_for
from jiceng.casework.actions.imports import import_batch
from jiceng.casework.figures import refresh
from jiceng.casework.rules.imports import ColumnMapping, ImportedRow
from jiceng.casework.tests.county import LONG_AGO, NOON, TERMS, County
from jiceng.kernel.records.configuration import set_rule
from jiceng.performance.actions.indicators import define_indicator
from jiceng.performance.actions.open_values import prepare_open_values
from jiceng.performance.rules.catalogue import DERIVED, Entry
from jiceng.performance.rules.disclosure import COUNTED

LAYOUT = ColumnMapping("ledger", "台账", {"external_id": ("编号",)})
QUARTER = date(2026, 7, 1), date(2026, 9, 30)
"""The last whole quarter before noon of the county."""
ZONE = ZoneInfo("Asia/Shanghai")
TODAY = NOON.astimezone(ZONE).date()
DAY = timedelta(days=1)


def switch_on() -> None:
    """The county publishes figures."""
    content = {**TERMS, "public_figures": True}
    set_rule("terms", "case", content, valid_from=LONG_AGO, reason="t", by="g", now=LONG_AGO)


def make_public(county: County, code: str, disclosure: str = COUNTED) -> None:
    """The statistician says what of an indicator is public."""
    given = Entry(code, DERIVED, "", "", "", disclosure=disclosure, valid_from=date(2020, 1, 1))
    define_indicator(given, by=county["zhou"], now=NOON)


def take_cases(areas: dict[str, int], *, late: int = 0, first: int = 1) -> None:
    """Settled cases of the last quarter by area, so many of each closed long after the promise."""
    rows, number = [], first
    reported = NOON.replace(month=7, day=6)
    for area, count in areas.items():
        for place in range(count):
            spent = 60 * DAY if place < late else DAY
            rows.append(ImportedRow(f"Q{number}", reported, "路灯不亮", case_type="0101",
                                    area=area, closed_at=reported + spent))  # fmt: skip
            number += 1
    names = names_for(LAYOUT, rows, NOON)
    assert not import_batch(rows, mapping=LAYOUT, names=names, now=NOON).refused
    refresh(NOON)


def prepare() -> int:
    """What the worker does."""
    return prepare_open_values(now=NOON, today=TODAY)
