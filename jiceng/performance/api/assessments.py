"""Schemes and assessments for other programs: units and areas, never persons."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import Field

from jiceng.kernel.refusal import Reason, Stale
from jiceng.performance.actions.assessment_objections import object_to
from jiceng.performance.actions.assessments import move_assessment
from jiceng.performance.models import Assessment, UnitResult
from jiceng.performance.process import ASSESSMENT
from jiceng.performance.queries.assessments import (
    assessment_for,
    assessments_of,
    result_for,
    results_of,
    subject_name,
)
from jiceng.performance.queries.schemes import scheme_for, schemes
from jiceng.web.api import Answer, Calls, Input, Listed, local, machine
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.doors import Asked

calls = Calls("assessments")
OFFICE = ("organisation_department", "signatory")
SEEING = ("handler", "leader", *OFFICE)
MOST = 500
Text = Annotated[str, Field(max_length=1000)]


class SchemeListed(Answer):
    """A scheme in force."""

    key: str
    name: str
    version: int
    start: str
    end: str


class SchemeSeen(SchemeListed):
    """With its whole content, as a file of rules holds it."""

    content: dict[str, Any]


class AssessmentListed(Answer):
    """A group under a scheme."""

    number: str
    title: str
    state: str
    state_label: str
    scheme: str
    scheme_version: int
    start: str
    end: str
    reckoned_at: str | None
    objections_until: str | None
    version: int


class ResultSeen(Answer):
    """A unit's score with its interval and the places its band stands for."""

    subject: str = Field(description="Code of the area or unit.")
    name: str
    score: str
    half: str = Field(description="Half the width of the 95 % interval.")
    band: int = Field(description="1 the first; 0 for a vetoed unit.")
    first_place: int
    last_place: int
    is_vetoed: bool
    is_provisional: bool


class AssessmentSeen(AssessmentListed):
    """With the results that the caller may see."""

    results: list[ResultSeen]


class SheetSeen(ResultSeen):
    """With every line: counts, rule version, address of the records, points."""

    lines: list[dict[str, Any]]


class AssessmentMove(Versioned):
    """The version that was looked at, and a reason where the move needs one."""

    reason: Text = ""


class ObjectionMade(Input):
    """Which line, why, and the version of the assessment that was read."""

    version: int | None = Field(None, ge=1, le=2**31 - 1)
    target: str = Field("", max_length=60)
    reason: Text = ""


class ObjectionSeen(Answer):
    """What was objected to."""

    number: str
    state: str
    target: str


@calls.get("/schemes", door=machine(*OFFICE), answer=Listed[SchemeListed])
def list_schemes(request: Asked) -> dict[str, Any]:
    """Every scheme in force."""
    found = schemes(request.now)
    return {"items": [_scheme(key, row) for key, row in found.items()], "next": None}


@calls.get("/schemes/{key}", door=machine(*OFFICE), answer=SchemeSeen)
def read_scheme(request: Asked, key: str) -> dict[str, Any]:
    """One of them."""
    row = scheme_for(key, request.now)
    return {**_scheme(key, row), "content": row.content}


def _scheme(key: str, row: Any) -> dict[str, Any]:
    told = row.content
    return {"key": key, "name": told["name"], "version": row.version,
            "start": told["start"], "end": told["end"]}  # fmt: skip


@calls.get("/assessments", door=machine(*SEEING), answer=Listed[AssessmentListed])
def list_assessments(request: Asked) -> dict[str, Any]:
    """Those within reach, the newest first."""
    rows = assessments_of(request.actor).order_by("-pk")[:MOST]
    return {"items": [_listed(row) for row in rows], "next": None}


@calls.get("/assessments/{number}", door=machine(*SEEING), answer=AssessmentSeen)
def read_assessment(request: Asked, number: str) -> dict[str, Any]:
    """One of them with its results."""
    return _seen(assessment_for(request.actor, number, request.now), request)


@calls.get("/assessments/{number}/units/{subject}", door=machine(*SEEING), answer=SheetSeen)
def read_sheet(request: Asked, number: str, subject: str) -> dict[str, Any]:
    """One unit's sheet."""
    row = assessment_for(request.actor, number, request.now)
    result = result_for(request.actor, row, subject)
    return {**_result(result), "lines": result.lines}


@calls.post(
    "/assessments/{number}/units/{subject}/objections",
    door=machine("leader"),
    answer=ObjectionSeen,
)
def make_objection(
    request: Asked, number: str, subject: str, given: ObjectionMade
) -> dict[str, Any]:
    """The unit objects to one line of its published result."""
    row = assessment_for(request.actor, number, request.now)
    result = result_for(request.actor, row, subject)
    if given.version not in (None, row.version):
        raise Stale(Reason("stale"))
    made = object_to(result, given.target, given.reason, by=request.actor, now=request.now)
    return {"number": made.number, "state": made.state, "target": made.target}


@calls.post("/assessments/{number}/moves/{move}", door=machine(*OFFICE), answer=AssessmentSeen)
def make_assessment_move(
    request: Asked, number: str, move: str, given: AssessmentMove
) -> dict[str, Any]:
    """Make a move; answers with how it stands afterwards."""
    row = assessment_for(request.actor, number, request.now)
    move_named(ASSESSMENT, move)
    move_assessment(
        row, move, by=request.actor, now=request.now, version=given.version, reason=given.reason
    )
    return _seen(assessment_for(request.actor, number, request.now), request)


def _listed(row: Assessment) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "state": row.state,
        "state_label": _(ASSESSMENT.state(row.state).label),
        "scheme": row.scheme.key,
        "scheme_version": row.scheme.version,
        "start": row.starts_on.isoformat(),
        "end": row.ends_on.isoformat(),
        "reckoned_at": local(row.reckoned_at),
        "objections_until": local(row.objections_until),
        "version": row.version,
    }


def _seen(row: Assessment, request: Asked) -> dict[str, Any]:
    return {**_listed(row), "results": [_result(r) for r in results_of(request.actor, row)]}


def _result(row: UnitResult) -> dict[str, Any]:
    return {
        "subject": row.subject,
        "name": subject_name(row.subject),
        "score": str(row.score),
        "half": str(row.half),
        "band": row.band,
        "first_place": row.first_place,
        "last_place": row.last_place,
        "is_vetoed": row.is_vetoed,
        "is_provisional": row.is_provisional,
    }
