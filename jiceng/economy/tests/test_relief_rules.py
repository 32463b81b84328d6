"""Policies as data: what contradicts itself, who may be eligible and why, how much."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.economy.rules import relief as rules
from jiceng.economy.rules import relief_ledger as ledger
from jiceng.economy.rules.money import fen_of, wan
from jiceng.economy.rules.relief import Datum, amount_of, judge, outcome, policy_of
from jiceng.economy.rules.relief_policies import check_policy
from jiceng.economy.rules.relief_words import SENTENCES
from jiceng.economy.tests.relief_cast import POLICIES, REFUND, TRAINING
from jiceng.kernel.money import money
from jiceng.web.words import word

UNITS = {"HOUSING", "POLICE", "CENTRE"}
FEN = st.integers(0, 10**12)


def known(**values: Any) -> dict[str, Datum]:
    return {name: Datum(value, "company", date(2026, 11, 1)) for name, value in values.items()}


def refund(**changes: Any) -> rules.Policy:
    return policy_of("refund", 1, {**REFUND, **changes})


@pytest.mark.parametrize("key", POLICIES)
def test_the_samples_are_fit(key: str) -> None:
    assert check_policy(key, POLICIES[key], UNITS) == []


CONTRADICTING = [{"field": "insured", "op": ">=", "value": 50},
                 {"field": "insured", "op": "<", "value": 50}]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"valid_to": "2025-12-31"}, "policy_ends_before", "valid_to"),
        ({"cap_yuan": 99}, "cap_below_smallest", "cap_yuan"),
        ({"cap_yuan": "0.001"}, "bad_amount", "cap_yuan"),
        ({"excludes": ["refund"]}, "excludes_itself", "excludes"),
        ({"conditions": CONTRADICTING}, "conditions_contradict", "conditions"),
        ({"conditions": [{"field": "score", "op": "=", "value": 1}]}, "condition_field",
         "conditions.0"),
        ({"conditions": [{"field": "size", "op": "<=", "value": "small"}]}, "condition_op",
         "conditions.0"),
        ({"conditions": [{"field": "size", "op": "=", "value": "huge"}]}, "condition_value",
         "conditions.0"),
        ({"formula": {"kind": "rate", "base": "insured", "percent": 50}}, "formula_base",
         "formula"),
        ({"formula": {"kind": "rate", "base": "premium", "percent": 0}}, "formula_number",
         "formula"),
        ({"kind": "deferral"}, "deferral_needs_months", "defer_months"),
        ({"kind": "gift"}, "unknown_value", "kind"),
        ({"paid_by": "NOBODY"}, "unknown_unit", "paid_by"),
        ({"valid_from": "soon"}, "bad_date", "valid_from"),
        ({"papers": [{"key": "a"}]}, "relief_paper_unnamed", "papers.0"),
        ({"colour": "red"}, "policy_unknown_key", "colour"),
        ({"notice_days": -1}, "policy_number", "notice_days"),
    ],
)  # fmt: skip
def test_each_fault_of_a_policy_is_a_sentence(
    changes: dict[str, Any], code: str, field: str
) -> None:
    faults = check_policy("refund", {**REFUND, **changes}, UNITS)
    assert [(r.code, r.field) for r in faults] == [(code, field)]
    assert word(faults[0]) != code


@pytest.mark.parametrize(
    ("now", "before", "drawing", "percent", "standing"),
    [
        (25, 30, None, Fraction(50, 3), "met"),  # a small one may lose a fifth
        (15, 20, None, Fraction(25), "missed"),  # 5 of 20, as facts.md §7.2 has it
        (15, 20, 1, Fraction(5), "met"),  # the reading better for the company counts
        (189, 200, None, Fraction(11, 2), "met"),  # 5.5 itself is within
        (188, 200, None, Fraction(6), "missed"),
        (250, 200, None, Fraction(0), "met"),
        (None, 200, None, None, "unknown"),
        (10, None, None, None, "unknown"),
    ],
)
def test_the_layoff_rate_follows_the_size_of_a_company(
    now: Any, before: Any, drawing: Any, percent: Any, standing: str
) -> None:
    given = {"insured": now, "insured_before": before, "drawing": drawing, "premium_months": 12}
    told = known(**{name: value for name, value in given.items() if value is not None})
    rate = rules.layoff_rate(told)
    assert (rate.value if rate else None) == percent
    assert outcome(judge(refund(), told)) == standing


def test_each_finding_names_its_datum_its_source_and_its_day() -> None:
    told = known(insured=28, insured_before=30) | {
        "premium_months": Datum(6, "POLICE", date(2026, 10, 31))
    }
    first, second, third = judge(refund(), told)
    assert (first.standing, first.datum) == (
        "missed", Datum(6, "POLICE", date(2026, 10, 31))
    )  # fmt: skip
    assert [second.standing, third.standing] == ["met", "apart"]


@pytest.mark.parametrize(
    ("premium", "fen"),
    [(1, 0), (19_998, 0), (19_999, 10_000), (20_001, 10_001), (10**9, 2_000_000), (None, None)],
)
def test_an_amount_is_rounded_once_half_up_between_smallest_and_cap(
    premium: Any, fen: int | None
) -> None:
    assert amount_of(refund(), known(premium=premium) if premium else {}) == fen


def test_so_much_a_head() -> None:
    assert amount_of(policy_of("t", 1, TRAINING), known(insured=28)) == 28 * 500 * 100


@given(FEN, st.integers(1, 100))
def test_no_grant_is_above_the_cap_or_its_share(premium: int, percent: int) -> None:
    policy = refund(formula={"kind": "rate", "base": "premium", "percent": percent})
    fen = amount_of(policy, known(premium=premium)) or 0
    assert fen <= policy.cap_fen
    assert fen == 0 or abs(fen * 100 - min(premium * percent, policy.cap_fen * 100)) <= 50


@given(FEN)
def test_money_is_read_as_it_is_written(fen: int) -> None:
    assert fen_of(money(fen)) == fen


def test_ten_thousands_have_one_decimal() -> None:
    assert wan(6_870_700_000) == "6,870.7"
    assert wan(49_999) == "0.0"
    assert wan(50_000) == "0.1"


@given(st.sampled_from(sorted(rules.KINDS)), st.integers(1, 10**12))
def test_every_voucher_adds_up_to_nothing_and_stays_in_its_book(kind: str, fen: int) -> None:
    for entries in (
        ledger.granted(kind, fen), ledger.released(kind, fen), ledger.paid(kind, fen),
        ledger.taken_back(kind, fen), ledger.budgeted(fen),
    ):  # fmt: skip
        assert ledger.is_balanced(entries)
    books = {account.partition(".")[0] for account, _fen in ledger.granted(kind, fen)}
    assert books == {ledger.BOOKS[kind]}


def test_what_excludes_is_mutual() -> None:
    policies = {key: policy_of(key, 1, content) for key, content in POLICIES.items()}
    told = [rules.slots_of(policies[key], "2026", policies) for key in ("refund", "training")]
    assert told == [
        [("refund", "2026"), ("refund|training", "2026")],
        [("refund|training", "2026"), ("training", "2026")],
    ]


@pytest.mark.parametrize(
    ("period", "wanted"),
    [("year", "2026"), ("half", "2026H2"), ("quarter", "2026Q4"), ("month", "2026-11")],
)
def test_a_period_has_a_name(period: str, wanted: str) -> None:
    assert rules.period_of(refund(period=period), date(2026, 11, 23)) == wanted


def test_what_is_stated_badly_is_named() -> None:
    kept, faults = rules.read_figures(
        refund(), {"insured": "28", "premium": "1.234", "insured_before": "两", "tax": "9"}
    )
    assert kept == {"insured": 28}
    assert sorted((r.code, r.field) for r in faults) == [
        ("bad_figure", "insured_before"), ("bad_figure", "premium"), ("figure_not_asked", "tax"),
    ]  # fmt: skip


def test_no_sentence_ends_without_a_stop() -> None:
    assert [code for code, text in SENTENCES.items() if not text.endswith("。")] == []
