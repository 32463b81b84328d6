"""Draw the demo county's invented geometry: grids, communities, towns, orientation lines.

Run ``python -m jiceng.project.demo.draw`` to rewrite the GeoJSON files of ``content/`` and
``points.csv``. Everything drawn here is 示例 (a sample) and no official boundary; codes and names
of areas are real (``content/LICENSES.md``). The script is seeded: the same GEOS gives the same
files. Edges are bent once and shared by both neighbours, so grids neither overlap nor leave gaps.
"""

import csv
import heapq
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import shapely
from shapely.geometry import MultiPoint, Point, Polygon, mapping, shape
from shapely.geometry.base import BaseGeometry

CONTENT = Path(__file__).parent / "content"
SEED = 469024
Metres = tuple[float, float]
Feature = dict[str, Any]

SEAT = (109.687, 19.908)  # the county seat: origin of the local metre plane
METRES_PER_LAT = 110_690.0
METRES_PER_LON = 111_320.0 * math.cos(math.radians(SEAT[1]))

# Rows of grids from north to south; each letter is one grid and names its community.
LAYOUT = ("LLYYY", "LLYYYY", "LCCCDDD", "SCCCDDD", "SSSGGG", "SSGGG")
COMMUNITIES = {
    "Y": ("469024100001", "跃进"),
    "C": ("469024100002", "城内"),
    "D": ("469024100003", "东风"),
    "S": ("469024100004", "胜利"),
    "L": ("469024100005", "临山"),
    "G": ("469024100007", "干部新村"),
}
DEDICATED = {"469024100004006": "学校与医院集中区", "469024100007006": "机关办公区"}
CELL = 430.0  # metres between seeds at middle distance; denser towards the centre
TILT = math.radians(13)
GAP_TOWN = (109.672, 19.716)  # 加来镇 has no published box; it fills the gap between its neighbours

ROADS: dict[str, tuple[Metres, ...]] = {
    "解放路": ((-2600, 250), (-1300, 150), (0, 60), (1350, 150), (2700, 420)),
    "文澜路": ((-350, 2600), (-250, 1250), (-150, 0), (-80, -1250), (100, -2700)),
    "市政大道": ((-2500, -700), (-1150, -560), (0, -560), (1250, -520), (2500, -800)),
    "江北路": ((-2300, 1000), (-950, 700), (0, 640), (1150, 640), (2400, 900)),
    "跃进路": ((900, 2500), (620, 1250), (520, 600), (620, -520), (900, -2500)),
}
RIVER: tuple[Metres, ...] = (
    (700, -9500), (950, -6800), (250, -4200), (-500, -1350), (-560, 0),
    (-620, 1300), (-200, 3600), (500, 6000), (350, 8600), (900, 10900),
)  # fmt: skip


def dice(lane: int) -> Random:
    """The seeded dice of one part of the demo, so that changing one part leaves the others."""
    return Random(SEED + lane)  # noqa: S311 - drawing a sample county guards no secret


def to_degrees(point: Metres) -> tuple[float, float]:
    """Local metres -> WGS-84 [lon, lat], six digits (about 0.1 m)."""
    lon = SEAT[0] + point[0] / METRES_PER_LON
    return round(lon, 6), round(SEAT[1] + point[1] / METRES_PER_LAT, 6)


def _key(x: float, y: float) -> Metres:
    return round(x, 2), round(y, 2)


def _seeds(rng: Random) -> tuple[list[Metres], list[str]]:
    """Seed points of the 36 grids first, then two rings of ghosts that bound the outer cells."""
    real: list[Metres] = []
    ghosts: list[Metres] = []
    letters: list[str] = []
    middle = (len(LAYOUT) - 1) / 2
    for row in range(-2, len(LAYOUT) + 2):
        line = LAYOUT[min(max(row, 0), len(LAYOUT) - 1)]
        for column in range(-2, len(line) + 2):
            x, y = column - (len(line) - 1) / 2, middle - row
            stretch = CELL * (0.58 + 0.15 * math.hypot(x, y))
            x = x * stretch + rng.uniform(-0.24, 0.24) * stretch
            y = y * stretch * 0.92 + rng.uniform(-0.24, 0.24) * stretch
            turned = (
                x * math.cos(TILT) - y * math.sin(TILT),
                x * math.sin(TILT) + y * math.cos(TILT),
            )
            inside = 0 <= row < len(LAYOUT) and 0 <= column < len(line)
            (real if inside else ghosts).append(turned)
            if inside:
                letters.append(line[column])
    return real + ghosts, letters


@dataclass
class Streets:
    """The net of cell edges: every edge is bent once and then belongs to both neighbours."""

    rng: Random
    bent: dict[tuple[Metres, Metres], list[Metres]] = field(default_factory=dict)

    def edge(self, start: Metres, end: Metres) -> list[Metres]:
        """Points from ``start`` up to, not including, ``end``."""
        first, last = min(start, end), max(start, end)
        if (first, last) not in self.bent:
            self.bent[first, last] = self.bend(first, last)
        line = self.bent[first, last]
        return line[:-1] if start == first else line[:0:-1]

    def bend(self, first: Metres, last: Metres) -> list[Metres]:
        """A straight stretch drawn as a street runs: bowed a little, both ends kept."""
        dx, dy = last[0] - first[0], last[1] - first[1]
        pieces = min(7, max(3, round(math.hypot(dx, dy) / 75)))
        bow, line = self.rng.uniform(-0.07, 0.07), [first]
        for step in range(1, pieces):
            t = step / pieces + self.rng.uniform(-0.2, 0.2) / pieces
            off = bow * math.sin(math.pi * t) + self.rng.uniform(-0.035, 0.035)
            line.append((first[0] + t * dx - off * dy, first[1] + t * dy + off * dx))
        return [*line, last]

    def path(self, start: Metres, end: Metres) -> list[Metres]:
        """The shortest way along edges between the crossings nearest to two points."""
        crossings: dict[Metres, list[Metres]] = {}
        for first, last in self.bent:
            crossings.setdefault(first, []).append(last)
            crossings.setdefault(last, []).append(first)
        origin = min(crossings, key=lambda crossing: math.dist(crossing, start))
        goal = min(crossings, key=lambda crossing: math.dist(crossing, end))
        before: dict[Metres, Metres] = {}
        best = {origin: 0.0}
        queue = [(0.0, origin)]
        while queue:
            spent, here = heapq.heappop(queue)
            for there in crossings[here]:
                cost = spent + math.dist(here, there)
                if cost < best.get(there, math.inf):
                    best[there], before[there] = cost, here
                    heapq.heappush(queue, (cost, there))
        way = [goal]
        while way[-1] != origin:
            way.append(before[way[-1]])
        way.reverse()
        line = [point for a, b in pairwise(way) for point in self.edge(a, b)]
        return [*line, goal]


def _merged_corners(cells: Sequence[Polygon], reach: float = 45.0) -> dict[Metres, Metres]:
    """Corners closer than ``reach`` metres become one crossing; tiny edges look drawn by error."""
    corners = sorted({_key(*xy) for cell in cells for xy in cell.exterior.coords})
    chosen: dict[Metres, Metres] = {}
    for corner in corners:
        near = [c for c in set(chosen.values()) if math.dist(c, corner) < reach]
        chosen[corner] = min(near, key=lambda c: (math.dist(c, corner), c)) if near else corner
    return chosen


def _cells(rng: Random) -> tuple[list[list[Metres]], list[str], Streets]:
    """Outlines in local metres, the community letter of each, and the street net."""
    points, letters = _seeds(rng)
    diagram = shapely.voronoi_polygons(MultiPoint(points), ordered=True).geoms
    cells = [cell for cell in list(diagram)[: len(letters)] if isinstance(cell, Polygon)]
    corner_of = _merged_corners(cells)
    streets = Streets(rng)
    outlines: list[list[Metres]] = []
    for cell in cells:
        ring = [corner_of[_key(*xy)] for xy in cell.exterior.coords[:-1]]
        corners = [c for at, c in enumerate(ring) if c != ring[at - 1]]
        turns = zip(corners, corners[1:] + corners[:1], strict=True)
        outlines.append([point for a, b in turns for point in streets.edge(a, b)])
    return outlines, letters, streets


def _middle(polygon: BaseGeometry) -> list[float]:
    """The point farthest from the outline, where a label fits best; one piece only."""
    if not isinstance(polygon, Polygon):
        raise TypeError("an area drawn here is one piece")
    lon, lat = shapely.maximum_inscribed_circle(polygon, tolerance=1e-5).coords[0]
    return [round(lon, 6), round(lat, 6)]


def grids(outlines: Sequence[Sequence[Metres]], letters: Sequence[str]) -> list[Feature]:
    """The 36 grid features; households are yearly entries between 200 and 600."""
    rng, numbers, features = dice(1), dict.fromkeys(COMMUNITIES, 0), []
    for outline, letter in zip(outlines, letters, strict=True):
        numbers[letter] += 1
        community, stem = COMMUNITIES[letter]
        code = f"{community}{numbers[letter]:03d}"
        polygon = shapely.normalize(Polygon([to_degrees(point) for point in outline]))
        properties = {
            "code": code,
            "name": f"{stem}{numbers[letter]:02d}网格",
            "community_code": community,
            "households": rng.randrange(200, 380, 5) if code in DEDICATED else _households(rng),
            "label_point": _middle(polygon),
            "kind": "dedicated" if code in DEDICATED else "general",
            "note": DEDICATED.get(code, ""),
            "sample": True,
        }
        features.append(feature(polygon, properties))
    return sorted(features, key=lambda each: str(each["properties"]["code"]))


def _households(rng: Random) -> int:
    return min(600, max(230, round(rng.gauss(415, 90))))


def feature(geometry: BaseGeometry, properties: dict[str, Any]) -> Feature:
    """A GeoJSON feature; polygons wind counter-clockwise as RFC 7946 asks."""
    turned = shapely.orient_polygons(geometry, exterior_cw=False)
    return {"type": "Feature", "properties": properties, "geometry": mapping(turned)}


def communities(drawn: Iterable[Feature]) -> list[Feature]:
    """Each community is the exact union of its grids."""
    members: dict[str, list[Feature]] = {}
    for grid in drawn:
        members.setdefault(grid["properties"]["community_code"], []).append(grid)
    names = dict(COMMUNITIES.values())
    features = []
    for code, parts in sorted(members.items()):
        union = shapely.coverage_union_all([shape(part["geometry"]) for part in parts])
        properties = {
            "code": code,
            "name": f"{names[code]}社区",
            "label_point": _middle(union),
            "households": sum(part["properties"]["households"] for part in parts),
            "sample": True,
        }
        features.append(feature(union, properties))
    return features


def _owner(cell: BaseGeometry, boxes: dict[str, BaseGeometry], city: BaseGeometry) -> str:
    """The town of a small cell: the nearest middle among the boxes that hold it."""
    spot = cell.representative_point()
    if city.intersects(cell):
        return "临城镇"
    middles = {name: box.centroid for name, box in boxes.items() if box.covers(spot)}
    middles["加来镇"] = Point(GAP_TOWN)
    ranked = sorted((spot.distance(middle), name) for name, middle in middles.items())
    if len(ranked) == 1 and ranked[0][0] > 0.075:  # outside every box and far from 加来
        return min((spot.distance(box), name) for name, box in boxes.items())[1]
    return ranked[0][1]


def _one_piece(owners: dict[int, str], cells: Sequence[BaseGeometry]) -> None:
    """Give stray pieces of a town to the neighbour with the longest common border."""
    for name in sorted(set(owners.values())):
        union = shapely.union_all([cells[at] for at, owner in owners.items() if owner == name])
        pieces = sorted(getattr(union, "geoms", [union]), key=lambda piece: -piece.area)
        for piece in pieces[1:]:
            strays = [
                at
                for at in owners
                if owners[at] == name and piece.covers(cells[at].representative_point())
            ]
            others = [at for at in owners if owners[at] != name]
            nearest = max(others, key=lambda at: (cells[at].intersection(piece).length, -at))
            for at in strays:
                owners[at] = owners[nearest]


def towns(
    county: BaseGeometry, boxes: dict[str, BaseGeometry], codes: dict[str, str], city: BaseGeometry
) -> list[Feature]:
    """Eleven invented town outlines that fill the county and respect the published boxes."""
    rng = dice(2)
    west, south, east, north = county.bounds
    step, spots = 0.009, []
    for row in range(int((north - south) / step) + 3):
        for column in range(int((east - west) / step) + 3):
            x = west + (column - 1 + rng.uniform(-0.4, 0.4) + row % 2 / 2) * step
            spots.append((x, south + (row - 1 + rng.uniform(-0.4, 0.4)) * step))
    diagram = shapely.voronoi_polygons(MultiPoint(spots)).geoms
    cells = [cell.intersection(county) for cell in diagram if cell.intersects(county)]
    wide_city = city.buffer(0.006)
    owners = {at: _owner(cell, boxes, wide_city) for at, cell in enumerate(cells)}
    _one_piece(owners, cells)
    names = sorted(codes, key=lambda name: codes[name])
    parts = [shapely.union_all([cells[at] for at in owners if owners[at] == n]) for n in names]
    smooth = shapely.coverage_simplify(parts, 0.0035, simplify_boundary=False)
    features = []
    for name, part in zip(names, smooth, strict=True):
        outline = shapely.normalize(shapely.transform(part, lambda xy: xy.round(6)))
        properties = {
            "code": codes[name],
            "name": name,
            "label_point": _middle(outline),
            "sample": True,
        }
        features.append(feature(outline, properties))
    return features


def lines(streets: Streets) -> list[Feature]:
    """Orientation lines: the river and five main roads, following grid edges inside the town."""
    drawn = [_line("文澜江", "river", RIVER, streets)]
    drawn += [_line(name, "road", course, streets) for name, course in ROADS.items()]
    return drawn


def _line(name: str, kind: str, course: Sequence[Metres], streets: Streets) -> Feature:
    inner = [spot for spot in course if math.hypot(*spot) < 1450]
    first, last = course.index(inner[0]), course.index(inner[-1])
    middle: list[Metres] = []
    for a, b in pairwise(inner):
        middle += streets.path(a, b)
    ends = [*course[:first], middle[0]], [middle[-1], *course[last + 1 :]]
    before, after = ([p for a, b in pairwise(end) for p in streets.bend(a, b)] for end in ends)
    points = before + middle + after
    rounded = [to_degrees(point) for point in points]
    clean = [list(p) for at, p in enumerate(rounded) if at == 0 or p != rounded[at - 1]]
    properties = {"name": name, "kind": kind, "sample": True}
    geometry = {"type": "LineString", "coordinates": clean}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def committee_points(
    areas: Sequence[dict[str, str]],
    town_shapes: dict[str, BaseGeometry],
    community_features: Sequence[Feature],
) -> list[tuple[str, float, float]]:
    """One invented point per village-level unit, well apart and inside its town."""
    rng = dice(3)
    found = {
        f["properties"]["code"]: tuple(f["properties"]["label_point"]) for f in community_features
    }
    city = shapely.union_all([shape(f["geometry"]) for f in community_features])
    for area in areas:
        if area["level"] != "community" or area["code"] in found:
            continue
        town = town_shapes[area["parent"]]
        room = town.difference(city).buffer(-0.004)
        rivals = [xy for code, xy in found.items() if code.startswith(area["parent"])]
        tries = [_random_point(room, rng) for _ in range(14)]
        found[area["code"]] = max(
            tries, key=lambda xy: min((math.dist(xy, other) for other in rivals), default=9.0)
        )
    return [(code, lon, lat) for code, (lon, lat) in sorted(found.items())]


def _random_point(within: BaseGeometry, rng: Random) -> tuple[float, float]:
    west, south, east, north = within.bounds
    while True:
        spot = (round(rng.uniform(west, east), 6), round(rng.uniform(south, north), 6))
        if within.contains(Point(spot)):
            return spot


def read_features(name: str) -> list[Feature]:
    """Features of one GeoJSON file of the content folder."""
    loaded: list[Feature] = json.loads((CONTENT / name).read_text("utf-8"))["features"]
    return loaded


def write_features(name: str, features: Sequence[Feature], note: str) -> None:
    """One feature a line, so that a change shows as a change of that line."""
    rows = ",\n".join(json.dumps(each, ensure_ascii=False) for each in features)
    head = f'{{"type": "FeatureCollection", "note": {json.dumps(note, ensure_ascii=False)},'
    (CONTENT / name).write_text(f'{head} "features": [\n{rows}\n]}}\n', "utf-8")


def main() -> None:
    """Redraw every file of this script."""
    with (CONTENT / "areas.csv").open(encoding="utf-8", newline="") as file:
        areas = list(csv.DictReader(file))
    county = shape(read_features("county.geojson")[0]["geometry"])
    boxes = {
        f["properties"]["name"]: shape(f["geometry"])
        for f in read_features("town_boxes.geojson")
        if f["properties"]["name"] != "临高县"
    }
    codes = {area["name"]: area["code"] for area in areas if area["level"] == "town"}
    outlines, letters, streets = _cells(dice(0))
    grid_features = grids(outlines, letters)
    community_features = communities(grid_features)
    city = shapely.union_all([shape(f["geometry"]) for f in community_features])
    town_features = towns(county, boxes, codes, city)
    note = "示例：示意图，不作划界依据"
    write_features("grids.geojson", grid_features, note)
    write_features("communities.geojson", community_features, note)
    write_features("towns.geojson", town_features, note)
    write_features("base.geojson", lines(streets), note)
    shapes = {f["properties"]["code"]: shape(f["geometry"]) for f in town_features}
    with (CONTENT / "points.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "lon", "lat"))
        writer.writerows(committee_points(areas, shapes, community_features))


if __name__ == "__main__":
    main()
