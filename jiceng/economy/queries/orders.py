"""Stations and orders within reach, and one order by its number and code."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jiceng.economy.models import Order, Station
from jiceng.kernel.records.access import of_unit, reach_of
from jiceng.kernel.records.models import Note
from jiceng.kernel.records.vault import mark, same
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor, covers

KEEPERS = frozenset({"station_keeper"})
TOLD = ("answer.answer", "call_off.reason", "take_back.reason", "stop.reason",
        "ask_after_sales.reason")  # fmt: skip
"""Words its buyer reads."""


def reach(actor: Actor) -> Q:
    """What belongs to the units somebody keeps a station of; nothing for everybody else."""
    condition = Q(pk__in=[])
    for grip in actor.grips:
        if grip.roles & KEEPERS:
            condition |= of_unit(grip)
    return condition


def stations_of(actor: Actor) -> QuerySet[Station]:
    """Stations somebody keeps."""
    return Station.objects.filter(reach(actor)).order_by("pk")


def stations_seen(actor: Actor) -> QuerySet[Station]:
    """Stations within reach, for whoever reads their figures; and those somebody keeps."""
    near = reach_of(actor)
    return Station.objects.filter(near | reach(actor)) if near else Station.objects.all()


def station_for(actor: Actor, number: str) -> Station:
    """One within reach; `NotFound` otherwise."""
    found = stations_of(actor).filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def orders_of(actor: Actor) -> QuerySet[Order]:
    """Orders of the stations somebody keeps."""
    return Order.objects.filter(reach(actor))


def order_opens(actor: Actor, row: Order) -> bool:
    """Whether somebody keeps the station of an order; asks nothing of the database."""
    grips = [grip for grip in actor.grips if grip.roles & KEEPERS]
    return any(
        covers(grip.unit_path, row.unit_path) if grip.by_unit else grip.unit == row.unit
        for grip in grips
    )


def order_for(actor: Actor, number: str) -> Order:
    """One within reach; `NotFound` otherwise."""
    found = orders_of(actor).select_related("station", "buyer").filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def order_by_code(number: str, code: str) -> Order:
    """The order of whoever shows number and code; wrong and unknown look alike."""
    found = Order.objects.select_related("station").filter(number=number).first()
    shown = mark(f"{number}:{code.strip().upper()}", "access_code")
    if found is None or not same(found.code_mark, shown):
        raise NotFound(Reason("wrong_number_or_code"))
    return found


def told_to_buyer(order: Order) -> list[str]:
    """What was written for the buyer, newest first."""
    rows = Note.objects.filter(
        subject_kind="order", subject_id=order.pk, kind__in=TOLD, erased_at=None
    )
    return list(rows.order_by("-pk").values_list("text", flat=True))
