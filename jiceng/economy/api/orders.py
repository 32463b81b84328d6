"""Orders for other programs; moves and refunds as at the desk.

No operation tells a name, a telephone number or an address.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.api.seen import MoveOpen, moves_seen, unit_named
from jiceng.economy.actions import order_moves as acts
from jiceng.economy.actions.orders import Asked as Ordered
from jiceng.economy.actions.orders import place_order
from jiceng.economy.models import Order, OrderLine
from jiceng.economy.process import ORDER
from jiceng.economy.queries.orders import order_for, orders_of, stations_of
from jiceng.economy.rules.orders import Wanted
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.web.api import Answer, Calls, Input, Listed, Page, local, machine
from jiceng.web.api.moves import Versioned, move_named
from jiceng.web.api.pages import page_of_rows
from jiceng.web.doors import Asked
from jiceng.web.once import once

calls = Calls("orders")
KEEPER = "station_keeper"
Text = Annotated[str, Field(max_length=120)]
STATES = tuple(state.name for state in ORDER.states)
BIG = 2**31 - 1


class LineSeen(Answer):
    """A produce in an order, at the price it was ordered at."""

    key: int
    produce: str
    name: str
    producer: str = Field(description="Number of the producer.")
    quantity: int
    measure: str
    price_fen: int
    refunded_fen: int


class OrderListed(Answer):
    """An order; its buyer stays unsaid."""

    number: str
    title: str
    state: str
    state_label: str
    station: str
    unit: UnitNamed
    way: str
    placed_at: str | None
    due_at: str | None
    is_kept: bool | None = Field(description="Ready within the promise; null until then.")
    total_fen: int
    refunded_fen: int
    is_sample: bool
    version: int


class OrderSeen(OrderListed):
    """One of them with its lines and what may be done."""

    carriage_fen: int
    paid_at: str | None
    ready_at: str | None
    received_at: str | None
    because: str
    rating: int | None
    lines: list[LineSeen]
    moves: list[MoveOpen]


class OrderFilter(Page):
    """Narrowing."""

    state: str = ""
    station: str = Field("", max_length=20)


class LineNew(Input):
    """What is wanted, at the price the buyer was shown."""

    produce: str = Field(max_length=20)
    quantity: int = Field(ge=-BIG, le=BIG)
    price_fen: int = Field(ge=0, le=BIG, description="Refused where the price is another now.")


class OrderNew(Input):
    """An order taken by the station for somebody."""

    station: str = Field(max_length=20)
    lines: list[LineNew] = Field(max_length=50)
    phone: str = Field(max_length=24)
    name: str = Field("", max_length=40)
    way: Literal["pickup", "delivery"] = "pickup"
    address: str = Field("", max_length=200)


class OrderMade(OrderSeen):
    """The same with the code the buyer is given, this once."""

    access_code: str


class OrderMove(Versioned):
    """The version the caller has looked at, and whatever the move needs."""

    reference: str = Field("", max_length=60)
    reason: Text = ""
    answer: Text = ""


class RefundLine(Input):
    """How much goes back for one line."""

    key: int = Field(ge=1, le=2**63 - 1)
    fen: int = Field(ge=1, le=BIG)


class OrderRefund(Versioned):
    """Money that goes back; everything that is left where no line is named."""

    reference: str = Field("", max_length=60)
    lines: list[RefundLine] = Field(default_factory=list, max_length=50)
    goods_back: bool = False


@calls.get("/orders", door=machine(KEEPER), answer=Listed[OrderListed])
def list_orders(request: Asked, wanted: Query[OrderFilter]) -> dict[str, Any]:
    """Those of one's own stations, in the order in which they came."""
    if wanted.state and wanted.state not in STATES:
        raise Invalid(Reason("unknown_value", {"value": wanted.state}, "state"))
    rows = orders_of(request.actor).select_related("station")
    rows = rows.filter(state=wanted.state) if wanted.state else rows
    rows = rows.filter(station__number=wanted.station) if wanted.station else rows
    return page_of_rows(rows, wanted, _listed)


@calls.post("/orders", door=machine(KEEPER), answer=OrderMade)
def write_order(request: Asked, given: OrderNew) -> dict[str, Any]:
    """Place an order for somebody; the answer holds the code this once.

    With an `Idempotency-Key` the same order is placed once.
    """
    if not stations_of(request.actor).filter(number=given.station).exists():
        raise NotAllowed(Reason("not_your_page"))
    who = request.person.pk if request.person else 0
    done = once(
        request.headers.get("Idempotency-Key", ""), caller=f"{who} POST /api/v1/orders",
        body=given.model_dump_json().encode(), work=lambda: _place(request, given),
        now=request.now,
    )  # fmt: skip
    return done.answer


def _place(request: Asked, given: OrderNew) -> Mapping[str, Any]:
    said = given.model_dump(exclude={"lines"})
    lines = tuple(Wanted(x.produce, x.quantity, x.price_fen) for x in given.lines)
    made = place_order(Ordered(lines=lines, **said), by=request.actor, now=request.now)
    return {**_seen(made.order, request), "access_code": made.access_code}


@calls.get("/orders/{number}", door=machine(KEEPER), answer=OrderSeen)
def read_order(request: Asked, number: str) -> dict[str, Any]:
    """One of them."""
    return _seen(order_for(request.actor, number), request)


@calls.post("/orders/{number}/moves/refund", door=machine(KEEPER), answer=OrderSeen)
def refund_order(request: Asked, number: str, given: OrderRefund) -> dict[str, Any]:
    """Record that money went back, part or whole; never twice, never above what was paid."""
    row = order_for(request.actor, number)
    lines = {x.key: x.fen for x in given.lines} or None
    back = acts.Refund(given.reference, lines, given.goods_back)
    row = acts.refund(row, back, by=request.actor, now=request.now, version=given.version)
    return _seen(row, request)


@calls.post("/orders/{number}/moves/{move}", door=machine(KEEPER), answer=OrderSeen)
def make_order_move(request: Asked, number: str, move: str, given: OrderMove) -> dict[str, Any]:
    """Make a move; answers with how it stands afterwards."""
    row = order_for(request.actor, number)
    move_named(ORDER, move)
    papers = acts.Papers(**given.model_dump(exclude={"version"}))
    moved = acts.move_order(
        row, move, by=request.actor, now=request.now, version=given.version, given=papers
    )
    return _seen(moved, request)


def _listed(row: Order) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": row.title,
        "state": row.state,
        "state_label": _(ORDER.state(row.state).label),
        "station": row.station.number,
        "unit": unit_named(row.unit),
        "way": row.way,
        "placed_at": local(row.placed_at),
        "due_at": local(row.due_at),
        "is_kept": row.is_kept,
        "total_fen": row.total_fen,
        "refunded_fen": row.refunded_fen,
        "is_sample": row.is_sample,
        "version": row.version,
    }


def _seen(row: Order, request: Asked) -> dict[str, Any]:
    lines = row.lines.select_related("producer", "produce").order_by("pk")
    return {
        **_listed(row),
        "carriage_fen": row.carriage_fen,
        "paid_at": local(row.paid_at),
        "ready_at": local(row.ready_at),
        "received_at": local(row.received_at),
        "because": row.because,
        "rating": row.rating,
        "lines": [_line(x) for x in lines],
        "moves": moves_seen(row, ORDER, request),
    }


def _line(line: OrderLine) -> dict[str, Any]:
    return {
        "key": line.pk,
        "produce": line.produce.number,
        "name": line.name,
        "producer": line.producer.number,
        "quantity": line.quantity,
        "measure": line.measure,
        "price_fen": line.price_fen,
        "refunded_fen": line.refunded_fen,
    }
