"""What a capability reports of itself: which figures, counted for whom in which days, and where the
records behind one of them are shown (ADR 0012). Pure; `records.reporting` finds the reporters.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from jiceng.kernel.figures import FEWEST, Figure, FigureKind


@dataclass(frozen=True, slots=True)
class Span:
    """Local days, both included, as known at an instant."""

    start: date
    end: date
    now: datetime


Count = Callable[[str, Collection[str], Span], Mapping[str, Figure]]
"""Code, subjects, days -> subject -> figure. A subject the figure is not kept by is left out."""
Address = Callable[[str, str, Span], str]
"""Code of a figure, subject, days -> where its records are shown; empty where nowhere."""


@dataclass(frozen=True, slots=True)
class Reporter:
    """Some figures of a capability. A subject is the code of an area, a unit or an organisation
    apart, empty for the whole."""

    figures: Mapping[str, FigureKind]
    count: Count
    address: Address
    readers: frozenset[str] = frozenset()
    """Roles that may open the records; everybody with a post where it is empty."""
    of_people: frozenset[str] = frozenset()
    """Figures that count people: fewer than three of a part are not told (facts.md §10)."""
    topic: str = field(kw_only=True)
    """The work they are about, as a heading above them; a msgid."""

    def is_withheld(self, figure: Figure, subject: str) -> bool:
        """Whether a part of the whole has so few people that their number is not told."""
        few = min(figure.numerator, figure.denominator) < FEWEST
        return bool(subject) and few and figure.kind.id in self.of_people
