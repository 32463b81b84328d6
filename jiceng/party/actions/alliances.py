"""The alliance of a community: its units, council meetings and the plan of each year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refused, Stale
from jiceng.kernel.scope import Actor, Grip
from jiceng.party.actions.placing import (
    host_grip,
    known_community,
    known_unit,
    safe,
    say,
    today_at,
)
from jiceng.party.models import Alliance, AllianceUnit, CouncilMeeting, PlanItem


@dataclass(frozen=True, slots=True)
class Planned:
    """One item of a yearly plan."""

    text: str
    unit: str
    due_on: date


def found_alliance(
    community: str, name: str, founded_on: date, *, by: Actor, now: datetime
) -> Alliance:
    """A community founds its alliance. Raises `NotAllowed`, `Invalid`, `Refused` for a second."""
    area = known_community(community)
    grip = host_grip(by, area.path)
    if not 1 <= len(name.strip()) <= 80:
        raise Invalid(Reason("text_length", {"low": 1, "high": 80}, "name"))
    if founded_on > today_at(now):
        raise Invalid(Reason("in_the_future_day", field="founded_on"))
    if Alliance.objects.filter(community=area.code).exists():
        raise Refused(Reason("alliance_there", {"community": area.name}))
    with transaction.atomic():
        row = Alliance.objects.create(
            community_id=area.code, area_path=area.path, name=safe(name, 80), founded_on=founded_on
        )
        say(grip, "found_alliance", "alliance", row.pk, now)
    return row


def join_alliance(
    alliance: Alliance, unit: str, *, by: Actor, now: datetime, version: int
) -> AllianceUnit:
    """A unit joins. Raises `NotAllowed`, `Stale`, `Invalid`, `Refused` when it is in already."""
    entry = known_unit(unit)
    grip = host_grip(by, alliance.area_path)
    if AllianceUnit.objects.filter(alliance=alliance, unit=unit, left_on=None).exists():
        raise Refused(Reason("alliance_unit_there", {"unit": entry.name}, "unit"))
    with transaction.atomic():
        _keep(alliance, "join_alliance", grip, now, version, unit=unit)
        return AllianceUnit.objects.create(alliance=alliance, unit=unit, joined_on=today_at(now))


def leave_alliance(
    alliance: Alliance, unit: str, *, by: Actor, now: datetime, version: int
) -> None:
    """A unit leaves; that it was there stays."""
    grip = host_grip(by, alliance.area_path)
    with transaction.atomic():
        _keep(alliance, "leave_alliance", grip, now, version, unit=unit)
        rows = AllianceUnit.objects.filter(alliance=alliance, unit=unit, left_on=None)
        if not rows.update(left_on=today_at(now)):
            raise NotFound(Reason("not_found"))


def hold_meeting(
    alliance: Alliance,
    *,
    held_on: date,
    topics: str,
    decisions: str,
    by: Actor,
    now: datetime,
    version: int,
) -> CouncilMeeting:
    """Write a council meeting down, with what it decided."""
    grip = host_grip(by, alliance.area_path)
    if held_on > today_at(now):
        raise Invalid(Reason("in_the_future_day", field="held_on"))
    if not topics.strip():
        raise Invalid(Reason("text_length", {"low": 1, "high": 300}, "topics"))
    with transaction.atomic():
        _keep(alliance, "hold_council", grip, now, version)
        return CouncilMeeting.objects.create(
            alliance=alliance, held_on=held_on, topics=safe(topics, 300),
            decisions=safe(decisions, 2000),
        )  # fmt: skip


def plan_item(
    alliance: Alliance, given: Planned, *, by: Actor, now: datetime, version: int
) -> PlanItem:
    """Put an item into the plan of the year it is due in, for a unit of the alliance."""
    grip, entry = host_grip(by, alliance.area_path), known_unit(given.unit)
    faults = []
    if not 1 <= len(given.text.strip()) <= 200:
        faults.append(Reason("text_length", {"low": 1, "high": 200}, "text"))
    if given.due_on < today_at(now):
        faults.append(Reason("day_in_the_past", field="due_on"))
    if not _belongs(alliance, given.unit):
        faults.append(Reason("not_in_alliance", {"unit": entry.name}, "unit"))
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        _keep(alliance, "plan_item", grip, now, version, unit=given.unit)
        return PlanItem.objects.create(
            alliance=alliance, year=given.due_on.year, text=safe(given.text, 200),
            unit=given.unit, due_on=given.due_on,
        )  # fmt: skip


def _belongs(alliance: Alliance, unit: str) -> bool:
    """The community's own committee always does."""
    desk = territory().desk_for(territory().areas.get(str(alliance.community_id)))
    rows = AllianceUnit.objects.filter(alliance=alliance, unit=unit, left_on=None)
    return unit == desk.code or rows.exists()


def finish_item(
    alliance: Alliance, key: int, note: str, *, by: Actor, now: datetime, version: int
) -> PlanItem:
    """The community says that an item is done, and on what that rests."""
    grip = host_grip(by, alliance.area_path)
    item = alliance.plan.filter(pk=key).first()
    if item is None:
        raise NotFound(Reason("not_found"))
    if item.done_on is not None:
        raise Refused(Reason("plan_done"))
    with transaction.atomic():
        _keep(alliance, "finish_item", grip, now, version, item=item.pk)
        item.done_on, item.note = today_at(now), safe(note, 200)
        item.save(update_fields=["done_on", "note"])
    return item


def _keep(
    alliance: Alliance, kind: str, grip: Grip, now: datetime, version: int, **told: Any
) -> None:
    """The next version, and the journal line. To be called in a transaction."""
    rows = Alliance.objects.filter(pk=alliance.pk, version=version)
    if not rows.update(version=version + 1):
        raise Stale(Reason("stale"))
    alliance.version = version + 1
    say(grip, kind, "alliance", alliance.pk, now, **told)
