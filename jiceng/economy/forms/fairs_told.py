"""Fairs and produce in words, for every face that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.economy.models import Fair, FairOffer, FairStall, Produce, Producer
from jiceng.economy.process import FAIR
from jiceng.economy.queries.producers import produce_kinds
from jiceng.economy.rules.fairs import VillageIncome, clock
from jiceng.economy.rules.produce import MEASURES, PRODUCERS, QUALITY_PAPERS, kept_papers
from jiceng.kernel.money import money
from jiceng.kernel.records.names import listed, named
from jiceng.kernel.records.territory import territory
from jiceng.web.clock import local_day

LIGHTS: Mapping[str, str] = {
    "planned": "new", "published": "doing", "open": "green", "closed": "yellow",
    "settled": "done", "cancelled": "rest",
}  # fmt: skip
WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


def price_told(fen: int, measure: str) -> str:
    """A price as a sign shows it: 3.50 元/斤."""
    told = {"yuan": money(fen), "measure": _(MEASURES[measure])}
    return _("%(yuan)s 元/%(measure)s") % told


def status_told(fair: Fair) -> dict[str, str]:
    """State as a light and a word."""
    return {"light": LIGHTS[fair.state], "text": _(FAIR.state(fair.state).label)}


def days_told(fair: Fair) -> str:
    """When it is: 2026-11-23 周一 8:00—18:00."""
    first = f"{fair.first_day:%Y-%m-%d} {_(WEEKDAYS[fair.first_day.weekday()])}"
    hours = f"{clock(fair.opens)}—{clock(fair.closes)}"
    if fair.last_day == fair.first_day:
        return f"{first} {hours}"
    last = f"{fair.last_day:%m-%d} {_(WEEKDAYS[fair.last_day.weekday()])}"
    return _("%(first)s 至 %(last)s，每天 %(hours)s") % {
        "first": first, "last": last, "hours": hours,
    }  # fmt: skip


def area_name(code: str) -> str:
    area = territory().areas.get(code)
    return area.name if area else code


def unit_name(code: str) -> str:
    unit = territory().units.get(code)
    return unit.name if unit else code


def offers_told(offers: Iterable[FairOffer]) -> str:
    """What a stall offers: 红薯 3.50 元/斤、玉米 2.00 元/斤."""
    return listed(f"{o.produce.name} {price_told(o.price_fen, o.produce.measure)}" for o in offers)


def stalls_told(stalls: Iterable[FairStall]) -> list[dict[str, Any]]:
    """Stalls with a producer, as visitors look for them."""
    return [
        {
            "code": s.code,
            "producer": s.producer.name,
            "area": area_name(str(s.producer.area_id)),
            "offers": [
                {"name": o.produce.name, "price": price_told(o.price_fen, o.produce.measure)}
                for o in s.offers.all()
            ],
        }
        for s in stalls
        if s.producer is not None
    ]


def villages_told(rows: Iterable[VillageIncome]) -> list[dict[str, Any]]:
    """Income by village, in the order of the territory; never in the order of the sums."""
    return [
        {
            "name": listed(area_name(code) for code in r.villages),
            "households": r.households,
            "sum": money(r.fen),
            "average": money(r.average_fen),
        }
        for r in rows
    ]


def kind_told(produce: Produce, now: datetime) -> str:
    kind = produce_kinds(now).get(produce.kind)
    return named(kind.name, kind.name_en) if kind else produce.kind


def producer_kind_told(producer: Producer) -> str:
    return _(PRODUCERS[producer.kind])


def papers_told(produce: Produce, now: datetime) -> list[dict[str, Any]]:
    """Quality papers with their last day; what has lapsed is marked."""
    today = local_day(now)
    rows = []
    for paper in kept_papers(produce.papers):
        until = _("长期有效") if paper.until is None else f"{paper.until:%Y-%m-%d}"
        rows.append(
            {
                "name": _(QUALITY_PAPERS[paper.kind]),
                "number": paper.number,
                "until": until,
                "is_valid": paper.is_valid(today),
            }
        )
    return rows
