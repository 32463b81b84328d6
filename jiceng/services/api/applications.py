"""Service items and applications for other programs; moves as at the desk.

No operation tells a name or a telephone number.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.api.seen import MoveOpen, moves_seen, unit_named
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.services.actions import applications as acts
from jiceng.services.forms.items_told import name_of, paper_name
from jiceng.services.models import Application
from jiceng.services.process import APPLICATION
from jiceng.services.queries.applications import application_for, applications_of
from jiceng.services.queries.items import items_at
from jiceng.services.queries.points import point_of
from jiceng.services.rules.items import ServiceItem
from jiceng.web.api import Answer, Calls, Input, Listed, Page, local, machine
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.api.pages import page_of_rows
from jiceng.web.doors import Asked

calls = Calls("applications")
WORKERS = ("clerk", "decider")
Text = Annotated[str, Field(max_length=2000)]
STATES = tuple(state.name for state in APPLICATION.states)


class PaperSeen(Answer):
    """A paper somebody brings."""

    key: str
    name: str
    note: str


class ItemSeen(Answer):
    """An item of the catalogue in force."""

    key: str
    version: int
    name: str
    unit: UnitNamed
    statutory: str
    promise: str
    is_instant: bool
    level: str
    channels: list[str]
    papers: list[PaperSeen]
    fee_fen: int
    basis: str
    is_sample: bool


class ApplicationListed(Answer):
    """An application; its applicant stays unsaid."""

    number: str
    item: str
    item_name: str
    state: str
    state_label: str
    unit: UnitNamed
    channel: str
    submitted_at: str | None
    due_at: str | None
    decided_at: str | None
    is_kept: bool | None = Field(description="Decided within the promise; null while undecided.")
    is_same_day: bool
    is_sample: bool
    version: int


class ApplicationSeen(ApplicationListed):
    """One of them with its papers and what may be done."""

    item_version: int
    papers: list[str]
    lacking: list[str] = Field(description="Names of papers that are not there.")
    by_agent: bool
    spent_minutes: int | None = Field(description="Working minutes from acceptance to decision.")
    rating: int | None
    moves: list[MoveOpen]


class ApplicationFilter(Page):
    """Narrowing."""

    state: str = ""
    item: str = Field("", max_length=40)


class ApplicationNew(Input):
    """What somebody applies for at a counter."""

    item: str = Field(max_length=40)
    phone: str = Field(max_length=24)
    name: str = Field("", max_length=40)
    papers: list[str] = Field(default_factory=list, max_length=40)
    channel: Literal["online", "counter", "home"] = "counter"
    point: str = Field("", max_length=20, description="Number of a service point.")
    note: str = Field("", max_length=500)
    by_agent: bool = False
    has_word: bool = False


class ApplicationMade(ApplicationSeen):
    """The same with the code the applicant is given, this once."""

    access_code: str


class ApplicationMove(Versioned):
    """The version the caller has looked at, and whatever the move needs."""

    missing_papers: Text = ""
    opinion: Text = ""
    result: Text = ""
    reason: Text = ""
    received: list[str] = Field(default_factory=list, max_length=40)


@calls.get("/service-items", door=machine(), answer=Listed[ItemSeen])
def list_service_items(request: Asked) -> dict[str, Any]:
    """The catalogue in force."""
    return {"items": [_item(i) for i in items_at(request.now).values()], "next": None}


@calls.get("/service-items/{key}", door=machine(), answer=ItemSeen)
def read_service_item(request: Asked, key: str) -> dict[str, Any]:
    """One item."""
    found = items_at(request.now).get(key)
    if found is None:
        raise NotFound(Reason("not_found"))
    return _item(found)


@calls.get("/applications", door=machine(*WORKERS), answer=Listed[ApplicationListed])
def list_applications(request: Asked, wanted: Query[ApplicationFilter]) -> dict[str, Any]:
    """Those of one's own unit, in the order in which they came."""
    if wanted.state and wanted.state not in STATES:
        raise Invalid(Reason("unknown_value", {"value": wanted.state}, "state"))
    rows = applications_of(request.actor)
    rows = rows.filter(state=wanted.state) if wanted.state else rows
    rows = rows.filter(item=wanted.item) if wanted.item else rows
    return page_of_rows(rows, wanted, _listed)


@calls.post("/applications", door=machine("clerk"), answer=ApplicationMade)
def write_application(request: Asked, given: ApplicationNew) -> dict[str, Any]:
    """Hand one in at a counter; the answer holds the code this once."""
    said = given.model_dump(exclude={"point", "papers"})
    point = point_of(given.point) if given.point else None
    receipt = acts.apply_for(
        acts.Asked(point=point, papers=tuple(given.papers), **said),
        by=request.actor, now=request.now,
    )  # fmt: skip
    return {**_seen(receipt.application, request), "access_code": receipt.access_code}


@calls.get("/applications/{number}", door=machine(*WORKERS), answer=ApplicationSeen)
def read_application(request: Asked, number: str) -> dict[str, Any]:
    """One of them."""
    return _seen(application_for(request.actor, number), request)


@calls.post("/applications/{number}/moves/{move}", door=machine(*WORKERS), answer=ApplicationSeen)
def make_application_move(
    request: Asked, number: str, move: str, given: ApplicationMove
) -> dict[str, Any]:
    """Make a move; answers with how it stands afterwards."""
    row = application_for(request.actor, number)
    move_named(APPLICATION, move)
    said = given.model_dump(exclude={"version", "received"})
    papers = acts.Papers(**said, received=tuple(given.received))
    moved = acts.move_application(
        row, move, by=request.actor, now=request.now, version=given.version, given=papers
    )
    return _seen(moved, request)


def _item(item: ServiceItem) -> dict[str, Any]:
    return {
        "key": item.key,
        "version": item.version,
        "name": name_of(item),
        "unit": unit_named(item.unit),
        "statutory": str(item.statutory),
        "promise": str(item.promise),
        "is_instant": item.is_instant,
        "level": item.level,
        "channels": list(item.channels),
        "papers": [{"key": p.key, "name": paper_name(p), "note": p.note} for p in item.papers],
        "fee_fen": item.fee_fen,
        "basis": item.basis,
        "is_sample": item.is_sample,
    }


def _listed(row: Application) -> dict[str, Any]:
    return {
        "number": row.number,
        "item": row.item,
        "item_name": row.title,
        "state": row.state,
        "state_label": _(APPLICATION.state(row.state).label),
        "unit": unit_named(row.unit),
        "channel": row.channel,
        "submitted_at": local(row.submitted_at),
        "due_at": local(row.due_at),
        "decided_at": local(row.decided_at),
        "is_kept": row.is_kept,
        "is_same_day": row.is_same_day,
        "is_sample": row.is_sample,
        "version": row.version,
    }


def _seen(row: Application, request: Asked) -> dict[str, Any]:
    return {
        **_listed(row),
        "item_version": row.item_version,
        "papers": list(row.papers),
        "lacking": list(row.lacking),
        "by_agent": row.by_agent,
        "spent_minutes": row.spent_minutes,
        "rating": row.rating,
        "moves": moves_seen(row, APPLICATION, request),
    }
