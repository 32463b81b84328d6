"""How a unit's follow-up is scored, every deduction with its event (facts.md §2.5). Pure.

There is no national formula: the scheme is the county's own, a dated configuration ("terms",
"supervision", part "scoring"), and the page says so. Units are scored, never persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from jiceng.kernel.words import N_

FULL = 100
NAMES: Mapping[str, str] = {
    "late_sign": N_("逾期签收"),
    "late_report": N_("逾期反馈"),
    "yellow_to_red": N_("黄灯转红灯"),
    "overdue": N_("逾期未办结"),
    "sent_back": N_("质量不合格被退回"),
    "false_report": N_("反馈不实"),
}
"""What costs points, and what it is called."""
DEDUCTIONS: Mapping[str, int] = {
    "late_sign": 2,
    "late_report": 3,
    "yellow_to_red": 5,
    "overdue": 8,
    "sent_back": 5,
    "false_report": 10,
}
"""Points taken for one event of a kind, as proposed; a county sets its own."""


FALSE_KEY = "false:{report}"
"""The key of the deduction for an untrue report."""


@dataclass(frozen=True, slots=True)
class ScoreTerms:
    """The scheme in force. Weights are by importance; shrinkage is in the same measure."""

    deductions: Mapping[str, int]
    done_early: int = 1
    bonus_cap: int = 5
    weights: tuple[tuple[str, int], ...] = (("A", 3), ("B", 2), ("C", 1))
    shrinkage: int = 4
    """Weight of tasks at the county's mean that every unit is taken to have beside its own."""
    least_tasks: int = 3
    """With fewer tasks in the quarter no score is given, only the events."""
    objection_days: int = 5

    def weight(self, importance: str) -> int:
        """What a task of this importance weighs; an unknown one weighs least."""
        return dict(self.weights).get(importance, min(w for _name, w in self.weights))


def score_terms(content: Mapping[str, Any]) -> ScoreTerms:
    """Read the part "scoring" of the terms; what is left out keeps its default."""
    given = dict(content.get("scoring") or {})
    own = {str(k): int(v) for k, v in dict(given.get("deductions") or {}).items()}
    plain = ScoreTerms(DEDUCTIONS)
    weights = dict(given.get("weights") or {})
    names = ("done_early", "bonus_cap", "shrinkage", "least_tasks", "objection_days")
    numbers = {n: int(given.get(n, getattr(plain, n))) for n in names}
    return ScoreTerms(
        deductions={**DEDUCTIONS, **{k: v for k, v in own.items() if k in DEDUCTIONS}},
        weights=tuple((str(k), int(v)) for k, v in weights.items()) or plain.weights,
        **numbers,
    )


@dataclass(frozen=True, slots=True)
class Event:
    """Something that counts. `key` names the record it stands in and never changes."""

    key: str
    kind: str
    task: int
    on: date


@dataclass(frozen=True, slots=True)
class Scored:
    """One task of a unit in a quarter, with what happened to it."""

    task: int
    importance: str
    events: tuple[Event, ...] = ()
    is_early: bool = False


@dataclass(frozen=True, slots=True)
class UnitScore:
    """A unit's score for a quarter. `value` None: too few tasks to say anything."""

    tasks: int
    weight: int
    raw: Fraction
    value: Decimal | None
    mean: Fraction


def counted(events: Iterable[Event], struck: frozenset[str]) -> tuple[Event, ...]:
    """The events that count: those whose objection was not accepted, each once."""
    kept = {e.key: e for e in events if e.key not in struck}
    return tuple(sorted(kept.values(), key=lambda e: (e.on, e.key)))


def task_score(task: Scored, terms: ScoreTerms) -> int:
    """100 less the deductions, not below 0, and a little more when done early."""
    lost = sum(terms.deductions.get(e.kind, 0) for e in task.events)
    bonus = min(terms.done_early, terms.bonus_cap) if task.is_early and not task.events else 0
    return max(0, FULL - lost) + bonus


def weighted_mean(tasks: Sequence[Scored], terms: ScoreTerms) -> tuple[Fraction, int]:
    """The mean by weight and the weight behind it; 100 where there is no task."""
    weight = sum(terms.weight(t.importance) for t in tasks)
    if not weight:
        return Fraction(FULL), 0
    total = sum(terms.weight(t.importance) * task_score(t, terms) for t in tasks)
    return Fraction(total, weight), weight


def unit_scores(units: Mapping[str, Sequence[Scored]], terms: ScoreTerms) -> dict[str, UnitScore]:
    """Every unit's score, drawn toward the county's mean the more the less evidence there is.

    value = (weight x own mean + shrinkage x county mean) / (weight + shrinkage): one task neither
    crowns nor damns a small unit.
    """
    mean, _weight = weighted_mean([t for tasks in units.values() for t in tasks], terms)
    return {unit: _unit(tasks, mean, terms) for unit, tasks in units.items()}


def _unit(tasks: Sequence[Scored], mean: Fraction, terms: ScoreTerms) -> UnitScore:
    raw, weight = weighted_mean(tasks, terms)
    if len(tasks) < terms.least_tasks:
        return UnitScore(len(tasks), weight, raw, None, mean)
    drawn = (weight * raw + terms.shrinkage * mean) / (weight + terms.shrinkage)
    return UnitScore(len(tasks), weight, raw, rounded(drawn), mean)


def rounded(value: Fraction) -> Decimal:
    """One decimal, half up, rounded once."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


def quarter_of(day: date) -> str:
    """The quarter of a day, such as 2026Q4."""
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"


def quarter_days(quarter: str) -> tuple[date, date]:
    """First and last day of a quarter; ValueError for text that is none."""
    year, _sep, number = quarter.partition("Q")
    if not (
        year.isascii() and year.isdigit() and len(year) == 4 and number in ("1", "2", "3", "4")
    ):
        raise ValueError(f"not a quarter: {quarter!r}")
    month = 3 * int(number) - 2
    first = date(int(year), month, 1)
    following = date(first.year + month // 10, (month + 2) % 12 + 1, 1)
    return first, date.fromordinal(following.toordinal() - 1)
