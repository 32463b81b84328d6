"""Tables of admissions sent from the desk: kept sealed, looked over, taken in part by part.

The parts and their jobs are those of imported cases (casework `import_runs`); only what a row
becomes differs. Columns are recognised by their headings and may be named anew by hand, after
which the file is looked over again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from jiceng.casework.actions.import_parts import (
    PART,
    Line,
    keep_part,
    lines_of,
    next_part,
    put_back,
)
from jiceng.casework.actions.import_runs import COUNTS, FROM, NEXT, REFUSED_WAIT, WAITS
from jiceng.casework.models import ImportPart, ImportRun
from jiceng.casework.queries import rules_at
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.jobs import enqueue
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refused, Stale
from jiceng.kernel.scope import Actor, Grip
from jiceng.party.actions.screening_writing import Coming, Taken, take_files
from jiceng.party.actions.screenings import finish, keeper_of
from jiceng.party.models import Screening
from jiceng.party.queries.access import keeping
from jiceng.party.queries.admission_tables import AdmissionFile
from jiceng.party.queries.register import NamesInRegister
from jiceng.party.queries.screenings import DEPARTMENT
from jiceng.party.rules.admission_row import BETWEEN, AdmissionRow, read_admission
from jiceng.party.rules.admission_table import FIELDS, ROW, SHEET, cells_of

JOB = "import_admissions"
KIND = "admission"
Refusals = list[tuple[int, Mapping[str, str], list[Reason]]]


def receive_admissions(
    file: AdmissionFile,
    screening: Screening,
    *,
    file_name: str,
    sha256: str,
    by: Actor,
    now: datetime,
) -> ImportRun:
    """Keep the lines of a file sealed and have them looked over. Raises `NotAllowed`."""
    grip = keeper_of(screening, by)
    lines: list[Line] = list(enumerate(file.lines, 1))
    letters = dict.fromkeys(c for sheet in file.sheets.values() for c in sheet["headings"])
    with transaction.atomic():
        run = ImportRun.objects.create(
            kind=KIND,
            key=uuid4(),
            person_id=by.person,
            unit=grip.unit,
            file_name=file_name[:120],
            sha256=sha256,
            header=[SHEET, ROW, *letters],
            layout={"screening": screening.number, "sheets": file.sheets, "unread": file.unread},
            doubled=doubled_numbers(lines, file.sheets),
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


def admission_run(by: Actor, key: UUID) -> ImportRun:
    """One's own file; `NotFound` for everybody else's."""
    run = ImportRun.objects.filter(key=key, person_id=by.person, kind=KIND).first()
    if run is None or not keeping(by, DEPARTMENT):
        raise NotFound(Reason("not_found"))
    return run


def screening_of(run: ImportRun) -> Screening:
    return Screening.objects.get(number=run.layout["screening"])


def name_columns(
    run: ImportRun, given: Mapping[str, Mapping[str, str]], *, by: Actor, turn: int, now: datetime
) -> None:
    """Say what the columns mean, sheet -> letters -> field, and look the file over again.

    Raises `Invalid` where a sheet has no column for the name, or a field has two.
    """
    keeper_of(screening_of(run), by)
    sheets = {name: dict(sheet) for name, sheet in run.layout["sheets"].items()}
    faults = list[Reason]()
    for name, sheet in sheets.items():
        chosen = {c: f for c, f in given.get(name, {}).items() if f and c in sheet["headings"]}
        faults += _column_faults(Counter(chosen.values()))
        sheet["columns"] = {field: column for column, field in chosen.items()}
    if faults:
        raise Invalid(*faults)
    lines = [line for part in run.parts.order_by("place") for line in lines_of(run, part)]
    layout, doubled = {**run.layout, "sheets": sheets}, doubled_numbers(lines, sheets)
    _begin(run, "checking", turn, now, layout=layout, doubled=doubled)


def _column_faults(chosen: Counter[str]) -> Iterator[Reason]:
    """Why the columns of one sheet cannot be read as somebody named them."""
    if not chosen["name"]:
        yield Reason("column_not_chosen", {"field": _(FIELDS["name"])})
    for name, n in chosen.items():
        if name not in FIELDS:
            yield Reason("unknown_value", {"value": name})
        elif n > 1:
            yield Reason("field_chosen_twice", {"field": _(FIELDS[name])})


def doubled_numbers(
    lines: Sequence[Line], sheets: Mapping[str, Mapping[str, Any]]
) -> dict[str, int]:
    """Numbers that several lines carry -> the first of these lines."""
    first: dict[str, int] = {}
    doubled = {}
    for n, line in lines:
        column = sheets[line[SHEET]]["columns"].get("number", "")
        number = line.get(column, "").strip()
        if number and first.setdefault(number, n) != n:
            doubled[number] = first[number]
    return doubled


def take_in_admissions(run: ImportRun, *, by: Actor, turn: int, now: datetime) -> None:
    """Take the lines found good into the screening; asked again, it goes on where it stood."""
    grip = keeper_of(screening_of(run), by)
    with transaction.atomic():
        _begin(run, "importing", turn, now)
        _say(run, grip, "import_start", now)


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


def go_on_with_admissions(payload: Mapping[str, Any], now: datetime) -> None:
    """The job: one part of one pass, then the job for the next, or the end of the pass."""
    run = ImportRun.objects.select_for_update().filter(pk=payload["run"]).first()
    if run is None or run.turn != payload["turn"] or run.stage not in NEXT:
        return
    screening = screening_of(run)
    by = actor_for(run.person, now=now, today=now.astimezone(rules_at(now)[1].zone).date())
    if not any(g.unit_path == screening.unit_path for g in keeping(by, DEPARTMENT)):
        _end(run, "failed", now)
        return
    grip = keeper_of(screening, by)
    part = next_part(run, payload["place"])
    if part is not None:
        _pass(run, part, screening, grip, now)
    follower = next_part(run, part.place + 1) if part is not None else None
    if follower is not None:
        run.save()
        enqueue(JOB, {**payload, "place": follower.place}, run_at=now)
        return
    if run.stage == "importing":
        finish(screening, grip=grip, now=now)
        _say(run, grip, "import_end", now)
    _end(run, NEXT[run.stage], now)


def _pass(
    run: ImportRun, part: ImportPart, screening: Screening, grip: Grip, now: datetime
) -> None:
    lines = list(lines_of(run, part))
    is_dry = run.stage == "checking"
    good, refused = read_lines(lines, run.layout["sheets"], run.doubled, now, within=screening.path)
    files = [coming for _at, _line, coming in good]
    taken = take_files(screening, files, grip=grip, now=now, dry_run=is_dry)
    refused += [(*good[place][:2], reasons) for place, reasons in taken.refused]
    _count(run, len(lines), taken, len(refused))
    put_back(run, part, sorted(refused, key=lambda one: one[0]), is_dry)


def _count(run: ImportRun, passed: int, taken: Taken, refused: int) -> None:
    """`accepted` are new, `flagged` changed, `known` neither; together with `refused` all lines."""
    run.passed += passed
    run.accepted += len(taken.added)
    run.flagged += len(taken.changed)
    run.known += taken.same
    run.refused += refused


def read_lines(
    lines: Sequence[Line],
    sheets: Mapping[str, Mapping[str, Any]],
    doubled: Mapping[str, int],
    now: datetime,
    *,
    within: str,
) -> tuple[list[tuple[int, Mapping[str, str], Coming]], Refusals]:
    """Lines as files of a screening, and those that are none with every reason.

    `within` is the path of its scope, where branches are looked for first.
    """
    today = now.astimezone(rules_at(now)[1].zone).date()
    told = [(n, line, cells_of(line, sheets[line[SHEET]]["columns"])) for n, line in lines]
    names = (
        name.strip()
        for _at, _line, at in told
        for step in ("contacts", "introducers")
        for name in BETWEEN.split(at.get(step, ""))
    )
    register = NamesInRegister(names, within)
    good: list[tuple[int, Mapping[str, str], Coming]] = []
    refused: Refusals = []
    for number, line, at in told:
        read = read_admission(at, register, today=today)
        twice = doubled.get(at.get("number", ""), number) != number
        if isinstance(read, AdmissionRow) and not twice:
            path = register.path_of(read.branch)
            coming = Coming(read.name, read.branch, path, "table", read.facts, read.number)
            good.append((number, line, coming))
        else:
            faults = [] if isinstance(read, AdmissionRow) else list(read)
            faults += [Reason("number_twice", field="number")] if twice else []
            refused.append((number, line, faults))
    return good, refused


def cell_of(sheets: Mapping[str, Mapping[str, Any]], line: Mapping[str, str], name: str) -> str:
    """Where a cell stands, as spreadsheets name it: C12; the row alone for a column not there."""
    columns = sheets.get(line.get(SHEET, ""), {}).get("columns", {})
    return f"{columns.get(name, '')}{line.get(ROW, '')}"


def _end(run: ImportRun, stage: str, now: datetime) -> None:
    run.stage, run.ended_at = stage, now
    run.forget_at = now + (WAITS if stage == "checked" else REFUSED_WAIT)
    run.save()


def _say(run: ImportRun, grip: Grip, kind: str, now: datetime) -> None:
    said: dict[str, Any] = {
        "source": run.layout["screening"], "sha256": run.sha256, "rows": run.rows,
    }  # fmt: skip
    if kind == "import_end":
        said |= {"accepted": run.accepted, "changed": run.flagged, "known": run.known,
                 "refused": run.refused}  # fmt: skip
    append([line_by(grip, kind, "import_run", run.pk, payload=said)], at=now)
