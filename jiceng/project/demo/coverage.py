"""Households by villager group and by building, entered as numbers: fictitious, marked 示例.

Grids have theirs in the territory. Groups lie around the middle of their village, some of them far
from its centre; a village in three has no point at all. So there are gaps to be found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from math import cos, pi, sin
from random import Random

from jiceng.kernel.places import Point
from jiceng.kernel.records.models import Area
from jiceng.kernel.records.models import Place as NamedPlace
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.project.demo.cast import Cast
from jiceng.services.actions.blocks import import_blocks
from jiceng.services.queries.blocks import middles_of
from jiceng.services.rules.blocks import BlockRow

SEED = 20_611
COUNTED = timedelta(days=50)
GROUPS = "一二三"
FARTHEST = 0.022
"""Degrees from the middle of a village to its farthest group: some 2.4 km."""
BUILT = 2
"""So many grids have their households by building."""
SOURCE = "村（居）委会统计（示例）"


def fill_coverage(now: datetime) -> None:
    """Blocks of the whole county, in the caller's transaction."""
    at = now - COUNTED
    rows = [*_groups(at.date()), *_buildings(at.date())]
    desk = Cast(at).any("dispatcher", tier="county")
    import_blocks(list(enumerate(rows, 2)), by=desk, now=at, is_sample=True)


def _groups(day: date) -> Iterator[BlockRow]:
    """Three groups of each village without grids."""
    land, middles = territory(), middles_of()
    rng = Random(SEED)  # noqa: S311  dice of a story
    for area in sorted(land.areas.values(), key=lambda a: a.path):
        if area.level not in ("community", "village") or area.code in land.with_grids:
            continue
        for group in GROUPS:
            lon, lat = _near(area, middles, rng)
            name = f"{area.name.removesuffix('委会').removesuffix('居')}{group}组"
            homes = rng.randint(18, 120)
            yield BlockRow(name, area.code, homes, day, SOURCE, round(lon, 6), round(lat, 6))


def _near(area: AreaEntry, middles: Mapping[str, Point], rng: Random) -> Point:
    """Somewhere around the middle of a village, still in its own town."""
    land, (lon, lat) = territory(), middles[area.code]
    for _try in range(8):
        angle, far = rng.random() * 2 * pi, FARTHEST * rng.random() ** 1.5
        at = lon + far * cos(angle), lat + far * sin(angle)
        found = land.locate(lon=at[0], lat=at[1]).area
        if found is not None and found.code == area.parent:
            return at
    return lon, lat


def _buildings(day: date) -> Iterator[BlockRow]:
    """The buildings of the first grids, which share the households of their grid."""
    for grid in Area.objects.filter(level="grid").order_by("code")[:BUILT]:
        built = list(NamedPlace.objects.filter(area=grid, kind="building").order_by("pk"))
        each, rest = divmod(grid.households or 0, len(built) or 1)
        for place, building in enumerate(built):
            homes = each + (place < rest)
            yield BlockRow(building.name, grid.code, homes, day, SOURCE, building.lon, building.lat)
