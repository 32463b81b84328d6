"""Where how many households live: blocks written down, and areas whose number was entered."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.places import Point
from jiceng.kernel.records.models import Area, AreaVersion
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor, Grip, covers
from jiceng.services.models import Block
from jiceng.services.queries.points import keeps
from jiceng.services.rules.blocks import PLANNERS, Counted, finest

SEEING = tuple(sorted(PLANNERS))
LEVELS = ("community", "village", "grid")
"""Levels whose number of households counts, where nothing finer is written down."""


def seeing(actor: Actor) -> list[Grip]:
    """Posts with an area of their own that look at its coverage."""
    wanted = set(SEEING)
    return [g for g in actor.grips if g.roles & wanted and not g.by_unit and not g.is_apart]


def sees_area(actor: Actor, area_path: str) -> bool:
    return any(covers(g.area_path, area_path) for g in seeing(actor))


def counted() -> list[Counted]:
    """Every count that is used, with the middle of its area where it has no place of its own."""
    middles = middles_of()
    found = [*_of_areas(middles), *(_of(row, middles) for row in Block.objects.order_by("pk"))]
    return sorted(finest(found), key=lambda c: (c.area_path, c.is_area, c.name))


def middles_of() -> Mapping[str, Point]:
    """Code of an area -> where its middle lies, for those the county has drawn."""
    rows = Area.objects.filter(valid_to=None).exclude(label_lon=None).exclude(label_lat=None)
    found: dict[str, Point] = {}
    for code, lon, lat in rows.values_list("code", "label_lon", "label_lat"):
        if lon is not None and lat is not None:
            found[code] = lon, lat
    return found


def _of_areas(middles: Mapping[str, Point]) -> list[Counted]:
    """Areas whose number of households was entered in the territory."""
    rows = Area.objects.filter(valid_to=None, level__in=LEVELS).exclude(households=None)
    since = dict(
        AreaVersion.objects.filter(area__in=rows, valid_to=None)
        .order_by("valid_from")
        .values_list("area_id", "valid_from")
    )
    found = []
    for area in rows.defer("geometry"):
        lon, lat = middles.get(area.code) or (None, None)
        found.append(
            Counted(
                area.code, area.name, area.path, area.households or 0,
                since.get(area.code, area.valid_from), "", lon, lat,
                is_area=True, is_sample=area.is_sample,
            )
        )  # fmt: skip
    return found


def _of(row: Block, middles: Mapping[str, Point]) -> Counted:
    at = (row.lon, row.lat) if row.lon is not None else middles.get(str(row.area_id))
    lon, lat = at or (None, None)
    return Counted(
        row.number, row.name, row.area_path, row.households, row.counted_on, row.source, lon, lat,
        is_sample=row.is_sample,
    )  # fmt: skip


def kept_block(actor: Actor, number: str) -> Block:
    """A block that somebody keeps; for everybody else it is not found."""
    row = Block.objects.filter(number=number).first()
    if row is None or not keeps(actor, row.area_path):
        raise NotFound(Reason("not_found"))
    return row


def area_name(area_path: str) -> str:
    """The name of the area a path leads to."""
    area = territory().areas.get(area_path.rstrip("/").rpartition("/")[2])
    return area.name if area else ""
