"""A secretary's appraisal is counted: ballots by class, weights, the grade by rule (facts.md §3.2).

Everything is a function of the published ballots, so that anybody can count them again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from jiceng.kernel.refusal import Reason, Refused
from jiceng.kernel.words import N_
from jiceng.performance.rules.ballot_forms import ballot_form_faults
from jiceng.performance.rules.panels import LEAST

KIND = "appraisal_scheme"
"""The kind of configuration that holds schemes."""
GRADES: Mapping[str, str] = {
    "good": N_("好"),
    "fairly_good": N_("较好"),
    "fair": N_("一般"),
    "poor": N_("差"),
}
"""What a ballot may say, and what a grade may be, from the best down."""
VALUES: Mapping[str, int] = {"good": 100, "fairly_good": 80, "fair": 60, "poor": 0}
"""Points of an option where a scheme says nothing else (facts.md §3.1, [P])."""


PARTS: Mapping[str, str] = {
    "ballots": N_("民主评议"),
    "on_site": N_("实地考评"),
    "daily": N_("日常了解"),
}
"""Parts of the points."""
HELD, TOLD = ("reviewing", "drawing", "voting", "counted", "published"), ("counted", "published")
NAMED_IN: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "report": (N_("述职报告"), HELD),
    "review": (N_("实地考评"), HELD),
    "ballots": (N_("民主评议"), TOLD),
    "decision": (N_("研究确定等次"), TOLD),
}
"""Part of an appraisal in which a problem may be named: its name, and the states that have it."""
LONGEST_CLASS, LONGEST_MERGED = 24, 120
"""Signs of a class of raters, and of all of them in one."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot as it is published: its number, the class it counts in, what it says."""

    number: str
    rater_class: str
    choice: str


@dataclass(frozen=True, slots=True)
class AppraisalScheme:
    """Weights and thresholds of a cycle. Both sets of weights add up to 100."""

    parts: Mapping[str, int]
    """ballots, on_site, daily: what share each part has."""
    classes: Mapping[str, int]
    """Class of raters -> the weight of its ballots among all ballots."""
    thresholds: Mapping[str, int]
    """Grade -> the least points; whoever is below all of them is poor."""
    values: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ClassCount:
    """What one class, or several merged, said."""

    classes: tuple[str, ...]
    votes: Mapping[str, int]
    weight: int

    @property
    def cast(self) -> int:
        return sum(self.votes.values())

    def points(self, values: Mapping[str, int]) -> Fraction:
        """Points of the options by votes, over the votes; exact."""
        return Fraction(sum(values[k] * n for k, n in self.votes.items()), self.cast)


def may_be_named(state: str, part: str) -> bool:
    """Whether an appraisal in a state has got as far as a part."""
    return state in NAMED_IN[part][1]


def count(ballots: Iterable[Ballot], scheme: AppraisalScheme) -> tuple[ClassCount, ...]:
    """Ballots by class. A class with fewer than `LEAST` is merged with the next smallest.

    Merged classes carry their weights together. Raises `Refused` when all of them together are
    too few: nothing is counted out that would tell who voted how.
    """
    votes: dict[tuple[str, ...], Counter[str]] = {(name,): Counter() for name in scheme.classes}
    for ballot in ballots:
        votes[(ballot.rater_class,)][ballot.choice] += 1
    while len(votes) > 1 and min(v.total() for v in votes.values()) < LEAST:
        first, second = sorted(votes, key=lambda names: (votes[names].total(), names))[:2]
        merged = votes.pop(first) + votes.pop(second)
        votes[tuple(sorted((*first, *second)))] = merged
    if min(v.total() for v in votes.values()) < LEAST:
        raise Refused(Reason("too_few_ballots", {"least": LEAST}))
    return tuple(
        ClassCount(names, {k: said[k] for k in GRADES}, sum(scheme.classes[n] for n in names))
        for names, said in sorted(votes.items())
    )


def ballot_points(counts: Sequence[ClassCount], values: Mapping[str, int]) -> Fraction:
    """The points of all ballots, each class by its weight; exact."""
    total = sum(c.weight for c in counts)
    return sum((c.points(values) * c.weight for c in counts), Fraction(0)) / total


def total_points(parts: Mapping[str, Fraction], scheme: AppraisalScheme) -> Fraction:
    """Every part by its weight; exact."""
    return sum((parts[name] * share for name, share in scheme.parts.items()), Fraction(0)) / 100


def grade_of(points: Fraction, scheme: AppraisalScheme) -> str:
    """The best grade whose least points are reached. Compared exactly, never as it is shown."""
    for grade in GRADES:
        if grade in scheme.thresholds and points >= scheme.thresholds[grade]:
            return grade
    return "poor"


def shown(points: Fraction) -> Decimal:
    """Points with two decimals, rounded half up; for reading alone."""
    exact = Decimal(points.numerator) / Decimal(points.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def ballot_faults(ballots: Sequence[Ballot], slips: Mapping[str, int]) -> list[Reason]:
    """Why a published list cannot be a count: a number twice, a choice or class nobody knows, more
    ballots than slips were made for a class."""
    return list(_ballot_faults(ballots, slips))


def _ballot_faults(ballots: Sequence[Ballot], slips: Mapping[str, int]) -> Iterator[Reason]:
    for number, times in sorted(Counter(b.number for b in ballots).items()):
        if times > 1:
            yield Reason("ballot_twice", {"number": number})
    for ballot in ballots:
        if ballot.choice not in GRADES or ballot.rater_class not in slips:
            yield Reason("ballot_unreadable", {"number": ballot.number})
    for name, cast in sorted(Counter(b.rater_class for b in ballots).items()):
        if cast > slips.get(name, 0):
            yield Reason("more_ballots_than_slips", {"value": name})


def check_appraisal_scheme(key: str, content: Mapping[str, Any], known: Any) -> list[Reason]:
    """Weights that don't add up, thresholds out of order, options without points: each named."""
    return list(_scheme_faults(content))


def _scheme_faults(content: Mapping[str, Any]) -> Iterator[Reason]:
    for name in ("parts", "classes"):
        weights = content.get(name)
        if not isinstance(weights, Mapping) or not weights:
            yield Reason("needed", field=name)
        elif not all(_is_weight(w) for w in weights.values()) or sum(weights.values()) != 100:
            yield Reason("appraisal_weights", {"value": name}, name)
    yield from _unnamed(content.get("parts"), PARTS, "parts")
    yield from _unnamed(content.get("thresholds"), GRADES, "thresholds")
    if "ballots" not in (content.get("parts") or ()):
        yield Reason("ballots_without_weight", field="parts")
    yield from _class_faults(content.get("classes"))
    if not _fall(content.get("thresholds")):
        yield Reason("thresholds_order", field="thresholds")
    if not _are_points(content.get("values")):
        yield Reason("options_without_points", field="values")
    if "form" in content:
        yield from ballot_form_faults(content["form"], tuple(GRADES))


def _unnamed(given: Any, known: Mapping[str, str], field: str) -> Iterator[Reason]:
    """What is weighed or asked for and nobody knows."""
    for name in given if isinstance(given, Mapping) else ():
        if name not in known:
            yield Reason("unknown_value", {"value": name}, field)


def _class_faults(classes: Any) -> Iterator[Reason]:
    """Classes that were merged are named with 、 between them, in the columns of a ballot."""
    names = [str(name) for name in classes] if isinstance(classes, Mapping) else []
    is_odd = any(not name.strip() or set(name) & set("、，,") for name in names)
    longest = max((len(name) for name in names), default=0)
    if is_odd or longest > LONGEST_CLASS or len("、".join(names)) > LONGEST_MERGED:
        yield Reason("class_name", {"most": LONGEST_CLASS}, "classes")


def _are_points(values: Any) -> bool:
    """Whether every option has whole points from 0 to 100, and none more than a better one."""
    if not isinstance(values, Mapping) or set(values) != set(GRADES):
        return False
    points = [values[grade] for grade in GRADES]
    if not all(_is_weight(p) or (p == 0 and isinstance(p, int)) for p in points):
        return False
    return all(high >= low for high, low in pairwise(points))


def _fall(thresholds: Any) -> bool:
    """Whether the points of grades fall from the best down, each below the one before."""
    if not isinstance(thresholds, Mapping):
        return False
    points = [thresholds[g] for g in GRADES if g in thresholds]
    if not points or not all(_is_weight(p) for p in points):
        return False
    return all(high > low for high, low in pairwise(points))


def _is_weight(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 100


def scheme_of(content: Mapping[str, Any]) -> AppraisalScheme:
    """Read a version that has passed `check_appraisal_scheme`."""
    return AppraisalScheme(
        content["parts"], content["classes"], content["thresholds"], content["values"]
    )
