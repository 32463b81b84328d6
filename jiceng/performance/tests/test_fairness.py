"""Laws of the fair rates and of the bands."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from jiceng.performance.rules.fairness import (
    Load,
    Yardstick,
    bands,
    fair_rate,
    places,
    prior_of,
    yardstick_of,
)

COUNTS = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(-n, n), st.just(n)))
LOAD = st.dictionaries(st.sampled_from(["easy", "hard"]), COUNTS, max_size=2)
SCORES = st.dictionaries(
    st.sampled_from("abcdefgh"), st.fractions(0, 100, max_denominator=50), min_size=1
)
EXPECTED = Yardstick(Fraction(3, 4), {"easy": Fraction(9, 10), "hard": Fraction(1, 2)}, 20)


@given(LOAD)
def test_a_drawn_rate_lies_between_nothing_and_all(load: Load) -> None:
    fair = fair_rate(load, EXPECTED, least=5)
    assert 0 <= fair.low <= float(fair.drawn) + 1e-9 <= fair.high + 1e-8 <= 1.0 + 1e-8


def test_no_evidence_at_all_gives_what_is_expected_and_says_so() -> None:
    fair = fair_rate({}, EXPECTED, least=10)
    assert (fair.drawn, fair.is_thin) == (EXPECTED.mean, True)


def test_one_matter_done_in_four_minutes_does_not_lead() -> None:
    tiny, busy = (fair_rate({"easy": both}, EXPECTED, least=10) for both in ((1, 1), (98, 100)))
    assert busy.drawn > tiny.drawn


def test_less_evidence_is_drawn_more_and_known_less_well() -> None:
    few, many = (fair_rate({"easy": both}, EXPECTED, least=10) for both in ((20, 20), (100, 100)))
    assert few.drawn < many.drawn
    assert few.spread > many.spread


def test_who_has_the_hard_matters_is_not_held_to_the_rate_of_the_easy_ones() -> None:
    hard = fair_rate({"easy": (9, 10), "hard": (45, 90)}, EXPECTED, least=10)
    easy = fair_rate({"easy": (81, 90), "hard": (5, 10)}, EXPECTED, least=10)
    assert hard.adjusted == easy.adjusted == EXPECTED.mean


def test_a_yardstick_is_the_year_before_of_the_whole_group() -> None:
    loads = {"a": {"easy": (90, 100)}, "b": {"easy": (80, 100), "hard": (20, 50)}}
    yard = yardstick_of(loads, stated=Fraction(4, 5), least=10, work={"hard": 3})
    assert round(float(yard.rate("easy")), 2) == 0.85
    assert round(float(yard.rate("hard")), 2) == 0.41
    assert yard.rate("unheard") == yard.mean
    assert (yard.evidence, yard.is_stated) == (125, False)


def test_without_a_year_before_the_scheme_says_what_is_expected() -> None:
    yard = yardstick_of({"a": {}, "b": {}}, stated=Fraction(4, 5), least=10)
    assert (yard.mean, yard.evidence, yard.is_stated) == (Fraction(4, 5), 10, True)


def test_units_that_differ_by_chance_alone_are_drawn_strongly() -> None:
    alike = [(Fraction(n, 50), 50) for n in (44, 45, 46, 45)]
    apart = [(Fraction(n, 50), 50) for n in (10, 30, 45, 50)]
    assert prior_of(alike, Fraction(9, 10)) > prior_of(apart, Fraction(27, 40))


@settings(max_examples=60)
@given(SCORES, st.floats(0, 30))
def test_a_higher_score_is_never_in_a_later_band(
    scores: dict[str, Fraction], difference: float
) -> None:
    found = bands(scores, difference)
    for one, score in scores.items():
        for other, less in scores.items():
            if score > less:
                assert found[one] <= found[other]
            if score == less:
                assert found[one] == found[other]


@given(SCORES, st.floats(0, 30))
def test_places_of_all_bands_count_every_unit_once(
    scores: dict[str, Fraction], difference: float
) -> None:
    spans = sorted(places(bands(scores, difference)).values())
    counted = [place for first, last in spans for place in range(first, last + 1)]
    assert counted == list(range(1, len(scores) + 1))
