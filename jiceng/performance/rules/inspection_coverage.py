"""Coverage: how many visits were due, made, not made and why; like units together. Pure.

Whose turn it was and who was never reached is told of units alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from jiceng.kernel.words import N_

VISITED = ("awaiting_view", "differing", "closed")
"""States of a visit that was made."""
GROUPS: Mapping[str, str] = {
    "due": N_("应巡查"),
    "visited": N_("已巡查"),
    "pending": N_("未到期"),
    "late": N_("逾期未巡查"),
    "dropped": N_("不再巡查"),
}
"""Every visit that is due stands in exactly one of the last four."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A planned visit as coverage sees it. It is due at the end of its part of the calendar."""

    unit: str
    kind: str
    state: str
    due_on: date
    visited_on: date | None = None


def group_of(visit: Visit, today: date) -> str:
    """visited, dropped, late or pending."""
    if visit.state in VISITED:
        return "visited"
    if visit.state == "dropped":
        return "dropped"
    return "late" if visit.due_on < today else "pending"


@dataclass(frozen=True, slots=True)
class Covered:
    """The counts of one kind of unit."""

    kind: str
    due: int = 0
    visited: int = 0
    pending: int = 0
    late: int = 0
    dropped: int = 0


def coverage(visits: Iterable[Visit], today: date) -> list[Covered]:
    """Counts by kind of unit, in the order of their names."""
    counts: dict[str, dict[str, int]] = {}
    for one in visits:
        told = counts.setdefault(one.kind, dict.fromkeys(GROUPS, 0))
        told["due"] += 1
        told[group_of(one, today)] += 1
    return [Covered(kind, **told) for kind, told in sorted(counts.items())]


def never_since(units: Iterable[str], visits: Iterable[Visit], day: date) -> dict[str, date | None]:
    """Units nobody visited on or after a day -> their last visit before, or None."""
    last: dict[str, date] = {}
    for one in visits:
        if one.state in VISITED and one.visited_on is not None:
            last[one.unit] = max(last.get(one.unit, one.visited_on), one.visited_on)
    return {u: last.get(u) for u in units if u not in last or last[u] < day}


@dataclass(frozen=True, slots=True)
class Settled:
    """A finding as its element is told of: when its problem was due, when it was struck off."""

    element: str
    state: str
    due_on: date | None
    struck_off_on: date | None


def by_element(found: Iterable[Settled], today: date) -> dict[str, tuple[int, int, int]]:
    """Code -> (findings, settled in time, whose time is over or that are settled).

    What was dismissed counts as no finding.
    """
    counts: dict[str, tuple[int, int, int]] = {}
    for one in found:
        if one.state == "dismissed":
            continue
        n, kept, over = counts.get(one.element, (0, 0, 0))
        in_time, is_over = is_settled_in_time(one), _is_over(one, today)
        counts[one.element] = (n + 1, kept + int(in_time), over + int(is_over))
    return counts


def is_settled_in_time(one: Settled) -> bool:
    """Struck off no later than the day it was first due."""
    day = one.struck_off_on
    return day is not None and (one.due_on is None or day <= one.due_on)


def _is_over(one: Settled, today: date) -> bool:
    return one.struck_off_on is not None or (one.due_on is not None and one.due_on < today)
