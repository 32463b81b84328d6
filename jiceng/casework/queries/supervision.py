"""Reads of the supervision office: items and tasks within reach, and what their guards ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from jiceng.casework.models import SupervisionItem, SupervisionTask, SupportingUnit
from jiceng.casework.rules.supervision import SupervisionTerms
from jiceng.kernel.records.access import seen_by
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import within
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
    """Items within reach: of one's area, or with a task of one's unit that has been issued."""
    rows = SupervisionItem.objects.all()
    reach = seen_by(actor, rows).values("pk")
    given = tasks_of(actor).exclude(state="planned").values("item_id")
    return rows.filter(Q(pk__in=reach) | Q(pk__in=given))


def tasks_of(actor: Actor) -> QuerySet[SupervisionTask]:
    """Tasks within reach: of one's area, of one's unit, or supported by it."""
    rows = SupervisionTask.objects.all()
    own = Q(pk__in=[])
    for grip in actor.grips:
        if grip.reaches_records:
            own |= at_unit(grip) | Q(pk__in=_supported_by(grip))
    return rows.filter(Q(pk__in=seen_by(actor, rows).values("pk")) | own)


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
