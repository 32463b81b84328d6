"""Slots of a day, ways between stops, honours by their days: rules alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.hours import spans_of
from jiceng.outreach.rules.honours import STATES, honour_state, term_faults
from jiceng.outreach.rules.routes import (
    FreeSlot,
    instead,
    kilometres,
    leg,
    route_faults,
    slots_of,
    whole,
)

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "minutes", "starts"),
    [
        ("9:00-12:00", 60, (540, 600, 660)),
        ("9:00-12:00", 90, (540, 630)),
        ("8:30-12:00、14:30-17:30", 120, (510, 870)),
        ("9:00-9:30", 60, ()),
        ("", 60, ()),
    ],
)
def test_hours_are_cut_into_whole_slots(hours: str, minutes: int, starts: tuple[int, ...]) -> None:
    assert tuple(a for a, _b in slots_of(spans_of(hours), minutes)) == starts


@given(
    st.lists(st.integers(0, 1440), max_size=6, unique=True).map(
        lambda e: tuple(zip(sorted(e)[::2], sorted(e)[1::2], strict=False))
    ),
    st.integers(20, 480),
)
def test_no_slot_leaves_its_hours_and_no_two_overlap(
    spans: tuple[tuple[int, int], ...], minutes: int
) -> None:
    found = slots_of(spans, minutes)
    assert all(any(a <= s and e <= b for a, b in spans) for s, e in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))


def test_a_way_is_longer_than_the_straight_line_and_unknown_without_a_place() -> None:
    way = leg((109.605, 19.905), (109.615, 19.905))
    assert way is not None
    assert 1300 < way.metres < 1400
    assert way.minutes == 3
    assert leg((109.605, 19.905), None) is None
    assert whole([60, 30], [way]) == (93, way.metres)
    assert whole([60, 30], [None]) == (90, 0)
    assert kilometres(way.metres) == "1.4"


@pytest.mark.parametrize(
    ("stops", "codes"),
    [
        ([(1, 60), (2, 30)], []),
        ([(1, 60)], ["route_needs_stops"]),
        ([], ["route_needs_stops"]),
        ([(1, 60), (1, 30)], ["stop_twice"]),
        ([(1, 60), (2, 0)], ["stay_out_of_range"]),
        ([(n, 10) for n in range(13)], ["too_many_stops"]),
    ],
)
def test_what_is_wrong_with_a_route_is_named(
    stops: list[tuple[int, int]], codes: list[str]
) -> None:
    assert [r.code for r in route_faults(stops)] == codes


def test_the_nearest_slots_that_are_large_enough_are_offered_in_the_order_of_time() -> None:
    free = [
        FreeSlot(AT + timedelta(hours=n), AT + timedelta(hours=n + 1), left)
        for n, left in ((0, 5), (1, 40), (2, 40), (24, 40), (48, 40))
    ]
    found = instead(free, AT + timedelta(hours=25), 20)
    assert [(s.starts_at - AT) // timedelta(hours=1) for s in found] == [2, 24, 48]
    assert instead(free, AT, 41) == []


@pytest.mark.parametrize(
    ("start", "end", "state"),
    [
        (-10, None, "valid"),
        (-10, 181, "valid"),
        (-10, 180, "to_renew"),
        (-10, 0, "to_renew"),
        (-10, -1, "expired"),
        (1, 400, "upcoming"),
        (0, None, "valid"),
    ],
)
def test_an_honour_is_what_its_days_say(start: int, end: int | None, state: str) -> None:
    last = None if end is None else DAY + timedelta(days=end)
    assert honour_state(DAY + timedelta(days=start), last, DAY) == state


@given(st.integers(-900, 900), st.none() | st.integers(0, 900), st.integers(0, 2000))
def test_an_honour_never_comes_back_by_itself(start: int, length: int | None, later: int) -> None:
    begins = DAY + timedelta(days=start)
    ends = None if length is None else begins + timedelta(days=length)
    order = ["upcoming", "valid", "to_renew", "expired"]
    now = order.index(honour_state(begins, ends, DAY))
    then = order.index(honour_state(begins, ends, DAY + timedelta(days=later)))
    assert then >= now
    assert set(order) == set(STATES)


def test_a_term_ends_after_it_begins_and_follows_the_last() -> None:
    earlier = DAY - timedelta(days=1)
    assert [r.code for r in term_faults(DAY, earlier)] == ["honour_ends_before"]
    assert [r.code for r in term_faults(DAY, DAY, DAY)] == ["honour_term_before_last"]
    assert not [*term_faults(DAY, None, earlier)]
