"""Notices from door to door: their texts, where they went, and how many households they reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from jiceng.emergency.models import (
    Emergency,
    GridCount,
    GridDelivery,
    GridNotice,
    GridNoticeText,
)
from jiceng.emergency.rules.grid_notices import Told, coverage, falls_short
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor, covers

CARRIERS = ("worker",)
VILLAGES = ("community", "village")


@dataclass(frozen=True, slots=True)
class Reach:
    """What a notice reached: of grids with a record households and the share, of all the counts."""

    grids: int
    silent: int
    """Grids from which nothing has arrived."""
    households: int
    reached: int
    beyond: int
    """Households reached in grids without a record: told, and in no share."""

    @property
    def percent(self) -> Decimal | None:
        return coverage(self.reached, self.households)


def notice_of(number: str) -> GridNotice:
    """One by its number. Raises `NotFound`."""
    rows = GridNotice.objects.select_related("emergency", "emergency__area", "area")
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def notices_of(emergency: Emergency) -> QuerySet[GridNotice]:
    """Those of an emergency, the newest first."""
    return GridNotice.objects.filter(emergency=emergency).order_by("-made_at", "-pk")


def text_of(notice: GridNotice) -> GridNoticeText:
    """What it says now."""
    return notice.texts.get(version=notice.text_version)


def targets(area: AreaEntry) -> list[AreaEntry]:
    """Grids in an area, and villages or communities without grids, in the order of the tree."""
    land = territory()
    found = [
        a for a in land.areas.values()
        if covers(area.path, a.path)
        and (a.level == "grid" or (a.level in VILLAGES and a.code not in land.with_grids))
    ]  # fmt: skip
    return sorted(found, key=lambda a: a.path)


def reach_of(deliveries: QuerySet[GridDelivery]) -> Reach:
    """One query."""
    known = Q(households__gt=0)
    sums = deliveries.aggregate(
        all_grids=Count("pk"), no_word=Count("pk", filter=Q(told_at=None)),
        there=Sum("households", filter=known, default=0),
        of_them=Sum("reached", filter=known, default=0),
        others=Sum("reached", filter=Q(households=None) | Q(households=0), default=0),
    )  # fmt: skip
    return Reach(sums["all_grids"], sums["no_word"], sums["there"], sums["of_them"], sums["others"])


def reach_of_notice(notice: GridNotice) -> Reach:
    return reach_of(notice.deliveries.all())


def waiting_in_round(notice: GridNotice) -> int:
    """Grids that carry it whose last word is older than the present round, or who sent none."""
    told = GridCount.objects.filter(delivery=OuterRef("pk"), round=OuterRef("round"))
    return notice.deliveries.filter(~Exists(told), is_open=True).count()


def short_of(notice: GridNotice, percent: int) -> list[GridDelivery]:
    """Grids that fell short, in the order of the tree: places, never people."""
    rows = notice.deliveries.select_related("area").order_by("area_path")
    return [d for d in rows if falls_short(d.reached, d.households, percent)]


def carried_by(actor: Actor) -> QuerySet[GridDelivery]:
    """Open deliveries in the grids somebody walks, the newest notice first."""
    paths = [g.area_path for g in actor.grips if g.roles & set(CARRIERS) and not g.by_unit]
    where = Q(pk__in=())
    for path in paths:
        where |= Q(area_path__startswith=path)
    rows = GridDelivery.objects.filter(where, is_open=True, notice__state="issued")
    return rows.select_related("notice", "notice__emergency", "area").order_by(
        "-notice__issued_at", "-notice", "area_path"
    )


def told_in(delivery: GridDelivery) -> list[Told]:
    """Every word about a grid, the oldest first: the last about a building counts."""
    rows = delivery.counts.order_by("said_at", "pk")
    return [Told(c.building, c.households, c.reached) for c in rows]


def counted(starts: datetime, ends: datetime) -> QuerySet[GridDelivery]:
    """Deliveries of notices that were issued in a period and stand; no drill among them."""
    rows = GridDelivery.objects.filter(
        notice__state="issued", notice__issued_at__gte=starts, notice__issued_at__lt=ends
    )
    return rows.filter(notice__emergency__is_drill=False)
