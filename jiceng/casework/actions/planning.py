"""Taking an item apart: who leads, who supports, what is owed and by when (facts.md §2.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from jiceng.casework.actions.following import make, start
from jiceng.casework.actions.lights import relight
from jiceng.casework.actions.words import clean
from jiceng.casework.models import SupervisionItem, SupervisionTask, SupportingUnit, TaskNode
from jiceng.casework.process import SUPERVISION_ITEM, SUPERVISION_TASK
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.supervision import directing
from jiceng.casework.rules.supervision import EVERY, IMPORTANCE
from jiceng.kernel.records.advance import check_version, refuse_if, repeat, work_item
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.rows import put
from jiceng.kernel.records.territory import UnitEntry, territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.kernel.scope import Actor, Grip
from jiceng.kernel.words import N_

PLANNABLE = ("draft", "filed", "under_way")
OVERSEER = frozenset({"overseer"})
AT_WORK = ("assigned", "undertaking", "under_review", "suspended")
MOST_NODES = 24
MOST_UNITS = 20


@dataclass(frozen=True, slots=True)
class Step:
    """A node of a plan: what can be seen by a day, and its share of the task in percent."""

    output: str
    due_on: date
    weight: int


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """One task as it is planned. `leads` names exactly one unit; `supporting` (unit, share)."""

    leads: tuple[str, ...]
    output: str
    deadline: datetime
    title: str = ""
    supporting: tuple[tuple[str, str], ...] = ()
    nodes: tuple[Step, ...] = ()
    quota: int | None = None
    quota_unit: str = ""
    report_every: str = ""
    responsible_leader: str = ""
    responsible_person: str = ""
    importance: str = ""


def add_task(
    item: SupervisionItem, plan: TaskPlan, *, by: Actor, now: datetime, version: int
) -> SupervisionTask:
    """Plan a task of an item; of one already under way it is issued at once.

    Raises `Invalid` naming each wrong field, `Refused` in a state without planning, `NotAllowed`
    for anybody but the office.
    """
    check_version(item, version)
    office = directing(by, item)
    grip = office.acting_grip(item, OVERSEER)
    if grip is None:
        raise NotAllowed(Reason("may_not_supervise"))
    state = SUPERVISION_ITEM.state(item.state)
    told = {"move": N_("分解任务"), "state": state.label}
    refuse_if(None if item.state in PLANNABLE else Reason("wrong_state", told))
    if faults := [*plan_faults(item, plan, now)]:
        raise Invalid(*faults)
    with transaction.atomic():
        task = _planned(item, plan, grip, now)
        if item.state == "under_way":
            issue(task, by=office, now=now)
    return task


def issue(task: SupervisionTask, *, by: Actor, now: datetime) -> None:
    """Hand a planned task to its units (督查通知单). To be called in a transaction."""
    begins = now.astimezone(rules_at(now)[1].zone).date()
    make(task, SUPERVISION_TASK, "issue", by=by, now=now, version=task.version,
         changes={"assigned_at": now}, payload={"begins": begins})  # fmt: skip
    await_supporters(task)
    relight(task, now=now)


def await_supporters(task: SupervisionTask) -> None:
    """Every supporting unit has the task on its own worklist until it has reported."""
    if task.state not in AT_WORK:
        return
    rows = []
    for row in task.supporting.filter(reported_at=None):
        item = work_item(task, "handler", purpose=f"support{row.pk}")
        item.unit, item.unit_path = row.unit, row.unit_path
        rows.append(item)
    put(rows, unique=("subject_kind", "subject_id", "purpose"),
        update=("title", "state", "since", "due_at"))  # fmt: skip


def plan_faults(item: SupervisionItem, plan: TaskPlan, now: datetime) -> Iterator[Reason]:
    """Everything wrong with a plan, each fault with its field."""
    yield from _unit_faults(plan)
    yield from _day_faults(item, plan, now)
    yield from _node_faults(plan, now)
    if not 1 <= len(plan.output.strip()) <= 2000:
        yield Reason("text_length", {"low": 1, "high": 2000}, "output")
    if plan.report_every not in EVERY:
        yield Reason("unknown_value", {"value": plan.report_every}, "report_every")
    if plan.importance not in ("", *IMPORTANCE):
        yield Reason("unknown_value", {"value": plan.importance}, "importance")
    if plan.quota is not None and not 1 <= plan.quota <= 10_000_000:
        yield Reason("number_range", {"low": 1, "high": 10_000_000}, "quota")
    for name, most in (("title", 120), ("responsible_leader", 40), ("responsible_person", 40),
                       ("quota_unit", 10)):  # fmt: skip
        text = str(getattr(plan, name))
        if len(text) > most:
            yield Reason("too_long", {"value": text[:10], "most": most}, name)


def _unit_faults(plan: TaskPlan) -> Iterator[Reason]:
    supporting = _supporting(plan)
    if not plan.leads:
        yield Reason("needed", field="lead")
    if len(set(plan.leads)) > 1:
        yield Reason("second_lead", {"units": _names(plan.leads)}, "lead")
    for field, codes in (("lead", plan.leads), ("supporting", supporting)):
        yield from _unknown(field, codes)
    if both := set(plan.leads) & set(supporting):
        yield Reason("lead_supports", {"units": _names(sorted(both))}, "supporting")
    if len(set(supporting)) < len(supporting) or len(supporting) > MOST_UNITS:
        yield Reason("units_to_call", {"most": MOST_UNITS}, "supporting")
    if any(len(share) > 200 for _unit, share in plan.supporting):
        yield Reason("text_length", {"low": 0, "high": 200}, "supporting")


def _unknown(field: str, codes: Sequence[str]) -> Iterator[Reason]:
    known = territory().units
    yield from (Reason("unknown_unit", {"value": c}, field) for c in codes if c not in known)


def _supporting(plan: TaskPlan) -> list[str]:
    return [unit for unit, _share in plan.supporting]


def _names(codes: Sequence[str]) -> list[str]:
    units = territory().units
    return [units[c].name if c in units else c for c in codes]


def _day_faults(item: SupervisionItem, plan: TaskPlan, now: datetime) -> Iterator[Reason]:
    if plan.deadline <= now:
        yield Reason("due_date_missing", field="deadline")
    if item.deadline is not None and plan.deadline > max(item.deadline, now):
        yield Reason("after_the_item", {"at": item.deadline}, "deadline")


def _node_faults(plan: TaskPlan, now: datetime) -> Iterator[Reason]:
    if not plan.nodes:
        if plan.report_every == "node":
            yield Reason("nodes_needed", field="report_every")
        return
    if len(plan.nodes) > MOST_NODES:
        yield Reason("number_range", {"low": 0, "high": MOST_NODES}, "nodes")
    total = sum(node.weight for node in plan.nodes)
    if total != 100 or any(node.weight < 0 for node in plan.nodes):
        yield Reason("weights_not_whole", {"total": total}, "weight")
    zone = rules_at(now)[1].zone
    span = now.astimezone(zone).date(), plan.deadline.astimezone(zone).date()
    for order, node in enumerate(plan.nodes, 1):
        yield from _faults_of_node(order, node, *span)


def _faults_of_node(order: int, node: Step, today: date, last: date) -> Iterator[Reason]:
    if not 1 <= len(node.output.strip()) <= 200:
        yield Reason("node_without_output", {"order": order}, "nodes")
    if node.due_on < today:
        yield Reason("node_in_the_past", {"order": order}, "due_on")
    if node.due_on > last:
        yield Reason("node_after_deadline", {"order": order, "day": last.isoformat()}, "due_on")


def _planned(item: SupervisionItem, plan: TaskPlan, grip: Grip, now: datetime) -> SupervisionTask:
    lead, words = territory().units[plan.leads[0]], clean({"output": plan.output})
    order = (item.tasks.aggregate(last=Max("order"))["last"] or 0) + 1
    title = clean({"title": plan.title or words["output"].splitlines()[0]})["title"]
    task = SupervisionTask(
        id=next_key(SupervisionTask),
        number=f"{item.number}-{order}",
        title=title[:120],
        item=item,
        order=order,
        tier=item.tier,
        output=words["output"],
        source=item.source,
        importance=plan.importance or item.importance,
        responsible_leader=plan.responsible_leader.strip(),
        responsible_person=plan.responsible_person.strip(),
        quota=plan.quota,
        quota_unit=plan.quota_unit.strip() if plan.quota else "",
        report_every=plan.report_every,
        light="planned",
        assigned_at=now,
        **held_by(lead),
    )
    start(task, SUPERVISION_TASK, "plan", grip=grip, now=now, due_at=plan.deadline,
          item=item.number)  # fmt: skip
    _write_plan(task, plan)
    return task


def held_by(unit: UnitEntry) -> dict[str, str]:
    """The columns that say which unit leads a task; it stands in the area of that unit."""
    area = territory().area(unit.area)
    return {"unit": unit.code, "unit_path": unit.path, "area_path": area.path if area else ""}


def _write_plan(task: SupervisionTask, plan: TaskPlan) -> None:
    units = territory().units
    SupportingUnit.objects.bulk_create(
        SupportingUnit(task=task, unit=code, unit_path=units[code].path, share=share.strip())
        for code, share in plan.supporting
    )
    repeat(task, SupportingUnit.repeated.values())
    TaskNode.objects.bulk_create(
        TaskNode(task=task, order=order, output=clean({"output": node.output})["output"],
                 due_on=node.due_on, weight=node.weight)
        for order, node in enumerate(sorted(plan.nodes, key=lambda n: n.due_on), 1)
    )  # fmt: skip
