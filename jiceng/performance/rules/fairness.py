"""Rates of units of unequal size and load, made comparable (peers.md §6.9). Pure, stated, exact.

1. *Expectation*: a unit's load by type is weighed with the group's rate of each type (indirect
   standardisation): who has the hard matters is not held to the rate of the easy ones.
2. *Shrinkage*: everybody is taken to have `prior` records at the group's mean beside their own
   (beta-binomial): three matters in three days do not lead the county.
3. *Interval*: of the drawn rate, 95 %.
4. *Bands*: who cannot be told apart from the first of a band stands in it. What counts as a
   difference is one number for the whole group, so that nobody comes closer to the front by
   having less evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from statistics import median

LOWEST_PRIOR, HIGHEST_PRIOR = 10, 60
Z = 1.96
FEW = 1
ZERO, ONE = Fraction(0), Fraction(1)
Load = Mapping[str, tuple[int, int]]
"""Type of matter -> (done well, all), as whole counts."""
Work = Mapping[str, int]
"""Type of matter -> how much work one makes; 1 where nothing is said."""


@dataclass(frozen=True, slots=True)
class Fair:
    """A rate made comparable; all rates are fractions of one."""

    numerator: int
    denominator: int
    mean: Fraction
    """The group's."""
    expected: Fraction
    """What the group's rates by type would give this unit's load."""
    adjusted: Fraction
    """Observed over expected, times the group's mean; not above one."""
    drawn: Fraction
    """The adjusted rate drawn toward the mean; the mean itself below the least evidence."""
    prior: int
    spread: float
    """Standard deviation of the drawn rate."""
    is_thin: bool = False
    """Too few records to say anything of its own."""

    @property
    def low(self) -> float:
        return max(0.0, float(self.drawn) - Z * self.spread)

    @property
    def high(self) -> float:
        return min(1.0, float(self.drawn) + Z * self.spread)


def fair_rates(
    loads: Mapping[str, Load], *, least: int, prior: int = 0, work: Work | None = None
) -> dict[str, Fair]:
    """Every unit's rate beside those of its group. `prior` 0: estimated from the group.

    A matter weighs what work its type makes, so that doing the easy ones first gains nothing.
    How units are listed changes nothing, and no evidence at all gives the mean.
    """
    weights = work or {}
    rates, mean = _rates(loads.values(), weights)
    worked = {unit: _adjusted(load, rates, mean, weights) for unit, load in loads.items()}
    strength = prior or prior_of([(a, n) for _k, n, _e, a in worked.values()], mean)
    return {unit: _fair(*found, mean, strength, least) for unit, found in worked.items()}


def _rates(loads: Iterable[Load], work: Work) -> tuple[dict[str, Fraction], Fraction]:
    """The group's rate of each type, and over all."""
    sums: dict[str, list[int]] = {}
    for load in loads:
        for kind, (done, whole) in load.items():
            both = sums.setdefault(kind, [0, 0])
            both[0] += done
            both[1] += whole
    done, whole = (sum(work.get(k, 1) * both[n] for k, both in sums.items()) for n in (0, 1))
    rates = {kind: Fraction(d, n) for kind, (d, n) in sums.items() if n}
    return rates, Fraction(done, whole) if whole else Fraction(0)


def _adjusted(
    load: Load, rates: Mapping[str, Fraction], mean: Fraction, work: Work
) -> tuple[int, int, Fraction, Fraction]:
    """(done, all, expected rate, adjusted rate)."""
    done, whole = (sum(both[n] for both in load.values()) for n in (0, 1))
    if not whole:
        return 0, 0, mean, mean
    weights = {k: work.get(k, 1) * n for k, (_d, n) in load.items() if n}
    weight = sum(weights.values())
    expected = sum((w * rates[k] for k, w in weights.items()), ZERO) / weight
    if not expected:
        return done, whole, ZERO, mean
    slowness = sum((w / _relative(load[k], rates[k]) for k, w in weights.items()), ZERO)
    return done, whole, expected, min(ONE, mean * weight / slowness)


def _relative(both: tuple[int, int], rate: Fraction) -> Fraction:
    """A unit's rate of one type over the group's, drawn by `FEW` matters at the group's."""
    done, whole = both
    return (done + FEW * rate) / (whole + FEW) / rate if rate else ONE


def _fair(
    done: int, whole: int, expected: Fraction, adjusted: Fraction,
    mean: Fraction, prior: int, least: int,
) -> Fair:  # fmt: skip
    is_thin = whole < least
    drawn = mean if is_thin else (whole * adjusted + prior * mean) / (whole + prior)
    evidence = (0 if is_thin else whole) + prior + 1
    spread = sqrt(float(drawn * (1 - drawn)) / evidence)
    return Fair(done, whole, mean, expected, adjusted, drawn, prior, spread, is_thin)


def prior_of(rates: Sequence[tuple[Fraction, int]], mean: Fraction) -> int:
    """How many records at the mean stand for what the group knows: method of moments.

    Units that differ much need little drawing, units that differ no more than chance would make
    them are drawn strongly; never below 10 nor above 60 records.
    """
    seen = [(rate, n) for rate, n in rates if n]
    if len(seen) < 2 or not 0 < mean < 1:
        return HIGHEST_PRIOR
    whole = sum(n for _rate, n in seen)
    between = sum((n * (rate - mean) ** 2 for rate, n in seen), Fraction(0)) / whole
    chance = mean * (1 - mean) * len(seen) / whole
    true = between - chance
    if true <= 0:
        return HIGHEST_PRIOR
    strength = mean * (1 - mean) / true - 1
    return max(LOWEST_PRIOR, min(int(strength), HIGHEST_PRIOR))


def least_difference(variances: Sequence[float]) -> float:
    """The points by which two units of a group differ before the difference says anything.

    1.96 times the standard deviation of a difference, from the group's median variance: one
    number for all, which no unit moves by having less evidence itself.
    """
    return Z * sqrt(2 * median(variances)) if variances else 0.0


def bands(scores: Mapping[str, Fraction], difference: float) -> dict[str, int]:
    """Unit -> band, 1 the first. A band ends where a score falls short of its first by more.

    Equal scores share a band; a higher score is never in a later one.
    """
    found: dict[str, int] = {}
    band, first = 0, 0.0
    for unit, score in sorted(scores.items(), key=lambda one: (-one[1], one[0])):
        if not band or first - float(score) > difference:
            band, first = band + 1, float(score)
        found[unit] = band
    return found


def places(placed: Mapping[str, int]) -> dict[int, tuple[int, int]]:
    """Band -> the first and the last place it stands for."""
    found: dict[int, tuple[int, int]] = {}
    before = 0
    for band in sorted(set(placed.values())):
        size = sum(1 for one in placed.values() if one == band)
        found[band] = (before + 1, before + size)
        before += size
    return found
