"""Stars as a rule: more evidence never lowers one, what is missing is said, a quota keeps bands."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.performance.queries.star_content import shipped_schemes
from jiceng.performance.rules.star_schemes import check_star_scheme
from jiceng.performance.rules.stars import (
    Evidence,
    Mass,
    StarScheme,
    bands,
    last_day,
    missing,
    places,
    scheme_of,
    stars,
)

KEY, CONTENT = next(iter(shipped_schemes().items()))
SCHEME = scheme_of(KEY, 1, CONTENT)
GRADED = replace(SCHEME, mode="graded")
ALL = tuple(s.key for s in SCHEME.stars)
MET = {c.key: c.threshold for c in SCHEME.criteria if c.source != "mass"}
VOTE = Mass(30, 24, 20)
FULL = Evidence(MET, VOTE)

values = st.one_of(st.none(), st.integers(0, 100).map(Decimal))
votes = st.tuples(*[st.integers(0, 40)] * 3).map(lambda n: Mass(*sorted(n, reverse=True)))
evidence = st.builds(
    Evidence,
    st.fixed_dictionaries(dict.fromkeys(MET, values)),
    votes,
    st.frozensets(st.sampled_from([v.key for v in SCHEME.vetoes]), max_size=1),
)
schemes = st.sampled_from([SCHEME, GRADED])


def test_who_meets_everything_has_every_star() -> None:
    assert stars(FULL, SCHEME) == stars(FULL, GRADED) == ALL
    assert missing(FULL, SCHEME) == ()


@given(evidence, schemes, st.data())
def test_more_evidence_never_lowers_a_star(
    before: Evidence, scheme: StarScheme, draw: st.DataObject
) -> None:
    """More of what is asked, a first value where there was none, one more vote in favour."""
    criterion = draw.draw(st.sampled_from([c for c in scheme.criteria if c.source != "mass"]))
    step = draw.draw(st.integers(0, 50)) * (1 if criterion.test == "at_least" else -1)
    known = before.values[criterion.key]
    more = known + step if known is not None else Decimal(draw.draw(st.integers(-50, 150)))
    vote = before.mass or Mass(1, 0, 0)
    one_more = Mass(max(vote.eligible, vote.cast + 1), vote.cast + 1, vote.support + 1)
    grown = replace(one_more, eligible=vote.eligible) if vote.cast < vote.eligible else vote
    after = Evidence({**before.values, criterion.key: more}, grown, before.vetoes)
    assert set(stars(before, scheme)) <= set(stars(after, scheme))


@given(evidence, schemes)
def test_a_star_is_won_or_something_is_said_to_be_missing(
    known: Evidence, scheme: StarScheme
) -> None:
    open_to_all = replace(known, vetoes=frozenset())
    won, gaps = stars(open_to_all, scheme), missing(open_to_all, scheme)
    assert (won == ALL) == (not gaps)
    assert not {g.star.key for g in gaps} & set(won)


@given(evidence, schemes)
def test_filling_every_gap_wins_the_next_star(known: Evidence, scheme: StarScheme) -> None:
    lacking = replace(known, vetoes=frozenset())
    gaps = missing(lacking, scheme)
    filled = {g.criterion.key: g.criterion.threshold for g in gaps}
    after = Evidence({**lacking.values, **filled}, VOTE)
    if gaps:
        assert gaps[0].star.key in stars(after, scheme)


@pytest.mark.parametrize("veto", SCHEME.vetoes, ids=lambda v: v.key)
def test_a_veto_takes_every_star(veto: Any) -> None:
    assert stars(replace(FULL, vetoes=frozenset({veto.key})), SCHEME) == ()


def test_a_graded_star_counts_only_with_all_before_it() -> None:
    lacking = Evidence({k: v for k, v in MET.items() if k != "team_complete"}, VOTE)
    assert stars(lacking, GRADED) == ()
    assert stars(lacking, SCHEME) == ALL[1:]
    assert {g.star.key for g in missing(lacking, GRADED)} == {"team"}


@pytest.mark.parametrize(
    ("vote", "counts"), [(Mass(7, 5, 5), True), (Mass(7, 4, 4), False), (Mass(0, 0, 0), False)]
)
def test_a_vote_counts_with_its_quorum(vote: Mass, counts: bool) -> None:
    assert vote.has_quorum(Fraction(2, 3)) == counts
    assert ("serving" in stars(Evidence(MET, vote), SCHEME)) == counts


@given(st.dictionaries(st.text(min_size=1, max_size=3), votes, max_size=8), st.integers(0, 8))
def test_a_quota_is_never_promised_twice(cast: dict[str, Mass], count: int) -> None:
    shared = bands(cast, count)
    assert len(shared.within) <= count
    assert shared.within | shared.undecided | shared.outside == set(cast)
    assert len(shared.within) + len(shared.undecided) >= min(count, len(cast))


@given(votes, st.integers(1, 5), st.integers(2, 6))
def test_equal_votes_are_in_one_band(vote: Mass, count: int, many: int) -> None:
    shared = bands({str(n): vote for n in range(many)}, count)
    kinds = [k for k in (shared.within, shared.undecided, shared.outside) if k]
    assert len(kinds) == 1


def test_a_clear_difference_is_told_apart() -> None:
    shared = bands({"a": Mass(200, 200, 198), "b": Mass(200, 200, 100)}, 1)
    assert shared.within == {"a"}
    assert shared.outside == {"b"}


def test_places_are_rounded_down_and_without_a_quota_there_is_one_for_all() -> None:
    assert (places(5, Fraction(1, 2)), places(5, None)) == (2, 5)


def test_stars_hold_to_the_same_day_or_the_last_of_the_month() -> None:
    assert last_day(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert last_day(date(2026, 3, 2), 12) == date(2027, 3, 2)


def test_the_shipped_scheme_is_fit_and_says_that_it_is_a_sample() -> None:
    assert check_star_scheme(KEY, CONTENT, None) == []
    assert SCHEME.is_sample
    assert "没有公开" in SCHEME.note
    assert len(ALL) == 6


def changed(**values: Any) -> dict[str, Any]:
    return {**deepcopy(dict(CONTENT)), **values}


def without(field: str) -> dict[str, Any]:
    content = changed()
    del content["stars"][1]["criteria"][0][field]
    return content


@pytest.mark.parametrize(
    ("content", "code", "field"),
    [
        (changed(name=" "), "text_length", "name"),
        (changed(mode="best"), "unknown_value", "mode"),
        (changed(stars=[]), "needed", "stars"),
        (changed(stars=[*CONTENT["stars"], CONTENT["stars"][0]]), "key_twice", "stars"),
        (changed(stars=[{"key": "x", "name": "空"}]), "star_without_criteria", "stars"),
        (changed(quorum="3/2"), "quorum_share", "quorum"),
        (changed(quorum="1/0"), "quorum_share", "quorum"),
        (changed(quota_percent=0), "number_range", "quota_percent"),
        (changed(notice_days=4), "number_range", "notice_days"),
        (changed(vetoes=[{"key": "a"}]), "needed", "vetoes"),
        (without("indicator"), "criterion_without_indicator", "stars"),
        (without("threshold"), "criterion_without_threshold", "stars"),
        (without("test"), "unknown_value", "stars"),
    ],
)
def test_a_faulty_scheme_is_refused_by_its_field(
    content: dict[str, Any], code: str, field: str
) -> None:
    assert (code, field) in {(r.code, r.field) for r in check_star_scheme(KEY, content, None)}
