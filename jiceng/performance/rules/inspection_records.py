"""What was recorded on a visit: is it complete, and what does it find? Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from jiceng.kernel.refusal import Reason
from jiceng.performance.rules.inspections import CHECKS, NOT_OK, Element, InspectionScheme

LONGEST_NOTE = 300
LONGEST_TEXT = 1000


@dataclass(frozen=True, slots=True)
class Finding:
    """What an element makes of its answer, as it goes into the ledger."""

    element: Element
    text: str


def answer_faults(
    scheme: InspectionScheme, answers: Mapping[str, str], notes: Mapping[str, str]
) -> list[Reason]:
    """What is missing or cannot be; the field is `answer_` or `note_` and the element's code."""
    faults = [
        Reason("unknown_value", {"value": code}, "answers")
        for code in sorted({*answers, *notes} - {e.code for e in scheme.elements})
    ]
    for element in scheme.elements:
        if element.answer == "figure":
            continue
        if fault := _fault(element, answers.get(element.code, "").strip()):
            faults.append(fault)
        if len(notes.get(element.code, "")) > LONGEST_NOTE:
            told = {"low": 0, "high": LONGEST_NOTE}
            faults.append(Reason("text_length", told, f"note_{element.code}"))
    return faults


def _fault(element: Element, value: str) -> Reason | None:
    place = f"answer_{element.code}"
    if not value:
        return None if element.answer == "text" else Reason("element_unanswered",
            {"name": element.name}, place)  # fmt: skip
    if element.answer == "number" and number_of(value) is None:
        return Reason("not_a_number", {"value": value[:40]}, place)
    if element.answer == "text" and len(value) > LONGEST_TEXT:
        return Reason("text_length", {"low": 0, "high": LONGEST_TEXT}, place)
    offered = {"check": tuple(CHECKS), "choice": element.choices}.get(element.answer)
    if offered is not None and value not in offered:
        return Reason("unknown_value", {"value": value[:40]}, place)
    return None


def number_of(value: str) -> Decimal | None:
    """A number as it was typed; None for what is none."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**12 else None


def is_found(element: Element, value: str) -> bool:
    """Whether an answer makes a finding."""
    if element.answer == "check":
        return value == NOT_OK
    if element.answer == "choice":
        return value in element.found
    if element.answer not in ("number", "figure"):
        return False
    number = number_of(value)
    if number is None:
        return False
    low, high = element.low, element.high
    return (low is not None and number < low) or (high is not None and number > high)


def findings(
    scheme: InspectionScheme, answers: Mapping[str, str], notes: Mapping[str, str]
) -> list[Finding]:
    """One finding for each element that is not as it should be, in the order of the scheme.

    What was noted goes before what the scheme says in general.
    """
    return [
        Finding(element, _text(element, notes.get(element.code, "").strip()))
        for element in scheme.elements
        if is_found(element, answers.get(element.code, "").strip())
    ]


def _text(element: Element, note: str) -> str:
    general = element.finding or element.name
    return f"{general}：{note}" if note else general
