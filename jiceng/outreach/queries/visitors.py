"""How many came to sites: counts of the days and groups that were booked, as numbers."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet, Sum

from jiceng.casework.queries import rules_at
from jiceng.kernel.records.models import within
from jiceng.outreach.models import Booking, VisitCount
from jiceng.outreach.queries.sites import counted
from jiceng.outreach.queries.slots import VISIT


def walk_ins(path: str, start: date, end: date, origin: str = "") -> QuerySet[VisitCount]:
    """Counts without booking at sites at or below an area, of days both included."""
    place = within("site__venue__area_path", path) if path else Q()
    return counted(place & (Q(origin=origin) if origin else Q()), start, end)


def groups(
    path: str, start: date, end: date, now: datetime, origin: str = ""
) -> QuerySet[Booking]:  # fmt: skip
    """Groups that came to sites at or below an area, of days both included."""
    place = within("activity__area_path", path) if path else Q()
    first, after = instants(start, end, now)
    return Booking.objects.filter(
        place & (Q(origin=origin) if origin else Q()), state="attended", activity__kind=VISIT,
        activity__starts_at__gte=first, activity__starts_at__lt=after,
    )  # fmt: skip


def instants(start: date, end: date, now: datetime) -> tuple[datetime, datetime]:
    """The first instant of some days, and the first after them."""
    zone = rules_at(now)[1].zone
    after = datetime.combine(end + timedelta(days=1), time(), tzinfo=zone)
    return datetime.combine(start, time(), tzinfo=zone), after


def people_of(rows: QuerySet[VisitCount]) -> int:
    return int(rows.aggregate(n=Sum("people"))["n"] or 0)


def came_of(rows: QuerySet[Booking]) -> int:
    return int(rows.aggregate(n=Sum("came"))["n"] or 0)
