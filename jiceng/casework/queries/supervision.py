"""Reads of the supervision office: items and tasks within reach, and what their guards ask."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from jiceng.casework.models import (
    LightChange,
    SupervisionItem,
    SupervisionTask,
    SupportingUnit,
)
from jiceng.casework.queries.cases import rules_at
from jiceng.casework.rules.supervision import (
    LightFacts,
    Lit,
    PlanNode,
    SupervisionTerms,
    light,
    light_replayed,
)
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.records.access import seen_by
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import JournalEntry, within
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import TIERS, Actor, Grip, Scoped

DECIDING = frozenset({"overseer", "signatory"})
"""Roles that direct a matter: held at its tier or above, never from below."""
OPEN_TASKS = ("planned", "assigned", "returned", "undertaking", "suspended", "under_review")


def supervision_terms(now: datetime) -> SupervisionTerms:
    """The thresholds and terms of supervision in force (configuration `terms` / `supervision`)."""
    row = in_force("terms", now).get("supervision")
    return SupervisionTerms.from_content(row.content if row else {})


def directing(by: Actor, subject: Scoped) -> Actor:
    """The actor without the roles by which a lower level would direct a higher one's matter."""
    height = TIERS.index(subject.tier)
    return replace(by, grips=tuple(_at_height(grip, height) for grip in by.grips))


def _at_height(grip: Grip, height: int) -> Grip:
    if TIERS.index(grip.tier) >= height:
        return grip
    return replace(grip, roles=grip.roles - DECIDING)


def items_of(actor: Actor) -> QuerySet[SupervisionItem]:
    """Items within reach: of one's area, or with a task one may read."""
    rows = SupervisionItem.objects.all()
    if _reaches_all(actor):
        return rows
    given = rows.filter(pk__in=tasks_of(actor).values("item_id"))
    return seen_by(actor, rows) | given


def tasks_of(actor: Actor) -> QuerySet[SupervisionTask]:
    """Tasks within reach: of one's area, of one's unit, or supported by it.

    What is only planned concerns nobody but those who direct it.
    """
    rows = SupervisionTask.objects.all()
    if not any(g.roles & DECIDING and g.tier == TIERS[-1] for g in actor.grips):
        rows = rows.exclude(state="planned")
    if _reaches_all(actor):
        return rows
    own = Q(pk__in=[])
    for grip in actor.grips:
        if grip.reaches_records:
            own |= at_unit(grip) | Q(pk__in=_supported_by(grip))
    return seen_by(actor, rows) | rows.filter(own)


def _reaches_all(actor: Actor) -> bool:
    """Whether somebody reaches the whole county: nothing needs to be asked then."""
    return any(
        g.reaches_records and not g.by_unit and g.area_path.count("/") <= 1 for g in actor.grips
    )


def at_unit(grip: Grip) -> Q:
    """Matters of the unit of a post; a department's include those of its parts."""
    return within("unit_path", grip.unit_path) if grip.by_unit else Q(unit_path=grip.unit_path)


def _supported_by(grip: Grip) -> QuerySet[SupportingUnit, Any]:
    return SupportingUnit.objects.filter(at_unit(grip)).values("task_id")


def item_for(actor: Actor, number: str) -> SupervisionItem:
    """One item within reach, ready for guards; missing and forbidden look alike."""
    row = items_of(actor).filter(number=number).first()
    if row is None:
        raise NotFound(Reason("not_found"))
    return with_tasks(row)


def task_for(actor: Actor, number: str, now: datetime) -> SupervisionTask:
    """One task within reach, ready for guards; missing and forbidden look alike."""
    row = tasks_of(actor).select_related("item").filter(number=number).first()
    if row is None:
        raise NotFound(Reason("not_found"))
    return with_plan(row, now)


def with_tasks(item: SupervisionItem) -> SupervisionItem:
    """Put on the item how many tasks it has, and how many are open."""
    states = list(item.tasks.values_list("state", "completion"))
    item.task_count = sum(1 for state, end in states if (state, end) != ("completed", "terminated"))
    item.open_tasks = sum(1 for state, _end in states if state in OPEN_TASKS)
    return item


def with_plan(task: SupervisionTask, now: datetime) -> SupervisionTask:
    """Put on the task what its guards ask: caps in force, time over, units still silent."""
    terms = supervision_terms(now)
    task.extension_cap, task.send_back_cap = terms.extension_cap, terms.send_back_cap
    task.has_expired = task.due_at is not None and task.due_at <= now
    silent = task.supporting.filter(reported_at=None).order_by("pk")
    task.silent_units = tuple(silent.values_list("unit", flat=True))
    return task


def override_of(task: SupervisionTask, today: date) -> LightChange | None:
    """The light set by hand that still holds, if any."""
    rows = LightChange.objects.filter(task=task, is_override=True, until__gte=today)
    return rows.order_by("-at", "-pk").first()


def facts_of(task: SupervisionTask, calendar: WorkingCalendar) -> LightFacts:
    """What the light of a task is made of, from its row and its plan."""
    return LightFacts(
        state=task.state,
        begins=task.assigned_at.astimezone(calendar.zone).date(),
        due_at=task.due_at,
        progress=task.progress,
        nodes=tuple(PlanNode(n.due_on, n.weight) for n in task.nodes.all()),
        is_quantity=task.quota is not None,
        next_report_on=task.next_report_on,
        settled_at=task.submitted_at,
        completion=task.completion,
    )


def lit_at_present(task: SupervisionTask, now: datetime) -> Lit:
    """The light as things stand, with its reasons; what was set by hand is not looked at."""
    _, calendar = rules_at(now)
    return light(facts_of(task, calendar), now, calendar=calendar, terms=supervision_terms(now))


def facts_at(task: SupervisionTask, at: datetime) -> LightFacts:
    """The same facts as the journal alone gives them, as they stood at an instant."""
    _, calendar = rules_at(at)
    start = replace(
        facts_of(task, calendar),
        state="planned", due_at=None, progress=0, next_report_on=None, settled_at=None,
        completion="",
    )  # fmt: skip
    rows = JournalEntry.objects.filter(subject_kind="supervision_task", subject_id=task.pk)
    lines = [(r.at, r.kind, r.to_state, json.loads(r.payload)) for r in rows.order_by("seq")]
    return light_replayed(lines, start, at)
