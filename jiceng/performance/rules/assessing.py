"""From values to points, point by point with what made it; from points to bands (facts.md §3.1).

`assess` is the whole of it: a scheme, a group, what was measured or entered, the extras that were
approved. The same input gives the same sheets, whenever and wherever it is reckoned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from jiceng.kernel.refusal import Reason
from jiceng.performance.rules.fairness import (
    ONE,
    ZERO,
    Fair,
    Load,
    Work,
    bands,
    fair_rates,
    least_difference,
    places,
)
from jiceng.performance.rules.points import share_of
from jiceng.performance.rules.schemes import Group, Scheme, Target


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known of one unit for one target, before any formula.

    `load` is kept by type where records say it; a value without counts stands alone.
    """

    value: Fraction | None = None
    numerator: int | None = None
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
) -> list[Sheet]:
    """The sheets of a group, in the order of its members."""
    asked = scheme.targets_of(group.key)
    fair = {t.key: _fair(t, group, readings, work) for t in asked if t.formula == "fair_rate"}
    spans = {t.key: _span(t, group, readings) for t in asked}
    found = []
    for unit in group.members:
        lines = tuple(
            _line(t, scheme.goal_of(t, unit), unit, readings, fair, spans[t.key]) for t in asked
        )
        found.append(_sheet(scheme, unit, lines, tuple((extras or {}).get(unit, ()))))
    return _banded(found)


def _fair(target: Target, group: Group, readings: Readings, work: Work | None) -> dict[str, Fair]:
    """Rates of a whole group; empty where nothing is recorded of anybody."""
    known = readings.get(target.key, {})
    loads = {unit: known[unit].counted if unit in known else {} for unit in group.members}
    if not any(n for load in loads.values() for _done, n in load.values()):
        return {}
    return fair_rates(loads, least=target.least, prior=target.prior, work=work)


def _span(target: Target, group: Group, readings: Readings) -> tuple[Fraction, Fraction]:
    values = [
        r.value
        for unit, r in readings.get(target.key, {}).items()
        if unit in group.members and r.value is not None
    ]
    return (min(values), max(values)) if values else (ZERO, ZERO)


def _line(
    target: Target,
    goal: Fraction,
    unit: str,
    readings: Readings,
    fair: Mapping[str, Mapping[str, Fair]],
    span: tuple[Fraction, Fraction],
) -> Line:
    reading = readings.get(target.key, {}).get(unit, Reading())
    if target.formula == "fair_rate":
        return _rated(target, goal, unit, reading, fair)
    if reading.is_missing:
        return Line(target, reading, None, ZERO, why=(Reason("value_missing"),))
    share = share_of(target, goal, reading.value, span, _nodes(reading))
    return Line(target, reading, share, share * target.weight)


def _nodes(reading: Reading) -> tuple[int, int, int]:
    return reading.numerator or 0, reading.late, reading.denominator or 0


def _rated(
    target: Target,
    goal: Fraction,
    unit: str,
    reading: Reading,
    fair: Mapping[str, Mapping[str, Fair]],
) -> Line:
    mine = fair.get(target.key, {}).get(unit)
    if mine is None:
        return Line(target, reading, None, ZERO, why=(Reason("value_missing"),))
    part = goal / 100
    share = min(mine.drawn / part, target.cap)
    covers = [c for c in (fair.get(k, {}).get(unit) for k in target.covered_by) if c is not None]
    coverage = ONE
    for cover in covers:
        coverage *= cover.drawn
    full = float(target.weight)
    relative = sum((c.spread / max(float(c.drawn), 0.01)) ** 2 for c in covers)
    variance = (full * float(coverage)) ** 2 * (
        (mine.spread / float(part)) ** 2 + float(share) ** 2 * relative
    )
    why = [Reason("too_little_evidence", {"least": target.least})] if mine.is_thin else []
    return Line(
        target, reading, share, share * coverage * target.weight, coverage, mine, variance,
        tuple(why),
    )  # fmt: skip


def _sheet(scheme: Scheme, unit: str, lines: tuple[Line, ...], given: tuple[Given, ...]) -> Sheet:
    known = [line for line in lines if line.share is not None]
    assessed = sum((line.target.weight for line in known), ZERO)
    scale = scheme.total / assessed if assessed else ZERO
    bonus = min(_sum(given, "bonus"), scheme.bonus_cap)
    lost = min(_sum(given, "deduction"), scheme.deduction_cap)
    points = sum((line.points for line in known), ZERO) * scale + bonus - lost
    half = 1.96 * sqrt(sum(line.variance for line in known)) * float(scale)
    vetoed = any(one.kind == "veto" for one in given)
    return Sheet(unit, lines, given, max(ZERO, points), half, assessed, vetoed)


def _sum(given: Sequence[Given], kind: str) -> Fraction:
    return sum((one.points for one in given if one.kind == kind), ZERO)


def _banded(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Put every unit that is not vetoed into its band."""
    placed = [s for s in sheets if not s.is_vetoed and s.assessed]
    difference = least_difference([(s.half / 1.96) ** 2 for s in placed])
    found = bands({s.unit: s.score for s in placed}, difference)
    spans = places(found)
    return [_placed(s, found.get(s.unit, 0), spans) for s in sheets]


def _placed(sheet: Sheet, band: int, spans: Mapping[int, tuple[int, int]]) -> Sheet:
    first, last = spans.get(band, (0, 0))
    return Sheet(
        sheet.unit, sheet.lines, sheet.given, sheet.score, sheet.half, sheet.assessed,
        sheet.is_vetoed, band, first, last,
    )  # fmt: skip
