"""Geometry of the charts drawn on the server. Pure: numbers in, positions in percent out.

The pages may carry no inline style (decisions.md 15), so a bar's width is an SVG attribute and
every number is also written as text beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Any

STEPS = (1, 2, 2.5, 5, 10)
SHORT_SERIES = 4  # the colour of a bar that misses its target
ROOM_FOR_WORDS = 14  # percent of the track a part needs before its number is written on it
WRITABLE = frozenset({1, 2})  # series colours on which 12-pixel text keeps a contrast of 4.5


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a bar: where it starts and how wide it is, in percent of the track."""

    start: float
    width: float
    series: int
    text: str = ""

    @property
    def written(self) -> bool:
        """Whether the number is written on the part itself."""
        return bool(self.text) and self.series in WRITABLE and self.width >= ROOM_FOR_WORDS


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart."""

    label: str
    text: str
    url: str
    short: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a trend: the points of an SVG polyline in a box of 100 by 100."""

    label: str
    series: int
    points: str


def bars(
    rows: Sequence[Mapping[str, Any]], most: float | None = None, target: float | None = None
) -> tuple[Bar, ...]:
    """Place the bars of a chart.

    A row holds ``label`` and either ``value`` (one bar) or ``values`` (parts of a stacked bar),
    and may hold ``text`` (what is written at the end; the value otherwise) and ``url``.
    ``most`` is the value at full width, the greatest row otherwise. A single bar below ``target``
    is marked short.
    """
    full = most or max((_total(row) for row in rows), default=0) or 1
    return tuple(_bar(row, full, target) for row in rows)


def _total(row: Mapping[str, Any]) -> float:
    values = row.get("values")
    return float(sum(values)) if values is not None else float(row["value"])


def _bar(row: Mapping[str, Any], full: float, target: float | None) -> Bar:
    stacked = row.get("values")
    short = stacked is None and target is not None and _total(row) < target
    parts = _parts(stacked, full) if stacked is not None else _single(row["value"], full, short)
    text = row.get("text", "" if stacked is not None else row["value"])
    return Bar(str(row["label"]), str(text), str(row.get("url", "")), short, parts)


def _single(value: float, full: float, short: bool) -> tuple[Part, ...]:
    return (Part(0, _width(value, full, 0), SHORT_SERIES if short else 1),)


def _parts(values: Sequence[float], full: float) -> tuple[Part, ...]:
    parts, start = [], 0.0
    for series, value in enumerate(values, start=1):
        width = _width(value, full, start)
        parts.append(Part(round(start, 2), width, series, str(value)))
        start += width
    return tuple(parts)


def _width(value: float, full: float, start: float) -> float:
    return round(min(100 * float(value) / full, 100 - start), 2)


def top_of_axis(most: float) -> float:
    """Return the smallest round number (1, 2, 2.5 or 5 times a power of ten) not below `most`."""
    if most <= 0:
        return 1
    power: float = 10.0 ** floor(log10(most))
    return next(step * power for step in STEPS if step * power >= most)


def ticks(most: float, count: int = 4) -> tuple[str, ...]:
    """Return the labels of the vertical axis, highest first, zero last."""
    top = top_of_axis(most)
    return tuple(f"{top * part / count:g}" for part in range(count, -1, -1))


def lines(series: Sequence[Mapping[str, Any]], most: float | None = None) -> tuple[Line, ...]:
    """Place the lines of a trend; a series holds ``label`` and ``values`` (None = no number)."""
    top = top_of_axis(most if most is not None else greatest(series))
    return tuple(
        Line(str(one["label"]), place, _points(one["values"], top))
        for place, one in enumerate(series, start=1)
    )


def greatest(series: Sequence[Mapping[str, Any]]) -> float:
    """Return the greatest number in any series, zero when there is none."""
    return max((value for one in series for value in one["values"] if value is not None), default=0)


def _points(values: Sequence[float | None], top: float) -> str:
    gap = 100 / max(len(values) - 1, 1)
    return " ".join(
        f"{round(place * gap, 2):g},{round(100 - 100 * value / top, 2):g}"
        for place, value in enumerate(values)
        if value is not None
    )


def sparse(labels: Sequence[str], most: int = 6) -> tuple[str, ...]:
    """Return at most `most` of the labels, evenly spread, first and last among them."""
    if len(labels) <= most:
        return tuple(labels)
    gap = (len(labels) - 1) / (most - 1)
    return tuple(labels[round(place * gap)] for place in range(most))
