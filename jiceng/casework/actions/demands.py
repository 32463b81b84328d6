"""Demanding a report: what the system holds is refused, the rest needs a signatory and an end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.actions.programmes import end_of
from jiceng.casework.models import DemandedUnit, ReportDemand
from jiceng.casework.process import REPORT_DEMAND
from jiceng.casework.queries import rules_at
from jiceng.casework.rules.demands import (
    MOST_FIELDS,
    MOST_UNITS,
    TIMES_A_YEAR,
    Held,
    held_among,
)
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.kernel.scope import SYSTEM, Actor, Grip, covers

DEMANDS = frozenset({"handler", "overseer"})
MINUTES = range(1, 121)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report somebody would like to have."""

    title: str
    purpose: str
    fields: tuple[str, ...]
    units: tuple[str, ...]
    frequency: str
    minutes_per_field: int
    last_on: date
    basis: str = ""


def demand_report(
    given: Wanted, held: Mapping[str, Held], *, by: Actor, now: datetime
) -> ReportDemand:
    """Ask for a report; it waits for a signatory.

    Raises `NotAllowed` without a post that demands or over units it does not stand above;
    `Invalid` naming each wrong field, among them every number that is `held` already.
    """
    grip = _demander(given, by)
    calendar = rules_at(now)[1]
    _check(given, held, now.astimezone(calendar.zone).date())
    demand = _new(given, grip, now)
    units = territory().units
    with transaction.atomic():
        demand.id = next_key(ReportDemand)
        year = now.astimezone(calendar.zone).year
        demand.number = "RD" + public_number(year, demand.id)
        start(demand, REPORT_DEMAND, "demand", grip=grip, now=now, fields=len(given.fields))
        DemandedUnit.objects.bulk_create(
            DemandedUnit(demand=demand, unit=code, unit_path=units[code].path)
            for code in given.units
        )
    return demand


def _demander(given: Wanted, by: Actor) -> Grip:
    """The post that demands: its area covers that of every unit asked."""
    able = [g for g in by.grips if g.roles & DEMANDS]
    if not able:
        raise NotAllowed(Reason("may_not_demand"))
    land = territory()
    asked = [land.units[code] for code in given.units if code in land.units]
    for grip in sorted(able, key=lambda g: -len(g.area_path)):
        if all(covers(grip.area_path, land.areas[unit.area].path) for unit in asked):
            return grip
    raise Invalid(Reason("units_not_below", field="units"))


def _check(given: Wanted, held: Mapping[str, Held], today: date) -> None:
    known = territory().units
    faults = [
        Reason("unknown_unit", {"value": code}, field="units")
        for code in given.units
        if code not in known
    ]
    for count, most, name in (
        (len(given.fields), MOST_FIELDS, "fields"),
        (len(given.units), MOST_UNITS, "units"),
    ):
        if not 1 <= count <= most:
            faults.append(Reason("count_range", {"low": 1, "high": most}, field=name))
    if given.frequency not in TIMES_A_YEAR:
        faults.append(Reason("unknown_value", {"value": given.frequency}, field="frequency"))
    if given.minutes_per_field not in MINUTES:
        told = {"low": MINUTES.start, "high": MINUTES.stop - 1}
        faults.append(Reason("number_range", told, field="minutes_per_field"))
    if given.last_on < today:
        faults.append(Reason("day_in_the_past", field="last_on"))
    faults += held_reasons(given.fields, held)
    if faults:
        raise Invalid(*faults)


def held_reasons(fields: tuple[str, ...], held: Mapping[str, Held]) -> list[Reason]:
    """Why each of the fields that the system holds is not asked for again."""
    return [
        Reason("number_held", {"field": name, "name": one.name}, field="fields")
        for name, one in held_among(fields, held)
        if one is not None
    ]


def _new(given: Wanted, grip: Grip, now: datetime) -> ReportDemand:
    unit = territory().units[grip.unit]
    return ReportDemand(
        title=mask_personal(given.title.strip())[0][:120],
        area_path=territory().areas[unit.area].path,
        unit=unit.code,
        unit_path=unit.path,
        tier=unit.tier,
        purpose=mask_personal(given.purpose.strip())[0],
        basis=given.basis.strip()[:200],
        fields=list(given.fields),
        frequency=given.frequency,
        minutes_per_field=given.minutes_per_field,
        asked_by=grip.appointment,
        asked_at=now,
        last_on=given.last_on,
    )


def decide_demand(
    demand: ReportDemand,
    name: str,
    *,
    by: Actor,
    now: datetime,
    version: int,
    reason: str = "",
    last_on: date | None = None,
) -> ReportDemand:
    """approve (with the last day), refuse (with a reason), withdraw or end."""
    zone = rules_at(now)[1].zone
    changes: dict[str, object] = {}
    terms = Terms()
    if name == "approve" and last_on is not None:
        if last_on < now.astimezone(zone).date():
            raise Invalid(Reason("day_in_the_past", field="last_on"))
        changes = {"approved_at": now, "last_on": last_on}
        terms = Terms(rest_until=end_of(last_on, zone))
    elif name in ("end", "lapse"):
        changes = {"ended_at": now}
    with transaction.atomic():
        make(
            demand,
            REPORT_DEMAND,
            name,
            by=by,
            now=now,
            version=version,
            words={"reason": reason},
            supplied=frozenset({"last_day"}) if last_on else frozenset(),
            terms=terms,
            changes=changes,
        )
    return demand


def lapse_demand(subject: Movable, now: datetime) -> None:
    """Its last day is over: nobody has to fill it in any more."""
    if isinstance(subject, ReportDemand):
        decide_demand(subject, "lapse", by=SYSTEM, now=now, version=subject.version)
