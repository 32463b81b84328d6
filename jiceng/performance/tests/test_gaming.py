"""No cheater gains: the same county, the same matters, one town that dresses its records up.

What is looked at (re-checks, walks, ratings) is drawn several times: over the draws a cheat never
raises a score, and never a band.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from functools import cache

import pytest

from jiceng.performance.rules.fairness import bands, least_difference
from jiceng.performance.rules.schemes import Scheme, scheme_of
from jiceng.performance.tests.gaming import CHEATS, county, naive_rank, run, sheets
from jiceng.performance.tests.schemes import sample_content

SEEDS, DRAWS = (0, 4), 4
Scores = dict[str, Fraction]


@cache
def scheme() -> Scheme:
    return scheme_of(sample_content())


@cache
def results(seed: int) -> tuple[Scores, float, dict[tuple[str, str], Scores]]:
    """Mean scores of the honest county and of each town that cheats; the least difference."""
    honest: Scores = defaultdict(Fraction)
    cheated: dict[tuple[str, str], Scores] = defaultdict(lambda: defaultdict(Fraction))
    widths: list[float] = []
    for draw in range(DRAWS):
        towns = county(seed, draw)
        work = {town.name: run(town) for town in towns}
        for name, sheet in sheets(scheme(), work).items():
            honest[name] += sheet.score / DRAWS
            widths.append((sheet.half / 1.96) ** 2)
        for cheat in CHEATS:
            for town in towns:
                after = sheets(scheme(), {**work, town.name: run(town, cheat)})
                for name, sheet in after.items():
                    cheated[cheat, town.name][name] += sheet.score / DRAWS
    return honest, least_difference(widths), cheated


@pytest.mark.parametrize("cheat", CHEATS)
@pytest.mark.parametrize("seed", SEEDS)
def test_no_cheater_gains_points_or_a_band(seed: int, cheat: str) -> None:
    honest, difference, cheated = results(seed)
    before = bands(honest, difference)
    for name, score in honest.items():
        after = cheated[cheat, name]
        assert after[name] <= score, f"{name} gains {float(after[name] - score):.2f} by {cheat}"
        assert bands(after, difference)[name] >= before[name]


@pytest.mark.parametrize("cheat", ["close_and_reopen", "suspend", "pad", "split"])
def test_on_a_plain_board_the_same_cheat_pays(cheat: str) -> None:
    """The bench has teeth: a board of closed within the running term is led by cheats."""
    towns = county(0)
    work = {town.name: run(town) for town in towns}
    plain = naive_rank(work)
    gains = [
        naive_rank({**work, town.name: run(town, cheat)})[town.name] - plain[town.name]
        for town in towns
    ]
    assert max(gains) > 0
