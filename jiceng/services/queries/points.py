"""Service points: of an area, open now, how far from a place somebody names."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Avg, Q, QuerySet

from jiceng.casework.queries import rules_at
from jiceng.kernel.hours import (
    Different,
    Opening,
    Standing,
    hours_of,
    opening_on,
    standing_at,
)
from jiceng.kernel.places import Point, distance_m
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Area, within
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor, Grip, covers
from jiceng.services.models import PointDay, ServicePoint
from jiceng.services.rules.points import KIND, PointKind, kind_of
from jiceng.services.rules.walking import KEY, Walking, walking_of
from jiceng.services.rules.walking import KIND as WALKING

KEEPER = "dispatcher"
"""The desk of an area keeps its points."""
LOOKED_AT = 400
"""So many points of a town are looked through for the nearest."""
MARK = "coverage"
"""The mark of what coverage is measured from (`records.configuration.touch`)."""


@dataclass(frozen=True, slots=True)
class Near:
    """A point, how it stands now, and the way to it on foot where both ends are known."""

    point: ServicePoint
    standing: Standing
    minutes: int | None = None


def point_kinds(now: datetime) -> dict[str, PointKind]:
    """Kinds of points in force, by key, in the order of their keys."""
    rows = in_force(KIND, now)
    return {key: kind_of(key, row.content) for key, row in sorted(rows.items())}


def keeping(actor: Actor) -> list[Grip]:
    """Posts that keep points of their area."""
    return [g for g in actor.grips if KEEPER in g.roles and not g.is_apart]


def keeps(actor: Actor, area_path: str) -> bool:
    """Whether somebody keeps points there."""
    return any(covers(g.area_path, area_path) for g in keeping(actor))


def open_points() -> QuerySet[ServicePoint]:
    """Points that have not been closed for good, in the order of the territory."""
    return ServicePoint.objects.filter(closed_on=None).order_by("area_path", "id")


def points_on(day: date) -> QuerySet[ServicePoint]:
    """Points in use on a day, in the order of the territory."""
    still = Q(closed_on=None) | Q(closed_on__gt=day)
    return ServicePoint.objects.filter(still, opened_on__lte=day).order_by("area_path", "id")


def points_under(area_path: str) -> QuerySet[ServicePoint]:
    """Those at or below an area; all of them for the empty path."""
    rows = open_points()
    return rows.filter(within("area_path", area_path)) if area_path else rows


def point_of(number: str) -> ServicePoint:
    """One by its number, closed ones too: their page says so. Raises `NotFound`."""
    found = ServicePoint.objects.select_related("area").filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def kept_point(actor: Actor, number: str) -> ServicePoint:
    """One that somebody keeps; for everybody else it is not found."""
    point = point_of(number)
    if not keeps(actor, point.area_path):
        raise NotFound(Reason("not_found"))
    return point


def days_of(points: Iterable[ServicePoint], since: date) -> Mapping[int, dict[date, Different]]:
    """Point key -> its single days from a day on."""
    kept: dict[int, dict[date, Different]] = {point.pk: {} for point in points}
    for row in PointDay.objects.filter(point__in=kept, day__gte=since).order_by("day"):
        spans = tuple((int(a), int(b)) for a, b in row.spans)
        kept[row.point_id][row.day] = Different(spans, row.reason)
    return kept


def openings(
    points: Sequence[ServicePoint], days: Collection[date], now: datetime
) -> dict[tuple[int, date], Opening]:
    """Point key and day -> its hours of that day, as they are known now."""
    if not days:
        return {}
    calendar, singles = rules_at(now)[1], days_of(points, min(days))
    return {
        (p.pk, day): opening_on(hours_of(p.hours), day, calendar, singles[p.pk])
        for p in points
        for day in days
    }


def standings(points: Sequence[ServicePoint], now: datetime) -> dict[int, Standing]:
    """Point key -> open or not at an instant. One query for all of them."""
    calendar = rules_at(now)[1]
    today = now.astimezone(calendar.zone).date()
    days = days_of(points, today)
    return {p.pk: standing_at(hours_of(p.hours), now, calendar, days[p.pk]) for p in points}


def near(
    points: Sequence[ServicePoint], now: datetime, start: Point | None, only_open: bool = False
) -> list[Near]:
    """Points with how they stand; from a start the nearest first, those without a place last."""
    found, walking = standings(points, now), walking_at(now)
    rows = [
        Near(p, found[p.pk], _minutes(p, start, walking))
        for p in points
        if found[p.pk].is_open or not only_open
    ]
    if start is not None:
        rows.sort(key=lambda row: (row.minutes is None, row.minutes or 0, row.point.pk))
    return rows


def nearest(area: AreaEntry, now: datetime, few: int) -> list[Near]:
    """From a community the nearest few of its town, those open now first.

    Where the county has not drawn the community: its own points."""
    start = middle_of(area)
    if start is None:
        rows = list(points_under(area.path)[:few])
    else:
        town = territory().of_level(area, "town") or area
        places = points_under(town.path).exclude(lon=None).values_list("pk", "lon", "lat")
        ways = sorted(
            (distance_m(start, (lon, lat)), pk)
            for pk, lon, lat in places[:LOOKED_AT]
            if lon is not None and lat is not None
        )
        rows = list(open_points().filter(pk__in=[pk for _way, pk in ways[:few]]))
    return sorted(near(rows, now, start), key=lambda row: not row.standing.is_open)


def middle_of(area: AreaEntry | None) -> Point | None:
    """The middle of a community, where the county has drawn it."""
    if area is None:
        return None
    rows = Area.objects.filter(within("path", area.path))
    at = rows.aggregate(lon=Avg("label_lon"), lat=Avg("label_lat"))
    return (at["lon"], at["lat"]) if at["lon"] is not None else None


def walking_at(now: datetime) -> Walking:
    """How walking is reckoned at an instant."""
    row = in_force(WALKING, now).get(KEY)
    return walking_of(row.version, row.content) if row else Walking()


def _minutes(point: ServicePoint, start: Point | None, walking: Walking) -> int | None:
    if start is None or point.lon is None or point.lat is None:
        return None
    return walking.minutes(distance_m(start, (point.lon, point.lat)))


def start_from(place: str, centre: Point | None = None) -> Point | None:
    """Where somebody starts: the place they name, or else the middle of their community."""
    located = territory().locate(place=place) if place.strip() else None
    if located is not None and located.lon is not None and located.lat is not None:
        return located.lon, located.lat
    return centre
