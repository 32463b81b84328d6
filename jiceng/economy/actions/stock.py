"""Stock comes in, is reserved by orders, goes out: each change is one movement and one condition.

What is kept beside the movements is their sum; the condition on it, in the statement that changes
it, is what two buyers at the same moment cannot both meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from jiceng.economy.models import Order, OrderLine, Produce, Station, Stock, StockMovement
from jiceng.economy.rules.orders import HIGHEST_FEE
from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.rows import put
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor, Grip

KEEPER = frozenset({"station_keeper"})
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Opening:
    """A station as its unit writes it down."""

    name: str
    address: str
    area: str = ""
    """Empty: the area of the unit."""
    phone: str = ""
    hours: str = ""
    delivers: bool = False
    carriage_fen: int = 0
    fee_share: int = 0
    is_sample: bool = False


def keeper_of(station: Station, by: Actor) -> Grip:
    """The post by which somebody keeps a station. Raises `NotAllowed`."""
    grip = by.acting_grip(station, KEEPER)
    if grip is None:
        raise NotAllowed(Reason("not_your_page"))
    return grip


def open_station(given: Opening, *, by: Actor, now: datetime) -> Station:
    """Of the keeper's own unit. Raises `NotAllowed`, `Invalid` naming each field."""
    grip = next((g for g in by.grips if g.roles & KEEPER), None)
    if grip is None:
        raise NotAllowed(Reason("not_your_page"))
    unit = territory().units[grip.unit]
    area = territory().areas.get(given.area or unit.area)
    faults = [Reason("text_length", {"low": 1, "high": high}, name)
              for name, high in (("name", 60), ("address", 120))
              if not 1 <= len(getattr(given, name).strip()) <= high]  # fmt: skip
    if area is None:
        raise Invalid(*faults, Reason("unknown_area", {"value": given.area}, "area"))
    if given.fee_share > HIGHEST_FEE:
        faults.append(Reason("fee_too_high", {"most": HIGHEST_FEE // 100}, "fee_share"))
    if Station.objects.filter(unit=unit.code, name=given.name.strip()).exists():
        faults.append(Reason("station_there", {"name": given.name.strip()}, "name"))
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        key = next_key(Station)
        row = Station.objects.create(
            pk=key, number=f"ES{public_number(now.year, key)}", name=given.name.strip(),
            unit=unit.code, unit_path=unit.path, tier=unit.tier, area_id=area.code,
            area_path=area.path, address=given.address.strip(), phone=given.phone,
            hours=given.hours, delivers=given.delivers, carriage_fen=given.carriage_fen,
            fee_share=given.fee_share, is_sample=given.is_sample,
        )  # fmt: skip
        append([line_by(grip, "station_opened", "station", row.pk)], at=now)
    return row


def add_stock(
    station: Station, produce: Produce, amount: int, *, by: Actor, now: datetime, note: str = ""
) -> Stock:
    """The first of a produce that a station takes in. Raises `NotAllowed`, `Invalid`."""
    keeper_of(station, by)
    _check_amount(amount)
    try:
        with transaction.atomic():
            stock = Stock.objects.create(station=station, produce=produce)
            take_in(stock, amount, by=by, now=now, note=note)
    except IntegrityError as error:
        raise Invalid(Reason("stock_there", {"name": produce.name}, "produce")) from error
    return stock


def take_in(stock: Stock, amount: int, *, by: Actor, now: datetime, note: str = "") -> None:
    """More of it has come. Raises `NotAllowed`, `Invalid`."""
    keeper_of(stock.station, by)
    _check_amount(amount)
    with transaction.atomic():
        _shift(stock, "received", now, on_hand=amount, note=note)


def write_off(stock: Stock, amount: int, *, by: Actor, now: datetime, note: str) -> None:
    """Some is spoiled or lost. Raises `NotAllowed`, `Invalid`, `Refused`."""
    keeper_of(stock.station, by)
    _check_amount(amount)
    with transaction.atomic():
        if not _shift(stock, "spoiled", now, on_hand=-amount, note=note):
            stock.refresh_from_db()
            raise Refused(Reason("stock_too_low", {"left": stock.free}, "amount"))


def count_stock(stock: Stock, found: int, *, by: Actor, now: datetime, note: str = "") -> None:
    """What was counted on the shelf is what there is. Raises `NotAllowed`, `Invalid`, `Refused`."""
    keeper_of(stock.station, by)
    if not 0 <= found <= MOST:
        raise Invalid(Reason("stock_amount_range", {"most": MOST}, "amount"))
    with transaction.atomic():
        held = Stock.objects.select_for_update().get(pk=stock.pk)
        if found < held.reserved:
            raise Refused(Reason("stock_reserved", {"reserved": held.reserved}, "amount"))
        _shift(held, "counted", now, on_hand=found - held.on_hand, note=note)


def _check_amount(amount: int) -> None:
    if not 1 <= amount <= MOST:
        raise Invalid(Reason("stock_amount_range", {"most": MOST}, "amount"))


def _shift(stock: Stock, kind: str, now: datetime, *, on_hand: int, note: str = "") -> bool:
    """Change what is on hand, with its movement; False where less would stay than is reserved."""
    done = _change(stock.pk, on_hand, 0)
    if done:
        put([StockMovement(stock=stock, kind=kind, on_hand=on_hand, note=note, at=now)])
    return done


def _change(key: int, on_hand: int, reserved: int) -> bool:
    """Change a stock where it stays possible; the condition stands in the statement itself."""
    can = Stock.objects.filter(
        pk=key, on_hand__gte=F("reserved") + (reserved - on_hand), reserved__gte=-reserved
    )
    given = {"on_hand": on_hand, "reserved": reserved}
    changes = {name: F(name) + by for name, by in given.items() if by}
    return not changes or bool(can.update(**changes))


def reserve(wanted: Sequence[tuple[Stock, int]], order: Order, now: datetime) -> None:
    """Reserve for every line or for none. Raises `Refused` naming what is short.

    In the transaction of the order; rows in the order of their keys, so that two orders never wait
    for each other.
    """
    short, moves = [], []
    for stock, quantity in sorted(wanted, key=lambda pair: pair[0].pk):
        moves.append(
            StockMovement(stock=stock, kind="reserved", reserved=quantity, order=order, at=now)
        )
        if not _change(stock.pk, 0, quantity):
            stock.refresh_from_db(fields=["on_hand", "reserved"])
            told = {"name": stock.produce.name, "left": stock.free,
                    "measure": stock.produce.measure}  # fmt: skip
            short.append(Reason("out_of_stock", told, f"lines.{stock.produce.number}"))
    if short:
        raise Refused(*short)
    put(moves)


def release(order: Order, lines: Iterable[OrderLine], now: datetime) -> None:
    """What was reserved for an order may be sold again."""
    _each(order, lines, "released", now, on_hand=0, reserved=-1)


def hand_out(order: Order, lines: Iterable[OrderLine], now: datetime) -> None:
    """What was reserved has gone out of the station."""
    _each(order, lines, "handed_out", now, on_hand=-1, reserved=-1)


def take_back(order: Order, lines: Iterable[OrderLine], now: datetime) -> None:
    """Goods have come back and may be sold again."""
    _each(order, lines, "returned", now, on_hand=1, reserved=0)


def _each(
    order: Order, lines: Iterable[OrderLine], kind: str, now: datetime, *, on_hand: int,
    reserved: int,
) -> None:  # fmt: skip
    moves = []
    for line in sorted(lines, key=lambda row: row.stock_id):
        change = {"on_hand": on_hand * line.quantity, "reserved": reserved * line.quantity}
        if not _change(line.stock_id, **change):  # an order's own reservation is always there
            raise AssertionError(f"order {order.number} has no reservation of {line.name}")
        moves.append(
            StockMovement(stock_id=line.stock_id, kind=kind, order=order, at=now, **change)
        )
    put(moves)
