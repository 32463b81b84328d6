"""Rosters as rules: a table of small ones, and laws that hold for any (Hypothesis)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiceng.emergency.rules.roster_check import Clash, check, clashes_of
from jiceng.emergency.rules.rostering import fill
from jiceng.emergency.rules.rosters import (
    REST,
    Candidate,
    Pattern,
    ShiftNeed,
    check_pattern,
    span_faults,
)

MONDAY = date(2026, 11, 23)
EIGHT = Pattern("eight", "三班", "", ((0, 480), (480, 960), (960, 1440)))
TWELVE = Pattern("twelve", "两班", "", ((480, 1200), (1200, 480)))


def needs_of(
    pattern: Pattern, days: int, checkpoints: int, needed: int, units: int = 1
) -> list[ShiftNeed]:
    found: list[ShiftNeed] = []
    for day in (MONDAY + timedelta(days=n) for n in range(days)):
        for turn in range(len(pattern.turns)):
            start, end = pattern.span(day, turn)
            for place in range(checkpoints):
                near = (f"U{place % units}", "")
                found.append(ShiftNeed(len(found) + 1, place, day, turn, start, end, needed, near))
    return found


def people(many: int, units: int = 1, off: frozenset[date] = frozenset()) -> list[Candidate]:
    return [Candidate(n, (f"U{n % units}", ""), off) for n in range(1, many + 1)]


@pytest.mark.parametrize(
    ("pattern", "many", "missing"),
    [(EIGHT, 2, 0), (EIGHT, 1, 3), (TWELVE, 2, 0), (TWELVE, 1, 2), (EIGHT, 0, 6)],
)
def test_one_checkpoint_for_two_days(pattern: Pattern, many: int, missing: int) -> None:
    needs, asked = needs_of(pattern, 2, 1, 1), people(many)
    found = check(needs, asked, fill(needs, asked))
    assert (found.missing, found.clashes) == (missing, ())


def test_people_stand_at_their_own_unit_before_they_help_another() -> None:
    needs, asked = needs_of(EIGHT, 4, 2, 1, units=2), people(8, units=2)
    by_key = {n.key: n for n in needs}
    pairs = fill(needs, asked)
    assert {by_key[key].near[0] for key, who in pairs if who % 2} == {"U1"}
    assert check(needs, asked, pairs).missing == 0


def test_a_unit_without_people_is_helped_by_its_neighbour() -> None:
    needs = needs_of(EIGHT, 2, 2, 1, units=2)
    asked = [Candidate(n, ("U0", "")) for n in range(1, 6)]
    assert check(needs, asked, fill(needs, asked)).missing == 0


def test_a_gap_is_mended_by_moving_somebody_who_can_stand_later() -> None:
    """1 is taken first for the morning; only 1 can stand the evening, and 2 the morning."""
    morning, evening = needs_of(EIGHT, 1, 1, 1)[1:]
    later = (evening.end + 100, evening.end + 200)
    asked = [*people(1), Candidate(2, ("U0", ""), busy=(later,))]
    pairs = fill([morning, evening], asked)
    assert pairs == {(morning.key, 2), (evening.key, 1)}


def test_what_was_given_by_hand_stays() -> None:
    needs, asked = needs_of(EIGHT, 2, 1, 1), people(6)
    assert (needs[3].key, 5) in fill(needs, asked, fixed={(needs[3].key, 5)})


def test_shifts_are_shared_evenly() -> None:
    needs, asked = needs_of(EIGHT, 14, 10, 1, units=5), people(40, units=5)
    found = check(needs, asked, fill(needs, asked))
    assert found.missing == 0
    assert found.most - found.fewest <= 2


def test_a_gap_says_why_nobody_stands_it() -> None:
    needs = needs_of(EIGHT, 1, 1, 2)
    asked = [*people(2), Candidate(3, off=frozenset({MONDAY}))]
    found = check(needs, asked, [(1, 1), (1, 2), (3, 1), (3, 2)])
    (gap,) = found.gaps
    assert (gap.shift.turn, gap.missing) == (1, 2)
    assert (gap.free, gap.on_duty, gap.resting, gap.off, gap.own) == (0, 0, 2, 1, 2)


def test_each_broken_rule_is_named() -> None:
    early, day, night = needs_of(EIGHT, 1, 1, 1)
    other = ShiftNeed(9, 2, MONDAY, 0, early.start + 60, early.end, 1)
    assert [c.kind for c in clashes_of(Candidate(1), [early, other])] == ["double"]
    assert [*clashes_of(Candidate(1), [day, early])] == [Clash(1, "rest", early, day, 0)]
    assert [*clashes_of(Candidate(1), [early, night])] == []
    assert [c.kind for c in clashes_of(Candidate(1, off=frozenset({MONDAY})), [day])] == ["off"]
    busy = Candidate(1, busy=((day.end + 60, day.end + 120),))
    assert [c.kind for c in clashes_of(busy, [day])] == ["elsewhere"]


PATTERNS = st.sampled_from([EIGHT, TWELVE])
OFF = st.frozensets(st.integers(0, 3).map(lambda n: MONDAY + timedelta(days=n)), max_size=2)
ASKED = st.lists(st.tuples(st.integers(0, 2), OFF), max_size=14).map(
    lambda rows: [Candidate(n, (f"U{u}", ""), off) for n, (u, off) in enumerate(rows, 1)]
)


@given(PATTERNS, st.integers(1, 4), st.integers(1, 4), st.integers(0, 3), ASKED)
@settings(max_examples=60, deadline=None)
def test_no_roster_clashes_and_its_gaps_are_what_the_checker_counts(
    pattern: Pattern, days: int, checkpoints: int, needed: int, asked: list[Candidate]
) -> None:
    needs = needs_of(pattern, days, checkpoints, needed, units=3)
    pairs = fill(needs, asked)
    found = check(needs, asked, pairs)
    assert found.clashes == ()
    standing = Counter(key for key, _who in pairs)
    assert all(standing[n.key] <= n.needed for n in needs)
    assert found.missing == sum(n.needed - standing[n.key] for n in needs)
    assert all(gap.free == 0 for gap in found.gaps), "somebody was free and not asked"


@given(PATTERNS, st.integers(1, 3), ASKED)
@settings(max_examples=40, deadline=None)
def test_between_two_shifts_of_one_person_lie_eight_hours(
    pattern: Pattern, checkpoints: int, asked: list[Candidate]
) -> None:
    needs = needs_of(pattern, 3, checkpoints, 1, units=3)
    by_key = {n.key: n for n in needs}
    stood: dict[int, list[ShiftNeed]] = {}
    for key, who in fill(needs, asked):
        stood.setdefault(who, []).append(by_key[key])
    for shifts in stood.values():
        ordered = sorted(shifts, key=lambda n: n.start)
        assert all(b.start - a.end >= REST for a, b in pairwise(ordered))


@pytest.mark.parametrize(
    ("turns", "codes"),
    [
        ([["00:00", "08:00"], ["08:00", "16:00"], ["16:00", "24:00"]], []),
        ([["08:00", "20:00"], ["20:00", "08:00"]], []),
        ([["08:00", "18:00"], ["20:00", "08:00"]], ["turns_apart"]),
        ([["八点", "20:00"]], ["turns_unreadable"]),
        ([], ["turns_unreadable"]),
    ],
)
def test_a_day_is_cut_without_leaving_hours_open(turns: object, codes: list[str]) -> None:
    assert [r.code for r in check_pattern("k", {"name": "班", "turns": turns})] == codes


def test_the_days_of_a_roster_are_looked_over() -> None:
    def codes(first: int, last: int) -> list[str]:
        start, end = (MONDAY + timedelta(days=n) for n in (first, last))
        return [r.code for r in span_faults(start, end, MONDAY)]

    assert codes(0, 13) == []
    assert codes(3, 1) == ["roster_days_reversed"]
    assert codes(0, 31) == ["roster_too_long"]
    assert codes(-5, -1) == ["roster_in_the_past"]


def test_the_county_for_two_weeks_with_fifteen_hundred_people() -> None:
    needs, asked = needs_of(EIGHT, 14, 447, 1, units=40), people(1500, units=40)
    found = check(needs, asked, fill(needs, asked))
    assert (found.missing, found.clashes) == (0, ())
    assert found.most - found.fewest <= 2
