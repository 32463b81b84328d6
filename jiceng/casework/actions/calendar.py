"""The holiday notice of a year arrives: what was provisional is settled (decisions.md 31)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from jiceng.casework.actions.configuration import Decided, change_rule
from jiceng.casework.models import Case, Recheck
from jiceng.casework.process import CASE, RECHECK
from jiceng.casework.queries import rules_at
from jiceng.casework.rules.settling import settled, without_year
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.process import Process, Terms, next_alarm
from jiceng.kernel.records.advance import (
    CLOCK_COLUMNS,
    Movable,
    Passage,
    put_clocks,
    put_work_item,
    set_alarm,
    warn_at,
)
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.scope import SYSTEM, SYSTEM_GRIP, Actor

KINDS: tuple[tuple[type[Movable], Process], ...] = ((Case, CASE), (Recheck, RECHECK))


def enter_notice(
    year: int, content: Mapping[str, Any], *, decided: Decided, by: Actor, now: datetime
) -> tuple[Configuration, int]:
    """Put a year's days in force and settle what waited for them; returns how many that were.

    A correction of a year that was known already moves no date: what was promised stands.
    """
    was_known = year in rules_at(now)[1].known_years
    with transaction.atomic():
        row = change_rule("calendar", str(year), content, decided=decided, by=by, now=now)
        count = 0 if was_known else settle_provisional(year, now=now)
    return row, count


def settle_provisional(year: int, *, by: Actor = SYSTEM, now: datetime) -> int:
    """Count the provisional dates of open matters again, now that `year` is known.

    `first_due_at` keeps the day first named to the resident. Returns how many matters changed
    or lost their mark; running it again finds nothing.
    """
    calendar = rules_at(now)[1]
    before = without_year(calendar, year)
    total = 0
    for model, process in KINDS:
        rows = model._default_manager.all()
        waiting = rows.filter(promise_provisional=True) | rows.filter(stage_provisional=True)
        ended = [s.name for s in process.states if s.resting or s.final]
        keys = list(waiting.exclude(state__in=ended).order_by("pk").values_list("pk", flat=True))
        for key in keys:
            with transaction.atomic():
                total += _settle(rows.get(pk=key), process, before, calendar, year, now)
    return total


def _settle(
    subject: Movable,
    process: Process,
    before: WorkingCalendar,
    calendar: WorkingCalendar,
    year: int,
    now: datetime,
) -> bool:
    stage = settled(subject.stage, before, calendar)
    promise = settled(subject.promise, before, calendar)
    if (stage, promise) == (subject.stage, subject.promise):
        return False
    book, _ = rules_at(now)
    terms = Terms(stage_ladder=book.stage_ladder, promise_ladder=book.promise_ladder)
    passage = Passage(subject, process, now=now, calendar=calendar)
    put_clocks(subject, stage, promise)
    subject.warn_at = warn_at(stage, promise, terms, calendar)
    passage.changed |= set(CLOCK_COLUMNS)
    passage.say(
        SYSTEM_GRIP,
        "calendar_settled",
        year=year,
        stage_due_at=subject.stage_due_at,
        due_at=subject.due_at,
    )
    passage.write()
    state = process.state(subject.state)
    set_alarm(subject, next_alarm(state, stage, promise, terms, after=now, calendar=calendar))
    put_work_item(subject, state.actor)
    return True
