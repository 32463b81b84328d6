"""Which conditions a branch trips, on what facts, and how far a plan has come (facts.md §3.3).

Conditions are content of the rule book, key "weak_branch". Tripping one makes nothing of a branch:
the town committee puts it forward, the organisation department confirms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiceng.kernel.words import N_
from jiceng.party.rules.months import add_months

KEY = "weak_branch"
"""Of the set of rules in the rule book."""
TESTS = ("longer_than", "at_least", "below", "holds")
SUPPORTERS: Mapping[str, str] = {
    "county_leader": N_("县级领导联系"),
    "town_leader": N_("镇领导包抓"),
    "first_secretary": N_("第一书记驻点"),
    "paired_unit": N_("结对单位帮扶"),
}
"""四个一: four kinds of supporter."""
OUTCOMES: Mapping[str, str] = {
    "met": N_("符合"),
    "not_met": N_("不符合"),
    "not_known": N_("资料不足"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition as the rule version has it. `bound` is months, or whatever the fact counts."""

    key: str
    name: str
    name_en: str
    basis: str
    """derived: from records; entered: by the town, with words."""
    fact: str
    test: str
    bound: int
    sectors: frozenset[str]
    """Where it is asked; everywhere when empty."""

    def is_asked(self, sector: str) -> bool:
        return not self.sectors or sector in self.sectors


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one branch: a day since when, a number, or whether something is so."""

    since: date | None = None
    number: int | None = None
    holds: bool | None = None

    def as_json(self) -> dict[str, Any]:
        since = self.since.isoformat() if self.since else None
        return {"since": since, "number": self.number, "holds": self.holds}


def conditions_of(values: Mapping[str, Any]) -> tuple[Condition, ...]:
    """The conditions of a rule version; raises `ValueError` for a test nobody knows."""
    found = tuple(
        Condition(**{**row, "sectors": frozenset(row["sectors"])}) for row in values["conditions"]
    )
    for condition in found:
        if condition.test not in TESTS or condition.basis not in ("derived", "entered"):
            raise ValueError(f"condition {condition.key!r} has an unknown test or basis")
    return found


def outcome(condition: Condition, fact: Fact | None, today: date) -> str:
    """met, not_met or not_known. A fact nobody has is never taken for a good one."""
    if fact is None:
        return "not_known"
    if fact.holds is False:
        return "not_met"
    if condition.test == "holds":
        return "met" if fact.holds else "not_known"
    if condition.test == "below":
        return "not_known" if fact.number is None else _said(fact.number < condition.bound)
    if fact.since is None:
        return "not_known"
    limit = add_months(fact.since, condition.bound)
    return _said(today > limit if condition.test == "longer_than" else today >= limit)


def _said(is_met: bool) -> str:
    return "met" if is_met else "not_met"


@dataclass(frozen=True, slots=True)
class Step:
    """What progress needs of one item of a plan."""

    due_on: date
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Month:
    """How far a plan had come by the end of a month; counted from its items, never typed."""

    first: date
    done: int
    """Done in this month."""
    done_so_far: int
    due_so_far: int
    total: int

    @property
    def percent(self) -> int:
        return 100 * self.done_so_far // self.total if self.total else 0


def months_of(steps: Sequence[Step], since: date, until: date) -> Iterator[Month]:
    """Every month from the filing of the plan up to today, or to its end."""
    first = since.replace(day=1)
    while first <= until:
        after = add_months(first, 1)
        done = [s.done_on for s in steps if s.done_on and s.done_on < after]
        yield Month(
            first=first,
            done=sum(1 for day in done if day >= first),
            done_so_far=len(done),
            due_so_far=sum(1 for s in steps if s.due_on < after),
            total=len(steps),
        )
        first = after


def missing(wanted: Iterable[str], there: Iterable[str]) -> tuple[str, ...]:
    """What is wanted and not there, in the order wanted."""
    have = set(there)
    return tuple(key for key in dict.fromkeys(wanted) if key not in have)
