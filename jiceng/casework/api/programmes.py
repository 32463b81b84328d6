"""Programmes and projects, with the facts behind every light."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.casework.actions.programmes import move_project
from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.api.seen import MoveOpen, moves_seen, unit_named
from jiceng.casework.models import Milestone, Programme, Project
from jiceng.casework.process import PROJECT
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.programmes import (
    Standing,
    done_day,
    lights_of,
    milestones_of,
    programme_by,
    project_for,
    projects_of,
    standing_of,
    with_milestones,
)
from jiceng.casework.rules.supervision import Lit
from jiceng.web.api import Answer, Calls, Listed, Page, local, machine, page_of
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.api.pages import read_cursor
from jiceng.web.doors import Asked
from jiceng.web.words import sentences

calls = Calls("programmes")
READERS = ("worker", "handler", "dispatcher", "verifier", "approver", "arbiter", "overseer",
           "leader", "reader", "signatory")  # fmt: skip
"""Who reads projects: posts that have to do with matters, not those that keep the house."""
Text = Annotated[str, Field(max_length=2000)]
Light = Literal["red", "yellow", "green", "done", "done_late", "unlit"]


class ProgrammeSeen(Answer):
    """A programme; `light` is that of its worst project."""

    code: str
    name: str
    aim: str
    unit: UnitNamed
    starts_on: str
    ends_on: str | None
    light: Light
    projects: int
    lights: dict[str, int] = Field(description="How many projects show each light.")


class MilestoneSeen(Answer):
    """A day and what stands by then."""

    name: str
    output: str
    due_on: str
    done_on: str | None
    task: str | None = Field(None, description="The supervision task that proves it.")


class BudgetSeen(Answer):
    """Money of one source for one year, in yuan."""

    year: int
    source: str
    planned: str
    paid: str


class ProjectListed(Answer):
    """A project as lists show it, with why its light burns as it does."""

    number: str
    title: str
    programme: str
    state: str
    state_label: str
    light: Light
    because: list[str]
    unit: UnitNamed
    place: str
    location: list[float] | None = Field(None, description="WGS-84 [lon, lat].")
    starts_on: str
    ends_on: str
    due_at: str | None
    version: int


class ProjectSeen(ProjectListed):
    """Everything about a project."""

    content: str
    milestones: list[MilestoneSeen]
    budget: list[BudgetSeen]
    risks_open: int
    moves: list[MoveOpen]


class ProjectFilter(Page):
    """What a list of projects may be narrowed by."""

    programme: str = Field("", max_length=24)
    state: Literal["planned", "under_way", "suspended", "completed", "archived", ""] = ""


class ProjectMove(Versioned):
    """The version that was looked at, and whatever the move needs."""

    reason: Text = ""
    result: Text = ""


@calls.get("/programmes", door=machine(*READERS), answer=Listed[ProgrammeSeen])
def list_programmes(request: Asked, wanted: Query[Page]) -> dict[str, Any]:
    """All programmes in the order in which they were opened."""
    place = read_cursor(wanted.after, int)
    rows = Programme.objects.order_by("pk").filter(pk__gt=place[0] if place else 0)
    found = list(rows[: wanted.limit + 1])
    standing = standing_of(found, request.now)
    return page_of(
        found, wanted.limit, show=lambda p: _programme(p, standing[p.pk]), key=lambda p: (p.pk,)
    )


@calls.get("/programmes/{code}", door=machine(*READERS), answer=ProgrammeSeen)
def read_programme(request: Asked, code: str) -> dict[str, Any]:
    """One programme."""
    found = programme_by(code)
    return _programme(found, standing_of([found], request.now)[found.pk])


@calls.get("/projects", door=machine(*READERS), answer=Listed[ProjectListed])
def list_projects(request: Asked, wanted: Query[ProjectFilter]) -> dict[str, Any]:
    """Projects within reach, in the order in which they were written down."""
    place = read_cursor(wanted.after, int)
    rows = projects_of(request.actor).filter(pk__gt=place[0] if place else 0)
    if wanted.programme:
        rows = rows.filter(programme__code=wanted.programme)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    found = list(rows.order_by("pk")[: wanted.limit + 1])
    lights = lights_of(found, request.now)
    return page_of(
        found, wanted.limit, show=lambda p: _listed(p, lights[p.pk]), key=lambda p: (p.pk,)
    )


@calls.get("/projects/{number}", door=machine(*READERS), answer=ProjectSeen)
def read_project(request: Asked, number: str) -> dict[str, Any]:
    """One project within reach."""
    return _seen(project_for(request.actor, number), request)


@calls.post("/projects/{number}/moves/{move}", door=machine(*READERS), answer=ProjectSeen)
def make_project_move(request: Asked, number: str, move: str, given: ProjectMove) -> dict[str, Any]:
    """Make a move; answers with the project as it stands afterwards."""
    project = project_for(request.actor, number)
    move_named(PROJECT, move, request.actor.roles)
    words = {"reason": given.reason, "result": given.result}
    move_project(
        project, move, by=request.actor, now=request.now, version=given.version, words=words
    )
    return _seen(project, request)


def _programme(row: Programme, standing: Standing) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "aim": row.aim,
        "unit": unit_named(row.unit),
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        "light": standing.light,
        "projects": standing.projects,
        "lights": standing.counts,
    }


def _listed(row: Project, lit: Lit) -> dict[str, Any]:
    has_point = row.lon is not None and row.lat is not None
    return {
        "number": row.number,
        "title": row.title,
        "programme": row.programme.code,
        "state": row.state,
        "state_label": _(PROJECT.state(row.state).label),
        "light": lit.light,
        "because": sentences(lit.because),
        "unit": unit_named(row.unit),
        "place": row.place_text,
        "location": [row.lon, row.lat] if has_point else None,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "due_at": local(row.due_at),
        "version": row.version,
    }


def _seen(row: Project, request: Asked) -> dict[str, Any]:
    now = request.now
    return {
        **_listed(row, lights_of([row], now)[row.pk]),
        "content": row.content,
        "milestones": [_milestone(m, now) for m in milestones_of([row.pk])[row.pk]],
        "budget": [
            {
                "year": line.year,
                "source": line.source,
                "planned": _yuan(line.planned_fen),
                "paid": _yuan(line.paid_fen),
            }
            for line in row.budget.order_by("year", "source")
        ],
        "risks_open": row.risks.filter(closed_on=None).count(),
        "moves": moves_seen(with_milestones(row), PROJECT, request),
    }


def _milestone(row: Milestone, now: datetime) -> dict[str, Any]:
    done_on = done_day(row, rules_at(now)[1].zone)
    return {
        "name": row.name,
        "output": row.output,
        "due_on": row.due_on.isoformat(),
        "done_on": done_on.isoformat() if done_on else None,
        "task": row.task.number if row.task else None,
    }


def _yuan(fen: int) -> str:
    return str(Decimal(fen).scaleb(-2))
