"""A figure: a number that explains itself, and the two sets of records behind it (promise 4).

A rate without numerator, denominator, scope and rule version is not shown (facts.md §14.9).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from jiceng.kernel.numbers import share, wilson_interval

HOUR = 3600
FEW = 10
"""Below so many cases a rate says more about chance than about the work."""
FEWEST = 3
"""Fewer people than this are not counted out where a figure is broken down (facts.md §10)."""


@dataclass(frozen=True, slots=True)
class FigureKind:
    """What is counted. `numerator` and `denominator` name predicates of the declaring module."""

    id: str
    name: str
    definition: str
    unit: str
    kind: str = "share"
    """share (percent), count, median (of seconds, shown in hours), sum (of fen, in yuan), or mean
    (fen to each, in yuan)."""
    numerator: str = ""
    denominator: str = ""
    is_stock: bool = False
    """Counted as of a day, whatever period is asked for."""
    is_sampled: bool = False
    """Estimated from a sample, hence shown with its interval."""
    version: int = 1
    """Grows with every change of definition, so that old prints stay explainable."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One value for one group, with everything needed to check it."""

    kind: FigureKind
    numerator: int
    denominator: int
    group: str = ""
    group_name: str = ""
    median: Fraction | int | None = None
    """Seconds, exact."""

    @property
    def value(self) -> Decimal | None:
        """None where the denominator is empty: no evidence is not zero."""
        if self.kind.kind == "count":
            return Decimal(self.numerator)
        if self.kind.kind == "sum":
            return Decimal(self.numerator) / 100
        if self.kind.kind == "median":
            return hours(self.median)
        if self.kind.kind == "mean":
            return _yuan_each(self.numerator, self.denominator)
        return share(self.numerator, self.denominator)

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """Bounds of the true share (95 %) where the figure is estimated from a sample."""
        return wilson_interval(self.numerator, self.denominator) if self.kind.is_sampled else None

    @property
    def is_small(self) -> bool:
        """Whether so few cases stand behind a rate that it should not be compared."""
        return self.kind.kind not in ("count", "sum", "mean") and 0 < self.denominator < FEW


def _yuan_each(fen: int, among: int) -> Decimal | None:
    """Yuan to each with two decimals, rounded once and half up; None among nobody."""
    if not among:
        return None
    return (Decimal(fen) / (100 * among)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def hours(seconds: Fraction | int | None) -> Decimal | None:
    """Seconds as hours with one decimal, rounded once and half up."""
    if seconds is None:
        return None
    exact = Fraction(seconds)
    value = Decimal(exact.numerator) / Decimal(exact.denominator * HOUR)
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def ratings_told(counts: Mapping[int, int]) -> tuple[int, str] | None:
    """How many rated, and the mean with one decimal; nothing below three."""
    number = sum(counts.values())
    if number < FEWEST:
        return None
    tenths = (20 * sum(r * n for r, n in counts.items()) + number) // (2 * number)
    return number, f"{tenths // 10}.{tenths % 10}"
