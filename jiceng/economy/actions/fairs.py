"""A fair is planned, changed, announced, opened, closed and settled; the next one is proposed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.queries import rules_at
from jiceng.economy.models import Fair, FairStall
from jiceng.economy.process.fairs import DESK, FAIR
from jiceng.economy.queries.fairs import ready, today_of
from jiceng.economy.rules.fairs import Stall, day_faults
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import Passage, check_version
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor, Grip

LEVELS = ("county", "town", "community", "village")
FIXED = ("open", "closed", "settled", "cancelled")
"""States in which neither days nor stalls change any more."""


@dataclass(frozen=True, slots=True)
class FairPlan:
    """A fair as it is written down; hours are minutes since midnight."""

    title: str
    area: str
    place: str
    first_day: date
    last_day: date
    opens: int
    closes: int
    stalls: tuple[Stall, ...] = ()
    unit: str = ""
    """Who holds it; empty: the desk that answers for the area."""
    lon: float | None = None
    lat: float | None = None
    note: str = ""
    is_sample: bool = field(default=False, kw_only=True)


def plan_fair(given: FairPlan, *, by: Actor, now: datetime, follows: Fair | None = None) -> Fair:
    """Write a fair down. Raises `NotAllowed`, `Invalid` naming each field."""
    area = _check(given, now)
    key = next_key(Fair)
    with transaction.atomic():
        number = "FA" + public_number(today_of(now).year, key)
        row = Fair(pk=key, number=number, follows=follows, is_sample=given.is_sample,
                   entered_at=now, **_columns(given, area))  # fmt: skip
        grip = fair_grip(row, by)
        start(row, FAIR, "fair_planned", grip=grip, now=now, stalls=len(given.stalls))
        FairStall.objects.bulk_create(
            FairStall(fair=row, code=s.code, size_m2=s.size_m2) for s in given.stalls
        )
    return ready(row, now)


def change_fair(fair: Fair, given: FairPlan, *, by: Actor, now: datetime, version: int) -> Fair:
    """Write it down anew before it opens; a stall in use stays. `Stale`, `Refused`, `Invalid`."""
    check_version(fair, version)
    grip = fair_grip(fair, by)
    planned_still(fair)
    area = _check(given, now)
    with transaction.atomic():
        passage = Passage(fair, FAIR, now=now, calendar=rules_at(now)[1])
        passage.put(**_columns(given, area))
        fair_grip(fair, by)  # nor is it moved where they organise nothing
        passage.say(grip, "fair_changed", stalls=len(given.stalls))
        passage.write()
        _lay_out(fair, given.stalls)
    return ready(fair, now)


def _lay_out(fair: Fair, stalls: tuple[Stall, ...]) -> None:
    wanted = {s.code: s.size_m2 for s in stalls}
    there = {row.code: row for row in fair.stalls.all()}
    for code, row in there.items():
        if code not in wanted and row.producer_id is not None:
            raise Invalid(Reason("stall_in_use", {"code": code}, "stalls"))
    fair.stalls.exclude(code__in=wanted).delete()
    for code, size in wanted.items():
        if code in there:
            fair.stalls.filter(code=code).update(size_m2=size)
        else:
            FairStall.objects.create(fair=fair, code=code, size_m2=size)


def move_fair(
    fair: Fair, name: str, *, by: Actor, now: datetime, version: int, reason: str = ""
) -> Fair:
    """Any move. Raises `Stale`, `Refused` with all reasons, `Invalid`."""
    ready(fair, now)
    changes: dict[str, Any] = {"publish": {"published_at": now}, "settle": {"settled_at": now}}
    with transaction.atomic():
        make(fair, FAIR, name, by=by, now=now, version=version, words={"reason": reason},
             terms=_terms(fair, name, now), changes=changes.get(name))  # fmt: skip
    return ready(fair, now)


def _terms(fair: Fair, name: str, now: datetime) -> Terms:
    """What is announced waits until its first evening, what is open until its last midnight; what
    is late has an hour."""
    if name not in ("publish", "open"):
        return Terms()
    zone, soon = rules_at(now)[1].zone, now + timedelta(hours=1)
    if name == "publish":
        morning = datetime.combine(fair.first_day, time(), tzinfo=zone)
        return Terms(by_hand=max(soon, morning + timedelta(minutes=fair.closes)))
    midnight = datetime.combine(fair.last_day + timedelta(days=1), time(), tzinfo=zone)
    return Terms(by_hand=max(soon, midnight))


def propose_next(fair: Fair, first_day: date, *, by: Actor, now: datetime) -> Fair:
    """The next fair at the same place with the same stalls, to be planned. `Refused`, `Invalid`."""
    fair_grip(fair, by)
    if fair.state not in ("closed", "settled"):
        raise Refused(Reason("fair_next_too_soon"))
    if after := Fair.objects.filter(follows=fair).first():
        raise Refused(Reason("fair_next_there", {"number": after.number}))
    stalls = tuple(Stall(s.code, s.size_m2) for s in fair.stalls.order_by("code"))
    plan = FairPlan(
        fair.title, str(fair.area_id), fair.place, first_day,
        first_day + (fair.last_day - fair.first_day), fair.opens, fair.closes, stalls,
        fair.unit, fair.lon, fair.lat, fair.note, is_sample=fair.is_sample,
    )  # fmt: skip
    return plan_fair(plan, by=by, now=now, follows=fair)


def fair_grip(fair: Fair, by: Actor) -> Grip:
    """The post by which somebody organises a fair. Raises `NotAllowed`."""
    grip = by.acting_grip(fair, DESK)
    if grip is None:
        raise NotAllowed(Reason("not_fair_keeper"))
    return grip


def planned_still(fair: Fair) -> None:
    """Raises `Refused` once it has opened or was cancelled."""
    if fair.state in FIXED:
        raise Refused(Reason("fair_fixed", {"state": FAIR.state(fair.state).label}))


def _check(given: FairPlan, now: datetime) -> AreaEntry:
    area = territory().areas.get(given.area)
    if area is None or area.level not in LEVELS:
        raise Invalid(Reason("unknown_area", {"value": given.area}, "area"))
    faults = [
        *_text_faults(given),
        *day_faults(given.first_day, given.last_day, given.opens, given.closes, today_of(now)),
    ]
    if faults:
        raise Invalid(*faults)
    return area


def _text_faults(given: FairPlan) -> Iterator[Reason]:
    for name, least, most in (("title", 1, 60), ("place", 1, 120), ("note", 0, 200)):
        if not least <= len(str(getattr(given, name)).strip()) <= most:
            yield Reason("text_length", {"low": least, "high": most}, name)
    if given.unit and given.unit not in territory().units:
        yield Reason("unknown_unit", {"value": given.unit}, "unit")
    if (given.lon is None) != (given.lat is None):
        yield Reason("bad_point", field="lon")


def _columns(given: FairPlan, area: AreaEntry) -> dict[str, Any]:
    unit = territory().units[given.unit or territory().desk_for(area).code]
    words = {n: mask_personal(str(getattr(given, n)).strip())[0] for n in ("place", "note")}
    return {
        "title": mask_personal(given.title.strip())[0], **words, "area_id": area.code,
        "area_path": area.path, "unit": unit.code, "unit_path": unit.path, "tier": unit.tier,
        "first_day": given.first_day, "last_day": given.last_day, "opens": given.opens,
        "closes": given.closes, "lon": given.lon, "lat": given.lat,
    }  # fmt: skip
