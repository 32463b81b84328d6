"""What a station sells, as buyers see it."""

from __future__ import annotations

from django.db.models import F, QuerySet

from jiceng.economy.models import Order, Produce, Station, Stock
from jiceng.kernel.refusal import NotFound, Reason

MOST = 200
"""So many kinds of goods a page lists; whoever has more searches."""
FEW = 5


def open_stations() -> QuerySet[Station]:
    """Stations that sell, the oldest first."""
    return Station.objects.filter(closed_on=None).order_by("pk")


def offered(station: Station, kind: str = "", text: str = "") -> list[Stock]:
    """What a station offers, what is there first; nothing that is recalled or taken off sale."""
    rows = Stock.objects.filter(
        station=station, produce__on_sale=True, produce__recalled_at=None,
        produce__producer__left_on=None,
    ).select_related("produce__producer__area")  # fmt: skip
    if kind:
        rows = rows.filter(produce__kind=kind)
    if text:
        rows = rows.filter(produce__name__icontains=text) | rows.filter(
            produce__producer__name__icontains=text
        )
    left = F("on_hand") - F("reserved")
    found = list(rows.annotate(left=left).order_by("produce__kind", "produce__name")[:MOST])
    return sorted(found, key=lambda stock: stock.free <= 0)


def stock_for(station: Station, number: str) -> Stock:
    """The stock of a produce at a station. Raises `NotFound`."""
    rows = Stock.objects.select_related("produce__producer", "station")
    found = rows.filter(station=station, produce__number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def orders_with(produce: Produce) -> QuerySet[Order]:
    """Every order that holds a produce, the newest first."""
    return Order.objects.filter(lines__produce=produce).order_by("-placed_at", "-pk")
