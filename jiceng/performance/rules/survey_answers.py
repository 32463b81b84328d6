"""What somebody typed becomes an answer, or a sentence for each thing that is wrong. Pure.

Whether a question was to be answered follows from the earlier answers; nothing typed into a
question that is not shown is kept, and nothing typed at all is thrown away by a mistake.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from jiceng.kernel.places import HALF_WIDTH, mask_personal
from jiceng.kernel.refusal import Reason
from jiceng.performance.rules.survey_forms import Form, Question, is_shown

MOST_PLACES = 2


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said, by question; what is wrong; and which questions were on the way."""

    said: Mapping[str, Any]
    faults: tuple[Reason, ...]
    shown: tuple[str, ...]
    dropped: tuple[str, ...]
    """Questions that were answered and not shown."""


def read_answers(form: Form, typed: Mapping[str, Any]) -> Answered:
    """Read what was typed: texts, or a list of codes where several may be ticked.

    Answers are kept as JSON keeps them: a code, a list of codes in the order of the form, a whole
    number of a scale, a number as text, a text without telephone and identity numbers.
    """
    said: dict[str, Any] = {}
    faults: list[Reason] = []
    way: list[str] = []
    for question in form.questions:
        if question.indicator or not is_shown(question, said):
            continue
        way.append(question.code)
        found, fault = _read(question, typed.get(question.code))
        if fault:
            faults.append(fault)
        elif found is not None:
            said[question.code] = found
    off = tuple(
        q.code for q in form.questions if _is_given(typed.get(q.code)) and q.code not in way
    )
    return Answered(said, tuple(faults), tuple(way), off)


def unknown_codes(form: Form, typed: Mapping[str, Any]) -> list[Reason]:
    """Questions a program answered that the form does not have."""
    known = {q.code for q in form.questions}
    return [Reason("answer_unknown", {"value": c}, "answers") for c in sorted(typed.keys() - known)]


def not_shown(answered: Answered) -> list[Reason]:
    """The same for questions it had, which the earlier answers had closed."""
    return [Reason("answer_not_shown", {"value": c}, "answers") for c in answered.dropped]


def _is_given(value: Any) -> bool:
    return value not in (None, "", [], ())


def _read(question: Question, value: Any) -> tuple[Any, Reason | None]:
    if isinstance(value, str):
        value = value.strip()
    if not _is_given(value):
        return None, _wrong(question, "answer_missing") if question.is_required else None
    if question.kind == "many":
        return _ticks(question, value)
    if isinstance(value, list | tuple | dict | bool):
        return None, _wrong(question, "answer_unreadable")
    return READ[question.kind](question, str(value))


def _one(question: Question, text: str) -> tuple[Any, Reason | None]:
    if text not in question.codes:
        return None, _wrong(question, "answer_not_offered")
    return (int(text) if question.kind == "scale" else text), None


def _wrong(question: Question, code: str, **told: Any) -> Reason:
    return Reason(code, told, question.code)


def _ticks(question: Question, value: Any) -> tuple[Any, Reason | None]:
    given = {str(v) for v in value} if isinstance(value, list | tuple) else {str(value)}
    if not given <= set(question.codes):
        return None, _wrong(question, "answer_not_offered")
    most = question.most or len(question.codes)
    if not max(question.least, 1) <= len(given) <= most:
        return None, _wrong(question, "ticks_wrong", least=max(question.least, 1), most=most)
    return [code for code in question.codes if code in given], None


def _number(question: Question, text: str) -> tuple[Any, Reason | None]:
    try:
        number = Decimal(text.translate(HALF_WIDTH).replace(",", ""))
    except InvalidOperation:
        return None, _wrong(question, "answer_no_number")
    bounds = {"low": f"{question.low:f}", "high": f"{question.high:f}"}
    if not number.is_finite() or not question.low <= number <= question.high:
        return None, _wrong(question, "answer_out_of_bounds", **bounds)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > MOST_PLACES:
        return None, _wrong(question, "answer_places", most=MOST_PLACES)
    return f"{number:f}", None


def _text(question: Question, text: str) -> tuple[Any, Reason | None]:
    if len(text) > question.longest:
        return None, _wrong(question, "answer_too_long", most=question.longest)
    return mask_personal(text)[0], None


READ = {"one": _one, "scale": _one, "number": _number, "text": _text}
