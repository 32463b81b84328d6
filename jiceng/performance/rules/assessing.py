"""From values to points, point by point with what made it; from points to bands (facts.md §3.1).

`assess` is the whole of it: a scheme, a group, what was measured or entered, the extras that were
approved, the yardsticks fixed before the period. The same input gives the same sheets, whenever and
wherever it is reckoned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod, sqrt

from jiceng.kernel.refusal import Reason
from jiceng.performance.rules.fairness import (
    ONE,
    ZERO,
    Fair,
    Load,
    Work,
    Yardstick,
    bands,
    fair_rate,
    least_difference,
    places,
    yardstick_of,
)
from jiceng.performance.rules.points import share_of
from jiceng.performance.rules.schemes import Group, Scheme, Target


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of one unit for one target, before any formula.

    `load` is kept by type where records say it; a value without counts stands alone.
    """

    value: Fraction | None = None
    numerator: Fraction | int | None = None
    denominator: int | None = None
    late: int = 0
    """Of nodes: reached, but late."""
    load: Load | None = None
    rule_version: int = 1
    url: str = ""
    proof: str = ""

    @property
    def counted(self) -> Load:
        """The counts of a rate by type."""
        if self.load is not None:
            return self.load
        return {"": (self.numerator or 0, self.denominator or 0)} if self.denominator else {}

    @property
    def is_missing(self) -> bool:
        return self.value is None and not self.counted and self.load is None


Readings = Mapping[str, Mapping[str, Reading]]
"""Target -> unit -> reading; what is missing is missing, not zero."""
Yardsticks = Mapping[str, Yardstick]
"""Target -> what is expected of the group; a target without one is expected as the scheme says."""


@dataclass(frozen=True, slots=True)
class Line:
    """One target of one unit: points, and everything they were made of."""

    target: Target
    reading: Reading
    share: Fraction | None
    """Of the full points; None: nothing is known yet, and it is left out of the total."""
    points: Fraction
    coverage: Fraction = ONE
    fair: Fair | None = None
    variance: float = 0.0
    blur: float = 0.0
    """The variance of a unit that is as the yardstick expects; the same for the whole group."""
    why: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """A bonus, a deduction or a veto that was entered with its reason and approved."""

    key: str
    kind: str
    points: Fraction
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One unit's result. `score` is out of the scheme's total; None: nothing known at all."""

    unit: str
    lines: tuple[Line, ...]
    given: tuple[Given, ...]
    score: Fraction
    half: float
    """Half the width of the 95 % interval of the score."""
    blur: float
    """Variance of the score of a unit that is as expected; what bands are cut by."""
    assessed: Fraction
    """Full points of what is known; less than the total while the year runs."""
    is_vetoed: bool = False
    band: int = 0
    """0: vetoed, hence in no band."""
    first: int = 0
    last: int = 0


def assess(
    scheme: Scheme,
    group: Group,
    readings: Readings,
    *,
    extras: Mapping[str, Sequence[Given]] | None = None,
    work: Work | None = None,
    yardsticks: Yardsticks | None = None,
) -> list[Sheet]:
    """The sheets of a group, in the order of its members."""
    asked = scheme.targets_of(group.key)
    yards = {t.key: (yardsticks or {}).get(t.key) or stated(t) for t in asked}
    rated = [t for t in asked if t.formula == "fair_rate"]
    fair = {t.key: _fair(t, group, readings, yards[t.key], work) for t in rated}
    spans = {t.key: _span(t, group, readings) for t in asked}
    found = []
    for unit in group.members:
        lines = tuple(
            _rated(t, scheme.goal_of(t, unit), unit, readings, fair, yards)
            if t.formula == "fair_rate"
            else _plain(t, scheme.goal_of(t, unit), unit, readings, spans[t.key])
            for t in asked
        )
        found.append(_sheet(scheme, unit, lines, tuple((extras or {}).get(unit, ()))))
    return _banded(found)


def stated(target: Target) -> Yardstick:
    """The yardstick of a target nothing was recorded for: what the scheme expects."""
    return yardstick_of({}, stated=target.expected / 100, least=target.least, prior=target.prior)


def _fair(
    target: Target, group: Group, readings: Readings, yard: Yardstick, work: Work | None
) -> dict[str, Fair]:
    """Rates of a whole group; empty where nothing is recorded of anybody."""
    known = readings.get(target.key, {})
    loads = {unit: known[unit].counted if unit in known else {} for unit in group.members}
    if not any(n for load in loads.values() for _done, n in load.values()):
        return {}
    return {
        unit: fair_rate(load, yard, least=target.least, work=work) for unit, load in loads.items()
    }


def _span(target: Target, group: Group, readings: Readings) -> tuple[Fraction, Fraction]:
    values = [
        r.value
        for unit, r in readings.get(target.key, {}).items()
        if unit in group.members and r.value is not None
    ]
    return (min(values), max(values)) if values else (ZERO, ZERO)


def _plain(
    target: Target,
    goal: Fraction,
    unit: str,
    readings: Readings,
    span: tuple[Fraction, Fraction],
) -> Line:
    reading = readings.get(target.key, {}).get(unit, Reading())
    if reading.is_missing:
        return Line(target, reading, None, ZERO, why=(Reason("value_missing"),))
    share = share_of(target, goal, reading.value, span, _nodes(reading))
    return Line(target, reading, share, share * target.weight)


def _nodes(reading: Reading) -> tuple[int, int, int]:
    return int(reading.numerator or 0), reading.late, reading.denominator or 0


def _rated(
    target: Target,
    goal: Fraction,
    unit: str,
    readings: Readings,
    fair: Mapping[str, Mapping[str, Fair]],
    yards: Yardsticks,
) -> Line:
    reading = readings.get(target.key, {}).get(unit, Reading())
    mine = fair[target.key].get(unit)
    if mine is None:
        return Line(target, reading, None, ZERO, why=(Reason("value_missing"),))
    part = goal / 100
    covers = [(k, fair[k][unit]) for k in target.covered_by if unit in fair.get(k, {})]
    coverage = prod((cover.drawn for _k, cover in covers), start=ONE)
    share = min(mine.drawn / part, target.cap)
    scale = float(target.weight) / float(part)
    variance = _variance(mine, [c for _k, c in covers]) * scale**2
    expected = [yards[k] for k, _c in covers]
    blur = _blur(yards[target.key], expected) * scale**2
    why = [Reason("too_little_evidence", {"least": target.least})] if mine.is_thin else []
    return Line(
        target, reading, share, share * coverage * target.weight, coverage, mine, variance, blur,
        tuple(why),
    )  # fmt: skip


def _variance(mine: Fair, covers: Sequence[Fair]) -> float:
    """Of a drawn rate times what covers it."""
    return _of_product([(float(one.drawn), one.spread) for one in (mine, *covers)])


def _blur(mine: Yardstick, covers: Sequence[Yardstick]) -> float:
    """The same of a unit that is as expected."""
    return _of_product([(float(one.mean), one.spread) for one in (mine, *covers)])


def _of_product(parts: Sequence[tuple[float, float]]) -> float:
    """Variance of a product of rates, each (rate, its standard deviation)."""
    whole = prod((rate for rate, _s in parts), start=1.0)
    return sum((whole / max(rate, 0.01) * spread) ** 2 for rate, spread in parts)


def _sheet(scheme: Scheme, unit: str, lines: tuple[Line, ...], given: tuple[Given, ...]) -> Sheet:
    known = [line for line in lines if line.share is not None]
    assessed = sum((line.target.weight for line in known), ZERO)
    scale = scheme.total / assessed if assessed else ZERO
    bonus = min(_sum(given, "bonus"), scheme.bonus_cap)
    lost = min(_sum(given, "deduction"), scheme.deduction_cap)
    points = sum((line.points for line in known), ZERO) * scale + bonus - lost
    half = 1.96 * sqrt(sum(line.variance for line in known)) * float(scale)
    blur = sum(line.blur for line in known) * float(scale) ** 2
    vetoed = any(one.kind == "veto" for one in given)
    return Sheet(unit, lines, given, max(ZERO, points), half, blur, assessed, vetoed)


def _sum(given: Sequence[Given], kind: str) -> Fraction:
    return sum((one.points for one in given if one.kind == kind), ZERO)


def _banded(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Put every unit that is not vetoed into its band."""
    placed = [s for s in sheets if not s.is_vetoed and s.assessed]
    difference = least_difference([s.blur for s in placed])
    found = bands({s.unit: s.score for s in placed}, difference)
    spans = places(found)
    return [_placed(s, found.get(s.unit, 0), spans) for s in sheets]


def _placed(sheet: Sheet, band: int, spans: Mapping[int, tuple[int, int]]) -> Sheet:
    first, last = spans.get(band, (0, 0))
    return Sheet(
        sheet.unit, sheet.lines, sheet.given, sheet.score, sheet.half, sheet.blur,
        sheet.assessed, sheet.is_vetoed, band, first, last,
    )  # fmt: skip
