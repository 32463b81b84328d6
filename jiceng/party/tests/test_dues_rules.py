"""Dues as the rule of 2008 says them (facts.md §5.3): every band, both sides of every bound."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.money import read_fen
from jiceng.kernel.refusal import Invalid
from jiceng.party.actions.rule_book import SHIPPED
from jiceng.party.rules.dues import (
    KINDS,
    Owed,
    band_of,
    flag_of,
    handed_on,
    is_large,
    last_payable,
    late_months,
    months,
    needs_reason,
    plus,
    read_month,
    share,
    spread,
)

RULES: dict[str, Any] = next(
    v["values"] for v in tomllib.loads(SHIPPED.read_text("utf-8"))["version"] if v["key"] == "dues"
)
NOVEMBER = date(2026, 11, 1)


def fen(text: str) -> int:
    return read_fen(text)


@pytest.mark.parametrize(
    ("kind", "base", "monthly"),
    [
        ("wage", "0.01", "0"),
        ("wage", "3000.00", "15.00"),
        ("wage", "3000.01", "30.00"),
        ("wage", "5000.00", "50.00"),
        ("wage", "5000.01", "75.00"),
        ("wage", "10000.00", "150.00"),
        ("wage", "10000.01", "200.00"),
        ("annual_salary", "3000.00", "15.00"),
        ("annual_salary", "3000.01", "30.00"),
        ("self_employed", "5000.00", "50.00"),
        ("self_employed", "5000.01", "75.00"),
        ("retired", "5000.00", "25.00"),
        ("retired", "5000.01", "50.00"),
    ],
)
def test_the_rate_is_on_the_whole_sum(kind: str, base: str, monthly: str) -> None:
    """Articles 1 to 5; a bound belongs to the band below it (facts.md §14: 2, 5)."""
    expected = 0 if monthly == "0" else fen(monthly)
    assert band_of(kind, fen(base), RULES).monthly_fen == expected


@pytest.mark.parametrize("kind", ["student", "laid_off", "relief"])
def test_who_has_no_income_pays_two_jiao(kind: str) -> None:
    """Article 6."""
    assert band_of(kind, None, RULES).monthly_fen == 20
    with pytest.raises(Invalid, match="dues_no_base"):
        band_of(kind, 100, RULES)


@pytest.mark.parametrize(("chosen", "allowed"), [(19, False), (20, True), (100, True),
                                                 (101, False)])  # fmt: skip
def test_a_farmer_pays_between_two_jiao_and_one_yuan(chosen: int, allowed: bool) -> None:
    """Article 6."""
    if allowed:
        assert band_of("farmer", chosen, RULES).monthly_fen == chosen
    else:
        with pytest.raises(Invalid, match="dues_farmer_range"):
            band_of("farmer", chosen, RULES)
    assert band_of("farmer", None, RULES).monthly_fen == RULES["farmer_fen"]


@pytest.mark.parametrize("base", [None, 0, -1, 100_000_000_01])
def test_a_sum_nobody_has_is_refused(base: int | None) -> None:
    with pytest.raises(Invalid):
        band_of("wage", base, RULES)


def test_hardship_is_no_kind_a_branch_fixes() -> None:
    """Article 7: the committee above approves."""
    with pytest.raises(Invalid):
        band_of("hardship", None, RULES)


@pytest.mark.parametrize(
    ("base", "rounding", "expected"),
    [(300_099, "fen", 1500), (300_100, "fen", 1501), (300_999, "jiao", 1500),
     (301_000, "jiao", 1510), (309_999, "yuan", 1500), (310_000, "yuan", 1600)],
)  # fmt: skip
def test_rounding_is_half_up_to_the_unit_of_the_rule(
    base: int, rounding: str, expected: int
) -> None:
    assert share(base, 50, rounding) == expected


@given(st.sampled_from(sorted(KINDS)), st.integers(1, 10**9), st.integers(1, 10**9))
def test_whoever_has_more_never_pays_less(kind: str, one: int, other: int) -> None:
    if kind in ("wage", "annual_salary", "self_employed", "retired"):
        low, high = sorted((one, other))
        assert band_of(kind, low, RULES).monthly_fen <= band_of(kind, high, RULES).monthly_fen


def run_of(*paid: bool, until: date = date(2026, 10, 1)) -> list[Owed]:
    """Months that end with `until`, the oldest first."""
    start = plus(until, 1 - len(paid))
    return [Owed(plus(start, n), 15, 15 if p else 0) for n, p in enumerate(paid)]


@pytest.mark.parametrize(
    ("unpaid", "flag"), [(0, 0), (1, 1), (2, 1), (3, 3), (4, 3), (5, 5), (6, 6), (9, 6)]
)
def test_arrears_are_flagged_after_one_three_five_and_six_months(unpaid: int, flag: int) -> None:
    late = late_months(run_of(*[False] * unpaid), date(2026, 11, 23))
    assert (late, flag_of(late, RULES)) == (unpaid, flag)


def test_this_month_is_not_late_yet_and_a_paid_one_breaks_the_run() -> None:
    today = date(2026, 11, 30)
    assert late_months(run_of(False, until=NOVEMBER), today) == 0
    assert late_months(run_of(False, until=NOVEMBER), date(2026, 12, 1)) == 1
    assert late_months(run_of(False, False, True, False), today) == 2
    nothing_due = [*run_of(False, False), Owed(NOVEMBER, 0)]
    assert late_months(nothing_due, date(2026, 12, 1)) == 2


@pytest.mark.parametrize(("oldest", "asked"), [("2026-05", False), ("2026-04", True)])
def test_a_back_payment_past_six_months_wants_a_reason(oldest: str, asked: bool) -> None:
    """Article 12."""
    assert needs_reason(read_month(oldest), date(2026, 11, 1), RULES) is asked


@pytest.mark.parametrize(
    ("today", "last"),
    [(date(2026, 10, 1), date(2026, 12, 1)), (date(2026, 12, 31), date(2026, 12, 1)),
     (date(2027, 1, 1), date(2027, 3, 1))],
)  # fmt: skip
def test_nothing_past_the_quarter_may_be_paid(today: date, last: date) -> None:
    """Articles 12 and 14."""
    assert last_payable(today, RULES) == last
    assert last_payable(today, {**RULES, "pay_within_quarter": False}) == today.replace(day=1)


@pytest.mark.parametrize(("given_fen", "large"), [(99_999, False), (100_000, True)])
def test_a_thousand_yuan_at_once_goes_to_the_centre(given_fen: int, large: bool) -> None:
    assert is_large(given_fen, RULES) is large


def test_a_committee_passes_its_share_up() -> None:
    assert handed_on(100_003, RULES) == 20_001


def test_months_step_over_the_year() -> None:
    assert list(months(date(2026, 11, 1), date(2027, 2, 1)))[-2:] == [
        date(2027, 1, 1), date(2027, 2, 1),
    ]  # fmt: skip
    assert plus(date(2028, 2, 1), -12) == date(2027, 2, 1)


OPEN = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda p: (max(p), min(p))), max_size=12
).map(lambda ps: [Owed(plus(NOVEMBER, n), due, paid) for n, (due, paid) in enumerate(ps)])


@given(st.integers(0, 5000), OPEN)
def test_money_is_spread_to_the_fen_and_the_oldest_month_comes_first(
    money: int, owed: list[Owed]
) -> None:
    parts = dict(spread(money, owed))
    assert sum(parts.values()) == min(money, sum(o.open_fen for o in owed))
    is_open = False
    for one in owed:
        assert not (is_open and parts.get(one.month))
        is_open = is_open or parts.get(one.month, 0) < one.open_fen


@given(st.lists(st.integers(1, 900), max_size=5), OPEN)
def test_in_whatever_order_money_comes_each_month_ends_alike(
    sums: list[int], owed: list[Owed]
) -> None:
    def after(order: list[int]) -> list[Owed]:
        state = owed
        for money in order:
            parts = dict(spread(money, state))
            state = [Owed(o.month, o.due_fen, o.paid_fen + parts.get(o.month, 0)) for o in state]
        return state

    assert after(sums) == after(sums[::-1])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("15", 1500), ("15.5", 1550), ("1,234.50", 123_450), ("￥12.00", 1200), ("１２.５元", 1250),
     (" 30.000 ", 3000), ("0.2", 20)],
)  # fmt: skip
def test_amounts_are_read_as_people_type_them(text: str, expected: int) -> None:
    assert read_fen(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "amount_missing"), ("十五", "amount_not_number"), ("1e3", "amount_not_number"),
     ("nan", "amount_not_number"), ("12,34", "amount_not_number"), ("=1+1", "amount_not_number"),
     ("-15", "amount_negative"), ("0", "amount_zero"), ("-0", "amount_zero"),
     ("0.001", "amount_too_fine"), ("1" * 13, "amount_too_large"),
     ("100000001", "amount_too_large")],
)  # fmt: skip
def test_what_is_no_amount_is_said_so(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_fen(text)
    assert [r.code for r in refusal.value.reasons] == [code]
