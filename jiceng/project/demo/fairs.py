"""A year of fairs in town: who sells what, what was sold, what visitors thought. Fictitious, marked
示例; told by the same acts as at the desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from jiceng.economy.actions.fair_sales import Sold, enter_sale, give_feedback
from jiceng.economy.actions.fair_stalls import assign_stall, offer_produce
from jiceng.economy.actions.fairs import FairPlan, move_fair, plan_fair
from jiceng.economy.actions.producers import (
    ProducerTold,
    ProduceTold,
    add_paper,
    add_produce,
    register_producer,
)
from jiceng.economy.models import Fair, FairOffer, Producer
from jiceng.economy.queries.producers import produce_kinds
from jiceng.economy.rules.fairs import Stall, asked_fen
from jiceng.economy.rules.produce import QualityPaper
from jiceng.kernel.records.models import Place
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor
from jiceng.project.demo.agenda import Story
from jiceng.project.demo.followed import Office

Row = Mapping[str, Any]
TOWN = "469024100"
BEGUN, AHEAD, SHOWN = 320, 20, 14
"""Days ago that producers were registered, before a fair that it is planned, and announced."""
VALID = timedelta(days=120)
"""How long after today the papers of produce are valid."""
STALLS = tuple(Stall(f"A{n:02d}", 9) for n in range(1, 17))
FILLED = 14
OPENS, CLOSES = 7 * 60, 18 * 60
COMMENTS = (
    "东西新鲜，价格实在。",
    "希望多来些海产。",
    "摊位有点挤。",
    "",
    "",
    "下次还来。",
    "",
    "",
)


def fairs_story(office: Office, told: Mapping[str, Any]) -> Story:
    """Producers first, then each fair as a story of its own."""
    now = yield office.days.on(office.today - timedelta(days=BEGUN))
    desk = office.cast.any("dispatcher")
    sellers = [_producer(office, row, desk, now) for row in told["producer"]]
    for place, row in enumerate(told["fair"]):
        turn = [*sellers[3 * place % len(sellers) :], *sellers][:FILLED]
        office.agenda.add(fair_story(office, row, turn))


def _producer(office: Office, row: Row, desk: Actor, now: datetime) -> Producer:
    told = ProducerTold(
        row["name"], row["kind"], row["area"], row.get("households", 1), is_sample=True
    )
    producer, kinds = register_producer(told, by=desk, now=now), produce_kinds(now)
    for name, kind, measure, fen in row["produce"]:
        given = ProduceTold(name, kind, measure, fen, is_sample=True)
        produce = add_produce(producer, given, by=desk, now=now)
        for paper in kinds[kind].papers:
            until = office.today + VALID + timedelta(days=produce.pk)
            vouched = QualityPaper(paper, f"示例-{produce.pk:04d}", until)
            add_paper(produce, vouched, by=desk, now=now, version=produce.version)
    return producer


def fair_story(office: Office, row: Row, sellers: list[Producer]) -> Story:
    """One fair, as far as it has come by today."""
    first = office.today + timedelta(days=row["days"])
    now = yield office.days.on(first - timedelta(days=AHEAD))
    desk = office.cast.of(territory().desk_for(territory().areas[TOWN]).code, "dispatcher")
    fair = _planned(row, first, sellers, desk, now)
    now = yield office.days.on(first - timedelta(days=SHOWN))
    _move(fair, "publish", desk, now)
    now = yield _at(office, first, OPENS)
    _move(fair, "open", desk, now)
    for n in range(row["length"]):
        now = yield _at(office, first + timedelta(days=n), CLOSES)
        _sell(office, fair, first + timedelta(days=n), desk, now)
    _move(fair, "close", desk, now + timedelta(minutes=20))
    now = yield office.days.after(now, 2)
    _move(fair, "settle", desk, now)


def _at(office: Office, day: date, minutes: int) -> datetime:
    """A time of a day, weekends too: fairs are for people who do not work then."""
    return datetime.combine(day, time(minutes // 60, minutes % 60), office.days.zone)


def _planned(
    row: Row, first: date, sellers: list[Producer], desk: Actor, now: datetime
) -> Fair:  # fmt: skip
    at = Place.objects.filter(name=row["place"]).exclude(lon=None).first()
    plan = FairPlan(
        row["title"], TOWN, row["place"], first, first + timedelta(days=row["length"] - 1),
        OPENS, CLOSES, STALLS, lon=at.lon if at else None, lat=at.lat if at else None,
        note="请自带购物袋；现金和扫码都可以。", is_sample=True,
    )  # fmt: skip
    fair = plan_fair(plan, by=desk, now=now)
    for stall, producer in zip(fair.stalls.order_by("code"), sellers, strict=False):
        taken = assign_stall(stall, producer, by=desk, now=now, reason="错峰使用")
        for produce in producer.produce.order_by("pk"):
            offer_produce(taken, produce, by=desk, now=now)
    return fair


def _move(fair: Fair, name: str, by: Actor, now: datetime) -> None:
    row = Fair.objects.get(pk=fair.pk)
    move_fair(row, name, by=by, now=now, version=row.version)


def _sell(office: Office, fair: Fair, day: date, desk: Actor, now: datetime) -> None:
    """What each stall sold on a day, dear things in small numbers; and what visitors said;
    of today some is still to be entered."""
    offers = list(
        FairOffer.objects.filter(stall__fair=fair)
        .order_by("pk")
        .select_related("stall__fair", "produce")
    )
    there = offers[: len(offers) // 2] if day == office.today else offers
    for offer in there:
        many = max(2, office.rng.randrange(20_000, 120_000) // offer.price_fen) * 100
        given = Sold(day, many, asked_fen(many, offer.price_fen))
        enter_sale(offer, given, by=desk, now=now)
    held = Fair.objects.get(pk=fair.pk)
    for words in COMMENTS:
        give_feedback(held, office.rng.choice((5, 5, 4, 4, 3)), words, now=now)
