"""A year of the supervision office: items, tasks, reports, urging (facts.md §2). Fictitious."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from jiceng.casework.actions.items import Draft, ItemWords, draft_item, move_item
from jiceng.casework.actions.lights import relight
from jiceng.casework.actions.planning import Step, TaskPlan, add_task
from jiceng.casework.actions.tasks import TaskWords, co_report, move_task
from jiceng.casework.actions.urging import Urge, answer, urge
from jiceng.casework.models import SupervisionItem, SupervisionTask, Urging
from jiceng.project.demo.agenda import Agenda, Days, Story
from jiceng.project.demo.cast import Cast

Row = Mapping[str, Any]
EVERY = {"ten_days": 10, "month": 30, "quarter": 90}
AT_WORK = ("assigned", "undertaking", "under_review")
LATE = 18
"""Days after its deadline that a late task is submitted."""


@dataclass
class Office:
    """What every story of the office needs."""

    agenda: Agenda
    cast: Cast
    days: Days
    rng: Random
    words: Mapping[str, list[str]]
    today: date

    def say(self, kind: str) -> str:
        return self.rng.choice(self.words[kind])


def item_story(office: Office, row: Row) -> Story:
    """From the draft to its tasks; what became of each task is a story of its own."""
    days, officer = office.days, office.cast.any("overseer")
    begun = office.today - timedelta(days=row["starts"])
    now = yield days.on(begun)
    deadline = days.end_of(begun + timedelta(days=row["days"] + 10))
    item = draft_item(
        Draft(
            row["source"], row["title"], row["requirement"], deadline, row["basis"],
            row["leader"], row["importance"],
        ),
        by=officer, now=now,
    )  # fmt: skip
    if row.get("state") == "draft":
        return
    now = yield days.after(now, 0.05)
    move_item(item, "submit", by=officer, now=now, version=item.version)
    if row.get("state") == "awaiting_approval":
        return
    now = yield days.after(now, 1)
    move_item(item, "file", by=office.cast.any("signatory"), now=now, version=item.version)
    now = yield days.after(now, 0.1)
    for task in row["tasks"]:
        add_task(item, _plan(office, row, task, now), by=officer, now=now, version=item.version)
        item.refresh_from_db()
    move_item(item, "decompose", by=officer, now=now, version=item.version)
    for planned, told in zip(item.tasks.order_by("order"), row["tasks"], strict=True):
        office.agenda.add(task_story(office, planned, told, now))
        if "pressed" in told:
            office.agenda.add(pressed_story(office, planned, told["pressed"]))


def pressed_story(office: Office, task: SupervisionTask, before: int) -> Story:
    """Urged some days ago; the answer is still to be given."""
    now = yield office.days.on(office.today - timedelta(days=before))
    fresh = SupervisionTask.objects.get(pk=task.pk)
    words = "建成数量落后于计划，请说明原因，列出余下点位的完成日期。"
    urge(fresh, Urge("urge", words), by=office.cast.any("overseer"), now=now)


def watch_story(office: Office, first: date) -> Story:
    """What the worker does every morning; looked at every four weeks, and today."""
    day = first
    while day <= office.today:
        now = yield office.days.on(day)
        for task in SupervisionTask.objects.filter(state__in=AT_WORK).order_by("pk"):
            relight(task, now=now)
        day = min(day + timedelta(days=28), max(office.today, day + timedelta(days=1)))


def _plan(office: Office, row: Row, task: Row, now: datetime) -> TaskPlan:
    first = now.astimezone(office.days.zone).date()
    last = first + timedelta(days=row["days"])
    outputs = task["nodes"]
    share = 100 // len(outputs) if outputs else 0
    steps = tuple(
        Step(
            output,
            first + (last - first) * (place + 1) // len(outputs),
            share if place + 1 < len(outputs) else 100 - share * (len(outputs) - 1),
        )
        for place, output in enumerate(outputs)
    )
    return TaskPlan(
        leads=(task["unit"],),
        output=task["output"],
        deadline=office.days.end_of(last),
        title=task["output"],
        supporting=tuple((unit, "按职责配合") for unit in task["support"]),
        nodes=steps,
        quota=task.get("quota"),
        quota_unit=task.get("quota_unit", ""),
        report_every=task["every"],
        responsible_leader="分管负责人",
        responsible_person="业务科室负责人",
    )


def task_story(office: Office, task: SupervisionTask, told: Row, now: datetime) -> Story:
    """One task as its fate says: signed for, reported on, submitted, reviewed."""
    fate, days = told["fate"], office.days
    handler, officer = office.cast.of(told["unit"], "handler"), office.cast.any("overseer")
    if fate == "unsigned":
        return
    now = yield days.after(now, 2 if fate == "late" else 0.2)
    signed = TaskWords(responsible_leader="分管负责人", responsible_person="业务科室负责人")
    _move(task, "sign_for", handler, now, signed)
    if fate == "fresh":
        return
    office.agenda.add(_supporters(office, task, now))
    now = yield from _reports(office, task, told, now)
    if fate in ("suspended", "slow"):
        return
    now = yield days.after(now, 1)
    task = SupervisionTask.objects.get(pk=task.pk)
    if task.state != "undertaking":
        return
    _move(task, "submit", handler, now, TaskWords(result=office.say("results")))
    now = yield days.after(now, 2)
    if fate == "reworked":
        _move(task, "rework", officer, now, TaskWords(reason=office.say("refusals")))
        now = yield days.after(now, 6)
        _move(task, "submit", handler, now, TaskWords(result=office.say("results")))
        now = yield days.after(now, 2)
    _move(task, "complete", officer, now, TaskWords(completion="done"))
    now = yield days.after(now, 1)
    _complete_item(office, task.item_id, now)


def _move(task: SupervisionTask, name: str, by: Any, now: datetime, words: TaskWords) -> None:
    fresh = SupervisionTask.objects.get(pk=task.pk)
    move_task(fresh, name, by=by, now=now, version=fresh.version, given=words)


def _reports(office: Office, task: SupervisionTask, told: Row, now: datetime) -> Any:
    """Reports as often as they are owed; a slow task stays behind, an urged one is urged."""
    fate, days = told["fate"], office.days
    handler = office.cast.of(told["unit"], "handler")
    reports, nodes = told["every"] in EVERY, list(task.nodes.order_by("order"))
    due = task.due_at or now
    last = due + timedelta(days=LATE if fate == "late" else -3)
    begun, middle = now, now + (due - now) / 2
    is_special = fate in ("urged", "extended", "suspended")
    while reports and (written := _report_day(office, task, now, fate)) < last:
        now = yield written
        if is_special and now > middle:
            now = yield from _special(office, task, told, now)
            is_special = False
            if fate == "suspended":
                return now
        done = (now - begun) / (last - begun)
        progress = min(95, int(100 * done * (0.55 if fate == "slow" else 1)))
        reached = [n for n in nodes if n.due_on <= now.date() and fate != "slow"]
        words = TaskWords(
            progress=max(progress, SupervisionTask.objects.get(pk=task.pk).progress),
            done=office.say("reports"),
            problem=office.say("blocks"),
            next_step=office.say("nexts"),
            node=reached[0].order if reached else None,
        )
        if reached:
            nodes.remove(reached[0])
        _move(task, "report", handler, now, words)
    if is_special:
        now = yield max(days.on(middle.date()), days.after(now, 1))
        now = yield from _special(office, task, told, now)
    if fate != "suspended" and last > now:
        now = yield days.on(last.date())
    return now


def _report_day(office: Office, task: SupervisionTask, now: datetime, fate: str) -> datetime:
    """When the next report is written: the day before it is owed; a slow unit is some days late."""
    owed = SupervisionTask.objects.get(pk=task.pk).next_report_on
    gap = EVERY[task.report_every]
    on = owed + timedelta(days=4 if fate == "slow" else -1) if owed else None
    planned = office.days.on(on) if on else office.days.after(now, gap)
    return max(planned, office.days.after(now, 1))


def _special(office: Office, task: SupervisionTask, told: Row, now: datetime) -> Any:
    """What sets this task apart, about the middle of its time."""
    days, officer = office.days, office.cast.any("overseer")
    handler = office.cast.of(told["unit"], "handler")
    fresh = SupervisionTask.objects.get(pk=task.pk)
    if told["fate"] == "suspended":
        reason = TaskWords(reason="上级登记办法正在修订，办法出台后恢复")
        _move(task, "suspend", officer, now, reason)
    elif told["fate"] == "extended":
        asked = TaskWords(reason="材料到货推迟，申请顺延", term="10 working_days")
        _move(task, "ask_extension", handler, now, asked)
        now = yield days.after(now, 1)
        _move(task, "grant_extension", officer, now, TaskWords())
    else:
        sent = urge(
            fresh, Urge("slip", "进度落后于计划，请说明原因并限期补齐。"), by=officer, now=now
        )
        now = yield days.after(now, 1)
        for one in sent:
            row = Urging.objects.get(pk=one.pk)
            by = office.cast.of(row.unit, "handler")
            answer(row, office.say("answers"), by=by, now=now, version=row.version)
    return now


def _supporters(office: Office, task: SupervisionTask, now: datetime) -> Story:
    """Each supporting unit reports its share before the lead unit may submit."""
    for row in list(task.supporting.order_by("pk")):
        now = yield office.days.after(now, 3)
        fresh = SupervisionTask.objects.get(pk=task.pk)
        if fresh.state != "undertaking":
            return
        by = office.cast.of(row.unit, "handler")
        co_report(fresh, row.unit, office.say("reports"), by=by, now=now, version=fresh.version)


def _complete_item(office: Office, key: int, now: datetime) -> None:
    """When its last task is done, the item is."""
    item = SupervisionItem.objects.get(pk=key)
    is_open = item.tasks.exclude(state__in=("completed", "archived")).exists()
    if item.state == "under_way" and not is_open:
        words = ItemWords(completion="done")
        move_item(
            item, "complete", by=office.cast.any("overseer"), now=now, version=item.version,
            given=words,
        )  # fmt: skip
