"""Stars of Party branches: what a branch has, what the next star still asks, how a quota is kept
(S10, facts.md §4.2).

Monotone by construction: a criterion is a threshold in one direction, what is not known counts as
not met, and only a veto takes a star away.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jiceng.kernel.numbers import share, wilson_interval

KIND = "star_scheme"
"""The kind of configuration that holds schemes."""
MODES = ("named", "graded")
SOURCES = ("indicator", "record", "mass")
TESTS = ("at_least", "at_most")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing asked for a star: a value of an indicator, of a checked record, or of the vote."""

    key: str
    name: str
    name_en: str
    source: str
    test: str
    threshold: Decimal
    unit: str = ""
    indicator: str = ""

    def is_met(self, value: Decimal | None) -> bool:
        """What is not known is not met."""
        if value is None:
            return False
        return value >= self.threshold if self.test == "at_least" else value <= self.threshold


@dataclass(frozen=True, slots=True)
class Star:
    """A star, or in a graded scheme one more of them."""

    key: str
    name: str
    name_en: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Veto:
    """What takes every star away: said with a reason, or a value of an indicator at or above
    `threshold`."""

    key: str
    name: str
    name_en: str
    indicator: str = ""
    threshold: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class StarScheme:
    """A county's scheme as it stood in one version."""

    key: str
    version: int
    name: str
    name_en: str
    mode: str
    """named: each star is won by itself; graded: a star counts only with all before it."""
    stars: tuple[Star, ...]
    vetoes: tuple[Veto, ...]
    quorum: Fraction
    """Share of those who may vote that has to have voted."""
    quota: Fraction | None
    """Share of the branches rated in a year that may hold all stars; None is without limit."""
    notice_days: int
    """Working days of the public notice."""
    answer_days: int
    """Working days within which an objection is answered."""
    valid_months: int
    is_sample: bool = False
    note: str = ""
    note_en: str = ""
    basis: str = ""

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(c for star in self.stars for c in star.criteria)

    def criterion(self, key: str) -> Criterion | None:
        return next((c for c in self.criteria if c.key == key), None)

    def veto(self, key: str) -> Veto | None:
        return next((v for v in self.vetoes if v.key == key), None)


@dataclass(frozen=True, slots=True)
class Mass:
    """A vote of a branch's members or residents: counts alone, never who voted how."""

    eligible: int
    cast: int
    support: int

    def has_quorum(self, quorum: Fraction) -> bool:
        """Exact: two thirds of 7 are 5, not 4."""
        return self.eligible > 0 and Fraction(self.cast, self.eligible) >= quorum

    @property
    def percent(self) -> Decimal | None:
        """Support among votes cast, in percent; None without a vote."""
        return share(self.support, self.cast)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything a rating rests on: values by criterion, the vote, vetoes that hold."""

    values: Mapping[str, Decimal | None] = field(default_factory=dict)
    mass: Mass | None = None
    vetoes: frozenset[str] = frozenset()

    def value_of(self, criterion: Criterion, scheme: StarScheme) -> Decimal | None:
        """A vote without its quorum says nothing."""
        if criterion.source != "mass":
            return self.values.get(criterion.key)
        counts = self.mass is not None and self.mass.has_quorum(scheme.quorum)
        return self.mass.percent if self.mass and counts else None


@dataclass(frozen=True, slots=True)
class Gap:
    """What one criterion still asks for a star; `value` is None where nothing is known."""

    star: Star
    criterion: Criterion
    value: Decimal | None


def stars(evidence: Evidence, scheme: StarScheme) -> tuple[str, ...]:
    """The stars a branch has by this evidence, in the order of the scheme."""
    if vetoes_holding(evidence, scheme):
        return ()
    won: list[str] = []
    for star in scheme.stars:
        if not _gaps(star, evidence, scheme):
            won.append(star.key)
        elif scheme.mode == "graded":
            break
    return tuple(won)


def vetoes_holding(evidence: Evidence, scheme: StarScheme) -> tuple[Veto, ...]:
    """The vetoes of the scheme that hold."""
    return tuple(v for v in scheme.vetoes if v.key in evidence.vetoes)


def missing(evidence: Evidence, scheme: StarScheme) -> tuple[Gap, ...]:
    """What is missing: for every star not yet won, in a graded scheme for the next one alone.

    A veto is told apart from it (`vetoes_holding`): no evidence makes up for one.
    """
    found: list[Gap] = []
    for star in scheme.stars:
        gaps = _gaps(star, evidence, scheme)
        found += gaps
        if gaps and scheme.mode == "graded":
            break
    return tuple(found)


def _gaps(star: Star, evidence: Evidence, scheme: StarScheme) -> list[Gap]:
    known = ((c, evidence.value_of(c, scheme)) for c in star.criteria)
    return [Gap(star, c, value) for c, value in known if not c.is_met(value)]


@dataclass(frozen=True, slots=True)
class Bands:
    """Who surely keeps a place of a quota, who can't be told apart at its edge, who is outside."""

    within: frozenset[str]
    undecided: frozenset[str]
    outside: frozenset[str]


def places(branches: int, quota: Fraction | None) -> int:
    """How many may hold all stars, rounded down but at least one; without a quota all of them."""
    return branches if quota is None else max(1, int(branches * quota))


def bands(votes: Mapping[str, Mass], count: int) -> Bands:
    """Share `count` places among branches that have every star, by their votes alone.

    One branch is above another only where their 95 % intervals (Wilson) don't touch; everybody
    else is not told apart. Whoever is left undecided is decided by the committee, with a reason;
    no order among branches is made up.
    """
    reach = {who: _interval(vote) for who, vote in votes.items()}
    within, outside = set[str](), set[str]()
    for who, (low, high) in reach.items():
        others = [span for other, span in reach.items() if other != who]
        if sum(1 for span in others if span[0] > high) >= count:
            outside.add(who)
        elif sum(1 for span in others if span[1] >= low) < count:
            within.add(who)
    return Bands(frozenset(within), frozenset(votes) - within - outside, frozenset(outside))


def _interval(vote: Mass) -> tuple[Decimal, Decimal]:
    return wilson_interval(vote.support, vote.cast)


def scheme_of(key: str, version: int, content: Mapping[str, Any]) -> StarScheme:
    """Read a version that has passed `check_star_scheme`."""
    quota = content.get("quota_percent")
    return StarScheme(
        key=key,
        version=version,
        name=content["name"],
        name_en=content.get("name_en", ""),
        mode=content["mode"],
        stars=tuple(_star(s) for s in content["stars"]),
        vetoes=tuple(_veto(v) for v in content.get("vetoes", ())),
        quorum=Fraction(str(content["quorum"])),
        quota=None if quota is None else Fraction(int(quota), 100),
        notice_days=int(content["notice_days"]),
        answer_days=int(content["answer_days"]),
        valid_months=int(content["valid_months"]),
        is_sample=bool(content.get("is_sample")),
        note=content.get("note", ""),
        note_en=content.get("note_en", ""),
        basis=content.get("basis", ""),
    )


def _star(said: Mapping[str, Any]) -> Star:
    criteria = tuple(_criterion(c) for c in said["criteria"])
    return Star(said["key"], said["name"], said.get("name_en", ""), criteria)


def _criterion(said: Mapping[str, Any]) -> Criterion:
    return Criterion(
        said["key"], said["name"], said.get("name_en", ""), said["source"], said["test"],
        Decimal(str(said["threshold"])), said.get("unit", ""), said.get("indicator", ""),
    )  # fmt: skip


def _veto(said: Mapping[str, Any]) -> Veto:
    return Veto(
        said["key"], said["name"], said.get("name_en", ""), said.get("indicator", ""),
        Decimal(str(said.get("threshold", 1))),
    )  # fmt: skip


def repeated(keys: Iterable[str]) -> Sequence[str]:
    """Keys that stand there more than once, in order."""
    listed = list(keys)
    return sorted({k for k in listed if listed.count(k) > 1})


def last_day(awarded: date, months: int) -> date:
    """Until when stars hold: the same day of the month, or that month's last."""
    year, month = divmod(awarded.year * 12 + awarded.month - 1 + months, 12)
    return date(year, month + 1, min(awarded.day, monthrange(year, month + 1)[1]))
