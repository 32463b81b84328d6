"""What a roster is made of: shifts that need people, and people who may be asked (facts.md §8).

Minutes are counted on the county's clock from 1 January 1970, so that a night over midnight is a
span like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from jiceng.kernel.refusal import Reason

PATTERN = "shift_pattern"
CHECKPOINT_KIND = "checkpoint_kind"
"""The kinds of configuration: how a day is cut into shifts, what checkpoints there are."""
REST = 8 * 60
"""Minutes between two shifts of one person, at least."""
DAY = 24 * 60
LONGEST = 31
"""Days of one roster."""
EPOCH = date(1970, 1, 1)
Pair = tuple[int, int]
"""A shift and who stands it, by their keys."""


@dataclass(frozen=True, slots=True)
class ShiftNeed:
    """A shift at a checkpoint. `near` names its neighbourhood, the narrowest first."""

    key: int
    checkpoint: int
    day: date
    turn: int
    start: int
    end: int
    needed: int
    near: tuple[str, ...] = ("",)

    @property
    def days(self) -> tuple[date, ...]:
        """The days it touches."""
        last = (self.end - 1) // DAY
        return tuple(EPOCH + timedelta(days=n) for n in range(self.start // DAY, last + 1))


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be asked: where from, which days not, what else they stand already.

    Why somebody cannot on a day is not known here, nor anywhere else.
    """

    key: int
    near: tuple[str, ...] = ("",)
    off: frozenset[date] = frozenset()
    busy: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a day is cut: (start, end) in minutes; an end at or before its start is the next day."""

    key: str
    name: str
    name_en: str = ""
    turns: tuple[tuple[int, int], ...] = field(default=())

    def span(self, day: date, turn: int) -> tuple[int, int]:
        """Start and end of a turn of a day, in minutes."""
        start, end = self.turns[turn]
        midnight = (day - EPOCH).days * DAY
        return midnight + start, midnight + (end if end > start else end + DAY)


def pattern_of(key: str, content: Mapping[str, Any]) -> Pattern:
    """A pattern as configuration keeps it."""
    turns = tuple((minutes(start), minutes(end)) for start, end in content["turns"])
    return Pattern(key, str(content["name"]), str(content.get("name_en", "")), turns)


def minutes(clock: str) -> int:
    """08:00 -> 480. `ValueError` for anything else."""
    hour, _, minute = clock.partition(":")
    found = int(hour) * 60 + int(minute)
    if not (0 <= found <= DAY and 0 <= int(minute) < 60):
        raise ValueError(clock)
    return found


def clock_of(moment: int) -> str:
    """480 -> 08:00."""
    return f"{moment // 60 % 24:02d}:{moment % 60:02d}"


def check_pattern(key: str, content: Mapping[str, Any], _rows: Any = None) -> list[Reason]:
    """What makes a version of a pattern unfit: no name, a time nobody can read, hours left open."""
    faults = [*named_fault(content)]
    try:
        turns = pattern_of(key, {"name": "", **content}).turns
    except (KeyError, TypeError, ValueError):
        return [*faults, Reason("turns_unreadable", field="turns")]
    if not turns:
        return [*faults, Reason("turns_unreadable", field="turns")]
    for (_start, end), (start, _end) in zip(turns, [*turns[1:], turns[0]], strict=True):
        if end % DAY != start % DAY:
            told = {"end": clock_of(end), "start": clock_of(start)}
            faults.append(Reason("turns_apart", told, "turns"))
    return faults


def check_checkpoint_kind(key: str, content: Mapping[str, Any], _rows: Any = None) -> list[Reason]:
    """What makes a version of a kind of checkpoint unfit."""
    return [*named_fault(content)]


def named_fault(content: Mapping[str, Any]) -> Iterator[Reason]:
    if not str(content.get("name") or "").strip():
        yield Reason("paper_missing", {"paper": "name"}, "name")


def span_faults(first: date, last: date, today: date) -> Iterator[Reason]:
    """Why these days are none for a roster."""
    if last < first:
        yield Reason("roster_days_reversed", field="last_day")
    elif (last - first).days >= LONGEST:
        yield Reason("roster_too_long", {"most": LONGEST}, "last_day")
    if last < today:
        yield Reason("roster_in_the_past", {"day": last.isoformat()}, "last_day")
