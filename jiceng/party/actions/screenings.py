"""Screenings of admissions: opened, looked at again, and what becomes of each file of them.

All of it is the organisation department's (facts.md §5.4 排查).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make
from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.jobs import enqueue
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.models import Appointment
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor, Grip
from jiceng.party.actions.screening_writing import (
    RULE_KEY,
    Coming,
    findings_of,
    replace_findings,
    take_files,
)
from jiceng.party.models import Organisation, ScreenedFile, Screening
from jiceng.party.process.screening import CLASSES, DISPOSALS, SCREENING_CASE
from jiceng.party.queries.access import grip_towards, keeping
from jiceng.party.queries.live_files import live_files
from jiceng.party.queries.rule_book import history
from jiceng.party.queries.screenings import DEPARTMENT, tally
from jiceng.party.rules.checker import check_batches, check_branch
from jiceng.party.rules.checker_order import is_within
from jiceng.party.rules.facts_of_file import FileFacts
from jiceng.party.rules.file_json import loaded, plain
from jiceng.party.rules.findings import Finding

JOB = "screen_files"
PART = 500
LONGEST_TITLE = 80
LONGEST_NUMBER = 60
KEPT: Mapping[str, frozenset[str]] = {
    "classify": frozenset({"classification"}),
    "dispose": frozenset({"disposal", "decision_number"}),
    "file": frozenset({"archive_number"}),
}
"""Move -> what it brings that is a column of the file, not a note."""
CHOICES = {"classification": CLASSES, "disposal": DISPOSALS}


@dataclass(frozen=True, slots=True)
class Opened:
    """What is given when a screening is opened."""

    title: str
    scope: str
    """The code of the organisation whose admissions are looked at."""


def open_screening(given: Opened, *, by: Actor, now: datetime) -> Screening:
    """Open a screening of an organisation and everything below it.

    Raises `NotAllowed` for all but the organisation department above it, `Invalid` by field.
    """
    if not keeping(by, DEPARTMENT):
        raise NotAllowed(Reason("screening_by_department"))
    if not 1 <= len(given.title.strip()) <= LONGEST_TITLE:
        raise Invalid(Reason("text_length", {"low": 1, "high": LONGEST_TITLE}, "title"))
    scope = Organisation.objects.filter(unit_id=given.scope).first()
    if scope is None:
        raise Invalid(Reason("unknown_organisation", {"value": given.scope}, "scope"))
    grip = grip_towards(by, scope.path, DEPARTMENT)
    year = now.astimezone(rules_at(now)[1].zone).year
    with transaction.atomic():
        key = next_key(Screening)
        screening = Screening.objects.create(
            pk=key, number="SC" + public_number(year, key), title=given.title.strip(),
            scope=scope, path=scope.path, unit_path=grip.unit_path, opened_by=grip.appointment,
            opened_at=now,
        )  # fmt: skip
        _say(screening, grip, "screening_opened", now, scope=scope.code)
    return screening


def keeper_of(screening: Screening, by: Actor) -> Grip:
    """The post by which somebody keeps a screening. Raises `NotAllowed`."""
    return grip_towards(by, screening.unit_path, DEPARTMENT)


def start_looking(screening: Screening, *, by: Actor, now: datetime) -> None:
    """Have every live file of the scope, and every file that came by a table, looked at anew."""
    grip = keeper_of(screening, by)
    with transaction.atomic():
        _say(screening, grip, "screening_started", now)
        enqueue(JOB, {"screening": screening.pk, "by": grip.appointment, "after": 0}, run_at=now)


def look_on(payload: Mapping[str, Any], now: datetime) -> None:
    """The job: live files first, then so many files of tables, then the job for the next."""
    screening = Screening.objects.select_related("scope__unit").get(pk=payload["screening"])
    held = Appointment.objects.select_related("person").get(pk=payload["by"])
    today = now.astimezone(rules_at(now)[1].zone).date()
    by = actor_for(held.person, now=now, today=today)
    if not any(g.unit_path == screening.unit_path for g in keeping(by, DEPARTMENT)):
        return
    grip = keeper_of(screening, by)
    if payload["after"] == 0:
        look_at_live(screening, grip=grip, now=now)
    files = list(_of_tables(screening, payload["after"])[:PART])
    look_at_tables(files, now=now)
    if len(files) == PART:
        enqueue(JOB, {**payload, "after": files[-1].pk}, run_at=now)
        return
    finish(screening, grip=grip, now=now)


def _of_tables(screening: Screening, after: int) -> Any:
    return ScreenedFile.objects.filter(screening=screening, source="table", pk__gt=after).order_by(
        "pk"
    )


def look_at_live(screening: Screening, *, grip: Grip, now: datetime) -> None:
    """Take in the live files of the scope as they are now. To be called in a transaction."""
    files = [
        Coming(f.name, f.branch, f.path, "live", f.facts, development=f.number)
        for f in live_files(screening.path)
    ]
    for place in range(0, len(files), PART):
        take_files(screening, files[place : place + PART], grip=grip, now=now)


def look_at_tables(files: list[ScreenedFile], *, now: datetime) -> None:
    """Look again at files by the rules on file now. To be called in a transaction."""
    found = findings_of((loaded(f.facts) for f in files), now)
    for file, said in zip(files, found, strict=True):
        file.failed, file.unknown = tally(said)
        file.checked_at = now
    ScreenedFile.objects.bulk_update(files, ["failed", "unknown", "checked_at"], batch_size=PART)
    replace_findings(files, found)


def finish(screening: Screening, *, grip: Grip, now: datetime) -> None:
    """Write down by which versions a screening was looked at, and what stands out in a branch."""
    versions = history(RULE_KEY)
    screening.checked_at = now
    screening.versions = [
        {"number": v.number, "document": v.document, "from": v.valid_from.isoformat()}
        for v in versions.versions
    ]
    screening.batches = list(_batches(screening))
    screening.save(update_fields=["checked_at", "versions", "batches"])
    _say(screening, grip, "screening_done", now, files=screening.files.count())


def _batches(screening: Screening) -> Iterator[dict[str, Any]]:
    """R20 and R21 across the files of each branch: only what people should look at."""
    versions = history(RULE_KEY)
    for branch, files in _by_branch(screening):
        days = {n: d for n, f in files.items() if (d := f.day("admission_meeting"))}
        for many in check_branch(days.values(), versions):
            if many.result == "fail":
                keys = [n for n, day in days.items() if is_within(day, many.facts)]
                yield _batch(branch, many, sorted(keys))
        for finding, numbers in check_batches(files, versions):
            yield _batch(branch, finding, sorted(numbers))


def _by_branch(screening: Screening) -> list[tuple[str, dict[str, FileFacts]]]:
    """The files of each branch by number, and how the branch is called, in the order of that.

    A branch is known by its path, so that two of one name stay apart and one spelt in two ways is
    one; by its name alone where the register does not know it.
    """
    rows = screening.files.order_by("pk").values_list("path", "branch", "number", "facts")
    found: dict[str, tuple[str, dict[str, FileFacts]]] = {}
    for path, branch, number, facts in rows.iterator(chunk_size=PART):
        if path or branch:
            _name, files = found.setdefault(path or f"#{branch}", (branch, {}))
            files[number] = loaded(facts)
    return [found[key] for key in sorted(found, key=lambda key: (found[key][0], key))]


def _batch(branch: str, finding: Finding, numbers: list[str]) -> dict[str, Any]:
    return {
        "branch": branch,
        "rule": finding.rule,
        "reason": finding.reason,
        "facts": plain(finding.facts),
        "is_unverified": finding.is_unverified,
        "files": numbers,
    }


@dataclass(frozen=True, slots=True)
class Papers:
    """What a move of a screened file brings along."""

    reason: str = ""
    grounds: str = ""
    classification: str = ""
    disposal: str = ""
    decision_number: str = ""
    archive_number: str = ""


def move_file(
    file: ScreenedFile, name: str, given: Papers, *, by: Actor, now: datetime, version: int
) -> ScreenedFile:
    """suspect, clear, verify, classify, dispose or file: always somebody's act.

    Raises `Stale`, `Refused` with all reasons, `Invalid` by field.
    """
    told = {k: v.strip() for k, v in asdict(given).items() if v.strip()}
    columns = {k: v for k, v in told.items() if k in KEPT.get(name, ())}
    if faults := list(_faults(columns)):
        raise Invalid(*faults)
    words = {k: v for k, v in told.items() if k in ("reason", "grounds")}
    choices = {k: v for k, v in columns.items() if k in CHOICES}
    with transaction.atomic():
        make(
            file, SCREENING_CASE, name, by=by, now=now, version=version, words=words,
            supplied=frozenset(columns), changes=columns, payload=choices,
        )  # fmt: skip
    return file


def _faults(columns: Mapping[str, str]) -> Iterator[Reason]:
    for name, value in columns.items():
        if name in CHOICES and value not in CHOICES[name]:
            yield Reason("unknown_value", {"value": value}, name)
        if name not in CHOICES and len(value) > LONGEST_NUMBER:
            yield Reason("text_length", {"low": 1, "high": LONGEST_NUMBER}, name)


def suspect_many(
    screening: Screening, given: Mapping[str, int], reason: str, *, by: Actor, now: datetime
) -> int:
    """List several files as suspected in one act, for one reason; all of them or none.

    `given` are numbers -> versions as they were looked at.
    """
    if not given:
        raise Refused(Reason("no_file_picked"))
    files = screening.files.filter(number__in=given)
    with transaction.atomic():
        for file in files:
            move_file(file, "suspect", Papers(reason=reason), by=by, now=now,
                      version=given[file.number])  # fmt: skip
    return len(files)


def _say(screening: Screening, grip: Grip, kind: str, now: datetime, **told: Any) -> None:
    append([line_by(grip, kind, "screening", screening.pk, payload=told)], at=now)
