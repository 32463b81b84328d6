"""Surveys for other programs: drafts, moves, a unit's answer, and results as the reader may see."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.casework.api.seen import MoveOpen
from jiceng.casework.queries import rules_at
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.performance.actions.survey_answers import ANSWERING, Filled, answer_for_unit
from jiceng.performance.actions.surveys import Asked as Whom
from jiceng.performance.actions.surveys import draft_survey, move_survey
from jiceng.performance.forms.survey_shown import results_shown
from jiceng.performance.models import Survey
from jiceng.performance.process import SURVEY
from jiceng.performance.process.surveys import KEEPER
from jiceng.performance.queries.surveys import (
    SEEING,
    cost_as_json,
    cost_now,
    form_under,
    is_owner,
    is_way,
    present_terms,
    survey_for,
    surveys_of,
)
from jiceng.performance.rules.survey_forms import form_of
from jiceng.web.api import Answer, Calls, Input, Listed, Page, machine
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.api.pages import page_of_rows
from jiceng.web.doors import Asked
from jiceng.web.words import sentences

calls = Calls("surveys")
READERS = tuple(sorted(SEEING))
STATES = tuple(state.name for state in SURVEY.states)
Text = Annotated[str, Field(max_length=2000)]


class SurveyListed(Answer):
    """One survey."""

    number: str
    title: str
    unit: str = Field(description="Code of the unit that keeps it.")
    entry: str = Field(description="open, slips or units.")
    state: str
    state_label: str
    closes_on: str
    is_sample: bool
    version: int


class SurveyCostSeen(Answer):
    """What it costs those who answer; seconds are estimates, nobody is timed."""

    shortest: int
    longest: int
    expected: int = Field(description="Seconds of one answer.")
    fewest: int
    most: int = Field(description="Questions on the longest way.")
    people: dict[str, int]
    total: int = Field(description="Person-seconds; a move that publishes sends it as confirmed.")
    ceiling_hours: int
    source: str


class SurveySeen(SurveyListed):
    """One survey with its form and its cost."""

    form: dict[str, Any]
    form_version: int
    about: list[str]
    units: list[str]
    cost: SurveyCostSeen
    answers: int | None = Field(description="How many answered; for the keeper alone.")
    moves: list[MoveOpen]


class SurveyCell(Answer):
    """One answer of a question; a count of null is withheld."""

    code: str
    label: str
    count: int | None
    n: int = Field(description="How many saw the question.")
    share: float | None


class SurveyQuestionCounted(Answer):
    """One question counted."""

    code: str
    kind: str
    text: str
    n: int
    is_withheld: bool
    mean: float | None
    median: float | None
    cells: list[SurveyCell]


class SurveyVersionCounted(Answer):
    """Answers to one version of the form."""

    version: int
    questions: list[SurveyQuestionCounted]


class SurveyResult(Answer):
    """The result; small counts are withheld from everybody but the keeper."""

    number: str
    versions: list[SurveyVersionCounted]


class SurveyFilter(Page):
    """Narrowing."""

    state: str = ""


class SurveyNew(Input):
    """A draft."""

    form: dict[str, Any] = Field(description="As docs/how-to/hold-a-survey.md describes it.")
    entry: str = Field(max_length=8)
    closes_on: date
    people: dict[str, int] = Field(default_factory=dict)
    units: list[str] = Field(default_factory=list, max_length=500)
    about: list[str] = Field(default_factory=list, max_length=500)


class SurveyMove(Versioned):
    """The version the caller has looked at, and whatever the move needs."""

    reason: Text = ""
    confirmed: int | None = Field(None, ge=0, description="`cost.total` as it was read.")


class SurveyUnitAnswer(Input):
    """A unit's answers by question."""

    unit: str = Field(max_length=24)
    answers: dict[str, str | list[str]]


class SurveyTaken(Answer):
    """An answer was taken."""

    number: str


@calls.get("/surveys", door=machine(*READERS), answer=Listed[SurveyListed])
def list_surveys(request: Asked, wanted: Query[SurveyFilter]) -> dict[str, Any]:
    """Those within reach, in the order in which they were drafted."""
    if wanted.state and wanted.state not in STATES:
        raise Invalid(Reason("unknown_value", {"value": wanted.state}, "state"))
    rows = surveys_of(request.actor)
    rows = rows.filter(state=wanted.state) if wanted.state else rows
    return page_of_rows(rows, wanted, _listed)


@calls.post("/surveys", door=machine(*sorted(KEEPER)), answer=SurveySeen)
def draft(request: Asked, given: SurveyNew) -> dict[str, Any]:
    """Draft a survey of the caller's unit."""
    whom = Whom(given.entry, given.closes_on, given.people, tuple(given.units), tuple(given.about))
    made = draft_survey(given.form, whom, by=request.actor, now=request.now)
    return _seen(survey_for(request.actor, made.number, request.now), request)


@calls.get("/surveys/{number}", door=machine(*READERS), answer=SurveySeen)
def read_survey(request: Asked, number: str) -> dict[str, Any]:
    """One of them."""
    return _seen(survey_for(request.actor, number, request.now), request)


@calls.post("/surveys/{number}/moves/{move}", door=machine(*READERS), answer=SurveySeen)
def make_survey_move(request: Asked, number: str, move: str, given: SurveyMove) -> dict[str, Any]:
    """Make a move; answers with how it stands afterwards."""
    row = survey_for(request.actor, number, request.now)
    move_named(SURVEY, move)
    move_survey(
        row, move, by=request.actor, now=request.now, version=given.version, reason=given.reason,
        confirmed=given.confirmed,
    )  # fmt: skip
    return _seen(survey_for(request.actor, number, request.now), request)


@calls.get("/surveys/{number}/results", door=machine(*READERS), answer=SurveyResult)
def read_survey_results(request: Asked, number: str) -> dict[str, Any]:
    """Counts by question, once it is closed for its keeper and once announced for others."""
    row = survey_for(request.actor, number, request.now)
    own = is_owner(request.actor, row)
    if row.closed_on is None or not (own or row.state == "announced"):
        raise NotFound(Reason("not_found"))
    return {"number": row.number, "versions": results_shown(row, row.result, whole=own)}


@calls.post("/surveys/{number}/answers", door=machine(*sorted(ANSWERING)), answer=SurveyTaken)
def answer_survey_for_unit(request: Asked, number: str, given: SurveyUnitAnswer) -> dict[str, Any]:
    """A unit's one answer. Residents answer at the public page, never by a program's key."""
    row = survey_for(request.actor, number, request.now)
    taken = answer_for_unit(
        row, Filled(given.answers), given.unit, by=request.actor, now=request.now, is_strict=True
    )
    return {"number": taken}


def _listed(row: Survey) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "unit": row.unit,
        "entry": row.entry,
        "state": row.state,
        "state_label": _(SURVEY.state(row.state).label),
        "closes_on": row.closes_on.isoformat(),
        "is_sample": row.is_sample,
        "version": row.version,
    }


def _seen(row: Survey, request: Asked) -> dict[str, Any]:
    form = form_under(row).content
    cost = row.cost
    if row.state == "draft" or not cost:
        terms = present_terms(request.now)
        cost = cost_as_json(cost_now(row, form_of(form), request.now), terms.source)
    return {
        **_listed(row),
        "form": form,
        "form_version": row.form_version,
        "about": row.about,
        "units": list(row.units.order_by("unit").values_list("unit", flat=True)),
        "cost": cost,
        "answers": row.answer_count if is_owner(request.actor, row) else None,
        "moves": _moves(row, request),
    }


def _moves(row: Survey, request: Asked) -> list[dict[str, Any]]:
    roles, calendar = request.actor.roles_towards(row), rules_at(request.now)[1]
    own = is_owner(request.actor, row)
    return [
        {
            "name": move.name,
            "label": _(move.label),
            "needs": sorted(move.needs),
            "blocked_by": sentences(
                SURVEY.why_not(
                    row, move, roles=roles, supplied=move.needs, now=request.now,
                    calendar=calendar,
                )
            ),
        }
        for move in SURVEY.open_moves(row.state, roles)
        if (own or not move.by >= KEEPER) and is_way(row, move.name)
    ]  # fmt: skip
