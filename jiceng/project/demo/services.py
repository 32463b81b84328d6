"""Service points of the demo county: a hall, two stations, a centre in each urban community and in
two villages of three. Fictitious, marked 示例; what lacks one is a blind spot to be found.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from jiceng.kernel.hours import Hours, spans_of
from jiceng.kernel.records.models import Place as NamedPlace
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.project.demo.cast import Cast
from jiceng.project.demo.draw import CONTENT
from jiceng.services.actions.content import (
    load_held_papers,
    load_items,
    load_point_kinds,
    load_skills,
    load_walking,
)
from jiceng.services.actions.points import Place, open_point
from jiceng.services.queries.blocks import middles_of
from jiceng.services.rules.points import duties_of

Row = Mapping[str, Any]
SINCE = date(2020, 3, 2)


def fill_services(now: datetime) -> None:
    """Kinds of points, items, and the points; in the caller's transaction. `now` is the day the
    county wrote them down."""
    told = tomllib.loads((CONTENT / "services.toml").read_text("utf-8"))
    hours = {
        name: Hours(tuple(spans_of(day) for day in week)) for name, week in told["hours"].items()
    }
    load_point_kinds(by="示例县", now=now)
    load_held_papers(by="示例县", now=now)
    load_skills(by="示例县", now=now)
    load_walking(by="示例县", now=now)
    load_items(territory().units.keys(), by="示例县", now=now)
    desk, middles = Cast(now).any("dispatcher", tier="county"), middles_of()
    for row, area, name, kind in _rows(told):
        place = _place(row, area, name, kind, hours)
        if place.lon is None and area.code in middles:
            lon, lat = middles[area.code]
            place = replace(place, lon=lon, lat=lat)
        open_point(place, by=desk, now=now)


def _rows(told: Row) -> Iterator[tuple[Row, AreaEntry, str, str]]:
    """What is written down where: the named ones, urban communities, villages."""
    land = territory()
    for row in told["point"]:
        yield row, land.areas[row["area"]], row["name"], row["kind"]
    areas = sorted(land.areas.values(), key=lambda a: a.path)
    rural = [a for a in areas if a.level in ("community", "village")]
    for place, area in enumerate(rural):
        if area.code in land.with_grids:
            yield told["community"], area, f"{area.name}党群服务中心", "party_service_centre"
        elif place % 3:
            yield told["village"], area, f"{area.name}党群服务中心", "party_service_centre"


def _place(row: Row, area: AreaEntry, name: str, kind: str, hours: Mapping[str, Hours]) -> Place:
    at = _at(row, area)
    return Place(
        kind=kind, name=name, area=area.code, hours=hours[row["hours"]], unit=row.get("unit", ""),
        address=f"{row['place']}旁" if "place" in row else _address(area, at),
        lon=at.lon if at else None, lat=at.lat if at else None,
        phone="0898-00000000", duties=duties_of("\n".join(row["duties"])),
        facilities=tuple(row["facilities"]), items=tuple(row["items"]),
        capacity=row["capacity"], size_m2=row["size_m2"],
        opened_on=SINCE, is_sample=True,
    )  # fmt: skip


def _at(row: Row, area: AreaEntry) -> NamedPlace | None:
    """The place named, else the first known place of the community."""
    places = NamedPlace.objects.exclude(lon=None).order_by("pk")
    if "place" in row:
        return places.filter(name=row["place"]).first()
    return places.filter(area__path__startswith=area.path).first()


def _address(area: AreaEntry, at: NamedPlace | None) -> str:
    return f"{at.name}旁" if at else f"{area.name}村委会院内"
