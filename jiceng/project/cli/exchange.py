"""`jiceng import` and `jiceng export`: files from elsewhere in, files for elsewhere out."""

from __future__ import annotations

import csv
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from jiceng.casework.jobs.areas import export_areas, import_areas, lines
from jiceng.casework.jobs.imports import import_cases
from jiceng.casework.jobs.problems import export_problems, import_problems
from jiceng.casework.models import Case
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.scope import SYSTEM_GRIP
from jiceng.project.cli.rules import export_rules, import_rules
from jiceng.project.cli.tongue import Failed, count, either, say
from jiceng.services.jobs.tickets import import_tickets_file
from jiceng.web.clock import county_zone, local_day, read_now
from jiceng.web.tables import harmless

CASE_COLUMNS = (
    "number",
    "state",
    "title",
    "text",
    "case_type",
    "source",
    "area_code",
    "place_text",
    "lon",
    "lat",
    "unit",
    "tier",
    "reported_at",
    "due_at",
    "handled_at",
    "closed_at",
    "handled_tier",
    "send_backs",
    "reworks",
    "extensions",
    "reopenings",
    "rating",
)


def take_in(given: Namespace) -> int:
    """Rows are accepted, flagged or refused one by one; the report says how many and why."""
    if not given.file.is_file():
        raise Failed(either(f"没有文件 {given.file}。", f"There is no file {given.file}."))
    if given.kind == "rules":
        return import_rules(given)
    if given.kind == "tickets":
        told = import_tickets_file(given.file, now=read_now(), dry_run=given.dry_run)
        print("\n".join(told))
        return 0
    progress, now = count(either("行", "rows")), read_now()
    if given.kind == "problems":
        ledger = import_problems(
            given.file,
            campaign=_ledger(given),
            dry_run=given.dry_run,
            now=now,
            progress=progress,
        )
        print("\n".join(ledger.lines()))
        return 0
    if given.kind == "areas":
        taken = import_areas(
            given.file, now=now, today=local_day(now), dry_run=given.dry_run, progress=progress
        )
        print("\n".join(lines(taken, dry_run=given.dry_run)))
        return 0
    report = import_cases(
        given.file, mapping=given.mapping, dry_run=given.dry_run, now=now, progress=progress
    )
    print("\n".join(report.lines()))
    return 0


def _ledger(given: Namespace) -> str:
    """The code of the ledger that a file of problems belongs to."""
    if not given.campaign:
        raise Failed(either("请用 --campaign 指定台账代码。", "Name the ledger with --campaign."))
    return str(given.campaign)


def give_out(given: Namespace) -> int:
    """Cases without contacts, areas, or the rules in force; the journal notes it."""
    if given.kind == "rules":
        rows = export_rules(given.file, given.format)
    elif given.kind == "problems":
        rows = export_problems(given.file, given.campaign or "")
    else:
        rows = WRITERS[given.kind](given.file)
    now = read_now()
    payload = {"kind": given.kind, "rows": rows}
    append([line_by(SYSTEM_GRIP, "export", given.kind, 0, payload=payload)], at=now)
    say(
        "已写出 {count} 行到 {path}。",
        "{count} rows written to {path}.",
        count=rows,
        path=given.file,
    )
    return 0


def _cases(path: Path) -> int:
    rows = Case.objects.order_by("pk").only(*CASE_COLUMNS)
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark lets Excel read UTF-8
        writer = csv.writer(file)
        writer.writerow(CASE_COLUMNS)
        return sum(1 for row in _shown(rows) if writer.writerow(row))


def _shown(rows: QuerySet[Case]) -> Iterator[list[Any]]:
    """One row a case; a case that is open again has no closing."""
    zone = county_zone()
    names = ["closed_since" if name == "closed_at" else name for name in CASE_COLUMNS]
    for case in rows.iterator(chunk_size=2000):
        values = (getattr(case, name) for name in names)
        yield [
            value.astimezone(zone).isoformat() if hasattr(value, "astimezone") else harmless(value)
            for value in values
        ]


WRITERS = {"areas": export_areas, "cases": _cases}
