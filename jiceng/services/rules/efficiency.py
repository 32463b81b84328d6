"""How quickly applications are decided, and what became quicker: exact, never by a person (§6.1).

"+30 %" has two readings that do not mean the same: 30 % more decided in the same working time,
which is 23.1 % less time each, or 30 % less time, which is 42.9 % more decided. Both are reckoned,
each by its own formula, and never mixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from jiceng.kernel.formulas import (
    mixed_time_saved,
    throughput_gain,
    throughput_of_time,
    time_of_throughput,
)

GOAL = 30
"""Percent of the article: 户籍工作效率提升了 30%."""
MOST_OF = Fraction(9, 10)
"""The slowest tenth lies beyond it."""


@dataclass(frozen=True, slots=True)
class Turnaround:
    """Applications decided, and in how many working minutes each, without waits for papers."""

    done: int = 0
    same_day: int = 0
    """Decided on the day they were handed in."""
    kept: int = 0
    """Decided within the promise."""
    minutes: Mapping[int, int] = field(default_factory=dict)
    """Working minutes -> how many took that long."""

    @property
    def median(self) -> Fraction | None:
        return median_of(self.minutes)

    @property
    def slow(self) -> int | None:
        """So many minutes, or fewer, for nine in ten."""
        return reached_by(self.minutes, MOST_OF)

    def __add__(self, other: Turnaround) -> Turnaround:
        minutes = {**self.minutes}
        for length, count in other.minutes.items():
            minutes[length] = minutes.get(length, 0) + count
        return Turnaround(
            self.done + other.done, self.same_day + other.same_day, self.kept + other.kept, minutes
        )


@dataclass(frozen=True, slots=True)
class Worked:
    """A period: what was decided of each item, on how many working days, by how many people."""

    items: Mapping[str, Turnaround]
    days: int
    staff: int = 1
    """One where nobody said: then it is decided by working day, not by staff-day."""

    @property
    def done(self) -> int:
        return sum(t.done for t in self.items.values())


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of "more efficient". A value is None where there is nothing to compare."""

    before: Fraction | None
    after: Fraction | None
    change: Fraction | None
    """Percent: more decided by staff-day, or time saved."""
    means: Fraction | None
    """The same in the other reading: time saved, or more decided."""

    @property
    def is_reached(self) -> bool | None:
        return None if self.change is None else self.change >= GOAL


@dataclass(frozen=True, slots=True)
class Compared:
    """Two periods, both readings; time is compared on items that both periods have."""

    throughput: Reading
    time: Reading
    compared: tuple[str, ...]
    left_out: tuple[str, ...]
    """Items of one period only: they tell nothing of time."""


def median_of(counts: Mapping[int, int]) -> Fraction | None:
    """The exact median of values given with how often each occurs; None of nothing."""
    total = sum(counts.values())
    if not total:
        return None
    low, high = (_at(counts, place) for place in ((total - 1) // 2, total // 2))
    return Fraction(low + high, 2)


def reached_by(counts: Mapping[int, int], part: Fraction) -> int | None:
    """The least value that at least `part` of all do not exceed (nearest rank); None of nothing."""
    total = sum(counts.values())
    if not total:
        return None
    wanted = -(-part.numerator * total // part.denominator)
    return _at(counts, max(1, wanted) - 1)


def _at(counts: Mapping[int, int], place: int) -> int:
    """The value at a place of all values in order, the first at 0."""
    for value, count in sorted(counts.items()):
        if place < count:
            return value
        place -= count
    raise IndexError(place)


def compare(before: Worked, after: Worked) -> Compared:
    """Both readings. Time is weighted by the volumes of the first period, so that a change of what
    people apply for is not taken for speed.
    """
    both = sorted(
        key
        for key in before.items.keys() & after.items.keys()
        if before.items[key].done and after.items[key].done
    )
    return Compared(
        _throughput(before, after),
        _time(before, after, both),
        tuple(both),
        tuple(sorted({*before.items, *after.items} - set(both))),
    )


def _throughput(before: Worked, after: Worked) -> Reading:
    first, last = before.days * before.staff, after.days * after.staff
    gain = throughput_gain(before.done, first, after.done, last)
    return Reading(
        Fraction(before.done, first) if first else None,
        Fraction(after.done, last) if last else None,
        gain,
        None if gain is None else time_of_throughput(gain),
    )


def _time(before: Worked, after: Worked, both: list[str]) -> Reading:
    rows = [
        (before.items[key].done, before.items[key].median or 0, after.items[key].median or 0)
        for key in both
    ]
    volume = sum(count for count, _first, _last in rows)
    saved = mixed_time_saved(rows)
    if not volume:
        return Reading(None, None, None, None)
    first, last = (sum((Fraction(r[0]) * r[n] for r in rows), Fraction(0)) for n in (1, 2))
    means = None if saved is None else throughput_of_time(saved)
    return Reading(first / volume, last / volume, saved, means)
