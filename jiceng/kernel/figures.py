"""A figure: a number that explains itself, and the two sets of records behind it (promise 4).

A rate without numerator, denominator, scope and rule version is not shown (facts.md §14.9).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from jiceng.kernel.numbers import share


@dataclass(frozen=True, slots=True)
class FigureKind:
    """What is counted. `numerator` and `denominator` name predicates of the declaring module."""

    id: str
    name: str
    definition: str
    unit: str
    kind: str = "share"
    """share (percent), count, mean (of whole numbers), or median (of seconds)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One value for one group, with everything needed to check it."""

    kind: FigureKind
    numerator: int
    denominator: int
    group: str = ""
    group_name: str = ""
    median: Decimal | None = None

    @property
    def value(self) -> Decimal | None:
        """None where the denominator is empty: no evidence is not zero."""
        if self.kind.kind == "count":
            return Decimal(self.numerator)
        if self.kind.kind == "median":
            return self.median
        return share(self.numerator, self.denominator)
