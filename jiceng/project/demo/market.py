"""A year of an e-commerce station: who sells, what was ordered, what was paid out.

Orders that are over are written at once as the acts would have left them; those of the last days
are told by the acts themselves. People, telephone numbers and trade names are fictitious.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from jiceng.economy.actions.content import load_produce_kinds
from jiceng.economy.actions.order_moves import Papers, Refund, move_order, refund
from jiceng.economy.actions.orders import Asked, place_order
from jiceng.economy.actions.producers import (
    ProducerTold,
    ProduceTold,
    add_produce,
    register_producer,
)
from jiceng.economy.actions.stock import Opening, add_stock, open_station, take_in
from jiceng.economy.models import Order, Produce, Producer, Station, Stock
from jiceng.economy.rules.orders import Wanted
from jiceng.kernel.scope import RESIDENT, Actor
from jiceng.project.demo.agenda import Story
from jiceng.project.demo.content.reading import toml_table
from jiceng.project.demo.followed import Office
from jiceng.project.demo.market_year import PastOrder, write_past

CONTENT = Path(__file__).parent / "content"
Row = Mapping[str, Any]
FICTITIOUS = "0898-00000000"
SPAN, LAST = 330, 14
"""Days ago on which the station opened, and on which the orders told by acts begin."""
PAST = 260
FATES = {"settled": 88, "cancelled": 7, "refunded": 3, "refunded_part": 2}
LIVE = ("placed", "placed", "paid", "packed", "ready_for_pickup", "sent", "received", "received",
        "after_sales", "refund_due", "refunded_part", "expired")  # fmt: skip
"""How far an order of the last days has come."""
AT_HAND, MORE = 30, 15
STEPS = ("pay", "pack", "out", "hand_over")
FAR = {"paid": 1, "packed": 2, "ready_for_pickup": 3, "sent": 3, "received": 4,
       "after_sales": 4, "refunded_part": 4, "refund_due": 1}  # fmt: skip
"""How many of the steps an order has taken."""


@dataclass
class Stall:
    """The station while its year is told."""

    office: Office
    keeper: Actor
    station: Station
    stocks: list[Stock] = field(default_factory=list)


def market_story(office: Office, told: Row) -> Story:
    """It opens, sells for most of a year, and is at work today."""
    now = yield office.days.on(office.today - timedelta(days=SPAN))
    load_produce_kinds(by="示例县", now=now)
    keeper = office.cast.of(told["station"]["unit"], "station_keeper")
    row = {k: v for k, v in told["station"].items() if k != "unit"}
    station = open_station(Opening(**row, delivers=True, is_sample=True), by=keeper, now=now)
    stall = Stall(office, keeper, station)
    for producer in told["producer"]:
        stall.stocks += [_stocked(stall, p, now) for p in _selling(office, producer, now)]
    write_past(station, keeper, stall.stocks, list(_past(stall)), now)
    now = yield office.days.on(office.today - timedelta(days=LAST))
    for stock in stall.stocks:
        take_in(stock, MORE, by=keeper, now=now, note="补货")
    for place, fate in enumerate(LIVE):
        office.agenda.add(order_story(stall, place, fate))


def _selling(office: Office, row: Row, now: datetime) -> list[Produce]:
    """What a producer sells; both are made where the demo does not have them yet."""
    by = office.cast.any("dispatcher")
    producer = Producer.objects.filter(area=row["area"], name=row["name"], left_on=None).first()
    if producer is None:
        said = ProducerTold(row["name"], row["kind"], row["area"], row["households"],
                            is_sample=True)  # fmt: skip
        producer = register_producer(said, by=by, now=now)
    found = []
    for sold in row["produce"]:
        produce = Produce.objects.filter(producer=producer, name=sold["name"]).first()
        if produce is None:
            given = ProduceTold(sold["name"], sold["kind"], sold["measure"], sold["fen"],
                                is_sample=True)  # fmt: skip
            produce = add_produce(producer, given, by=by, now=now)
            Produce.objects.filter(pk=produce.pk).update(papers=_papers(office, sold["papers"]))
            produce.refresh_from_db()
        found.append(produce)
    return found


def _papers(office: Office, kinds: list[str]) -> list[dict[str, str]]:
    """As they hold today; what was shown in spring has been renewed."""
    until = office.today + timedelta(days=180)
    number = office.rng.randrange(1000, 9999)
    return [{"kind": k, "number": f"示例-{number}", "until": until.isoformat()} for k in kinds]


def _stocked(stall: Stall, produce: Produce, now: datetime) -> Stock:
    return add_stock(stall.station, produce, AT_HAND, by=stall.keeper, now=now, note="首次入库")


def _past(stall: Stall) -> list[PastOrder]:
    """Orders over the year, more toward the end of it."""
    office, rng = stall.office, stall.office.rng
    first, names, weights = SPAN - 3, list(FATES), list(FATES.values())
    found = []
    for place in range(PAST):
        ago = first - int((first - LAST - 8) * (place / PAST) ** 0.8)
        at = office.days.on(office.today - timedelta(days=ago))
        picked = rng.sample(range(len(stall.stocks)), rng.choice((1, 1, 2, 3)))
        lines = tuple((stall.stocks[n], rng.choice((1, 1, 2, 3))) for n in sorted(picked))
        [fate] = rng.choices(names, weights)
        way = rng.choice(("pickup", "pickup", "delivery"))
        late = rng.random() < 0.06
        found.append(PastOrder(at, lines, way, fate, late, rng.choice((5, 5, 5, 4, 3, 0))))
    return sorted(found, key=lambda order: order.at)


def order_story(stall: Stall, place: int, fate: str) -> Story:
    """One order of the last days, as far as it has come by today."""
    office, days = stall.office, stall.office.days
    now = yield days.on(_begun(office.today, place, fate))
    rng, way = office.rng, "delivery" if fate == "sent" else "pickup"
    picked = rng.sample(stall.stocks, 2)
    lines = tuple(Wanted(s.produce.number, rng.choice((1, 2)), s.produce.price_fen) for s in picked)
    asked = Asked(
        stall.station.number, lines, FICTITIOUS, name="示例", way=way,
        address="示例路" if way == "delivery" else "", is_sample=True,
    )  # fmt: skip
    row = place_order(asked, now=now).order
    for step in STEPS[: FAR.get(fate, 0)]:
        now = yield days.after(now, 0.05)
        name = {"out": "send" if way == "delivery" else "make_ready"}.get(step, step)
        row = _move(row, name, stall.keeper, now, reference=f"示例收款 {row.number}")
    now = yield days.after(now, 0.05)
    if fate == "after_sales":
        _move(row, "ask_after_sales", RESIDENT, now, reason="少了一份，请补发或者退款。")
    elif fate == "refund_due":
        _move(row, "call_off", RESIDENT, now, reason="临时出门，不需要了。")
    elif fate == "refunded_part":
        line = Order.objects.get(pk=row.pk).lines.order_by("pk")[0]
        given = Refund(f"示例退款 {row.number}", {line.pk: line.price_fen // 2})
        fresh = Order.objects.get(pk=row.pk)
        refund(fresh, given, by=stall.keeper, now=now, version=fresh.version)


def _begun(today: date, place: int, fate: str) -> date:
    """What waits for somebody came today or yesterday; the rest some days ago."""
    ago = {"placed": 0, "paid": 0, "packed": 1, "ready_for_pickup": 1, "sent": 1}.get(fate, 3)
    return today - timedelta(days=ago + (place % 3 if ago > 1 else 0))


def _move(row: Order, name: str, by: Actor, now: datetime, **given: Any) -> Order:
    fresh = Order.objects.get(pk=row.pk)
    return move_order(fresh, name, by=by, now=now, version=fresh.version, given=Papers(**given))


def market_told() -> Row:
    """The shipped rows."""
    return toml_table(CONTENT / "market.toml").fields
