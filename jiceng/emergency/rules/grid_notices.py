"""Notices from door to door: what they may say, and what share of households they reached.

A share is households reached over households of record, of the grids that have a record; it is
counted, rounded once, and never about a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from jiceng.kernel.numbers import share
from jiceng.kernel.refusal import Reason

LENGTHS: Mapping[str, tuple[int, int]] = {
    "title": (2, 20), "text": (5, 160), "speech": (2, 200), "speech_local": (0, 200),
}  # fmt: skip
"""So many signs fit on one sheet of A4 in large type, and into a minute of reading out."""
LONGEST_SENTENCE = 24
"""Signs of one line for loudspeakers: more is not understood over wind and rain [P]."""
MOST_HOUSEHOLDS = 5000
ROUND_BELOW = 90
"""Per cent: grids below it are offered for a second round [P]."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a notice says: on paper, over loudspeakers, and there in the local tongue."""

    title: str
    text: str
    speech: str
    speech_local: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """The last word about one building, or about a whole grid where `building` is empty."""

    building: str
    households: int
    reached: int


def wording_faults(said: Wording) -> Iterator[Reason]:
    """Too long for one sheet, or for ears."""
    for name, (low, high) in LENGTHS.items():
        if not low <= len(getattr(said, name).strip()) <= high:
            yield Reason("text_length", {"low": low, "high": high}, name)
    for name in ("speech", "speech_local"):
        for line in getattr(said, name).splitlines():
            if len(line.strip()) > LONGEST_SENTENCE:
                told = {"line": line.strip()[:12], "most": LONGEST_SENTENCE}
                yield Reason("speech_too_long", told, name)


def count_faults(said: Told, others: Iterable[Told], of_record: int | None) -> Iterator[Reason]:
    """Nobody reaches more households than there are: in a building, or in the grid."""
    if not 1 <= said.households <= MOST_HOUSEHOLDS:
        yield Reason("households_out_of_range", {"most": MOST_HOUSEHOLDS}, "households")
    elif not 0 <= said.reached <= said.households:
        yield Reason("reached_too_many", {"households": said.households}, "reached")
    elif of_record is not None:
        whole = said.reached + sum(o.reached for o in others if o.building != said.building)
        if whole > of_record:
            told = {"reached": whole, "households": of_record}
            yield Reason("reached_beyond_record", told, "reached")


def reached_in_all(told: Iterable[Told]) -> int:
    """Households reached in a grid, from the last word about each of its buildings."""
    latest = {one.building: one.reached for one in told}
    return sum(latest.values())


def coverage(reached: int, households: int | None) -> Decimal | None:
    """Per cent with one decimal; none where there is no record of households."""
    return share(reached, households) if households else None


def falls_short(reached: int, households: int | None, percent: int) -> bool:
    """Whether a grid belongs into a second round; one without a record only if nothing arrived."""
    return reached * 100 < percent * households if households else reached == 0
