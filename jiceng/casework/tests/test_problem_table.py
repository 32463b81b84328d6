"""Ledgers as clerks type them: headers, days, units, measures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.queries.ledgers import ledger_headings, source_words
from jiceng.casework.rules.problem_table import (
    FIELDS,
    KEPT,
    ROW,
    ProblemRow,
    find_layout,
    joined_measures,
    letters,
    lines_of_sheet,
    read_day,
    read_problem,
    read_progress,
    split_measures,
    state_for,
)
from jiceng.casework.rules.problems import PROGRESS
from jiceng.casework.rules.unit_names import UnitNames, Written
from jiceng.kernel.refusal import Reason

TODAY = date(2026, 11, 23)
UNITS = UnitNames(
    [
        Written("HOUSING", ("示例县住房和城乡建设局", "县住建局")),
        Written("POLICE", ("示例县公安局", "县公安局")),
        Written("T-NORTH", ("北镇人民政府", "北镇")),
        Written("C-1", ("东社区居委会",)),
        Written("C-2", ("南镇东社区居委会", "东社区居委会")),
    ],
    "示例县",
    {"建设局": "HOUSING"},
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026.3.5", date(2026, 3, 5)),
        ("2026-03-05", date(2026, 3, 5)),
        ("2026/3/5", date(2026, 3, 5)),
        ("2026年3月5日", date(2026, 3, 5)),
        ("2026 年 3 月 5 日前", date(2026, 3, 5)),
        ("2026-03-05 00:00:00", date(2026, 3, 5)),
        ("２０２６．３．５", date(2026, 3, 5)),
        ("20260305", date(2026, 3, 5)),
        ("46086", date(2026, 3, 5)),
        ("2026年3月", date(2026, 3, 1)),
        ("2026.3", date(2026, 3, 1)),
        ("3月5日", date(2026, 3, 5)),
        ("12月5日", date(2025, 12, 5)),
        ("2月29日", date(2024, 2, 29)),
        ("2026-02-30", None),
        ("2026年13月", None),
        ("立行立改", None),
        ("1234.1.1", None),
        ("", None),
    ],
)
def test_a_day_found_is_read_as_it_was_typed(text: str, day: date | None) -> None:
    assert read_day(text, latest=TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12月5日", date(2026, 12, 5)),
        ("3月5日", date(2027, 3, 5)),
        ("2026年12月底前", date(2026, 12, 31)),
        ("2027年2月", date(2027, 2, 28)),
    ],
)
def test_a_deadline_lies_ahead_and_a_month_ends_on_its_last_day(text: str, day: date) -> None:
    assert read_day(text, earliest=TODAY, at_end=True) == day


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back_from_every_way_of_writing_it(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    ways = (f"{day.year}.{day.month}.{day.day}", f"{day.year}年{day.month}月{day.day}日",
            day.isoformat(), f"{day:%Y%m%d}", str(serial))  # fmt: skip
    assert {read_day(way) for way in ways} == {day}


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_days(text: str) -> None:
    found = read_day(text, latest=TODAY)
    assert found is None or 1900 <= found.year <= 2118


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.dates(date(2001, 1, 1), TODAY))
def test_a_day_without_a_year_is_the_nearest_on_its_side(given_day: date, near: date) -> None:
    text = f"{given_day.month}月{given_day.day}日"
    back, on = read_day(text, latest=near), read_day(text, earliest=near)
    assert back is not None and near - timedelta(days=9 * 366) < back <= near
    assert on is not None and near <= on < near + timedelta(days=9 * 366)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("县住建局", "HOUSING"),
        ("住建局", "HOUSING"),
        ("示例县住建局", "HOUSING"),
        ("示例县 住房和城乡建设局", "HOUSING"),
        ("建设局", "HOUSING"),
        ("POLICE", "POLICE"),
        ("北镇政府", "T-NORTH"),
        ("北镇", "T-NORTH"),
        ("南镇东社区居民委员会", "C-2"),
    ],
)
def test_a_unit_is_found_by_what_people_call_it(text: str, code: str) -> None:
    assert UNITS.find(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("东社区居委会", "unit_unclear"), ("县公按局", "unit_perhaps"), ("火星", "unit_unknown")],
)
def test_a_unit_nobody_can_tell_is_refused_with_a_remedy(text: str, code: str) -> None:
    found = UNITS.find(text)
    assert isinstance(found, Reason)
    assert found.code == code


SHEET = [
    ["北镇卫生县城点位问题台账", *[""] * 7],
    ["填报单位：北镇", *[""] * 7],
    ["序号", "问题类别", "存在问题（如实填写）", "责任单位", "责任", "责任", "整改 时限", "备注"],
    ["序号", "问题类别", "存在问题（如实填写）", "责任单位", "责任领导", "责任人", "整改 时限",
     "备注"],
    ["一、环境卫生", *[""] * 7],
    ["1", "市容", "路边有垃圾", "北镇", "王", "李", "12月1日", "重点"],
    *[[""] * 8],
    ["2", "市容", "沟渠堵塞", "住建局", "王", "赵", "2026.12.5", ""],
]  # fmt: skip


def test_a_header_of_two_lines_below_titles_is_found() -> None:
    layout = find_layout(SHEET, ledger_headings())
    assert layout is not None
    assert layout.first == 4
    assert layout.columns == {
        "number": 0, "category": 1, "description": 2, "unit": 3, "responsible_leader": 4,
        "responsible_person": 5, "deadline": 6,
    }  # fmt: skip
    assert layout.kept == {"备注": 7}
    lines = list(lines_of_sheet("点位", SHEET, layout))
    assert [line[ROW] for line in lines] == ["6", "8"]
    assert lines[0][KEPT] == '{"备注": "重点"}'


@pytest.mark.parametrize("lines", [[], [["姓名", "电话"]], [["问题描述"]], [["a"]] * 12 + SHEET])
def test_what_has_no_header_near_its_top_is_no_ledger(lines: list[list[str]]) -> None:
    assert find_layout(lines, ledger_headings()) is None


def test_columns_are_named_as_spreadsheets_name_them() -> None:
    assert [letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def row(**cells: str) -> Any:
    given = {"description": "路边有垃圾", "unit": "北镇", **cells}
    return read_problem(given, UNITS.find, source_words(), today=TODAY)


def test_a_line_is_read_whole() -> None:
    found = row(number="7", found_on="2026.11.1", deadline="12月5日", supporting="住建局、县公安局",
                measures="1.清运\n（2）保洁", source="督查", progress="整改中")  # fmt: skip
    assert isinstance(found, ProblemRow)
    assert (found.unit, found.supporting) == ("T-NORTH", ("HOUSING", "POLICE"))
    assert (found.found_on, found.deadline) == (date(2026, 11, 1), date(2026, 12, 5))
    assert (found.measures, found.progress) == (("清运", "保洁"), "rectifying")
    assert found.source == "supervision"


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"description": ""}, "description", "cell_empty"),
        ({"unit": ""}, "unit", "cell_empty"),
        ({"unit": "北镇、住建局"}, "unit", "several_lead_units"),
        ({"unit": "火星"}, "unit", "unit_unknown"),
        ({"supporting": "北镇"}, "supporting", "second_lead_unit"),
        ({"deadline": "尽快"}, "deadline", "bad_day"),
        ({"found_on": "2027-01-01"}, "found_on", "in_the_future"),
        ({"found_on": "2026-11-01", "deadline": "2026-10-01"}, "deadline", "deadline_before_found"),
        ({"lon": "东经", "lat": "19"}, "lon", "bad_point"),
        ({"measures": "长" * 301}, "measures", "text_length"),
        ({"place": "长" * 121}, "place", "text_length"),
    ],
)
def test_every_bad_cell_is_named(cells: dict[str, str], field: str, code: str) -> None:
    found = row(**cells)
    assert [(r.field, r.code) for r in found] == [(field, code)]


def test_all_bad_cells_of_a_line_are_named_at_once() -> None:
    found = row(description="", unit="火星", deadline="尽快")
    assert {r.field for r in found} == {"description", "unit", "deadline"}


def test_what_cannot_be_a_value_is_kept_as_it_was_written() -> None:
    found = row(deadline="长期坚持", source="暗访")
    assert found.deadline is None
    assert found.source == "other"
    assert found.kept == {"整改时限（原文）": "长期坚持", "问题来源（原文）": "暗访"}


@given(st.lists(st.text("清运保洁宣传1.（）、", min_size=1, max_size=20), max_size=6))
def test_measures_go_into_one_cell_and_come_back(texts: list[str]) -> None:
    clean = split_measures("\n".join(texts))
    assert split_measures(joined_measures(clean)) == clean


def test_every_word_of_progress_we_write_is_read_back() -> None:
    assert {name: read_progress(label) for name, (label, _s) in PROGRESS.items()} == {
        name: name for name in PROGRESS
    }


@pytest.mark.parametrize(
    ("text", "progress"), [("未销号", "rectifying"), ("是", "struck_off"), ("", "")]
)
def test_a_column_that_asks_yes_or_no_is_understood(text: str, progress: str) -> None:
    assert read_progress(text) == progress


@pytest.mark.parametrize(
    ("progress", "deadline", "measures", "state"),
    [
        ("", False, False, "found"),
        ("", False, True, "found"),
        ("rectifying", True, False, "confirmed"),
        ("open", True, True, "rectifying"),
        ("struck_off", False, False, "struck_off"),
    ],
)
def test_a_problem_begins_as_far_as_its_line_allows(
    progress: str, deadline: bool, measures: bool, state: str
) -> None:
    assert state_for(progress, has_deadline=deadline, has_measures=measures) == state


def test_every_field_has_a_heading() -> None:
    assert set(ledger_headings().values()) == set(FIELDS)
