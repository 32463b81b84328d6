"""An activity is planned, changed, published, held and told; its attendance is told once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import Passage, check_version
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.rows import change
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused, Stale
from jiceng.kernel.scope import SYSTEM, Actor, Grip, covers
from jiceng.outreach.actions.bookings import close_requests, end_all, forget_later
from jiceng.outreach.actions.occupying import occupy, vacate, venue_key
from jiceng.outreach.models import Activity, Attendance, Venue
from jiceng.outreach.process.activities import ACTIVITY, ORGANISER
from jiceng.outreach.queries.activities import OPEN, activity_kinds, ready, told_until
from jiceng.outreach.rules.activities import (
    Attended,
    attendance_faults,
    capacity_faults,
    time_faults,
)

LEVELS = ("county", "town", "community", "village")
BY_ITSELF = frozenset({"record", "reschedule"})
"""Moves with an action of their own."""


@dataclass(frozen=True, slots=True)
class ActivityPlan:
    """An activity as it is written down."""

    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    area: str = ""
    """Where it is held; empty: where its venue lies."""
    venue: str = ""
    """Number of a venue of the register."""
    place: str = ""
    """In words, where it is held elsewhere."""
    unit: str = ""
    """Who holds it; empty: the unit of whoever plans it."""
    capacity: int | None = None
    is_public: bool = True
    told: str = ""
    campaign: str = ""
    resources: Mapping[str, str] = field(default_factory=dict)
    """What it takes up besides its venue: key of a resource -> what it is called."""
    is_sample: bool = field(default=False, kw_only=True)


def plan_activity(given: ActivityPlan, *, by: Actor, now: datetime) -> Activity:
    """Write an activity down and take up what it needs.

    Raises `NotAllowed`, `Invalid` naming each field, `Refused` naming what is taken by what.
    """
    venue = _venue(given)
    columns = _columns(given, venue, _area(given, venue), by)
    if faults := _faults(given, venue, 0, now):
        raise Invalid(*faults)
    with transaction.atomic():
        key = next_key(Activity)
        number = "AC" + public_number(now.astimezone(rules_at(now)[1].zone).year, key)
        row = Activity(pk=key, number=number, entered_at=now, is_sample=given.is_sample, **columns)
        grip = keeper_grip(row, by)
        start(row, ACTIVITY, "activity_planned", grip=grip, now=now)
        occupy(row, _wanted(given, venue), now)
    return ready(row, now)


def change_activity(
    activity: Activity, given: ActivityPlan, *, by: Actor, now: datetime, version: int
) -> Activity:
    """Write it down anew before it is held. Raises `Stale`, `NotAllowed`, `Refused`, `Invalid`.

    What is published keeps its bookings, and its clock follows the new time.
    """
    check_version(activity, version)
    grip = keeper_grip(activity, by)
    if activity.state not in OPEN:
        raise Refused(Reason("activity_fixed", {"state": ACTIVITY.state(activity.state).label}))
    venue = _venue(given)
    columns = _columns(given, venue, _area(given, venue), by, activity.unit)
    with transaction.atomic():
        held = Activity.objects.select_for_update().only("taken").get(pk=activity.pk)
        if faults := _faults(given, venue, held.taken, now):
            raise Invalid(*faults)
        passage = Passage(activity, ACTIVITY, now=now, calendar=rules_at(now)[1])
        passage.put(**columns)
        keeper_grip(activity, by)  # nor is it moved where they organise nothing
        if activity.state == "published":
            passage.move("reschedule", by=by, terms=_terms(activity, now))
        else:
            passage.say(grip, "activity_changed")
        passage.write()
        occupy(activity, _wanted(given, venue), now)
        forget_later(activity, now)
    return ready(activity, now)


def move_activity(
    activity: Activity, name: str, *, by: Actor, now: datetime, version: int, reason: str = ""
) -> Activity:
    """Publish or cancel. Raises `Stale`, `Refused` with all reasons, `Invalid`.

    With an activity its bookings are cancelled, and what it held is free again.
    """
    if name in BY_ITSELF:
        raise Refused(Reason("unknown_move", {"move": name}))
    ready(activity, now)
    with transaction.atomic():
        make(activity, ACTIVITY, name, by=by, now=now, version=version, words={"reason": reason},
             terms=_terms(activity, now) if name == "publish" else Terms(),
             changes={"published_at": now} if name == "publish" else None)  # fmt: skip
        if name == "cancel":
            vacate(activity)
            end_all(activity, by=by, now=now)
    return ready(activity, now)


def record_attendance(
    activity: Activity, given: Attended, *, by: Actor, now: datetime, version: int
) -> Attendance:
    """Tell who came, once; the activity is held. Raises `Stale`, `Refused`, `Invalid`.

    Bookings nobody had confirmed are closed with it.
    """
    if faults := list(attendance_faults(given)):
        raise Invalid(*faults)
    ready(activity, now)
    with transaction.atomic():
        make(activity, ACTIVITY, "record", by=by, now=now, version=version,
             supplied=frozenset({"turnout"}), changes={"held_at": activity.starts_at},
             payload={"people": given.people})  # fmt: skip
        row = Attendance.objects.create(activity=activity, recorded_at=now, **_numbers(given))
        close_requests(activity, by=SYSTEM, now=now)
    ready(activity, now)
    return row


def correct_attendance(
    attendance: Attendance, given: Attended, *, by: Actor, now: datetime, version: int
) -> Attendance:
    """Tell it anew; the journal keeps what it was. Raises `Stale`, `NotAllowed`, `Invalid`."""
    activity = attendance.activity
    grip = keeper_grip(activity, by)
    if faults := list(attendance_faults(given)):
        raise Invalid(*faults)
    was = {name: getattr(attendance, name) for name in _numbers(given) if name != "note"}
    with transaction.atomic():
        for name, value in {**_numbers(given), "recorded_at": now}.items():
            setattr(attendance, name, value)
        if not change(attendance, {*_numbers(given), "recorded_at"}, version=version):
            raise Stale(Reason("stale"))
        attendance.version = version + 1
        passage = Passage(activity, ACTIVITY, now=now, calendar=rules_at(now)[1])
        passage.say(grip, "attendance_corrected", was=was)
        passage.write()
    return attendance


def keeper_grip(activity: Activity, by: Actor) -> Grip:
    """The post by which somebody organises it. Raises `NotAllowed`."""
    grip = by.acting_grip(activity, ORGANISER)
    if grip is None:
        raise NotAllowed(Reason("not_activity_keeper"))
    return grip


def _numbers(given: Attended) -> dict[str, Any]:
    return {**asdict(given), "note": mask_personal(given.note.strip())[0]}


def _terms(activity: Activity, now: datetime) -> Terms:
    """What is published waits until its attendance is due; what is late has an hour."""
    return Terms(by_hand=max(told_until(activity), now + timedelta(hours=1)))


def _venue(given: ActivityPlan) -> Venue | None:
    if not given.venue:
        return None
    found = Venue.objects.filter(number=given.venue, closed_on=None).first()
    if found is None:
        raise Invalid(Reason("unknown_venue", {"value": given.venue}, "venue"))
    return found


def _area(given: ActivityPlan, venue: Venue | None) -> AreaEntry:
    code = str(venue.area_id) if venue else given.area
    area = territory().areas.get(code)
    if area is None or area.level not in LEVELS:
        raise Invalid(Reason("unknown_area", {"value": code}, "area"))
    return area


def _faults(given: ActivityPlan, venue: Venue | None, taken: int, now: datetime) -> list[Reason]:
    return [
        *_text_faults(given, venue, now),
        *time_faults(given.starts_at, given.ends_at, now),
        *capacity_faults(given.capacity, taken, venue.capacity if venue else None),
    ]


def _text_faults(given: ActivityPlan, venue: Venue | None, now: datetime) -> Iterator[Reason]:
    for name, least, most in (("title", 1, 60), ("place", 0, 120), ("told", 0, 500)):
        if not least <= len(str(getattr(given, name)).strip()) <= most:
            yield Reason("text_length", {"low": least, "high": most}, name)
    if given.kind not in activity_kinds(now):
        yield Reason("unknown_activity_kind", {"value": given.kind}, "kind")
    if venue is None and not given.place.strip():
        yield Reason("activity_place_missing", field="place")


def _wanted(given: ActivityPlan, venue: Venue | None) -> dict[str, str]:
    return {**given.resources, **({venue_key(venue): venue.name} if venue else {})}


def _columns(
    given: ActivityPlan, venue: Venue | None, area: AreaEntry, by: Actor, unit: str = ""
) -> dict[str, Any]:
    keeps = unit and given.unit in ("", unit)
    holder = territory().units[unit if keeps else _holder(given.unit, by)]
    words = {
        n: mask_personal(str(getattr(given, n)).strip())[0] for n in ("title", "place", "told")
    }
    return {
        **words, "kind": given.kind, "campaign": given.campaign, "venue": venue,
        "area_id": area.code, "area_path": area.path, "unit": holder.code,
        "unit_path": holder.path, "tier": holder.tier, "starts_at": given.starts_at,
        "ends_at": given.ends_at, "capacity": given.capacity, "is_public": given.is_public,
    }  # fmt: skip


def _holder(unit: str, by: Actor) -> str:
    """Who holds it: a unit somebody organises for, or one below it. `Invalid`, `NotAllowed`."""
    grips = [g for g in by.grips if g.roles & ORGANISER]
    if not grips:
        raise NotAllowed(Reason("not_activity_keeper"))
    if not unit:
        return max(grips, key=lambda g: len(g.unit_path)).unit
    found = territory().units.get(unit)
    if found is None:
        raise Invalid(Reason("unknown_unit", {"value": unit}, "unit"))
    if not any(covers(g.unit_path, found.path) for g in grips):
        raise NotAllowed(Reason("not_activity_keeper"))
    return unit
