"""An inspection plan is computed, published as visits, and ended (S6)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.actions.words import clean, keep
from jiceng.casework.models import Campaign
from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import check_version
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.records.rows import change
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason, Refused, Stale
from jiceng.kernel.scope import Actor, Grip
from jiceng.performance.actions.assessments import grip_of, root_path
from jiceng.performance.actions.inspections import drop, end_of, hand_to_holders
from jiceng.performance.models import Inspection, InspectionPlan, TeamSeat
from jiceng.performance.process import INSPECTION, INSPECTION_PLAN
from jiceng.performance.queries.inspection_schemes import inspection_scheme_for
from jiceng.performance.queries.inspections import (
    inspectors_at,
    inspectors_of,
    ready_plan,
    recomputed,
    subjects_of,
)
from jiceng.performance.rules.inspection_plans import Plan, inputs_as_json, inputs_of
from jiceng.performance.rules.inspections import InspectionScheme, scheme_of
from jiceng.performance.rules.periods import Period

OFFICE = frozenset({"organisation_department"})
AFTERWARDS = timedelta(days=30)
"""How long after its period a plan is to be ended."""
PLAN_MARK, VISIT_MARK = "IP", "IN"
"""First letters of public numbers."""


@dataclass(frozen=True, slots=True)
class PlanGiven:
    """Who may be sent, by appointment, and which ledger findings go into."""

    inspectors: tuple[int, ...]
    campaign: str = ""


def open_plan(
    key: str, period: Period, given: PlanGiven, *, by: Actor, now: datetime, seed: str = ""
) -> InspectionPlan:
    """Compute a plan of a scheme for a period, as a draft. The seed is made once and published.

    Raises `NotAllowed` for anybody but the office, `Refused` for a scheme without elements or a
    period that has a plan, `Invalid` naming what is wrong.
    """
    grip = grip_of(by, OFFICE)
    row = inspection_scheme_for(key, now)
    scheme = scheme_of(row.content)
    if not scheme.may_be_planned:
        raise Refused(Reason("scheme_without_elements", {"name": scheme.name}))
    plan = _new(row, scheme, period, grip, now, seed or secrets.token_hex(16))
    computed = _compute(plan, scheme, given, now)
    try:
        with transaction.atomic():
            start(
                plan, INSPECTION_PLAN, "inspection_plan_opened", grip=grip, now=now,
                scheme=row.pk, seed=plan.seed, visits=len(computed.visits),
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(Reason("planned_already")) from error
    return ready_plan(plan)


def _new(
    row: Configuration, scheme: InspectionScheme, period: Period, grip: Grip, now: datetime,
    seed: str,
) -> InspectionPlan:  # fmt: skip
    land, calendar, pk = territory(), rules_at(now)[1], next_key(InspectionPlan)
    office = land.apart.get(grip.unit) or land.units[grip.unit]
    days = (period.end - period.start).days + 1
    listed = [period.start + timedelta(days=n) for n in range(min(days, 2 * 366))]
    return InspectionPlan(
        pk=pk, number=PLAN_MARK + public_number(period.start.year, pk),
        title=f"{scheme.name}·{period.code}"[:120], scheme=row, scheme_key=row.key,
        starts_on=period.start, ends_on=period.end, seed=seed,
        workdays=[day.isoformat() for day in listed if calendar.works_on(day)],
        is_announced=scheme.is_announced, is_sample=scheme.is_sample, opened_by=grip.appointment,
        area_path=root_path(), unit=office.code, unit_path=office.path, tier="county",
        entered_at=now,
    )  # fmt: skip


def redraw_plan(
    plan: InspectionPlan, given: PlanGiven, reason: str, *, by: Actor, now: datetime, version: int
) -> InspectionPlan:
    """Compute a draft anew with other inspectors or another ledger, under the same seed, and say
    why. Raises as `open_plan`, and `Refused` once it was published."""
    grip = grip_of(by, OFFICE)
    check_version(plan, version)
    if plan.state != "draft":
        raise Refused(Reason("not_in_draft"))
    words = clean({"reason": reason})
    if not words:
        raise Invalid(Reason("paper_missing", {"paper": "reason"}, "reason"))
    computed = _compute(plan, scheme_of(plan.scheme.content), given, now)
    columns = {"inputs", "visits_drafted", "unfilled", "campaign_id"}
    with transaction.atomic():
        if not change(plan, columns, version=version):
            raise Stale(Reason("stale"))
        plan.version = version + 1
        notes = keep(plan, "inspection_plan_redrawn", words, grip, now)
        told = {"visits": len(computed.visits), "notes": notes}
        kind = "inspection_plan_redrawn"
        append([line_by(grip, kind, plan.subject_kind, plan.pk, payload=told)], at=now)
    return ready_plan(plan)


def _compute(
    plan: InspectionPlan, scheme: InspectionScheme, given: PlanGiven, now: datetime
) -> Plan:
    """Put into a plan what it is computed from, and what that comes to."""
    posts = {a.pk: a for a in inspectors_at(now)}
    if unknown := [pk for pk in given.inspectors if pk not in posts]:
        raise Invalid(Reason("not_an_inspector", {"value": unknown[0]}, "inspectors"))
    people = inspectors_of([posts[pk] for pk in dict.fromkeys(given.inspectors)], now)
    if len(people) < scheme.team_size or len({p.unit for p in people}) < scheme.team_units:
        told = {"size": scheme.team_size, "units": scheme.team_units}
        raise Invalid(Reason("no_inspectors", told, "inspectors"))
    plan.campaign = _ledger(given.campaign)
    plan.inputs = inputs_as_json(subjects_of(scheme, plan.scheme_key), people)
    computed = recomputed(plan)
    plan.visits_drafted = [
        [v.unit, v.start.isoformat(), v.end.isoformat(), v.day.isoformat(), list(v.team)]
        for v in computed.visits
    ]
    plan.unfilled = [
        [u.unit, u.start.isoformat(), u.end.isoformat(), u.reason.code, dict(u.reason.params)]
        for u in computed.unfilled
    ]
    return computed


def _ledger(code: str) -> Campaign | None:
    if not code:
        return None
    found = Campaign.objects.filter(code=code, closed_at=None).first()
    if found is None:
        raise Invalid(Reason("unknown_value", {"value": code}, "campaign"))
    return found


def move_plan(
    plan: InspectionPlan, name: str, *, by: Actor, now: datetime, version: int, reason: str = ""
) -> InspectionPlan:
    """publish (every drafted visit becomes one), withdraw, finish. Raises `Stale`, `Refused` with
    all reasons."""
    check_version(plan, version)
    INSPECTION_PLAN.move(name)
    until = end_of(plan.ends_on, now) + AFTERWARDS
    with transaction.atomic():
        make(
            ready_plan(plan), INSPECTION_PLAN, name, by=by, now=now, version=version,
            words={"reason": reason}, terms=Terms(by_hand=max(until, now + AFTERWARDS)),
        )  # fmt: skip
        if name == "publish":
            _publish(plan, by.acting_grip(plan, OFFICE), now)
        if name == "withdraw":
            _take_off(plan, by, now, reason)
    return ready_plan(plan)


def _publish(plan: InspectionPlan, grip: Grip | None, now: datetime) -> None:
    """Every drafted visit becomes one, with its team, on the worklist of the team's units."""
    _units, people = inputs_of(plan.inputs)
    unit_of = {one.appointment: one.unit for one in people}
    for code, *days, team in plan.visits_drafted:
        visit = _visit(plan, code, *map(date.fromisoformat, days), now=now)
        due = end_of(visit.ends_on, now)
        start(visit, INSPECTION, "inspection_planned", grip=grip, now=now, due_at=due)
        TeamSeat.objects.bulk_create(
            TeamSeat(visit=visit, appointment=pk, unit=unit_of[pk]) for pk in team
        )
        hand_to_holders(visit)


def _visit(
    plan: InspectionPlan, code: str, start_on: date, end_on: date, day: date, *, now: datetime
) -> Inspection:
    land = territory()
    unit, pk = land.units[code], next_key(Inspection)
    return Inspection(
        pk=pk, number=VISIT_MARK + public_number(plan.starts_on.year, pk), title=unit.name,
        plan=plan, kind=unit.kind, starts_on=start_on, ends_on=end_on, planned_on=day,
        first_planned_on=day, is_sample=plan.is_sample, area_path=land.areas[unit.area].path,
        unit=unit.code, unit_path=unit.path, tier=unit.tier, entered_at=now,
    )  # fmt: skip


def _take_off(plan: InspectionPlan, by: Actor, now: datetime, reason: str) -> None:
    """Visits of a plan that is withdrawn are made no more."""
    for visit in plan.visits.filter(state="planned"):
        drop(visit, reason, by=by, now=now, version=visit.version)
