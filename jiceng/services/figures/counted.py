"""Figures that are counted from rows of one model, subject by subject, and the rows behind them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet

from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Span

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Counted(Generic[M]):
    """Some figures of one kind of rows: which rows make up each part, and how they are counted."""

    figures: Mapping[str, FigureKind]
    here: str
    """Where the rows are listed."""
    unit: str
    """The column that holds the unit a row concerns."""
    rows: Callable[[str, Span], QuerySet[M]]
    """The name of a predicate and a period -> its rows."""
    figure: Callable[[FigureKind, QuerySet[M], QuerySet[M], str], Figure]
    """A kind, the rows of its numerator and of its denominator, the subject -> the figure."""

    def records(
        self, code: str, span: Span, subject: str = "", part: str = "numerator"
    ) -> QuerySet[M]:
        """The rows behind a figure: as many as it counts, or adding up to it."""
        kind = self.figures[code]
        name = kind.numerator if part == "numerator" else kind.denominator
        return self.rows(name, span).filter(self._place(subject))

    def _place(self, subject: str) -> Q:
        area = territory().area(subject) if subject else None
        if area is not None:
            return within("area_path", area.path)
        return Q(**{self.unit: subject}) if subject else Q()

    def count(self, code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
        """By area or unit; what is neither is left out."""
        land, found = territory(), dict[str, Figure]()
        for subject in subjects:
            if subject and land.area(subject) is None and subject not in land.units:
                continue
            parts = [self.records(code, span, subject, p) for p in ("numerator", "denominator")]
            found[subject] = self.figure(self.figures[code], parts[0], parts[1], subject)
        return found

    def behind(
        self, code: str, start: date | None, end: date | None, subject: str, now: datetime
    ) -> Q:
        """The rows behind a figure as an address names it; nothing for one nobody declared."""
        if code not in self.figures or start is None or end is None:
            return Q(pk__in=[])
        return Q(pk__in=self.records(code, Span(start, end, now), subject).values("pk"))

    def address(self, code: str, subject: str, span: Span) -> str:
        """Where the rows behind a figure are listed."""
        asked = {"figure": code, "subject": subject, "start": span.start, "end": span.end}
        return f"{self.here}?{urlencode(asked)}"
