"""Coverage as it is now: measured once for each choice, until something changes.

Blocks, points and networks are read again when the mark "coverage" changes, which every action
touches that changes one of them; the territory and the rules have marks of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from jiceng.kernel.hours import hours_of
from jiceng.kernel.records.configuration import stamp
from jiceng.kernel.records.territory import KIND as LAND
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.services.models import ServicePoint, WalkingNetwork
from jiceng.services.queries.blocks import counted
from jiceng.services.queries.items import items_at
from jiceng.services.queries.points import MARK, open_points, point_kinds, walking_at
from jiceng.services.rules.blocks import MOMENTS, Counted, is_open_at
from jiceng.services.rules.coverage import (
    NOBODY,
    Block,
    Covered,
    Proposed,
    Site,
    Ways,
    chosen,
    covered,
)
from jiceng.services.rules.network_files import network_of
from jiceng.services.rules.networks import Floats, Ints, Network
from jiceng.services.rules.walking import Walking

MINUTES = 15
"""The limit where no kind of point is chosen that has its own."""
MOST_KEPT = 12
MOST_CANDIDATES = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """Which points count: of a kind, taking in an item, open at a moment; empty: all of them."""

    kind: str = ""
    item: str = ""
    when: str = ""


@dataclass(frozen=True)
class Reading:
    """What was measured for a choice, for the whole county. Places are numbered as in `counts`."""

    choice: Choice
    limit: int
    counts: Sequence[Counted]
    unplaced: Sequence[Counted]
    """Counts nobody can place on a map: they are not measured."""
    points: Sequence[ServicePoint]
    points_unplaced: int
    minutes: Floats
    which: Ints
    ways: Ways
    walking: Walking
    network: WalkingNetwork | None

    def rows_in(self, area_path: str) -> Ints:
        """The places of an area."""
        inside = [n for n, c in enumerate(self.counts) if c.area_path.startswith(area_path)]
        return np.array(inside, dtype=np.int64)

    def covered(self, area_path: str) -> Covered:
        """Households of an area by band, and its gaps."""
        rows = self.rows_in(area_path)
        return covered([self.ways.blocks[n] for n in rows], self.minutes[rows], self.limit)

    def nearest(self, row: int) -> ServicePoint | None:
        """The point nearest to a place."""
        which = int(self.which[row])
        return None if which == NOBODY else self.points[which]

    def row_of(self, key: str) -> int:
        """A place by its key. Raises `NotFound`."""
        found = next((n for n, c in enumerate(self.counts) if c.key == key), None)
        if found is None:
            raise NotFound(Reason("not_found"))
        return found

    def count_of(self, key: str) -> Counted:
        """A place by its key, whether or not it can be measured. Raises `NotFound`."""
        found = next((c for c in self.unplaced if c.key == key), None)
        return found or self.counts[self.row_of(key)]

    def suggested(self, area_path: str, count: int) -> list[Proposed]:
        """Where so many more points would reach most households of an area: in the midst of its
        largest gaps, by the greedy rule."""
        rows = self.rows_in(area_path)
        blocks = [self.ways.blocks[n] for n in rows]
        gaps = self.covered(area_path).gaps[:MOST_CANDIDATES]
        ways = Ways(blocks, self.ways.network, self.walking)
        sites = [Site(block.key, block.lon, block.lat) for block, _minutes in gaps]
        return chosen(ways, self.minutes[rows] <= self.limit, sites, self.limit, count)


def network_now() -> WalkingNetwork | None:
    """The network that counts, without its ways."""
    rows = WalkingNetwork.objects.filter(withdrawn_at=None).defer("nodes", "pieces")
    return rows.order_by("-pk").first()


def drawn_network(row: WalkingNetwork) -> Network:
    """The ways of a network, put together once."""
    if _network.get("pk") != row.pk:
        _network.update(pk=row.pk, network=network_of(row.nodes, row.pieces))
    found: Network = _network["network"]
    return found


def reading(choice: Choice, now: datetime) -> Reading:
    """What is true now for a choice; measured when it is not kept."""
    walking = walking_at(now)
    limit = _limit(choice, now)
    key = (stamp(MARK), stamp(LAND), walking, limit, choice)
    if key not in _kept:
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = _measured(choice, limit, walking)
    return _kept[key]


_kept: dict[Any, Reading] = {}
_network: dict[str, Any] = {}


def _limit(choice: Choice, now: datetime) -> int:
    kind = point_kinds(now).get(choice.kind)
    return kind.minutes if kind else MINUTES


def _measured(choice: Choice, limit: int, walking: Walking) -> Reading:
    every = counted()
    placed = [c for c in every if c.lon is not None and c.lat is not None]
    points = [p for p in open_points() if _counts(p, choice)]
    located = [p for p in points if p.lon is not None and p.lat is not None]
    blocks = [Block(c.key, c.lon or 0.0, c.lat or 0.0, c.households) for c in placed]
    network = network_now()
    ways = Ways(blocks, drawn_network(network) if network else None, walking)
    minutes, which = ways.nearest([Site(p.number, p.lon or 0.0, p.lat or 0.0) for p in located])
    return Reading(
        choice, limit, placed, [c for c in every if c.lon is None or c.lat is None], located,
        len(points) - len(located), minutes, which, ways, walking, network,
    )  # fmt: skip


def _counts(point: ServicePoint, choice: Choice) -> bool:
    is_kind = not choice.kind or point.kind == choice.kind
    takes = not choice.item or choice.item in point.items
    return is_kind and takes and is_open_at(hours_of(point.hours), choice.when)


def known(choice: Choice, now: datetime) -> Choice:
    """The choice, with what nobody knows left out."""
    return Choice(
        choice.kind if choice.kind in point_kinds(now) else "",
        choice.item if choice.item in items_at(now) else "",
        choice.when if choice.when in MOMENTS else "",
    )


def blank_areas(area_path: str, choice: Choice, now: datetime) -> list[AreaEntry]:
    """Communities and villages of an area without an open point of the kind, or, where none is
    chosen, of any kind the county holds necessary (空白点)."""
    kinds = {choice.kind} if choice.kind else {
        k.key for k in point_kinds(now).values() if k.is_required
    }  # fmt: skip
    paths = list(open_points().filter(kind__in=kinds).values_list("area_path", flat=True))
    near = [
        a for a in territory().areas.values()
        if a.level in ("community", "village") and a.path.startswith(area_path)
    ]  # fmt: skip
    near.sort(key=lambda a: a.path)
    return [a for a in near if not any(p.startswith(a.path) for p in paths)]
