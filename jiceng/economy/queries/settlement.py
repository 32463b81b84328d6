"""What a producer sold, what went back, what was paid out: sums over the ledger, never kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, Sum

from jiceng.economy.models import LedgerEntry, Producer, Station
from jiceng.economy.rules.orders import FEE, OWED


@dataclass(frozen=True, slots=True)
class Statement:
    """One producer at one station over a period; all in fen."""

    producer: Producer
    sold: int
    refunded: int
    fee: int
    paid_out: int

    @property
    def to_pay(self) -> int:
        return self.sold - self.refunded - self.fee - self.paid_out


def owed_to(station: Station, producer: Producer) -> int:
    """What a station owes a producer now, in fen; negative where refunds came after a payout."""
    rows = LedgerEntry.objects.filter(station=station, producer=producer, account=OWED)
    return -int(rows.aggregate(fen=Sum("fen"))["fen"] or 0)


def statements(
    station: Station, start: datetime | None, end: datetime | None, producers: Iterable[int] = ()
) -> list[Statement]:
    """Every producer with entries in the period, by name. `producers` narrows to their keys."""
    rows = entries_of(station, start, end).filter(account__in=(OWED, FEE))
    if wanted := list(producers):
        rows = rows.filter(producer__in=wanted)
    sums = rows.order_by().values_list("producer", "account", "act").annotate(fen=Sum("fen"))
    found: dict[int, dict[tuple[str, str], int]] = {}
    for producer, account, act, fen in sums:
        found.setdefault(producer, {})[account, act] = int(fen)
    named = Producer.objects.in_bulk(found)
    return sorted(
        (_statement(named[key], by) for key, by in found.items()), key=lambda s: s.producer.name
    )


def _statement(producer: Producer, by: dict[tuple[str, str], int]) -> Statement:
    """Owed and fee of a sale are its price; so are those of a refund, the other way round."""
    fee = -by.get((FEE, "received"), 0) - by.get((FEE, "refunded"), 0)
    sold = -by.get((OWED, "received"), 0) - by.get((FEE, "received"), 0)
    refunded = by.get((OWED, "refunded"), 0) + by.get((FEE, "refunded"), 0)
    return Statement(producer, sold, refunded, fee, by.get((OWED, "paid_out"), 0))


def entries_of(
    station: Station, start: datetime | None, end: datetime | None
) -> QuerySet[LedgerEntry]:
    """Entries of a station from `start` until before `end`."""
    when = Q()
    if start:
        when &= Q(at__gte=start)
    if end:
        when &= Q(at__lt=end)
    return LedgerEntry.objects.filter(when, station=station)
