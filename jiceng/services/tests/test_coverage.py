"""Coverage against independent computations: straight lines, Dijkstra, the exact optimum."""

from __future__ import annotations

import csv
import os
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiceng.kernel.places import distance_m
from jiceng.services.rules.coverage import Block, Site, coverage, minutes_to_nearest, suggest
from jiceng.services.rules.networks import Network, shortest
from jiceng.services.rules.points import DETOUR, WALK_M_PER_MINUTE

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


def relaxed(nodes: int, ways: dict[int, list[tuple[int, float]]], start: int) -> dict[int, float]:
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


def test_a_real_neighbourhood_agrees_with_an_independent_computation() -> None:
    folder = Path(os.environ.get("JICENG_SAMPLES", "")) / "maps"
    if not os.environ.get("JICENG_SAMPLES"):
        pytest.skip("JICENG_SAMPLES names no folder: the real neighbourhood is left out")
    with (folder / "bjtu_node.csv").open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    places = {row["node_id"]: n for n, row in enumerate(rows)}
    ways: dict[int, list[tuple[int, float]]] = {}
    with (folder / "bjtu_link.csv").open(encoding="utf-8") as opened:
        for row in csv.DictReader(opened):
            a, b = places[row["from_node_id"]], places[row["to_node_id"]]
            ways.setdefault(a, []).append((b, float(row["length"])))
    network = Network(tuple((float(r["x_coord"]), float(r["y_coord"])) for r in rows), ways)
    for start in (0, 50, 120):
        told, expected = shortest(network, {start: 0.0}), relaxed(len(rows), ways, start)
        assert told.keys() == expected.keys()
        assert all(told[n] == pytest.approx(expected[n]) for n in told)
