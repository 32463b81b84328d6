"""Is an inspection scheme fit to be put in force? Reasons out, each naming its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.performance.rules.inspections import ALL, ANSWERS, EVERY, MOST_DAYS, UNIT_KINDS
from jiceng.performance.rules.stars import repeated

Content = Mapping[str, Any]
WHOLE = {"team_size": (2, 9), "team_units": (2, 9), "view_days": (1, 30)}
"""Whole numbers with their bounds; nobody inspects alone or with colleagues only."""
DEFAULTS = {"team_size": 2, "team_units": 2, "view_days": 5}
LONGEST = {"code": 24, "name": 40, "look": 200, "finding": 200, "unit": 12}
MOST_ROWS = 60


def check_inspection_scheme(key: str, content: Content, known: Any) -> list[Reason]:
    """Name, team, elements, frequencies. A scheme without elements is fit: its content is still to
    be entered."""
    return list(_faults(content))


def _faults(content: Content) -> Iterator[Reason]:
    if not 1 <= len(str(content.get("name") or "").strip()) <= 60:
        yield Reason("text_length", {"low": 1, "high": 60}, "name")
    for name, (low, high) in WHOLE.items():
        if not _is_whole(content.get(name, DEFAULTS[name]), low, high):
            yield Reason("number_range", {"low": low, "high": high}, name)
    if not _fits_team(content):
        yield Reason("team_of_fewer_than_units", field="team_units")
    elements, frequencies = content.get("elements") or [], content.get("frequencies") or []
    if not (_is_table(elements) and _is_table(frequencies)):
        yield Reason("scheme_unreadable", {"value": "elements, frequencies"}, "elements")
        return
    yield from _listed(elements, "elements", "code", _element_faults)
    yield from _listed(frequencies, "frequencies", "kind", _frequency_faults)


def _listed(
    rows: Sequence[Content], table: str, key: str, look: Callable[[int, Content], Iterator[Reason]]
) -> Iterator[Reason]:
    if len(rows) > MOST_ROWS:
        yield Reason("number_range", {"low": 0, "high": MOST_ROWS}, table)
    for twice in repeated(str(row.get(key) or "") for row in rows):
        yield Reason("key_twice", {"value": twice}, table)
    for place, row in enumerate(rows, start=1):
        yield from look(place, row)


def _fits_team(content: Content) -> bool:
    size, units = (content.get(n, DEFAULTS[n]) for n in ("team_size", "team_units"))
    return not (isinstance(size, int) and isinstance(units, int)) or units <= size


def _element_faults(place: int, said: Content) -> Iterator[Reason]:
    """Every fault names which element by its place and its name."""
    name = str(said.get("name") or "")

    def fault(code: str, value: Any = "") -> Reason:
        return Reason(code, {"n": place, "name": name, "value": str(value)}, "elements")

    if not str(said.get("code") or "").strip() or not name.strip():
        yield fault("element_unnamed")
    for text in (n for n, most in LONGEST.items() if len(str(said.get(n) or "")) > most):
        yield fault("element_too_long", text)
    if said.get("answer", "check") not in ANSWERS:
        yield fault("element_answer", said.get("answer"))
    if not _is_whole(said.get("term_days", 15), 1, MOST_DAYS):
        yield fault("element_term", said.get("term_days"))
    yield from _choice_faults(said, fault)
    yield from _number_faults(said, fault)
    if said.get("answer") == "figure" and not said.get("indicator"):
        yield fault("element_without_indicator")


def _choice_faults(said: Content, fault: Any) -> Iterator[Reason]:
    if said.get("answer") != "choice":
        return
    choices, found = said.get("choices"), said.get("found") or []
    if not _is_list(choices) or len({str(c) for c in choices or ()}) < 2:
        yield fault("element_choices")
    elif not _is_list(found) or not {str(c) for c in found} <= {str(c) for c in choices or ()}:
        yield fault("element_found", found)


def _number_faults(said: Content, fault: Any) -> Iterator[Reason]:
    given = [said[n] for n in ("low", "high") if said.get(n) is not None]
    bounds = [number for each in given if (number := _number(each)) is not None]
    if len(bounds) < len(given) or bounds != sorted(bounds):
        yield fault("element_limits")


def _frequency_faults(place: int, said: Content) -> Iterator[Reason]:
    def fault(code: str, value: Any) -> Reason:
        return Reason(code, {"n": place, "value": str(value)}, "frequencies")

    if said.get("kind") not in UNIT_KINDS:
        yield fault("frequency_kind", said.get("kind") or "")
    if said.get("every") not in EVERY:
        yield fault("frequency_every", said.get("every") or "")
    if not _is_draw(str(said.get("draw", ALL))):
        yield fault("frequency_draw", said.get("draw"))


def _is_draw(text: str) -> bool:
    if text == ALL:
        return True
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        return False
    return 0 < share < 1 or (share >= 1 and share.denominator == 1)


def _is_whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _is_table(value: Any) -> bool:
    return _is_list(value) and all(isinstance(row, Mapping) for row in value)


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
