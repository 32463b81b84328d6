"""A group books a slot of a site; its keeper confirms it with a guide and counts who came.

A slot is an activity of kind visit. The system opens it when it is first asked for, so that nobody
has to write down slots to which nobody comes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum

from jiceng.casework.actions.following import start
from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.refusal import Invalid, Reason, Refused
from jiceng.kernel.scope import RESIDENT, SYSTEM, SYSTEM_GRIP, Actor
from jiceng.outreach.actions.activities import move_activity, record_attendance
from jiceng.outreach.actions.bookings import Receipt, Wished, book, move_booking
from jiceng.outreach.actions.occupying import occupy, venue_key
from jiceng.outreach.actions.sites import keeper_grip, open_still, say
from jiceng.outreach.models import Activity, Booking, Guide, Site
from jiceng.outreach.process.activities import ACTIVITY
from jiceng.outreach.queries.activities import ready
from jiceng.outreach.queries.sites import guides_of, today_of
from jiceng.outreach.queries.slots import (
    AHEAD,
    VISIT,
    ahead,
    free_slots,
    openings,
    slot_at,
    slots_on,
    still_to_tell,
)
from jiceng.outreach.rules.activities import Attended, places_left
from jiceng.outreach.rules.routes import instead

NOBODY = "预约的团队未到。"


def guide_key(guide: Guide) -> str:
    """The resource a guide is."""
    return f"guide:{guide.pk}"


def book_visit(
    site: Site, starts_at: datetime, given: Wished, *, by: Actor = RESIDENT, now: datetime
) -> Receipt:
    """Places in a slot of a site. Raises `Invalid`, and `Refused` in one sentence that says what is
    free instead."""
    open_still(site)
    with transaction.atomic():
        Site.objects.select_for_update().only("pk").get(pk=site.pk)
        slot = slot_at(site, starts_at) or open_slot(site, starts_at, given.headcount, now=now)
        left = places_left(slot.capacity, slot.taken) or 0
        if starts_at > now and left < given.headcount:
            told: dict[str, object] = {"left": left, "asked": given.headcount}
            raise _refused(site, "slot_full", starts_at, given.headcount, now, **told)
        if starts_at <= now:
            raise _refused(site, "slot_has_begun", starts_at, given.headcount, now)
        return book(slot, given, by=by, now=now)


def open_slot(site: Site, starts_at: datetime, people: int, *, now: datetime) -> Activity:
    """Write a slot down and publish it, in the transaction of its first booking. `Refused`."""
    zone = rules_at(now)[1].zone
    day = starts_at.astimezone(zone).date()
    if starts_at <= now:
        raise _refused(site, "slot_has_begun", starts_at, people, now)
    if day > today_of(now) + timedelta(days=AHEAD):
        raise _refused(site, "slot_too_far", starts_at, people, now, days=AHEAD)
    opening = openings(site, [day], now)[day]
    if not opening.spans:
        raise _refused(site, "slot_day_closed", starts_at, people, now, day=day.isoformat())
    slot = next((s for s in slots_on(site, day, opening, now) if s.starts_at == starts_at), None)
    if slot is None:
        raise _refused(site, "slot_not_open", starts_at, people, now, at=starts_at)
    if all(s.starts_at != starts_at for s in free_slots(site, [day], now)):
        raise _refused(site, "slot_in_use", starts_at, people, now)
    return _written(site, slot.starts_at, slot.ends_at, now)


def _written(site: Site, starts_at: datetime, ends_at: datetime, now: datetime) -> Activity:
    key, venue = next_key(Activity), site.venue
    row = Activity(
        pk=key, number="AC" + public_number(today_of(now).year, key), entered_at=now, kind=VISIT,
        title=venue.name, venue=venue, area_id=venue.area_id, area_path=venue.area_path,
        unit=venue.unit, unit_path=site.unit_path, tier=site.tier, starts_at=starts_at,
        ends_at=ends_at, capacity=site.slot_capacity, is_sample=venue.is_sample,
    )  # fmt: skip
    start(row, ACTIVITY, "activity_planned", grip=SYSTEM_GRIP, now=now)
    occupy(row, {venue_key(venue): venue.name}, now)
    return move_activity(row, "publish", by=SYSTEM, now=now, version=row.version)


def confirm_visit(
    site: Site, booking: Booking, guide: int | None, *, by: Actor, now: datetime, version: int
) -> Booking:
    """Say yes to a group, with a guide if one is named. Raises `Stale`, `Refused`, `Invalid`."""
    with transaction.atomic():
        if guide is not None:
            assign_guide(site, booking.activity, guide, by=by, now=now)
        return move_booking(booking, "confirm", by=by, now=now, version=version)


def assign_guide(site: Site, slot: Activity, guide: int, *, by: Actor, now: datetime) -> None:
    """Who leads the groups of a slot, in place of whoever was to. `NotAllowed`, `Refused`."""
    grip = keeper_grip(site, by)
    found = guides_of(site).filter(pk=guide).first()
    if found is None:
        raise Invalid(Reason("guide_unknown", field="guide"))
    kept = {
        row.resource: row.name
        for row in slot.occupies.all()
        if not row.resource.startswith("guide:")
    }
    with transaction.atomic():
        try:
            occupy(slot, {**kept, guide_key(found): found.name}, now)
        except Refused as clash:
            raise Refused(Reason("guide_taken", {"guide": found.name}, "guide")) from clash
        say(grip, "guide_assigned", "activity", slot.pk, now)


def count_group(booking: Booking, came: int, *, by: Actor, now: datetime, version: int) -> Booking:
    """How many of a group came, 0 for nobody; with the last group of a slot its attendance is told.

    Raises `Stale`, `Refused`, `Invalid`.
    """
    name = "attend" if came else "miss"
    with transaction.atomic():
        move_booking(booking, name, by=by, now=now, version=version, came=came or None)
        slot = ready(Activity.objects.get(pk=booking.activity_id), now)
        if not still_to_tell(slot).exists() and slot.state == "published":
            people = slot.bookings.aggregate(n=Sum("came"))["n"] or 0
            told = Attended(people, note="" if people else NOBODY)
            record_attendance(slot, told, by=by, now=now, version=slot.version)
    return booking


def _refused(
    site: Site, code: str, wanted: datetime, people: int, now: datetime, **told: object
) -> Refused:
    """One sentence that says what is free instead, or that nothing is."""
    zone = rules_at(now)[1].zone
    free = instead(free_slots(site, ahead(now), now), wanted, people)
    shown = tuple(f"{s.starts_at.astimezone(zone):%m-%d %H:%M}（{s.left}）" for s in free)
    return Refused(Reason(code if shown else f"{code}_all", {**told, "free": shown}, "slot"))
