"""Files of problems sent from the desk: kept sealed, looked over, taken in part by part (S16).

The parts and their jobs are those of imported cases (`import_runs`); only what a row becomes
differs. The columns are recognised by their headings, so that the look over begins at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from jiceng.casework.actions.import_parts import PART, Line, keep_part, lines_of, put_back
from jiceng.casework.actions.import_parts import next_part as following_part
from jiceng.casework.actions.import_runs import COUNTS, FROM, NEXT, REFUSED_WAIT, WAITS
from jiceng.casework.actions.problem_import import Taken, take_rows
from jiceng.casework.models import Campaign, ImportPart, ImportRun
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.ledgers import source_words, unit_names
from jiceng.casework.queries.problems import OFFICE, keeps
from jiceng.casework.rules.problem_table import HEADER, ROW, SHEET, ProblemRow, read_problem
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.jobs import enqueue
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotAllowed, NotFound, Reason, Refused, Stale
from jiceng.kernel.scope import Actor, Grip

JOB = "import_problems"
KIND = "problem"
Refusals = list[tuple[int, Mapping[str, str], list[Reason]]]
Layouts = Mapping[str, Mapping[str, str]]
"""Sheet -> field -> the letters of its column."""


def receive_ledger(
    cells: Sequence[Mapping[str, str]],
    *,
    campaign: Campaign,
    layouts: Layouts,
    unread: Sequence[str],
    file_name: str,
    sha256: str,
    by: Actor,
    now: datetime,
) -> ImportRun:
    """Keep the lines of a file sealed and have them looked over. Raises `NotAllowed`, `Refused`."""
    grip = keeper_of(by, campaign)
    if campaign.closed_at is not None:
        raise Refused(Reason("campaign_closed", {"name": campaign.name}))
    lines: list[Line] = list(enumerate(cells, 1))
    with transaction.atomic():
        run = ImportRun.objects.create(
            kind=KIND,
            key=uuid4(),
            person_id=by.person,
            unit=grip.unit,
            file_name=file_name[:120],
            sha256=sha256,
            header=list(HEADER),
            layout={"campaign": campaign.code, "sheets": layouts, "unread": list(unread)},
            doubled=doubled_numbers(cells),
            stage="checking",
            turn=1,
            rows=len(lines),
            sent_at=now,
            forget_at=now + WAITS,
        )
        for place in range(0, len(lines), PART):
            keep_part(run, place // PART, lines[place : place + PART])
        enqueue(JOB, {"run": run.pk, "turn": 1, "place": 0}, run_at=now)
    return run


def doubled_numbers(cells: Sequence[Mapping[str, str]]) -> dict[str, int]:
    """Numbers that several lines carry -> the first of these lines, counted from one."""
    first: dict[str, int] = {}
    doubled = {}
    for n, line in enumerate(cells, 1):
        number = line.get("number", "")
        if number and first.setdefault(number, n) != n:
            doubled[number] = first[number]
    return doubled


def ledger_run(by: Actor, key: UUID) -> ImportRun:
    """One's own file."""
    run = ImportRun.objects.filter(key=key, person_id=by.person, kind=KIND).first()
    if run is None:
        raise NotFound(Reason("not_found"))
    return run


def keeper_of(by: Actor, campaign: Campaign) -> Grip:
    """The post by which somebody keeps a ledger. Raises `NotAllowed`."""
    if not keeps(by, campaign):
        unit = territory().units.get(campaign.unit)
        name = unit.name if unit else campaign.unit
        raise NotAllowed(Reason("not_your_ledger", {"unit": name}))
    return max((g for g in by.grips if OFFICE in g.roles), key=lambda g: -len(g.area_path))


def take_in_ledger(run: ImportRun, *, by: Actor, turn: int, now: datetime) -> None:
    """Make problems of the lines found good; asked again, it goes on where it stood."""
    campaign = Campaign.objects.get(code=run.layout["campaign"])
    grip = keeper_of(by, campaign)
    if run.stage not in FROM["importing"]:
        raise Stale(Reason("stale"))
    if not run.parts.filter(key__isnull=False).exists():
        raise Refused(Reason("rows_forgotten"))
    restart = {**COUNTS, "flags": {}} if run.stage != "importing" else {}
    with transaction.atomic():
        moved = ImportRun.objects.filter(pk=run.pk, turn=turn).update(
            stage="importing", turn=turn + 1, forget_at=now + WAITS, **restart
        )
        if not moved:
            raise Stale(Reason("stale"))
        _say(run, grip, "import_start", now)
        enqueue(JOB, {"run": run.pk, "turn": turn + 1, "place": 0}, run_at=now)


def go_on_with_problems(payload: Mapping[str, Any], now: datetime) -> None:
    """The job: one part of one pass, then the job for the next, or the end of the pass."""
    run = ImportRun.objects.select_for_update().filter(pk=payload["run"]).first()
    if run is None or run.turn != payload["turn"] or run.stage not in NEXT:
        return
    campaign = Campaign.objects.get(code=run.layout["campaign"])
    by = actor_for(run.person, now=now, today=now.astimezone(rules_at(now)[1].zone).date())
    if not keeps(by, campaign) or campaign.closed_at is not None:
        _end(run, "failed", now)
        return
    part = following_part(run, payload["place"])
    if part is not None:
        _pass(run, part, campaign, keeper_of(by, campaign), now)
    follower = following_part(run, part.place + 1) if part is not None else None
    if follower is not None:
        run.save()
        enqueue(JOB, {**payload, "place": follower.place}, run_at=now)
        return
    if run.stage == "importing":
        _say(run, keeper_of(by, campaign), "import_end", now)
    _end(run, NEXT[run.stage], now)


def _pass(run: ImportRun, part: ImportPart, campaign: Campaign, grip: Grip, now: datetime) -> None:
    lines = list(lines_of(run, part))
    is_dry = run.stage == "checking"
    rows, refused = read_lines(lines, run.doubled, now)
    taken = take_rows(campaign, [r for _n, _c, r in rows], grip=grip, now=now, dry_run=is_dry)
    refused += [(*rows[place][:2], list(reasons)) for place, reasons in taken.refused]
    _count(run, len(lines), taken, len(refused))
    put_back(run, part, sorted(refused, key=lambda one: one[0]), is_dry)


def _count(run: ImportRun, passed: int, taken: Taken, refused: int) -> None:
    """`accepted` are new, `flagged` changed, `known` neither; together with `refused` all lines."""
    run.passed += passed
    run.accepted += len(taken.added)
    run.flagged += len(taken.changed)
    run.known += taken.same
    run.refused += refused
    if taken.differing:
        run.flags = {"state_differs": run.flags.get("state_differs", 0) + taken.differing}


def read_lines(
    lines: Sequence[Line], doubled: Mapping[str, int], now: datetime
) -> tuple[list[tuple[int, Mapping[str, str], ProblemRow]], Refusals]:
    """Lines as problems, and those that are none with every reason."""
    find, sources = unit_names(now).find, source_words()
    today = now.astimezone(rules_at(now)[1].zone).date()
    good: list[tuple[int, Mapping[str, str], ProblemRow]] = []
    refused: Refusals = []
    for number, cells in lines:
        read = read_problem(cells, find, sources, today=today)
        faults = [] if isinstance(read, ProblemRow) else list(read)
        if doubled.get(cells.get("number", ""), number) != number:
            faults.append(Reason("number_twice", field="number"))
        if isinstance(read, ProblemRow) and not faults:
            good.append((number, cells, read))
        else:
            refused.append((number, cells, faults))
    return good, refused


def cell_of(layouts: Layouts, cells: Mapping[str, str], name: str) -> str:
    """Where a cell stands, as spreadsheets name it: C12; the row alone for a column not there."""
    letters = layouts.get(cells.get(SHEET, ""), {}).get(name, "")
    return f"{letters}{cells.get(ROW, '')}"


def _end(run: ImportRun, stage: str, now: datetime) -> None:
    run.stage, run.ended_at = stage, now
    run.forget_at = now + (WAITS if stage == "checked" else REFUSED_WAIT)
    run.save()


def _say(run: ImportRun, grip: Grip, kind: str, now: datetime) -> None:
    said: dict[str, Any] = {
        "source": run.layout["campaign"], "sha256": run.sha256, "rows": run.rows,
    }  # fmt: skip
    if kind == "import_end":
        said |= {"accepted": run.accepted, "changed": run.flagged, "known": run.known,
                 "refused": run.refused}  # fmt: skip
    append([line_by(grip, kind, "import_run", run.pk, payload=said)], at=now)
