"""Files of a screening are looked at and written down: new ones in bulk, known ones as they differ.

A file is known by its number in the table, or by name, branch and day of application. Coming again
it is looked at anew; it never moves by that, for a finding decides nothing (facts.md §5.4).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from jiceng.casework.actions.imports import next_keys
from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.bulk import draft, insert_instances
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.models import WorkItem
from jiceng.kernel.refusal import Reason
from jiceng.kernel.scope import Grip
from jiceng.party.models import FileFinding, ScreenedFile, Screening
from jiceng.party.queries.rule_book import history
from jiceng.party.queries.screenings import draft_of, tally
from jiceng.party.rules.checker import check
from jiceng.party.rules.facts_of_file import FileFacts
from jiceng.party.rules.file_json import plain, stored
from jiceng.party.rules.findings import Finding

RULE_KEY = "development"


@dataclass(frozen=True, slots=True)
class Coming:
    """One file on its way into a screening."""

    name: str
    branch: str
    path: str
    source: str
    facts: FileFacts
    number: str = ""
    development: str = ""

    @property
    def mark(self) -> str:
        """What it is known by when it comes again."""
        if self.development or self.number:
            return f"#{self.development or self.number}"
        said = f"{self.name}|{self.branch}|{self.facts.day('application')}"
        return hashlib.sha256(said.encode()).hexdigest()[:40]


@dataclass
class Taken:
    """What became of some files, by their place among them."""

    added: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    same: int = 0
    refused: list[tuple[int, list[Reason]]] = field(default_factory=list)


def take_files(
    screening: Screening,
    files: Sequence[Coming],
    *,
    grip: Grip,
    now: datetime,
    dry_run: bool = False,
) -> Taken:
    """Look at some files in one transaction; a dry run writes nothing and says the same."""
    taken, fresh = Taken(), list[Coming]()
    with transaction.atomic():
        marks = {file.mark for file in files}
        known = {
            f.mark: f for f in ScreenedFile.objects.filter(screening=screening, mark__in=marks)
        }
        seen = set[str]()
        for place, file in enumerate(files):
            if file.mark in seen:
                taken.refused.append((place, [Reason("row_twice", field="name")]))
                continue
            seen.add(file.mark)
            before = known.get(file.mark)
            if before is None:
                taken.added.append(place)
                fresh.append(file)
            elif _differs(before, file):
                taken.changed.append(place)
                if not dry_run:
                    look_again(before, file, grip=grip, now=now)
            else:
                taken.same += 1
        if fresh and not dry_run:
            _write(screening, fresh, grip, now)
    return taken


def _differs(before: ScreenedFile, file: Coming) -> bool:
    told = (before.name, before.branch, before.path, before.facts)
    return told != (file.name, file.branch, file.path, stored(file.facts))


def look_again(before: ScreenedFile, file: Coming, *, grip: Grip, now: datetime) -> None:
    """A known file with what is told of it now; state and version of its moves stay."""
    before.name, before.branch, before.path = file.name, file.branch, file.path
    before.title, before.facts = _title(file), stored(file.facts)
    found = findings_of([file.facts], now)[0]
    before.failed, before.unknown = tally(found)
    before.checked_at = now
    before.save(update_fields=["name", "branch", "path", "title", "facts", "failed", "unknown",
                               "checked_at"])  # fmt: skip
    WorkItem.objects.filter(subject_kind=before.subject_kind, subject_id=before.pk).update(
        title=before.title
    )
    replace_findings([before], [found])
    told = {"failed": before.failed, "unknown": before.unknown}
    append([line_by(grip, "looked_again", before.subject_kind, before.pk, payload=told)], at=now)


def replace_findings(files: Sequence[ScreenedFile], found: Sequence[Sequence[Finding]]) -> None:
    """The findings of some files, instead of those they had."""
    FileFinding.objects.filter(file__in=files).delete()
    rows = (row for file, said in zip(files, found, strict=True) for row in _rows(file, said))
    insert_instances(FileFinding, rows, keyed=False)


def findings_of(files: Iterable[FileFacts], now: datetime) -> list[list[Finding]]:
    """What the rules on file say about some files, by the working days of the county."""
    versions, (_, calendar) = history(RULE_KEY), rules_at(now)
    return [check(facts, versions, calendar.works_on) for facts in files]


def _write(screening: Screening, files: Sequence[Coming], grip: Grip, now: datetime) -> None:
    keys = next_keys(len(files), ScreenedFile)
    found = findings_of((f.facts for f in files), now)
    year = now.astimezone(rules_at(now)[1].zone).year
    rows = [
        _row(screening, file, said, key, year, grip, now)
        for file, said, key in zip(files, found, keys, strict=True)
    ]
    insert_instances(ScreenedFile, rows)
    insert_instances(
        FileFinding,
        (f for row, said in zip(rows, found, strict=True) for f in _rows(row, said)),
        keyed=False,
    )
    append([_line(row, grip) for row in rows], at=now)


def _row(
    screening: Screening,
    file: Coming,
    found: Sequence[Finding],
    key: int,
    year: int,
    grip: Grip,
    now: datetime,
) -> ScreenedFile:
    failed, unknown = tally(found)
    return draft(
        ScreenedFile,
        id=key,
        number="S" + public_number(year, key),
        title=_title(file),
        state="screened",
        entered_at=now,
        area_path="",
        unit=grip.unit,
        unit_path=screening.unit_path,
        tier="county",
        screening_id=screening.pk,
        name=file.name,
        branch=file.branch,
        path=file.path,
        source=file.source,
        mark=file.mark,
        external_number=file.number,
        development=file.development,
        facts=stored(file.facts),
        failed=failed,
        unknown=unknown,
        checked_at=now,
    )


def _title(file: Coming) -> str:
    return f"{file.name}（{file.branch}）"[:120] if file.branch else file.name


def _rows(file: ScreenedFile, found: Iterable[Finding]) -> list[FileFinding]:
    return [
        draft(
            FileFinding, file_id=file.pk, screening_id=file.screening_id,
            facts=plain(finding.facts), **draft_of(finding),
        )
        for finding in found
    ]  # fmt: skip


def _line(row: ScreenedFile, grip: Grip) -> Any:
    told = {"failed": row.failed, "unknown": row.unknown}
    return line_by(grip, "screened", row.subject_kind, row.pk, to_state=row.state, payload=told)
