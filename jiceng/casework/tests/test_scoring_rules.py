"""Scores as rules: what an event costs, how tasks weigh, and what few tasks can say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.rules.scoring import (
    DEDUCTIONS,
    Event,
    Scored,
    ScoreTerms,
    counted,
    quarter_days,
    quarter_of,
    score_terms,
    task_score,
    unit_scores,
    weighted_mean,
)

TERMS = ScoreTerms(DEDUCTIONS)
DAY = date(2026, 11, 23)


def events(*kinds: str) -> tuple[Event, ...]:
    return tuple(Event(f"e{n}", kind, 1, DAY) for n, kind in enumerate(kinds))


@pytest.mark.parametrize(
    ("kinds", "score"),
    [
        ([], 100),
        (["late_sign"], 98),
        (["late_report", "late_report"], 94),
        (["yellow_to_red", "overdue"], 87),
        (["sent_back", "false_report"], 85),
        (["false_report"] * 11, 0),
    ],
)
def test_every_event_costs_what_the_scheme_says_and_nothing_falls_below_nought(
    kinds: list[str], score: int
) -> None:
    assert task_score(Scored(1, "C", events(*kinds)), TERMS) == score


def test_early_work_without_a_fault_gains_a_little_and_never_more_than_the_cap() -> None:
    assert task_score(Scored(1, "C", (), is_early=True), TERMS) == 101
    assert task_score(Scored(1, "C", events("late_sign"), is_early=True), TERMS) == 98
    generous = score_terms({"scoring": {"done_early": 50}})
    assert task_score(Scored(1, "C", (), is_early=True), generous) == 105


def test_a_task_counts_as_much_as_it_weighs() -> None:
    tasks = [Scored(1, "A", events("false_report")), Scored(2, "C")]
    assert weighted_mean(tasks, TERMS) == (Fraction(3 * 90 + 100, 4), 4)


def test_too_few_tasks_give_no_score_but_keep_their_events() -> None:
    scored = unit_scores({"HOUSING": [Scored(1, "C", events("overdue"))]}, TERMS)["HOUSING"]
    assert scored.value is None
    assert scored.raw == 92


def test_a_small_unit_is_drawn_toward_the_county_and_a_large_one_stands_by_itself() -> None:
    bad = [Scored(n, "C", events("overdue", "false_report")) for n in range(3)]
    good = [Scored(n, "C") for n in range(300)]
    found = unit_scores({"small": bad, "large": good}, TERMS)
    small, large = found["small"].value, found["large"].value
    assert small is not None and large is not None
    assert small == Decimal("92.2") and found["small"].raw == 82
    assert large == Decimal("100.0")


def test_a_struck_event_counts_no_more_and_a_doubled_one_once() -> None:
    listed = [*events("overdue", "late_sign"), *events("overdue")]
    assert [e.key for e in counted(listed, frozenset())] == ["e0", "e1"]
    assert [e.key for e in counted(listed, frozenset({"e0"}))] == ["e1"]


KINDS = st.sampled_from(sorted(DEDUCTIONS))
TASKS = st.lists(
    st.builds(
        lambda n, importance, kinds: Scored(n, importance, events(*kinds)),
        st.integers(1, 999), st.sampled_from("ABC"), st.lists(KINDS, max_size=4),
    ),
    max_size=8,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), TASKS, min_size=1))
def test_a_score_lies_between_the_units_own_mean_and_the_countys(
    units: dict[str, list[Scored]],
) -> None:
    for score in unit_scores(units, TERMS).values():
        if score.value is None:
            continue
        low, high = sorted((score.raw, score.mean))
        assert low - Fraction(1, 20) <= Fraction(score.value) <= high + Fraction(1, 20)


@given(TASKS)
def test_the_order_of_tasks_and_events_changes_nothing(tasks: list[Scored]) -> None:
    turned = list(reversed(tasks))
    assert unit_scores({"a": tasks}, TERMS) == unit_scores({"a": turned}, TERMS)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_day_lies_in_its_own_quarter_and_in_no_other(day: date) -> None:
    first, last = quarter_days(quarter_of(day))
    assert first <= day <= last
    assert (last - first).days in range(89, 93)


@pytest.mark.parametrize("text", ["", "2026", "2026Q5", "26Q1", "2026Q", "Q1", "2026q1"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a quarter"):
        quarter_days(text)


def test_the_county_sets_its_own_scheme() -> None:
    terms = score_terms(
        {"scoring": {"deductions": {"overdue": 10, "magic": 50}, "weights": {"A": 5, "B": 1},
                     "least_tasks": 1}}
    )  # fmt: skip
    assert terms.deductions["overdue"] == 10
    assert "magic" not in terms.deductions
    assert (terms.weight("A"), terms.weight("Z"), terms.least_tasks) == (5, 1, 1)
    assert score_terms({}) == TERMS
