"""A sheet as it is stored and shown: plain values in, the same readings out again."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.performance.rules.assessing import Line, Reading
from jiceng.performance.rules.fairness import Fair, Yardstick

CENT = Decimal("0.01")


def rounded(value: Fraction | float, step: Decimal = CENT) -> Decimal:
    """Two decimals, half up, rounded once on the way out."""
    exact = Fraction(value)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(step, ROUND_HALF_UP)


def percent(value: Fraction | float) -> str:
    """A share as per cent with one decimal."""
    return str(rounded(Fraction(value) * 100, Decimal("0.1")))


def line_as_json(line: Line) -> dict[str, Any]:
    """Everything of one line: what was measured, what was made of it, and why."""
    target, reading = line.target, line.reading
    return {
        "target": target.key,
        "name": target.name,
        "source": target.source,
        "formula": target.formula,
        "indicator": target.indicator,
        "full": str(rounded(target.weight)),
        "goal": str(target.goal),
        "points": str(rounded(line.points)),
        "share": percent(line.share) if line.share is not None else None,
        "coverage": percent(line.coverage),
        "covered_by": list(target.covered_by),
        "reading": _reading(reading),
        "fair": _fair(line.fair) if line.fair else None,
        "why": [reason.as_json() for reason in line.why],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    load = reading.load
    return {
        "value": str(reading.value) if reading.value is not None else None,
        "numerator": _plain(reading.numerator),
        "denominator": reading.denominator,
        "late": reading.late,
        "load": {k: [_plain(d), n] for k, (d, n) in load.items()} if load is not None else None,
        "rule_version": reading.rule_version,
        "url": reading.url,
        "proof": reading.proof,
    }


def _plain(count: Fraction | int | None) -> int | str | None:
    """A whole count as it is, parts of a matter as an exact fraction."""
    if count is None:
        return None
    exact = Fraction(count)
    return int(exact) if exact.denominator == 1 else str(exact)


def shown_count(count: Fraction | int) -> str:
    """Whole counts without a point, parts of a matter with one decimal."""
    exact = Fraction(count)
    return str(int(exact)) if exact.denominator == 1 else str(rounded(exact, Decimal("0.1")))


def _fair(fair: Fair) -> dict[str, Any]:
    return {
        "numerator": shown_count(fair.numerator),
        "denominator": fair.denominator,
        "mean": percent(fair.mean),
        "expected": percent(fair.expected),
        "adjusted": percent(fair.adjusted),
        "drawn": percent(fair.drawn),
        "prior": fair.prior,
        "low": percent(fair.low),
        "high": percent(fair.high),
        "is_thin": fair.is_thin,
    }


def reading_of(stored: Mapping[str, Any]) -> Reading:
    """The reading a stored line was reckoned from; exactly the one that was stored."""
    load = stored["load"]
    return Reading(
        value=Fraction(stored["value"]) if stored["value"] is not None else None,
        numerator=_exact(stored["numerator"]),
        denominator=stored["denominator"],
        late=int(stored["late"]),
        load={k: (Fraction(d), int(n)) for k, (d, n) in load.items()} if load is not None else None,
        rule_version=int(stored["rule_version"]),
        url=str(stored["url"]),
        proof=str(stored["proof"]),
    )


def _exact(stored: int | str | None) -> Fraction | int | None:
    return Fraction(stored) if isinstance(stored, str) else stored


def yardstick_as_json(yard: Yardstick) -> dict[str, Any]:
    """A yardstick as an assessment keeps it, exact."""
    return {
        "mean": str(yard.mean),
        "rates": {kind: str(rate) for kind, rate in yard.rates.items()},
        "prior": yard.prior,
        "evidence": yard.evidence,
        "is_stated": yard.is_stated,
    }


def yardstick_from(stored: Mapping[str, Any]) -> Yardstick:
    """The yardstick that was kept."""
    return Yardstick(
        Fraction(stored["mean"]),
        {kind: Fraction(rate) for kind, rate in stored["rates"].items()},
        int(stored["prior"]),
        int(stored["evidence"]),
        bool(stored["is_stated"]),
    )


def reasons_of(stored: Mapping[str, Any]) -> list[Reason]:
    """Why a line has the points it has."""
    return [Reason.from_json(one) for one in stored["why"]]
