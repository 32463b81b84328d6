"""What lies over the county's rules for a time and an area: shorter promises, extra types.

Another capability brings overlays (`casework.queries.overlays`); the rules themselves stay as
they are, and a case keeps what it was promised when it was filed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from jiceng.casework.rules.rulebook import CaseType
from jiceng.kernel.scope import covers
from jiceng.kernel.terms import Counting, Term

DAY = 24 * 60
MINUTES: Mapping[Counting, int] = {
    Counting.MINUTES: 1, Counting.ROUND_CLOCK: 60, Counting.WORKING_HOURS: 3 * 60,
    Counting.WORKING_DAYS: DAY, Counting.CALENDAR_DAYS: DAY,
}  # fmt: skip
"""How long one of each lasts on an ordinary day: eight working hours are a day."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """Terms by code of a type, and types that are open, for an area and what lies in it."""

    area_path: str
    terms: Mapping[str, Term] = field(default_factory=dict)
    types: frozenset[str] = frozenset()


def shorter(one: Term, other: Term) -> Term:
    """The shorter of two terms by their length on an ordinary day; of equals the first."""
    return min(one, other, key=lambda term: term.amount * MINUTES[term.counting])


def shortened(kind: CaseType, area_path: str, overlays: Iterable[Overlay]) -> CaseType:
    """A type with the shortest promise that lies over an area; nothing is ever made longer."""
    promise = kind.promise
    for overlay in overlays:
        if covers(overlay.area_path, area_path):
            named = (overlay.terms[code] for code in kind.path if code in overlay.terms)
            promise = shorter(promise, next(named, promise))
    return kind if promise == kind.promise else replace(kind, promise=promise)


def is_offered(kind: CaseType, overlays: Iterable[Overlay]) -> bool:
    """Whether a type may be chosen now: an extra one only while it is open somewhere."""
    return not kind.is_extra or any(kind.code in overlay.types for overlay in overlays)
