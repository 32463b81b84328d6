"""A station of the small county, two producers, and what they sell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jiceng.casework.tests.county import EAST, LONG_AGO, NOON, County
from jiceng.economy.actions.content import load_produce_kinds
from jiceng.economy.actions.order_moves import Papers, Refund, move_order, refund
from jiceng.economy.actions.orders import Asked, place_order
from jiceng.economy.actions.stock import Opening, add_stock, open_station
from jiceng.economy.models import Order, Produce, Producer, Station, Stock
from jiceng.economy.rules.orders import Wanted
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import RESIDENT

OPENING = Opening(
    name="县电商服务站", address="城郊路 1 号", delivers=True, carriage_fen=500,
    phone="0898-00000001", hours="每天 8:00-18:00",
)  # fmt: skip
CHICKEN, RICE = "PR1", "PR2"


@dataclass
class Market:
    """The county with its station."""

    county: County
    station: Station
    stocks: dict[str, Stock]

    def left(self, number: str) -> tuple[int, int]:
        """On hand and reserved, as they are kept now."""
        row = Stock.objects.get(pk=self.stocks[number].pk)
        return row.on_hand, row.reserved

    def price(self, number: str, fen: int) -> None:
        Produce.objects.filter(number=number).update(price_fen=fen)


def producer(number: str, name: str, area: str = EAST) -> Producer:
    land = territory().areas[area]
    return Producer.objects.create(
        number=number, kind="household", name=name, area_id=area, area_path=land.path, households=2
    )


def produce(of: Producer, number: str, name: str, measure: str, fen: int, kind: str) -> Produce:
    paper = {"poultry": "quarantine", "grain": "pass_certificate"}[kind]
    return Produce.objects.create(
        number=number, producer=of, name=name, kind=kind, measure=measure, price_fen=fen,
        papers=[{"kind": paper, "number": "HG-1", "until": "2027-01-31"}],
    )  # fmt: skip


def opened(county: County, who: str = "zhao", prefix: str = "P", **changes: Any) -> Market:
    """A station kept by somebody, with ten chickens of Wang's and forty bags of Lin's rice."""
    station = open_station(
        Opening(**{**{f: getattr(OPENING, f) for f in OPENING.__slots__}, **changes}),
        by=county[who], now=NOON,
    )  # fmt: skip
    load_produce_kinds(by="setup", now=LONG_AGO)
    wang = producer(f"{prefix}D1", f"王家鸡舍{prefix}")
    lin = producer(f"{prefix}D2", f"林家米铺{prefix}")
    rows = (
        (wang, f"{prefix}R1", "土鸡", "只", 8800, "poultry", 10),
        (lin, f"{prefix}R2", "大米", "袋", 3550, "grain", 40),
    )
    stocks = {}
    for of, number, name, measure, fen, kind, amount in rows:
        made = produce(of, number, name, measure, fen, kind)
        stocks[number] = add_stock(station, made, amount, by=county[who], now=NOON)
    return Market(county, station, stocks)


def asked(market: Market, *lines: tuple[str, int, int], **changes: Any) -> Asked:
    wanted = tuple(Wanted(*line) for line in lines or ((CHICKEN, 2, 8800), (RICE, 1, 3550)))
    given = {"phone": "13812345678", "name": "示例买家", **changes}
    return Asked(market.station.number, wanted, **given)


def placed(market: Market, *lines: tuple[str, int, int], **changes: Any) -> Order:
    now = changes.pop("now", NOON)
    return place_order(asked(market, *lines, **changes), now=now).order


def moved(row: Order, market: Market, name: str, who: str = "zhao", **given: Any) -> Order:
    at: datetime = given.pop("now", NOON)
    by = RESIDENT if who == "resident" else market.county[who]
    fresh = Order.objects.get(pk=row.pk)
    return move_order(fresh, name, by=by, now=at, version=fresh.version, given=Papers(**given))


def paid(market: Market, *lines: tuple[str, int, int], **changes: Any) -> Order:
    row = placed(market, *lines, **changes)
    return moved(row, market, "pay", reference=f"支付 {row.number}")


def received(market: Market, *lines: tuple[str, int, int], **changes: Any) -> Order:
    """Paid, packed, ready and handed over, all at noon."""
    row = paid(market, *lines, **changes)
    for name in ("pack", "send" if row.way == "delivery" else "make_ready", "hand_over"):
        row = moved(row, market, name)
    return row


def refunded(row: Order, market: Market, reference: str = "退 1", **given: Any) -> Order:
    fresh = Order.objects.get(pk=row.pk)
    at = given.pop("now", NOON)
    return refund(
        fresh, Refund(reference, **given), by=market.county["zhao"], now=at, version=fresh.version
    )
