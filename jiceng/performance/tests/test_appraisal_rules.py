"""The panel never holds anybody recused, a count follows from the published ballots alone."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.refusal import Invalid, Refused
from jiceng.performance.rules.appraisals import (
    GRADES,
    VALUES,
    Ballot,
    ballot_faults,
    ballot_points,
    check_appraisal_scheme,
    count,
    grade_of,
    scheme_of,
    shown,
    total_points,
)
from jiceng.performance.rules.panels import LEAST, Candidate, draw

CONTENT: dict[str, Any] = {
    "parts": {"ballots": 60, "on_site": 20, "daily": 20},
    "classes": {"leader": 40, "peer": 30, "member": 30},
    "thresholds": {"good": 90, "fairly_good": 75, "fair": 60},
    "values": dict(VALUES),
}
SCHEME = scheme_of(CONTENT)
SEATS = {"peer": 5, "member": 6}
people = st.lists(
    st.builds(
        Candidate,
        st.integers(0, 60).map(str),
        st.sampled_from(["peer", "member"]),
        st.sampled_from(["甲", "乙", "丙", "丁"]),
    ),
    unique_by=lambda c: c.id,
    max_size=50,
)
recusals = st.sets(st.one_of(st.integers(0, 60).map(str), st.sampled_from(["甲", "乙"])))
choices = st.sampled_from(list(GRADES))


def ballots(rater_class: str, *said: str) -> list[Ballot]:
    return [Ballot(f"{rater_class}-{n}", rater_class, c) for n, c in enumerate(said)]


@given(people, recusals, st.text(max_size=8))
def test_nobody_recused_sits_and_every_class_has_its_seats(
    able: list[Candidate], recused: set[str], seed: str
) -> None:
    try:
        panel = draw(able, SEATS, recused, seed=seed)
    except Invalid as refused:
        assert {r.code for r in refused.reasons} == {"too_few_candidates"}
        return
    assert not {c.id for c in panel} & recused
    assert not {c.unit for c in panel} & recused
    assert Counter(c.rater_class for c in panel) == SEATS
    assert len({c.id for c in panel}) == len(panel)


@given(people, st.text(max_size=8))
def test_whoever_has_the_seed_draws_the_same_panel(able: list[Candidate], seed: str) -> None:
    try:
        panel = draw(able, SEATS, (), seed=seed)
    except Invalid:
        return
    assert draw(able[::-1], SEATS, (), seed=seed) == panel


@given(people, st.text(max_size=8))
def test_units_take_turns(able: list[Candidate], seed: str) -> None:
    """A unit has at most one seat more than another that still has somebody left."""
    try:
        panel = draw(able, SEATS, (), seed=seed)
    except Invalid:
        return
    for name in SEATS:
        there = Counter(c.unit for c in able if c.rater_class == name)
        sitting = Counter(c.unit for c in panel if c.rater_class == name)
        most = max(sitting.values())
        assert all(sitting[u] >= most - 1 or sitting[u] == there[u] for u in there)


def test_another_seed_draws_another_panel() -> None:
    able = [Candidate(str(n), "peer", str(n)) for n in range(40)]
    panels = {draw(able, {"peer": 5}, (), seed=str(n)) for n in range(20)}
    assert len(panels) == 20


def test_a_class_too_small_to_hide_in_is_refused() -> None:
    able = [Candidate(str(n), "peer", "甲") for n in range(9)]
    with pytest.raises(Invalid) as refused:
        draw(able, {"peer": LEAST - 1}, (), seed="1")
    assert [r.code for r in refused.value.reasons] == ["class_too_small"]


def test_the_worked_example_of_the_how_to() -> None:
    cast = [
        *ballots("leader", "good", "good", "good", "fairly_good", "fairly_good"),
        *ballots("peer", "good", "good", "fairly_good", "fairly_good", "fairly_good", "fair"),
        *ballots("member", *["good"] * 7, *["fairly_good"] * 2, "poor"),
    ]
    counts = count(cast, SCHEME)
    assert {c.classes: c.points(VALUES) for c in counts} == {
        ("leader",): Fraction(92),
        ("member",): Fraction(86),
        ("peer",): Fraction(250, 3),
    }
    said = ballot_points(counts, VALUES)
    assert shown(said) == shown(Fraction(876, 10))
    parts = {"ballots": said, "on_site": Fraction(90), "daily": Fraction(85)}
    total = total_points(parts, SCHEME)
    assert (shown(total), grade_of(total, SCHEME)) == (shown(Fraction(8756, 100)), "fairly_good")


@given(st.lists(choices), st.lists(choices), st.lists(choices))
def test_no_class_is_counted_out_that_would_tell_who_voted_how(
    leaders: list[str], peers: list[str], members: list[str]
) -> None:
    cast = [
        *ballots("leader", *leaders), *ballots("peer", *peers), *ballots("member", *members)
    ]  # fmt: skip
    if len(cast) < LEAST:
        with pytest.raises(Refused):
            count(cast, SCHEME)
        return
    counts = count(cast, SCHEME)
    assert all(c.cast >= LEAST for c in counts)
    assert sum(c.cast for c in counts) == len(cast)
    assert sum(c.weight for c in counts) == 100
    assert 0 <= ballot_points(counts, VALUES) <= 100


@given(st.lists(choices, min_size=5), st.randoms())
def test_the_order_of_ballots_says_nothing(said: list[str], dice: Any) -> None:
    cast = ballots("peer", *said)
    mixed = list(cast)
    dice.shuffle(mixed)
    assert count(cast, SCHEME) == count(mixed, SCHEME)


@pytest.mark.parametrize(
    ("points", "grade"),
    [
        (Fraction(90), "good"), (Fraction(89999, 1000), "fairly_good"),
        (Fraction(75), "fairly_good"),
        (Fraction(60), "fair"), (Fraction(59), "poor"),
    ],
)  # fmt: skip
def test_a_grade_is_compared_exactly(points: Fraction, grade: str) -> None:
    assert grade_of(points, SCHEME) == grade


@pytest.mark.parametrize(
    ("cast", "code"),
    [
        ([Ballot("1", "peer", "good"), Ballot("1", "peer", "good")], "ballot_twice"),
        ([Ballot("1", "peer", "splendid")], "ballot_unreadable"),
        ([Ballot("1", "guest", "good")], "ballot_unreadable"),
        ([Ballot(str(n), "peer", "good") for n in range(3)], "more_ballots_than_slips"),
    ],
)
def test_a_published_list_that_cannot_be_a_count_is_found(cast: list[Ballot], code: str) -> None:
    assert code in {r.code for r in ballot_faults(cast, {"peer": 2})}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"parts": {"ballots": 60, "daily": 30}}, "appraisal_weights"),
        ({"classes": {"peer": 100, "member": 0}}, "appraisal_weights"),
        ({"classes": {}}, "needed"),
        ({"thresholds": {"good": 70, "fairly_good": 75}}, "thresholds_order"),
        ({"values": {"good": 100}}, "options_without_points"),
    ],
)
def test_a_faulty_scheme_is_refused(changed: dict[str, Any], code: str) -> None:
    assert check_appraisal_scheme("", CONTENT, None) == []
    assert code in {r.code for r in check_appraisal_scheme("", {**CONTENT, **changed}, None)}
