"""Tasks of the supervision office and problems of one ledger in any number.

As with the cases: a few hundred are made by the actions themselves and multiplied inside the
database, each copy with a state, a light, days and words of its own. A quarter of the tasks and
of the problems lie with one unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from bench.multiply import choose, copy_rows, quick
from bench.people import acting
from jiceng.casework.actions.campaigns import Opened, open_campaign
from jiceng.casework.actions.findings import Found, add_problem
from jiceng.casework.actions.items import Draft, draft_item, move_item
from jiceng.casework.actions.planning import TaskPlan, add_task
from jiceng.casework.actions.urging import Urge, urge
from jiceng.casework.models import (
    Problem,
    SupervisionItem,
    SupervisionTask,
    SupportingUnit,
    Urging,
)
from jiceng.kernel.records.bulk import settle_sequences
from jiceng.kernel.records.configuration import reading_once
from jiceng.kernel.records.models import Unit
from jiceng.kernel.records.models.unit import APART
from jiceng.kernel.records.rows import table

ITEMS, TASKS = 40, 5
"""Items made by the actions, and the tasks of each."""
PROBLEMS = 120
MOST = 100_000
"""Tasks; there are twice as many problems. A county that has more has kept them for decades."""
YEAR = 365
CATEGORIES = ("市容环境", "占道经营", "垃圾清运", "违章搭建", "路面破损", "污水外溢", "交通秩序",
              "消防通道", "农贸市场", "病媒防治", "广告牌匾", "绿化管护")  # fmt: skip
TASK_STATES = (
    *[("undertaking", "red")] * 2, *[("undertaking", "yellow")] * 2,
    *[("undertaking", "green")] * 6, ("assigned", "green"), ("suspended", "paused"),
    ("under_review", "green"), ("returned", "paused"), ("planned", "planned"),
    *[("completed", "done")] * 4, ("completed", "done_late"),
)  # fmt: skip
"""What becomes of twenty copies of one task."""
LATE = ("red", "done_late")
LEADERS = 9
SOURCES = ("work_report", "meeting", "instruction", "practical_matter", "proposal")
ITEM_STATES = ("draft", "awaiting_approval", *["under_way"] * 8, *["completed"] * 6,
               *["archived"] * 4)  # fmt: skip
PROBLEM_STATES = (
    "found", "confirmed", *["rectifying"] * 6, "submitted", "on_notice", "looking_back",
    *["struck_off"] * 5, "long_term", "dismissed", *["archived"] * 2,
)  # fmt: skip


def fill(size: int, now: datetime) -> None:
    """As many tasks as there are cases, up to `MOST`, and twice as many problems; made once."""
    note = Path(settings.DATA_DIR) / "supervised"
    if note.exists():
        return
    tasks = min(size, MOST)
    with transaction.atomic(), reading_once():
        _make_tasks(now, min(ITEMS, tasks // TASKS))
        _make_problems(now, min(PROBLEMS, tasks))
    with quick():
        _multiply_tasks(tasks)
        _multiply_problems(2 * tasks)
    note.touch()


def busy_unit() -> str:
    """The unit with a quarter of everything: that of the clerk who is measured."""
    return "D05"


def _make_tasks(now: datetime, count: int) -> None:
    office, chief = acting("supervision_officer", now).actor, acting("leader", now).actor
    units = [busy_unit(), *Unit.objects.exclude(code=busy_unit()).order_by("pk")
             .filter(tier__in=("county", "town")).exclude(kind__in=APART)
             .values_list("pk", flat=True)]  # fmt: skip
    due = now + timedelta(days=60)
    for number in range(count):
        given = Draft("meeting", f"老旧小区改造（{number}）", "年底前完成", due,
                      lead_leader=f"领导{number % LEADERS}")  # fmt: skip
        item = draft_item(given, by=office, now=now)
        for order in range(TASKS):
            place = number * TASKS + order
            lead = units[0 if place % 4 == 0 else 1 + place % (len(units) - 1)]
            helper = next(u for u in (units[place * 11 % len(units)], *units[1:]) if u != lead)
            plan = TaskPlan(
                (lead,), "外墙修缮完成", due, supporting=((helper, ""),), report_every="month",
                responsible_leader=f"局长{place % 31}",
            )  # fmt: skip
            add_task(item, plan, by=office, now=now, version=item.version)
            item.refresh_from_db()
        for name, by in (("submit", office), ("file", chief), ("decompose", office)):
            item = SupervisionItem.objects.get(pk=item.pk)
            move_item(item, name, by=by, now=now, version=item.version)
    for task in SupervisionTask.objects.order_by("pk")[::10]:
        urge(task, Urge("urge", "请抓紧办理并回复。"), by=office, now=now)


def _make_problems(now: datetime, count: int) -> None:
    office = acting("supervision_officer", now).actor
    today = now.date()
    ledger = open_campaign(Opened("hundred_days", "百日攻坚", today), by=office, now=now)
    others = Unit.objects.order_by("pk").exclude(code=busy_unit()).exclude(kind__in=APART)
    units = list(others.values_list("pk", flat=True))
    for number in range(count):
        unit = busy_unit() if number % 4 == 0 else units[number % len(units)]
        found = Found(
            f"文化路{number}号门前垃圾没有清运", unit, today, category="市容环境",
            deadline=today + timedelta(days=20), place=f"文化路{number}号",
            external_number=f"M{number:06}",
        )  # fmt: skip
        add_problem(ledger, found, by=office, now=now)


def _multiply_tasks(wanted: int) -> None:
    """Whole items with their tasks; the states of twenty copies of a task are told above."""
    items = list(SupervisionItem.objects.order_by("pk").values_list("pk", flat=True))
    tasks = list(SupervisionTask.objects.order_by("pk").values_list("pk", flat=True))
    first_item, first_task = items[-1] + 1, tasks[-1] + 1
    rounds = max(wanted // len(tasks) - 1, 0)
    _choose_copies(items, first_item, rounds)
    turn = f"((c.new - {first_item}) / {len(items)})"
    copy_rows(SupervisionItem, "id", {
        "number": "'B' || c.new", "state": one_of(ITEM_STATES, turn), "due_at": _in_days("c.days"),
        "lead_leader": f"'领导' || (c.new - c.new / {LEADERS} * {LEADERS})",
    })  # fmt: skip
    _choose_copies(tasks, first_task, rounds)
    turn = f"((c.new - {first_task}) / {len(tasks)})"
    late = one_of([int(light in LATE) for _, light in TASK_STATES], turn)
    copy_rows(SupervisionTask, "id", {
        "number": "'B' || c.new",
        "item_id": f"{first_item} + (c.new - {first_task}) / {TASKS}",
        "state": one_of([state for state, _ in TASK_STATES], turn),
        "light": one_of([light for _, light in TASK_STATES], turn),
        "due_at": _in_days(f"(CASE {late} WHEN 1 THEN -61 - c.days ELSE c.days END)"),
        "source": one_of(SOURCES, turn),
        "responsible_leader": "'局长' || (c.new - c.new / 31 * 31)",
    })  # fmt: skip
    is_done = one_of([int(state == "completed") for state, _ in TASK_STATES], turn)
    reported = f"SELECT assigned_at FROM {table(SupervisionTask)} WHERE id = c.new"
    repeated = {
        own: f"(SELECT {theirs} FROM {table(SupervisionTask)} WHERE id = c.new)"
        for own, theirs in SupportingUnit.repeated.items()
    }
    copy_rows(SupportingUnit, "task_id", {
        "reported_at": f"CASE {is_done} WHEN 1 THEN ({reported}) END", **repeated,
    })  # fmt: skip
    copy_rows(Urging, "target_id", {"number": "'B' || c.new || '-' || t.id"})
    settle_sequences(SupervisionItem, SupervisionTask)


def _multiply_problems(wanted: int) -> None:
    """One ledger; one in fifty came again, one in a hundred was re-opened."""
    originals = list(Problem.objects.order_by("pk").values_list("pk", flat=True))
    first = originals[-1] + 1
    _choose_copies(originals, first, max(wanted // len(originals) - 1, 0))
    turn = f"((c.new - {first}) / {len(originals)})"
    copy_rows(Problem, "id", {
        "number": "'B' || c.new", "external_number": "'B' || c.new",
        "state": one_of(PROBLEM_STATES, turn), "due_at": _in_days("c.days - 30"),
        "category": one_of(CATEGORIES, turn),
        "description": "t.description || '，第' || c.new || '处'",
        "place_text": "'人民路' || c.new || '号'", "place_key": "'人民路' || c.new || '号'",
        "recurrence_of_id": f"CASE {_left('c.new', 50)} WHEN 0 THEN t.id END",
        "reopenings": f"CASE {_left('c.new', 100)} WHEN 1 THEN 1 ELSE 0 END",
    })  # fmt: skip
    settle_sequences(Problem)


def _choose_copies(originals: Sequence[int], first: int, rounds: int) -> None:
    """Every original once a round, with keys from `first` on and days spread over a year."""
    count = len(originals)
    choose((originals[i % count], first + i, i * 7919 % YEAR) for i in range(count * rounds))


def one_of(values: Sequence[str | int], turn: str) -> str:
    """The values by turns."""
    listed = (f"WHEN {n} THEN {value!r}" for n, value in enumerate(values))
    return f"(CASE {_left(turn, len(values))} {' '.join(listed)} END)"


def _left(number: str, by: int) -> str:
    """The remainder, without the sign that drivers take for a mark."""
    return f"({number} - {number} / {by} * {by})"


def _in_days(days: str) -> str:
    """The deadline of the original moved on."""
    if connection.vendor == "sqlite":
        return f"datetime(t.due_at, ({days}) || ' days')"
    return f"(t.due_at + ({days}) * interval '1 day')"
