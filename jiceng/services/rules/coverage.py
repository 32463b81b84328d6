"""Who has a service point within reach on foot, where there are blind spots, and where one more
would help most (facts.md §6, "Coverage / blind spots").

Blocks are buildings or grids with a number of households, never a list of people. The way is
measured along a walking network where the county has one, else as the straight line times
`DETOUR`. `cover(k)` = households of blocks within the limit of a kind / households of all blocks.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiceng.services.rules.points import DETOUR, WALK_M_PER_MINUTE

EARTH_M = 6_371_008.8
BANDS = (5, 10, 15)
"""Minutes on foot that are told apart."""
FAR = float("inf")
Floats = NDArray[np.float64]
CHUNK = 2_000
"""Blocks measured at once: 2,000 by 200 distances are 3 MB."""


@dataclass(frozen=True, slots=True)
class Block:
    """A building or a grid, by how many households live there."""

    key: str
    lon: float
    lat: float
    households: int


@dataclass(frozen=True, slots=True)
class Site:
    """A place where there is, or might be, a service point."""

    key: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Network:
    """Ways on foot: nodes by (lon, lat), and for each node its neighbours with metres."""

    nodes: tuple[tuple[float, float], ...]
    ways: Mapping[int, Sequence[tuple[int, float]]]

    def nearest(self, lon: float, lat: float) -> tuple[int, float]:
        """The node nearest to a point, and the metres to it in a straight line."""
        at = np.asarray(self.nodes, float)
        metres = _metres(np.array([lon]), np.array([lat]), at[:, 0], at[:, 1])[0]
        place = int(metres.argmin())
        return place, float(metres[place])


@dataclass(frozen=True, slots=True)
class Covered:
    """What a kind of point covers: households by band, and the blocks beyond the last one."""

    households: int
    within: Mapping[int, int]
    """Minutes -> households with a point within them."""
    limit: int
    gaps: tuple[tuple[Block, float], ...]
    """Blocks beyond the limit with their minutes, those with most households first."""

    @property
    def covered(self) -> int:
        return self.within[self.limit]


@dataclass(frozen=True, slots=True)
class Proposed:
    """One more site, and how many households it adds to those covered."""

    site: Site
    gained: int
    covered: int
    """Households covered once it is there, with those proposed before it."""


def minutes_to_nearest(
    blocks: Sequence[Block], sites: Sequence[Site], network: Network | None = None
) -> Floats:
    """Minutes on foot from each block to the nearest site; infinite where there is none."""
    if not sites or not blocks:
        return np.full(len(blocks), FAR)
    if network is not None:
        return _along(blocks, sites, network) / WALK_M_PER_MINUTE
    return np.concatenate([
        _between(blocks[n : n + CHUNK], sites).min(axis=1) for n in range(0, len(blocks), CHUNK)
    ]) * (DETOUR / WALK_M_PER_MINUTE)  # fmt: skip


def _between(blocks: Sequence[Block], sites: Sequence[Site]) -> Floats:
    """Metres in a straight line, a row a block."""
    return _metres(
        np.array([b.lon for b in blocks]), np.array([b.lat for b in blocks]),
        np.array([s.lon for s in sites]), np.array([s.lat for s in sites]),
    )  # fmt: skip


def _metres(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats) -> Floats:
    """Great-circle metres on the mean sphere, a row for each of `a`."""
    a, b = np.radians(lat_a)[:, None], np.radians(lat_b)[None, :]
    half_lat = (b - a) / 2
    half_lon = (np.radians(lon_b)[None, :] - np.radians(lon_a)[:, None]) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(a) * np.cos(b) * np.sin(half_lon) ** 2
    found: Floats = 2 * EARTH_M * np.arcsin(np.sqrt(np.minimum(1.0, chord)))
    return found


def _along(blocks: Sequence[Block], sites: Sequence[Site], network: Network) -> Floats:
    """Metres along the network, from the node nearest to a block, the way to it included."""
    starts: dict[int, float] = {}
    for site in sites:
        node, metres = network.nearest(site.lon, site.lat)
        starts[node] = min(metres, starts.get(node, FAR))
    ways = shortest(network, starts)
    found = np.full(len(blocks), FAR)
    for place, block in enumerate(blocks):
        node, metres = network.nearest(block.lon, block.lat)
        found[place] = metres + ways.get(node, FAR)
    return found


def shortest(network: Network, starts: Mapping[int, float]) -> dict[int, float]:
    """Metres from the nearest of several starts to every node that can be reached (Dijkstra)."""
    found: dict[int, float] = {}
    queue = [(metres, node) for node, metres in starts.items()]
    heapq.heapify(queue)
    while queue:
        metres, node = heapq.heappop(queue)
        if node in found:
            continue
        found[node] = metres
        for other, length in network.ways.get(node, ()):
            if other not in found:
                heapq.heappush(queue, (metres + length, other))
    return found


def coverage(
    blocks: Sequence[Block], sites: Sequence[Site], limit: int, network: Network | None = None
) -> Covered:
    """What some sites cover within `limit` minutes, and the bands below it."""
    minutes = minutes_to_nearest(blocks, sites, network)
    homes = np.array([b.households for b in blocks], dtype=np.int64)
    bands = sorted({*BANDS, limit})
    within = (
        {band: int(homes[minutes <= band].sum()) for band in bands}
        if blocks
        else dict.fromkeys(bands, 0)
    )
    beyond = [(b, float(m)) for b, m in zip(blocks, minutes, strict=True) if m > limit]
    beyond.sort(key=lambda row: (-row[0].households, row[0].key))
    return Covered(int(homes.sum()), within, limit, tuple(beyond))


def suggest(
    blocks: Sequence[Block],
    sites: Sequence[Site],
    candidates: Sequence[Site],
    limit: int,
    count: int,
    network: Network | None = None,
) -> list[Proposed]:
    """Up to `count` more sites, each the one that adds most households (greedy maximal coverage).

    It is never worse than 1 - 1/e of the best possible set; sites that add nothing are not named.
    """
    reached = minutes_to_nearest(blocks, sites, network) <= limit
    homes = np.array([b.households for b in blocks], dtype=np.int64)
    offers = [(c, minutes_to_nearest(blocks, [c], network) <= limit) for c in candidates]
    found: list[Proposed] = []
    for _turn in range(count):
        gains = [int(homes[near & ~reached].sum()) for _site, near in offers]
        if not gains or max(gains) == 0:
            break
        best = gains.index(max(gains))
        reached = reached | offers[best][1]
        found.append(Proposed(offers[best][0], gains[best], int(homes[reached].sum())))
        offers.pop(best)
    return found
