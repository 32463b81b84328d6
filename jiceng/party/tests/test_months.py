"""Months and years by the calendar (facts.md §14.6)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.party.rules.months import add_months, age_on, whole_months
from jiceng.party.tests.checked import day

DAYS = st.dates(date(1950, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2023-12-15", 1, "2024-01-15"),
        ("2024-03-31", -1, "2024-02-29"),
        ("2024-05-10", 0, "2024-05-10"),
    ],
)
def test_a_month_ends_on_the_same_day_or_on_the_last(start: str, months: int, end: str) -> None:
    assert add_months(day(start), months) == day(end)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2024-02-29", "2025-02-27", 11),
        ("2024-02-29", "2025-02-28", 12),
        ("2023-01-31", "2023-02-27", 0),
        ("2023-01-31", "2023-02-28", 1),
        ("2023-05-10", "2023-05-09", 0),
        ("2023-05-10", "2022-05-10", 0),
    ],
)
def test_whole_months_are_counted_down(start: str, end: str, months: int) -> None:
    assert whole_months(day(start), day(end)) == months


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2000-02-29", "2018-02-28", 17),
        ("2000-02-29", "2018-03-01", 18),
        ("2000-02-29", "2020-02-29", 20),
        ("2000-05-10", "2018-05-09", 17),
        ("2000-05-10", "2018-05-10", 18),
    ],
)
def test_a_leapling_is_a_year_older_on_the_first_of_march(born: str, on: str, age: int) -> None:
    assert age_on(day(born), day(on)) == age


@given(DAYS, st.integers(0, 240))
def test_so_many_months_have_passed_when_they_end_and_not_a_day_before(
    start: date, months: int
) -> None:
    end = add_months(start, months)
    assert whole_months(start, end) == months
    if months:
        assert whole_months(start, end - timedelta(1)) == months - 1


@given(DAYS, DAYS, st.integers(0, 60))
def test_a_later_start_never_ends_earlier(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert add_months(first, months) <= add_months(second, months)
