"""Items and tasks of the supervision office, with why every light burns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.db import transaction
from django.db.models import QuerySet
from ninja import Query, Status
from pydantic import Field

from jiceng.casework.actions.items import Draft, ItemWords, draft_item, move_item
from jiceng.casework.actions.planning import Step, TaskPlan, add_task
from jiceng.casework.actions.tasks import TaskWords, co_report, move_task
from jiceng.casework.actions.untrue import find_untrue, take_back_untrue
from jiceng.casework.api.supervision_seen import (
    Every,
    ItemListed,
    ItemSeen,
    Light,
    TaskListed,
    TaskSeen,
    item_listed,
    item_seen,
    task_listed,
    task_seen,
)
from jiceng.casework.process import SUPERVISION_ITEM, SUPERVISION_TASK
from jiceng.casework.queries.evidence import evidence_for
from jiceng.casework.queries.supervision import (
    item_for,
    items_of,
    task_for,
    tasks_of,
)
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.web.api import Calls, Input, Listed, Page, instant, machine, page_of
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.api.pages import read_cursor
from jiceng.web.doors import Asked

calls = Calls("supervision")
VERDICTS = {"find_untrue": find_untrue, "take_back_untrue": take_back_untrue}


def _deadline(text: str) -> datetime:
    try:
        return instant(text)
    except ValueError as error:
        raise Invalid(Reason("field_wrong", {"name": "deadline"}, field="deadline")) from error


READERS = ("worker", "handler", "dispatcher", "verifier", "approver", "arbiter", "overseer",
           "leader", "reader", "signatory")  # fmt: skip
Text = Annotated[str, Field(max_length=2000)]
Short = Annotated[str, Field(max_length=40)]
Code = Annotated[str, Field(max_length=24)]


class NodeGiven(Input):
    """A node as it is planned; the weights of a task make 100."""

    output: str = Field(max_length=200)
    due_on: date
    weight: int = Field(ge=0, le=100)


class SupportGiven(Input):
    """A supporting unit as it is planned."""

    unit: Code
    share: str = Field("", max_length=200)


class TaskGiven(Input):
    """A task as it is planned. `lead` is one unit; a second one is refused by name."""

    lead: Code | list[Code]
    output: Text
    deadline: str = Field(max_length=40, description="RFC 3339, with offset.")
    title: str = Field("", max_length=120)
    supporting: list[SupportGiven] = Field(default_factory=list, max_length=20)
    nodes: list[NodeGiven] = Field(default_factory=list, max_length=24)
    quota: int | None = None
    quota_unit: str = Field("", max_length=10)
    report_every: Every = ""
    responsible_leader: Short = ""
    responsible_person: Short = ""

    def plan(self) -> TaskPlan:
        """The plan as actions take it."""
        plain = self.model_dump(exclude={"lead", "deadline", "supporting", "nodes"})
        return TaskPlan(
            leads=(self.lead,) if isinstance(self.lead, str) else tuple(self.lead),
            deadline=_deadline(self.deadline),
            supporting=tuple((s.unit, s.share) for s in self.supporting),
            nodes=tuple(Step(n.output, n.due_on, n.weight) for n in self.nodes),
            **plain,
        )


class ItemGiven(Input):
    """An item as it is drafted, with the tasks it is taken apart into."""

    source: str = Field(max_length=20)
    title: str = Field(max_length=120)
    requirement: Text
    deadline: str = Field(max_length=40, description="RFC 3339, with offset.")
    basis: str = Field("", max_length=200)
    lead_leader: Short = ""
    importance: Literal["A", "B", "C"] = "C"
    tasks: list[TaskGiven] = Field(default_factory=list, max_length=30)

    def draft(self) -> Draft:
        """The draft as actions take it."""
        plain = self.model_dump(exclude={"deadline", "tasks"})
        return Draft(deadline=_deadline(self.deadline), **plain)


class ItemMove(Versioned):
    """The version that was looked at, and whatever the move needs."""

    reason: Text = ""
    completion: str = Field("", max_length=12)


class TaskMove(Versioned):
    """The version that was looked at, and whatever the move needs."""

    reason: Text = ""
    result: Text = ""
    completion: str = Field("", max_length=12)
    unit: Code = ""
    proposed_unit: Code = ""
    term: Code = Field("", description="Such as `5 working_days`.")
    responsible_leader: Short = ""
    responsible_person: Short = ""
    progress: int | None = Field(None, ge=0, le=100)
    done: Text = ""
    problem: Text = ""
    next_step: Text = ""
    node: int | None = Field(None, ge=1, le=24)
    report: int = Field(0, ge=0, le=2**53, description="Of `find_untrue`, `take_back_untrue`.")


class ItemFilter(Page):
    """What a list of items may be narrowed by."""

    state: str = Field("", max_length=30)
    source: str = Field("", max_length=20)


class TaskFilter(Page):
    """What a list of tasks may be narrowed by."""

    state: str = Field("", max_length=30)
    light: Light | None = None
    unit: Code = ""
    item: str = Field("", max_length=20)


@calls.get("/supervision-items", door=machine(*READERS), answer=Listed[ItemListed])
def list_items(request: Asked, wanted: Query[ItemFilter]) -> dict[str, Any]:
    """Items within reach, in the order in which they were drafted."""
    given = {"state": wanted.state, "source": wanted.source}
    found = _after(items_of(request.actor).filter(**_set(given)), wanted)
    return page_of(found, wanted.limit, show=item_listed, key=lambda i: (i.pk,))


@calls.post("/supervision-items", door=machine("overseer"), answer=ItemSeen, status=201)
def create_item(request: Asked, given: ItemGiven) -> Status[dict[str, Any]]:
    """Draft an item and plan its tasks: all of it or nothing."""
    by, now = request.actor, request.now
    with transaction.atomic():
        item = draft_item(given.draft(), by=by, now=now)
        for order, task in enumerate(given.tasks):
            try:
                add_task(item, task.plan(), by=by, now=now, version=item.version)
            except Invalid as refusal:
                raise Invalid(*_of_task(order, refusal.reasons)) from refusal
    return Status(201, item_seen(item_for(by, item.number), request))


def _of_task(order: int, reasons: Iterable[Reason]) -> list[Reason]:
    """Reasons about the n-th task of an item, at its place in what was sent."""
    return [Reason(r.code, r.params, f"tasks.{order}.{r.field}") for r in reasons]


@calls.get("/supervision-items/{number}", door=machine(*READERS), answer=ItemSeen)
def read_item(request: Asked, number: str) -> dict[str, Any]:
    """One item within reach."""
    return item_seen(item_for(request.actor, number), request)


@calls.post("/supervision-items/{number}/moves/{move}", door=machine(*READERS), answer=ItemSeen)
def make_item_move(request: Asked, number: str, move: str, given: ItemMove) -> dict[str, Any]:
    """Make a move; answers with the item as it stands afterwards."""
    item = item_for(request.actor, number)
    move_named(SUPERVISION_ITEM, move, request.actor.roles)
    words = ItemWords(reason=given.reason, completion=given.completion)
    move_item(item, move, by=request.actor, now=request.now, version=given.version, given=words)
    return item_seen(item_for(request.actor, number), request)


@calls.get("/supervision-tasks", door=machine(*READERS), answer=Listed[TaskListed])
def list_tasks(request: Asked, wanted: Query[TaskFilter]) -> dict[str, Any]:
    """Tasks within reach, in the order in which they were planned."""
    given = {"state": wanted.state, "light": wanted.light, "unit": wanted.unit,
             "item__number": wanted.item}  # fmt: skip
    rows = tasks_of(request.actor).select_related("item").filter(**_set(given))
    return page_of(_after(rows, wanted), wanted.limit, show=task_listed, key=lambda t: (t.pk,))


@calls.get("/supervision-tasks/{number}", door=machine(*READERS), answer=TaskSeen)
def read_task(request: Asked, number: str) -> dict[str, Any]:
    """One task within reach."""
    return task_seen(task_for(request.actor, number, request.now), request)


@calls.post("/supervision-tasks/{number}/moves/{move}", door=machine(*READERS), answer=TaskSeen)
def make_task_move(request: Asked, number: str, move: str, given: TaskMove) -> dict[str, Any]:
    """Make a move, or `co_report` the share of a supporting unit (`unit`, `done`).

    `find_untrue` and `take_back_untrue` judge one report (`report`, `reason`).
    """
    by, now = request.actor, request.now
    task = task_for(by, number, now)
    if move == "co_report":
        co_report(task, given.unit, given.done, by=by, now=now, version=given.version)
    elif judge := VERDICTS.get(move):
        judge(task, given.report, given.reason, by=by, now=now, version=given.version)
    else:
        move_named(SUPERVISION_TASK, move, request.actor.roles)
        words: dict[str, Any] = given.model_dump(exclude={"version", "report"})
        if move == "report":
            words["evidence"] = tuple(evidence_for(task, now))
        move_task(task, move, by=by, now=now, version=given.version, given=TaskWords(**words))
    return task_seen(task_for(by, number, now), request)


def _set(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value}


def _after(rows: QuerySet[Any], wanted: Page) -> list[Any]:
    place = read_cursor(wanted.after, int)
    rows = rows.filter(pk__gt=place[0]) if place else rows
    return list(rows.order_by("pk")[: wanted.limit + 1])
