"""When a question of a form is shown: comparisons of earlier answers joined by and, or, not.

    service == poor        rating <= 2        topic in [noise, rubbish]        noise in topics

Read as Python's own syntax and judged here alone, as formulas are; whatever else such syntax could
say is refused by name. A comparison with a question that has no answer does not hold.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jiceng.kernel.refusal import Invalid, Reason

MOST = 300
DEEPEST = 12
SIGNS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
}
ORDER: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
TYPED = str.maketrans({"（": "(", "）": ")", "，": ",", "＝": "=", "＜": "<", "＞": ">", "、": ","})


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison. The sign "has" asks whether a choice is among several that were ticked."""

    question: str
    sign: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions joined by a word: and, or; not has one part."""

    word: str
    parts: tuple[Condition, ...]


Condition = Compared | Joined


def read_condition(text: str) -> Condition:
    """The condition somebody typed. Raises `Invalid` naming what cannot be part of one."""
    plain = " ".join(text.translate(TYPED).split())
    if not plain or len(plain) > MOST:
        raise Invalid(Reason("text_length", {"low": 1, "high": MOST}, "shown_when"))
    try:
        tree = ast.parse(plain, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Invalid(_unreadable(plain)) from error
    return _read(tree, 1)


def _unreadable(text: str) -> Reason:
    return Reason("condition_unreadable", {"value": text[:60]}, "shown_when")


def _read(tree: ast.expr, depth: int) -> Condition:
    if depth > DEEPEST:
        raise Invalid(_unreadable(ast.unparse(tree)))
    match tree:
        case ast.BoolOp(op=sign, values=parts):
            word = "and" if isinstance(sign, ast.And) else "or"
            return Joined(word, tuple(_read(part, depth + 1) for part in parts))
        case ast.UnaryOp(op=ast.Not(), operand=part):
            return Joined("not", (_read(part, depth + 1),))
        case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in SIGNS:
            return _compared(tree, left, SIGNS[type(sign)], right)
        case _:
            raise Invalid(_unreadable(ast.unparse(tree)))


def _compared(tree: ast.expr, left: ast.expr, sign: str, right: ast.expr) -> Compared:
    match left, sign, right:
        case ast.Name(id=choice), "in", ast.Name(id=question):
            return Compared(question, "has", (choice,))
        case ast.Name(id=question), "in", (
            ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts)
        ) if parts:
            return Compared(question, "in", tuple(_value(part) for part in parts))
        case ast.Name(id=question), _, _ if sign != "in":
            return Compared(question, sign, (_value(right),))
        case _:
            raise Invalid(_unreadable(ast.unparse(tree)))


def _value(tree: ast.expr) -> str:
    """A choice by its code, or a number."""
    match tree:
        case ast.Name(id=code):
            return code
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return str(number)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return str(-number)
        case _:
            raise Invalid(_unreadable(ast.unparse(tree)))


def comparisons(condition: Condition) -> Iterator[Compared]:
    """Every comparison of a condition, from left to right."""
    if isinstance(condition, Compared):
        yield condition
        return
    for part in condition.parts:
        yield from comparisons(part)


def holds(condition: Condition, said: Mapping[str, Any]) -> bool:
    """Whether a condition holds for what was answered so far."""
    if isinstance(condition, Compared):
        return _holds(condition, said.get(condition.question))
    if condition.word == "not":
        return not holds(condition.parts[0], said)
    found = (holds(part, said) for part in condition.parts)
    return all(found) if condition.word == "and" else any(found)


def _holds(one: Compared, answer: Any) -> bool:
    if answer is None or answer in ("", [], ()):
        return False
    if one.sign == "has":
        return one.values[0] in answer
    if one.sign in ORDER:
        return ORDER[one.sign](Decimal(str(answer)), Decimal(one.values[0]))
    is_among = any(_same(answer, value) for value in one.values)
    return not is_among if one.sign == "!=" else is_among


def _same(answer: Any, value: str) -> bool:
    """Choices are compared by code, numbers by value."""
    if str(answer) == value:
        return True
    try:
        return Decimal(str(answer)) == Decimal(value)
    except ArithmeticError:
        return False


def as_json(condition: Condition) -> list[Any]:
    """The condition for the browser: ["and", …], or [question, sign, [values]]."""
    if isinstance(condition, Compared):
        return [condition.question, condition.sign, list(condition.values)]
    return [condition.word, *(as_json(part) for part in condition.parts)]
