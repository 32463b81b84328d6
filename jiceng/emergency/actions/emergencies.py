"""An emergency is proposed, switched on by somebody else, changed, prolonged, ended and filed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.queries import rules_at
from jiceng.emergency.actions.home_erasing import erase_all
from jiceng.emergency.actions.openings import switch
from jiceng.emergency.models import Emergency
from jiceng.emergency.process import EMERGENCY
from jiceng.emergency.process.emergencies import OFFICE
from jiceng.emergency.queries.emergencies import plan_as_of, plan_for, ready
from jiceng.emergency.queries.emergency_cases import unsettled
from jiceng.emergency.rules.emergencies import KINDS, LEVEL_WORDS, LEVELS, Opens, Plan, end_faults
from jiceng.kernel.clocks import Alarm
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.kinds import Effect
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.kernel.scope import SYSTEM, SYSTEM_GRIP, Actor

DRILL = "【演练】"
AREAS = ("county", "town", "community", "village")


@dataclass(frozen=True, slots=True)
class Proposal:
    """An emergency as it is proposed."""

    plan: str
    level: str
    area: str
    ends_by: datetime | None
    reason: str
    title: str = ""
    """Empty: made of area and kind."""
    is_drill: bool = False
    is_sample: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a move is made with; an empty level or no end leave what there is."""

    document: str = ""
    reason: str = ""
    level: str = ""
    ends_by: datetime | None = None


def propose(given: Proposal, *, by: Actor, now: datetime) -> Emergency:
    """Propose that a plan be switched on. Raises `NotAllowed`, `Invalid` naming each field."""
    grip = next((g for g in by.grips if g.roles & OFFICE), None)
    if grip is None:
        raise NotAllowed(Reason("not_emergency_officer"))
    plan, area, ends_by = _check(given, now)
    key = next_key(Emergency)
    year = now.astimezone(rules_at(now)[1].zone).year
    with transaction.atomic():
        row = Emergency(
            pk=key, number="EM" + public_number(year, key), title=_title(given, plan, area),
            plan=plan.key, plan_version=plan.version, kind=plan.kind, level=given.level,
            is_drill=given.is_drill, area_id=area.code, area_path=area.path, unit=grip.unit,
            unit_path=grip.unit_path, tier=grip.tier, proposed_by=by.person, ends_by=ends_by,
            reason=mask_personal(given.reason.strip())[0], is_sample=given.is_sample,
            entered_at=now,
        )  # fmt: skip
        start(row, EMERGENCY, "emergency_proposed", grip=grip, now=now, level=given.level,
              ends_by=ends_by)  # fmt: skip
    return ready(row, now, by)


def move_emergency(
    emergency: Emergency,
    name: str,
    *,
    by: Actor,
    now: datetime,
    version: int,
    given: Decision | None = None,
) -> Emergency:
    """Any move, with what it opens and closes in one transaction.

    Raises `Stale`, `Refused` with all reasons, `Invalid`.
    """
    given = given or Decision()
    plan = plan_as_of(emergency)
    changes = _changes(emergency, name, given, plan, now)
    ready(emergency, now, by)
    emergency.is_past_end = changes.get("ends_by", emergency.ends_by) <= now
    document = mask_personal(given.document.strip())[0][:80]
    told: dict[str, Any] = {"document": document} if document else {}
    told |= {n: changes[n] for n in ("level", "ends_by") if n in changes}
    with transaction.atomic():
        make(
            emergency, EMERGENCY, name, by=by, now=now, version=version,
            words={"reason": given.reason} if given.reason else {},
            supplied=frozenset({"decision_document"} if document else ()),
            terms=_terms(name, changes.get("ends_by", emergency.ends_by)),
            changes=changes | ({"decision": document} if name == "activate" else {}),
            payload=told,
        )  # fmt: skip
        if name in ("activate", "change", "end", "lapse"):
            switch(emergency, _wanted(emergency, plan), by=by, now=now)
        if name == "close":
            grip = by.acting_grip(emergency, OFFICE) or SYSTEM_GRIP
            erase_all(emergency, grip=grip, now=now)
    return ready(emergency, now, by)


def _wanted(emergency: Emergency, plan: Plan) -> tuple[Opens, ...]:
    return plan.opens(emergency.level) if emergency.state == "active" else ()


def _terms(name: str, ends_by: datetime) -> Terms:
    return Terms(by_hand=ends_by) if name in ("activate", "change") else Terms()


def _changes(
    emergency: Emergency, name: str, given: Decision, plan: Plan, now: datetime
) -> dict[str, Any]:
    """The columns a move changes beside the state. Raises `Invalid`."""
    if name in ("end", "lapse"):
        return {"ended_at": now}
    if name not in ("activate", "change"):
        return {}
    level, ends_by = given.level or emergency.level, given.ends_by or emergency.ends_by
    faults = [*_level_faults(plan, level)]
    if given.ends_by is not None:
        faults += end_faults(ends_by, now)
    if name == "change" and (level, ends_by) == (emergency.level, emergency.ends_by):
        faults.append(Reason("emergency_nothing_changes", field="level"))
    if faults:
        raise Invalid(*faults)
    begun = {"started_at": now} if name == "activate" else {}
    return {"level": level, "ends_by": ends_by, **begun}


def _check(given: Proposal, now: datetime) -> tuple[Plan, AreaEntry, datetime]:
    plan = plan_for(given.plan, now)
    area = territory().areas.get(given.area)
    faults = [*_level_faults(plan, given.level), *end_faults(given.ends_by, now)]
    if area is None or area.level not in AREAS:
        faults.append(Reason("unknown_area", {"value": given.area}, "area"))
    for name, least, most in (("title", 0, 60), ("reason", 2, 200)):
        if not least <= len(getattr(given, name).strip()) <= most:
            faults.append(Reason("text_length", {"low": least, "high": most}, name))
    if faults or area is None or given.ends_by is None:
        raise Invalid(*faults)
    return plan, area, given.ends_by


def _level_faults(plan: Plan, level: str) -> list[Reason]:
    if level not in LEVELS:
        return [Reason("unknown_value", {"value": level}, "level")]
    if not plan.opens(level):
        return [Reason("emergency_level_missing", {"level": LEVEL_WORDS[level]}, "level")]
    return []


def _title(given: Proposal, plan: Plan, area: AreaEntry) -> str:
    """A drill says so wherever its title stands: on worklists, in notices, on paper."""
    title = mask_personal(given.title.strip())[0] or f"{area.name}{KINDS[plan.kind]}应急响应"
    return f"{DRILL}{title}" if given.is_drill else title


def at_its_end(subject: Movable, rung: Alarm) -> Effect | None:
    """Nothing stays open by silence: what was not prolonged ends by itself, and is filed later."""
    is_over = rung.clock in ("stage", "repeat") and rung.percent >= 100
    return _by_itself if is_over and subject.state in ("active", "ended") else None


def _by_itself(subject: Movable, now: datetime) -> None:
    """With requests still open it stays ended; the next alarm asks again."""
    if isinstance(subject, Emergency):
        name = "lapse" if subject.state == "active" else "close"
        if name == "close" and unsettled(subject):
            return
        move_emergency(subject, name, by=SYSTEM, now=now, version=subject.version)
