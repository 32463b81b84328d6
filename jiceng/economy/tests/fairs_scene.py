"""What addresses of fairs name, for the walk along every door."""

from __future__ import annotations

from dataclasses import replace

from jiceng.casework.tests.county import FAR, NOON, County
from jiceng.economy.actions.fair_stalls import assign_stall, offer_produce
from jiceng.economy.actions.fairs import move_fair, plan_fair
from jiceng.economy.actions.producers import ProducerTold, register_producer
from jiceng.economy.models import Fair
from jiceng.economy.tests.fairs import PLAN, Market, market, sells, stall

KEEPERS = {"near": {"chen", "gao", "wang", "zhou"}, "far": {"sun", "zhou"}}
SEEN_BY: dict[tuple[str, str], set[str]] = {
    (kind, where): seen for kind in ("producer", "fair") for where, seen in KEEPERS.items()
}
"""Everybody may look at producers and fairs; these may change them."""


def fairs_scene(county: County) -> dict[str, dict[str, object]]:
    """A fair held in East and one planned in the other town, each with a producer of its own."""
    near = market(county)
    near.moved("publish", "open")
    sale = near.sold("A02", 100, 500)
    return {
        "near": {**_named(near.fair), "producer": near.jia.number, "produce": near.potato.number,
                 "fair_offer": near.offer("A01").pk, "fair_sale": sale.pk},
        "far": _far(near, county),
    }  # fmt: skip


def _named(fair: Fair) -> dict[str, object]:
    return {"fair": fair.number}


def _far(near: Market, county: County) -> dict[str, object]:
    sun = county["sun"]
    told = ProducerTold("示例农户丁", "household", FAR)
    producer = register_producer(told, by=sun, now=NOON)
    produce = sells(producer, county, "sun", "菠萝", 300, kind="fruit")
    plan = replace(PLAN, title="远社区爱心集市", area=FAR, lon=None, lat=None)
    fair = plan_fair(plan, by=sun, now=NOON)
    first = assign_stall(stall(fair, "A01"), producer, by=sun, now=NOON)
    offer = offer_produce(first, produce, by=sun, now=NOON)
    for name in ("publish", "open"):
        fair = move_fair(fair, name, by=sun, now=NOON, version=fair.version)
    held = Market(county, fair, producer, producer, produce, produce)
    return {**_named(fair), "producer": producer.number, "produce": produce.number,
            "fair_offer": offer.pk, "fair_sale": _sale(held)}  # fmt: skip


def _sale(held: Market) -> int:
    return int(held.sold("A01", 100, 300, who="sun").pk)
