"""A roster of a whole county: every checkpoint, three shifts a day, for two weeks.

Run in a process of its own. Nobody stands too often, too soon or where they cannot; the checker,
which shares no line with the filler, has to find nothing missing.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta

from bench.measured import Found
from jiceng.emergency.rules.roster_check import check
from jiceng.emergency.rules.rostering import fill
from jiceng.emergency.rules.rosters import Candidate, Pattern, ShiftNeed

EIGHT = Pattern("eight", "三班", "", ((0, 480), (480, 960), (960, 1440)))
DAYS, UNITS = 14, 40
PEOPLE = 1_500 / 447
"""People for every checkpoint."""
FIRST = date(2026, 11, 23)
ROUNDS = 3


def measure(checkpoints: int) -> list[Found]:
    """Seconds to fill the roster of so many checkpoints, as the least of some rounds."""
    needs, taken, found = _needs(checkpoints), list[float](), set[tuple[int, int]]()
    many = round(checkpoints * PEOPLE)
    people = [Candidate(n, (f"U{n % UNITS}", "")) for n in range(1, many + 1)]
    for _round in range(ROUNDS):
        begun = time.process_time()
        found = fill(needs, people)
        taken.append(time.process_time() - begun)
    told = check(needs, people, found)
    said = f"{told.missing} shifts are empty" if told.missing else ""
    said = f"{len(told.clashes)} stand too near" if told.clashes else said
    return [Found("roster", min(taken), size=len(needs), said=said)]


def _needs(checkpoints: int) -> Sequence[ShiftNeed]:
    """One person for every shift."""
    places = [
        (day, turn, place)
        for day in (FIRST + timedelta(days=n) for n in range(DAYS))
        for turn in range(len(EIGHT.turns))
        for place in range(checkpoints)
    ]
    return [
        ShiftNeed(key, place, day, turn, *EIGHT.span(day, turn), 1, (f"U{place % UNITS}", ""))
        for key, (day, turn, place) in enumerate(places, 1)
    ]


if __name__ == "__main__":
    sys.stdout.write(json.dumps([row.as_json() for row in measure(int(sys.argv[1]))]))
