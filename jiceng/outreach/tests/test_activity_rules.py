"""Times, capacity and attendance, from values alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.tests.county import NOON
from jiceng.outreach.actions.content import shipped
from jiceng.outreach.rules.activities import (
    LATEST,
    LONGEST,
    Attended,
    attendance_faults,
    capacity_faults,
    check_kind,
    check_venue_kind,
    headcount_fault,
    overlaps,
    places_left,
    time_faults,
)

HOUR = timedelta(hours=1)
instants = st.integers(-1000, 1000).map(lambda hours: NOON + hours * HOUR)
lengths = st.integers(1, 48).map(lambda hours: hours * HOUR)


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [
        (NOON, NOON + HOUR, None),
        (NOON, NOON, "activity_times_reversed"),
        (NOON, NOON + LONGEST + HOUR, "activity_too_long"),
        (NOON - LATEST - HOUR, NOON - LATEST, None),
        (NOON - LATEST - 2 * HOUR, NOON - LATEST - HOUR, "activity_long_past"),
    ],
)
def test_times_that_cannot_be_are_named(starts: datetime, ends: datetime, code: str | None) -> None:
    assert [r.code for r in time_faults(starts, ends, NOON)] == ([code] if code else [])


@given(instants, lengths, instants, lengths)
def test_two_times_overlap_exactly_where_an_hour_lies_in_both(
    a: datetime, a_long: timedelta, b: datetime, b_long: timedelta
) -> None:
    first = {a + n * HOUR for n in range(a_long // HOUR)}
    second = {b + n * HOUR for n in range(b_long // HOUR)}
    shared = bool(first & second)
    assert overlaps(a, a + a_long, b, b + b_long) == shared
    assert overlaps(b, b + b_long, a, a + a_long) == shared


@pytest.mark.parametrize(
    ("capacity", "taken", "holds", "code"),
    [
        (None, 0, None, None),
        (40, 0, None, None),
        (40, 40, 40, None),
        (0, 0, None, "number_range"),
        (41, 0, 40, "capacity_above_venue"),
        (5, 6, 40, "capacity_below_taken"),
        (None, 1, None, "capacity_below_taken"),
    ],
)
def test_capacity_lies_between_what_is_taken_and_what_the_venue_holds(
    capacity: int | None, taken: int, holds: int | None, code: str | None
) -> None:
    found = [r.code for r in capacity_faults(capacity, taken, holds)]
    assert found == ([code] if code else [])


@given(st.integers(1, 500), st.integers(0, 500))
def test_what_is_left_is_never_below_nothing(capacity: int, taken: int) -> None:
    left = places_left(capacity, taken)
    assert left is not None
    assert left == capacity - taken or (left == 0 and taken > capacity)


@pytest.mark.parametrize(
    ("attended", "codes"),
    [
        (Attended(30, 12, 2, 90), []),
        (Attended(0, note="台风改期未及通知"), []),
        (Attended(0), ["nobody_came_why"]),
        (Attended(-1, 20_001), ["number_range", "number_range"]),
        (Attended(3, note="长" * 201), ["text_length"]),
    ],
)
def test_attendance_is_numbers_that_can_be(attended: Attended, codes: list[str]) -> None:
    assert [r.code for r in attendance_faults(attended)] == codes


def test_a_booking_is_for_somebody() -> None:
    assert [bool(headcount_fault(n)) for n in (0, 1, 500, 501)] == [True, False, False, True]


def test_a_kind_asks_for_measures_there_are_and_a_venue_lies_in_a_place_there_is() -> None:
    assert check_kind("x", {"name": "讲座", "measures": ["households"]}) == []
    faults = check_kind("x", {"name": "", "measures": "score"})
    assert [f.field for f in faults] == ["name", "measures"]
    assert check_venue_kind("x", {"name": "寺庙", "place": "temple"}, ["village"])
    places = shipped("venue_places")
    assert [row["name"] for row in places.values()] == [
        "机关", "乡村", "社区", "学校", "企业", "单位",
    ]  # fmt: skip
    assert {row["place"] for row in shipped("venue_kinds").values()} == {*places}
