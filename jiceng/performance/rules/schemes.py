"""An assessment scheme as a value: who is compared, on what, for how many points (facts.md §3.1).

A scheme is a dated configuration ("scheme"), read here from its content; `scheme_faults` says what
is wrong with one. Units and areas are compared with their like; posts carry duties, never points.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jiceng.kernel.words import N_

SOURCES: Mapping[str, str] = {
    "derived": N_("系统记录"),
    "inspected": N_("实地核查"),
    "surveyed": N_("满意度调查"),
    "third_party": N_("第三方评估"),
    "self": N_("单位自评"),
}
"""Where a value comes from; 单位自评 only where no record exists."""
FORMULAS: Mapping[str, str] = {
    "fair_rate": N_("公平比率"),
    "quantity": N_("定量完成"),
    "lower": N_("越低越好"),
    "node": N_("节点完成"),
    "deduct": N_("逐件扣分"),
    "rank": N_("组内线性"),
}
"""How a value becomes points."""
EXTRAS: Mapping[str, str] = {
    "bonus": N_("加分"),
    "deduction": N_("扣分"),
    "veto": N_("否决"),
}
LEVELS: Mapping[str, str] = {
    "town": N_("镇"),
    "community": N_("社区"),
    "village": N_("村"),
    "grid": N_("网格"),
    "unit": N_("部门"),
}
"""What the members of a group are."""
NUMBERS = ("goal", "cap", "step", "expected")
SURVEY_CODE = re.compile(r"survey_(sv\d+)_([a-z][a-z0-9_]*)")
"""The indicator a question of a survey gives: number and question."""
LEAST = 10
"""Records behind a rate below which it is the group's, not the unit's."""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that is asked. `weight` is its full points; `goal` is in the unit of its value.

    `groups` empty means a common target, asked of every group. `covered_by` names share targets
    the points are multiplied by: what was not registered, or not truly solved, was not done.
    """

    key: str
    name: str
    weight: Fraction
    source: str = "derived"
    formula: str = "fair_rate"
    indicator: str = ""
    goal: Fraction = Fraction(100)
    cap: Fraction = Fraction(1)
    step: Fraction = Fraction(1)
    least: int = LEAST
    prior: int = 0
    """Records at the group's mean everybody is taken to have beside their own; 0: estimated."""
    expected: Fraction = Fraction(85)
    """Per cent of a rate expected where no record of the year before says it."""
    groups: tuple[str, ...] = ()
    covered_by: tuple[str, ...] = ()
    basis: str = ""

    @property
    def is_shared(self) -> bool:
        return not self.groups

    @property
    def is_read(self) -> bool:
        """Whether a record holds the value: an indicator, or the result of a survey."""
        return self.source == "derived" or (self.source == "surveyed" and bool(self.indicator))


@dataclass(frozen=True, slots=True)
class Group:
    """Comparable units, by their codes."""

    key: str
    name: str
    level: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Extra:
    """A bonus, a deduction or a veto the scheme knows, with the most it may count."""

    key: str
    name: str
    kind: str
    points: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Quota:
    """A part of a target's amount, handed down: county, town, community, post.

    `of` is the code of an area or a unit, or such a code and a post there: 469024100/网格员.
    """

    target: str
    of: str
    above: str
    amount: Fraction

    @property
    def place(self) -> str:
        """The area or the unit."""
        return self.of.partition("/")[0]

    @property
    def post(self) -> str:
        """The post there; empty for the area or unit as a whole."""
        return self.of.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Duty:
    """What a post answers for: a list of responsibilities, without points."""

    post: str
    target: str
    text: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """A whole scheme, as it was valid."""

    name: str
    start: date
    end: date
    total: Fraction
    groups: tuple[Group, ...]
    targets: tuple[Target, ...]
    extras: tuple[Extra, ...] = ()
    quotas: tuple[Quota, ...] = ()
    duties: tuple[Duty, ...] = ()
    bonus_cap: Fraction = Fraction(0)
    deduction_cap: Fraction = Fraction(0)
    objection_days: int = 5
    is_sample: bool = False

    def group(self, key: str) -> Group | None:
        return next((g for g in self.groups if g.key == key), None)

    def targets_of(self, group: str) -> tuple[Target, ...]:
        """Common targets and those of the group, in the order of the scheme."""
        return tuple(t for t in self.targets if t.is_shared or group in t.groups)

    def goal_of(self, target: Target, subject: str) -> Fraction:
        """The quota handed to a subject, where there is one; else the target's own goal."""
        mine = (q.amount for q in self.quotas if q.target == target.key and q.of == subject)
        return next(mine, target.goal)


def exact(value: Any) -> Fraction:
    """A number of a file as it is written: 0.1 is a tenth. ValueError for what is none."""
    if isinstance(value, bool):
        raise ValueError(f"not a number: {value!r}")
    return Fraction(Decimal(str(value)))


def scheme_of(content: Mapping[str, Any]) -> Scheme:
    """Read a content that `scheme_faults` found fit; KeyError or ValueError for another."""
    return Scheme(
        name=str(content["name"]),
        start=date.fromisoformat(str(content["start"])),
        end=date.fromisoformat(str(content["end"])),
        total=exact(content.get("total", 100)),
        groups=tuple(_group(g) for g in content.get("groups") or ()),
        targets=tuple(_target(t) for t in content.get("targets") or ()),
        extras=tuple(_extra(e) for e in content.get("extras") or ()),
        quotas=tuple(_quota(q) for q in content.get("quotas") or ()),
        duties=tuple(
            Duty(str(d["post"]), str(d.get("target", "")), str(d["text"]))
            for d in content.get("duties") or ()
        ),
        bonus_cap=exact(content.get("bonus_cap", 0)),
        deduction_cap=exact(content.get("deduction_cap", 0)),
        objection_days=int(content.get("objection_days", 5)),
        is_sample=bool(content.get("is_sample")),
    )


def _group(given: Mapping[str, Any]) -> Group:
    members = tuple(dict.fromkeys(str(m) for m in given.get("members") or ()))
    return Group(str(given["key"]), str(given["name"]), str(given.get("level", "")), members)


def _target(given: Mapping[str, Any]) -> Target:
    plain = Target("", "", Fraction(0))
    numbers = {n: exact(given[n]) if n in given else getattr(plain, n) for n in NUMBERS}
    return Target(
        key=str(given["key"]),
        name=str(given["name"]),
        weight=exact(given["weight"]),
        source=str(given.get("source", plain.source)),
        formula=str(given.get("formula", plain.formula)),
        indicator=str(given.get("indicator", "")),
        least=int(given.get("least", plain.least)),
        prior=int(given.get("prior", plain.prior)),
        groups=tuple(str(g) for g in given.get("groups") or ()),
        covered_by=tuple(str(c) for c in given.get("covered_by") or ()),
        basis=str(given.get("basis", "")),
        **numbers,
    )


def _extra(given: Mapping[str, Any]) -> Extra:
    points = exact(given.get("points", 0))
    return Extra(str(given["key"]), str(given["name"]), str(given["kind"]), points)


def _quota(given: Mapping[str, Any]) -> Quota:
    amount = exact(given["amount"])
    return Quota(str(given["target"]), str(given["of"]), str(given.get("above", "")), amount)
