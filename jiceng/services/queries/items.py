"""The catalogue of items in force, and where each is done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.services.models import ServicePoint
from jiceng.services.queries.powers import delegate_of
from jiceng.services.rules.items import KIND, LEVELS, ServiceItem, item_of, may_do


def items_at(now: datetime) -> dict[str, ServiceItem]:
    """Items in force, by key, in the order of their keys."""
    rows = in_force(KIND, now)
    return {key: item_of(key, row.version, row.content) for key, row in sorted(rows.items())}


def item_for(key: str, now: datetime) -> ServiceItem:
    """One in force; raises `Invalid`."""
    found = items_at(now).get(key)
    if found is None:
        raise Invalid(Reason("unknown_item", {"value": key}, "item"))
    return found


def item_as_of(key: str, version: int) -> ServiceItem:
    """The version an application was made under."""
    row = Configuration.objects.get(kind=KIND, key=key, version=version)
    return item_of(key, version, row.content)


def items_taken(points: Iterable[ServicePoint], now: datetime) -> dict[str, list[ServicePoint]]:
    """Every item in force -> those of some points that take it in."""
    found: dict[str, list[ServicePoint]] = {key: [] for key in items_at(now)}
    for point in points:
        for key in point.items:
            if key in found:
                found[key].append(point)
    return found


def level_of(area: AreaEntry | None) -> str:
    """The level an area counts as; a village is a community."""
    if area is None:
        return LEVELS[0]
    return {"village": "community", "grid": "community"}.get(area.level, area.level)


def does(point: ServicePoint | None, item: ServiceItem, now: datetime) -> bool:
    """Whether a point's own unit decides an item, not only collects for the competent one."""
    if point is None:
        return False
    area = territory().areas.get(str(point.area_id))
    level = level_of(area)
    if level == "county":
        return False
    return may_do(item, level, delegate_of(item.key, area, now) == point.unit)


def holder_of(item: ServiceItem, point: ServicePoint | None, now: datetime, area: str = "") -> str:
    """The unit that decides: the point's own where it does the item, else the one a power in force
    names for the area of the point or the applicant, else the competent one.
    """
    if point is not None and does(point, item, now):
        return point.unit
    where = territory().areas.get(str(point.area_id) if point else area)
    return delegate_of(item.key, where, now) or item.unit
