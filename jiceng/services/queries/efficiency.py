"""Applications decided within reach, by item, hall, unit and level; two periods side by side."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from jiceng.casework.queries import rules_at
from jiceng.kernel.records.models import within
from jiceng.kernel.scope import Actor
from jiceng.services.models import Application
from jiceng.services.queries.applications import WORKERS
from jiceng.services.rules.efficiency import Turnaround, Worked

VIEWERS = frozenset({"dispatcher", "leader", "reader", "overseer"})
"""Who looks at the work of the units of their area."""
READERS = WORKERS | VIEWERS
GROUPED_BY = {"item": "item", "point": "point_id", "unit": "unit", "level": "tier"}
"""Never by a person: no column says who did it."""
PARTS = {"decided": Q(), "same_day": Q(is_same_day=True), "kept": Q(is_kept=True),
         "missed": Q(is_kept=False)}  # fmt: skip
"""The records behind each number."""


def reach_of_efficiency(actor: Actor) -> Q:
    """Applications of one's own unit or handed in at its points, and those of the units of an area
    one looks after.
    """
    condition = Q(pk__in=[])
    for grip in actor.grips:
        if grip.is_apart or not grip.reaches_records:
            continue
        own = within("unit_path", grip.unit_path)
        if grip.roles & WORKERS:
            condition |= own if grip.by_unit else Q(unit_path=grip.unit_path)
            condition |= Q(point__unit=grip.unit)
        if grip.roles & VIEWERS:
            condition |= own if grip.by_unit else within("area_path", grip.area_path)
    return condition


def decided(reach: Q, start: date, end: date, item: str = "") -> QuerySet[Application]:
    """Those decided on the days of a period, both included."""
    rows = Application.objects.filter(
        reach, decided_at__gte=midnight(start), decided_at__lt=midnight(end + timedelta(days=1))
    )
    return rows.filter(item=item) if item else rows


def turnarounds(rows: QuerySet[Application], by: str) -> dict[str, Turnaround]:
    """Group -> what was decided, in one grouped pass; the values of `by` are those of `GROUPED_BY`.

    The group of an application that came in at no point is empty.
    """
    counted = rows.order_by().values_list(GROUPED_BY[by], "spent_minutes").annotate(
        n=Count("pk"),
        same_day=Count("pk", filter=PARTS["same_day"]),
        kept=Count("pk", filter=PARTS["kept"]),
    )  # fmt: skip
    sums: dict[str, list[int]] = {}
    lengths: dict[str, dict[int, int]] = {}
    for group, minutes, *counts in counted:
        key = "" if group is None else str(group)
        before = sums.get(key, [0, 0, 0])
        sums[key] = [a + b for a, b in zip(before, counts, strict=True)]
        spread = lengths.setdefault(key, {})
        spread[minutes or 0] = spread.get(minutes or 0, 0) + counts[0]
    return {key: Turnaround(a, b, c, lengths[key]) for key, (a, b, c) in sums.items()}


def worked(reach: Q, start: date, end: date, staff: int, now: datetime, item: str = "") -> Worked:
    """A period as it is compared with another."""
    items = turnarounds(decided(reach, start, end, item), "item")
    days = rules_at(now)[1].working_days_between(start - timedelta(days=1), end)
    return Worked(items, days, staff)


def in_group(rows: QuerySet[Application], by: str, group: str) -> QuerySet[Application]:
    """Those of one group."""
    if by == "point" and not group:
        return rows.filter(point=None)
    return rows.filter(**{GROUPED_BY[by]: group})


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(settings.TIME_ZONE))
