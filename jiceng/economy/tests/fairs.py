"""A fair of East with two producers, for tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from jiceng.casework.tests.county import EAST, LONG_AGO, NOON, WEST, County
from jiceng.economy.actions.content import load_produce_kinds
from jiceng.economy.actions.fair_sales import Sold, enter_sale
from jiceng.economy.actions.fair_stalls import assign_stall, offer_produce
from jiceng.economy.actions.fairs import FairPlan, move_fair, plan_fair
from jiceng.economy.actions.producers import (
    ProducerTold,
    ProduceTold,
    add_paper,
    add_produce,
    register_producer,
)
from jiceng.economy.models import Fair, FairOffer, FairSale, FairStall, Produce, Producer
from jiceng.economy.rules.fairs import Stall
from jiceng.economy.rules.produce import QualityPaper

TODAY = NOON.date()
PLAN = FairPlan(
    "东社区爱心集市", EAST, "文化广场", TODAY, TODAY + timedelta(days=1), 8 * 60, 18 * 60,
    (Stall("A01", 9), Stall("A02", 9), Stall("A03", 6)), lon=109.605, lat=19.905,
)  # fmt: skip


@dataclass
class Market:
    """A fair, and what two producers sell there."""

    county: County
    fair: Fair
    jia: Producer
    yi: Producer
    potato: Produce
    pomelo: Produce

    def offer(self, code: str) -> FairOffer:
        return FairOffer.objects.get(stall__fair=self.fair, stall__code=code)

    def moved(self, *names: str, who: str = "chen", days: int = 0, reason: str = "") -> Fair:
        """The fair after some moves."""
        for name in names:
            self.fair = move_fair(
                Fair.objects.get(pk=self.fair.pk), name, by=self.county[who], reason=reason,
                now=NOON + timedelta(days=days), version=self.fair.version,
            )  # fmt: skip
        return self.fair

    def sold(self, code: str, hundredths: int, fen: int, **more: Any) -> FairSale:
        day, who = more.pop("day", TODAY), more.pop("who", "chen")
        given = Sold(day, hundredths, fen, **more)
        return enter_sale(self.offer(code), given, by=self.county[who], now=NOON)


def with_kinds() -> None:
    load_produce_kinds(by="setup", now=LONG_AGO)


def sells(
    producer: Producer, county: County, who: str, name: str, fen: int,
    until: date | None = date(2027, 6, 30), **more: Any,
) -> Produce:  # fmt: skip
    """Produce with its certificate."""
    told = replace(ProduceTold(name, "vegetable", "斤", fen), **more)
    row = add_produce(producer, told, by=county[who], now=NOON)
    paper = QualityPaper("pass_certificate", f"HG-{row.pk}", until)
    return add_paper(row, paper, by=county[who], now=NOON, version=row.version)


def stall(fair: Fair, code: str) -> FairStall:
    return FairStall.objects.select_related("fair").get(fair=fair, code=code)


def market(county: County) -> Market:
    """Planned for today and tomorrow: 甲 of East sells potatoes, 乙 of West pomelos."""
    with_kinds()
    chen = county["chen"]
    jia = register_producer(ProducerTold("示例农户甲", "household", EAST), by=chen, now=NOON)
    west = ProducerTold("示例合作社乙", "cooperative", WEST, 4)
    yi = register_producer(west, by=county["xie"], now=NOON)
    potato = sells(jia, county, "chen", "红薯", 350)
    pomelo = sells(yi, county, "xie", "蜜柚", 500, kind="fruit", measure="个")
    fair = plan_fair(PLAN, by=chen, now=NOON)
    for code, producer, produce in (("A01", jia, potato), ("A02", yi, pomelo)):
        given = assign_stall(stall(fair, code), producer, by=chen, now=NOON)
        offer_produce(given, produce, by=chen, now=NOON)
    return Market(county, fair, jia, yi, potato, pomelo)
