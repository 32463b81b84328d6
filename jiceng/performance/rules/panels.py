"""A panel of raters is drawn: at random, balanced between classes and units, with recusal (S5).

The draw is a function of its seed. Who has the seed and the list of candidates draws again with
nothing but SHA-256 and finds the same panel.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from jiceng.kernel.refusal import Invalid, Reason

LEAST = 5
"""Fewer ballots of one class than this would tell who voted how."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be drawn: by post, in a class of raters, from a unit."""

    id: str
    rater_class: str
    unit: str


def place_of(seed: str, candidate: Candidate) -> str:
    """Where the draw puts somebody: SHA-256 of seed, colon and id, in hexadecimal."""
    return sha256(f"{seed}:{candidate.id}".encode()).hexdigest()


def draw(
    candidates: Collection[Candidate],
    seats: Mapping[str, int],
    recused: Collection[str],
    *,
    seed: str,
) -> tuple[Candidate, ...]:
    """The panel, class by class. `recused` names ids and units, whichever.

    Within a class units take turns, in the order the seed gives them, so that no unit has two more
    seats than another that still has somebody. Raises `Invalid` naming each class that is asked
    for fewer than `LEAST` seats or has too few candidates who may sit.
    """
    out = set(recused)
    able = [c for c in candidates if c.id not in out and c.unit not in out]
    faults: list[Reason] = []
    chosen: list[Candidate] = []
    for name, count in sorted(seats.items()):
        ranked = _by_turns([c for c in able if c.rater_class == name], seed)
        if count < LEAST:
            faults.append(Reason("class_too_small", {"value": name, "least": LEAST}, "seats"))
        elif len(ranked) < count:
            told = {"value": name, "count": len(ranked), "asked": count}
            faults.append(Reason("too_few_candidates", told, "seats"))
        chosen += ranked[:count]
    if faults:
        raise Invalid(*faults)
    return tuple(chosen)


def _by_turns(candidates: Iterable[Candidate], seed: str) -> Sequence[Candidate]:
    """Everybody of a class, first one of each unit, then the second of each, and so on."""
    turns: dict[str, int] = {}
    placed: list[tuple[int, str, Candidate]] = []
    for one in sorted(candidates, key=lambda c: (place_of(seed, c), c.id)):
        turn = turns.get(one.unit, 0)
        turns[one.unit] = turn + 1
        placed.append((turn, place_of(seed, one), one))
    return [one for _turn, _place, one in sorted(placed, key=lambda p: (p[0], p[1], p[2].id))]
