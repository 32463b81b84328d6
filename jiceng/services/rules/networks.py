"""Ways on foot: a network of them, where on it somebody sets foot, and the shortest way along it.

A place joins the network at the nearest point of the nearest way, not at the nearest crossing: the
metres to both ends of that way are counted from there (facts.md §6).
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

EARTH_M = 6_371_008.8
DEGREE_M = EARTH_M * np.pi / 180
FAR = float("inf")
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Start = tuple[float, int, int]
"""Metres already gone, the node reached by then, and whose start it is."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Where some places join a network, an entry a place."""

    way: Ints
    """The nearest way."""
    share: Floats
    """How far along it, from 0 at its first end to 1 at its second."""
    off: Floats
    """Metres from the place to the way, in a straight line."""


@dataclass(frozen=True)
class Network:
    """Ways on foot: nodes by (lon, lat), and for each node its neighbours with metres."""

    nodes: tuple[tuple[float, float], ...]
    ways: Mapping[int, Sequence[tuple[int, float]]]

    @cached_property
    def ends(self) -> Ints:
        """Each way once, as the numbers of its two nodes; the same in both directions is one."""
        pairs = {(min(a, b), max(a, b)) for a, found in self.ways.items() for b, _m in found}
        return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)

    @cached_property
    def lengths(self) -> Floats:
        """Metres of each way, in the order of `ends`; of two directions the shorter."""
        metres: dict[tuple[int, int], float] = {}
        for a, found in self.ways.items():
            for b, length in found:
                pair = (min(a, b), max(a, b))
                metres[pair] = min(length, metres.get(pair, FAR))
        return np.array([metres[a, b] for a, b in self.ends.tolist()], dtype=float)

    @cached_property
    def _lines(self) -> NDArray[np.object_]:
        return np.asarray(shapely.linestrings(self._flat(self._at)[self.ends]), dtype=object)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._lines)

    @cached_property
    def _at(self) -> Floats:
        return np.asarray(self.nodes, float).reshape(-1, 2)

    def _flat(self, at: Floats) -> Floats:
        """Degrees as metres on a plane at the network's own latitude (within 0.2 % in a county)."""
        across = DEGREE_M * np.cos(np.radians(self._at[:, 1].mean()))
        flat: Floats = at * np.array([across, DEGREE_M])
        return flat

    def join(self, lon: Floats, lat: Floats) -> Joined:
        """Where places join the network; the network has at least one way."""
        points = shapely.points(self._flat(np.column_stack([lon, lat])))
        way = np.asarray(self._tree.nearest(points), dtype=np.int64)
        lines = self._lines[way]
        share = shapely.line_locate_point(lines, points, normalized=True)
        return Joined(way, np.nan_to_num(share), shapely.distance(lines, points))


def reach(
    network: Network, starts: Iterable[Start], most: float = FAR
) -> dict[int, tuple[float, int]]:
    """Node -> metres from the nearest of several starts, and whose it is (Dijkstra).

    Nodes that cannot be reached, or not within `most` metres, are left out.
    """
    found: dict[int, tuple[float, int]] = {}
    queue = sorted(starts)
    while queue:
        metres, node, whose = heapq.heappop(queue)
        if node in found or metres > most:
            continue
        found[node] = metres, whose
        for other, length in network.ways.get(node, ()):
            if other not in found:
                heapq.heappush(queue, (metres + length, other, whose))
    return found


def shortest(network: Network, starts: Mapping[int, float]) -> dict[int, float]:
    """Metres from the nearest of several starts to every node that can be reached."""
    found = reach(network, [(metres, node, node) for node, metres in starts.items()])
    return {node: metres for node, (metres, _whose) in found.items()}


def along(
    network: Network, blocks: Joined, sites: Joined, most: float = FAR
) -> tuple[Floats, Ints]:
    """Metres along a network from each block to the nearest site, and which site (-1: none).

    The straight bits from block and site to their ways are included.
    """
    gone = _to_ends(network, sites)
    starts: list[Start] = [
        (float(gone[end][site]), int(network.ends[sites.way[site], end]), site)
        for site in range(len(sites.way))
        for end in (0, 1)
    ]
    nodes, whose = np.full(len(network.nodes), FAR), np.full(len(network.nodes), -1)
    for node, (metres, site) in reach(network, starts, most).items():
        nodes[node], whose[node] = metres, site
    ends = network.ends[blocks.way]
    both = [nodes[ends[:, end]] + left for end, left in enumerate(_to_ends(network, blocks))]
    nearer = np.where(both[0] <= both[1], 0, 1)
    found = np.minimum(both[0], both[1])
    which = np.where(np.isinf(found), -1, whose[ends[np.arange(len(ends)), nearer]])
    _same_way(network, blocks, sites, found, which)
    return found, which


def _to_ends(network: Network, joined: Joined) -> tuple[Floats, Floats]:
    """Metres from each place to both ends of its way."""
    length = network.lengths[joined.way]
    return joined.off + joined.share * length, joined.off + (1 - joined.share) * length


def _same_way(network: Network, blocks: Joined, sites: Joined, found: Floats, which: Ints) -> None:
    """The direct walk to a site on a block's own way, which passes neither end of it."""
    for site in range(len(sites.way)):
        rows = np.flatnonzero(blocks.way == sites.way[site])
        apart = np.abs(blocks.share[rows] - sites.share[site]) * network.lengths[sites.way[site]]
        metres = blocks.off[rows] + sites.off[site] + apart
        is_less = metres < found[rows]
        found[rows[is_less]], which[rows[is_less]] = metres[is_less], site
