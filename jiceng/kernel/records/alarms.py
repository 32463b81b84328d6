"""Alarms due now, each claimed by exactly one sweeper (decisions.md 24)."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from jiceng.kernel.clocks import Alarm
from jiceng.kernel.records.models import PendingAlarm
from jiceng.kernel.records.rows import read


def due(now: datetime, *, limit: int = 1000) -> list[PendingAlarm]:
    """What the sweep has to ring, oldest first; reads the partial index only."""
    moment = connection.ops.adapt_datetimefield_value(now)
    return read(PendingAlarm, "WHERE at <= %s ORDER BY at LIMIT %s", moment, limit)


def claim(rung: PendingAlarm, following: Alarm | None) -> bool:
    """Replace a due alarm by the next one; True for the one sweeper that was first."""
    return (
        PendingAlarm.objects.filter(
            pk=rung.pk, at=rung.at, clock=rung.clock, percent=rung.percent
        ).update(
            at=following.at if following else None,
            clock=following.clock if following else "",
            percent=following.percent if following else 0,
            light=following.light if following else "",
            tell=following.tell if following else "",
        )
        == 1
    )


def as_value(row: PendingAlarm) -> Alarm | None:
    """The row as the engine's value; None when nothing is pending."""
    if row.at is None:
        return None
    return Alarm(row.at, row.clock, row.percent, row.light, row.tell)
