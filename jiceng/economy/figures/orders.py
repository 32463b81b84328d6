"""Figures of the station: orders, turnover, promises kept, goods returned, income of villages.

Each is a set of rows, or two; rows behind a sum add up to it. Producers are counted as villages and
households on average, never as a list of who earned what (facts.md §7.1).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Model, Q, QuerySet, Sum

from jiceng.economy.apps import ORDER_READERS
from jiceng.economy.models import LedgerEntry, Order, Producer, Station
from jiceng.economy.rules.orders import MONEY, OWED
from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_

EARNED = Q(account=OWED, act__in=("received", "refunded"))
AVERAGE = "market_household_income"


@dataclass(frozen=True, slots=True)
class Predicate:
    """Rows of one table, the instant that places each in time, and the area and unit of each."""

    model: type[Model]
    anchor: str
    condition: Q
    area: str = "area_path"
    unit: str = "unit"
    amount: Any = None
    """What is added up; rows are counted where it is none."""


Stations = QuerySet[Station] | None
"""The stations that count; every one where none are named."""


PREDICATES: Mapping[str, Predicate] = {
    "orders_paid": Predicate(Order, "paid_at", Q()),
    "orders_ready": Predicate(Order, "ready_at", Q()),
    "orders_kept": Predicate(Order, "ready_at", Q(is_kept=True)),
    "orders_received": Predicate(Order, "received_at", Q()),
    "orders_returned": Predicate(Order, "received_at", Q(refunded_fen__gt=0)),
    "money_taken": Predicate(
        LedgerEntry, "at", Q(account=MONEY, act__in=("paid", "refunded")), "station__area_path",
        "station__unit", F("fen"),
    ),
    "money_earned": Predicate(
        LedgerEntry, "at", EARNED, "producer__area_path", "station__unit", -F("fen")
    ),
}  # fmt: skip
DECLARED = (
    FigureKind("market_orders", N_("电商站订单"), N_("期内已收款的订单，后来退款的也计入。"),
               N_("单"), "count", "orders_paid", "orders_paid"),
    FigureKind("market_turnover", N_("电商站销售额"),
               N_("期内收到的货款和配送费，减去期内退还的货款。"), N_("元"), "sum",
               "money_taken", "money_taken"),
    FigureKind("market_on_time_rate", N_("订单按承诺备好率"),
               N_("期内备好或发出的订单中，不晚于承诺时间的比例。"), "%", "share",
               "orders_kept", "orders_ready"),
    FigureKind("market_returned_rate", N_("订单退货退款率"),
               N_("期内收货的订单中，后来部分或全部退款的比例。"), "%", "share",
               "orders_returned", "orders_received"),
    FigureKind("market_income", N_("电商站带来的村户收入"),
               N_("期内收货订单记给生产者的货款，减去期内由生产者承担的退款。按生产者所在的村统计。"),
               N_("元"), "sum", "money_earned", "money_earned"),
    FigureKind(AVERAGE, N_("电商站户均收入"),
               N_("期内村户收入除以有销售的生产者所含户数，舍去不足一分的部分。只算平均，不列每户。"),
               N_("元"), "sum", "money_earned", "money_earned"),
)  # fmt: skip
FIGURES: Mapping[str, FigureKind] = {kind.id: kind for kind in DECLARED}


def figure(id: str, span: Span, subject: str = "", stations: Stations = None) -> Figure:
    """One figure of the county, an area or a unit; `NotFound` for one nobody declared."""
    kind = FIGURES.get(id)
    if kind is None:
        raise NotFound(Reason("not_found"))
    above, below = (
        _number(name, span, subject, stations) for name in (kind.numerator, kind.denominator)
    )
    if id == AVERAGE:
        sold = records(id, span, subject, stations=stations).values("producer")
        below = int(Producer.objects.filter(pk__in=sold).aggregate(n=Sum("households"))["n"] or 0)
        above = above // below if below else 0
    return Figure(kind, above, below, subject)


def _number(name: str, span: Span, subject: str, stations: Stations) -> int:
    rows, amount = _rows(name, span, subject, stations), PREDICATES[name].amount
    return rows.count() if amount is None else int(rows.aggregate(n=Sum(amount))["n"] or 0)


def records(
    id: str, span: Span, subject: str = "", part: str = "numerator", stations: Stations = None
) -> QuerySet[Any]:
    """The rows behind a figure; `NotFound` for one nobody declared."""
    kind = FIGURES.get(id)
    if kind is None:
        raise NotFound(Reason("not_found"))
    name = kind.denominator if part == "denominator" else kind.numerator
    return _rows(name, span, subject, stations)


def _rows(name: str, span: Span, subject: str, stations: Stations) -> QuerySet[Any]:
    predicate, zone = PREDICATES[name], ZoneInfo(settings.TIME_ZONE)
    first = datetime.combine(span.start, time(), zone)
    after = min(datetime.combine(span.end + timedelta(days=1), time(), zone), span.now)
    found = predicate.condition & Q(
        **{f"{predicate.anchor}__gte": first, f"{predicate.anchor}__lt": after}
    )
    if stations is not None:
        found &= Q(station__in=stations)
    return predicate.model._default_manager.filter(found & _of(predicate, subject)).order_by("pk")


def _of(predicate: Predicate, subject: str) -> Q:
    """Rows of an area or of a unit; all of them for the whole."""
    if not subject:
        return Q()
    area = territory().area(subject)
    return within(predicate.area, area.path) if area else Q(**{predicate.unit: subject})


def _count(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    land = territory()
    known = [s for s in subjects if not s or s in land.units or land.area(s)]
    return {subject: figure(code, span, subject) for subject in known}


def _address(code: str, subject: str, span: Span) -> str:
    asked = {"start": span.start, "end": span.end, **({"subject": subject} if subject else {})}
    return f"/desk/orders/figures/{code}/?{urlencode(asked)}"


REPORTS = (Reporter(FIGURES, _count, _address, ORDER_READERS, topic=N_("电商服务站")),)
