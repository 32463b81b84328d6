"""Formulas over indicators: what they may say, what they come to, and which circles they draw."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.kernel.refusal import Invalid
from jiceng.performance.rules.catalogue import COMPOSED, IMPORTED, Entry, check_entry
from jiceng.performance.rules.expression import (
    Bounded,
    DividedByNothing,
    Term,
    Unknown,
    circle_of,
    evaluate,
    read_formula,
    terms_of,
)

SURE = Bounded.sure


def worth(text: str, **values: int) -> Bounded:
    return evaluate(read_formula(text), {Term(c): SURE(v) for c, v in values.items()})


@pytest.mark.parametrize(("text", "value"), [
    ("a + b × 2", 11), ("(a + b) * 2", 14), ("-a + 4", 1), ("a / b", "0.75"), ("0.1 + 0.2", "0.3"),
])  # fmt: skip
def test_a_formula_is_computed_exactly(text: str, value: object) -> None:
    assert worth(text, a=3, b=4).value == Fraction(str(value))


@pytest.mark.parametrize("text", [
    "__import__('os')", "a.b", "a[0]", "a if b else a", "lambda: 1", "a ** 9", "sum(a)", "'a'",
    "True", "a and b", "year_before(a, b)", "year_before(1)", "a //  b", "[a]", "1e400", "a = 1",
])  # fmt: skip
def test_whatever_else_syntax_could_say_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_formula(text)


@given(st.text(max_size=30))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        terms_of(read_formula(text))
    except Invalid as refusal:
        assert refusal.reasons


def test_division_by_nothing_is_named() -> None:
    with pytest.raises(Invalid, match="divided_by_nothing"):
        read_formula("a / 0")
    with pytest.raises(DividedByNothing):
        worth("a / (b - 4)", a=3, b=4)


def test_what_may_be_nothing_divides_nothing() -> None:
    with pytest.raises(DividedByNothing):
        evaluate(read_formula("1 / a"), {Term("a"): Bounded(Fraction(2), Fraction(0), Fraction(2))})


def test_a_code_without_a_value_is_named() -> None:
    with pytest.raises(Unknown, match="b"):
        worth("a + b", a=1)


def test_a_bound_stays_a_bound_to_the_end() -> None:
    fewer = Bounded(Fraction(2), Fraction(0), Fraction(2))
    values = {Term("now"): fewer, Term("before"): SURE(30)}
    fall = evaluate(read_formula("(now - before) / before * 100"), values)
    assert (fall.qualifier, round(float(fall.value), 1)) == ("<", -93.3)
    assert evaluate(read_formula("before - now"), values).qualifier == ">"


@given(st.integers(-50, 50), st.integers(0, 20), st.integers(-50, 50), st.sampled_from("+-*"))
def test_bounds_hold_whatever_the_value_turns_out_to_be(a: int, up: int, b: int, sign: str) -> None:
    wide = Bounded(Fraction(a + up), Fraction(a), Fraction(a + up))
    found = evaluate(read_formula(f"x {sign} y"), {Term("x"): wide, Term("y"): SURE(b)})
    for x in (a, a + up):
        exact = worth(f"x {sign} y", x=x, y=b).value
        assert found.low <= exact <= found.high


def test_last_year_is_another_term_than_now() -> None:
    assert terms_of(read_formula("a / year_before(a)")) == (Term("a"), Term("a", "year"))


def test_a_circle_is_found_with_its_way() -> None:
    assert circle_of("a", {"a": ["b"], "b": ["c", "d"], "d": ["a"]}) == ("a", "b", "d", "a")
    assert circle_of("a", {"a": ["b"], "b": ["c"], "c": ["b"]}) == ()


def entry(code: str, formula: str = "", unit: str = "%") -> Entry:
    kind = COMPOSED if formula else IMPORTED
    return Entry(code, kind, "名称", "这是口径", unit, formula=formula)


def refused(
    given_entry: Entry, known: dict[str, Entry], formulas: dict[str, list[str]]
) -> set[str]:
    with pytest.raises(Invalid) as found:
        check_entry(given_entry, known, formulas)
    return {reason.code for reason in found.value.reasons}


def test_unknown_codes_circles_and_percent_for_points_are_each_named() -> None:
    known = {c: entry(c) for c in ("rate", "other")} | {"up_there": entry("up_there", "mine")}
    formulas = {"up_there": ["mine"]}
    assert refused(entry("mine", "rate + nobody"), known, formulas) == {"unknown_indicator"}
    assert refused(entry("mine", "up_there + 1"), known, formulas) == {"formula_circular"}
    assert refused(entry("mine", "mine + 1"), known, formulas) == {"formula_circular"}
    assert refused(entry("mine", "rate - other"), known, formulas) == {"points_not_percent"}
    check_entry(entry("mine", "rate - other", unit="百分点"), known, formulas)
