"""Who has a service point within reach on foot, where there are blind spots, and where one more
would help most (facts.md §6, "Coverage / blind spots").

Blocks are buildings or grids with a number of households, never a list of people. The way is
measured along a walking network where the county has one, else as the straight line times a
detour. `cover(k)` = households of blocks within the limit of a kind / households of all blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from jiceng.services.rules.networks import EARTH_M, FAR, Floats, Ints, Joined, Network, along
from jiceng.services.rules.walking import Walking

BANDS = (5, 10, 15)
"""Minutes on foot that are told apart."""
CHUNK = 2_000
"""Blocks measured at once: 2,000 by 200 distances are 3 MB."""
NOBODY = -1
Bools = NDArray[np.bool_]
AS_SHIPPED = Walking()


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


@dataclass(frozen=True)
class Ways:
    """How blocks reach sites: along the network from those near one of its ways, else in a
    straight line times the detour. Measured from the same blocks as often as one likes.
    """

    blocks: Sequence[Block]
    network: Network | None = None
    walking: Walking = AS_SHIPPED
    _at: tuple[Floats, Floats] = field(init=False)
    _joined: Joined | None = field(init=False)
    _on: Bools = field(init=False)

    def __post_init__(self) -> None:
        at = _places(self.blocks)
        joined = self._join(at)
        on = np.zeros(len(self.blocks), bool) if joined is None else joined.off <= self._snap
        for name, value in (("_at", at), ("_joined", joined), ("_on", on)):
            object.__setattr__(self, name, value)

    @property
    def _snap(self) -> float:
        return self.walking.snap_m

    def _join(self, at: tuple[Floats, Floats]) -> Joined | None:
        has_ways = self.network is not None and len(self.network.ends) and len(at[0])
        return self.network.join(*at) if self.network is not None and has_ways else None

    def nearest(self, sites: Sequence[Site], most: float = FAR) -> tuple[Floats, Ints]:
        """Minutes from each block to the nearest site, and which one; infinite and -1 for none.

        Beyond `most` minutes along the network nothing is looked for.
        """
        at = _places(sites)
        metres, which = np.full(len(self.blocks), FAR), np.full(len(self.blocks), NOBODY)
        joined = self._join(at)
        on = np.zeros(len(sites), bool) if joined is None else joined.off <= self._snap
        self._straight(metres, which, ~self._on, at, np.ones(len(sites), bool))
        self._straight(metres, which, self._on, at, ~on)
        if joined is not None:
            self._along(metres, which, joined, on, most)
        return metres / self.walking.metres_per_minute, which

    def _straight(
        self, metres: Floats, which: Ints, of: Bools, at: tuple[Floats, Floats], to: Bools
    ) -> None:
        """Put down the straight ways from some blocks to some sites where they are shorter."""
        rows, columns = np.flatnonzero(of), np.flatnonzero(to)
        if not len(columns):
            return
        lon, lat = (a[columns] for a in at)
        for start in range(0, len(rows), CHUNK):
            some = rows[start : start + CHUNK]
            found = straight_m(self._at[0][some], self._at[1][some], lon, lat)
            nearest = found.argmin(axis=1)
            least = found[np.arange(len(some)), nearest] * self.walking.detour
            _shorter(metres, which, some, least, columns[nearest])

    def _along(self, metres: Floats, which: Ints, joined: Joined, on: Bools, most: float) -> None:
        rows, columns = np.flatnonzero(self._on), np.flatnonzero(on)
        if self.network is None or self._joined is None or not len(rows) or not len(columns):
            return
        farthest = most * self.walking.metres_per_minute
        least, site = along(
            self.network, _some(self._joined, rows), _some(joined, columns), farthest
        )
        _shorter(metres, which, rows, least, np.where(site < 0, NOBODY, columns[site]))


def _shorter(metres: Floats, which: Ints, rows: Ints, least: Floats, site: Ints) -> None:
    is_less = least < metres[rows]
    metres[rows[is_less]], which[rows[is_less]] = least[is_less], site[is_less]


def _some(joined: Joined, rows: Ints) -> Joined:
    return Joined(joined.way[rows], joined.share[rows], joined.off[rows])


def _places(things: Sequence[Block] | Sequence[Site]) -> tuple[Floats, Floats]:
    return np.array([t.lon for t in things], float), np.array([t.lat for t in things], float)


def straight_m(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats) -> Floats:
    """Great-circle metres on the mean sphere, a row for each of `a`."""
    a, b = np.radians(lat_a)[:, None], np.radians(lat_b)[None, :]
    half_lat = (b - a) / 2
    half_lon = (np.radians(lon_b)[None, :] - np.radians(lon_a)[:, None]) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(a) * np.cos(b) * np.sin(half_lon) ** 2
    found: Floats = 2 * EARTH_M * np.arcsin(np.sqrt(np.minimum(1.0, chord)))
    return found


def minutes_to_nearest(
    blocks: Sequence[Block],
    sites: Sequence[Site],
    network: Network | None = None,
    walking: Walking = AS_SHIPPED,
) -> Floats:
    """Minutes on foot from each block to the nearest site; infinite where there is none."""
    return Ways(blocks, network, walking).nearest(sites)[0]


def coverage(
    blocks: Sequence[Block],
    sites: Sequence[Site],
    limit: int,
    network: Network | None = None,
    walking: Walking = AS_SHIPPED,
) -> Covered:
    """What some sites cover within `limit` minutes, and the bands below it."""
    return covered(blocks, minutes_to_nearest(blocks, sites, network, walking), limit)


def covered(blocks: Sequence[Block], minutes: Floats, limit: int) -> Covered:
    """The same of minutes measured before."""
    homes = _homes(blocks)
    within = {band: int(homes[minutes <= band].sum()) for band in sorted({*BANDS, limit})}
    beyond = [(b, float(m)) for b, m in zip(blocks, minutes, strict=True) if m > limit]
    beyond.sort(key=lambda row: (-row[0].households, row[0].key))
    return Covered(int(homes.sum()), within, limit, tuple(beyond))


def _homes(blocks: Sequence[Block]) -> Ints:
    return np.array([b.households for b in blocks], dtype=np.int64)


def suggest(
    blocks: Sequence[Block],
    sites: Sequence[Site],
    candidates: Sequence[Site],
    limit: int,
    count: int,
    network: Network | None = None,
    walking: Walking = AS_SHIPPED,
) -> list[Proposed]:
    """Up to `count` more sites, each the one that adds most households (greedy maximal coverage).

    It is never worse than 1 - 1/e of the best possible set; sites that add nothing are not named.
    """
    ways = Ways(blocks, network, walking)
    return chosen(ways, ways.nearest(sites)[0] <= limit, candidates, limit, count)


def chosen(
    ways: Ways, reached: Bools, candidates: Iterable[Site], limit: int, count: int
) -> list[Proposed]:
    """The same from blocks reached before."""
    homes = _homes(ways.blocks)
    offers = [(c, ways.nearest([c], limit)[0] <= limit) for c in candidates]
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
