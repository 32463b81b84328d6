"""Allotments within reach, what each was used for, and what communities have in hand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.kinds import kinds
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor, Grip, covers
from jiceng.services.models import Allotment, AllotmentEntry
from jiceng.services.rules.allotments import IDLE, LIMIT, TIERS_BELOW, Limit, limit_of

KEEPERS = frozenset({"clerk", "decider"})
"""Who sends, receives and uses for their own unit."""
READERS = KEEPERS | {"dispatcher", "leader", "reader", "overseer", "approver"}
"""Who looks at what was sent into their area."""
SERVED = ("case", "problem", "project")
"""Records that a use may have served."""
VIEWS = ("open", "unused", "overdue", "closed", "all")


def reach(actor: Actor) -> Q:
    """What was sent by or to one's own unit, and what was sent into one's own area."""
    found = Q(pk__in=[])
    for grip in actor.grips:
        if grip.is_apart or not grip.roles & READERS:
            continue
        if grip.by_unit:
            found |= within("sender_path", grip.unit_path) | Q(receiver=grip.unit)
        else:
            found |= within("area_path", grip.area_path) | Q(sender=grip.unit)
    return found


def allotments_of(actor: Actor) -> QuerySet[Allotment]:
    """Those within reach."""
    return Allotment.objects.filter(reach(actor))


def allotment_for(actor: Actor, number: str) -> Allotment:
    """One within reach; `NotFound` otherwise."""
    found = allotments_of(actor).filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def viewed(view: str, now: datetime, today: date) -> Q:
    """The rows of a view: open, unused for some time, overdue, closed, or all of them."""
    is_open = Q(closed_at=None)
    held = Q(state="in_use") & (Q(in_hand__gt=0) | Q(held__gt=0))
    return {
        "open": is_open,
        "unused": is_open & held & Q(used=0, held=0, received_at__lt=now - IDLE),
        "overdue": is_open & overdue(today),
        "closed": Q(closed_at__isnull=False),
    }.get(view, Q())


def overdue(today: date) -> Q:
    """Past the use-by day with something neither used nor on its way back."""
    left = Q(under_way__gt=0) | Q(in_hand__gt=0) | Q(held__gt=0)
    return Q(use_by__lt=today, state__in=("sent", "in_use")) & left


def limit_at(now: datetime) -> Limit:
    """From which sum on a use needs a second person."""
    row = in_force(LIMIT, now).get("county")
    return limit_of(row.content) if row else Limit()


def senders(actor: Actor) -> list[Grip]:
    """Posts from which somebody may send down."""
    return [
        g for g in actor.grips if g.roles & KEEPERS and g.tier in TIERS_BELOW and not g.is_apart
    ]


def receivers(grip: Grip) -> list[str]:
    """Codes of the units a post may send to, in the order of the territory: those of the tiers
    below it, in its own area."""
    land = territory()
    return [
        u.code
        for u in sorted(land.units.values(), key=lambda u: u.path)
        if u.tier in TIERS_BELOW.get(grip.tier, ())
        and u.code in _desks()
        and (grip.by_unit or covers(grip.area_path, land.areas[u.area].path))
    ]


def _desks() -> Collection[str]:
    """Units that answer for a town or a community."""
    return set(territory().desks.values())


def served_kind(number: str) -> str:
    """Which kind of record has a number; nothing for none that could be served."""
    found = (k for k in SERVED if kinds()[k].model._default_manager.filter(number=number).exists())
    return next(found, "")


def entries_of(row: Allotment) -> list[AllotmentEntry]:
    """The ledger, newest first, each with what followed it."""
    return list(row.entries.select_related("followed_by", "follows").order_by("-pk"))


def entry_of(row: Allotment, key: int) -> AllotmentEntry:
    """One entry of an allotment; raises `NotFound`."""
    found = row.entries.select_related("followed_by").filter(pk=key).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def is_followed(entry: AllotmentEntry) -> bool:
    """Whether it was confirmed, refused or undone already."""
    return AllotmentEntry.objects.filter(follows=entry).exists()


def sums_by_receiver(actor: Actor, year: int, today: date) -> dict[str, dict[str, Any]]:
    """Receiver -> what it was sent in a year's budget: sums of funds, counts of goods."""
    rows = allotments_of(actor).filter(year=year)
    funds = Q(kind="funds")
    summed = {
        f"{name}_fen": Sum(name, filter=funds, default=0)
        for name in ("sent", "under_way", "in_hand", "held", "used", "returned")
    }
    left = Q(kind="goods") & (Q(under_way__gt=0) | Q(in_hand__gt=0) | Q(held__gt=0))
    counted = {
        "goods": Count("pk", filter=Q(kind="goods")),
        "goods_left": Count("pk", filter=left),
        "overdue": Count("pk", filter=overdue(today) & Q(closed_at=None)),
    }
    found = rows.order_by("receiver").values("receiver").annotate(**summed, **counted)
    return {str(row["receiver"]): dict(row) for row in found}
