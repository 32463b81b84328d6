"""What runs without a web request: the sweep, the figures of a year, an import."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from bench.cpu import Cost, Spent, cost_of, least
from bench.measured import Found, of_cost
from jiceng.casework.actions.sweep import ring
from jiceng.casework.figures import Window, compute, refresh
from jiceng.casework.figures.counting import EVERYTHING, live
from jiceng.casework.queries import rules_at
from jiceng.kernel.records.alarms import due
from jiceng.kernel.records.configuration import reading_once
from jiceng.kernel.records.models import PendingAlarm, WorkItem

DUE = (100, 1000)


def measure(now: datetime, rounds: int, database: Spent) -> Iterator[Found]:
    """Sweep and figures, in the order of the table."""
    yield from _sweep(now, rounds, database)
    yield from _figures(now, rounds, database)


def _sweep(now: datetime, rounds: int, database: Spent) -> Iterator[Found]:
    while sweep(now):
        continue
    yield of_cost("sweep_idle", _least(rounds, lambda: sweep(now) or 1, database))
    for count in DUE:
        _make_due(count, now)
        cost = cost_of(lambda: max(sweep(now), 1), time.process_time, database)
        yield of_cost(f"sweep_{count}", cost)


def sweep(now: datetime) -> int:
    """Ring what is due, as the worker does; answers how many alarms rang."""
    with reading_once():
        return sum(ring(row, now=now) for row in due(now))


def _make_due(count: int, now: datetime) -> None:
    """Let some open cases reach the first rung of their ladder."""
    waiting = WorkItem.objects.filter(subject_kind="case").values("subject_id")
    alarms = PendingAlarm.objects.filter(subject_kind="case", subject_id__in=waiting, at__gt=now)
    keys = list(alarms.order_by("-pk").values_list("pk", flat=True)[:count])
    PendingAlarm.objects.filter(pk__in=keys).update(at=now - timedelta(minutes=1))


def _figures(now: datetime, rounds: int, database: Spent) -> Iterator[Found]:
    refresh(now)
    zone = rules_at(now)[1].zone
    today = now.astimezone(zone).date()
    window = Window.at(now, zone, start=today - timedelta(days=364), end=today)

    def kept() -> int:
        compute(window, by="town", now=now)
        return 1

    def counted() -> int:
        live(window, "town", EVERYTHING)
        return 1

    yield of_cost("figures_kept", _least(rounds, kept, database))
    yield of_cost("figures_live", _least(min(rounds, 2), counted, database))


def _least(rounds: int, work: Callable[[], int], database: Spent) -> Cost:
    return least(cost_of(work, time.process_time, database) for _ in range(rounds))
