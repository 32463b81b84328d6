"""Emergencies: which are on, where, and what they have open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from jiceng.emergency.models import Emergency, Opening
from jiceng.emergency.process.emergencies import COMMAND, OFFICE
from jiceng.emergency.queries.emergency_cases import unsettled
from jiceng.emergency.rules.emergencies import KIND, LEVELS, Plan, plan_of
from jiceng.kernel.records.configuration import in_force, stamp
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Reason
from jiceng.kernel.scope import Actor, Grip, covers

STAMP = "emergencies"
"""Touched whenever an emergency or what it has open changes."""
ACTS = COMMAND | OFFICE


@dataclass
class _Copy:
    stamp: int
    rows: tuple[Emergency, ...]
    plans: dict[int, Plan]


_copy: list[_Copy] = []


def plans_at(now: datetime) -> dict[str, Plan]:
    """The plans in force, by key."""
    return {k: plan_of(k, row.version, row.content) for k, row in in_force(KIND, now).items()}


def plan_for(key: str, now: datetime) -> Plan:
    """A plan in force. Raises `Invalid`."""
    found = plans_at(now).get(key)
    if found is None:
        raise Invalid(Reason("unknown_plan", {"value": key}, "plan"))
    return found


def plan_as_of(emergency: Emergency) -> Plan:
    """The version of its plan that an emergency was switched on with."""
    kept = _copy[0].plans if _copy and _copy[0].stamp == stamp(STAMP) else {}
    return kept.get(emergency.pk) or _plan(emergency)


def _plan(emergency: Emergency) -> Plan:
    row = Configuration.objects.get(kind=KIND, key=emergency.plan, version=emergency.plan_version)
    return plan_of(row.key, row.version, row.content)


def emergency_of(number: str) -> Emergency:
    """One by its number. Raises `NotFound`."""
    found = Emergency.objects.select_related("area").filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def office_grip(emergency: Emergency, by: Actor) -> Grip:
    """The post by which somebody runs an emergency. Raises `NotAllowed`."""
    grip = by.acting_grip(emergency, OFFICE)
    if grip is None:
        raise NotAllowed(Reason("not_emergency_officer"))
    return grip


def ready(emergency: Emergency, now: datetime, by: Actor | None = None) -> Emergency:
    """Put on what guards ask: is its end behind, is it one's own, is another on already."""
    emergency.is_past_end = emergency.ends_by <= now
    emergency.is_own = by is not None and by.person == emergency.proposed_by
    others = [e for e in current(now) if e.kind == emergency.kind and e.pk != emergency.pk
              and e.is_drill == emergency.is_drill
              and covers(e.area_path, emergency.area_path)]  # fmt: skip
    emergency.already_on = others[0].number if others else ""
    emergency.open_requests = unsettled(emergency) if emergency.state == "ended" else 0
    return emergency


def current(now: datetime) -> tuple[Emergency, ...]:
    """Every emergency that is on, the gravest first and drills last; read again after a change."""
    mark = stamp(STAMP)
    if not _copy or _copy[0].stamp != mark:
        _copy[:] = [_read(mark)]
    return tuple(e for e in _copy[0].rows if e.ends_by > now)


def _read(mark: int) -> _Copy:
    rows = Emergency.objects.filter(state="active").select_related("area")
    ordered = sorted(rows, key=lambda e: (e.is_drill, LEVELS.index(e.level), e.pk))
    return _Copy(mark, tuple(ordered), {e.pk: _plan(e) for e in ordered})


def active_at(area_path: str, now: datetime, *, drills: bool = False) -> list[Emergency]:
    """Emergencies on in an area, the gravest first: those of the area itself or of one above it.

    Drills only where they are asked for: they change nothing for anybody outside them.
    """
    return [
        e for e in current(now) if covers(e.area_path, area_path) and (drills or not e.is_drill)
    ]


def touching(area_paths: Iterable[str], now: datetime) -> list[Emergency]:
    """Emergencies and drills on in, above or below some areas: what somebody there must know."""
    paths = tuple(area_paths)
    return [
        e for e in current(now)
        if any(covers(e.area_path, p) or covers(p, e.area_path) for p in paths)
    ]  # fmt: skip


def openings(emergency: Emergency, kind: str = "") -> QuerySet[Opening]:
    """What it has open now, of one kind or of all, in the order in which it was opened."""
    rows = Opening.objects.filter(emergency=emergency, closed_at=None).order_by("pk")
    return rows.filter(kind=kind) if kind else rows
