"""Places in an activity are booked, confirmed and given back; never more than there are.

Places are taken by one statement that looks and writes at once, so that two who ask for the last
place at the same moment do not both get it, on either engine.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from jiceng.casework.actions.following import make, start
from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import access_code, public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.contacts import erased, open_contact, sealed_contact
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.rows import put
from jiceng.kernel.records.vault import mark
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import RESIDENT, SYSTEM, SYSTEM_GRIP, Actor, Grip
from jiceng.outreach.models import Activity, Booking, BookingContact
from jiceng.outreach.process.activities import BOOKING, ORGANISER
from jiceng.outreach.queries.activities import HOLDING, activity_kinds, erase_at, ready_booking
from jiceng.outreach.rules.activities import ORIGINS, headcount_fault, places_left

FREEING = frozenset({"decline", "cancel"})
NOT_CONFIRMED = "活动已举办，预约未及确认。"
CALLED_OFF = "活动已取消。"


@dataclass(frozen=True, slots=True)
class Wished:
    """Places somebody asks for."""

    headcount: int
    phone: str
    name: str = ""
    """How to address whoever is rung; sealed with the telephone."""
    group: str = ""
    """The unit or group that comes; never a person."""
    origin: str = ""
    note: str = ""
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What whoever books is told; the access code is shown once and kept only as a mark."""

    booking: Booking
    access_code: str


def book(activity: Activity, given: Wished, *, by: Actor = RESIDENT, now: datetime) -> Receipt:
    """Take places in an activity. Raises `Invalid` naming each field, `Refused` where it takes no
    bookings or has too few places left."""
    if faults := list(_faults(given)):
        raise Invalid(*faults)
    code, calendar = access_code(secrets.token_bytes(16)), rules_at(now)[1]
    with transaction.atomic():
        _take(activity, given.headcount, now)
        key = next_key(Booking)
        number = "BO" + public_number(now.astimezone(calendar.zone).year, key)
        words = {n: mask_personal(str(getattr(given, n)).strip())[0] for n in ("group", "note")}
        row = Booking(
            pk=key, number=number, title=activity.title, unit=activity.unit,
            unit_path=activity.unit_path, area_path=activity.area_path, tier=activity.tier,
            entered_at=now, activity=activity, headcount=given.headcount, origin=given.origin,
            code_mark=mark(f"{number}:{code}", "access_code"), is_sample=given.is_sample, **words,
        )  # fmt: skip
        grip = by.acting_grip(row, ORGANISER) if by is not RESIDENT else RESIDENT.grips[0]
        start(row, BOOKING, "booked", grip=grip, now=now, headcount=given.headcount)
        _keep_contact(row, given, erase_at(activity, now))
        kind = activity_kinds(now).get(activity.kind)
        if kind is not None and kind.confirms:
            move_booking(row, "confirm", by=SYSTEM, now=now, version=row.version)
    return Receipt(row, code)


def move_booking(
    booking: Booking, name: str, *, by: Actor, now: datetime, version: int, reason: str = "",
    came: int | None = None,
) -> Booking:  # fmt: skip
    """Any move; `came` goes with `attend`. Raises `Stale`, `Refused`, `Invalid`.

    What is declined or cancelled gives its places back, in the same transaction.
    """
    ready_booking(booking, now)
    supplied, changes = frozenset[str](), dict[str, Any]()
    if name == "attend" and came is not None:
        if not 1 <= came <= booking.headcount:
            told = {"headcount": booking.headcount}
            raise Invalid(Reason("booking_came_above", told, "came"))
        supplied, changes = frozenset({"headcount"}), {"came": came}
    elif name == "miss":
        changes = {"came": 0}
    with transaction.atomic():
        if name in FREEING:  # first the activity's row, as whoever books or moves it does
            rows = Activity.objects.filter(pk=booking.activity_id, taken__gte=booking.headcount)
            rows.update(taken=F("taken") - booking.headcount)
        make(booking, BOOKING, name, by=by, now=now, version=version, words={"reason": reason},
             supplied=supplied, changes=changes)  # fmt: skip
    return booking


def end_all(activity: Activity, *, by: Actor, now: datetime) -> None:
    """Cancel every booking of an activity that is called off. In its transaction."""
    for row in activity.bookings.filter(state__in=HOLDING).order_by("pk"):
        row.activity = activity
        move_booking(row, "cancel", by=by, now=now, version=row.version, reason=CALLED_OFF)


def close_requests(activity: Activity, *, by: Actor, now: datetime) -> None:
    """Decline what nobody confirmed before an activity was held. In its transaction."""
    for row in activity.bookings.filter(state="requested").order_by("pk"):
        row.activity = activity
        move_booking(row, "decline", by=by, now=now, version=row.version, reason=NOT_CONFIRMED)


def forget_later(activity: Activity, now: datetime) -> None:
    """Telephones are kept until the county's days after the activity, whenever that is now."""
    rows = BookingContact.objects.filter(booking__activity=activity, erased_at=None)
    rows.update(erase_at=erase_at(activity, now))


def show_booking_contact(booking: Booking, *, by: Actor, now: datetime) -> dict[str, str]:
    """Name and telephone in full for whoever organises it; each look is journalled.

    Raises `NotAllowed`, `NotFound` where it is erased.
    """
    grip = by.acting_grip(booking, ORGANISER)
    if grip is None:
        raise NotAllowed(Reason("contact_not_yours"))
    shown = open_contact(
        BookingContact.objects.filter(booking=booking).first(), f"booking:{booking.pk}"
    )
    with transaction.atomic():
        _say(booking, grip, "booking_contact_shown", now)
    return shown


def erase_booking_contacts(now: datetime, *, limit: int = 500) -> int:
    """Drop telephones whose time has come; returns how many."""
    due = BookingContact.objects.filter(erase_at__lte=now, erased_at=None)
    rows = list(due.select_related("booking")[:limit])
    with transaction.atomic():
        for kept in rows:
            BookingContact.objects.filter(pk=kept.pk).update(**erased(now))
            _say(kept.booking, SYSTEM_GRIP, "booking_contact_erased", now)
    return len(rows)


def _take(activity: Activity, headcount: int, now: datetime) -> None:
    """Look whether there are places and take them, in one statement."""
    free = Activity.objects.filter(
        pk=activity.pk, state="published", is_public=True, starts_at__gt=now,
        capacity__gte=F("taken") + headcount,
    )  # fmt: skip
    if free.update(taken=F("taken") + headcount):
        return
    row = Activity.objects.get(pk=activity.pk)
    left = places_left(row.capacity, row.taken)
    if row.state != "published" or not row.is_public or row.starts_at <= now or left is None:
        raise Refused(Reason("booking_closed"))
    raise Refused(Reason("booking_full", {"left": left, "headcount": headcount}, "headcount"))


def _faults(given: Wished) -> Iterator[Reason]:
    if fault := headcount_fault(given.headcount):
        yield fault
    digits = sum(c.isdigit() for c in given.phone)
    if not digits:
        yield Reason("booking_needs_phone", field="phone")
    elif not 7 <= digits <= 15:
        yield Reason("bad_phone", field="phone")
    if given.origin and given.origin not in ORIGINS:
        yield Reason("unknown_value", {"value": given.origin}, "origin")
    for name, most in (("name", 40), ("group", 60), ("note", 200)):
        if len(str(getattr(given, name)).strip()) > most:
            yield Reason("text_length", {"low": 0, "high": most}, name)


def _keep_contact(row: Booking, given: Wished, until: datetime) -> None:
    told = {"name": given.name.strip(), "phone": given.phone.strip()}
    sealed = sealed_contact(told, f"booking:{row.pk}")
    put([BookingContact(booking=row, erase_at=until, **sealed)])


def _say(row: Booking, grip: Grip, kind: str, now: datetime) -> None:
    line = line_by(grip, kind, "booking", row.pk, from_state=row.state, to_state=row.state)
    append([line], at=now)
