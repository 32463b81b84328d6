"""Boundaries as somebody uploads them: readable, and fit for their neighbours. Pure.

Several areas may be redrawn in one file, because an edge between two moves for both at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from jiceng.kernel.refusal import Reason

Polygon = dict[str, Any]
SLIVER = 1e-9
"""Square degrees, about 12 square metres: what rounding leaves between two shared edges."""
KINDS = ("Polygon", "MultiPolygon")
MOST_POINTS = 20_000


def read_boundaries(uploaded: Any, own: str) -> dict[str, Polygon]:
    """Polygon by area code. A single shape without a code belongs to `own`.

    ValueError for anything that is no valid polygon in WGS-84 degrees, or a code given twice.
    """
    found: dict[str, Polygon] = {}
    for properties, geometry in _features(uploaded):
        code = str(properties.get("code") or own)
        if code in found:
            raise ValueError(f"{code} is drawn twice")
        found[code] = _checked(geometry)
    if not found:
        raise ValueError("nothing is drawn")
    return found


def _features(uploaded: Any) -> Iterator[tuple[Mapping[str, Any], Any]]:
    if not isinstance(uploaded, dict):
        raise ValueError("not GeoJSON")
    if uploaded.get("type") == "FeatureCollection":
        features = uploaded.get("features") or []
        if not isinstance(features, list):
            raise ValueError("features are a list")
        for feature in features:
            yield from _features(feature)
    elif uploaded.get("type") == "Feature":
        properties = uploaded.get("properties") or {}
        if not isinstance(properties, dict):
            raise ValueError("properties are an object")
        yield properties, uploaded.get("geometry")
    else:
        yield {}, uploaded


def _checked(geometry: Any) -> Polygon:
    if not isinstance(geometry, dict) or geometry.get("type") not in KINDS:
        raise ValueError("not a polygon")
    try:
        drawn = shape(geometry)
    except (shapely.errors.ShapelyError, TypeError, KeyError, IndexError) as error:
        raise ValueError("not a polygon") from error
    west, south, east, north = drawn.bounds if not drawn.is_empty else (1, 1, 0, 0)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ValueError("outside WGS-84")
    if not drawn.is_valid or shapely.get_num_coordinates(drawn) > MOST_POINTS:
        raise ValueError("crosses itself, or too many points")
    return {"type": geometry["type"], "coordinates": geometry["coordinates"]}


def why_not_draw(
    drawn: Mapping[str, Polygon],
    before: Mapping[str, Polygon],
    names: Mapping[str, str],
    parent: Polygon | None,
) -> list[Reason]:
    """Every overlap, gap and part outside the parent that the new boundaries would make.

    `before` holds all areas below the parent as they are, those redrawn included.
    """
    new = {code: shape(geometry) for code, geometry in drawn.items()}
    old = {code: shape(geometry) for code, geometry in before.items()}
    after = {**old, **new}
    faults = [*_overlaps(new, after, names)]
    if parent is not None:
        around = shape(parent)
        faults += [
            Reason("outside_parent", {"area": names.get(code, code)}, "boundary")
            for code, polygon in new.items()
            if polygon.difference(around).area > SLIVER
        ]
    lost = shapely.union_all(list(old.values())).difference(shapely.union_all(list(after.values())))
    if lost.area > SLIVER:
        near = sorted(names.get(c, c) for c, p in old.items() if p.intersects(lost) and c in new)
        faults.append(Reason("leaves_gap", {"areas": near}, "boundary"))
    return faults


def _overlaps(
    new: Mapping[str, BaseGeometry], after: Mapping[str, BaseGeometry], names: Mapping[str, str]
) -> Iterator[Reason]:
    for one, other in combinations(sorted(after), 2):
        if one not in new and other not in new:
            continue
        if after[one].intersection(after[other]).area > SLIVER:
            pair = [names.get(one, one), names.get(other, other)]
            yield Reason("overlaps_area", {"areas": pair}, "boundary")
