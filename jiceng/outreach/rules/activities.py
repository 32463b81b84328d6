"""Activities: their times, what they take up, how many may come, and who came (facts.md §9).

A time reaches from its first instant up to its last, which belongs to it no more: what ends at ten
makes room for what begins at ten. People, households and units are three measures; they are never
multiplied, and never added to one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

KIND = "activity_kind"
VENUE_KIND = "venue_kind"
PLACE_KIND = "venue_place"
"""The kinds of configuration: kinds of activity, kinds of venue, and the places a venue lies in."""
LONGEST = timedelta(days=31)
LATEST = timedelta(days=31)
"""How long after its end something held may still be written down."""
MOST_PEOPLE = 20_000
MOST_BOOKED = 500
"""Of one booking; who comes with more rings up."""
MOST_MINUTES = 1_000_000
ORIGINS: Mapping[str, str] = {
    "county": N_("本县"), "province": N_("省内其他市县"), "elsewhere": N_("省外"),
    "abroad": N_("境外"),
}  # fmt: skip
"""Where visitors say they come from (facts.md §9)."""


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """A kind of activity: what a subject says of all its activities."""

    key: str
    name: str
    name_en: str = ""
    confirms: bool = False
    """A booking is confirmed at once; otherwise by whoever organises it."""
    measures: tuple[str, ...] = ()
    """What attendance asks for besides people."""


@dataclass(frozen=True, slots=True)
class VenueKind:
    """A kind of venue and the place it lies in (one of 机关、乡村、社区、学校、企业、单位)."""

    key: str
    name: str
    name_en: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Attended:
    """Who came, as numbers."""

    people: int
    households: int | None = None
    units: int | None = None
    volunteer_minutes: int = 0
    note: str = ""


MEASURES: Mapping[str, str] = {
    "households": N_("走进户数"),
    "units": N_("走进单位数"),
    "volunteer_minutes": N_("志愿服务分钟"),
}


def kind_of(key: str, content: Mapping[str, Any]) -> ActivityKind:
    """A kind of activity as configuration keeps it."""
    return ActivityKind(
        key, str(content["name"]), str(content.get("name_en", "")),
        bool(content.get("confirms", False)), tuple(content.get("measures", ())),
    )  # fmt: skip


def venue_kind_of(key: str, content: Mapping[str, Any]) -> VenueKind:
    """A kind of venue as configuration keeps it."""
    return VenueKind(
        key, str(content["name"]), str(content.get("name_en", "")), str(content["place"])
    )


def check_named(key: str, content: Mapping[str, Any], _known: Any = None) -> list[Reason]:
    """What makes a row that has a name alone unfit."""
    if str(content.get("name") or "").strip():
        return []
    return [Reason("paper_missing", {"paper": "name"}, "name")]


def check_kind(key: str, content: Mapping[str, Any], _known: Any = None) -> list[Reason]:
    """What makes a version of a kind of activity unfit."""
    faults = check_named(key, content)
    asked = content.get("measures", ())
    for measure in [asked] if isinstance(asked, str) else asked:
        if measure not in MEASURES:
            faults.append(Reason("unknown_value", {"value": str(measure)}, "measures"))
    return faults


def check_venue_kind(
    key: str, content: Mapping[str, Any], places: Iterable[str]
) -> list[Reason]:  # fmt: skip
    """What makes a version of a kind of venue unfit; `places` are those there are."""
    faults = check_named(key, content)
    if content.get("place") not in {*places}:
        told = {"value": str(content.get("place") or "")}
        faults.append(Reason("unknown_value", told, "place"))
    return faults


def overlaps(starts: datetime, ends: datetime, other: datetime, other_ends: datetime) -> bool:
    """Whether two times share an instant."""
    return starts < other_ends and other < ends


def time_faults(starts_at: datetime, ends_at: datetime, now: datetime) -> Iterator[Reason]:
    """An activity ends after it starts, is short, and is not long past."""
    if ends_at <= starts_at:
        yield Reason("activity_times_reversed", field="ends_at")
    elif ends_at - starts_at > LONGEST:
        yield Reason("activity_too_long", {"most": LONGEST.days}, "ends_at")
    elif ends_at < now - LATEST:
        yield Reason("activity_long_past", {"most": LATEST.days}, "starts_at")


def capacity_faults(capacity: int | None, taken: int, holds: int | None) -> Iterator[Reason]:
    """How many may book: at least one, no more than the venue holds, no fewer than have booked."""
    if capacity is None:
        if taken:
            yield Reason("capacity_below_taken", {"taken": taken}, "capacity")
        return
    if not 1 <= capacity <= MOST_PEOPLE:
        yield Reason("number_range", {"low": 1, "high": MOST_PEOPLE}, "capacity")
    elif holds is not None and capacity > holds:
        yield Reason("capacity_above_venue", {"holds": holds}, "capacity")
    elif capacity < taken:
        yield Reason("capacity_below_taken", {"taken": taken}, "capacity")


def places_left(capacity: int | None, taken: int) -> int | None:
    """How many may still book; None where nobody has to."""
    return None if capacity is None else max(0, capacity - taken)


def headcount_fault(headcount: int, field: str = "headcount") -> Reason | None:
    """A booking is for somebody, and no coach park."""
    if 1 <= headcount <= MOST_BOOKED:
        return None
    return Reason("number_range", {"low": 1, "high": MOST_BOOKED}, field)


def attendance_faults(given: Attended) -> Iterator[Reason]:
    """Numbers that can be; nobody came only where the note says why."""
    for name, most in (
        ("people", MOST_PEOPLE), ("households", MOST_PEOPLE), ("units", MOST_PEOPLE),
        ("volunteer_minutes", MOST_MINUTES),
    ):  # fmt: skip
        number = getattr(given, name)
        if number is not None and not 0 <= number <= most:
            yield Reason("number_range", {"low": 0, "high": most}, name)
    if given.people == 0 and not given.note.strip():
        yield Reason("nobody_came_why", field="note")
    if len(given.note) > 200:
        yield Reason("text_length", {"low": 0, "high": 200}, "note")
