"""Laws of the fair rates and of the bands."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from jiceng.performance.rules.fairness import bands, fair_rates, places, prior_of

COUNTS = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
LOADS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.dictionaries(st.sampled_from(["easy", "hard"]), COUNTS, max_size=2),
    min_size=2,
)
SCORES = st.dictionaries(
    st.sampled_from("abcdefgh"), st.fractions(0, 100, max_denominator=50), min_size=1
)


@given(LOADS)
def test_a_drawn_rate_lies_between_nothing_and_all(loads: dict[str, dict[str, tuple[int, int]]],
                                                   ) -> None:  # fmt: skip
    for fair in fair_rates(loads, least=5).values():
        assert 0 <= fair.low <= float(fair.drawn) + 1e-9 <= fair.high + 1e-8 <= 1.0 + 1e-8


@given(LOADS)
def test_too_little_evidence_gives_the_groups_mean(loads: dict[str, dict[str, tuple[int, int]]],
                                                   ) -> None:  # fmt: skip
    for fair in fair_rates(loads, least=20).values():
        assert fair.drawn == fair.mean or fair.denominator >= 20


def test_one_matter_done_in_four_minutes_does_not_lead() -> None:
    fair = fair_rates({"tiny": {"": (1, 1)}, "busy": {"": (95, 100)}, "late": {"": (60, 100)}},
                      least=10)  # fmt: skip
    assert fair["busy"].drawn > fair["tiny"].drawn


def test_less_evidence_is_drawn_more_and_known_less_well() -> None:
    fair = fair_rates({"few": {"": (18, 20)}, "many": {"": (90, 100)}, "rest": {"": (50, 100)}},
                      least=10, prior=20)  # fmt: skip
    assert fair["few"].drawn < fair["many"].drawn
    assert fair["few"].spread > fair["many"].spread


def test_who_has_the_hard_matters_is_not_held_to_the_rate_of_the_easy_ones() -> None:
    loads = {
        "hard": {"easy": (9, 10), "hard": (54, 90)},
        "easy": {"easy": (81, 90), "hard": (6, 10)},
    }
    fair = fair_rates(loads, least=10, prior=20)
    assert abs(fair["hard"].adjusted - fair["easy"].adjusted) < Fraction(1, 50)


def test_a_neglected_type_costs_more_than_its_share() -> None:
    rest = {"easy": (80, 100), "hard": (40, 50)}
    even, uneven = {"easy": (80, 100), "hard": (40, 50)}, {"easy": (100, 100), "hard": (20, 50)}
    fair = fair_rates({"even": even, "uneven": uneven, "rest": rest}, least=10, prior=20)
    assert fair["uneven"].drawn < fair["even"].drawn


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
