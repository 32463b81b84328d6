"""A member enters what they did for a community; the community confirms the hours, once.

Hours of a joint project stand at the project. What is confirmed here is read by the member, the
community, and, as sums, by the branch and the unit: nobody enters it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor
from jiceng.party.actions.placing import host_grip, safe, say, today_at
from jiceng.party.models import HoursEntry, MemberRegistration
from jiceng.party.rules.co_building import HOURS_A_DAY, POSTS, hours_fault


@dataclass(frozen=True, slots=True)
class Served:
    """A day's work as a member enters it."""

    served_on: date
    post: str
    work: str
    hours: Decimal


def enter_hours(row: MemberRegistration, given: Served, *, by: Actor, now: datetime) -> HoursEntry:
    """Enter one's own hours. Raises `NotAllowed`, `Refused`, `Invalid` naming each field."""
    if row.member.person_id != by.person:
        raise NotAllowed(Reason("not_your_registration"))
    if row.state != "confirmed":
        raise Refused(Reason("not_registered_here", {"community": row.community.name}))
    if faults := _faults(row, given, today_at(now)):
        raise Invalid(*faults)
    return HoursEntry.objects.create(
        registration=row, served_on=given.served_on, post=given.post,
        work=safe(given.work, 120), hours=given.hours, entered_at=now,
    )  # fmt: skip


def _faults(row: MemberRegistration, given: Served, today: date) -> list[Reason]:
    faults = []
    if given.post not in POSTS:
        faults.append(Reason("unknown_value", {"value": given.post}, "post"))
    if not 1 <= len(given.work.strip()) <= 120:
        faults.append(Reason("text_length", {"low": 1, "high": 120}, "work"))
    if given.served_on > today:
        faults.append(Reason("in_the_future_day", field="served_on"))
    elif given.served_on < row.registered_on:
        told = {"first": row.registered_on.isoformat(), "last": today.isoformat()}
        faults.append(Reason("outside_window", told, "served_on"))
    if fault := hours_fault(given.hours) or _day_fault(row, given):
        faults.append(fault)
    return faults


def _day_fault(row: MemberRegistration, given: Served) -> Reason | None:
    """A day has 24 hours, in however many entries."""
    if given.hours == 0:
        return Reason("hours_needed", field="hours")
    same_day = HoursEntry.objects.filter(
        registration__member=row.member_id, served_on=given.served_on, refused_at=None
    )
    before = same_day.aggregate(n=Sum("hours"))["n"] or Decimal(0)
    if before + given.hours > HOURS_A_DAY:
        return Reason("day_full", {"before": f"{before:f}"}, "hours")
    return None


def answer_hours(entry: HoursEntry, *, confirms: bool, by: Actor, now: datetime) -> HoursEntry:
    """The community confirms or refuses one entry; nobody their own, and each only once."""
    row = entry.registration
    grip = host_grip(by, row.area_path)
    if row.member.person_id == by.person:
        raise Refused(Reason("own_registration"))
    column = "confirmed_at" if confirms else "refused_at"
    open_entry = HoursEntry.objects.filter(pk=entry.pk, confirmed_at=None, refused_at=None)
    with transaction.atomic():
        if not open_entry.update(**{column: now}, answered_by=grip.appointment):
            raise Refused(Reason("hours_answered"))
        kind = "confirm_hours" if confirms else "refuse_hours"
        say(grip, kind, row.subject_kind, row.pk, now, entry=entry.pk)
    setattr(entry, column, now)
    return entry
