"""The formulas of statistics, exact inside and rounded once (facts.md §6.1, §10, §14.8).

Everything goes in as whole numbers or fractions and comes out as an exact fraction in percent,
except where a root has to be taken: that is rounded exactly, half away from zero, by whole numbers
alone. A division by nothing has no value. A difference of two rates is in percentage points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from jiceng.kernel.refusal import Invalid, Reason

Number = Fraction | int
HUNDRED = 100
DIGITS = 60
"""More than any published number has."""


def rounded(value: Number | None, places: int) -> Decimal | None:
    """A value as it is shown: rounded once, half away from zero."""
    if value is None:
        return None
    exact = Fraction(value) * 10**places
    whole, rest = divmod(abs(exact.numerator), exact.denominator)
    found = whole + (2 * rest >= exact.denominator)
    with localcontext() as context:
        context.prec = max(DIGITS, len(str(found)) + 1)
        return Decimal(found if exact >= 0 else -found).scaleb(-places)


def change(now: Number, before: Number) -> Fraction | None:
    """同比 or 环比: the change in percent of what was before; nothing to compare with has none."""
    return HUNDRED * (Fraction(now) / before - 1) if before else None


def share_of(part: Number, whole: Number) -> Fraction | None:
    """占比: a part in percent of the whole."""
    return HUNDRED * Fraction(part) / whole if whole else None


def point_difference(now: Number, before: Number) -> Fraction:
    """百分点: the difference of two rates that are in percent."""
    return Fraction(now) - before


def yearly_change(first: Number, last: Number, years: int, places: int = 1) -> Decimal | None:
    """水平法: the yearly change in percent that leads from the value of the base year to the last.

    The base year is not counted in `years` (facts.md §10). None where the base is nothing.
    """
    _check_span(first, last, years)
    if not first:
        return None
    ratio = Fraction(last) / first
    return _root(lambda growth: growth**years, ratio, places)


def cumulative_change(first: Number, values: Sequence[Number], places: int = 1) -> Decimal | None:
    """累计法: the yearly change in percent by which all years together come to what they came to.

    Solves sum of (1 + r)^i = sum of values / base, found by bisection (facts.md §10).
    """
    _check_span(first, min(values, default=0), len(values))
    if not first:
        return None
    years = range(1, len(values) + 1)
    wanted = Fraction(sum(values, Fraction(0))) / first
    return _root(lambda growth: sum((growth**n for n in years), Fraction(0)), wanted, places)


def total_change(yearly: Number, years: int) -> Fraction:
    """What a yearly change in percent comes to after some years, in percent."""
    return HUNDRED * ((1 + Fraction(yearly) / HUNDRED) ** years - 1)


def implied_before(now: Number, grown: Number) -> Fraction | None:
    """The value a published one has grown from, by its growth in percent; not a published one."""
    factor = 1 + Fraction(grown) / HUNDRED
    return Fraction(now) / factor if factor else None


def implied_range(now: Number, grown: Number, half: Number) -> tuple[Fraction, Fraction] | None:
    """Between which values it lies, where the growth was rounded to within `half` of a percent."""
    low, high = implied_before(now, grown + half), implied_before(now, grown - half)
    return (low, high) if low is not None and high is not None else None


def real_change(now: Number, before: Number, price_index: Number) -> Fraction | None:
    """实际增长: nominal growth with prices taken out; the index of the year before is 100."""
    if not before or not price_index:
        return None
    return HUNDRED * (Fraction(now) / before / (Fraction(price_index) / HUNDRED) - 1)


def weighted(values: Sequence[Number], weights: Sequence[Number]) -> Fraction:
    """A composition, as the whole county of its urban and rural part. Weights come to 1.

    Raises `Invalid` saying what they come to.
    """
    total = sum(weights, Fraction(0))
    if total != 1 or len(values) != len(weights):
        raise Invalid(Reason("weights_off", {"sum": str(rounded(Fraction(total), 4))}, "weights"))
    pairs = zip(values, weights, strict=True)
    return sum((Fraction(value) * weight for value, weight in pairs), Fraction(0))


def time_saved(before: Number, after: Number) -> Fraction | None:
    """提速率: time taken less than before, in percent of before."""
    return HUNDRED * (1 - Fraction(after) / before) if before else None


def mixed_time_saved(items: Sequence[tuple[int, Number, Number]]) -> Fraction | None:
    """提速率 of several items, each (volume of the base period, time before, time after)."""
    before = sum((Fraction(volume) * first for volume, first, _ in items), Fraction(0))
    after = sum((Fraction(volume) * last for volume, _, last in items), Fraction(0))
    return time_saved(before, after)


def throughput_gain(
    done_before: Number, days_before: Number, done: Number, days: Number
) -> Fraction | None:
    """效率提升: more cases by staff-day than before, in percent."""
    if not (days_before and days and done_before):
        return None
    return change(Fraction(done) / days, Fraction(done_before) / days_before)


def time_of_throughput(gain: Number) -> Fraction | None:
    """The time saved that a gain in throughput means: +30 % is 23.1 % less time."""
    factor = 1 + Fraction(gain) / HUNDRED
    return HUNDRED * (1 - 1 / factor) if factor > 0 else None


def throughput_of_time(saved: Number) -> Fraction | None:
    """The throughput gained that saved time means: 30 % less time is +42.9 %."""
    left = 1 - Fraction(saved) / HUNDRED
    return HUNDRED * (1 / left - 1) if left > 0 else None


def _check_span(first: Number, last: Number, years: int) -> None:
    if years < 1:
        raise Invalid(Reason("years_needed", field="years"))
    if first < 0 or last < 0:
        raise Invalid(Reason("growth_of_negative", field="values"))


def _root(grown: Callable[[Fraction], Number], wanted: Fraction, places: int) -> Decimal:
    """The change in percent whose factor makes `grown` come to `wanted`, exact to the place."""
    unit = 2 * HUNDRED * 10**places
    low, high = 0, unit
    while grown(Fraction(high, unit)) <= wanted:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if grown(Fraction(middle, unit)) <= wanted else (low, middle)
    is_exact = grown(Fraction(low, unit)) == wanted
    twice = low - unit
    found = -((1 - twice - (not is_exact)) // 2) if twice < 0 else (twice + 1) // 2
    return Decimal(found).scaleb(-places)
