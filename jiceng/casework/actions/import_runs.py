"""Files of cases sent from the desk: kept sealed, looked over, taken in part by part (S11).

A pass over a file is a chain of jobs, one for each part: the part's cases, its counts and the
next job are one transaction, so a worker that dies in the middle repeats nothing and skips
nothing. A pass that only looks writes no case. What has been taken in is dropped at once; what
was refused is kept sealed for a week, so that it can be corrected and sent again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from jiceng.casework.actions.import_parts import (
    PART,
    Line,
    drop_parts,
    keep_part,
    lines_of,
    next_part,
    pass_part,
)
from jiceng.casework.models import ImportPart, ImportRun
from jiceng.casework.queries import rules_at
from jiceng.casework.rules.layouts import doubled_ids
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.jobs import enqueue
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import NotFound, Reason, Refused, Stale
from jiceng.kernel.scope import Actor, Grip

JOB = "import_cases"
WAITS = timedelta(days=1)
"""How long a file waits for somebody to go on with it."""
REFUSED_WAIT = timedelta(days=7)
NEXT = {"checking": "checked", "importing": "done"}
FROM = {
    "checking": ("named", "checked", "checking"),
    "importing": ("checked", "importing"),
}
COUNTS = {"passed": 0, "accepted": 0, "flagged": 0, "known": 0, "refused": 0}
ROLE = "dispatcher"


def receive(
    lines: Sequence[Line],
    *,
    header: Sequence[str],
    file_name: str,
    sha256: str,
    by: Actor,
    now: datetime,
) -> ImportRun:
    """Keep the rows of a file sealed until somebody says what its columns mean."""
    with transaction.atomic():
        run = ImportRun.objects.create(
            key=uuid4(),
            person_id=by.person,
            unit=post_of(by).unit,
            file_name=file_name[:120],
            sha256=sha256,
            header=list(header),
            stage="named",
            rows=len(lines),
            sent_at=now,
            forget_at=now + WAITS,
        )
        for place in range(0, len(lines), PART):
            keep_part(run, place // PART, lines[place : place + PART])
    return run


def run_for(by: Actor, key: UUID) -> ImportRun:
    """One's own file; everybody else's is not found, for it may name residents."""
    run = ImportRun.objects.filter(key=key, person_id=by.person, kind="case").first()
    if run is None:
        raise NotFound(Reason("not_found"))
    return run


def post_of(by: Actor) -> Grip:
    """The narrowest post by which somebody takes in cases."""
    able = [g for g in by.grips if ROLE in g.roles]
    if not able:
        raise Refused(Reason("not_your_page"))
    return max(able, key=lambda g: (len(g.area_path), len(g.unit_path)))


def look_over(run: ImportRun, layout: Mapping[str, Any], *, turn: int, now: datetime) -> None:
    """Read every row by a layout and count what would become of it; nothing is written."""
    column = layout["columns"]["external_id"]
    found = (
        (number, cells.get(column, "").strip())
        for part in run.parts.order_by("place")
        for number, cells in lines_of(run, part)
    )
    _begin(run, "checking", turn, now, layout=dict(layout), doubled=doubled_ids(found))


def take_in(run: ImportRun, *, by: Actor, turn: int, now: datetime) -> None:
    """Make cases of the rows. Asked again while it is under way, it goes on where it stood."""
    with transaction.atomic():
        if run.stage == "checked":
            _say(run, post_of(by), "import_start", now)
        _begin(run, "importing", turn, now)


def _begin(run: ImportRun, stage: str, turn: int, now: datetime, **changes: Any) -> None:
    if run.stage not in FROM[stage]:
        raise Stale(Reason("stale"))
    if not run.parts.filter(key__isnull=False).exists():
        raise Refused(Reason("rows_forgotten"))
    if run.stage != "importing":
        changes |= {**COUNTS, "flags": {}}
    with transaction.atomic():
        moved = ImportRun.objects.filter(pk=run.pk, turn=turn).update(
            stage=stage, turn=turn + 1, forget_at=now + WAITS, **changes
        )
        if not moved:
            raise Stale(Reason("stale"))
        enqueue(JOB, {"run": run.pk, "turn": turn + 1, "place": 0}, run_at=now)


def go_on(payload: Mapping[str, Any], now: datetime) -> None:
    """The job: one part of one pass, then the job for the next, or the end of the pass."""
    run = ImportRun.objects.select_for_update().filter(pk=payload["run"]).first()
    if run is None or run.turn != payload["turn"] or run.stage not in NEXT:
        return
    today = now.astimezone(rules_at(now)[1].zone).date()
    by = actor_for(run.person, now=now, today=today)
    if not any(ROLE in g.roles for g in by.grips):
        _end(run, "failed", now)
        return
    part = next_part(run, payload["place"])
    if part is not None:
        pass_part(run, part, by=by, own=post_of(by), now=now)
    follower = next_part(run, part.place + 1) if part is not None else None
    if follower is None:
        _end(run, NEXT[run.stage], now)
        if run.stage == "done":
            _say(run, post_of(by), "import_end", now)
        return
    run.save()
    enqueue(JOB, {**payload, "place": follower.place}, run_at=now)


def _end(run: ImportRun, stage: str, now: datetime) -> None:
    run.stage, run.ended_at = stage, now
    run.forget_at = now + (WAITS if stage == "checked" else REFUSED_WAIT)
    run.save()


def _say(run: ImportRun, grip: Grip, kind: str, now: datetime) -> None:
    said = {"source": run.layout["name"], "sha256": run.sha256, "rows": run.rows}
    if kind == "import_end":
        said |= {"accepted": run.accepted, "known": run.known, "refused": run.refused}
    append([line_by(grip, kind, "import_run", run.pk, payload=said)], at=now)


def give_up(run: ImportRun) -> None:
    """Drop the rows of a file that nobody wants taken in any further; its counts stay."""
    with transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(stage="dropped", turn=run.turn + 1)
        drop_parts(ImportPart.objects.filter(run=run))


def forget_rows(now: datetime) -> int:
    """Drop the rows whose time is over; returns how many parts went."""
    return drop_parts(ImportPart.objects.filter(run__forget_at__lte=now))
