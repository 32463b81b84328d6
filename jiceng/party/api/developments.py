"""Development files for programs of the same line: stages, steps as recorded, moves."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.api.seen import MoveOpen
from jiceng.casework.queries import rules_at
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.party.actions.development import (
    Applied,
    Taken,
    move_development,
    open_development,
    open_file,
    record_step,
)
from jiceng.party.actions.members import PURPOSES
from jiceng.party.models import Development, StepRecord
from jiceng.party.process import MEMBER_DEVELOPMENT
from jiceng.party.queries.access import KEEPERS, organisation_for
from jiceng.party.queries.development import (
    Kept,
    development_for,
    developments_of,
    due_of,
    kept_of,
    kept_of_many,
    plain_facts,
    reading_today,
    reads_file_freely,
    with_facts,
)
from jiceng.party.rules.development import missing, supplied
from jiceng.party.rules.facts_of_file import FileFacts
from jiceng.party.rules.steps import KINDS
from jiceng.web.api import Answer, Calls, Input, Listed, Page, local, machine, page_of
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.api.pages import read_cursor
from jiceng.web.clock import county_zone, local_day
from jiceng.web.doors import Asked
from jiceng.web.words import sentences

calls = Calls("party-developments")
READERS = tuple(sorted(KEEPERS))
"""Those who keep the records of a Party organisation; each reaches what stands below it."""
State = Literal[
    "applicant", "activist", "candidate", "pre_reviewed", "resolved", "probationary",
    "conversion", "full", "cancelled", "stopped", "archived", "",
]  # fmt: skip
Text = Annotated[str, Field(max_length=2000)]


class StepSeen(Answer):
    """One record of a step that counts."""

    key: int = Field(description="Name it as `replaces` to correct the record.")
    step: str
    number: int = Field(description="1 to 25; 0 for a public notice.")
    name: str
    on: date
    values: dict[str, Any] = Field(description="Members by key, organisations by code.")
    has_paper: bool | None = Field(description="Whether its paper lies in the file.")
    corrects: int | None


class DevelopmentListed(Answer):
    """A file as lists show it, without a name."""

    number: str
    state: str
    state_label: str
    branch: UnitNamed
    due_at: str | None
    missing: list[str] = Field(description="Steps the next move still waits for.")
    version: int


class FindingSeen(Answer):
    """What one rule of the checker says about the file."""

    rule: str
    result: Literal["pass", "fail", "unknown"]
    severity: str
    clause: str
    document: str
    is_unverified: bool


class DevelopmentSeen(DevelopmentListed):
    """Everything about a file."""

    applicant: str
    born_on: date
    member: str | None = Field(description="The number in the register, once admitted.")
    due_step: str | None
    due_rule: str | None = Field(description="The parameter that sets the term; null: reminder.")
    steps: list[StepSeen]
    findings: list[FindingSeen]
    moves: list[MoveOpen]


class DevelopmentFilter(Page):
    """What a list of files may be narrowed by."""

    state: State = ""


class Purpose(Schema):
    """Why a file is read from above; the branch itself leaves it empty."""

    purpose: str = Field("", max_length=24, description=f"One of {', '.join(PURPOSES)}.")


class DevelopmentNew(Input):
    """Somebody has handed in an application to a branch."""

    organisation: str = Field(max_length=24)
    applicant: str = Field(max_length=40)
    born_on: date
    on: date
    has_paper: bool | None = None


class StepGiven(Versioned):
    """A step as it was taken; the version of the file that was looked at."""

    step: str = Field("", max_length=24)
    on: date | None = None
    values: dict[str, Any] = Field(default_factory=dict)
    has_paper: bool | None = None
    replaces: int | None = Field(None, ge=1, le=2**63 - 1)
    reason: str = Field("", max_length=300)


class DevelopmentMove(Versioned):
    """The version that was looked at, and the reason where a move asks for one."""

    reason: Text = ""


@calls.get("/developments", door=machine(*READERS), answer=Listed[DevelopmentListed])
def list_developments(request: Asked, wanted: Query[DevelopmentFilter]) -> dict[str, Any]:
    """Files within reach, in the order in which they were opened."""
    place = read_cursor(wanted.after, int)
    rows = developments_of(request.actor).filter(pk__gt=place[0] if place else 0)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    found = list(rows.order_by("pk")[: wanted.limit + 1])
    kept = kept_of_many(row.pk for row in found)
    return page_of(
        found, wanted.limit, show=lambda d: _listed(d, kept[d.pk]), key=lambda d: (d.pk,)
    )


@calls.post("/developments", door=machine(*READERS), answer=DevelopmentSeen)
def open_one(request: Asked, given: DevelopmentNew) -> dict[str, Any]:
    """Open a file with its first step; the branch does it."""
    row = open_development(
        Applied(given.applicant, given.born_on, given.on, given.has_paper),
        at=organisation_for(request.actor, given.organisation), by=request.actor,
        now=request.now, today=local_day(request.now),
    )  # fmt: skip
    return _seen(row, request)


@calls.get("/developments/{number}", door=machine(*READERS), answer=DevelopmentSeen)
def read_development(request: Asked, number: str, wanted: Query[Purpose]) -> dict[str, Any]:
    """One file within reach. From above it asks for a purpose, which is written down."""
    row = development_for(request.actor, number)
    _may_read(request, row, wanted.purpose)
    return _seen(row, request)


@calls.post("/developments/{number}/steps", door=machine(*READERS), answer=DevelopmentSeen)
def record_one(request: Asked, number: str, given: StepGiven) -> dict[str, Any]:
    """Record a step, or correct one with `replaces` and a reason; answers with the file."""
    row = development_for(request.actor, number)
    _may_read(request, row, "")
    taken = Taken(given.step, given.on, given.values, given.has_paper, given.replaces,
                  given.reason)  # fmt: skip
    record_step(
        row, taken, by=request.actor, now=request.now, today=local_day(request.now),
        version=given.version,
    )  # fmt: skip
    return _seen(row, request)


@calls.post("/developments/{number}/moves/{move}", door=machine(*READERS), answer=DevelopmentSeen)
def make_development_move(
    request: Asked, number: str, move: str, given: DevelopmentMove
) -> dict[str, Any]:
    """Make a move; answers with the file as it stands afterwards."""
    row = development_for(request.actor, number)
    move_named(MEMBER_DEVELOPMENT, move, request.actor.roles)
    _may_read(request, row, "")
    words = {"reason": given.reason}
    move_development(
        row, move, by=request.actor, now=request.now, version=given.version, words=words
    )
    return _seen(row, request)


def _may_read(request: Asked, row: Development, purpose: str) -> None:
    if reads_file_freely(request.actor, row):
        return
    if purpose:
        open_file(row, purpose, by=request.actor, now=request.now)
    elif not reading_today(request.actor, row, request.now, local_day(request.now), county_zone()):
        raise Invalid(Reason("purpose_needed", field="purpose"))


def _listed(row: Development, kept: Kept) -> dict[str, Any]:
    ahead = missing(row.state, plain_facts(row, kept))
    return {
        "number": row.number,
        "state": row.state,
        "state_label": _(MEMBER_DEVELOPMENT.state(row.state).label),
        "branch": _branch(row.unit),
        "due_at": local(row.stage_due_at),
        "missing": [kind.code for kind in ahead],
        "version": row.version,
    }


def _branch(code: str) -> dict[str, str]:
    """A Party organisation by code and name; one that is no more keeps its code."""
    unit = territory().apart.get(code)
    return {"code": code, "name": unit.name if unit else code}


def _seen(row: Development, request: Asked) -> dict[str, Any]:
    kept = kept_of(row)
    facts, findings = with_facts(row, rules_at(request.now)[1].works_on, kept)
    owed = due_of(row, facts)
    return {
        **_listed(row, kept),
        "applicant": row.applicant,
        "born_on": row.born_on,
        "member": row.member.number if row.member else None,
        "due_step": owed.step if owed else None,
        "due_rule": (owed.parameter or None) if owed else None,
        "steps": [_step(record) for record in kept.counting],
        "findings": [
            {"rule": f.rule, "result": f.result, "severity": f.severity, "clause": f.clause,
             "document": f.document, "is_unverified": f.is_unverified}
            for f in findings
        ],
        "moves": _moves(row, facts, request),
    }  # fmt: skip


def _step(record: StepRecord) -> dict[str, Any]:
    kind = KINDS[record.step]
    return {
        "key": record.pk,
        "step": record.step,
        "number": kind.number,
        "name": _(kind.name),
        "on": record.on,
        "values": record.values,
        "has_paper": record.has_paper,
        "corrects": record.replaces_id,
    }


def _moves(row: Development, facts: FileFacts, request: Asked) -> list[dict[str, Any]]:
    roles = request.actor.roles_towards(row)
    calendar, taken = rules_at(request.now)[1], supplied(facts) | {"reason"}
    return [
        {
            "name": move.name,
            "label": _(move.label),
            "needs": sorted(move.needs),
            "blocked_by": sentences(
                MEMBER_DEVELOPMENT.why_not(
                    row, move, roles=roles, supplied=taken, now=request.now, calendar=calendar
                )
            ),
        }
        for move in MEMBER_DEVELOPMENT.open_moves(row.state, roles)
    ]
