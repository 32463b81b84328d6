"""Going out, learning, talking (S24); what was found becomes a problem or an item by one press.

Nothing here lists who came, and nobody is scored: a session keeps a number, a reply its post.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from jiceng.casework.actions.findings import Found, add_problem
from jiceng.casework.actions.items import Draft, draft_item
from jiceng.casework.models import (
    Campaign,
    Discussion,
    Finding,
    Problem,
    Reply,
    ResearchPlan,
    StudySession,
    SupervisionItem,
    Visit,
)
from jiceng.casework.queries import rules_at
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.advance import refuse_if
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.kernel.scope import Actor, Grip

PLANNERS = frozenset({"handler", "leader", "overseer", "signatory"})
KINDS = ("survey", "visit")
MOST_PEOPLE = 9999
ITEM_TERM = timedelta(days=30)
"""What a drafted item is given first; the office changes it before it is submitted."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What a unit means to look at and ask."""

    title: str
    kind: str
    questions: str
    planned_on: date


@dataclass(frozen=True, slots=True)
class Session:
    """A meeting to learn."""

    topic: str
    held_on: date
    participants: int
    learnt: str


def _planner(by: Actor) -> Grip:
    grip = next((g for g in by.grips if g.roles & PLANNERS), None)
    if grip is None:
        raise NotAllowed(Reason("may_not_research"))
    return grip


def _plain(text: str, most: int) -> str:
    return mask_personal(text.strip())[0][:most]


def _today(now: datetime) -> date:
    return now.astimezone(rules_at(now)[1].zone).date()


def plan_research(given: Survey, *, by: Actor, now: datetime) -> ResearchPlan:
    """Write a plan down for the unit of the acting post."""
    grip = _planner(by)
    if given.kind not in KINDS:
        raise Invalid(Reason("unknown_value", {"value": given.kind}, field="kind"))
    unit = territory().units[grip.unit]
    with transaction.atomic():
        plan = ResearchPlan.objects.create(
            title=_plain(given.title, 120),
            kind=given.kind,
            questions=_plain(given.questions, 4000),
            planned_on=given.planned_on,
            unit=unit.code,
            unit_path=unit.path,
            area_path=territory().areas[unit.area].path,
            tier=unit.tier,
            drafted_by=grip.appointment,
            drafted_at=now,
        )
        append([line_by(grip, "plan_research", "research", plan.pk, payload={})], at=now)
    return plan


def _of_unit(plan: ResearchPlan, by: Actor) -> Grip:
    """A post of the unit whose plan it is."""
    grip = next((g for g in by.grips if g.unit == plan.unit and g.roles & PLANNERS), None)
    if grip is None:
        raise NotAllowed(Reason("research_of_unit"))
    refuse_if(Reason("research_closed") if plan.closed_at else None)
    return grip


def record_visit(
    plan: ResearchPlan, *, place: str, visited_on: date, seen: str, by: Actor, now: datetime
) -> Visit:
    """Say where one went and what was seen and heard."""
    grip = _of_unit(plan, by)
    if visited_on > _today(now):
        raise Invalid(Reason("day_in_the_future", field="visited_on"))
    with transaction.atomic():
        append([line_by(grip, "record_visit", "research", plan.pk, payload={})], at=now)
        return plan.visits.create(
            place_text=_plain(place, 120),
            visited_on=visited_on,
            seen=_plain(seen, 4000),
            appointment=grip.appointment,
            at=now,
        )


def add_finding(visit: Visit, *, text: str, unit: str, by: Actor, now: datetime) -> Finding:
    """What came of a visit, and who would have to do something about it."""
    grip = _of_unit(visit.plan, by)
    if unit not in territory().units:
        raise Invalid(Reason("unknown_unit", {"value": unit}, field="unit"))
    with transaction.atomic():
        append([line_by(grip, "add_finding", "research", visit.plan_id, payload={})], at=now)
        return visit.findings.create(text=_plain(text, 500), unit=unit)


def close_plan(plan: ResearchPlan, *, by: Actor, now: datetime) -> None:
    """Everything planned has been looked at."""
    grip = _of_unit(plan, by)
    with transaction.atomic():
        plan.closed_at = now
        plan.save(update_fields=["closed_at"])
        append([line_by(grip, "close_plan", "research", plan.pk, payload={})], at=now)


def _unused(finding: Finding) -> None:
    refuse_if(Reason("finding_used") if finding.problem_id or finding.item_id else None)


def _use(finding: Finding, **made: object) -> None:
    """Once only, whoever presses first."""
    free = Finding.objects.filter(pk=finding.pk, problem=None, item=None)
    refuse_if(None if free.update(**made) == 1 else Reason("finding_used"))


def finding_to_problem(finding: Finding, code: str, *, by: Actor, now: datetime) -> Problem:
    """A finding becomes a problem of an open ledger."""
    _unused(finding)
    campaign = Campaign.objects.filter(code=code, closed_at=None).first()
    if campaign is None:
        raise Invalid(Reason("unknown_value", {"value": code}, field="campaign"))
    visit = finding.visit
    found = Found(
        description=finding.text,
        unit=finding.unit,
        found_on=visit.visited_on,
        source="research",
        place=visit.place_text,
    )
    with transaction.atomic():
        problem = add_problem(campaign, found, by=by, now=now)
        _use(finding, problem=problem)
    return problem


def finding_to_item(finding: Finding, *, by: Actor, now: datetime) -> SupervisionItem:
    """A finding becomes the draft of a supervision item."""
    _unused(finding)
    title = finding.text.splitlines()[0][:60]
    given = Draft(
        source="inspection",
        title=title,
        requirement=finding.text,
        deadline=now + ITEM_TERM,
        basis=finding.visit.plan.title,
    )
    with transaction.atomic():
        item = draft_item(given, by=by, now=now)
        _use(finding, item=item)
    return item


def record_session(given: Session, *, by: Actor, now: datetime) -> StudySession:
    """What a unit learnt, and how many came; never who."""
    grip = _planner(by)
    faults = []
    if given.held_on > _today(now):
        faults.append(Reason("day_in_the_future", field="held_on"))
    if not 1 <= given.participants <= MOST_PEOPLE:
        told = {"low": 1, "high": MOST_PEOPLE}
        faults.append(Reason("number_range", told, field="participants"))
    if faults:
        raise Invalid(*faults)
    unit = territory().units[grip.unit]
    return StudySession.objects.create(
        topic=_plain(given.topic, 120),
        held_on=given.held_on,
        participants=given.participants,
        learnt=_plain(given.learnt, 4000),
        unit=unit.code,
        unit_path=unit.path,
        area_path=territory().areas[unit.area].path,
        recorded_by=grip.appointment,
        recorded_at=now,
    )


def open_discussion(title: str, text: str, *, by: Actor, now: datetime) -> Discussion:
    """Put a question to everybody with a post."""
    grip = _planner(by)
    return Discussion.objects.create(
        title=_plain(title, 120),
        text=_plain(text, 4000),
        unit=grip.unit,
        opened_by=grip.appointment,
        opened_at=now,
    )


def reply(discussion: Discussion, text: str, *, by: Actor, now: datetime) -> Reply:
    """Answer in office; anybody with a post may."""
    refuse_if(Reason("discussion_closed") if discussion.closed_at else None)
    grip = next(iter(by.grips), None)
    if grip is None:
        raise NotAllowed(Reason("no_post"))
    words = _plain(text, 2000)
    if not words:
        raise Invalid(Reason("needed", field="text"))
    return discussion.replies.create(text=words, appointment=grip.appointment, at=now)


def close_discussion(discussion: Discussion, *, by: Actor, now: datetime) -> None:
    """The unit that asked ends the thread."""
    if not any(g.unit == discussion.unit and g.roles & PLANNERS for g in by.grips):
        raise NotAllowed(Reason("discussion_of_unit"))
    discussion.closed_at = now
    discussion.save(update_fields=["closed_at"])
