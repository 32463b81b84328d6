"""Activities, venues and bookings: kinds in force, one by its number, the calendar."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from jiceng.casework.queries import rules_at
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import within
from jiceng.kernel.records.vault import mark, same
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor
from jiceng.outreach.models import Activity, Booking, Lecture, Occupancy, Venue
from jiceng.outreach.process.activities import ORGANISER, days
from jiceng.outreach.rules.activities import (
    KIND,
    LONGEST,
    PLACE_KIND,
    VENUE_KIND,
    ActivityKind,
    VenueKind,
    kind_of,
    venue_kind_of,
)

PUBLIC = ("published", "held")
OPEN = ("planned", "published")
TOLD_WITHIN = days(2)
HOLDING = ("requested", "confirmed")
"""States of a booking that take places."""


def activity_kinds(now: datetime) -> dict[str, ActivityKind]:
    """Kinds of activity in force, by key."""
    return {key: kind_of(key, row.content) for key, row in sorted(in_force(KIND, now).items())}


def venue_kinds(now: datetime) -> dict[str, VenueKind]:
    """Kinds of venue in force, by key."""
    rows = sorted(in_force(VENUE_KIND, now).items())
    return {key: venue_kind_of(key, row.content) for key, row in rows}


def venue_places(now: datetime) -> dict[str, tuple[str, str]]:
    """The places venues lie in, in their order: key -> Chinese and English name."""
    rows = in_force(PLACE_KIND, now).items()
    ordered = sorted(rows, key=lambda kept: (kept[1].content.get("order", 0), kept[0]))
    return {
        key: (str(row.content["name"]), str(row.content.get("name_en", ""))) for key, row in ordered
    }


def ready(activity: Activity, now: datetime) -> Activity:
    """Put on what guards ask: whether it has begun, lies ahead, or waits for its speakers."""
    activity.has_begun = activity.starts_at <= now
    activity.is_ahead = not activity.has_begun
    if activity.state == "planned" and activity.kind == "lecture":
        asked = Lecture.objects.filter(activity=activity, confirmed_at=None)
        activity.awaits_speaker = asked.exists()
    return activity


def ready_booking(booking: Booking, now: datetime) -> Booking:
    """Put on what guards ask: the same of the activity it is for."""
    activity = ready(booking.activity, now)
    booking.has_begun, booking.is_ahead = activity.has_begun, activity.is_ahead
    return booking


def activity_of(number: str) -> Activity:
    """One by its number. Raises `NotFound`."""
    found = Activity.objects.select_related("area", "venue").filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def public_activity(number: str, now: datetime) -> Activity:
    """One that everybody may see; before it is published it is not found."""
    activity = activity_of(number)
    if not activity.is_public or activity.published_at is None:
        raise NotFound(Reason("not_found"))
    return ready(activity, now)


def organises(actor: Actor, activity: Activity) -> bool:
    """Whether somebody organises it: by its area, or for the unit that holds it."""
    return actor.acting_grip(activity, ORGANISER) is not None


def organised(actor: Actor, number: str, now: datetime) -> Activity:
    """One that somebody organises, ready for guards; for everybody else it is not found."""
    activity = activity_of(number)
    if not organises(actor, activity):
        raise NotFound(Reason("not_found"))
    return ready(activity, now)


def reach(actor: Actor) -> Q:
    """What somebody organises, as a range on the path of the area or of the unit."""
    condition = Q(pk__in=[])
    for grip in actor.grips:
        if grip.roles & ORGANISER:
            column, path = ("unit", grip.unit_path) if grip.by_unit else ("area", grip.area_path)
            condition |= within(f"{column}_path", path)
    return condition


def calendar(
    area_path: str, starts: datetime, ends: datetime, kinds: Collection[str] = ()
) -> QuerySet[Activity]:
    """What everybody may come to from one instant to another, at or below an area, in the order of
    time; all kinds where none is named."""
    return between(Activity.objects.filter(is_public=True, state__in=PUBLIC), starts, ends).filter(
        within("area_path", area_path), **({"kind__in": list(kinds)} if kinds else {})
    )


def between(rows: QuerySet[Activity], starts: datetime, ends: datetime) -> QuerySet[Activity]:
    """Those that share an instant with a time; what began before it is looked for no further back
    than an activity may last."""
    found = rows.filter(starts_at__gte=starts - LONGEST, starts_at__lt=ends, ends_at__gt=starts)
    return found.select_related("venue").order_by("starts_at", "pk")


def bookings_of(activity: Activity) -> QuerySet[Booking]:
    """Its bookings in the order they came."""
    return activity.bookings.select_related("contact").order_by("pk")


def booking_for(actor: Actor, number: str, now: datetime) -> Booking:
    """One of an activity somebody organises, ready for guards. Raises `NotFound`."""
    rows = Booking.objects.select_related("activity__venue", "contact")
    found = rows.filter(reach(actor), number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return ready_booking(found, now)


def booking_by_code(number: str, code: str, now: datetime) -> Booking:
    """The booking of whoever shows number and code; wrong and unknown look alike."""
    found = Booking.objects.select_related("activity__venue").filter(number=number).first()
    shown = mark(f"{number}:{code.strip().upper()}", "access_code")
    if found is None or not same(found.code_mark, shown):
        raise NotFound(Reason("wrong_number_or_code"))
    return ready_booking(found, now)


def open_venues(area_path: str = "") -> QuerySet[Venue]:
    """Venues in use at or below an area, in the order of the territory."""
    rows = Venue.objects.filter(within("area_path", area_path), closed_on=None)
    return rows.order_by("area_path", "pk")


def venue_of(number: str) -> Venue:
    """One by its number. Raises `NotFound`."""
    found = Venue.objects.select_related("area").filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def occupied(resource: str, starts: datetime, ends: datetime) -> QuerySet[Occupancy]:
    """What takes a resource up within a time, the first first."""
    rows = Occupancy.objects.filter(resource=resource, ends_at__gt=starts, starts_at__lt=ends)
    return rows.select_related("activity").order_by("starts_at", "pk")


def told_until(activity: Activity) -> datetime:
    """Until when its attendance is to be told: two working days after its end."""
    calendar = rules_at(activity.ends_at)[1]
    return calendar.due(activity.ends_at, TOLD_WITHIN).at


def erase_at(activity: Activity, now: datetime) -> datetime:
    """When the telephone of a booking goes: the county's days after the activity."""
    return max(activity.ends_at, now) + timedelta(days=rules_at(now)[0].erase_days)
