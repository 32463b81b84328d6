"""When a point is open: the week, holidays, make-up workdays, single days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.calendar import CHINA, WorkingCalendar
from jiceng.kernel.hours import (
    BadHours,
    Different,
    Hours,
    Spans,
    hours_of,
    opening_on,
    spans_of,
    standing_at,
    week_rows,
    written,
)

OFFICE = spans_of("8:30-12:00、14:30-17:30")
SUNDAY = spans_of("9:00-11:00")
WEEK = Hours((OFFICE,) * 5 + ((),) + (SUNDAY,))
HOLIDAY, MAKEUP = date(2026, 10, 1), date(2026, 10, 10)
CALENDAR = WorkingCalendar(days={HOLIDAY: False, MAKEUP: True}, known_years=frozenset({2026}))
MONDAY = date(2026, 11, 23)


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA).astimezone(UTC)


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("", ()),
        ("8:30-12:00", ((510, 720),)),
        ("08：30至12：00，14：30～17：30", ((510, 720), (870, 1050))),
        ("14:30-17:30; 8:30-12:00", ((510, 720), (870, 1050))),
        ("全天", ((0, 1440),)),
        ("0:00-24:00", ((0, 1440),)),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, spans: Spans) -> None:
    assert spans_of(typed) == spans


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("12:00-8:30", "hours_reversed"),
        ("8:30-8:30", "hours_reversed"),
        ("8:30-12:00、11:00-14:00", "hours_overlap"),
        ("上午", "hours_unreadable"),
        ("8:30", "hours_unreadable"),
        ("8:70-9:00", "hours_unreadable"),
        ("8:00-24:30", "hours_unreadable"),
    ],
)
def test_what_is_wrong_with_hours_is_named(typed: str, code: str) -> None:
    with pytest.raises(BadHours) as wrong:
        spans_of(typed)
    assert wrong.value.code == code
    assert wrong.value.value in typed


@pytest.mark.parametrize(
    ("on_holidays", "spans", "because"),
    [("closed", (), "holiday"), ("sunday", SUNDAY, "holiday"), ("usual", OFFICE, "usual")],
)
def test_a_holiday_closes_keeps_sunday_hours_or_changes_nothing(
    on_holidays: str, spans: Spans, because: str
) -> None:
    found = opening_on(Hours(WEEK.weekly, on_holidays), HOLIDAY, CALENDAR, {})
    assert (found.spans, found.because) == (spans, because)


def test_a_make_up_saturday_is_open_like_the_first_working_day() -> None:
    assert opening_on(WEEK, MAKEUP, CALENDAR, {}).spans == OFFICE
    assert opening_on(WEEK, MAKEUP + timedelta(days=7), CALENDAR, {}).spans == ()


def test_a_single_day_comes_before_everything_else() -> None:
    different = {HOLIDAY: Different(SUNDAY, "集市"), MAKEUP: Different((), "停电")}
    assert opening_on(WEEK, HOLIDAY, CALENDAR, different).spans == SUNDAY
    closed = opening_on(WEEK, MAKEUP, CALENDAR, different)
    assert (closed.spans, closed.reason) == ((), "停电")


def test_a_day_of_a_year_without_notice_may_yet_change() -> None:
    assert opening_on(WEEK, date(2027, 3, 1), CALENDAR, {}).is_provisional
    assert not opening_on(WEEK, MONDAY, CALENDAR, {}).is_provisional


@pytest.mark.parametrize(
    ("hour", "minute", "is_open", "next_at"),
    [
        (8, 29, False, at(8, 30)),
        (8, 30, True, at(12)),
        (11, 59, True, at(12)),
        (12, 0, False, at(14, 30)),
        (17, 30, False, at(8, 30, MONDAY + timedelta(days=1))),
    ],
)
def test_open_until_or_closed_until(
    hour: int, minute: int, is_open: bool, next_at: datetime
) -> None:
    found = standing_at(WEEK, at(hour, minute), CALENDAR, {})
    assert found.is_open is is_open
    assert (found.until if is_open else found.opens_at) == next_at


def test_a_point_closed_for_weeks_promises_no_opening() -> None:
    shut = {MONDAY + timedelta(days=n): Different((), "装修") for n in range(70)}
    found = standing_at(WEEK, at(9), CALENDAR, shut)
    assert (found.is_open, found.opens_at) == (False, None)


def test_days_with_the_same_hours_stand_together() -> None:
    assert week_rows(WEEK) == [(0, 4, OFFICE), (5, 5, ()), (6, 6, SUNDAY)]


spans = st.lists(st.integers(0, 1440), max_size=8, unique=True).map(
    lambda edges: tuple(zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)
weeks = st.tuples(*[spans] * 7)


@given(spans)
def test_what_is_written_is_read_back(given_spans: Spans) -> None:
    assert spans_of(written(given_spans)) == given_spans


@given(weeks, st.sampled_from(["closed", "sunday", "usual"]))
def test_hours_are_kept_as_they_are(weekly: tuple[Spans, ...], on_holidays: str) -> None:
    hours = Hours(weekly, on_holidays)
    assert hours_of(hours.as_json()) == hours


@given(weeks, st.integers(0, 14 * 1440))
def test_whoever_comes_at_the_promised_opening_finds_it_open(
    weekly: tuple[Spans, ...], minutes: int
) -> None:
    now = at(0) + timedelta(minutes=minutes)
    found = standing_at(Hours(weekly), now, CALENDAR, {})
    if found.opens_at is not None:
        assert found.opens_at > now
        assert standing_at(Hours(weekly), found.opens_at, CALENDAR, {}).is_open
        before = found.opens_at - timedelta(minutes=1)
        assert before < now or not standing_at(Hours(weekly), before, CALENDAR, {}).is_open
    elif not found.is_open:
        assert not any(weekly)
