"""The formulas of facts.md §3.1: from a value to its share of the full points. Pure, exact.

| formula | share |
|---|---|
| fair_rate | drawn rate ÷ goal, not above the cap (rules/fairness.py) |
| quantity | actual ÷ goal, not above the cap |
| lower | goal ÷ actual, not above 1 |
| node | (on time + ½ late) ÷ nodes |
| deduct | (points − n × step) ÷ points, not below 0 |
| rank | (actual − lowest) ÷ (highest − lowest) of the group; 1 where all are equal |
"""

from __future__ import annotations

from fractions import Fraction

from jiceng.performance.rules.schemes import Target

ZERO, ONE = Fraction(0), Fraction(1)


def share_of(
    target: Target,
    goal: Fraction,
    value: Fraction | None,
    span: tuple[Fraction, Fraction],
    nodes: tuple[int, int, int],
) -> Fraction:
    """The share of the full points that a value earns; between 0 and the cap."""
    if target.formula == "node":
        return node_share(*nodes)
    actual = value if value is not None else ZERO
    if target.formula == "quantity":
        return quantity_share(actual, goal, target.cap)
    if target.formula == "lower":
        return lower_share(actual, goal)
    if target.formula == "deduct":
        return max(ZERO, ONE - actual * target.step / target.weight)
    return rank_share(actual, span)


def quantity_share(actual: Fraction, goal: Fraction, cap: Fraction = ONE) -> Fraction:
    """Done over asked: 90 of 120 is three quarters; beyond the goal up to the cap."""
    return max(ZERO, min(actual / goal, cap))


def lower_share(actual: Fraction, goal: Fraction) -> Fraction:
    """Asked over actual, where less is better: at or below the goal is full."""
    return ONE if actual <= goal or not actual else max(ZERO, goal / actual)


def node_share(on_time: int, late: int, whole: int) -> Fraction:
    """A node reached late counts half; no nodes, nothing to earn."""
    return min(ONE, (Fraction(on_time) + Fraction(late, 2)) / whole) if whole else ZERO


def rank_share(actual: Fraction, span: tuple[Fraction, Fraction]) -> Fraction:
    """Linear between the lowest and the highest of the group."""
    low, high = span
    return (actual - low) / (high - low) if high > low else ONE
