"""Funds and goods sent down, for other programs: the list, the ledger, moves and uses.

Amounts are whole numbers: fen of funds, pieces of goods.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.api.seen import MoveOpen, moves_seen, unit_named
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.services.actions import allotment_uses as uses
from jiceng.services.actions import allotments as acts
from jiceng.services.models import Allotment, AllotmentEntry
from jiceng.services.process import ALLOTMENT
from jiceng.services.queries.allotments import (
    KEEPERS,
    READERS,
    VIEWS,
    allotment_for,
    allotments_of,
    entries_of,
    entry_of,
    viewed,
)
from jiceng.services.rules.allotments import MOST
from jiceng.web.api import Answer, Calls, Input, Listed, Page, local, machine
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.api.pages import page_of_rows
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked

calls = Calls("allotments")
LOOKING, KEEPING = tuple(sorted(READERS)), tuple(sorted(KEEPERS))
CONFIRMING = tuple(sorted(uses.SECOND))
Amount = Annotated[int, Field(ge=1, le=MOST)]
Text = Annotated[str, Field(max_length=2000)]
Short = Annotated[str, Field(max_length=200)]


class AllotmentListed(Answer):
    """Funds or goods that were sent down, and where all of it is."""

    number: str
    kind: str
    title: str
    state: str
    state_label: str
    sender: UnitNamed
    receiver: UnitNamed
    measure: str
    sent: int
    under_way: int
    in_hand: int
    held: int = Field(description="Waits for a second person's yes.")
    used: int
    returned: int
    balance: int = Field(description="sent = used + returned + balance, always.")
    year: int
    use_by: date
    document_number: str
    source: str
    sent_at: str | None
    received_at: str | None
    closed_at: str | None
    is_sample: bool
    version: int


class EntrySeen(Answer):
    """One movement; `follows` names the entry it answers or undoes."""

    id: int
    kind: str
    amount: int
    on: date
    purpose: str
    voucher: str
    served: str
    follows: int | None


class AllotmentSeen(AllotmentListed):
    """One of them with its ledger and what may be done."""

    purpose: str
    entries: list[EntrySeen]
    moves: list[MoveOpen]


class AllotmentFilter(Page):
    """Narrowing."""

    view: str = Field("all", description="open, unused, overdue, closed or all.")
    receiver: str = Field("", max_length=24)
    year: int | None = Field(None, ge=2000, le=2100)


class AllotmentNew(Input):
    """What is sent to whom."""

    kind: str = Field(max_length=8)
    receiver: str = Field(max_length=24)
    title: str = Field(max_length=60)
    amount: Amount
    purpose: Short
    use_by: date
    year: int = Field(ge=2000, le=2100)
    source: str = Field(max_length=12)
    measure: str = Field("", max_length=12)
    document_number: str = Field("", max_length=60)


class AllotmentMove(Versioned):
    """The version the caller has looked at, and whatever the move needs."""

    received: int | None = Field(None, ge=0, le=MOST)
    difference: Short = ""
    reason: Text = ""


class UseNew(Versioned):
    """One use; without a day it is today's."""

    amount: int = Field(0, ge=0, le=MOST)
    on: date | None = None
    purpose: Short = ""
    voucher: str = Field("", max_length=60)
    served: str = Field("", max_length=20)


class UseMove(Versioned):
    """The version looked at, and why where it is refused or undone."""

    why: Short = ""


@calls.get("/allotments", door=machine(*LOOKING), answer=Listed[AllotmentListed])
def list_allotments(request: Asked, wanted: Query[AllotmentFilter]) -> dict[str, Any]:
    """What was sent by or into one's own, in the order in which it was sent."""
    if wanted.view not in VIEWS:
        raise Invalid(Reason("unknown_value", {"value": wanted.view}, "view"))
    rows = allotments_of(request.actor)
    rows = rows.filter(viewed(wanted.view, request.now, local_day(request.now)))
    for name in ("receiver", "year"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    return page_of_rows(rows, wanted, _listed)


@calls.post("/allotments", door=machine(*KEEPING), answer=AllotmentSeen)
def write_allotment(request: Asked, given: AllotmentNew) -> dict[str, Any]:
    """Send down."""
    row = acts.send_down(acts.Sending(**given.model_dump()), by=request.actor, now=request.now)
    return _seen(row, request)


@calls.get("/allotments/{number}", door=machine(*LOOKING), answer=AllotmentSeen)
def read_allotment(request: Asked, number: str) -> dict[str, Any]:
    """One of them with its ledger."""
    return _seen(allotment_for(request.actor, number), request)


@calls.post("/allotments/{number}/moves/{move}", door=machine(*LOOKING), answer=AllotmentSeen)
def make_allotment_move(
    request: Asked, number: str, move: str, given: AllotmentMove
) -> dict[str, Any]:
    """Make a move; answers with how it stands afterwards."""
    row = allotment_for(request.actor, number)
    move_named(ALLOTMENT, move)
    said = acts.Handover(**given.model_dump(exclude={"version"}))
    moved = acts.move_allotment(
        row, move, by=request.actor, now=request.now, version=given.version, given=said
    )
    return _seen(moved, request)


@calls.post("/allotments/{number}/uses", door=machine(*KEEPING), answer=AllotmentSeen)
def write_use(request: Asked, number: str, given: UseNew) -> dict[str, Any]:
    """Write a use down; above the county's sum it waits for a second person."""
    row = allotment_for(request.actor, number)
    told = given.model_dump(exclude={"version"}) | {"on": given.on or local_day(request.now)}
    said = uses.Use(**told)
    uses.use_allotment(row, said, by=request.actor, now=request.now, version=given.version)
    return _seen(row, request)


@calls.post(
    "/allotments/{number}/uses/{entry}/moves/{move}", door=machine(*CONFIRMING),
    answer=AllotmentSeen,
)  # fmt: skip
def answer_use(
    request: Asked, number: str, entry: int, move: Literal["allow", "deny", "undo"], given: UseMove
) -> dict[str, Any]:
    """Say yes or no to a large use, or undo one by a counter entry."""
    row = allotment_for(request.actor, number)
    kept = entry_of(row, entry)
    told: dict[str, Any] = {"by": request.actor, "now": request.now, "version": given.version}
    if move == "undo":
        uses.undo_use(row, kept, given.why, **told)
    else:
        uses.answer_use(row, kept, move == "allow", given.why, **told)
    return _seen(row, request)


def _listed(row: Allotment) -> dict[str, Any]:
    return {
        "number": row.number,
        "kind": row.kind,
        "title": row.title,
        "state": row.state,
        "state_label": _(ALLOTMENT.state(row.state).label),
        "sender": unit_named(row.sender),
        "receiver": unit_named(row.receiver),
        "measure": row.measure,
        "sent": row.sent,
        **row.standing.columns(),
        "balance": row.balance,
        "year": row.year,
        "use_by": row.use_by,
        "document_number": row.document_number,
        "source": row.source,
        "sent_at": local(row.sent_at),
        "received_at": local(row.received_at),
        "closed_at": local(row.closed_at),
        "is_sample": row.is_sample,
        "version": row.version,
    }


def _seen(row: Allotment, request: Asked) -> dict[str, Any]:
    return {
        **_listed(row),
        "purpose": row.purpose,
        "entries": [_entry(entry) for entry in reversed(entries_of(row))],
        "moves": moves_seen(row, ALLOTMENT, request),
    }


def _entry(entry: AllotmentEntry) -> dict[str, Any]:
    return {
        "id": entry.pk,
        "kind": entry.kind,
        "amount": entry.amount,
        "on": entry.on,
        "purpose": entry.purpose,
        "voucher": entry.voucher,
        "served": entry.served_number,
        "follows": entry.follows_id,
    }
