"""Matching, lights, hours and quarters of co-building, from values alone (facts.md §5.5)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.party.rules.co_building import (
    Promise,
    before,
    bounds,
    hours_fault,
    hours_of,
    item_state,
    people_fault,
    quarter_of,
    unit_light,
)
from jiceng.party.rules.matching import Offered, Wanted, match, matches

DAY = date(2026, 11, 23)
WANTED = Wanted("repair", "E", 2, DAY, DAY + timedelta(days=10))
OFFERED = Offered(
    1, "HOUSING", "repair", 3, DAY, DAY + timedelta(days=30), "organ",
    registered_in=frozenset({"E"}),
)  # fmt: skip


def altered(**changes: object) -> Offered:
    kept = {name: getattr(OFFERED, name) for name in Offered.__slots__}
    return Offered(**{**kept, **changes})


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({}, True),
        ({"kind": "legal"}, False),
        ({"registered_in": frozenset()}, False),
        ({"registered_in": frozenset(), "communities": frozenset({"E"})}, True),
        ({"communities": frozenset({"W"})}, False),
        ({"left": 1}, True),
        ({"left": 0}, False),
        ({"starts_on": DAY + timedelta(days=10)}, True),
        ({"starts_on": DAY + timedelta(days=11)}, False),
        ({"starts_on": DAY - timedelta(days=9), "ends_on": DAY}, True),
        ({"starts_on": DAY - timedelta(days=9), "ends_on": DAY - timedelta(days=1)}, False),
    ],
)
def test_a_resource_fits_by_kind_place_capacity_and_time(
    changes: dict[str, object], fits: bool
) -> None:
    assert (match(WANTED, altered(**changes)) is not None) == fits


def test_a_match_says_why() -> None:
    found = match(WANTED, OFFERED)
    assert found is not None
    codes = [r.code for r in found.because]
    assert codes == ["same_kind", "registered_here", "covers_all", "time_in_common"]
    assert found.days == 11


@pytest.mark.parametrize(
    ("sector", "code"), [("organ", "sector_wanted"), ("school", "sector_not_wanted")]
)
def test_a_sector_is_a_preference_and_never_a_bar(sector: str, code: str) -> None:
    wanted = Wanted("repair", "E", 2, DAY, DAY, frozenset({"organ"}))
    found = match(wanted, altered(sector=sector))
    assert found is not None
    assert found.because[-1].code == code


def test_what_meets_the_need_whole_comes_first_then_the_preferred_sector() -> None:
    wanted = Wanted("repair", "E", 2, DAY, DAY + timedelta(days=10), frozenset({"school"}))
    part = altered(key=2, unit="A", left=1, sector="school")
    school = altered(key=3, unit="Z", sector="school")
    found = matches(wanted, [part, OFFERED, school])
    assert [m.offered.key for m in found] == [3, 1, 2]


@given(st.integers(0, 9), st.integers(1, 9), st.integers(-20, 20), st.integers(0, 20))
def test_a_match_never_covers_more_than_is_wanted_or_left(
    left: int, amount: int, shift: int, length: int
) -> None:
    starts = DAY + timedelta(days=shift)
    offered = altered(left=left, starts_on=starts, ends_on=starts + timedelta(days=length))
    wanted = Wanted("repair", "E", amount, DAY, DAY + timedelta(days=10))
    found = match(wanted, offered)
    overlaps = shift <= 10 and shift + length >= 0
    assert (found is not None) == (overlaps and left > 0)
    if found is not None:
        assert 1 <= found.covers <= min(left, amount)
        assert 1 <= found.days <= 11


def promise(state: str, days: int) -> Promise:
    return Promise("修灯", state, DAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("promises", "light"),
    [
        ([], "unlit"),
        ([promise("offered", -9)], "unlit"),
        ([promise("declined", -9), promise("withdrawn", -9)], "unlit"),
        ([promise("committed", -1)], "red"),
        ([promise("under_way", 0)], "yellow"),
        ([promise("under_way", 7)], "yellow"),
        ([promise("under_way", 8)], "green"),
        ([promise("delivered", -9)], "green"),
        ([promise("confirmed", -9), promise("evaluated", -9)], "done"),
        ([promise("evaluated", -9), promise("committed", 30)], "green"),
        ([promise("evaluated", -9), promise("committed", -2)], "red"),
    ],
)
def test_the_light_of_a_unit_is_what_it_promised_beside_what_it_delivered(
    promises: list[Promise], light: str
) -> None:
    lit = unit_light(promises, DAY)
    assert lit.light == light
    assert lit.because


@pytest.mark.parametrize(
    ("hours", "people", "days", "code"),
    [
        ("0", 1, 1, None),
        ("-0.1", 1, 1, "hours_negative"),
        ("24", 1, 1, None),
        ("24.1", 1, 1, "hours_beyond_days"),
        ("96", 2, 2, None),
        ("96.1", 2, 2, "hours_beyond_days"),
    ],
)
def test_nobody_works_less_than_no_hours_or_more_than_a_day(
    hours: str, people: int, days: int, code: str | None
) -> None:
    fault = hours_fault(Decimal(hours), people=people, days=days)
    assert (fault.code if fault else None) == code


@pytest.mark.parametrize("text", ["", "two", "1.25", "NaN", "Infinity", "1000000"])
def test_what_is_no_number_of_hours_is_not_read(text: str) -> None:
    with pytest.raises(ValueError):
        hours_of(text)


@pytest.mark.parametrize(("people", "is_fine"), [(0, False), (1, True), (999, True), (1000, False)])
def test_somebody_took_part(people: int, is_fine: bool) -> None:
    assert (people_fault(people) is None) == is_fine


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2026, 1, 1), "2026Q1"),
        (date(2026, 3, 31), "2026Q1"),
        (date(2026, 4, 1), "2026Q2"),
        (date(2024, 2, 29), "2024Q1"),
        (date(2026, 12, 31), "2026Q4"),
    ],
)
def test_a_day_lies_in_its_quarter(day: date, quarter: str) -> None:
    first, last = bounds(quarter)
    assert quarter_of(day) == quarter
    assert first <= day <= last


@pytest.mark.parametrize("text", ["", "2026Q0", "2026Q5", "2026", "26Q1", "2026Q1 "])
def test_what_is_no_quarter_is_not_read(text: str) -> None:
    with pytest.raises(ValueError):
        bounds(text)


@given(st.dates(date(2001, 1, 1), date(2098, 12, 31)))
def test_quarters_follow_each_other_without_a_gap(day: date) -> None:
    quarter = quarter_of(day)
    assert bounds(before(quarter))[1] + timedelta(days=1) == bounds(quarter)[0]


@pytest.mark.parametrize(
    ("days", "done", "state"),
    [(-1, None, "late"), (0, None, "open"), (1, None, "open"), (-1, DAY, "done")],
)
def test_an_item_of_a_plan_is_late_the_day_after_it_was_due(
    days: int, done: date | None, state: str
) -> None:
    assert item_state(DAY + timedelta(days=days), done, DAY) == state
