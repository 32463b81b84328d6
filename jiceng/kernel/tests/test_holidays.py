"""The shipped working days agree with a table compiled elsewhere, and with the notices."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.holidays import shipped_days

GOLDEN = Path(__file__).parents[1] / "content" / "cn_workdays_2018_2024.csv"
DAYS, YEARS = shipped_days()
CALENDAR = WorkingCalendar(days=DAYS, known_years=YEARS)


def test_two_sources_agree_on_every_day_of_seven_years() -> None:
    with GOLDEN.open(newline="", encoding="utf-8") as lines:
        golden = {
            date.fromisoformat(r["date"]): r["is_workday"] == "1" for r in csv.DictReader(lines)
        }
    assert (min(golden), max(golden)) == (date(2018, 1, 1), date(2024, 12, 31))
    assert len(golden) == (date(2025, 1, 1) - date(2018, 1, 1)).days
    assert {day: CALENDAR.works_on(day) for day in golden} == golden


@pytest.mark.parametrize(
    ("first", "days_off", "worked_instead"),
    [
        # the State Council's notices of 2018, 2024 and 2025; Mid-Autumn lies within 2025's
        (date(2019, 10, 1), 7, (date(2019, 9, 29), date(2019, 10, 12))),
        (date(2025, 10, 1), 8, (date(2025, 9, 28), date(2025, 10, 11))),
        (date(2026, 10, 1), 7, (date(2026, 9, 20), date(2026, 10, 10))),
    ],
)
def test_national_day_is_as_the_notice_says(
    first: date, days_off: int, worked_instead: tuple[date, date]
) -> None:
    assert not any(CALENDAR.works_on(first + timedelta(days=n)) for n in range(days_off))
    assert CALENDAR.works_on(first + timedelta(days=days_off))
    assert [day.weekday() for day in worked_instead] == [6, 5]
    assert all(CALENDAR.works_on(day) for day in worked_instead)


def test_the_two_working_sundays_of_may_2019_are_there() -> None:
    """A notice changed in the year itself; libraries missed these for years."""
    assert CALENDAR.works_on(date(2019, 4, 28))
    assert CALENDAR.works_on(date(2019, 5, 5))
    assert not CALENDAR.works_on(date(2019, 5, 2))


def test_only_days_that_differ_from_monday_to_friday_are_shipped() -> None:
    assert all(works != (day.weekday() < 5) for day, works in DAYS.items())
    assert {day.year for day in DAYS} == YEARS == frozenset(range(2004, 2027))


def test_a_year_without_notice_is_unknown() -> None:
    assert CALENDAR.is_known(date(2026, 12, 31))
    assert not CALENDAR.is_known(date(2027, 1, 1))
    assert not CALENDAR.is_known(date(2003, 12, 31))
