"""An order is placed: stock reserved, price kept, promise given; its buyer stays unsaid."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from jiceng.casework.actions.following import start
from jiceng.casework.queries import rules_at
from jiceng.economy.actions.stock import reserve
from jiceng.economy.models import Buyer, Order, OrderLine, Station, Stock
from jiceng.economy.process import ORDER
from jiceng.economy.process.orders import PROMISE
from jiceng.economy.queries.orders import KEEPERS
from jiceng.economy.queries.producers import sale_faults
from jiceng.economy.rules.orders import DELIVERY, Wanted, basket_faults, buyer_faults
from jiceng.kernel.money import yuan
from jiceng.kernel.numbers import access_code, public_number
from jiceng.kernel.records.contacts import erase_contacts, sealed_contact, show_to
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.rows import put
from jiceng.kernel.records.vault import mark
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import RESIDENT, Actor

FIRST = ORDER.state(ORDER.start).term
Picked = tuple[Stock, Wanted]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody orders from one station."""

    station: str
    lines: tuple[Wanted, ...]
    phone: str
    name: str = ""
    way: str = "pickup"
    address: str = ""
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the buyer is told; the access code is shown once and kept only as a mark."""

    order: Order
    access_code: str


def place_order(given: Asked, *, by: Actor = RESIDENT, now: datetime) -> Receipt:
    """Reserve everything or nothing, at the prices the buyer was shown.

    Raises `Invalid` naming each field, `Refused` naming what is short or no longer sold.
    """
    station, picked = _checked(given, now)
    code, calendar = access_code(secrets.token_bytes(16)), rules_at(now)[1]
    carriage = station.carriage_fen if given.way == DELIVERY else 0
    with transaction.atomic():
        key = next_key(Order)
        number = "OR" + public_number(now.astimezone(calendar.zone).year, key)
        row = Order(
            pk=key, number=number, title=_title(picked), unit=station.unit,
            unit_path=station.unit_path, area_path=station.area_path, tier=station.tier,
            entered_at=now, station=station, way=given.way, placed_at=now,
            code_mark=mark(f"{number}:{code}", "access_code"), carriage_fen=carriage,
            total_fen=sum(w.price_fen * w.quantity for _, w in picked) + carriage,
            fee_share=station.fee_share, is_sample=given.is_sample,
        )  # fmt: skip
        grip = by.acting_grip(row, KEEPERS) if by is not RESIDENT else RESIDENT.grips[0]
        start(row, ORDER, "ordered", grip=grip, now=now, due_at=promised(now))
        reserve([(stock, line.quantity) for stock, line in picked], row, now)
        put([_line(row, stock, line) for stock, line in picked])
        _keep_buyer(row, given)
    return Receipt(row, code)


def promised(now: datetime) -> datetime:
    """When an order placed now is ready at the latest: the time to pay, then the promise."""
    calendar = rules_at(now)[1]
    paid = calendar.due(now, FIRST).at if FIRST else now
    return calendar.due(paid, PROMISE).at


def _checked(given: Asked, now: datetime) -> tuple[Station, list[Picked]]:
    """The station and the stock of every line. Raises `Invalid` with every fault."""
    faults = list(basket_faults(given.lines))
    wanted = {line.produce: line for line in given.lines}
    rows = Stock.objects.select_related("produce__producer", "station").filter(
        station__number=given.station, station__closed_on=None, produce__number__in=wanted
    )
    found = {stock.produce.number: stock for stock in rows}
    station = next((s.station for s in found.values()), None) or _station(given.station)
    faults += buyer_faults(given.phone, given.way, given.address, station.delivers)
    for number, line in wanted.items():
        faults += _line_faults(number, line, found.get(number), now)
    if faults:
        raise Invalid(*faults)
    return station, [(found[number], line) for number, line in wanted.items()]


def _station(number: str) -> Station:
    found = Station.objects.filter(number=number, closed_on=None).first()
    if found is None:
        raise Invalid(Reason("unknown_station", {"value": number}, "station"))
    return found


def _line_faults(number: str, line: Wanted, stock: Stock | None, now: datetime) -> Iterator[Reason]:
    """A produce that is not there, may not be sold, or is no longer sold at that price."""
    field = f"lines.{number}"
    if stock is None:
        yield Reason("unknown_produce", {"value": number}, field)
        return
    produce = stock.produce
    today = now.astimezone(rules_at(now)[1].zone).date()
    faults = sale_faults(produce, today, now)
    yield from (replace(fault, field=field) for fault in faults)
    if not faults and produce.price_fen != line.price_fen:
        told = {"name": produce.name, "was": yuan(line.price_fen), "now": yuan(produce.price_fen)}
        yield Reason("price_changed", told, field)


def _title(picked: list[Picked]) -> str:
    return "、".join(stock.produce.name for stock, _ in picked)[:120]


def _line(row: Order, stock: Stock, line: Wanted) -> OrderLine:
    produce = stock.produce
    return OrderLine(
        order=row, stock=stock, produce=produce, producer_id=produce.producer_id,
        name=produce.name, measure=produce.measure, quantity=line.quantity,
        price_fen=line.price_fen,
    )  # fmt: skip


def _keep_buyer(row: Order, given: Asked) -> None:
    told = {"name": given.name, "phone": given.phone, "address": given.address}
    put([Buyer(order=row, **sealed_contact(told, f"buyer:{row.pk}"))])


def forget_later(row: Order, now: datetime) -> None:
    """From the end of an order on its buyer is kept for the county's days, and then erased."""
    until = now + timedelta(days=rules_at(now)[0].erase_days)
    Buyer.objects.filter(order=row, erased_at=None).update(erase_at=until)


def show_buyer(row: Order, *, by: Actor, now: datetime) -> Mapping[str, str]:
    """Name, telephone and address in full for the station; each look is journalled."""
    kept = Buyer.objects.filter(order=row).first()
    grip = by.acting_grip(row, KEEPERS)
    return show_to(grip, kept, f"buyer:{row.pk}", row, "buyer_shown", now=now)


def erase_buyers(now: datetime, *, limit: int = 500) -> int:
    """Drop buyers whose time has come; returns how many."""
    return erase_contacts(Buyer.objects.all(), "order", "buyer_erased", now=now, limit=limit)
