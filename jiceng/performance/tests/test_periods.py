"""Periods of statistics and the rows of a file of published values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.refusal import Invalid
from jiceng.performance.rules.catalogue import IMPORTED, Entry, in_force
from jiceng.performance.rules.periods import (
    Period,
    months_of,
    period_before,
    read_period,
    year_before,
)
from jiceng.performance.rules.series_table import COLUMNS, check_row, row_of

HEADER = ("指标代码", "统计期", "数值", "计量单位", "数据状态", "发布日期", "口径", "口径变更说明")
CELLS = dict(zip(HEADER, ("income", "2020年上半年", "15,004", "元", "最终数", "2020-07-20", "", ""),
                 strict=True))  # fmt: skip
INCOME = Entry("income", IMPORTED, "收入", "可支配收入", "元")
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(("text", "code", "start", "end"), [
    ("2019", "2019", date(2019, 1, 1), date(2019, 12, 31)),
    ("2020年上半年", "2020H1", date(2020, 1, 1), date(2020, 6, 30)),
    ("2020H2", "2020H2", date(2020, 7, 1), date(2020, 12, 31)),
    ("2020年三季度", "2020Q3", date(2020, 7, 1), date(2020, 9, 30)),
    ("2020 年 2 月", "2020-02", date(2020, 2, 1), date(2020, 2, 29)),
    ("2020年1-9月", "2020-01-01~2020-09-30", date(2020, 1, 1), date(2020, 9, 30)),
    ("2020-06-30", "2020-06-30", date(2020, 6, 30), date(2020, 6, 30)),
    ("2018-01-01~2020-06-30", "2018-01-01~2020-06-30", date(2018, 1, 1), date(2020, 6, 30)),
])  # fmt: skip
def test_a_period_is_read_as_tables_write_it(text: str, code: str, start: date, end: date) -> None:
    found = read_period(text)
    assert (found, found.code) == (Period(start, end), code)


@pytest.mark.parametrize(
    "text", ["", "去年", "2020Q5", "2020-13", "2020-06-31", "2021-01-01~2020-01-01"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_period(text)


@given(st.integers(1950, 2100), st.sampled_from([12, 6, 3, 1]), st.integers(0, 11))
def test_a_period_stepped_back_is_of_the_same_sort(year: int, months: int, at: int) -> None:
    period = months_of(year, at // months * months + 1, months)
    assert read_period(period.code) == period
    assert year_before(period).sort == period_before(period).sort == period.sort
    back = period
    for _step in range(12 // months):
        back = period_before(back)
    assert back == year_before(period)


def test_the_end_of_february_stays_the_end_of_february() -> None:
    assert year_before(read_period("2020-02")) == read_period("2019-02")
    assert year_before(read_period("2021-02")) == read_period("2020-02")


def test_a_row_is_read_and_every_cell_that_cannot_be_is_named() -> None:
    columns = COLUMNS.found_in(HEADER)
    row = row_of(CELLS, columns)
    assert (row.value, row.status, row.period.code) == (Decimal(15004), "final", "2020H1")
    wrong = CELLS | {"数值": "一万五", "统计期": "上半年", "数据状态": "", "发布日期": "昨天"}
    with pytest.raises(Invalid) as refused:
        row_of(wrong, columns)
    assert {r.field for r in refused.value.reasons} == {"value", "period", "status", "released_on"}


@pytest.mark.parametrize(("text", "value", "qualifier"), [
    ("4300余", 4300, "余"), ("近200", 200, "近"), ("不到2", 2, "<"), ("＜2", 2, "<"),
    ("约14", 14, "约"),
])  # fmt: skip
def test_what_a_source_writes_around_a_number_is_kept(
    text: str, value: int, qualifier: str
) -> None:
    row = row_of(CELLS | {"数值": text}, COLUMNS.found_in(HEADER))
    assert (row.value, row.qualifier) == (Decimal(value), qualifier)


@pytest.mark.parametrize(("changed", "entry", "code"), [
    ({"指标代码": "nobody"}, None, "unknown_indicator"),
    ({"计量单位": "万元"}, INCOME, "unit_differs"),
    ({"统计期": "2020", "发布日期": "2020-07-20"}, INCOME, "period_not_over"),
    ({"统计期": "2026", "发布日期": "2026-11-20"}, INCOME, "period_not_over"),
    ({"发布日期": "2027-01-01"}, INCOME, "released_in_future"),
    ({"口径": "城乡居民收入"}, INCOME, "definition_changed"),
])  # fmt: skip
def test_what_may_not_stand_in_a_series_is_named(
    changed: dict[str, str], entry: Entry | None, code: str
) -> None:
    row = row_of(CELLS | changed, COLUMNS.found_in(HEADER))
    with pytest.raises(Invalid) as refused:
        check_row(row, entry, today=TODAY, has_earlier=False)
    assert code in {r.code for r in refused.value.reasons}


def test_a_changed_definition_needs_its_note_and_a_revision_its_status() -> None:
    changed = CELLS | {"口径": "城乡居民收入", "口径变更说明": "城乡合并调查"}
    check_row(row_of(changed, COLUMNS.found_in(HEADER)), INCOME, today=TODAY, has_earlier=True)
    early = row_of(CELLS | {"数据状态": "初步数"}, COLUMNS.found_in(HEADER))
    with pytest.raises(Invalid, match="revision_not_said"):
        check_row(early, INCOME, today=TODAY, has_earlier=True)


def test_each_day_is_counted_by_the_version_of_that_day() -> None:
    first = Entry("a", IMPORTED, "甲", "口径一", "元", valid_from=date(2020, 1, 1))
    second = Entry("a", IMPORTED, "甲", "口径二", "元", valid_from=date(2024, 1, 1), version=2)
    for day, wanted in ((date(2019, 1, 1), first), (date(2023, 12, 31), first),
                        (date(2024, 1, 1), second)):  # fmt: skip
        assert in_force([first, second], day) == wanted
    assert in_force([], TODAY) is None
