"""Problems of the ledgers: listed, read, written down and moved."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Query
from ninja.responses import Status
from pydantic import Field

from jiceng.casework.actions.findings import MAY_FIND, Found, add_problem
from jiceng.casework.actions.measures import Planned, mark_done
from jiceng.casework.actions.problem_support import finish_support
from jiceng.casework.actions.problems import Papers, move_problem
from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.api.seen import MoveOpen, unit_named
from jiceng.casework.models import Problem
from jiceng.casework.process import PROBLEM
from jiceng.casework.queries.problem_search import Sought, late, sought
from jiceng.casework.queries.problems import (
    campaign_for,
    problem_for,
    problem_moves,
    problems_of,
)
from jiceng.casework.rules.problems import OPEN, light_of
from jiceng.web.api import Answer, Calls, Input, Listed, Page, local, machine, page_of
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.api.pages import read_cursor
from jiceng.web.doors import Asked
from jiceng.web.words import sentences

calls = Calls("problems")
READERS = ("worker", "handler", "dispatcher", "verifier", "approver", "arbiter", "overseer",
           "leader", "reader", "signatory")  # fmt: skip
State = Literal[
    "found", "confirmed", "rectifying", "submitted", "on_notice", "struck_off", "looking_back",
    "long_term", "dismissed", "archived",
]  # fmt: skip
Text = Annotated[str, Field(max_length=2000)]
Short = Annotated[str, Field(max_length=40)]
Code = Annotated[str, Field(max_length=24)]


class ProblemListed(Answer):
    """A problem as lists show it."""

    number: str
    external_number: str
    campaign: str
    title: str
    category: str
    place: str
    state: str
    state_label: str
    light: str
    unit: UnitNamed
    found_on: str
    due_at: str | None
    reopenings: int
    recurrence_of: str | None
    version: int


class MeasureSeen(Answer):
    """Who does what by when, what proves it, and whether it is done."""

    order: int
    text: str
    person: str
    due_on: str | None
    proof: str
    done_on: str | None


class ProblemSupportSeen(Answer):
    """A supporting unit, and what it says of its part once that is done."""

    unit: UnitNamed
    done: str
    done_at: str | None


class ProblemOrigin(Answer):
    """The record of another capability in which it was named."""

    kind: str
    number: str


class ProblemSeen(ProblemListed):
    """Everything about a problem."""

    description: str
    target: str
    source: str
    supporting: list[UnitNamed]
    supports: list[ProblemSupportSeen]
    first_due_at: str | None
    struck_off_at: str | None
    look_back_at: str | None
    case: str | None
    origin: ProblemOrigin | None
    measures: list[MeasureSeen]
    moves: list[MoveOpen]


class ProblemFilter(Page):
    """What a list of problems may be narrowed by."""

    campaign: str = Field("", max_length=24)
    state: State | None = None
    unit: Code = ""
    category: Short = ""
    overdue: bool | None = None
    text: str = Field("", max_length=100)


class ProblemGiven(Input):
    """A problem as somebody found it; without a deadline it is set at confirmation."""

    campaign: str = Field(max_length=24)
    description: Text
    unit: Code
    found_on: date
    source: str = Field("supervision", max_length=20)
    category: Short = ""
    target: str = Field("", max_length=300)
    deadline: date | None = None
    place: str = Field("", max_length=120)
    area: str = Field("", max_length=15)
    supporting: list[Code] = Field(default_factory=list, max_length=20)
    external_number: Short = ""
    is_public: bool = False


class MeasureGiven(Input):
    """A measure as it is planned."""

    text: str = Field(max_length=300)
    person: Short = ""
    due_on: date | None = None
    proof: str = Field("", max_length=200)


class ProblemMove(Versioned):
    """The version that was looked at, and whatever the move needs.

    `measure_done` and `support_done` are no moves of the process: the first takes `order` and
    `note`, the second the `unit` that supports and in `note` what it did.
    """

    reason: Text = ""
    evidence: Text = ""
    term: str = Field("", max_length=24, description="Such as `3 working_days`.")
    unit: Code = ""
    deadline: date | None = None
    measures: list[MeasureGiven] = Field(default_factory=list, max_length=50)
    order: int = Field(0, ge=0, le=1000)
    note: Text = ""


@calls.get("/problems", door=machine(*READERS), answer=Listed[ProblemListed])
def list_problems(request: Asked, wanted: Query[ProblemFilter]) -> dict[str, Any]:
    """Problems within reach, the newest first."""
    rows = problems_of(request.actor).select_related("recurrence_of")
    if wanted.campaign:
        rows = rows.filter(campaign=campaign_for(request.actor, wanted.campaign))
    rows = sought(
        rows,
        Sought(wanted.text, wanted.state or "", wanted.unit, wanted.category),
        request.now,
    )
    if wanted.overdue is not None:
        condition = late(request.now)
        rows = rows.filter(condition) if wanted.overdue else rows.exclude(condition)
    if place := read_cursor(wanted.after, int):
        rows = rows.filter(pk__lt=place[0])
    found = list(rows.order_by("-pk")[: wanted.limit + 1])
    return page_of(found, wanted.limit, show=lambda p: _listed(p, request), key=lambda p: (p.pk,))


@calls.post("/problems", door=machine(*sorted(MAY_FIND)), answer=ProblemSeen, status=201)
def create_problem(request: Asked, given: ProblemGiven) -> Status[dict[str, Any]]:
    """Write a problem down in a ledger."""
    campaign = campaign_for(request.actor, given.campaign)
    said = given.model_dump(exclude={"campaign"}) | {"supporting": tuple(given.supporting)}
    row = add_problem(campaign, Found(**said), by=request.actor, now=request.now)
    return Status(201, _seen(problem_for(request.actor, row.number, request.now), request))


@calls.get("/problems/{number}", door=machine(*READERS), answer=ProblemSeen)
def read_problem(request: Asked, number: str) -> dict[str, Any]:
    """One problem within reach."""
    return _seen(problem_for(request.actor, number, request.now), request)


@calls.post("/problems/{number}/moves/{move}", door=machine(*READERS), answer=ProblemSeen)
def make_problem_move(request: Asked, number: str, move: str, given: ProblemMove) -> dict[str, Any]:
    """Make a move, `measure_done` or `support_done`; answers with the problem as it stands."""
    by, now = request.actor, request.now
    row = problem_for(by, number, now)
    if move == "support_done":
        finish_support(row, given.unit, given.note, by=by, now=now, version=given.version)
        return _seen(problem_for(by, number, now), request)
    if move == "measure_done":
        mark_done(row, given.order, given.note, by=by, now=now, version=given.version)
        return _seen(problem_for(by, number, now), request)
    move_named(PROBLEM, move, request.actor.roles)
    papers = Papers(
        reason=given.reason,
        evidence=given.evidence,
        term=given.term,
        unit=given.unit,
        deadline=given.deadline,
        measures=tuple(Planned(**m.model_dump()) for m in given.measures),
    )
    moved = move_problem(row, move, by=by, now=now, version=given.version, given=papers)
    return _seen(moved, request)


def _listed(p: Problem, request: Asked) -> dict[str, Any]:
    return {
        "number": p.number,
        "external_number": p.external_number,
        "campaign": p.campaign.code,
        "title": p.title,
        "category": p.category,
        "place": p.place_text,
        "state": p.state,
        "state_label": _(PROBLEM.state(p.state).label),
        "light": _light(p, request),
        "unit": unit_named(p.unit),
        "found_on": p.found_on.isoformat(),
        "due_at": local(p.due_at),
        "reopenings": p.reopenings,
        "recurrence_of": p.recurrence_of.number if p.recurrence_of else None,
        "version": p.version,
    }


def _light(p: Problem, request: Asked) -> str:
    """red, yellow or green, as for cases; what rests is green."""
    colour = light_of(p.state, p.due_at, request.now)
    return colour if p.state in OPEN and colour in ("red", "yellow") else "green"


def _seen(p: Problem, request: Asked) -> dict[str, Any]:
    return {
        **_listed(p, request),
        "description": p.description,
        "target": p.target,
        "source": p.source,
        "supporting": [unit_named(code) for code in p.supporting],
        "supports": [
            {"unit": unit_named(s.unit), "done": s.done, "done_at": local(s.done_at)}
            for s in p.supports.order_by("pk")
        ],
        "first_due_at": local(p.first_due_at),
        "struck_off_at": local(p.struck_off_at),
        "look_back_at": local(p.look_back_at),
        "case": p.case.number if p.case else None,
        "origin": {"kind": p.origin_kind, "number": p.origin_number} if p.origin_kind else None,
        "measures": [
            {
                "order": m.order,
                "text": m.text,
                "person": m.person,
                "due_on": m.due_on.isoformat() if m.due_on else None,
                "proof": m.proof,
                "done_on": m.done_on.isoformat() if m.done_on else None,
            }
            for m in p.measures.order_by("order")
        ],
        "moves": [
            {
                "name": m.name,
                "label": _(m.label),
                "needs": sorted(m.needs),
                "blocked_by": sentences(reasons),
            }
            for m, reasons in problem_moves(p, request.actor, request.now)
        ],
    }
