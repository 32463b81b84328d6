"""Items and tasks of the supervision office as programs see them."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field

from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.api.seen import MoveOpen, moves_seen, unit_named
from jiceng.casework.models import ProgressReport, SupervisionItem, SupervisionTask
from jiceng.casework.process import SUPERVISION_ITEM, SUPERVISION_TASK
from jiceng.casework.queries.supervision import directing, tasks_of
from jiceng.web.api import Answer, local
from jiceng.web.doors import Asked
from jiceng.web.words import stored_sentences

Light = Literal["red", "yellow", "green", "done", "done_late", "paused", "planned"]
Every = Literal["", "week", "ten_days", "month", "quarter", "node"]


class TaskListed(Answer):
    """A task as lists show it."""

    number: str
    item: str
    title: str
    state: str
    state_label: str
    light: Light
    unit: UnitNamed
    progress: int
    due_at: str | None
    first_due_at: str | None
    next_report_on: str | None
    version: int


class NodeSeen(Answer):
    """A node of the plan."""

    order: int
    output: str
    due_on: str
    weight: int
    done_on: str | None


class SupportSeen(Answer):
    """A supporting unit; the task is done when each has reported."""

    unit: UnitNamed
    share: str
    reported_at: str | None


class LightSeen(Answer):
    """A light as it became, with what made it so."""

    at: str
    light: Light
    because: list[str]
    by_hand: bool


class ReportSeen(Answer):
    """A report; one that was found untrue says since when and why."""

    id: int
    unit: UnitNamed
    at: str
    progress: int
    done: str
    due_on: str | None
    untrue_at: str | None
    untrue_reason: str


class TaskSeen(TaskListed):
    """Everything about a task."""

    output: str
    report_every: Every
    responsible_leader: str
    responsible_person: str
    nodes: list[NodeSeen]
    supporting: list[SupportSeen]
    reports: list[ReportSeen] = Field(description="The last twenty, newest first.")
    lights: list[LightSeen] = Field(description="The last ten, newest first.")
    moves: list[MoveOpen]


class ItemListed(Answer):
    """An item as lists show it."""

    number: str
    title: str
    source: str
    state: str
    state_label: str
    importance: str
    lead_leader: str
    due_at: str | None
    version: int


class ItemSeen(ItemListed):
    """Everything about an item."""

    requirement: str
    basis: str
    completion: str
    taken: str
    tasks: list[TaskListed]
    moves: list[MoveOpen]


def item_listed(row: SupervisionItem) -> dict[str, Any]:
    """An item as lists show it."""
    return {
        "number": row.number,
        "title": row.title,
        "source": row.source,
        "state": row.state,
        "state_label": _(SUPERVISION_ITEM.state(row.state).label),
        "importance": row.importance,
        "lead_leader": row.lead_leader,
        "due_at": local(row.due_at),
        "version": row.version,
    }


def item_seen(row: SupervisionItem, request: Asked) -> dict[str, Any]:
    """An item with its tasks and what may be done."""
    tasks = tasks_of(request.actor).filter(item=row).select_related("item").order_by("order")
    return {
        **item_listed(row),
        "requirement": row.requirement,
        "basis": row.basis,
        "completion": row.completion,
        "taken": row.taken_number,
        "tasks": [task_listed(task) for task in tasks],
        "moves": moves_seen(row, SUPERVISION_ITEM, request, actor=directing(request.actor, row)),
    }


def task_listed(row: SupervisionTask) -> dict[str, Any]:
    """A task as lists show it."""
    return {
        "number": row.number,
        "item": row.item.number,
        "title": row.title,
        "state": row.state,
        "state_label": _(SUPERVISION_TASK.state(row.state).label),
        "light": row.light,
        "unit": unit_named(row.unit),
        "progress": row.progress,
        "due_at": local(row.due_at),
        "first_due_at": local(row.first_due_at),
        "next_report_on": _day(row.next_report_on),
        "version": row.version,
    }


def task_seen(row: SupervisionTask, request: Asked) -> dict[str, Any]:
    """A task with its plan, lights and what may be done."""
    return {
        **task_listed(row),
        "output": row.output,
        "report_every": row.report_every,
        "responsible_leader": row.responsible_leader,
        "responsible_person": row.responsible_person,
        "nodes": [
            {"order": n.order, "output": n.output, "due_on": n.due_on.isoformat(),
             "weight": n.weight, "done_on": _day(n.done_on)}
            for n in row.nodes.order_by("order")
        ],
        "supporting": [
            {"unit": unit_named(s.unit), "share": s.share, "reported_at": local(s.reported_at)}
            for s in row.supporting.order_by("pk")
        ],
        "reports": [_report(r) for r in row.reports.order_by("-at", "-pk")[:20]],
        "lights": [
            {"at": local(c.at), "light": c.light, "because": stored_sentences(c.because),
             "by_hand": c.is_override}
            for c in row.lights.order_by("-at", "-pk")[:10]
        ],
        "moves": moves_seen(row, SUPERVISION_TASK, request, actor=directing(request.actor, row)),
    }  # fmt: skip


def _report(row: ProgressReport) -> dict[str, Any]:
    return {
        "id": row.pk,
        "unit": unit_named(row.unit),
        "at": local(row.at),
        "progress": row.progress,
        "done": row.done,
        "due_on": _day(row.due_on),
        "untrue_at": local(row.untrue_at),
        "untrue_reason": row.untrue_reason,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
