"""The catalogue of items in force, and where each is done."""

from __future__ import annotations

from datetime import date, datetime

from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.services.models import ServicePoint
from jiceng.services.rules.items import KIND, LEVELS, ServiceItem, item_of, may_do

POWER = "delegated_power"


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


def level_of(area: AreaEntry | None) -> str:
    """The level an area counts as; a village is a community."""
    if area is None:
        return LEVELS[0]
    return {"village": "community", "grid": "community"}.get(area.level, area.level)


def is_delegated(item: ServiceItem, area: AreaEntry | None, now: datetime) -> bool:
    """Whether a power in force gives an item to the town an area lies in (赋权清单)."""
    land = territory()
    town = land.of_level(area, "town")
    if town is None:
        return False
    desk, today = land.desk_for(town, "town").code, now.date()
    return any(
        item.key in row.content.get("service_items", ())
        and row.content.get("to_unit") == desk
        and date.fromisoformat(str(row.content["effective_from"])) <= today
        for row in in_force(POWER, now).values()
    )


def does(point: ServicePoint | None, item: ServiceItem, now: datetime) -> bool:
    """Whether a point's own unit decides an item, not only collects for the competent one."""
    if point is None:
        return False
    area = territory().areas.get(str(point.area_id))
    level = level_of(area)
    if level == "county":
        return False
    return may_do(item, level, is_delegated(item, area, now))


def holder_of(item: ServiceItem, point: ServicePoint | None, now: datetime) -> str:
    """The unit that decides: the town or community that does it, else the competent unit."""
    if point is not None and does(point, item, now):
        return point.unit
    return item.unit
