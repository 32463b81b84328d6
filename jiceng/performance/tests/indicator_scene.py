"""Indicators for tests: a published income, a formula over it, and who keeps them."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

from jiceng.casework.tests.county import NOON, County
from jiceng.performance.actions.indicators import define_indicator
from jiceng.performance.actions.series import SeriesTaken, SeriesUpload, import_series
from jiceng.performance.rules.catalogue import COMPOSED, IMPORTED, Entry
from jiceng.performance.rules.periods import read_period
from jiceng.performance.rules.series_table import SeriesRow

TODAY = date(2026, 11, 23)
BEGUN = date(2015, 1, 1)
INCOME = Entry("income", IMPORTED, "居民收入", "城镇居民人均可支配收入", "元", places=0,
               period_kind="cumulative", source="示例统计局", valid_from=BEGUN)  # fmt: skip
GROWTH = Entry("income_growth", COMPOSED, "收入同比", "本期比上年同期增长", "%",
               formula="(income / year_before(income) - 1) * 100", valid_from=BEGUN)  # fmt: skip


def row(period: str, value: str, status: str = "final", **more: str) -> SeriesRow:
    """A row about the income, released a month after the period."""
    of = read_period(period)
    return SeriesRow("income", of, Decimal(value), "元", status,
                     date(of.end.year + of.end.month // 12, of.end.month % 12 + 1, 20),
                     **more)  # fmt: skip


def take(
    county: County, *rows: SeriesRow, name: str = "公报.csv", who: str = "zhou"
) -> SeriesTaken:
    """A file of rows, taken in by the statistician."""
    listed = [*enumerate(rows, start=2)]
    digest = hashlib.sha256(repr((name, rows)).encode()).hexdigest()
    given = SeriesUpload(name, digest, "示例统计公报", listed)
    return import_series(given, by=county[who], now=NOON, today=TODAY)


def indicator_scene(county: County) -> dict[str, object]:
    """Names of addresses, for the walk along every door (tests/test_doors.py)."""
    for entry in (INCOME, GROWTH):
        define_indicator(entry, by=county["zhou"], now=NOON)
    taken = take(county, row("2019H1", "14768"), row("2020H1", "15004"))
    assert taken.file is not None
    return {"indicator": "income", "series_file": taken.file.pk}
