"""Co-building: projects with their moves, needs with what matches, boards and statements.

No operation tells a member's name; members are counted.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.api.seen import MoveOpen, Named, unit_named
from jiceng.casework.queries import rules_at
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.party.actions.joint_projects import Outcome, move_project
from jiceng.party.models import JointProject, Need
from jiceng.party.process import JOINT_PROJECT
from jiceng.party.queries.boards import counts_of, proposals_for, units_at, wanted_of
from jiceng.party.queries.co_building import (
    communities_of,
    community_for,
    is_host,
    need_for,
    needs_of,
    project_for,
    projects_of,
    taken,
    unit_for,
)
from jiceng.party.queries.statements import statement_of
from jiceng.web.api import Answer, Calls, Input, Listed, Page, local, machine, page_of
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.api.pages import read_cursor
from jiceng.web.clock import county_zone, local_day
from jiceng.web.doors import Asked
from jiceng.web.words import sentences, stored_sentences

calls = Calls("co-building")
Text = Annotated[str, Field(max_length=2000)]
State = Literal["offered", "committed", "under_way", "delivered", "confirmed", "evaluated",
                "declined", "withdrawn", ""]  # fmt: skip


class CommunityCounted(Answer):
    """A community in numbers; members are counted, never named."""

    community: Named
    units: int
    members: int
    needs: int
    promised: int
    done: int
    late: int
    wishes: int
    fulfilled: int


class UnitSeen(Answer):
    """A unit beside a community: what it promised, and the light that follows from it."""

    unit: UnitNamed
    state: str
    registered_on: str
    promised: int
    done: int
    light: Literal["red", "yellow", "green", "done", "unlit"]
    because: list[str]


class NeedListed(Answer):
    """A need of a community."""

    number: str
    title: str
    kind: str
    community: Named
    amount: int
    left: int
    starts_on: str
    ends_on: str
    is_closed: bool


class MatchSeen(Answer):
    """A resource that would meet a need, with the sentences why."""

    resource: str
    title: str
    unit: UnitNamed
    covers: int
    because: list[str]


class NeedSeen(NeedListed):
    """A need and what would meet it; matches are shown to the community that decides."""

    content: str
    matches: list[MatchSeen]


class ProjectListed(Answer):
    """What a unit promised a community."""

    number: str
    title: str
    kind: str
    community: Named
    unit: UnitNamed
    state: str
    state_label: str
    starts_on: str
    ends_on: str
    delivered_on: str | None
    hours: str | None = Field(None, description="All hours of all who took part.")
    grade: str
    due_at: str | None
    version: int


class ProjectSeen(ProjectListed):
    """Everything about a project, with the moves open to the caller."""

    content: str
    because: list[str]
    people: int | None
    moves: list[MoveOpen]


class ProjectFilter(Page):
    """What a list of projects may be narrowed by."""

    community: str = Field("", max_length=15)
    unit: str = Field("", max_length=24)
    state: State = ""


class NeedFilter(Page):
    """What a list of needs may be narrowed by."""

    community: str = Field("", max_length=15)


class Move(Versioned):
    """The version that was looked at, and whatever the move needs."""

    reason: Text = ""
    result: Text = ""
    delivered_on: date | None = None
    people: int = Field(1, ge=-(2**31), le=2**31 - 1)
    hours: Decimal | None = Field(None, max_digits=8, decimal_places=1)
    grade: str = Field("", max_length=12)
    words: str = Field("", max_length=300)


class StatementSeen(Answer):
    """What is told back to a unit for a quarter; hours as recorded once."""

    unit: UnitNamed
    quarter: str
    communities: list[Named]
    members: int
    posts: int
    promised: int
    delivered: int
    wishes: int
    project_hours: str
    member_hours: str
    hours: str


class QuarterAsked(Input):
    """Which quarter: 2026Q4."""

    quarter: str = Field(max_length=6)


@calls.get("/co-building", door=machine(), answer=Listed[ProjectListed])
def list_co_building(request: Asked, wanted: Query[ProjectFilter]) -> dict[str, Any]:
    """Co-building projects within reach, in the order in which they were proposed."""
    place = read_cursor(wanted.after, int)
    rows = projects_of(request.actor).filter(pk__gt=place[0] if place else 0)
    for column in ("community", "unit", "state"):
        if value := getattr(wanted, column):
            rows = rows.filter(**{column: value})
    found = list(rows.order_by("pk")[: wanted.limit + 1])
    return page_of(found, wanted.limit, show=_listed, key=lambda p: (p.pk,))


@calls.get("/co-building/communities", door=machine(), answer=list[CommunityCounted])
def list_communities(request: Asked) -> list[dict[str, Any]]:
    """The communities within reach in numbers, in the order of the tree; no ranking."""
    areas = communities_of(request.actor)
    counts = counts_of((a.code for a in areas), local_day(request.now))
    return [{"community": {"code": a.code, "name": a.name}, **vars(counts[a.code])} for a in areas]


@calls.get("/co-building/communities/{code}/units", door=machine(), answer=list[UnitSeen])
def list_units(request: Asked, code: str) -> list[dict[str, Any]]:
    """The units registered in a community with their lights, in the order of their codes."""
    community_for(request.actor, code)
    return [
        {
            "unit": unit_named(row.registration.unit),
            "state": row.registration.state,
            "registered_on": row.registration.registered_on.isoformat(),
            "promised": row.promised,
            "done": row.done,
            "light": row.lit.light,
            "because": sentences(row.lit.because),
        }
        for row in units_at(code, local_day(request.now))
    ]


@calls.get("/co-building/needs", door=machine(), answer=Listed[NeedListed])
def list_needs(request: Asked, wanted: Query[NeedFilter]) -> dict[str, Any]:
    """Needs of communities within reach, in the order in which they were posted."""
    place = read_cursor(wanted.after, int)
    rows = needs_of(request.actor).filter(pk__gt=place[0] if place else 0)
    if wanted.community:
        rows = rows.filter(community=wanted.community)
    found = list(rows.order_by("pk")[: wanted.limit + 1])
    used = taken("need", (n.pk for n in found))
    return page_of(
        found,
        wanted.limit,
        show=lambda n: _need(n, n.amount - used.get(n.pk, 0)),
        key=lambda n: (n.pk,),
    )


@calls.get("/co-building/needs/{number}", door=machine(), answer=NeedSeen)
def read_need(request: Asked, number: str) -> dict[str, Any]:
    """One need; the community also reads what would meet it, and why."""
    need = need_for(request.actor, number)
    hosting = is_host(request.actor, need.area_path)
    today = local_day(request.now)
    found = proposals_for(need, request.actor, today) if hosting else []
    return {
        **_need(need, wanted_of(need).amount),
        "content": need.content,
        "matches": [
            {
                "resource": resource.number,
                "title": resource.title,
                "unit": unit_named(resource.unit),
                "covers": match.covers,
                "because": sentences(match.because),
            }
            for resource, match in found
        ],
    }


@calls.get("/co-building/units/{code}/statement", door=machine(), answer=StatementSeen)
def read_statement(request: Asked, code: str, wanted: Query[QuarterAsked]) -> dict[str, Any]:
    """What is told back to a unit for a quarter."""
    unit = unit_for(request.actor, code)
    try:
        told = statement_of(unit, wanted.quarter, county_zone())
    except ValueError as error:
        raise Invalid(Reason("bad_quarter", {"value": wanted.quarter}, "quarter")) from error
    return {
        "unit": unit_named(unit),
        "quarter": told.quarter,
        "communities": [
            {"code": str(p.community_id), "name": p.community.name} for p in told.places
        ],
        "members": told.members,
        "posts": told.posts,
        "promised": told.promised,
        "delivered": told.delivered,
        "wishes": told.wishes,
        "project_hours": f"{told.project_hours:f}",
        "member_hours": f"{told.member_hours:f}",
        "hours": f"{told.hours:f}",
    }


@calls.get("/co-building/{number}", door=machine(), answer=ProjectSeen)
def read_co_building(request: Asked, number: str) -> dict[str, Any]:
    """One co-building project within reach."""
    return _seen(project_for(request.actor, number), request)


@calls.post(
    "/co-building/{number}/moves/{move}", door=machine("co_builder", "host"), answer=ProjectSeen
)
def make_co_building_move(request: Asked, number: str, move: str, given: Move) -> dict[str, Any]:
    """Make a move; answers with the project as it stands afterwards."""
    project = project_for(request.actor, number)
    move_named(JOINT_PROJECT, move, request.actor.roles)
    outcome = Outcome(**given.dict(exclude={"version"}))
    move_project(
        project, move, by=request.actor, now=request.now, version=given.version, given=outcome
    )
    return _seen(project, request)


def _need(row: Need, left: int) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "kind": row.kind,
        "community": {"code": str(row.community_id), "name": row.community.name},
        "amount": row.amount,
        "left": left,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "is_closed": row.closed_on is not None,
    }


def _listed(row: JointProject) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "kind": row.kind,
        "community": {"code": str(row.community_id), "name": row.community.name},
        "unit": unit_named(row.unit),
        "state": row.state,
        "state_label": _(JOINT_PROJECT.state(row.state).label),
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "delivered_on": row.delivered_on.isoformat() if row.delivered_on else None,
        "hours": f"{row.hours:f}" if row.hours is not None else None,
        "grade": row.grade,
        "due_at": local(row.stage_due_at),
        "version": row.version,
    }


def _seen(row: JointProject, request: Asked) -> dict[str, Any]:
    roles, calendar = request.actor.roles_towards(row), rules_at(request.now)[1]
    return {
        **_listed(row),
        "content": row.content,
        "because": stored_sentences(row.because),
        "people": row.people,
        "moves": [
            {
                "name": move.name,
                "label": _(move.label),
                "needs": sorted(move.needs),
                "blocked_by": sentences(
                    JOINT_PROJECT.why_not(
                        row, move, roles=roles, supplied=move.needs, now=request.now,
                        calendar=calendar,
                    )
                ),
            }
            for move in JOINT_PROJECT.open_moves(row.state, roles)
        ],
    }  # fmt: skip
