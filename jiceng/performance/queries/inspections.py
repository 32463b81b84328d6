"""Plans and visits within reach, who somebody is towards a visit, and one ready for guards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from jiceng.casework.queries import rules_at
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Appointment, within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import TIERS, Actor, Grip
from jiceng.performance.models import DeclaredInterest, Inspection, InspectionPlan
from jiceng.performance.rules.inspection_plans import (
    Inspector,
    Plan,
    Subject,
    inputs_of,
    make_plan,
)
from jiceng.performance.rules.inspections import InspectionScheme, scheme_of
from jiceng.performance.rules.periods import Period

OFFICE = "organisation_department"
INSPECTOR = "inspector"
OVERSEER = "overseer"
SPEAKING = frozenset({"handler", "leader"})
"""Roles that speak for a unit which is inspected."""
READERS = (OFFICE, INSPECTOR, OVERSEER, *sorted(SPEAKING))
STANDING = ("published", "finished")
"""States of plans whose visits count."""


def today_of(now: datetime) -> date:
    """The county's day."""
    return now.astimezone(rules_at(now)[1].zone).date()


def sees_all(actor: Actor) -> bool:
    return OFFICE in actor.roles


def plans_of(actor: Actor) -> QuerySet[InspectionPlan]:
    """All for the office; for inspectors and the supervision office those that were published."""
    rows = InspectionPlan.objects.select_related("scheme", "campaign")
    if sees_all(actor):
        return rows
    may = actor.roles & {INSPECTOR, OVERSEER}
    return rows.filter(state__in=STANDING) if may else rows.none()


def plan_for(actor: Actor, number: str) -> InspectionPlan:
    """One within reach, ready for guards; `NotFound` otherwise."""
    found = plans_of(actor).filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return ready_plan(found)


def ready_plan(plan: InspectionPlan) -> InspectionPlan:
    """Put on what guards ask: visits planned, without a team, open, recorded; the ledger."""
    by_state = dict(plan.visits.values_list("state").annotate(n=Count("pk")))
    plan.visit_count = len(plan.visits_drafted) or sum(by_state.values())
    plan.unfilled_count = len(plan.unfilled)
    plan.has_ledger = plan.campaign is not None and plan.campaign.closed_at is None
    ended = by_state.get("closed", 0) + by_state.get("dropped", 0)
    plan.open_visits = sum(by_state.values()) - ended
    not_made = by_state.get("planned", 0) + by_state.get("dropped", 0)
    plan.recorded_visits = sum(by_state.values()) - not_made
    return plan


def scheme_under(plan: InspectionPlan) -> InspectionScheme:
    return scheme_of(plan.scheme.content)


def recomputed(plan: InspectionPlan) -> Plan:
    """The plan computed anew from what was published beside the seed."""
    units, people = inputs_of(plan.inputs)
    days = [date.fromisoformat(day) for day in plan.workdays]
    period = Period(plan.starts_on, plan.ends_on)
    return make_plan(scheme_under(plan), period, units, people, seed=plan.seed, workdays=days)


def visits_of(actor: Actor) -> QuerySet[Inspection]:
    """Visits within reach: all for the office; for an inspector those of the own unit's teams; for
    a unit its own, announced or recorded; for the supervision office those of its area."""
    rows = Inspection.objects.select_related("plan__scheme", "plan__campaign")
    if sees_all(actor):
        return rows
    reach = Q(pk__in=[])
    for grip in actor.grips:
        if INSPECTOR in grip.roles:
            reach |= Q(team__appointment=grip.appointment) | Q(team__unit=grip.unit)
        if _speaks(grip):
            told = Q(plan__is_announced=True) | ~Q(state="planned")
            reach |= _own(grip) & told
        if OVERSEER in grip.roles:
            reach |= within("area_path", grip.area_path)
    return rows.filter(pk__in=Inspection.objects.filter(reach).values("pk"))


def _speaks(grip: Grip) -> bool:
    """Whether a post speaks for its unit; whoever leads one grid of a community does not."""
    return bool(grip.roles & SPEAKING) and not grip.is_apart and grip.tier != TIERS[0]


def _own(grip: Grip) -> Q:
    if grip.by_unit:
        return within("unit_path", grip.unit_path)
    return Q(unit_path=grip.unit_path)


def visit_for(actor: Actor, number: str, now: datetime) -> Inspection:
    """One within reach, ready for guards; `NotFound` otherwise."""
    found = visits_of(actor).filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return ready(found, now)


def ready(visit: Inspection, now: datetime) -> Inspection:
    """Put on what a guard asks: whether the unit may still state its view."""
    due = visit.stage_due_at
    visit.view_term_runs = visit.state == "awaiting_view" and due is not None and now <= due
    return visit


def mine(actor: Actor) -> QuerySet[Inspection]:
    """Visits somebody is on the team of, those to come first by their day."""
    posts = [g.appointment for g in actor.grips]
    on_team = Inspection.objects.filter(team__appointment__in=posts).values("pk")
    rows = Inspection.objects.select_related("plan__scheme", "plan__campaign")
    return rows.filter(pk__in=on_team).order_by("planned_on", "pk")


def standing(actor: Actor, visit: Inspection) -> Actor:
    """The actor with what each post is towards a visit: the office, one of its team, the unit's
    voice. Nothing else a post gives counts here."""
    team = set(visit.team.values_list("appointment", flat=True))
    grips = list[Grip]()
    for grip in actor.grips:
        roles = set[str]()
        if OFFICE in grip.roles:
            roles.add(OFFICE)
        if grip.appointment in team:
            roles.add(INSPECTOR)
        if _speaks(grip) and grip.is_of(visit.unit_path):
            roles.add("handler")
        if roles:
            grips.append(
                replace(grip, roles=frozenset(roles), area_path="", by_unit=False, is_apart=True)
            )
    return Actor(actor.person, actor.name, tuple(grips))


def inspectors_at(now: datetime) -> list[Appointment]:
    """Every post held today that gives the role, in the order of units."""
    posts = [key for key, row in in_force("post", now).items() if INSPECTOR in row.content["roles"]]
    held = _held(today_of(now)).filter(post__in=posts)
    return list(held.select_related("person", "unit").order_by("unit__path", "pk"))


def _held(day: date) -> QuerySet[Appointment]:
    return Appointment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day, unit__valid_to=None
    )


def inspectors_of(appointments: Iterable[Appointment], now: datetime) -> list[Inspector]:
    """The same as the rule takes them: every unit they work in, every interest they declared."""
    listed = list(appointments)
    people = {a.person_id for a in listed}
    paths: dict[int, set[str]] = {}
    for held in _held(today_of(now)).filter(person__in=people).select_related("unit", "home_unit"):
        paths.setdefault(held.person_id, set()).update(_lines_of(held))
    interests: dict[int, list[str]] = {}
    rows = DeclaredInterest.objects.filter(person__in=people, ended_at=None).order_by("unit")
    for person, unit in rows.values_list("person", "unit"):
        interests.setdefault(person, []).append(unit)
    return [
        Inspector(
            a.pk, a.unit_id, tuple(sorted(paths[a.person_id])),
            tuple(interests.get(a.person_id, ())),
        )
        for a in listed
    ]  # fmt: skip


def _lines_of(held: Appointment) -> set[str]:
    """The unit itself, the one lent from; for a Party organisation below the county also the units
    of its area."""
    units, paths = territory().units, {held.unit.path}
    if held.home_unit is not None:
        paths.add(held.home_unit.path)
    if held.unit_id not in units:
        paths |= {u.path for u in units.values() if u.area == held.area_id and u.tier != "county"}
    return paths


def subjects_of(scheme: InspectionScheme, key: str) -> list[Subject]:
    """Units of the kinds a scheme asks for, with how often plans of it drew each."""
    kinds = {f.kind for f in scheme.frequencies}
    rows = Inspection.objects.filter(plan__scheme_key=key, plan__state__in=STANDING)
    reached = dict(rows.values_list("unit").annotate(n=Count("pk")))
    found = [u for u in territory().units.values() if u.kind in kinds]
    return [
        Subject(u.code, u.path, u.kind, reached.get(u.code, 0))
        for u in sorted(found, key=lambda u: u.path)
    ]
