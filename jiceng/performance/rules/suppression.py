"""Small counts are hidden where numbers go outward, and what would give them away with them.

A table is counts and the sums they add up to: areas below a town, rows and columns of a survey.
Counts from 1 up to below `fewest` are hidden; zero is told, it speaks of nobody. Then other cells
are hidden too (complementary suppression) until nobody can learn more of a small count from what
is shown than that it is small: it may be anything from 1 to `fewest - 1`. The proof is another
table: same sums, same shown cells, another value in the hidden one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

FEWEST = 5
"""Where configuration says nothing [U]: common practice of statistical offices, no legal rule."""
OUTSIDE = -1
"""The end of a cell that no sum holds: whatever it loses or gains is nobody's."""
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Sum(Generic[K]):
    """A total and the parts it is the sum of."""

    total: K
    parts: tuple[K, ...]


def is_small(count: int, fewest: int = FEWEST) -> bool:
    """Whether so few stand behind a count that it is not told."""
    return 0 < count < fewest


def hidden(
    counts: Mapping[K, int],
    sums: Collection[Sum[K]],
    *,
    fewest: int = FEWEST,
    already: Collection[K] = (),
    least: int = 1,
) -> frozenset[K]:
    """The cells to hide. The same table always gives the same answer.

    `already` are hidden for another reason; `least` is what everybody knows of a hidden cell: 1,
    since zero would be told, or 0 where zeros are hidden too. A cell may lie in two sums at most,
    as in a tree of areas or in rows and columns. Raises ValueError for any other table, for one
    that does not add up, and for a negative count.
    """
    table = _Table(counts, sums, least)
    small = [cell for cell, count in counts.items() if is_small(count, fewest)]
    hide = {*small, *already}
    while exposed := next((c for c in small if table.tells(c, hide, fewest)), None):
        hide.add(table.next_to(exposed, hide))
    return frozenset(hide)


def hidden_alike(
    tables: Collection[Mapping[K, int]], sums: Collection[Sum[K]], *, fewest: int = FEWEST
) -> frozenset[K]:
    """The cells to hide in several counts of the same cells that are shown or hidden together."""
    hide = frozenset(c for t in tables for c, count in t.items() if is_small(count, fewest))
    while True:
        before = hide
        for counts in tables:
            hide = hidden(counts, sums, fewest=fewest, already=hide, least=0)
        if hide == before:
            return hide


def hidden_rates(
    numerators: Mapping[K, int],
    denominators: Mapping[K, int],
    sums: Collection[Sum[K]],
    *,
    fewest: int = FEWEST,
) -> frozenset[K]:
    """The cells whose rate is hidden with both its counts: of what is counted, of what is not (it
    is the difference), or of all there are too few."""
    rest = {cell: denominators[cell] - count for cell, count in numerators.items()}
    return hidden_alike([numerators, rest, denominators], sums, fewest=fewest)


class _Table(Generic[K]):
    """Sums as knots, cells as lines between two of them: what one cell gains others lose."""

    def __init__(self, counts: Mapping[K, int], sums: Collection[Sum[K]], least: int) -> None:
        self.counts, self.sums, self.least = counts, tuple(sums), least
        _check(counts, self.sums)
        self.ends = _ends(counts, self.sums)

    def tells(self, cell: K, hide: Collection[K], fewest: int) -> bool:
        """Whether what is shown narrows a hidden small cell more than that it is small, or than it
        would be narrowed with nothing but zeros in sight: two hidden parts make two at least."""
        everything = [c for c, count in self.counts.items() if count or c in hide]
        count = self.counts[cell]
        return any(
            self._moved(cell, hide, steps, way) < self._moved(cell, everything, steps, way)
            for steps, way in ((fewest - 1 - count, 1), (count - 1, -1))
        )

    def _moved(self, cell: K, hide: Collection[K], steps: int, way: int) -> int:
        """How many steps higher (way 1) or lower (-1) this cell is in some other table."""
        counts = {c: self.counts[c] for c in hide}
        start, goal = self.ends[cell][::way]
        for step in range(steps):
            path = self._path(counts, cell, goal, start)
            if path is None:
                return step
            for other, change in path:
                counts[other] += change
        return steps

    def _path(
        self, counts: Mapping[K, int], apart: K, start: int, goal: int
    ) -> list[tuple[K, int]] | None:
        """Cells to change by one so that a change between two knots is made up for."""
        came: dict[int, list[tuple[K, int]]] = {start: []}
        waiting = deque([start])
        while waiting and goal not in came:
            at = waiting.popleft()
            for cell, there, change in self._lines(counts, at):
                if cell != apart and there not in came:
                    came[there] = [*came[at], (cell, change)]
                    waiting.append(there)
        return came.get(goal)

    def _lines(self, counts: Mapping[K, int], at: int) -> Iterator[tuple[K, int, int]]:
        for cell, count in counts.items():
            tail, head = self.ends[cell]
            if at == tail:
                yield cell, head, 1
            if at == head and count > self.least:
                yield cell, tail, -1

    def next_to(self, cell: K, hide: Collection[K]) -> K:
        """What is hidden beside an exposed cell: the smallest part, a total only after the parts;
        of its own sums first, then of those that hidden cells lead to, then of any."""
        near = {s for s in self.ends[cell] if s != OUTSIDE}
        linked = {s for c in hide for s in self.ends[c] if s != OUTSIDE}
        for sums in (near, linked, range(len(self.sums))):
            parts = [c for s in sums for c in self.sums[s].parts]
            totals = [self.sums[s].total for s in sums]
            for offered in (parts, totals):
                if found := [c for c in offered if c not in hide and self.counts[c] > 0]:
                    order = {c: place for place, c in enumerate(self.counts)}
                    return min(found, key=lambda c: (self.counts[c], order[c]))
        raise ValueError("nothing is left to hide")


def _check(counts: Mapping[K, int], sums: Iterable[Sum[K]]) -> None:
    if any(count < 0 for count in counts.values()):
        raise ValueError("a count is negative")
    for one in sums:
        if counts[one.total] != sum(counts[part] for part in one.parts):
            raise ValueError(f"the parts of {one.total!r} do not add up")


def _ends(counts: Mapping[K, int], sums: tuple[Sum[K], ...]) -> dict[K, tuple[int, int]]:
    """Of every cell the sum it is taken from and the sum it is added to."""
    held: dict[K, list[tuple[int, int]]] = {cell: [] for cell in counts}
    for knot, one in enumerate(sums):
        held[one.total].append((knot, -1))
        for part in one.parts:
            held[part].append((knot, 1))
    signs = _signs(held, len(sums))
    found = {}
    for cell, at in held.items():
        signed = {sign * signs[knot]: knot for knot, sign in at}
        if len(signed) != len(at):
            raise ValueError(f"{cell!r} lies in sums that are no table")
        found[cell] = signed.get(-1, OUTSIDE), signed.get(1, OUTSIDE)
    return found


def _signs(held: Mapping[K, list[tuple[int, int]]], count: int) -> list[int]:
    """Sums turned round where needed, so that a cell leaves one and enters the other: rows and
    columns both hold a cell as a part."""
    beside: dict[int, list[tuple[int, int]]] = {knot: [] for knot in range(count)}
    for at in held.values():
        for knot, sign in at:
            beside[knot] += [(other, -sign * its) for other, its in at if other != knot]
    signs = [0] * count
    for first in range(count):
        waiting = [] if signs[first] else [first]
        signs[first] = signs[first] or 1
        while waiting:
            knot = waiting.pop()
            for other, turned in beside[knot]:
                if not signs[other]:
                    signs[other] = turned * signs[knot]
                    waiting.append(other)
    return signs
