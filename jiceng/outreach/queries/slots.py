"""Slots in which groups visit a site: hours cut into pieces, less what is booked already."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from jiceng.casework.queries import rules_at
from jiceng.kernel.hours import Opening, hours_of, opening_on
from jiceng.outreach.models import Activity, Booking, Site
from jiceng.outreach.queries.activities import HOLDING, OPEN
from jiceng.outreach.queries.sites import days_of, today_of
from jiceng.outreach.rules.activities import LONGEST, places_left
from jiceng.outreach.rules.routes import FreeSlot, slots_of

VISIT = "visit"
AHEAD = 30
"""So many days ahead a slot may be booked."""


def openings(site: Site, days: Iterable[date], now: datetime) -> dict[date, Opening]:
    """The hours of a site on some days."""
    wanted = sorted(days)
    calendar, single = rules_at(now)[1], days_of([site], min(wanted))[site.pk]
    hours = hours_of(site.hours)
    return {day: opening_on(hours, day, calendar, single) for day in wanted}


def slots_on(site: Site, day: date, opening: Opening, now: datetime) -> list[FreeSlot]:
    """The slots of a day as if nobody had booked."""
    midnight = datetime.combine(day, time(), rules_at(now)[1].zone)
    return [
        FreeSlot(midnight + timedelta(minutes=a), midnight + timedelta(minutes=b),
                 site.slot_capacity)
        for a, b in slots_of(opening.spans, site.slot_minutes)
    ]  # fmt: skip


def free_slots(site: Site, days: Iterable[date], now: datetime) -> list[FreeSlot]:
    """Slots still to come in which somebody may book, with how many each still takes."""
    found = openings(site, days, now)
    slots = [
        s for day, opening in found.items() for s in slots_on(site, day, opening, now)
        if s.starts_at > now
    ]  # fmt: skip
    if not slots:
        return []
    held = list(_held(site, slots[0].starts_at, slots[-1].ends_at))
    return [free for slot in slots if (free := _less(slot, held)) is not None and free.left]


def _less(slot: FreeSlot, held: list[Activity]) -> FreeSlot | None:
    """A slot less its bookings; none where something else is held there meanwhile."""
    for row in held:
        if row.starts_at < slot.ends_at and slot.starts_at < row.ends_at:
            if row.kind != VISIT or row.starts_at != slot.starts_at:
                return None
            return FreeSlot(slot.starts_at, slot.ends_at, places_left(row.capacity, row.taken) or 0)
    return slot


def _held(site: Site, starts: datetime, ends: datetime) -> QuerySet[Activity]:
    return Activity.objects.filter(
        venue=site.venue_id, state__in=OPEN, starts_at__gte=starts - LONGEST, starts_at__lt=ends,
        ends_at__gt=starts,
    )  # fmt: skip


def slot_at(site: Site, starts_at: datetime) -> Activity | None:
    """The visit that is held at a site at an instant, if somebody has booked it."""
    rows = Activity.objects.filter(venue=site.venue_id, kind=VISIT, state__in=OPEN)
    return rows.filter(starts_at=starts_at).first()


def ahead(now: datetime) -> list[date]:
    """The days for which a slot may be booked."""
    today = today_of(now)
    return [today + timedelta(days=n) for n in range(AHEAD + 1)]


def slots_of_site(site: Site) -> QuerySet[Activity]:
    """Visits that were booked at a site."""
    return Activity.objects.filter(venue=site.venue_id, kind=VISIT)


def still_to_tell(slot: Activity) -> QuerySet[Booking]:
    """Its bookings of which nobody has said yet whether they came."""
    return slot.bookings.filter(state__in=HOLDING)
