"""Screenings of admissions with their files and findings: the organisation department's alone."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.kernel.refusal import NotFound, Reason
from jiceng.party.actions.screenings import (
    Opened,
    Papers,
    move_file,
    open_screening,
    start_looking,
)
from jiceng.party.models import FileFinding, ScreenedFile, Screening
from jiceng.party.process.screening import SCREENING_CASE
from jiceng.party.queries.screenings import (
    Standing,
    counts_by_rule,
    file_findings,
    file_for,
    screening_for,
    screenings_of,
    standing_of,
    told,
)
from jiceng.party.rules.checker import RULES
from jiceng.web.api import Answer, Calls, Input, Listed, Page, local, machine, page_of
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.api.pages import read_cursor
from jiceng.web.doors import Asked
from jiceng.web.words import word

calls = Calls("party-screenings")
DEPARTMENT = ("organisation_department",)
State = Literal["screened", "suspected", "verified", "classified", "disposed", "filed", "cleared"]
Result = Literal["pass", "fail", "unknown"]
Text = Annotated[str, Field(max_length=2000)]
Number = Annotated[str, Field(max_length=60)]


class ScreeningSeen(Answer):
    """A screening in numbers."""

    number: str
    title: str
    scope: str = Field(description="The code of the organisation whose admissions are looked at.")
    opened_at: str
    checked_at: str | None
    files: int
    failed: int = Field(description="Files in which at least one rule failed.")
    verified: int = Field(description="Files found to break the rules, by people.")
    states: dict[str, int]


class RuleCounted(Answer):
    """How many files passed, failed or left unknown one rule."""

    rule: str
    title: str
    severity: Literal["fatal", "major", "minor", "info"]
    passed: int
    failed: int
    unknown: int


class ScreeningWhole(ScreeningSeen):
    """A screening with its counts by rule and the versions it was looked at by."""

    rules: list[RuleCounted]
    versions: list[dict[str, Any]]


class FileListed(Answer):
    """One file of a screening."""

    number: str
    external_number: str
    name: str
    branch: str
    state: State
    state_label: str
    failed: int
    unknown: int
    version: int


class FindingSeen(Answer):
    """What one rule said, and why."""

    rule: str
    title: str
    result: Result
    severity: Literal["fatal", "major", "minor", "info"]
    why: str
    document: str
    clause: str
    rule_version: int
    is_unverified: bool
    remedy: str


class FileSeen(FileListed):
    """One file with every finding."""

    screening: str
    classification: str
    disposal: str
    findings: list[FindingSeen]
    moves: list[str]


class FileFilter(Page):
    """What the files of a screening may be narrowed by."""

    state: State | Literal[""] = ""
    rule: str = Field("", max_length=4)
    result: Result | Literal[""] = ""


class NewScreening(Input):
    """A screening to be opened."""

    title: str = Field(min_length=1, max_length=80)
    scope: str = Field(max_length=24, description="The code of a Party organisation.")


class FileMove(Versioned):
    """The version that was looked at, and whatever the move needs."""

    reason: Text = ""
    grounds: Text = ""
    classification: Number = ""
    disposal: Number = ""
    decision_number: Number = ""
    archive_number: Number = ""


@calls.get("/screenings", door=machine(*DEPARTMENT), answer=Listed[ScreeningSeen])
def list_screenings(request: Asked, wanted: Query[Page]) -> dict[str, Any]:
    """The department's screenings in the order in which they were opened."""
    place = read_cursor(wanted.after, int)
    rows = screenings_of(request.actor).filter(pk__gt=place[0] if place else 0)
    found = list(rows.order_by("pk")[: wanted.limit + 1])
    standing = standing_of(found)
    return page_of(
        found, wanted.limit, show=lambda s: _screening(s, standing[s.pk]), key=lambda s: (s.pk,)
    )


@calls.post("/screenings", door=machine(*DEPARTMENT), answer=ScreeningSeen)
def add_screening(request: Asked, given: NewScreening) -> dict[str, Any]:
    """Open a screening; files come by tables or by looking."""
    opened = Opened(given.title, given.scope)
    return _screening(open_screening(opened, by=request.actor, now=request.now), Standing())


@calls.get("/screenings/{number}", door=machine(*DEPARTMENT), answer=ScreeningWhole)
def read_screening(request: Asked, number: str) -> dict[str, Any]:
    """One screening."""
    return _whole(screening_for(request.actor, number))


@calls.post("/screenings/{number}/look", door=machine(*DEPARTMENT), answer=ScreeningWhole)
def look(request: Asked, number: str) -> dict[str, Any]:
    """Have live files and those of tables looked at anew, by the worker."""
    screening = screening_for(request.actor, number)
    start_looking(screening, by=request.actor, now=request.now)
    return _whole(screening)


@calls.get("/screenings/{number}/files", door=machine(*DEPARTMENT), answer=Listed[FileListed])
def list_files(request: Asked, number: str, wanted: Query[FileFilter]) -> dict[str, Any]:
    """The files of a screening in the order in which they came."""
    screening = screening_for(request.actor, number)
    place = read_cursor(wanted.after, int)
    rows = screening.files.filter(pk__gt=place[0] if place else 0)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    said = {k: v for k, v in (("rule", wanted.rule), ("result", wanted.result)) if v}
    if said:
        found = FileFinding.objects.filter(screening=screening, **said)
        rows = rows.filter(pk__in=found.values("file"))
    files = list(rows.order_by("pk")[: wanted.limit + 1])
    return page_of(files, wanted.limit, show=_listed, key=lambda f: (f.pk,))


@calls.get("/screenings/{number}/files/{file}", door=machine(*DEPARTMENT), answer=FileSeen)
def read_file(request: Asked, number: str, file: str) -> dict[str, Any]:
    """One file with every finding."""
    return _seen(_file(request, number, file), request)


@calls.post(
    "/screenings/{number}/files/{file}/moves/{move}",
    door=machine(*DEPARTMENT),
    answer=FileSeen,
)
def make_file_move(
    request: Asked, number: str, file: str, move: str, given: FileMove
) -> dict[str, Any]:
    """Make a move; answers with the file as it stands afterwards."""
    found = _file(request, number, file)
    move_named(SCREENING_CASE, move, request.actor.roles)
    papers = Papers(**given.model_dump(exclude={"version"}))
    move_file(found, move, papers, by=request.actor, now=request.now, version=given.version)
    return _seen(found, request)


def _file(request: Asked, number: str, file: str) -> ScreenedFile:
    found = file_for(request.actor, file)
    if found.screening.number != number:
        raise NotFound(Reason("not_found"))
    return found


def _screening(row: Screening, standing: Standing) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "scope": row.scope.code,
        "opened_at": local(row.opened_at),
        "checked_at": local(row.checked_at),
        "files": standing.files,
        "failed": standing.failed,
        "verified": standing.verified,
        "states": standing.by_state,
    }


def _whole(row: Screening) -> dict[str, Any]:
    return {
        **_screening(row, standing_of([row])[row.pk]),
        "versions": row.versions,
        "rules": [
            {
                "rule": counts.rule,
                "title": _(RULES[counts.rule].title),
                "severity": RULES[counts.rule].severity,
                "passed": counts.passed,
                "failed": counts.failed,
                "unknown": counts.unknown,
            }
            for counts in counts_by_rule(row.findings.all())
        ],
    }


def _listed(row: ScreenedFile) -> dict[str, Any]:
    return {
        "number": row.number,
        "external_number": row.external_number,
        "name": row.name,
        "branch": row.branch,
        "state": row.state,
        "state_label": _(SCREENING_CASE.state(row.state).label),
        "failed": row.failed,
        "unknown": row.unknown,
        "version": row.version,
    }


def _seen(row: ScreenedFile, request: Asked) -> dict[str, Any]:
    roles = request.actor.roles_towards(row)
    return {
        **_listed(row),
        "screening": row.screening.number,
        "classification": row.classification,
        "disposal": row.disposal,
        "findings": [_finding(f) for f in file_findings(row)],
        "moves": [move.name for move in SCREENING_CASE.open_moves(row.state, roles)],
    }


def _finding(row: FileFinding) -> dict[str, Any]:
    rule = RULES[row.rule]
    return {
        "rule": row.rule,
        "title": _(rule.title),
        "result": row.result,
        "severity": row.severity,
        "why": word(told(row.reason, row.facts)),
        "document": row.document,
        "clause": row.clause,
        "rule_version": row.rule_version,
        "is_unverified": row.is_unverified,
        "remedy": _(rule.remedy),
    }
