"""The county's terms of supervision: what may be set, and what is refused by name."""

from __future__ import annotations

from typing import Any

import pytest

from jiceng.casework.queries.configuration import known_at
from jiceng.casework.queries.scoring import scheme_at
from jiceng.casework.queries.urging import terms_of_urging
from jiceng.casework.rules.schemas import check_terms
from jiceng.casework.rules.supervision_terms import check_supervision
from jiceng.casework.tests.county import NOON, County
from jiceng.kernel.records.configuration import set_rule

OWN: dict[str, Any] = {
    "near_days": 2,
    "after_deadline": "3 working_days",
    "urging": {"remind_before": [5, 2], "answer_slip": {"red": "1 working_days"}},
    "scoring": {"deductions": {"overdue": 10}, "weights": {"A": 5, "B": 2, "C": 1}},
}


def test_a_county_sets_its_own_and_nothing_at_all() -> None:
    assert check_supervision(OWN) == []
    assert check_supervision({}) == []


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"magic": 1}, "magic"),
        ({"near_days": -1}, "near_days"),
        ({"after_deadline": "soon"}, "after_deadline"),
        ({"urging": {"answer": "3 days"}}, "urging.answer"),
        ({"urging": {"choose_red": ["D"]}}, "urging.choose_red"),
        ({"urging": {"remind_before": ["x"]}}, "urging.remind_before"),
        ({"behind_yellow": 20, "behind_red": 20}, "behind_red"),
        ({"urging": {"answer_slip": {"pink": "1 working_days"}}}, "urging.answer_slip.pink"),
        ({"urging": 3}, "urging"),
        ({"scoring": {"deductions": {"lateness": 3}}}, "scoring.deductions.lateness"),
        ({"scoring": {"deductions": {"overdue": -8}}}, "scoring.deductions.overdue"),
        ({"scoring": {"bonus": 3}}, "scoring.bonus"),
        ({"scoring": {"weights": {"A": "much"}}}, "scoring.weights.A"),
        ({"scoring": {"weights": {"A": 0}}}, "scoring.weights.A"),
    ],
)
def test_what_makes_no_sense_is_named(content: dict[str, Any], field: str) -> None:
    assert field in [r.field for r in check_supervision(content)]


def test_it_is_a_row_of_the_terms_like_any_other(county: County) -> None:
    known = known_at(NOON)
    assert check_terms("supervision", OWN, known) == []
    assert check_terms("nothing", {}, known)[0].field == "key"
    assert scheme_at(NOON)[1] == 0
    row = set_rule("terms", "supervision", OWN, valid_from=NOON, reason="t", by="guo", now=NOON)
    terms, version = scheme_at(NOON)
    assert (terms.deductions["overdue"], version) == (10, row.pk)
    assert terms_of_urging(NOON).remind_before == (5, 2)


def test_a_county_without_a_scheme_of_its_own_is_said_to_have_none(county: County) -> None:
    part = {"near_days": 2}
    set_rule("terms", "supervision", part, valid_from=NOON, reason="t", by="guo", now=NOON)
    assert scheme_at(NOON)[1] == 0
