"""Coverage against independent computations: straight lines, Dijkstra, the exact optimum."""

from __future__ import annotations

import csv
import gzip
import json
import math
import os
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiceng.kernel.places import distance_m
from jiceng.kernel.refusal import Invalid
from jiceng.services.rules.coverage import Block, Site, coverage, minutes_to_nearest, suggest
from jiceng.services.rules.network_files import network_of, pieces_of, read_network
from jiceng.services.rules.networks import EARTH_M, Network, shortest
from jiceng.services.rules.points import DETOUR, WALK_M_PER_MINUTE
from jiceng.services.rules.walking import Walking

near = st.floats(0, 0.03)
blocks = st.lists(st.tuples(near, near, st.integers(0, 400)), min_size=1, max_size=10).map(
    lambda rows: [Block(str(n), 109.6 + x, 19.9 + y, h) for n, (x, y, h) in enumerate(rows)]
)
sites = st.lists(st.tuples(near, near), max_size=5).map(
    lambda rows: [Site(str(n), 109.6 + x, 19.9 + y) for n, (x, y) in enumerate(rows)]
)


@given(blocks, sites)
def test_minutes_are_those_of_the_nearest_site_by_hand(
    found: list[Block], there: list[Site]
) -> None:
    minutes = minutes_to_nearest(found, there)
    for block, told in zip(found, minutes, strict=True):
        metres = [distance_m((block.lon, block.lat), (s.lon, s.lat)) for s in there]
        expected = min(metres, default=float("inf")) * DETOUR / WALK_M_PER_MINUTE
        assert told == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(blocks, sites, sites)
def test_another_site_takes_nothing_away(
    found: list[Block], there: list[Site], more: list[Site]
) -> None:
    before, after = coverage(found, there, 15), coverage(found, [*there, *more], 15)
    assert after.covered >= before.covered
    assert before.within[5] <= before.within[10] <= before.within[15] <= before.households
    gaps = sum(block.households for block, _minutes in before.gaps)
    assert before.covered + gaps == before.households


@settings(max_examples=40)
@given(blocks, sites, st.integers(1, 3))
def test_what_is_suggested_comes_close_to_the_best_there_is(
    found: list[Block], candidates: list[Site], count: int
) -> None:
    proposed = suggest(found, [], candidates, 10, count)
    told = proposed[-1].covered if proposed else 0
    best = max(
        coverage(found, list(chosen), 10).covered
        for n in range(min(count, len(candidates)) + 1)
        for chosen in combinations(candidates, n)
    )
    assert told <= best
    assert told >= (1 - 1 / np.e) * best
    assert [p.gained for p in proposed] == sorted((p.gained for p in proposed), reverse=True)
    assert told == coverage(found, [p.site for p in proposed], 10).covered


Ways = Mapping[int, Sequence[tuple[int, float]]]


def relaxed(nodes: int, ways: Ways, start: int) -> dict[int, float]:
    """Bellman and Ford's way, which knows nothing of queues."""
    found = {start: 0.0}
    for _round in range(nodes):
        for node, metres in list(found.items()):
            for other, length in ways.get(node, ()):
                found[other] = min(found.get(other, float("inf")), metres + length)
    return found


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(1, 500)), max_size=20))
def test_ways_along_a_network_are_the_shortest(edges: list[tuple[int, int, int]]) -> None:
    ways: dict[int, list[tuple[int, float]]] = {}
    for a, b, metres in edges:
        ways.setdefault(a, []).append((b, float(metres)))
        ways.setdefault(b, []).append((a, float(metres)))
    network = Network(tuple((float(n), 0.0) for n in range(8)), ways)
    assert shortest(network, {0: 0.0}) == relaxed(8, ways, 0)


def test_a_wall_makes_a_near_point_far() -> None:
    """Two blocks a street apart; the only way round is long."""
    nodes = ((109.600, 19.9), (109.601, 19.9), (109.600, 19.91), (109.601, 19.91))
    ways = {0: [(2, 1113.0)], 2: [(0, 1113.0), (3, 105.0)], 3: [(2, 105.0), (1, 1113.0)],
            1: [(3, 1113.0)]}  # fmt: skip
    block, site = Block("a", 109.600, 19.9, 100), Site("s", 109.601, 19.9)
    assert coverage([block], [site], 15).covered == 100
    walled = coverage([block], [site], 15, Network(nodes, ways))
    assert walled.covered == 0
    [(gap, minutes)] = walled.gaps
    assert gap == block
    assert minutes == pytest.approx((1113 + 105 + 1113) / WALK_M_PER_MINUTE)


def test_nothing_to_cover_and_nothing_to_cover_it_with() -> None:
    assert coverage([], [Site("s", 109.6, 19.9)], 15).covered == 0
    assert coverage([Block("a", 109.6, 19.9, 7)], [], 15).gaps[0][1] == float("inf")
    assert suggest([Block("a", 109.6, 19.9, 7)], [], [], 15, 3) == []


@given(
    st.lists(st.tuples(near, near), min_size=1, max_size=6),
    st.lists(st.tuples(near, near), min_size=1, max_size=4),
)
def test_a_place_joins_the_nearest_point_of_the_nearest_way(
    homes: list[tuple[float, float]], points: list[tuple[float, float]]
) -> None:
    """A ladder of streets; the shortest of every way that can be walked, each tried by itself."""
    network = ladder()
    found = [Block(str(n), 109.6 + x, 19.9 + y, 1) for n, (x, y) in enumerate(homes)]
    there = [Site(str(n), 109.6 + x, 19.9 + y) for n, (x, y) in enumerate(points)]
    told = minutes_to_nearest(found, there, network, Walking(snap_m=1e9))
    for block, minutes in zip(found, told, strict=True):
        best = min(by_hand(network, block, site) for site in there)
        assert minutes == pytest.approx(best / WALK_M_PER_MINUTE, rel=1e-6, abs=1e-6)


def ladder() -> Network:
    """Two long streets with three rungs between them."""
    nodes = [(109.6 + 0.01 * n, 19.9 + 0.02 * side) for side in (0, 1) for n in range(3)]
    pairs = [(0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5)]
    return network_of(nodes, [(a, b, distance_m(nodes[a], nodes[b])) for a, b in pairs])


def by_hand(network: Network, block: Block, site: Site) -> float:
    """Both ends of both ways, and the ways between the ends by Bellman and Ford."""
    start, end = (foot(network, place) for place in (block, site))
    ways = [
        off + gone + relaxed(len(network.nodes), network.ways, a)[b] + left + last
        for (a, gone) in start[1]
        for (b, left) in end[1]
        for off, last in [(start[0], end[0])]
    ]  # fmt: skip
    if {a for a, _m in start[1]} == {b for b, _m in end[1]}:
        (a, gone), (_b, _left) = start[1]
        ways.append(start[0] + abs(gone - dict(end[1])[a]) + end[0])
    return min(ways)


def foot(network: Network, place: Block | Site) -> tuple[float, list[tuple[int, float]]]:
    """Metres to the nearest way, and from there to each of its ends: by plain geometry."""
    across = math.cos(math.radians(sum(lat for _lon, lat in network.nodes) / len(network.nodes)))
    flat = {n: (lon * across, lat) for n, (lon, lat) in enumerate(network.nodes)}
    x, y, best = place.lon * across, place.lat, (math.inf, list[tuple[int, float]]())
    for a, found in network.ways.items():
        for b, length in found:
            (ax, ay), (bx, by) = flat[a], flat[b]
            long = math.hypot(bx - ax, by - ay)
            share = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / long**2
            share = min(1.0, max(0.0, share))
            off = math.hypot(ax + share * (bx - ax) - x, ay + share * (by - ay) - y)
            metres = off * math.radians(1) * EARTH_M
            if metres < best[0] - 1e-9:
                best = metres, [(a, share * length), (b, (1 - share) * length)]
    return best


def test_far_from_every_way_the_straight_line_counts() -> None:
    far, site = Block("a", 109.7, 19.9, 5), Site("s", 109.705, 19.9)
    assert minutes_to_nearest([far], [site], ladder()) == minutes_to_nearest([far], [site])


def test_what_no_way_leads_to_is_a_gap() -> None:
    nodes = [(109.6, 19.9), (109.601, 19.9), (109.605, 19.9), (109.606, 19.9)]
    apart = network_of(nodes, [(0, 1, 105.0), (2, 3, 105.0)])
    told = coverage([Block("a", 109.6, 19.9, 7)], [Site("s", 109.606, 19.9)], 15, apart)
    assert (told.covered, told.gaps[0][1]) == (0, float("inf"))


SAMPLES = Path(os.environ.get("JICENG_SAMPLES", "none"), "maps")
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="JICENG_SAMPLES names no folder with maps"
)


def neighbourhood() -> Network:
    """The streets of a real neighbourhood in Beijing (OpenStreetMap, ODbL)."""
    with (SAMPLES / "bjtu_node.csv").open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    places = {row["node_id"]: n for n, row in enumerate(rows)}
    with (SAMPLES / "bjtu_link.csv").open(encoding="utf-8") as opened:
        pieces = [
            (places[r["from_node_id"]], places[r["to_node_id"]], float(r["length"]))
            for r in csv.DictReader(opened)
        ]
    return network_of([(float(r["x_coord"]), float(r["y_coord"])) for r in rows], pieces)


@needs_samples
def test_a_real_neighbourhood_agrees_with_an_independent_computation() -> None:
    network = neighbourhood()
    for start in (0, 50, 120):
        told = shortest(network, {start: 0.0})
        expected = relaxed(len(network.nodes), network.ways, start)
        assert told.keys() == expected.keys()
        assert all(told[n] == pytest.approx(expected[n]) for n in told)


@needs_samples
def test_real_buildings_walk_to_a_point_as_far_as_computed_by_hand() -> None:
    network = neighbourhood()
    with (SAMPLES / "bjtu_poi.csv").open(encoding="utf-8") as opened:
        middles = [row["centroid"][7:-1].split() for row in csv.DictReader(opened)][::90]
    homes = [Block(str(n), float(x), float(y), 10) for n, (x, y) in enumerate(middles)]
    site = Site("s", 116.3401, 39.9498)
    told = minutes_to_nearest(homes, [site], network, Walking(snap_m=1e9))
    for block, minutes in zip(homes, told, strict=True):
        expected = by_hand(network, block, site) / WALK_M_PER_MINUTE
        assert minutes == pytest.approx(expected, rel=1e-3)


@needs_samples
def test_the_same_streets_come_in_as_openstreetmap_exports_them() -> None:
    content = gzip.decompress((SAMPLES / "bjtu_beijing.osm.gz").read_bytes())
    network = read_network(content)
    assert len(network.ends) > 500
    assert all(115 < lon < 118 and 39 < lat < 41 for lon, lat in network.nodes)


LINE = {"type": "LineString", "coordinates": [[109.6, 19.9], [109.601, 19.9], [109.602, 19.9]]}


def collection(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def feature(geometry: Any, **said: str) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": said}


def test_lines_join_where_they_share_a_point_and_motorways_are_left_out() -> None:
    crossing = {"type": "MultiLineString", "coordinates": [[[109.601, 19.9], [109.601, 19.91]]]}
    point = {"type": "Point", "coordinates": [109.6, 19.9]}
    file = collection(feature(LINE), feature(crossing), feature(point), feature(None),
                      feature(LINE, highway="motorway"))  # fmt: skip
    network = read_network(file)
    assert (len(network.nodes), len(network.ends)) == (4, 3)
    metres = shortest(network, {0: 0.0})
    assert metres[3] == pytest.approx(distance_m((109.6, 19.9), (109.601, 19.9)) + 1112, abs=1)
    kept = network_of(network.nodes, pieces_of(network))
    assert shortest(kept, {0: 0.0}) == pytest.approx(metres, abs=0.3)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "network_unreadable"),
        (b"{", "network_unreadable"),
        (b'{"type": "Feature"}', "network_unreadable"),
        (b"[" * 100_000, "network_unreadable"),
        (collection(feature({"type": "LineString", "coordinates": [[1, 2], ["x", 3]]})),
         "network_bad_line"),
        (collection(feature({"type": "LineString", "coordinates": [[1, 2], [500, 3]]})),
         "network_bad_line"),
        (collection("no feature"), "network_bad_line"),
        (collection(), "network_empty"),
        (collection(feature(LINE, highway="motorway")), "network_empty"),
        (b"<osm><node id='1' lat='19.9'", "network_unreadable"),
        (b"<osm><node id='1' lat='x' lon='1'/></osm>", "network_unreadable"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><osm>&b;</osm>", "network_unreadable"),
        (b"\xff\xfe\x00", "network_unreadable"),
    ],
)  # fmt: skip
def test_a_broken_network_is_one_sentence(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_network(content)
    assert [r.code for r in refusal.value.reasons] == [code]
