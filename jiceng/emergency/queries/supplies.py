"""Supplies: what lies where, what is short, what expires soon."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from jiceng.emergency.models import Store, Supply, SupplyBatch
from jiceng.emergency.process.checkpoints import KEEPERS
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor

SOON = timedelta(days=30)
SHORT = Q(on_hand__lt=F("needed"))


def store_of(number: str) -> Store:
    """One by its number. Raises `NotFound`."""
    found = Store.objects.filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def kept_store(actor: Actor, number: str) -> Store:
    """A store somebody keeps or commands; for everybody else it is not found."""
    found = Store.objects.select_related("area").filter(number=number).first()
    if found is None or actor.acting_grip(found, KEEPERS) is None:
        raise NotFound(Reason("not_found"))
    return found


def batch_of(store: Store, key: int) -> SupplyBatch:
    """One of its batches. Raises `NotFound`."""
    rows = SupplyBatch.objects.select_related("supply__store")
    found = rows.filter(supply__store=store, pk=key).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def short_supplies() -> QuerySet[Supply]:
    """Less on hand than is needed."""
    return Supply.objects.filter(SHORT).select_related("store").order_by("store", "item")


def expiring(today: date) -> QuerySet[SupplyBatch]:
    """On hand and past its day within a month, the first first."""
    rows = SupplyBatch.objects.filter(on_hand__gt=0, expires_on__lte=today + SOON)
    return rows.select_related("supply__store").order_by("expires_on", "pk")
