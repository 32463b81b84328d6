"""Sites and routes: slots of a day, ways between stops, what is free instead (facts.md §9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from jiceng.kernel.hours import Span, Spans
from jiceng.kernel.places import Point, distance_m
from jiceng.kernel.refusal import Reason
from jiceng.outreach.rules.activities import MOST_PEOPLE

DETOUR = 1.3
"""How much longer a road is than the straight line."""
METRES_PER_MINUTE = 500
"""30 km/h: a coach on roads of a county."""
SHORTEST_SLOT, LONGEST_SLOT = 20, 480
LONGEST_STAY = 480
MOST_STOPS = 12
INSTEAD = 3
"""So many free slots are named in a refusal."""


@dataclass(frozen=True, slots=True)
class Leg:
    """The way from one stop to the next."""

    metres: int
    minutes: int


@dataclass(frozen=True, slots=True)
class FreeSlot:
    """A slot and how many it still takes."""

    starts_at: datetime
    ends_at: datetime
    left: int


def slots_of(spans: Spans, minutes: int) -> tuple[Span, ...]:
    """Hours of a day cut into whole slots; what is left at the end of a span is no slot."""
    return tuple(
        (start, start + minutes)
        for opens, closes in spans
        for start in range(opens, closes - minutes + 1, minutes)
    )


def leg(start: Point | None, end: Point | None) -> Leg | None:
    """The way between two stops by road as it is reckoned; none where a place is not known."""
    if start is None or end is None:
        return None
    metres = round(distance_m(start, end) * DETOUR)
    return Leg(metres, -(-metres // METRES_PER_MINUTE))


def legs(places: Sequence[Point | None]) -> list[Leg | None]:
    """One way fewer than there are stops."""
    return [leg(a, b) for a, b in pairwise(places)]


def whole(stays: Sequence[int], ways: Sequence[Leg | None]) -> tuple[int, int]:
    """Minutes of stays and ways together, and metres; ways that are not known count for nothing."""
    known = [w for w in ways if w is not None]
    return sum(stays) + sum(w.minutes for w in known), sum(w.metres for w in known)


def kilometres(metres: int) -> str:
    """As a sign tells it: 3.4."""
    tenths = (metres + 50) // 100
    return f"{tenths // 10}.{tenths % 10}"


def route_faults(stops: Sequence[tuple[int, int]]) -> Iterator[Reason]:
    """Stops as (site, minutes): two at least, none right after itself, each with a stay."""
    if len(stops) < 2:
        yield Reason("route_needs_stops", field="stops")
    if len(stops) > MOST_STOPS:
        yield Reason("too_many_stops", {"most": MOST_STOPS}, "stops")
    if any(a[0] == b[0] for a, b in pairwise(stops)):
        yield Reason("stop_twice", field="stops")
    if any(not 1 <= minutes <= LONGEST_STAY for _site, minutes in stops):
        yield Reason("stay_out_of_range", {"most": LONGEST_STAY}, "stops")


def slot_faults(minutes: int, capacity: int) -> Iterator[Reason]:
    """A slot lasts as long as a visit may, and takes somebody."""
    if not SHORTEST_SLOT <= minutes <= LONGEST_SLOT:
        told = {"low": SHORTEST_SLOT, "high": LONGEST_SLOT}
        yield Reason("number_range", told, "slot_minutes")
    if not 1 <= capacity <= MOST_PEOPLE:
        yield Reason("number_range", {"low": 1, "high": MOST_PEOPLE}, "slot_capacity")


def instead(free: Sequence[FreeSlot], wanted: datetime, people: int) -> list[FreeSlot]:
    """The free slots nearest to the one asked for that take so many, in the order of time."""
    fit = [s for s in free if s.left >= people]
    fit.sort(key=lambda s: (abs(s.starts_at - wanted), s.starts_at))
    return sorted(fit[:INSTEAD], key=lambda s: s.starts_at)
