"""What a county's terms of supervision may say (configuration "terms", key "supervision").

At the top the thresholds of lights and plans; in "urging" reminders and slips; in "scoring" the
scheme of scores. What is left out keeps the proposal of the product.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from jiceng.casework.rules.scoring import DEDUCTIONS, ScoreTerms, score_terms
from jiceng.casework.rules.supervision import SupervisionTerms
from jiceng.casework.rules.urging import COLOURS, UrgingTerms, urging_terms
from jiceng.kernel.refusal import Reason

Content = Mapping[str, Any]
PARTS: Mapping[str, tuple[type, Callable[[Content], object]]] = {
    "urging": (UrgingTerms, urging_terms),
    "scoring": (ScoreTerms, score_terms),
}
MOST = 1000


def check_supervision(content: Content) -> list[Reason]:
    """Every fault: a name nobody knows, a term or number that is none, a number below nought."""
    top = {k: v for k, v in content.items() if k not in PARTS}
    faults = [*_unknown(top, SupervisionTerms, ""), *_numbers(top, "")]
    faults += _unreadable(SupervisionTerms.from_content, top, "supervision")
    for name, (kind, read) in PARTS.items():
        part = content.get(name, {})
        if not isinstance(part, Mapping):
            faults.append(Reason("unknown_value", {"value": str(part)[:20]}, name))
            continue
        faults += _unknown(part, kind, f"{name}.")
        faults += _numbers(part, f"{name}.")
        faults += _unreadable(read, {name: part}, name)
    return [*faults, *_names(content)]


def _unknown(part: Content, kind: Any, at: str) -> Iterator[Reason]:
    known = {f.name for f in fields(kind)}
    for name in part.keys() - known:
        yield Reason("unknown_field", {"name": name}, f"{at}{name}")


def _numbers(part: Content, at: str) -> Iterator[Reason]:
    for name, value in part.items():
        if isinstance(value, Mapping):
            yield from _numbers(value, f"{at}{name}.")
        elif isinstance(value, int) and not 0 <= value <= MOST:
            yield Reason("number_range", {"low": 0, "high": MOST}, f"{at}{name}")


def _unreadable(read: Callable[[Content], object], part: Content, name: str) -> Iterator[Reason]:
    try:
        read(part)
    except (ValueError, TypeError, AttributeError) as error:
        yield Reason("bad_term", {"value": str(error)[:40]}, name)


def _names(content: Content) -> Iterator[Reason]:
    """Kinds of deduction and colours of slips are the product's; a county sets their numbers."""
    for part, group, known in (
        ("scoring", "deductions", set(DEDUCTIONS)),
        ("urging", "answer_slip", set(COLOURS)),
    ):
        given = content.get(part)
        listed = given.get(group) if isinstance(given, Mapping) else None
        for name in (listed.keys() if isinstance(listed, Mapping) else set()) - known:
            yield Reason("unknown_field", {"name": name}, f"{part}.{group}.{name}")
