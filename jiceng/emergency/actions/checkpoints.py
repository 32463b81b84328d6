"""Checkpoints are written down, and opened and closed by an order; incidents become cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.actions.intake import Raised, raise_case
from jiceng.casework.actions.sheets import take_rows
from jiceng.casework.models import Case
from jiceng.casework.queries import rules_at
from jiceng.casework.rules.sheets import Read, Taken
from jiceng.emergency.models import Checkpoint, Emergency, Incident, Opening
from jiceng.emergency.process import CHECKPOINT
from jiceng.emergency.process.emergencies import OFFICE
from jiceng.emergency.queries.checkpoints import kind_names, on_now, openable
from jiceng.emergency.rules.checkpoints import CheckpointTold, text_faults
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.advance import Passage, check_version
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refusal, Refused
from jiceng.kernel.scope import Actor, Grip, covers

MOST = 2000
"""Lines of one sheet."""


def office_grip(by: Actor) -> Grip:
    """The post by which somebody keeps checkpoints, rosters and supplies. Raises `NotAllowed`."""
    grip = next((g for g in by.grips if g.roles & OFFICE), None)
    if grip is None:
        raise NotAllowed(Reason("not_emergency_office"))
    return grip


def register_checkpoint(given: CheckpointTold, *, by: Actor, now: datetime) -> Checkpoint:
    """Write one down. Raises `NotAllowed`, `Invalid` naming each field."""
    grip = office_grip(by)
    columns = _columns(given, now)
    if Checkpoint.objects.filter(code=given.code.strip()).exists():
        raise Invalid(Reason("checkpoint_there", {"code": given.code.strip()}, "code"))
    unit = territory().units[grip.unit]
    with transaction.atomic():
        key = next_key(Checkpoint)
        year = now.astimezone(rules_at(now)[1].zone).year
        row = Checkpoint(
            pk=key, number=f"CP{public_number(year, key)}", entered_at=now, unit=unit.code,
            unit_path=unit.path, tier=unit.tier, is_sample=given.is_sample, **columns,
        )  # fmt: skip
        start(row, CHECKPOINT, "checkpoint_registered", grip=grip, now=now)
    return row


def change_checkpoint(
    row: Checkpoint, given: CheckpointTold, *, by: Actor, now: datetime, version: int
) -> Checkpoint:
    """Write it down anew. Raises `Stale`, `NotAllowed`, `Refused`, `Invalid`."""
    check_version(row, version)
    grip = by.acting_grip(row, OFFICE)
    if grip is None:
        raise NotAllowed(Reason("not_emergency_office"))
    if row.state == "withdrawn":
        raise Refused(Reason("checkpoint_withdrawn"))
    columns = _columns(given, now)
    if Checkpoint.objects.filter(code=columns["code"]).exclude(pk=row.pk).exists():
        raise Invalid(Reason("checkpoint_there", {"code": columns["code"]}, "code"))
    with transaction.atomic():
        passage = Passage(row, CHECKPOINT, now=now, calendar=rules_at(now)[1])
        passage.put(**columns)
        passage.say(grip, "checkpoint_changed")
        passage.write()
    return row


def _columns(given: CheckpointTold, now: datetime) -> dict[str, Any]:
    land, faults = territory(), [*text_faults(given)]
    if given.area not in land.areas:
        faults.append(Reason("unknown_area", {"value": given.area}, "area"))
    if given.keeper not in land.units:
        faults.append(Reason("unknown_unit", {"value": given.keeper}, "keeper"))
    if given.kind not in kind_names(now):
        faults.append(Reason("unknown_checkpoint_kind", {"value": given.kind}, "kind"))
    if faults:
        raise Invalid(*faults)
    words = {n: mask_personal(str(getattr(given, n)).strip())[0]
             for n in ("title", "place", "purpose", "hours", "equipment")}  # fmt: skip
    area = land.areas[given.area]
    same = ("lon", "lat", "kind", "level", "keeper", "needed", "has_shelter", "has_power")
    return {**words, **{n: getattr(given, n) for n in same}, "code": given.code.strip(),
            "area_id": area.code, "area_path": area.path}  # fmt: skip


def move_checkpoint(
    row: Checkpoint, name: str, *, by: Actor, now: datetime, version: int, order: str = "",
    reason: str = "", emergency: Emergency | None = None,
) -> Checkpoint:  # fmt: skip
    """Any move; one that opens is for an emergency that is on there. Raises `Stale`, `Refused` with
    all reasons, `Invalid`."""
    changes: dict[str, Any] = {"order": order.strip()[:80]} if order.strip() else {}
    if name == "open":
        emergency = emergency or emergency_at(row, now)
        changes |= {"emergency": _fits(row, emergency), "opened_at": now}
    words = {k: v for k, v in (("order_document", order), ("reason", reason)) if v.strip()}
    with transaction.atomic():
        make(row, CHECKPOINT, name, by=by, now=now, version=version, words=words, changes=changes)
    return row


def emergency_at(row: Checkpoint, now: datetime) -> Emergency:
    """The one that is on where it stands, a real one before a drill. Raises `Refused`."""
    found = next((e for e in on_now(now) if covers(e.area_path, row.area_path)), None)
    if found is None:
        raise Refused(Reason("no_emergency_on"))
    return found


def _fits(row: Checkpoint, emergency: Emergency) -> Emergency:
    if emergency.state != "active":
        raise Refused(Reason("emergency_not_on", {"title": emergency.title}))
    if not covers(emergency.area_path, row.area_path):
        raise Refused(Reason("checkpoint_outside", {"title": emergency.title}))
    return emergency


def open_checkpoints(
    emergency: Emergency, order: str, *, by: Actor, now: datetime, kind: str = "", area: str = ""
) -> int:
    """Open all of a kind and area that may be, or none; returns how many. Raises `Refused`."""
    place = territory().areas.get(area)
    rows = list(openable(emergency, kind, place.path if place else ""))
    if not rows:
        raise Refused(Reason("nothing_to_open"))
    with transaction.atomic():
        for row in rows:
            move_checkpoint(row, "open", by=by, now=now, version=row.version, order=order,
                            emergency=emergency)  # fmt: skip
    return len(rows)


def close_checkpoints(
    emergency: Emergency, order: str, *, by: Actor, now: datetime, kind: str = ""
) -> int:
    """Close all that stand for an emergency, or those of a kind; returns how many."""
    rows = Checkpoint.objects.filter(emergency=emergency, state__in=("open", "suspended"))
    listed = list(rows.filter(kind=kind) if kind else rows)
    with transaction.atomic():
        for row in listed:
            move_checkpoint(row, "close", by=by, now=now, version=row.version, order=order)
    return len(listed)


def switch_checkpoints(
    emergency: Emergency, opened: Sequence[Opening], closed: Sequence[Opening], by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """What a decision opens and closes, by the kind of checkpoint; a drill opens none by itself."""
    if emergency.is_drill:
        return
    order = emergency.decision or emergency.title
    for row in [row for o in opened for row in openable(emergency, o.key)]:
        move_checkpoint(row, "open", by=by, now=now, version=row.version, order=order,
                        emergency=emergency)  # fmt: skip
    for gone in closed:
        close_checkpoints(emergency, order, by=by, now=now, kind=gone.key)


def take_checkpoints(
    rows: Read[CheckpointTold], *, by: Actor, now: datetime, is_trial: bool = False
) -> Taken:
    """Take a sheet in: new codes are registered, known ones changed, faulty lines left out and
    named. Raises `NotAllowed`, `Invalid`."""
    names = _Names(now)

    def write(row: CheckpointTold) -> str:
        return _take(names.resolved(row), by, now)

    return take_rows(rows, write, most=MOST, is_trial=is_trial, caught=Refusal)


def _take(given: CheckpointTold, by: Actor, now: datetime) -> str:
    there = Checkpoint.objects.filter(code=given.code).first()
    if there is None:
        register_checkpoint(given, by=by, now=now)
        return "added"
    change_checkpoint(there, given, by=by, now=now, version=there.version)
    return "changed"


class _Names:
    """Areas, units and kinds as sheets write them: by code, or by a name only one of them has."""

    def __init__(self, now: datetime) -> None:
        land = territory()
        self.areas = _unique([(a.name, a.code) for a in land.areas.values()])
        self.units = _unique([(u.name, u.code) for u in land.units.values()])
        self.kinds = _unique([(name, key) for key, name in kind_names(now).items()])

    def resolved(self, row: CheckpointTold) -> CheckpointTold:
        return replace(
            row, area=self.areas.get(row.area, row.area), kind=self.kinds.get(row.kind, row.kind),
            keeper=self.units.get(row.keeper, row.keeper),
        )  # fmt: skip


def _unique(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, code in pairs:
        found[name] = "" if name in found else code
    return {name: code for name, code in found.items() if code}


def report_incident(
    row: Checkpoint, text: str, *, by: Actor, now: datetime, case_type: str = ""
) -> Case:
    """What happened at a checkpoint becomes a case there. Raises `Refused`, `Invalid`."""
    if row.state != "open":
        raise Refused(Reason("checkpoint_not_open", {"title": row.title}))
    raised = Raised(
        text, case_type=case_type, place=f"{row.title} {row.place}"[:120],
        grid_code=str(row.area_id), lon=row.lon, lat=row.lat, source="clerk",
    )  # fmt: skip
    with transaction.atomic():
        case = raise_case(raised, by=by, now=now).case
        Incident.objects.create(checkpoint=row, case=case, at=now)
    return case
