"""Queue tickets within reach, whose points may feed them, and how long people waited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Count, Q, QuerySet

from jiceng.kernel.records.models import within
from jiceng.kernel.scope import Actor
from jiceng.services.models import QueueTicket, ServicePoint
from jiceng.services.queries.applications import WORKERS
from jiceng.services.queries.points import keeping, open_points, openings
from jiceng.services.rules.efficiency import MOST_OF, median_of, reached_by
from jiceng.services.rules.tickets import open_hours


@dataclass(frozen=True, slots=True)
class Waited:
    """Tickets of one point: drawn, served, how long people waited, over how many open hours."""

    drawn: int = 0
    served: int = 0
    """Called: whoever left before is not served."""
    outside: int = 0
    hours: float = 0.0
    """Opening hours of the days that have tickets."""
    waits: Mapping[int, int] = field(default_factory=dict)
    """Seconds -> how many waited that long."""

    @property
    def median(self) -> Fraction | None:
        return median_of(self.waits)

    @property
    def slow(self) -> int | None:
        """So many seconds, or fewer, for nine in ten."""
        return reached_by(self.waits, MOST_OF)

    @property
    def an_hour(self) -> float | None:
        """Served by opening hour."""
        return self.served / self.hours if self.hours else None


def feeds(actor: Actor) -> QuerySet[ServicePoint]:
    """Points whose tickets somebody may take in: their own unit's, or of the area they keep."""
    condition = Q(pk__in=[])
    for grip in actor.grips:
        if "clerk" in grip.roles:
            condition |= Q(unit=grip.unit)
    for grip in keeping(actor):
        condition |= within("area_path", grip.area_path)
    return open_points().filter(condition)


def points_named() -> dict[str, ServicePoint]:
    """Points by number and by name, as files name them; a name that two points share is none."""
    found: dict[str, ServicePoint] = {}
    shared = set[str]()
    for point in open_points():
        if point.name in found:
            shared.add(point.name)
        found[point.name] = found[point.number] = point
    return {name: point for name, point in found.items() if name not in shared}


def tickets_within(actor: Actor, start: date, end: date) -> QuerySet[QueueTicket]:
    """Tickets of points within reach, drawn in the days of a period."""
    condition = Q(pk__in=[])
    for grip in actor.grips:
        if grip.roles & WORKERS:
            condition |= Q(point__unit=grip.unit)
        if not grip.by_unit and grip.reaches_records and not grip.is_apart:
            condition |= within("point__area_path", grip.area_path)
    return QueueTicket.objects.filter(condition, day__gte=start, day__lte=end)


def waited(rows: QuerySet[QueueTicket], now: datetime) -> dict[ServicePoint, Waited]:
    """Points in order of territory -> what their tickets tell; one grouped pass."""
    drawn: dict[int, list[int]] = {}
    waits: dict[int, dict[int, int]] = {}
    days: dict[int, set[date]] = {}
    counted = rows.order_by().values_list("point_id", "wait_seconds").annotate(
        n=Count("pk"), outside=Count("pk", filter=Q(is_outside=True))
    )  # fmt: skip
    for point, seconds, count, outside in counted:
        sums = drawn.setdefault(point, [0, 0])
        sums[0], sums[1] = sums[0] + count, sums[1] + outside
        if seconds is not None:
            waits.setdefault(point, {})[seconds] = count
    for point, day in rows.order_by().values_list("point_id", "day").distinct():
        days.setdefault(point, set()).add(day)
    points = ServicePoint.objects.filter(pk__in=drawn).order_by("area_path", "id")
    return {p: _waited(p, drawn[p.pk], waits.get(p.pk, {}), days[p.pk], now) for p in points}


def _waited(
    point: ServicePoint, sums: list[int], waits: Mapping[int, int], days: set[date], now: datetime
) -> Waited:
    hours = openings([point], days, now)
    open_for = open_hours([hours[point.pk, day].spans for day in days])
    return Waited(sums[0], sum(waits.values()), sums[1], open_for, waits)
