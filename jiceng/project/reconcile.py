"""Nothing waits for ever: what should be owed and is not, and mending it (trust: 7).

The sweep, the worklist and the jobs are all written in the transaction of the move that needs
them. Should one be missing all the same, `mend` finds it within minutes and `doctor` shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from jiceng.casework.actions.sweep import ladders_of
from jiceng.casework.queries import rules_at
from jiceng.kernel.process import Process, next_alarm
from jiceng.kernel.records.advance import Movable, put_work_item, set_alarm
from jiceng.kernel.records.kinds import kinds
from jiceng.kernel.records.models import Job, PendingAlarm, WorkItem

LIMIT = 500
UNSENT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much is missing: open matters without alarm or worklist, alarms of nothing, jobs."""

    without_alarm: int
    without_worklist: int
    alarms_of_nothing: int
    dead_jobs: int
    late_jobs: int

    @property
    def is_sound(self) -> bool:
        return not (self.without_alarm or self.without_worklist or self.alarms_of_nothing)


def forgotten(now: datetime) -> Forgotten:
    """Count it, changing nothing."""
    waiting = Job.objects.filter(done_at=None, dead_at=None)
    return Forgotten(
        sum(_without_alarm(kind).count() for kind in kinds()),
        sum(_without_worklist(kind).count() for kind in kinds()),
        sum(_of_nothing(kind).count() for kind in kinds()),
        Job.objects.exclude(dead_at=None).count(),
        waiting.filter(run_at__lt=now - UNSENT).count(),
    )


def mend(now: datetime) -> int:
    """Give every open matter its alarm and its place on a worklist; returns how many lacked one."""
    mended = 0
    for kind, declared in kinds().items():
        lacking = {row.pk: row for row in _without_alarm(kind)[:LIMIT]}
        lacking |= {row.pk: row for row in _without_worklist(kind)[:LIMIT]}
        for pk in lacking:
            mended += _mend(kind, pk, declared.process, now)
        _of_nothing(kind).delete()
    return mended


def _mend(kind: str, pk: int, process: Process, now: datetime) -> bool:
    _, calendar = rules_at(now)
    with transaction.atomic():
        row = _open(kind).select_for_update().filter(pk=pk).first()
        if row is None:
            return False
        state = process.state(row.state)
        held = PendingAlarm.objects.filter(subject_kind=kind, subject_id=pk, at__isnull=False)
        if not held.exists():
            terms = ladders_of(row, now)
            set_alarm(
                row,
                next_alarm(state, row.stage, row.promise, terms, after=now, calendar=calendar),
            )
        if not WorkItem.objects.filter(subject_kind=kind, subject_id=pk).exists():
            put_work_item(row, state.actor)
    return True


def _open(kind: str) -> QuerySet[Movable]:
    declared = kinds()[kind]
    waiting = [s.name for s in declared.process.states if not (s.resting or s.final)]
    rows: QuerySet[Movable] = declared.model._default_manager.filter(state__in=waiting)
    return rows


def _without_alarm(kind: str) -> QuerySet[Movable]:
    owed = PendingAlarm.objects.filter(subject_kind=kind, at__isnull=False)
    return _open(kind).exclude(pk__in=owed.values("subject_id"))


def _without_worklist(kind: str) -> QuerySet[Movable]:
    listed = WorkItem.objects.filter(subject_kind=kind)
    return _open(kind).exclude(pk__in=listed.values("subject_id"))


def _of_nothing(kind: str) -> QuerySet[PendingAlarm]:
    there = kinds()[kind].model._default_manager.values("pk")
    return PendingAlarm.objects.filter(subject_kind=kind).exclude(subject_id__in=there)
