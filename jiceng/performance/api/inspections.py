"""Inspections for other programs: schemes, plans anybody computes again, visits and their moves."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.casework.api.seen import MoveOpen
from jiceng.casework.queries import rules_at
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.performance.actions import inspections as acts
from jiceng.performance.actions.inspection_records import Recorded, record_visit
from jiceng.performance.models import Inspection, InspectionPlan
from jiceng.performance.process import INSPECTION, INSPECTION_PLAN
from jiceng.performance.queries.inspection_schemes import (
    inspection_scheme_for,
    inspection_schemes,
)
from jiceng.performance.queries.inspections import (
    INSPECTOR,
    OFFICE,
    OVERSEER,
    READERS,
    plan_for,
    plans_of,
    standing,
    visit_for,
    visits_of,
)
from jiceng.web.api import Answer, Calls, Listed, Page, machine
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.api.pages import page_of_rows
from jiceng.web.doors import Asked
from jiceng.web.words import sentences

calls = Calls("inspections")
PLANNING = (OFFICE, INSPECTOR, OVERSEER)
STATES = tuple(state.name for state in INSPECTION.states)
MOST = 500
Text = Annotated[str, Field(max_length=1000)]


class InspectionSchemeListed(Answer):
    """A scheme in force."""

    key: str
    name: str
    version: int
    elements: int = Field(description="How many; nothing can be planned from a scheme with none.")
    is_sample: bool


class InspectionSchemeSeen(InspectionSchemeListed):
    """With its whole content, as a file of rules holds it."""

    content: dict[str, Any]


class InspectionPlanListed(Answer):
    """A plan of a scheme for a period."""

    number: str
    title: str
    state: str
    state_label: str
    scheme: str
    scheme_version: int
    start: str
    end: str
    is_sample: bool
    version: int


class InspectionPlanSeen(InspectionPlanListed):
    """With everything it was computed from: anybody computes the same with SHA-256 alone."""

    seed: str
    inputs: dict[str, Any] = Field(description="Units and inspectors (by appointment), in order.")
    workdays: list[str]
    visits: list[list[Any]] = Field(description="Unit, first and last day, day, team.")
    unfilled: list[list[Any]]


class InspectionListed(Answer):
    """A visit."""

    number: str
    unit: str
    unit_name: str
    kind: str
    plan: str
    state: str
    state_label: str
    start: str
    end: str
    planned_on: str
    visited_on: str | None
    is_sample: bool
    version: int


class InspectionFound(Answer):
    """A finding, with how its problem stands now."""

    element: str
    text: str
    problem: str | None
    problem_state: str | None


class InspectionSeen(InspectionListed):
    """With its record, what was found, what the unit said."""

    answers: dict[str, Any]
    notes: dict[str, str]
    summary: str
    view: str
    is_signed: bool
    answer: str
    findings: list[InspectionFound]
    moves: list[MoveOpen]


class InspectionFilter(Page):
    """Narrowing."""

    state: str = ""
    unit: str = Field("", max_length=24)
    plan: str = Field("", max_length=20)


class InspectionMove(Versioned):
    """The version the caller has looked at, and whatever the move needs."""

    reason: Text = ""
    view: Text = ""
    answer: Text = ""
    until: date | None = None
    team: list[int] = Field(default_factory=list, max_length=20)
    visited_on: date | None = None
    present: list[int] = Field(default_factory=list, max_length=20)
    answers: dict[str, str] = Field(default_factory=dict, max_length=60)
    notes: dict[str, str] = Field(default_factory=dict, max_length=60)
    summary: Text = ""


@calls.get("/inspection-schemes", door=machine(*READERS), answer=Listed[InspectionSchemeListed])
def list_inspection_schemes(request: Asked) -> dict[str, Any]:
    """Every scheme in force."""
    found = inspection_schemes(request.now)
    return {"items": [_scheme(key, row) for key, row in found.items()], "next": None}


@calls.get("/inspection-schemes/{key}", door=machine(*READERS), answer=InspectionSchemeSeen)
def read_inspection_scheme(request: Asked, key: str) -> dict[str, Any]:
    """One of them."""
    row = inspection_scheme_for(key, request.now)
    return {**_scheme(key, row), "content": row.content}


def _scheme(key: str, row: Any) -> dict[str, Any]:
    told = row.content
    return {
        "key": key, "name": told["name"], "version": row.version,
        "elements": len(told.get("elements") or ()), "is_sample": bool(told.get("is_sample")),
    }  # fmt: skip


@calls.get("/inspection-plans", door=machine(*PLANNING), answer=Listed[InspectionPlanListed])
def list_inspection_plans(request: Asked) -> dict[str, Any]:
    """Those within reach, the newest first."""
    rows = plans_of(request.actor).order_by("-pk")[:MOST]
    return {"items": [_plan(row) for row in rows], "next": None}


@calls.get("/inspection-plans/{number}", door=machine(*PLANNING), answer=InspectionPlanSeen)
def read_inspection_plan(request: Asked, number: str) -> dict[str, Any]:
    """One of them with its seed and what it was computed from."""
    row = plan_for(request.actor, number)
    return {
        **_plan(row), "seed": row.seed, "inputs": row.inputs, "workdays": row.workdays,
        "visits": row.visits_drafted, "unfilled": row.unfilled,
    }  # fmt: skip


def _plan(row: InspectionPlan) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "state": row.state,
        "state_label": _(INSPECTION_PLAN.state(row.state).label),
        "scheme": row.scheme_key,
        "scheme_version": row.scheme.version,
        "start": row.starts_on.isoformat(),
        "end": row.ends_on.isoformat(),
        "is_sample": row.is_sample,
        "version": row.version,
    }


@calls.get("/inspections", door=machine(*READERS), answer=Listed[InspectionListed])
def list_inspections(request: Asked, wanted: Query[InspectionFilter]) -> dict[str, Any]:
    """Those within reach, in the order in which they were planned; never ranked."""
    if wanted.state and wanted.state not in STATES:
        raise Invalid(Reason("unknown_value", {"value": wanted.state}, "state"))
    asked = {"state": wanted.state, "unit": wanted.unit, "plan__number": wanted.plan}
    rows = visits_of(request.actor).filter(**{k: v for k, v in asked.items() if v})
    return page_of_rows(rows, wanted, _listed)


@calls.get("/inspections/{number}", door=machine(*READERS), answer=InspectionSeen)
def read_inspection(request: Asked, number: str) -> dict[str, Any]:
    """One of them."""
    return _seen(visit_for(request.actor, number, request.now), request)


@calls.post("/inspections/{number}/moves/{move}", door=machine(*READERS), answer=InspectionSeen)
def make_inspection_move(
    request: Asked, number: str, move: str, given: InspectionMove
) -> dict[str, Any]:
    """Make a move; answers with how it stands afterwards."""
    visit = visit_for(request.actor, number, request.now)
    move_named(INSPECTION, move)
    _make(request, visit, move, given)
    return _seen(visit_for(request.actor, number, request.now), request)


def _make(request: Asked, visit: Inspection, move: str, given: InspectionMove) -> None:
    known: dict[str, Any] = {"by": request.actor, "now": request.now, "version": given.version}
    if move == "record":
        record_visit(visit, _recorded(given), **known)
    elif move == "put_off":
        acts.put_off(visit, _needed(given.until, "put_off_until"), given.reason, **known)
    elif move == "reassign":
        acts.reassign(visit, given.team, given.reason, **known)
    elif move == "drop":
        acts.drop(visit, given.reason, **known)
    elif move == "differ":
        acts.differ(visit, given.view, **known)
    elif move == "answer":
        acts.answer_view(visit, given.answer, **known)
    else:
        {"sign": acts.sign, "close_silent": acts.close_silent}[move](visit, **known)


def _recorded(given: InspectionMove) -> Recorded:
    day = _needed(given.visited_on, "visited_on")
    return Recorded(day, tuple(given.present), given.answers, given.notes, given.summary)


def _needed(day: date | None, name: str) -> date:
    if day is None:
        raise Invalid(Reason("needed", field=name))
    return day


def _listed(row: Inspection) -> dict[str, Any]:
    return {
        "number": row.number,
        "unit": row.unit,
        "unit_name": row.title,
        "kind": row.kind,
        "plan": row.plan.number,
        "state": row.state,
        "state_label": _(INSPECTION.state(row.state).label),
        "start": row.starts_on.isoformat(),
        "end": row.ends_on.isoformat(),
        "planned_on": row.planned_on.isoformat(),
        "visited_on": row.visited_on.isoformat() if row.visited_on else None,
        "is_sample": row.is_sample,
        "version": row.version,
    }


def _seen(row: Inspection, request: Asked) -> dict[str, Any]:
    found = row.findings.select_related("problem").order_by("pk")
    return {
        **_listed(row),
        "answers": row.answers,
        "notes": row.notes,
        "summary": row.summary,
        "view": row.view,
        "is_signed": row.is_signed,
        "answer": row.answer,
        "findings": [
            {"element": f.element, "text": f.text,
             "problem": f.problem.number if f.problem else None,
             "problem_state": f.problem.state if f.problem else None}
            for f in found
        ],
        "moves": _moves(row, request),
    }  # fmt: skip


def _moves(row: Inspection, request: Asked) -> list[dict[str, Any]]:
    roles = standing(request.actor, row).roles_towards(row)
    calendar = rules_at(request.now)[1]
    return [
        {
            "name": move.name,
            "label": _(move.label),
            "needs": sorted(move.needs),
            "blocked_by": sentences(
                INSPECTION.why_not(
                    row, move, roles=roles, supplied=move.needs, now=request.now,
                    calendar=calendar,
                )
            ),
        }
        for move in INSPECTION.open_moves(row.state, roles)
    ]  # fmt: skip
