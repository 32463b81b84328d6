"""The laws behind the gaming bench, of every matter and every county there can be.

One matter: nothing a unit can write makes it count more. All together: a rate moves with what its
own matters count, and with nothing else; a score moves with its rates; a band with its score.
Hence no way of dressing records up raises a score or a band, whatever the other units do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from jiceng.performance.rules.assessing import Reading, assess
from jiceng.performance.rules.fairness import Load, Yardstick, bands, fair_rate
from jiceng.performance.rules.matters import (
    NAMES,
    Loads,
    Matter,
    counted,
    kept,
    loads,
)
from jiceng.performance.rules.schemes import Scheme, scheme_of
from jiceng.performance.tests.schemes import TOWNS, sample_content

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
WORK = {"easy": 1, "hard": 3}
HOURS = st.integers(-2000, -1).map(lambda n: NOON + timedelta(hours=n))


@st.composite
def matters(draw: st.DrawFn) -> Matter:
    """A due matter somebody else reported, worked in one way or another."""
    told, due = sorted((draw(HOURS), draw(HOURS)))
    closed = draw(st.none() | st.integers(0, 2000).map(lambda n: told + timedelta(hours=n)))
    closed = closed if closed is None or closed <= NOON else None
    looked = draw(st.sampled_from(["", "solved", "unsolved"])) if closed else ""
    rated = draw(st.none() | st.integers(1, 5)) if closed else None
    kind = draw(st.sampled_from(["easy", "hard"]))
    return Matter("U", kind, "resident", due, closed, looked, draw(st.booleans()), rated, 1,
                  reported_at=told)  # fmt: skip


def left_lying(one: Matter) -> list[Matter]:
    """Suspended, refused, kept for later: no closing, hence nobody looks or rates."""
    return [replace(one, closed_at=None, recheck="", rating=None)]


def closed_later(one: Matter) -> list[Matter]:
    closed = one.closed_at + timedelta(days=9) if one.closed_at else None
    return [replace(one, closed_at=closed)] if closed and closed <= NOON else left_lying(one)


def reopened(one: Matter) -> list[Matter]:
    return [replace(one, is_reopened=True)]


def split(one: Matter) -> list[Matter]:
    """Three more records of the unit's own, done at once."""
    part = replace(one, source="grid_worker", closed_at=one.reported_at, recheck="solved",
                   is_reopened=False, rating=5)  # fmt: skip
    return [one, *(replace(part, key=key) for key in (2, 3, 4))]


def merged(one: Matter) -> list[Matter]:
    """Into a record of its own that it made afterwards and closed."""
    told = one.reported_at or NOON
    own = replace(one, key=2, source="clerk", reported_at=told + timedelta(minutes=1),
                  closed_at=told + timedelta(minutes=2), is_reopened=False)  # fmt: skip
    return [own, replace(one, root=2, closed_at=None, recheck="", rating=None)]


def filed_twice(one: Matter) -> list[Matter]:
    """Closed and filed anew; the new report is merged into the old record."""
    return [one, replace(one, key=2, root=1, closed_at=NOON)]


CHEATS = (left_lying, closed_later, reopened, split, merged, filed_twice)


@given(matters(), st.sampled_from(CHEATS))
def test_no_alteration_makes_a_matter_count_more(
    one: Matter, cheat: Callable[[Matter], list[Matter]]
) -> None:
    for code in NAMES:
        before, after = (totals(loads(code, rows, NOON)) for rows in ([one], cheat(one)))
        assert after[1] >= before[1]
        assert after[0] <= before[0]


def totals(found: Loads) -> tuple[Fraction, int]:
    every = [both for load in found.values() for both in load.values()]
    return sum((d for d, _n in every), Fraction(0)), sum(n for _d, n in every)


@given(matters(), st.sampled_from(CHEATS))
def test_what_counts_is_what_others_reported_whatever_a_unit_files(
    one: Matter, cheat: Callable[[Matter], list[Matter]]
) -> None:
    clocks = [m.first_due_at for m in counted(cheat(one))]
    assert clocks == [one.first_due_at]


@given(matters())
def test_an_open_matter_counts_less_every_day_whoever_closes_it(one: Matter) -> None:
    lying = replace(one, closed_at=None)
    worth = [kept(lying, NOON + timedelta(days=n)) for n in range(5)]
    assert worth == sorted(worth, reverse=True)
    assert worth[0] > worth[4] or worth[0] < -8


COUNTS = st.tuples(st.integers(-600, 1800), st.integers(0, 60)).map(
    lambda both: (Fraction(min(both[0], 30 * both[1]), 30), both[1])
)
LOADS = st.dictionaries(st.sampled_from(["easy", "hard", "new"]), COUNTS, max_size=3)
RATES = st.fractions(0, 1, max_denominator=40)
YARDS = st.builds(
    Yardstick, RATES, st.dictionaries(st.sampled_from(["easy", "hard"]), RATES, max_size=2),
    st.integers(1, 60), st.integers(0, 200),
)  # fmt: skip


@given(LOADS, YARDS, st.sampled_from(["easy", "hard"]), st.integers(0, 400))
def test_a_matter_that_counts_less_never_raises_a_rate(
    load: Load, yard: Yardstick, kind: str, less: int
) -> None:
    done, whole = load.get(kind, (Fraction(0), 0))
    lower = {**load, kind: (done - Fraction(less, 30), whole)}
    assert rate(lower, yard) <= rate(load, yard)


@given(LOADS, YARDS, st.sampled_from(["easy", "hard"]), st.integers(0, 400))
def test_a_further_matter_that_counts_nothing_or_less_never_raises_a_rate(
    load: Load, yard: Yardstick, kind: str, less: int
) -> None:
    done, whole = load.get(kind, (Fraction(0), 0))
    longer = {**load, kind: (done - Fraction(less, 30), whole + 1)}
    assert rate(longer, yard) <= rate(load, yard)


def rate(load: Load, yard: Yardstick) -> Fraction:
    return fair_rate(load, yard, least=10, work=WORK).drawn


@cache
def scheme() -> Scheme:
    return scheme_of(sample_content())


PAIRS = st.tuples(LOADS, LOADS)


@settings(max_examples=40, deadline=None)
@given(st.tuples(*[PAIRS] * 5), st.integers(0, 4), st.sampled_from(["easy", "hard"]))
def test_a_worse_record_lowers_its_own_score_alone_and_never_brings_an_earlier_band(
    known: tuple[tuple[Load, Load], ...], which: int, kind: str
) -> None:
    keys = [target.key for target in scheme().targets]
    before = {
        key: {town: Reading(load=load) for town, load in zip(TOWNS, pair, strict=True)}
        for key, pair in zip(keys, known, strict=True)
    }
    mine = dict(known[which][0])
    done, whole = mine.get(kind, (Fraction(0), 0))
    mine[kind] = (done - 2, whole + 1)
    after = {**before, keys[which]: {**before[keys[which]], TOWNS[0]: Reading(load=mine)}}
    if not any(n for load in known[which] for _d, n in load.values()):
        return
    first, last = (assess(scheme(), scheme().groups[0], found) for found in (before, after))
    assert last[0].score <= first[0].score
    assert last[1].score == first[1].score
    assert last[0].band >= first[0].band


SCORES = st.lists(st.fractions(0, 100, max_denominator=20), max_size=8)


@given(SCORES, st.fractions(0, 100, max_denominator=20), st.fractions(0, 100), st.floats(0, 30))
def test_whose_score_falls_never_comes_into_an_earlier_band(
    others: list[Fraction], mine: Fraction, fall: Fraction, difference: float
) -> None:
    rest = {f"U{n}": score for n, score in enumerate(others)}
    before = bands({**rest, "me": mine}, difference)["me"]
    assert bands({**rest, "me": mine - fall}, difference)["me"] >= before
