"""A formula over indicators: numbers, codes, + − × ÷ and brackets, last year and the period before.

Read as Python's own syntax and computed here alone; whatever else such syntax could say is refused
by name. Values are exact and carry bounds, so that “fewer than 2” stays a bound to the end.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from jiceng.kernel.refusal import Invalid, Reason

STEPS: Mapping[str, str] = {"year_before": "year", "period_before": "period"}
"""What may be asked of a code besides its value now, and how far it steps back."""
MOST = 400
DEEPEST = 40
SIGNS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
TYPED = str.maketrans({"×": "*", "÷": "/", "－": "-", "−": "-", "（": "(", "）": ")", "＋": "+"})


class DividedByNothing(Exception):
    """A divisor came to zero, or may be zero."""


class Unknown(Exception):
    """A code has no value in the period asked for."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """An exact value and the bounds it may lie between; all three are equal where it is certain."""

    value: Fraction
    low: Fraction
    high: Fraction

    @staticmethod
    def sure(value: Fraction | int) -> Bounded:
        exact = Fraction(value)
        return Bounded(exact, exact, exact)

    @property
    def is_sure(self) -> bool:
        return self.low == self.high

    @property
    def qualifier(self) -> str:
        """< where the value is the most it can be, > where it is the least, 约 in between."""
        if self.is_sure:
            return ""
        return "<" if self.value == self.high else ">" if self.value == self.low else "约"


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A code a formula names, and how far back: "" is now, else year or period."""

    code: str
    step: str = ""


def read_formula(text: str) -> ast.expr:
    """The formula as a tree. Raises `Invalid` naming what cannot be part of one."""
    plain = text.strip().translate(TYPED)
    if not plain or len(plain) > MOST:
        raise Invalid(Reason("text_length", {"low": 1, "high": MOST}, "formula"))
    try:
        tree = ast.parse(plain, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Invalid(Reason("formula_unreadable", {"value": plain[:60]}, "formula")) from error
    if faults := [*_faults(tree, 1)]:
        raise Invalid(*faults)
    return tree


def terms_of(tree: ast.expr) -> tuple[Term, ...]:
    """Every code a formula names, each once, in order."""
    return tuple(sorted({*_terms(tree)}))


def evaluate(tree: ast.expr, values: Mapping[Term, Bounded]) -> Bounded:
    """The value of a formula. Raises `DividedByNothing`, or `Unknown` with the code."""
    match tree:
        case ast.Constant(value=value):
            return Bounded.sure(Fraction(str(value)))
        case ast.UnaryOp(op=sign, operand=part):
            found = evaluate(part, values)
            if isinstance(sign, ast.UAdd):
                return found
            return Bounded(-found.value, -found.high, -found.low)
        case ast.BinOp(left=left, op=sign, right=right):
            return _combined(type(sign), evaluate(left, values), evaluate(right, values))
        case _:
            term = next(_terms(tree))
            if term not in values:
                raise Unknown(term.code)
            return values[term]


def _combined(sign: type[ast.operator], left: Bounded, right: Bounded) -> Bounded:
    if sign is ast.Div and right.low <= 0 <= right.high:
        raise DividedByNothing
    apply = SIGNS[sign]
    ends = [apply(a, b) for a in (left.low, left.high) for b in (right.low, right.high)]
    return Bounded(apply(left.value, right.value), min(ends), max(ends))


def circle_of(code: str, formulas: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The way from a code through formulas back to itself; empty where there is none."""

    def walk(at: str, way: tuple[str, ...]) -> tuple[str, ...]:
        for part in formulas.get(at, ()):
            if part == code:
                return (*way, part)
            if part not in way and (found := walk(part, (*way, part))):
                return found
        return ()

    return walk(code, (code,))


def is_point_difference(tree: ast.expr, units: Mapping[str, str]) -> bool:
    """Whether a formula takes one rate from another: what comes out is in percentage points."""
    if not (isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Sub)):
        return False
    return _is_rate(tree.left, units) and _is_rate(tree.right, units)


def _is_rate(tree: ast.expr, units: Mapping[str, str]) -> bool:
    return isinstance(tree, ast.Name | ast.Call) and units.get(next(_terms(tree)).code) == "%"


def _terms(tree: ast.expr) -> Iterator[Term]:
    match tree:
        case ast.Name(id=code):
            yield Term(code)
        case ast.Call(func=ast.Name(id=step), args=[ast.Name(id=code)]):
            yield Term(code, STEPS[step])
        case ast.UnaryOp(operand=part):
            yield from _terms(part)
        case ast.BinOp(left=left, right=right):
            yield from _terms(left)
            yield from _terms(right)


def _faults(tree: ast.expr, depth: int) -> Iterator[Reason]:
    """Whatever is not on the list of what a formula may say."""
    if depth > DEEPEST:
        yield Reason("formula_too_deep", field="formula")
        return
    match tree:
        case ast.Name() | ast.Call(func=ast.Name(), args=[ast.Name()], keywords=[]) if _known(tree):
            return
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            if not abs(value) < 1e15:
                yield Reason("formula_part", {"value": str(value)[:40]}, "formula")
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=part):
            yield from _faults(part, depth + 1)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in SIGNS:
            if type(sign) is ast.Div and _is_nothing(right):
                yield Reason("divided_by_nothing", field="formula")
            yield from _faults(left, depth + 1)
            yield from _faults(right, depth + 1)
        case _:
            yield Reason("formula_part", {"value": ast.unparse(tree)[:40]}, "formula")


def _known(tree: ast.expr) -> bool:
    return not isinstance(tree, ast.Call) or getattr(tree.func, "id", "") in STEPS


def _is_nothing(tree: ast.expr) -> bool:
    return isinstance(tree, ast.Constant) and tree.value == 0
