"""Who stands which shift: greedy in the order of time, then gaps mended by moving one other duty.

Rules kept by construction: nobody stands two shifts at once, nor with less than the rest between
them, nor on a day they cannot. Nearest first, as long as nobody has more than their even part; only
then further. What stays empty is told by `roster_check`, which shares no line with this file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import groupby

from jiceng.emergency.rules.rosters import REST, Candidate, Pair, ShiftNeed

Progress = Callable[[int, int], object]
Span = tuple[int, int, int]
"""Start, end, and the key of the shift; 0 for a duty that stands elsewhere."""


def unwatched(done: int, total: int) -> None:
    """Nobody watches."""


class Board:
    """Who stands what, while a roster is made."""

    def __init__(
        self, needs: Sequence[ShiftNeed], candidates: Sequence[Candidate], rest: int
    ) -> None:
        self.rest = rest
        self.needs = {n.key: n for n in needs}
        self.candidates = {c.key: c for c in candidates}
        self.spans: dict[int, list[Span]] = {
            c.key: [(start, end, 0) for start, end in c.busy] for c in candidates
        }
        self.counts = dict.fromkeys(self.candidates, 0)
        self.standing: dict[int, set[int]] = {n.key: set() for n in needs}

    def put(self, need: ShiftNeed, who: int) -> None:
        self.spans[who].append((need.start, need.end, need.key))
        self.counts[who] += 1
        self.standing[need.key].add(who)

    def drop(self, need: ShiftNeed, who: int) -> None:
        self.spans[who].remove((need.start, need.end, need.key))
        self.counts[who] -= 1
        self.standing[need.key].discard(who)

    def missing(self, need: ShiftNeed) -> int:
        return need.needed - len(self.standing[need.key])

    def in_the_way(self, who: int, start: int, end: int) -> list[Span]:
        """What somebody stands too near to these hours."""
        low, high = start - self.rest, end + self.rest
        return [span for span in self.spans[who] if span[1] > low and span[0] < high]

    def free(self, need: ShiftNeed) -> list[Candidate]:
        """Who could stand it, those with the fewest shifts first."""
        days = need.days
        found = [
            c for c in self.candidates.values()
            if not self.in_the_way(c.key, need.start, need.end) and c.off.isdisjoint(days)
        ]  # fmt: skip
        return sorted(found, key=lambda c: (self.counts[c.key], c.key))

    def pairs(self) -> set[Pair]:
        return {(key, who) for key, people in self.standing.items() for who in people}


def fill(
    needs: Sequence[ShiftNeed],
    candidates: Sequence[Candidate],
    *,
    fixed: Collection[Pair] = (),
    rest: int = REST,
    progress: Progress = unwatched,
) -> set[Pair]:
    """Who stands which shift. `fixed` are duties somebody gave by hand: they stay as they are."""
    board = Board(needs, candidates, rest)
    for key, who in fixed:
        if who in board.candidates:
            board.put(board.needs[key], who)
    total = sum(n.needed for n in needs)
    even = -(-total // max(1, len(candidates)))
    ordered = sorted(needs, key=lambda n: (n.start, n.end, n.key))
    blocks = [list(group) for _, group in groupby(ordered, key=lambda n: (n.start, n.end))]
    for place, block in enumerate(blocks, 1):
        _fill_block(board, block, even)
        progress(place, len(blocks))
    _mend(board, blocks, frozenset(fixed))
    return board.pairs()


def _fill_block(board: Board, block: Sequence[ShiftNeed], even: int) -> None:
    """Shifts of the same hours: first those below their even part, the nearest first."""
    free = board.free(block[0])
    below = [c for c in free if board.counts[c.key] < even]
    for pool in (below, free):
        for level in range(len(block[0].near)):
            short = [n for n in block if board.missing(n) > 0]
            if not short:
                return
            _take_near(board, short, pool, level)


def _take_near(
    board: Board, short: Iterable[ShiftNeed], pool: Iterable[Candidate], level: int
) -> None:
    there: dict[str, list[int]] = defaultdict(list)
    for c in pool:
        if len(c.near) > level:
            there[c.near[level]].append(c.key)
    for people in there.values():
        people.reverse()  # the fewest last, where they are taken from
    for need in short:
        people = there.get(need.near[level], [])
        while people and board.missing(need) > 0:
            who = people.pop()
            if not board.in_the_way(who, need.start, need.end):
                board.put(need, who)


def _mend(board: Board, blocks: Sequence[Sequence[ShiftNeed]], fixed: frozenset[Pair]) -> None:
    """Fill a gap with somebody whose one duty in the way another can stand. Shifts of the same
    hours are alike to everybody: where one cannot be mended, none of them can."""
    for block in blocks:
        for need in block:
            while board.missing(need) > 0 and _mend_one(board, need, fixed):
                pass
            if board.missing(need) > 0:
                break


def _mend_one(board: Board, need: ShiftNeed, fixed: frozenset[Pair]) -> bool:
    spare: dict[tuple[int, int], list[Candidate]] = {}
    days = need.days
    for c in board.candidates.values():
        if not c.off.isdisjoint(days):
            continue
        way = board.in_the_way(c.key, need.start, need.end)
        if len(way) != 1 or not way[0][2] or (way[0][2], c.key) in fixed:
            continue
        other = board.needs[way[0][2]]
        hours = (other.start, other.end)
        if hours == (need.start, need.end):
            continue  # that would only move the gap
        if hours not in spare:
            spare[hours] = board.free(other)
        if spare[hours]:
            board.drop(other, c.key)
            board.put(other, spare[hours][0].key)
            board.put(need, c.key)
            return True
    return False
