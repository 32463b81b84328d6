"""Programmes and projects as they are read: lights with their reasons, milestones, money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from django.db.models import Count, Min, Q, QuerySet

from jiceng.casework.models import Milestone, Programme, Project
from jiceng.casework.queries.cases import rules_at
from jiceng.casework.rules.programmes import Step, light_from, lit_of, worst
from jiceng.casework.rules.supervision import Lit
from jiceng.kernel.records.access import get_for, seen_by
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor

AHEAD = Q(milestones__done_on=None) & (
    Q(milestones__task=None) | Q(milestones__task__completed_at=None)
)
"""A milestone neither reached by itself nor by the task it is bound to."""


def done_day(milestone: Milestone, zone: tzinfo) -> date | None:
    """The day a milestone was reached: written down, or that of the task that proves it."""
    if milestone.done_on is not None or milestone.task is None:
        return milestone.done_on
    completed = milestone.task.completed_at
    return completed.astimezone(zone).date() if completed else None


def milestones_of(projects: Iterable[int]) -> dict[int, list[Milestone]]:
    """The milestones of projects in their order."""
    found: dict[int, list[Milestone]] = {key: [] for key in projects}
    rows = Milestone.objects.filter(project__in=found).select_related("task")
    for row in rows.order_by("due_on", "order"):
        found[row.project_id].append(row)
    return found


def lights_of(projects: Sequence[Project], now: datetime) -> dict[int, Lit]:
    """The light of every project and why."""
    zone = rules_at(now)[1].zone
    today = now.astimezone(zone).date()
    steps = milestones_of(p.pk for p in projects)
    return {
        p.pk: lit_of(
            (Step(m.name, m.due_on, done_day(m, zone)) for m in steps[p.pk]),
            state=p.state,
            today=today,
        )
        for p in projects
    }


def with_milestones(project: Project) -> Project:
    """Put on what the guards of the process ask for."""
    rows = Project.objects.filter(pk=project.pk)
    found = rows.aggregate(all=Count("milestones"), ahead=Count("milestones", filter=AHEAD))
    project.milestone_count, project.open_milestones = found["all"], found["ahead"]
    return project


def projects_of(actor: Actor) -> QuerySet[Project]:
    """The projects within reach."""
    return seen_by(actor, Project.objects.select_related("programme"))


def project_for(actor: Actor, number: str) -> Project:
    """One project by its number; `NotFound` also out of reach."""
    return get_for(actor, Project.objects.select_related("programme"), number)


def programme_by(code: str) -> Programme:
    """One programme; everybody with a post may know that it exists."""
    found = Programme.objects.filter(code=code).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


@dataclass
class Standing:
    """How many projects of a programme show each light, and the worst of them."""

    counts: dict[str, int] = field(default_factory=dict)

    @property
    def light(self) -> str:
        return worst(self.counts)

    @property
    def projects(self) -> int:
        return sum(self.counts.values())


def standing_of(programmes: Iterable[Programme], now: datetime) -> dict[int, Standing]:
    """All programmes at once, by two statements whatever their number."""
    found = {p.pk: Standing() for p in programmes}
    today = now.astimezone(rules_at(now)[1].zone).date()
    rows = (
        Project.objects.filter(programme__in=found)
        .values_list("programme", "state")
        .annotate(
            all=Count("milestones"),
            following=Min("milestones__due_on", filter=AHEAD),
        )
        .values_list("programme", "pk", "state", "all", "following")
    )
    for programme, _key, state, count, following in rows:
        light = light_from(state=state, count=count, following=following, today=today)
        counts = found[programme].counts
        counts[light] = counts.get(light, 0) + 1
    return found
