"""Invent the demo county's places: streets, housing, markets, schools, each inside its grid.

Run ``python -m jiceng.project.demo.places`` after ``draw``; it rewrites ``content/places.csv``.
Every place is 示例: the names sound like a small town in northern Hainan, the points are made up.
"""

import csv
import tomllib
from collections.abc import Sequence
from random import Random
from typing import Any

from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from jiceng.project.demo.draw import COMMUNITIES, CONTENT, dice, read_features

LANE = 11
HOSPITAL_GRID = "469024100004006"  # the dedicated grid of schools and hospitals
Place = tuple[str, str, str, str, float, float]
Grids = dict[str, BaseGeometry]


def _spot(within: BaseGeometry, rng: Random) -> tuple[float, float]:
    """A point well inside the grid, so that rounding can't move it across the border."""
    room = within.buffer(-0.00015)
    west, south, east, north = room.bounds
    while True:
        lon, lat = round(rng.uniform(west, east), 6), round(rng.uniform(south, north), 6)
        if room.contains(Point(lon, lat)):
            return lon, lat


def _home(name: str, grids: Grids, rng: Random) -> str:
    """Markets and schools stand in the community their name tells, hospitals in their own grid."""
    if name.startswith("县") and name.endswith("院"):
        return HOSPITAL_GRID
    stems = {stem: code for code, stem in COMMUNITIES.values()}
    home = next((code for stem, code in stems.items() if name.startswith(stem)), "")
    return rng.choice([code for code in grids if code.startswith(home)])


def _section_home(section: str, grids: Grids, roads: dict[str, BaseGeometry]) -> str:
    """The grid beside the right end (东 西 南 北) or the middle of a drawn road."""
    road, end = roads[section[:-2]], section[-2]
    beside = [code for code, grid in grids.items() if grid.intersection(road).length > 0.0005]
    upright = "南段" in section or "北段" in section or road.bounds[3] - road.bounds[1] > 0.02
    beside.sort(key=lambda code: grids[code].centroid.y if upright else grids[code].centroid.x)
    return beside[{"西": 0, "南": 0, "中": len(beside) // 2, "东": -1, "北": -1}[end]]


def _estates(code: str, heads: list[str], tails: Sequence[str], rng: Random) -> list[list[str]]:
    """Two estates a grid: one split into two houses, one whole; [name, alias] each."""
    split, whole = (heads.pop() for _ in range(2))
    tail = rng.choice(tails)
    names = [[f"{split}{tail}{n}栋", f"{split}{n}栋"] for n in (1, 2)]
    return [*names, [whole + rng.choice(tails), whole]]


def places() -> list[Place]:
    """All places, by grid code and name; names are unique."""
    words: dict[str, Any] = tomllib.loads((CONTENT / "names.toml").read_text("utf-8"))["places"]
    rng = dice(LANE)
    grids = {f["properties"]["code"]: shape(f["geometry"]) for f in read_features("grids.geojson")}
    roads = {f["properties"]["name"]: shape(f["geometry"]) for f in read_features("base.geojson")}
    also = words["also_called"]
    named: list[tuple[str, str, str, str]] = []
    for kind, plural in (("market", "markets"), ("school", "schools"), ("hospital", "hospitals")):
        named += [(n, also.get(n, ""), kind, _home(n, grids, rng)) for n in words[plural]]
    for section in words["road_sections"]:
        home = _section_home(section, grids, roads)
        named.append((section, section[:-2], "street", home))
    heads = [f"{head}{mark}" for mark in ("", "里") for head in words["estates"]]
    rng.shuffle(heads)
    streets, landmarks = (rng.sample(words[key], len(words[key])) for key in
                          ("streets", "landmarks"))  # fmt: skip
    for at, code in enumerate(sorted(grids)):
        estates = _estates(code, heads, words["estate_tails"], rng)
        named += [(name, alias, "building", code) for name, alias in estates]
        named.append((landmarks[at], also.get(landmarks[at], ""), "landmark", code))
        named += [(street, "", "street", code) for street in streets[at :: len(grids)]]
    found = [(*each, *_spot(grids[each[3]], rng)) for each in named]
    return sorted(found, key=lambda place: (place[3], place[0]))


def main() -> None:
    """Rewrite ``content/places.csv``."""
    with (CONTENT / "places.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "aliases", "kind", "grid_code", "lon", "lat"))
        writer.writerows(places())


if __name__ == "__main__":
    main()
