"""What every record with a process shares: it is opened once, and then moved, one act at a time.

Whatever hangs on an act (rows of its own, other records) is done by the caller in the same
transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jiceng.casework.actions.words import clean, keep
from jiceng.casework.queries import rules_at
from jiceng.kernel.clocks import Clock
from jiceng.kernel.process import Process, Terms, next_alarm
from jiceng.kernel.records.advance import (
    Movable,
    Passage,
    check_version,
    put_clocks,
    put_work_item,
    set_alarm,
    work_item,
)
from jiceng.kernel.records.jobs import enqueue
from jiceng.kernel.records.models import WorkItem
from jiceng.kernel.records.rows import put
from jiceng.kernel.scope import Actor, Grip


def list_extension(subject: Movable, asked: str) -> None:
    """An extension asked for stands on the office's worklist until it is answered."""
    if asked:
        put(
            [work_item(subject, "overseer", purpose="extension")],
            unique=("subject_kind", "subject_id", "purpose"),
            update=("title", "unit", "unit_path", "area_path", "due_at", "state"),
        )
        return
    WorkItem.objects.filter(
        subject_kind=subject.subject_kind, subject_id=subject.pk, purpose="extension"
    ).delete()


def start(
    subject: Movable,
    process: Process,
    kind: str,
    *,
    grip: Grip | None,
    now: datetime,
    due_at: datetime | None = None,
    **payload: Any,
) -> None:
    """Save a new record in its first state, with clocks, journal line, alarm and worklist.

    `due_at` is its deadline, the promise that no later step restarts; `payload` goes into the
    journal line `kind`. To be called in a transaction.
    """
    _, calendar = rules_at(now)
    state = process.state(process.start)
    subject.state, subject.entered_at = state.name, now
    stage = Clock.started(state.term, now, calendar) if state.term else Clock()
    promise = Clock.until(due_at, now, calendar) if due_at else Clock()
    put_clocks(subject, stage, promise)
    subject.first_due_at = subject.due_at
    passage = Passage(subject, process, now=now, calendar=calendar)
    passage.say(grip, kind, unit=subject.unit, **payload)
    passage.write()
    alarm = next_alarm(state, stage, promise, Terms(), after=now, calendar=calendar)
    set_alarm(subject, alarm)
    put_work_item(subject, state.actor)
    enqueue("announce", {"kind": f"{process.name}.{kind}", process.name: subject.pk}, run_at=now)


def make(
    subject: Movable,
    process: Process,
    name: str,
    *,
    by: Actor,
    now: datetime,
    version: int,
    words: Mapping[str, str] | None = None,
    supplied: frozenset[str] = frozenset(),
    terms: Terms | None = None,
    changes: Mapping[str, Any] | None = None,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Make one move and write it down. To be called in a transaction.

    `words` are papers kept as notes, `supplied` papers that the caller keeps elsewhere; `changes`
    are columns that change with the move, `payload` goes into its journal line. Raises `Stale`,
    `Refused` with all reasons, `Invalid`.
    """
    check_version(subject, version)
    _, calendar = rules_at(now)
    cleaned = clean(words or {})
    passage = Passage(subject, process, now=now, calendar=calendar)
    passage.move(
        name,
        by=by,
        terms=terms or Terms(),
        supplied=supplied | cleaned.keys(),
        changes=changes,
        payload=payload,
    )
    grip, _name, told = passage.lines[-1]
    if notes := keep(subject, name, cleaned, grip, now):
        told["notes"] = notes
    passage.write()
    enqueue("announce", {"kind": f"{process.name}.{name}", process.name: subject.pk}, run_at=now)
