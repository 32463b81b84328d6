"""Appraisals for other programs: the post of an organisation in a year, and the ballots anybody
counts again. Nothing here says who may vote, who did, or how (ADR 0014); no slip is handed out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.casework.api.seen import MoveOpen, moves_seen
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refused
from jiceng.kernel.scope import covers
from jiceng.performance.actions.appraisal_problems import Named, name_problem
from jiceng.performance.actions.appraisals import (
    DEPARTMENT,
    Papers,
    Reviewed,
    decide,
    move_appraisal,
    open_appraisal,
    record_review,
    why_not,
)
from jiceng.performance.actions.ballots import close_vote
from jiceng.performance.models import Appraisal
from jiceng.performance.process import APPRAISAL
from jiceng.performance.queries.apart import KEEPERS, keeping
from jiceng.performance.queries.appraisal_problems import problems_of
from jiceng.performance.queries.appraisals import (
    appraisal_for,
    appraisals_of,
    present_scheme,
    published,
)
from jiceng.web.api import Answer, Calls, Input, Listed, Page, local, machine
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.api.pages import page_of_rows
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked

calls = Calls("appraisals")
READERS = tuple(sorted(KEEPERS))
Text = Annotated[str, Field(max_length=2000)]
STATES = tuple(state.name for state in APPRAISAL.states)


class AppraisalListed(Answer):
    """The post of secretary of an organisation in one year."""

    number: str
    organisation: str = Field(description="Code of the organisation.")
    organisation_name: str
    year: int
    state: str
    state_label: str
    due_at: str | None
    is_sample: bool
    version: int


class BallotSeen(Answer):
    """A ballot as it is published: its random number, the class it counts in, what it says."""

    number: str
    rater_class: str
    choice: str


class AppraisalProblem(Answer):
    """What it brought up, and where that stands in the ledger."""

    number: str
    title: str
    part: str
    unit: str
    state: str
    due_at: str | None


class AppraisalSeen(AppraisalListed):
    """One of them, with all that is needed to draw the panel and count the ballots again."""

    scheme: dict[str, Any] = Field(description="parts, classes, thresholds, values.")
    on_site: int | None
    daily: int | None
    seed: str = Field(description="Of the draw; empty before it.")
    seats: dict[str, int]
    vote_until: str | None
    ballots: list[BallotSeen] = Field(description="Empty until the vote is closed.")
    result: dict[str, Any] = Field(description="As counted at closing; empty before.")
    grade: str
    grade_reason: str
    decision_number: str
    problems: list[AppraisalProblem]
    moves: list[MoveOpen]


class AppraisalFilter(Page):
    """Narrowing."""

    state: str = ""
    year: int | None = Field(None, ge=2000, le=9999)


class AppraisalNew(Input):
    """Whose secretary is appraised, for which year."""

    organisation: str = Field(max_length=24)
    year: int = Field(ge=2000, le=9999)


class AppraisalMove(Versioned):
    """The version the caller has looked at, and whatever the move needs. The vote is begun at the
    desk alone: its slips are printed."""

    report: Text = ""
    reason: Text = ""
    grade: str = Field("", max_length=12)
    decision: str = Field("", max_length=60)


class AppraisalReview(Versioned):
    """Points of the on-site review and of what is known day by day, and what they rest on."""

    on_site: int | None = Field(None, ge=0, le=100)
    daily: int | None = Field(None, ge=0, le=100)
    words: Text = ""


class AppraisalProblemGiven(Versioned):
    """A problem that was named in a part of an appraisal."""

    text: Text = ""
    part: str = Field("", max_length=12, description="report, review, ballots or decision.")
    ledger: str = Field("", max_length=24)
    unit: str = Field("", max_length=24)
    deadline: date | None = None


@calls.get("/appraisals", door=machine(*READERS), answer=Listed[AppraisalListed])
def list_appraisals(request: Asked, wanted: Query[AppraisalFilter]) -> dict[str, Any]:
    """Those within reach, in the order in which they were opened; neither points nor grades."""
    rows = appraisals_of(request.actor)
    if wanted.state and wanted.state not in STATES:
        raise Invalid(Reason("unknown_value", {"value": wanted.state}, "state"))
    rows = rows.filter(state=wanted.state) if wanted.state else rows
    rows = rows.filter(year=wanted.year) if wanted.year else rows
    return page_of_rows(rows, wanted, _listed)


@calls.post("/appraisals", door=machine(*sorted(DEPARTMENT)), answer=AppraisalSeen)
def begin_appraisal(request: Asked, given: AppraisalNew) -> dict[str, Any]:
    """Open the appraisal of an organisation's secretary."""
    unit = territory().apart.get(given.organisation)
    held = keeping(request.actor, DEPARTMENT)
    if unit is None or not any(covers(g.unit_path, unit.path) for g in held):
        raise NotFound(Reason("not_found"))
    made = open_appraisal(
        unit, given.year, present_scheme(request.now), by=request.actor, now=request.now,
        today=local_day(request.now),
    )  # fmt: skip
    return _read(request, made.number)


@calls.get("/appraisals/{number}", door=machine(*READERS), answer=AppraisalSeen)
def read_appraisal(request: Asked, number: str) -> dict[str, Any]:
    """One of them."""
    return _read(request, number)


@calls.post("/appraisals/{number}/moves/{move}", door=machine(*READERS), answer=AppraisalSeen)
def make_appraisal_move(
    request: Asked, number: str, move: str, given: AppraisalMove
) -> dict[str, Any]:
    """Make a move; answers with how it stands afterwards."""
    row = appraisal_for(request.actor, number)
    move_named(APPRAISAL, move)
    known: dict[str, Any] = {"by": request.actor, "now": request.now, "version": given.version,
                             "today": local_day(request.now)}  # fmt: skip
    if move == "open_vote":
        raise Refused(Reason("slips_are_printed"))
    if move == "close_vote":
        close_vote(row, **known)
    elif move == "decide":
        decide(row, given.grade, given.reason, given.decision, **known)
    else:
        move_appraisal(row, move, given=Papers(given.report, given.reason), **known)
    return _read(request, number)


@calls.post("/appraisals/{number}/review", door=machine(*READERS), answer=AppraisalSeen)
def review_appraisal(request: Asked, number: str, given: AppraisalReview) -> dict[str, Any]:
    """Write down the points of the review."""
    row = appraisal_for(request.actor, number)
    if given.on_site is None or given.daily is None:
        missing = "on_site" if given.on_site is None else "daily"
        raise Invalid(Reason("needed", field=missing))
    said = Reviewed(given.on_site, given.daily, given.words)
    record_review(row, said, by=request.actor, now=request.now, version=given.version)
    return _read(request, number)


@calls.post("/appraisals/{number}/problems", door=machine(*READERS), answer=AppraisalSeen)
def name_appraisal_problem(
    request: Asked, number: str, given: AppraisalProblemGiven
) -> dict[str, Any]:
    """Name a problem for a ledger."""
    row = appraisal_for(request.actor, number)
    said = Named(given.text, given.part, given.ledger, given.unit, given.deadline)
    name_problem(row, said, by=request.actor, now=request.now, today=local_day(request.now),
                 version=given.version)  # fmt: skip
    return _read(request, number)


def _listed(row: Appraisal) -> dict[str, Any]:
    return {
        "number": row.number,
        "organisation": row.unit,
        "organisation_name": row.title,
        "year": row.year,
        "state": row.state,
        "state_label": _(APPRAISAL.state(row.state).label),
        "due_at": local(row.stage_due_at),
        "is_sample": row.is_sample,
        "version": row.version,
    }


def _read(request: Asked, number: str) -> dict[str, Any]:
    row = appraisal_for(request.actor, number)
    return {
        **_listed(row),
        "scheme": row.scheme,
        "on_site": row.on_site,
        "daily": row.daily,
        "seed": row.seed,
        "seats": row.seats,
        "vote_until": local(row.vote_until),
        "ballots": [
            {"number": b.number, "rater_class": b.rater_class, "choice": b.choice}
            for b in (published(row) if row.result else ())
        ],
        "result": row.result,
        "grade": row.grade,
        "grade_reason": row.grade_reason,
        "decision_number": row.decision_number,
        "problems": [
            {"number": p.number, "title": p.title, "part": p.category, "unit": p.unit,
             "state": p.state, "due_at": local(p.due_at)}
            for p in problems_of(row)
        ],
        "moves": moves_seen(
            row, APPRAISAL, request, against=lambda move: why_not(row, move, request.actor)
        ),
    }  # fmt: skip
