"""Reminders of tasks and the first slips, made by the worker on working days (facts.md §2.3).

A unit is told once a day, however many of its tasks are due (one digest): what was reminded of
stands in each task's journal, so that nothing is told twice and a day lost is made up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from jiceng.casework.actions.urging import send_first_slip
from jiceng.casework.models import SupervisionTask, Urging
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.urging import terms_of_urging, units_of
from jiceng.casework.rules.urging import Reminder, Watched, digests, reminder_due, slip_due
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.records.jobs import enqueue
from jiceng.kernel.records.journal import Line, append, line_by
from jiceng.kernel.records.models import JournalEntry, Notice
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import SYSTEM_GRIP

AT_WORK = ("assigned", "returned", "undertaking")
"""Not what waits for its review, or is suspended."""
AHEAD = timedelta(days=21)
"""Further than any reminder lies before a deadline, holidays included."""
MOST = 500
"""Tasks reminded of in one go; the rest come with the next round."""
SLIPS = "slips"
SLIPS_A_PART = 50
NAMED = 20


@dataclass(frozen=True, slots=True)
class Day:
    """The day a round is made for."""

    now: datetime
    on: date
    calendar: WorkingCalendar


def remind_due(now: datetime) -> int:
    """Remind and send first slips; returns how many units were told. Nothing out of hours."""
    day = _day(now)
    return _remind(day) + _send_slips(day) if day else 0


def send_more_slips(payload: Mapping[str, Any], now: datetime) -> None:
    """First slips of the tasks after those of the part before. Safe to repeat."""
    if day := _day(now):
        _send_slips(day, int(payload["after"]))


def _day(now: datetime) -> Day | None:
    """The day and its calendar; None out of working hours."""
    _, calendar = rules_at(now)
    local = now.astimezone(calendar.zone)
    seconds = local.hour * 3600 + local.minute * 60
    if not calendar.works_on(local.date()) or seconds < calendar.hours[0][0]:
        return None
    return Day(now, local.date(), calendar)


def _remind(day: Day) -> int:
    tasks = {t.pk: t for t in _watched(day)}
    told = _told(tasks, day.calendar.zone)
    owed: list[Reminder] = []
    for task in tasks.values():
        stage = reminder_due(
            _facts(task, told, day), day.on, day.calendar, terms_of_urging(day.now)
        )
        if stage:
            owed += [Reminder(unit, task.pk, stage) for unit in units_of(task)]
    already = _told_today(owed, day)
    waiting = {unit: rs for unit, rs in digests(owed).items() if unit not in already}
    for unit, reminders in waiting.items():
        _tell(unit, reminders, tasks, day)
    return len(waiting)


def _watched(day: Day) -> list[SupervisionTask]:
    """Open tasks near their deadline, or not signed for."""
    near = Q(due_at__gte=day.now - timedelta(days=1), due_at__lte=day.now + AHEAD)
    rows = SupervisionTask.objects.filter(near | Q(state="assigned"), state__in=AT_WORK)
    return list(rows.order_by("due_at", "pk")[:MOST])


def _facts(task: SupervisionTask, told: dict[int, set[str]], day: Day) -> Watched:
    zone = day.calendar.zone
    due = task.due_at.astimezone(zone).date() if task.due_at else None
    said = told.get(task.pk, set())
    names = {text.partition("@")[0] for text in said if text.endswith(f"@{due}")}
    names |= {"unsigned"} & {text.partition("@")[0] for text in said}
    return Watched(due, task.assigned_at.astimezone(zone).date(), task.state != "assigned",
                   frozenset(names))  # fmt: skip


def _told(tasks: Iterable[int], zone: ZoneInfo) -> dict[int, set[str]]:
    """What each task was reminded of, with the deadline it had then: an extension starts anew."""
    lines = JournalEntry.objects.filter(
        subject_kind="supervision_task", subject_id__in=list(tasks), kind="remind"
    )
    found: dict[int, set[str]] = {}
    for key, payload in lines.values_list("subject_id", "payload"):
        said = json.loads(payload)
        found.setdefault(key, set()).add(f"{said['stage']}@{said['due']}")
    return found


def _key(unit: str, day: Day) -> str:
    return f"remind:{unit}:{day.on.isoformat()}"


def _told_today(owed: list[Reminder], day: Day) -> set[str]:
    keys = {_key(r.unit, day): r.unit for r in owed}
    there = Notice.objects.filter(key__in=keys).values_list("key", flat=True)
    return {keys[key] for key in there}


def _tell(
    unit: str, reminders: tuple[Reminder, ...], tasks: dict[int, SupervisionTask], day: Day
) -> None:
    """One notice for all that is due at one unit, and a line in the journal of each task."""
    first, holder = tasks[reminders[0].task], territory().units[unit]
    titles = [tasks[r.task].title for r in reminders[:NAMED]]
    with transaction.atomic():
        Notice.objects.bulk_create(
            [
                Notice(
                    kind="remind" if len(reminders) == 1 else "digest",
                    subject_kind="supervision_task",
                    subject_id=first.pk,
                    number=first.number,
                    role="handler",
                    unit_path=holder.path,
                    area_path=first.area_path,
                    light="yellow",
                    params={"title": first.title, "stage": reminders[0].stage,
                            "count": len(reminders), "titles": titles},
                    at=day.now,
                    key=_key(unit, day),
                )
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        append([_line(r, tasks[r.task], day) for r in reminders], at=day.now)


def _line(reminder: Reminder, task: SupervisionTask, day: Day) -> Line:
    due = task.due_at.astimezone(day.calendar.zone).date() if task.due_at else None
    return line_by(
        SYSTEM_GRIP,
        "remind",
        "supervision_task",
        task.pk,
        from_state=task.state,
        to_state=task.state,
        payload={"stage": reminder.stage, "due": str(due), "unit": reminder.unit},
    )


def _send_slips(day: Day, after: int = 0) -> int:
    """The first slip of tasks past their deadline that have had none, and a job for the rest."""
    had = Urging.objects.filter(
        target_kind="supervision_task", target_id=OuterRef("pk"), kind="slip"
    )
    late = SupervisionTask.objects.filter(state__in=AT_WORK, due_at__lt=day.now, pk__gt=after)
    count, terms = 0, terms_of_urging(day.now)
    tasks = list(late.exclude(Exists(had)).order_by("pk")[:SLIPS_A_PART])
    for task in tasks:
        due = task.due_at.astimezone(day.calendar.zone).date() if task.due_at else None
        if slip_due(due, day.on, day.calendar, terms):
            count += len(send_first_slip(task, now=day.now))
    if len(tasks) == SLIPS_A_PART:
        enqueue(SLIPS, {"after": tasks[-1].pk}, run_at=day.now)
    return count
