"""Is a roster sound? Every gap and every clash by name, reckoned from the roster alone.

Nothing here is shared with what makes rosters: a fault there is found here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jiceng.emergency.rules.rosters import REST, Candidate, Pair, ShiftNeed


@dataclass(frozen=True, slots=True)
class Gap:
    """A shift with fewer people than it needs, and why nobody else stands it."""

    shift: ShiftNeed
    missing: int
    free: int = 0
    """Others who could: somebody only has to be asked."""
    on_duty: int = 0
    resting: int = 0
    off: int = 0
    own: int = 0
    """How many of the checkpoint's own unit may be asked at all."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody's duty that a rule forbids: double, rest, off or elsewhere."""

    who: int
    kind: str
    first: ShiftNeed
    second: ShiftNeed | None = None
    between: int = 0
    """Minutes between the two."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong with a roster, and the fewest and most shifts of one person."""

    gaps: tuple[Gap, ...]
    clashes: tuple[Clash, ...]
    fewest: int
    most: int

    @property
    def missing(self) -> int:
        return sum(g.missing for g in self.gaps)


def check(
    needs: Sequence[ShiftNeed],
    candidates: Sequence[Candidate],
    pairs: Iterable[Pair],
    rest: int = REST,
) -> Found:
    """Every gap in the order of time, every clash in the order of people."""
    by_key = {n.key: n for n in needs}
    duties: dict[int, list[ShiftNeed]] = defaultdict(list)
    standing: Counter[int] = Counter()
    for key, who in set(pairs):
        duties[who].append(by_key[key])
        standing[key] += 1
    known = {c.key: c for c in candidates}
    clashes = [
        clash
        for who in sorted(duties)
        for clash in clashes_of(known.get(who, Candidate(who)), duties[who], rest)
    ]
    counts = [len(duties.get(c.key, ())) for c in candidates]
    gaps = [*_gaps(needs, candidates, duties, standing, rest)]
    return Found(tuple(gaps), tuple(clashes), min(counts, default=0), max(counts, default=0))


def clashes_of(
    who: Candidate, duties: Sequence[ShiftNeed], rest: int = REST
) -> Iterator[Clash]:  # fmt: skip
    """What stands against these duties of one person."""
    ordered = sorted(duties, key=lambda n: (n.start, n.end, n.key))
    for place, first in enumerate(ordered):
        if who.off & set(first.days):
            yield Clash(who.key, "off", first)
        for start, end in who.busy:
            if start - rest < first.end and first.start < end + rest:
                yield Clash(who.key, "elsewhere", first)
        for second in ordered[place + 1 :]:
            between = second.start - first.end
            if between >= rest:
                break
            kind = "double" if between < 0 else "rest"
            yield Clash(who.key, kind, first, second, max(0, between))


def _gaps(
    needs: Sequence[ShiftNeed],
    candidates: Sequence[Candidate],
    duties: Mapping[int, Sequence[ShiftNeed]],
    standing: Mapping[int, int],
    rest: int,
) -> Iterator[Gap]:
    why: dict[tuple[int, int], Counter[str]] = {}
    own = Counter(c.near[0] for c in candidates)
    for need in sorted(needs, key=lambda n: (n.start, n.checkpoint, n.key)):
        missing = need.needed - standing.get(need.key, 0)
        if missing <= 0:
            continue
        hours = (need.start, need.end)
        if hours not in why:
            why[hours] = Counter(_state(c, duties.get(c.key, ()), need, rest) for c in candidates)
        told = why[hours]
        yield Gap(need, missing, told["free"], told["on_duty"], told["resting"], told["off"],
                  own[need.near[0]])  # fmt: skip


def _state(who: Candidate, duties: Sequence[ShiftNeed], need: ShiftNeed, rest: int) -> str:
    """What somebody does at these hours."""
    spans = [*who.busy, *((d.start, d.end) for d in duties)]
    if any(start < need.end and need.start < end for start, end in spans):
        return "on_duty"
    if who.off & set[date](need.days):
        return "off"
    near = any(start - rest < need.end and need.start < end + rest for start, end in spans)
    return "resting" if near else "free"
