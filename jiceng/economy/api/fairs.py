"""Fairs for other programs: read by every post, kept by the desk of their area.

Sums are told for the whole fair and by village; what a producer earned is told to nobody here.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.api.seen import MoveOpen, Named, moves_seen, unit_named
from jiceng.economy.actions.fair_sales import Sold, counter_sale, enter_sale
from jiceng.economy.actions.fairs import FairPlan, move_fair, plan_fair
from jiceng.economy.forms.fairs_told import area_name
from jiceng.economy.models import Fair
from jiceng.economy.process import FAIR
from jiceng.economy.queries.fairs import (
    fair_of,
    incomes,
    kept_fair,
    offers_of,
    ready,
    stalls_of,
    totals,
)
from jiceng.economy.rules.fairs import (
    Unreadable,
    by_village,
    clock,
    hundredths_of,
    minutes_of,
    told_villages,
)
from jiceng.economy.rules.fairs import (
    stalls_of as read_stalls,
)
from jiceng.economy.rules.money import fen_of
from jiceng.kernel.money import yuan
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.web.api import Answer, Calls, Input, Listed, Page, local, machine, page_of
from jiceng.web.api.moves import Versioned
from jiceng.web.api.pages import rows_after
from jiceng.web.doors import Asked

calls = Calls("fairs")
DESK = "dispatcher"
STATES = tuple(state.name for state in FAIR.states)


class FairListed(Answer):
    """A fair."""

    number: str
    title: str
    state: str
    state_label: str
    area: Named
    unit: UnitNamed
    place: str
    lon: float | None
    lat: float | None
    first_day: str
    last_day: str
    opens: str
    closes: str
    published_at: str | None
    settled_at: str | None
    sales: str = Field(description="Yuan sold so far.")
    is_sample: bool
    version: int


class OfferSeen(Answer):
    """Produce on a stall and the price on its sign; `offer` names it when a sale is entered."""

    offer: int
    produce: str
    name: str
    measure: str
    price: str


class StallSeen(Answer):
    """A stall, its producer and what it offers."""

    code: str
    size_m2: int
    producer: str | None
    producer_name: str | None
    offers: list[OfferSeen]


class VillageSeen(Answer):
    """Income of the producers of some villages; never of fewer than three households."""

    areas: list[Named]
    households: int
    income: str
    average: str = Field(description="Yuan per household.")


class FairSeen(FairListed):
    """One of them with its stalls, its income by village, and what may be done."""

    note: str
    stalls: list[StallSeen]
    villages: list[VillageSeen]
    moves: list[MoveOpen]


class FairFilter(Page):
    """Narrowing."""

    state: str = ""
    under: str = Field("", description="Code of an area; those at or below it.")


class FairNew(Input):
    """A fair as it is planned."""

    title: str = Field(max_length=200)
    area: str = Field(max_length=15)
    place: str = Field(max_length=400)
    first_day: date
    last_day: date
    opens: str = Field("8:00", max_length=5)
    closes: str = Field("18:00", max_length=5)
    stalls: str = Field(max_length=4000, description="A line or a row each: A01-A12 9")
    unit: str = Field("", max_length=24)
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    note: str = Field("", max_length=400)


class FairMove(Versioned):
    """The version the caller has looked at; a reason where the move asks for one."""

    reason: str = Field("", max_length=2000)


class SaleNew(Input):
    """What of an offer was sold on a day."""

    offer: int = Field(0, ge=0, le=2**62)
    day: date | None = None
    quantity: str = Field("", max_length=12)
    amount: str = Field("", max_length=20, description="Yuan.")
    reason: str = Field("", max_length=200, description="Why it was cheaper than its sign.")
    version: int | None = Field(None, description="Not asked for: sales do not disturb each other.")


class SaleCountered(Input):
    """Which entry is taken back, and why."""

    sale: int = Field(0, ge=0, le=2**62)
    reason: str = Field("", max_length=200)
    version: int | None = Field(None, description="Not asked for.")


class SaleSeen(Answer):
    """An entry or counter entry as it was written, and what was sold at the fair in all."""

    sale: int
    fair: str
    offer: int
    day: str
    amount: str
    total: str


@calls.get("/fairs", door=machine(), answer=Listed[FairListed])
def list_fairs(request: Asked, wanted: Query[FairFilter]) -> dict[str, Any]:
    """Fairs in the order in which they were planned."""
    rows = Fair.objects.all()
    if wanted.under:
        area = territory().area(wanted.under)
        if area is None:
            raise Invalid(Reason("unknown_area", {"value": wanted.under}, "under"))
        rows = rows.filter(within("area_path", area.path))
    if wanted.state:
        if wanted.state not in STATES:
            raise Invalid(Reason("unknown_value", {"value": wanted.state}, "state"))
        rows = rows.filter(state=wanted.state)
    found = rows_after(rows, wanted)
    sums = totals(found)

    def show(fair: Fair) -> dict[str, Any]:
        return _listed(fair, sums.get(fair.pk, 0))

    return page_of(found, wanted.limit, show=show, key=lambda f: (f.pk,))


@calls.post("/fairs", door=machine(DESK), answer=FairSeen)
def write_fair(request: Asked, given: FairNew) -> dict[str, Any]:
    """Plan a fair."""
    said = given.model_dump(exclude={"opens", "closes", "stalls"})
    plan = FairPlan(
        opens=_read(minutes_of, given.opens, "opens"),
        closes=_read(minutes_of, given.closes, "closes"),
        stalls=_read(read_stalls, given.stalls, "stalls"),
        **said,
    )
    return _seen(plan_fair(plan, by=request.actor, now=request.now), request)


@calls.get("/fairs/{number}", door=machine(), answer=FairSeen)
def read_fair(request: Asked, number: str) -> dict[str, Any]:
    """One of them."""
    return _seen(ready(fair_of(number), request.now), request)


@calls.post("/fairs/{number}/moves/enter_sale", door=machine(DESK), answer=SaleSeen)
def enter_fair_sale(request: Asked, number: str, given: SaleNew) -> dict[str, Any]:
    """Enter a sale, once for each offer and day."""
    fair = kept_fair(request.actor, number, request.now)
    if given.day is None:
        raise Invalid(Reason("needed", field="day"))
    offer = offers_of(fair).select_related("stall__fair").filter(pk=given.offer).first()
    if offer is None:
        raise NotFound(Reason("not_found"))
    hundredths = _read(lambda t: hundredths_of(t, offer.produce.measure), given.quantity,
                       "quantity")  # fmt: skip
    try:
        fen = fen_of(given.amount)
    except ValueError as error:
        raise Invalid(Reason("amount_unreadable", {"value": given.amount}, "amount")) from error
    sold = Sold(given.day, hundredths, fen, given.reason)
    return _sold(enter_sale(offer, sold, by=request.actor, now=request.now))


@calls.post("/fairs/{number}/moves/counter_sale", door=machine(DESK), answer=SaleSeen)
def counter_fair_sale(request: Asked, number: str, given: SaleCountered) -> dict[str, Any]:
    """Take an entry back by a counter entry."""
    fair = kept_fair(request.actor, number, request.now)
    sale = fair.sales.select_related("fair").filter(pk=given.sale).first()
    if sale is None:
        raise NotFound(Reason("not_found"))
    return _sold(counter_sale(sale, given.reason, by=request.actor, now=request.now))


@calls.post("/fairs/{number}/moves/{move}", door=machine(DESK), answer=FairSeen)
def move_one_fair(request: Asked, number: str, move: str, given: FairMove) -> dict[str, Any]:
    """Any move."""
    fair = kept_fair(request.actor, number, request.now)
    moved = move_fair(fair, move, by=request.actor, now=request.now, version=given.version,
                      reason=given.reason)  # fmt: skip
    return _seen(moved, request)


def _read(read: Any, text: str, field: str) -> Any:
    try:
        return read(text)
    except Unreadable as error:
        raise Invalid(error.reason(field)) from error


def _sold(sale: Any) -> dict[str, Any]:
    return {
        "sale": sale.pk,
        "fair": sale.fair.number,
        "offer": sale.offer_id,
        "day": sale.day.isoformat(),
        "amount": yuan(sale.fen),
        "total": yuan(totals([sale.fair]).get(sale.fair_id, 0)),
    }


def _listed(fair: Fair, fen: int) -> dict[str, Any]:
    area = str(fair.area_id)
    return {
        "number": fair.number,
        "title": fair.title,
        "state": fair.state,
        "state_label": _(FAIR.state(fair.state).label),
        "area": {"code": area, "name": area_name(area)},
        "unit": unit_named(fair.unit),
        "place": fair.place,
        "lon": fair.lon,
        "lat": fair.lat,
        "first_day": fair.first_day.isoformat(),
        "last_day": fair.last_day.isoformat(),
        "opens": clock(fair.opens),
        "closes": clock(fair.closes),
        "published_at": local(fair.published_at),
        "settled_at": local(fair.settled_at),
        "sales": yuan(fen),
        "is_sample": fair.is_sample,
        "version": fair.version,
    }


def _seen(fair: Fair, request: Asked) -> dict[str, Any]:
    villages = told_villages(by_village(incomes(fair.sales.all())))
    return {
        **_listed(fair, totals([fair]).get(fair.pk, 0)),
        "note": fair.note,
        "stalls": [_stall(row) for row in stalls_of(fair)],
        "villages": [
            {
                "areas": [{"code": code, "name": area_name(code)} for code in v.villages],
                "households": v.households,
                "income": yuan(v.fen),
                "average": yuan(v.average_fen),
            }
            for v in villages
        ],
        "moves": moves_seen(fair, FAIR, request),
    }


def _stall(row: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "size_m2": row.size_m2,
        "producer": row.producer.number if row.producer else None,
        "producer_name": row.producer.name if row.producer else None,
        "offers": [
            {
                "offer": o.pk,
                "produce": o.produce.number,
                "name": o.produce.name,
                "measure": o.produce.measure,
                "price": yuan(o.price_fen),
            }
            for o in row.offers.all()
        ],
    }
