"""Checkpoints and rosters for other programs; no operation tells who stands where."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.api.seen import MoveOpen, Named, moves_seen, unit_named
from jiceng.emergency.actions.checkpoints import move_checkpoint
from jiceng.emergency.actions.rosters import ask_to_fill, move_roster
from jiceng.emergency.forms.posts_told import area_name
from jiceng.emergency.models import Checkpoint, Roster
from jiceng.emergency.process import CHECKPOINT, ROSTER
from jiceng.emergency.process.checkpoints import KEEPERS
from jiceng.emergency.queries.checkpoints import checkpoint_of, kept_checkpoint
from jiceng.emergency.queries.rosters import kept_roster, ready, totals
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.web.api import Answer, Calls, Input, Listed, Page, local, machine, page_of
from jiceng.web.api.pages import read_cursor
from jiceng.web.doors import Asked

calls = Calls("checkpoints")
ROLES = tuple(sorted(KEEPERS))
STATES = tuple(state.name for state in CHECKPOINT.states)


class CheckpointListed(Answer):
    """A checkpoint."""

    number: str
    code: str
    title: str
    state: str
    state_label: str
    kind: str
    level: str
    area: Named
    keeper: UnitNamed
    place: str
    lon: float
    lat: float
    purpose: str
    hours: str
    needed: int = Field(description="People for each shift.")
    order: str
    opened_at: str | None
    is_drill: bool
    is_sample: bool
    version: int


class CheckpointSeen(CheckpointListed):
    """One of them with what may be done."""

    moves: list[MoveOpen]


class CheckpointFilter(Page):
    """Narrowing."""

    state: str = ""
    under: str = Field("", description="Code of an area; those at or below it.")


class PostMove(Input):
    """The version the caller has looked at, and the paper the move asks for."""

    version: int = Field(ge=1, le=2**31 - 1)
    order: str = Field("", max_length=80, description="Document that orders it.")
    reason: str = Field("", max_length=120)


class RosterListed(Answer):
    """A roster in counts: who stands where is told on its page alone."""

    number: str
    title: str
    state: str
    state_label: str
    emergency: str
    first_day: str
    last_day: str
    turns: list[list[str]]
    needed: int
    filled: int
    missing: int
    is_waiting: bool = Field(description="Asked to be filled, and not yet done.")
    is_drill: bool
    is_sample: bool
    version: int


class RosterSeen(RosterListed):
    """One of them with what may be done."""

    moves: list[MoveOpen]


@calls.get("/checkpoints", door=machine(), answer=Listed[CheckpointListed])
def list_checkpoints(request: Asked, wanted: Query[CheckpointFilter]) -> dict[str, Any]:
    """Checkpoints in the order in which they were written down."""
    rows = Checkpoint.objects.select_related("emergency")
    if wanted.under:
        area = territory().area(wanted.under)
        if area is None:
            raise Invalid(Reason("unknown_area", {"value": wanted.under}, "under"))
        rows = rows.filter(within("area_path", area.path))
    if wanted.state:
        if wanted.state not in STATES:
            raise Invalid(Reason("unknown_value", {"value": wanted.state}, "state"))
        rows = rows.filter(state=wanted.state)
    place = read_cursor(wanted.after, int)
    found = list(rows.filter(pk__gt=place[0] if place else 0).order_by("pk")[: wanted.limit + 1])
    return page_of(found, wanted.limit, show=_checkpoint, key=lambda row: (row.pk,))


@calls.get("/checkpoints/{number}", door=machine(), answer=CheckpointSeen)
def read_checkpoint(request: Asked, number: str) -> dict[str, Any]:
    """One of them."""
    return _checkpoint_seen(checkpoint_of(number), request)


@calls.post("/checkpoints/{number}/moves/{move}", door=machine(*ROLES), answer=CheckpointSeen)
def move_one_checkpoint(
    request: Asked, number: str, move: str, given: PostMove
) -> dict[str, Any]:  # fmt: skip
    """Any move; each that opens or closes names its order."""
    row = kept_checkpoint(request.actor, number)
    moved = move_checkpoint(row, move, by=request.actor, now=request.now, version=given.version,
                            order=given.order, reason=given.reason)  # fmt: skip
    return _checkpoint_seen(moved, request)


@calls.get("/rosters", door=machine(*ROLES), answer=Listed[RosterListed])
def list_rosters(request: Asked, wanted: Query[Page]) -> dict[str, Any]:
    """Rosters within reach, in the order in which they were made."""
    place = read_cursor(wanted.after, int)
    rows = Roster.objects.select_related("emergency").filter(pk__gt=place[0] if place else 0)
    reach = (r for r in rows.order_by("pk").iterator(chunk_size=200)
             if request.actor.acting_grip(r, KEEPERS) is not None)  # fmt: skip
    found = [row for _n, row in zip(range(wanted.limit + 1), reach, strict=False)]
    return page_of(found, wanted.limit, show=_roster, key=lambda row: (row.pk,))


@calls.get("/rosters/{number}", door=machine(*ROLES), answer=RosterSeen)
def read_roster(request: Asked, number: str) -> dict[str, Any]:
    """One of them."""
    return _roster_seen(kept_roster(request.actor, number), request)


@calls.post("/rosters/{number}/moves/fill", door=machine("emergency_officer"), answer=RosterSeen)
def fill_one_roster(request: Asked, number: str, given: PostMove) -> dict[str, Any]:
    """Have it filled; `is_waiting` until that is done."""
    row = kept_roster(request.actor, number)
    ask_to_fill(row, by=request.actor, now=request.now, version=given.version)
    return _roster_seen(ready(row), request)


@calls.post("/rosters/{number}/moves/{move}", door=machine(*ROLES), answer=RosterSeen)
def move_one_roster(request: Asked, number: str, move: str, given: PostMove) -> dict[str, Any]:
    """Any move."""
    row = kept_roster(request.actor, number)
    moved = move_roster(row, move, by=request.actor, now=request.now, version=given.version,
                        reason=given.reason)  # fmt: skip
    return _roster_seen(moved, request)


def _checkpoint(row: Checkpoint) -> dict[str, Any]:
    area = str(row.area_id)
    same = ("number", "code", "title", "state", "kind", "level", "place", "lon", "lat", "purpose",
            "hours", "needed", "order", "is_sample", "version")  # fmt: skip
    return {
        **{name: getattr(row, name) for name in same},
        "state_label": _(CHECKPOINT.state(row.state).label),
        "area": {"code": area, "name": area_name(area)},
        "keeper": unit_named(row.keeper),
        "opened_at": local(row.opened_at),
        "is_drill": bool(row.emergency and row.emergency.is_drill),
    }


def _checkpoint_seen(row: Checkpoint, request: Asked) -> dict[str, Any]:
    return {**_checkpoint(row), "moves": moves_seen(row, CHECKPOINT, request)}


def _roster(row: Roster) -> dict[str, Any]:
    needed, filled = totals(row.shifts.all())
    return {
        "number": row.number,
        "title": row.title,
        "state": row.state,
        "state_label": _(ROSTER.state(row.state).label),
        "emergency": row.emergency.number,
        "first_day": row.first_day.isoformat(),
        "last_day": row.last_day.isoformat(),
        "turns": row.turns,
        "needed": needed,
        "filled": filled,
        "missing": needed - filled,
        "is_waiting": row.asked_at is not None,
        "is_drill": row.emergency.is_drill,
        "is_sample": row.is_sample,
        "version": row.version,
    }


def _roster_seen(row: Roster, request: Asked) -> dict[str, Any]:
    return {**_roster(row), "moves": moves_seen(row, ROSTER, request)}
