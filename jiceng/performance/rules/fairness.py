"""Rates of units of unequal size and load, made comparable (peers.md §6.9). Pure, stated, exact.

1. *Yardstick*: what is expected of each type of matter, fixed before the period begins, from the
   group's year before. No unit moves the yardstick it is measured by, nor that of another.
2. *Expectation*: a unit's own load by type is weighed with the yardstick (indirect
   standardisation): who has the hard matters is not held to the rate of the easy ones.
3. *Shrinkage*: everybody is taken to have `prior` records as expected beside their own: three
   matters in three days do not lead the county.
4. *Interval*: of the drawn rate, 95 %.
5. *Bands*: who cannot be told apart from the first of a band stands in it. What counts as a
   difference is one number for the whole group, from the yardstick as well.

Three laws follow, which tests/test_dominance.py proves: what one matter counts moves a unit's own
rate in its own direction and nobody else's; a matter that counts nothing or less never raises a
rate; and a unit whose score falls never comes into an earlier band.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import sqrt
from statistics import median

LOWEST_PRIOR, HIGHEST_PRIOR = 10, 60
Z = 1.96
ZERO, ONE = Fraction(0), Fraction(1)
LOWEST_RATE = Fraction(1, 20)
"""Expected at least, so that nothing is divided by nothing."""
Load = Mapping[str, tuple[Fraction | int, int]]
"""Type of matter -> (what was kept of them, all). A long overdue matter takes more than itself."""
Work = Mapping[str, int]
"""Type of matter -> how much work one makes; 1 where nothing is said."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What is expected of a group for one target; fixed before the period begins."""

    mean: Fraction
    rates: Mapping[str, Fraction] = field(default_factory=dict)
    """By type of matter; a type without records is expected at the mean."""
    prior: int = HIGHEST_PRIOR
    evidence: int = 0
    """Records a member had; says how fine a difference can be told."""
    is_stated: bool = False
    """From the scheme, because no record of the year before exists."""

    def rate(self, kind: str) -> Fraction:
        return max(LOWEST_RATE, self.rates.get(kind, self.mean))

    @property
    def spread(self) -> float:
        """Standard deviation of the rate of a member that is as expected."""
        return sqrt(float(self.mean * (1 - self.mean)) / (self.evidence + self.prior + 1))


@dataclass(frozen=True, slots=True)
class Fair:
    """A rate made comparable; all rates are fractions of one."""

    numerator: Fraction
    """What was kept: less than whole matters where some were late."""
    denominator: int
    mean: Fraction
    """The yardstick's."""
    expected: Fraction
    """What the yardstick's rates by type would give this unit's load."""
    adjusted: Fraction
    """Kept over expected, times the mean; between nothing and one."""
    drawn: Fraction
    """The same with the prior beside it."""
    prior: int
    spread: float
    """Standard deviation of the drawn rate."""
    is_thin: bool = False
    """Fewer records than the least: mostly the yardstick speaks, and the sheet says so."""

    @property
    def low(self) -> float:
        return max(0.0, float(self.drawn) - Z * self.spread)

    @property
    def high(self) -> float:
        return min(1.0, float(self.drawn) + Z * self.spread)


def fair_rate(load: Load, yard: Yardstick, *, least: int, work: Work | None = None) -> Fair:
    """One unit's rate against the yardstick; nobody else's records enter.

    A matter weighs what work its type makes, so that doing the easy ones first gains nothing.
    """
    weights = work or {}
    kept, whole, achieved, expected, weight = ZERO, 0, ZERO, ZERO, 0
    for kind, (done, count) in load.items():
        one = weights.get(kind, 1)
        kept, whole, weight = kept + done, whole + count, weight + one * count
        achieved += one * done
        expected += one * count * yard.rate(kind)
    beside = yard.prior * max(LOWEST_RATE, yard.mean)
    drawn = _bounded(yard.mean * (achieved + beside) / (expected + beside)) if beside else ZERO
    adjusted = _bounded(yard.mean * achieved / expected) if expected else yard.mean
    spread = sqrt(float(drawn * (1 - drawn)) / (whole + yard.prior + 1))
    asked = expected / weight if weight else yard.mean
    return Fair(Fraction(kept), whole, yard.mean, asked, adjusted, drawn, yard.prior, spread,
                whole < least)  # fmt: skip


def _bounded(rate: Fraction) -> Fraction:
    return max(ZERO, min(rate, ONE))


def yardstick_of(
    loads: Mapping[str, Load], *, stated: Fraction, least: int, prior: int = 0,
    work: Work | None = None,
) -> Yardstick:  # fmt: skip
    """The yardstick a group's records of the year before make.

    `stated` stands in for what has no record. `prior` 0: estimated from how the units differed.
    """
    sums = _sums(loads.values())
    whole = sum(n for _d, n in sums.values())
    if not whole:
        return Yardstick(stated, prior=prior or HIGHEST_PRIOR, evidence=least, is_stated=True)
    rates = {k: _bounded((d + stated) / (n + 1)) for k, (d, n) in sums.items() if n}
    weights = {k: (work or {}).get(k, 1) * sums[k][1] for k in rates}
    mean = sum((weights[k] * rate for k, rate in rates.items()), ZERO) / sum(weights.values())
    seen = [(_bounded(Fraction(d) / n), n) for d, n in (_over_all(one) for one in loads.values())
            if n]  # fmt: skip
    evidence = max(least, whole // len(loads))
    return Yardstick(mean, rates, prior or prior_of(seen, mean), evidence)


def _sums(loads: Iterable[Load]) -> dict[str, tuple[Fraction, int]]:
    """Every type over the whole group."""
    sums: dict[str, tuple[Fraction, int]] = {}
    for load in loads:
        for kind, (done, whole) in load.items():
            before = sums.get(kind, (ZERO, 0))
            sums[kind] = (before[0] + done, before[1] + whole)
    return sums


def _over_all(load: Load) -> tuple[Fraction, int]:
    return sum((Fraction(d) for d, _n in load.values()), ZERO), sum(n for _d, n in load.values())


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

    1.96 times the standard deviation of a difference, from the median variance: one number for
    all, which no unit moves.
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
