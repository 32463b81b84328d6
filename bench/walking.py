"""Coverage of a made town: buildings, points and streets; run in a process of its own.

Everything an answer needs is inside: the streets are joined and searched anew in every round.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from math import ceil, sqrt
from random import Random

from bench.measured import Found
from jiceng.services.rules.coverage import Block, Site, coverage, suggest
from jiceng.services.rules.network_files import network_of
from jiceng.services.rules.networks import Network

SEED = 20_211
POINTS = 200
STREET = 0.0005
"""Degrees between two crossings: some 50 metres."""
METRES = 54.0
CLOSED = 0.05
"""Share of streets that are not there, so that ways go round."""
LIMIT, MORE = 15, 5
ROUNDS = 3
CORNER = (109.6, 19.9)


def measure(count: int) -> list[Found]:
    """Seconds for bands and gaps of so many buildings and 200 points, as the least of some rounds;
    in a straight line, along as many crossings, and for five more points."""
    rng = Random(SEED)
    side = ceil(sqrt(count))
    blocks = [Block(str(n), *_somewhere(rng, side), rng.randint(1, 80)) for n in range(count)]
    sites = [Site(str(n), *_somewhere(rng, side)) for n in range(POINTS)]
    nodes, pieces = _streets(rng, side)

    def network() -> Network:
        return network_of(nodes, pieces)

    few = sites[: POINTS // 10]
    return [
        Found("coverage_straight", _least(lambda: coverage(blocks, sites, LIMIT)), size=count),
        Found(
            "coverage_network",
            _least(lambda: coverage(blocks, sites, LIMIT, network())),
            size=count,
        ),
        Found(
            "coverage_suggested",
            _least(lambda: suggest(blocks, few, sites, LIMIT, MORE, network())),
            size=count,
        ),
    ]


def _somewhere(rng: Random, side: int) -> tuple[float, float]:
    west, south = CORNER
    return west + rng.random() * side * STREET, south + rng.random() * side * STREET


def _streets(
    rng: Random, side: int
) -> tuple[list[tuple[float, float]], list[tuple[int, int, float]]]:
    """Crossings in rows and columns, with most of the streets between neighbours."""
    west, south = CORNER
    nodes = [(west + STREET * (n % side), south + STREET * (n // side)) for n in range(side**2)]
    pairs = [(n, n + 1) for n in range(side**2) if n % side < side - 1]
    pairs += [(n, n + side) for n in range(side**2 - side)]
    return nodes, [(a, b, METRES) for a, b in pairs if rng.random() > CLOSED]


def _least(work: Callable[[], object]) -> float:
    taken = []
    for _round in range(ROUNDS):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


if __name__ == "__main__":
    sys.stdout.write(json.dumps([row.as_json() for row in measure(int(sys.argv[1]))]))
