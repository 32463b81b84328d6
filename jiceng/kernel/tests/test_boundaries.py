"""Boundaries: what is wrong with a set of areas is found, and named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from jiceng.kernel.boundaries import (
    Boundary,
    check_boundaries,
    collection_of,
    is_area,
    read_boundaries,
    read_drawings,
    same_shape,
    square_metres,
    why_not_redraw,
)

COMMUNITY = "469024100001"


def square(west: float, south: float, size: float = 0.01) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def grid(number: int, west: float, south: float = 19.9, size: float = 0.01) -> Boundary:
    code = f"{COMMUNITY}{number:03d}"
    return Boundary(code, f"{number}号网格", "grid", COMMUNITY, square(west, south, size))


def codes(areas: list[Boundary], **rest: Any) -> tuple[list[str], list[str]]:
    found = check_boundaries(areas, **rest)
    return [r.code for r in found.faults], [r.code for r in found.warnings]


def test_areas_that_share_an_edge_are_sound() -> None:
    assert codes([grid(1, 109.60), grid(2, 109.61)]) == ([], [])


def test_an_overlap_names_both_areas() -> None:
    found = check_boundaries([grid(1, 109.60), grid(2, 109.605)])
    [fault] = found.faults
    assert (fault.code, fault.params["areas"]) == ("overlaps_area", ["1号网格", "2号网格"])
    assert fault.params["square_metres"] == pytest.approx(580_000, rel=0.02)


def test_an_overlap_with_a_neighbour_that_stays_is_found_but_not_one_among_neighbours() -> None:
    beside = [grid(2, 109.605), grid(3, 109.608)]
    assert codes([grid(1, 109.60)], neighbours=beside)[0] == ["overlaps_area"] * 2
    assert codes([grid(1, 109.50)], neighbours=beside)[0] == []


def test_a_part_outside_the_parent_is_named() -> None:
    parents = {COMMUNITY: square(109.60, 19.9, 0.02)}
    inside = [grid(1, 109.60), grid(2, 109.61)]
    assert codes(inside, parents=parents) == ([], ["gap"])
    assert codes([grid(1, 109.595)], parents=parents)[0] == ["outside_parent"]


def test_what_is_left_of_the_parent_is_a_gap_and_a_warning() -> None:
    parents = {COMMUNITY: square(109.60, 19.9, 0.02)}
    whole = [grid(n, 109.60 + 0.01 * (n % 2), 19.9 + 0.01 * (n // 2)) for n in range(4)]
    assert codes(whole, parents=parents) == ([], [])
    [gap] = check_boundaries(whole[:3], parents=parents).warnings
    assert (gap.code, gap.params["parent"], gap.params["count"]) == ("gap", COMMUNITY, 1)


def test_a_hole_between_siblings_is_a_gap_even_without_a_parent_s_polygon() -> None:
    around = [
        grid(number, 109.60 + 0.01 * x, 19.9 + 0.01 * y)
        for number, (x, y) in enumerate(
            (x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1)
        )
    ]
    assert codes(around) == ([], ["gap"])


def test_a_code_given_twice_is_named() -> None:
    found = check_boundaries([grid(1, 109.60), grid(1, 109.70)])
    assert [(r.code, r.params["value"]) for r in found.faults] == [
        ("code_doubled", f"{COMMUNITY}001")
    ]


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [109.6, 19.9]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [200, 0], [200, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, "x"], [1, 0], [1, 1], [0, 0]]]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": []},
        "POLYGON((0 0, 1 0, 1 1, 0 0))",
    ],
)
def test_what_is_no_area_on_the_globe_is_refused(geometry: Any) -> None:
    assert not is_area(geometry)


def test_every_bad_feature_is_named_by_its_number() -> None:
    good = collection_of([grid(1, 109.60)])
    bad = {"type": "Feature", "properties": {"code": "1", "level": "moon"}, "geometry": None}
    found, faults = read_boundaries({**good, "features": [*good["features"], bad, "x"]})
    assert [a.code for a in found] == [f"{COMMUNITY}001"]
    assert [(r.code, r.params["number"]) for r in faults] == [
        ("bad_feature", 2),
        ("bad_feature", 3),
    ]
    assert [r.code for r in read_boundaries(["no collection"])[1]] == ["bad_boundary"]


@given(st.lists(st.integers(0, 8), min_size=1, max_size=9, unique=True))
def test_what_is_written_is_read_back(places: list[int]) -> None:
    areas = [grid(n, 109.6 + 0.01 * (n % 3), 19.9 + 0.01 * (n // 3)) for n in places]
    found, faults = read_boundaries(collection_of(areas))
    assert faults == []
    assert [(a.code, a.name, a.parent) for a in found] == [
        (a.code, a.name, a.parent) for a in areas
    ]
    pairs = zip(found, areas, strict=True)
    assert all(same_shape(one.geometry, other.geometry) for one, other in pairs)
    assert check_boundaries(found).faults == ()


def test_a_ring_that_begins_elsewhere_is_the_same_area() -> None:
    ring = square(0, 0)["coordinates"][0]
    turned = {"type": "Polygon", "coordinates": [[*ring[2:], *ring[1:3]]]}
    assert same_shape(square(0, 0), turned)
    assert not same_shape(square(0, 0), square(0, 0, 0.02))
    assert not same_shape(square(0, 0), None)


def test_areas_are_measured_on_the_ground() -> None:
    assert square_metres(shape(square(109.6, 19.9))) == pytest.approx(1_163_000, rel=0.01)


def strip(number: int, west: float, width: float) -> Boundary:
    """A grid in a row of grids, from `west` on, `width` degrees wide."""
    ring = [[west, 19.9], [west + width, 19.9], [west + width, 19.91], [west, 19.91], [west, 19.9]]
    return Boundary(
        f"{COMMUNITY}{number:03d}", f"{number}号网格", "grid", COMMUNITY,
        {"type": "Polygon", "coordinates": [ring]},
    )  # fmt: skip


STANDING = [strip(1, 109.60, 0.01), strip(2, 109.61, 0.01)]
AROUND = square(109.60, 19.9, 0.03)


@pytest.mark.parametrize(
    ("drawn", "faults"),
    [
        ([strip(1, 109.60, 0.012), strip(2, 109.612, 0.008)], []),
        ([strip(1, 109.60, 0.012)], ["overlaps_area"]),
        ([strip(1, 109.60, 0.008)], ["leaves_gap"]),
        ([strip(1, 109.59, 0.02)], ["outside_parent"]),
        ([strip(3, 109.62, 0.01)], []),
    ],
    ids=["edge moved for both", "into the neighbour", "ground lost", "over the edge", "new ground"],
)
def test_a_new_boundary_fits_its_neighbours_or_says_why_not(
    drawn: list[Boundary], faults: list[str]
) -> None:
    assert [r.code for r in why_not_redraw(drawn, STANDING, AROUND)] == faults


def test_lost_ground_names_whose_it_was() -> None:
    [fault] = why_not_redraw([strip(1, 109.60, 0.008)], STANDING, AROUND)
    assert fault.params["areas"] == ["1号网格"]


@pytest.mark.parametrize("wrapped", ["geometry", "feature", "collection"])
def test_a_drawing_is_read_however_the_file_wraps_it(wrapped: str) -> None:
    drawn = square(109.6, 19.9)
    feature = {"type": "Feature", "properties": {}, "geometry": drawn}
    collection = {"type": "FeatureCollection", "features": [feature]}
    given = {"geometry": drawn, "feature": feature, "collection": collection}[wrapped]
    assert read_drawings(given, "G1") == {"G1": drawn}


def test_a_drawing_with_a_code_twice_or_no_area_is_refused() -> None:
    feature = {"type": "Feature", "properties": {"code": "G1"}, "geometry": square(109.6, 19.9)}
    twice = {"type": "FeatureCollection", "features": [feature, feature]}
    point = {"type": "Point", "coordinates": [109.6, 19.9]}
    wrongs: list[Any] = [twice, point, [], {"type": "FeatureCollection", "features": []}]
    for wrong in wrongs:
        with pytest.raises(ValueError, match=r"drawn|area|GeoJSON"):
            read_drawings(wrong, "G1")
