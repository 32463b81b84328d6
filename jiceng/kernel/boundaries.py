"""Boundaries as GeoJSON: read, checked against each other and their parents (S1). Pure.

Every finding names the areas it is about. Overlaps, areas outside their parent and codes used
twice are faults; a gap is a warning, because a county need not be covered by grids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from math import cos, pi, radians
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from jiceng.kernel.places import EARTH_M
from jiceng.kernel.refusal import Reason

DEGREE_M = EARTH_M * pi / 180
SLIVER_M2 = 100
"""Edges drawn twice never meet to the centimetre; what is smaller is no finding."""
SHAPES = ("Polygon", "MultiPolygon")
MOST_POINTS = 20_000
"""Of one boundary: as fine as a survey, and still drawn by a browser."""
LEVELS = ("province", "city", "county", "town", "community", "grid")


@dataclass(frozen=True, slots=True)
class Boundary:
    """An area as a file gives it; `geometry` is GeoJSON in WGS-84, None when not drawn."""

    code: str
    name: str
    level: str
    parent: str
    geometry: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Findings:
    """What stands against a set of boundaries, and what somebody should look at."""

    faults: tuple[Reason, ...]
    warnings: tuple[Reason, ...]


def read_boundaries(collection: Any) -> tuple[list[Boundary], list[Reason]]:
    """The areas of a FeatureCollection, and a reason for every feature that is none."""
    features = collection.get("features") if isinstance(collection, Mapping) else None
    if not isinstance(features, list):
        return [], [Reason("bad_boundary", field="file")]
    found, faults = [], []
    for number, feature in enumerate(features, 1):
        area = _read(feature)
        if area is None:
            faults.append(Reason("bad_feature", {"number": number}, field="file"))
        else:
            found.append(area)
    return found, faults


def _read(feature: Any) -> Boundary | None:
    if not isinstance(feature, Mapping):
        return None
    properties, geometry = feature.get("properties"), feature.get("geometry")
    if not isinstance(properties, Mapping) or (geometry is not None and not is_area(geometry)):
        return None
    words = [str(properties.get(key) or "").strip() for key in ("code", "name", "level", "parent")]
    code, name, level, parent = words
    if not code or not name or level not in LEVELS:
        return None
    return Boundary(code, name, level, parent, dict(geometry) if geometry else None)


def is_area(geometry: Any) -> bool:
    """Whether a GeoJSON geometry is a valid area on the globe, its rings not crossing."""
    if not isinstance(geometry, Mapping) or geometry.get("type") not in SHAPES:
        return False
    try:
        drawn = shape(dict(geometry))
        west, south, east, north = drawn.bounds
    except (ValueError, TypeError, KeyError, IndexError, shapely.errors.ShapelyError):
        return False
    inside = bool(-180 <= west <= east <= 180 and -90 <= south <= north <= 90)
    sound = bool(drawn.is_valid) and not drawn.is_empty
    return inside and sound and int(shapely.get_num_coordinates(drawn)) <= MOST_POINTS


def read_drawings(uploaded: Any, own: str) -> dict[str, dict[str, Any]]:
    """Polygons by area code, from whatever GeoJSON somebody drew; one without a code is `own`'s.

    Several areas may be redrawn in one file, because an edge between two moves for both at once.
    ValueError for anything that is no valid area, and for a code given twice.
    """
    found: dict[str, dict[str, Any]] = {}
    for properties, geometry in _drawings(uploaded):
        code = str(properties.get("code") or own)
        if code in found:
            raise ValueError(f"{code} is drawn twice")
        if not is_area(geometry):
            raise ValueError(f"{code} is no area on the globe")
        found[code] = {"type": geometry["type"], "coordinates": geometry["coordinates"]}
    if not found:
        raise ValueError("nothing is drawn")
    return found


def _drawings(uploaded: Any) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """Properties and geometry of every feature, however the file wraps them."""
    if not isinstance(uploaded, Mapping):
        raise ValueError("not GeoJSON")
    if uploaded.get("type") == "FeatureCollection":
        features = uploaded.get("features") or []
        if not isinstance(features, list):
            raise ValueError("features are a list")
        for feature in features:
            yield from _drawings(feature)
    elif uploaded.get("type") == "Feature":
        properties = uploaded.get("properties") or {}
        if not isinstance(properties, Mapping):
            raise ValueError("properties are an object")
        yield properties, uploaded.get("geometry")
    else:
        yield {}, uploaded


def check_boundaries(
    areas: Sequence[Boundary],
    neighbours: Sequence[Boundary] = (),
    parents: Mapping[str, dict[str, Any] | None] | None = None,
) -> Findings:
    """Check areas against each other, their neighbours and the polygons of their parents.

    `neighbours` are areas that stay as they are; what is wrong among them alone is not told.
    """
    faults = [*_doubled(areas)]
    warnings: list[Reason] = []
    new = {a.code: a for a in areas}
    staying = [a for a in neighbours if a.code not in new]
    above = {**(parents or {}), **{a.code: a.geometry for a in areas if a.geometry}}
    for (parent, level), siblings in _families([*areas, *staying]).items():
        drawn = {a.code: shape(a.geometry) for a in siblings if a.geometry}
        names = {a.code: a.name for a in siblings}
        around = above.get(parent)
        whole = shape(around) if around else None
        faults += _overlaps(drawn, names, new.keys())
        faults += _outside(drawn, names, whole, new.keys()) if whole is not None else []
        warnings += _gaps(drawn, parent or level, whole)
    return Findings(tuple(faults), tuple(warnings))


def why_not_redraw(
    drawn: Sequence[Boundary], standing: Sequence[Boundary], around: dict[str, Any] | None
) -> list[Reason]:
    """What stands against new boundaries of some siblings: overlaps, parts outside, ground lost.

    `standing` are all areas below the same parent as they are, those redrawn included; `around`
    is the parent's polygon. Ground that nobody had before may stay nobody's.
    """
    parents = {area.parent: around for area in drawn}
    faults = [*check_boundaries(drawn, standing, parents).faults]
    old = {a.code: shape(a.geometry) for a in standing if a.geometry}
    after = old | {a.code: shape(a.geometry) for a in drawn if a.geometry}
    lost = shapely.union_all(list(old.values())).difference(shapely.union_all(list(after.values())))
    if square_metres(lost) > SLIVER_M2:
        new = {a.code: a.name for a in drawn}
        near = sorted(new[code] for code in old.keys() & new if old[code].intersects(lost))
        faults.append(Reason("leaves_gap", {"areas": near}, field="geometry"))
    return faults


def _doubled(areas: Sequence[Boundary]) -> Iterator[Reason]:
    codes = [a.code for a in areas]
    for code in sorted({c for c in codes if codes.count(c) > 1}):
        yield Reason("code_doubled", {"value": code}, field="code")


def _families(areas: Sequence[Boundary]) -> dict[tuple[str, str], list[Boundary]]:
    families: dict[tuple[str, str], list[Boundary]] = {}
    for area in areas:
        families.setdefault((area.parent, area.level), []).append(area)
    return families


def _overlaps(
    drawn: Mapping[str, BaseGeometry], names: Mapping[str, str], new: Set[str]
) -> Iterator[Reason]:
    codes = sorted(drawn)
    tree = shapely.STRtree([drawn[code] for code in codes])
    for first, code in enumerate(codes):
        for second in sorted(tree.query(drawn[code], predicate="intersects").tolist()):
            other = codes[second]
            if second <= first or not new & {code, other}:
                continue
            shared = square_metres(drawn[code].intersection(drawn[other]))
            if shared > SLIVER_M2:
                given = {"areas": [names[code], names[other]], "square_metres": shared}
                yield Reason("overlaps_area", given, field="geometry")


def _outside(
    drawn: Mapping[str, BaseGeometry],
    names: Mapping[str, str],
    whole: BaseGeometry,
    new: Set[str],
) -> Iterator[Reason]:
    for code in sorted(drawn.keys() & new):
        beyond = square_metres(drawn[code].difference(whole))
        if beyond > SLIVER_M2:
            given = {"area": names[code], "square_metres": beyond}
            yield Reason("outside_parent", given, field="geometry")


def _gaps(
    drawn: Mapping[str, BaseGeometry], parent: str, whole: BaseGeometry | None
) -> Iterator[Reason]:
    """What the siblings leave of their parent; without a parent, the holes between them."""
    if not drawn:
        return
    covered = shapely.union_all(list(drawn.values()))
    rest = whole.difference(covered) if whole is not None else _holes(covered)
    parts = [square_metres(part) for part in getattr(rest, "geoms", [rest])]
    if large := [area for area in parts if area > SLIVER_M2]:
        given = {"parent": parent, "count": len(large), "area": sum(large)}
        yield Reason("gap", given, field="geometry")


def _holes(covered: BaseGeometry) -> BaseGeometry:
    parts = getattr(covered, "geoms", [covered])
    rings = [shapely.Polygon(ring) for part in parts for ring in part.interiors]
    return shapely.union_all(rings)


def square_metres(polygon: BaseGeometry) -> int:
    """The area on the ground, within a percent for anything the size of a county."""
    if polygon.is_empty:
        return 0
    middle = (polygon.bounds[1] + polygon.bounds[3]) / 2
    return round(polygon.area * DEGREE_M**2 * cos(radians(middle)))


def same_shape(one: dict[str, Any] | None, other: dict[str, Any] | None) -> bool:
    """Whether two boundaries enclose the same ground, wherever their rings begin."""
    if one is None or other is None:
        return one is other
    return bool(shapely.equals(shape(one), shape(other)))


def collection_of(areas: Sequence[Boundary]) -> dict[str, Any]:
    """A FeatureCollection that `read_boundaries` reads back."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "code": a.code,
                    "name": a.name,
                    "level": a.level,
                    "parent": a.parent,
                },
                "geometry": mapping(shape(a.geometry)) if a.geometry else None,
            }
            for a in areas
        ],
    }
