"""An inspection scheme as a value: what is looked at, how often, by how many (S6, facts.md §4.1).

A scheme is a dated configuration ("inspection_scheme"), read here from its content. What the digits
of a named mechanism mean is content of the county and never known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from jiceng.kernel.words import N_

KIND = "inspection_scheme"
"""The kind of configuration that holds schemes."""
ANSWERS: Mapping[str, str] = {
    "check": N_("符合或不符合"),
    "number": N_("数字"),
    "choice": N_("选择"),
    "text": N_("文字"),
    "figure": N_("系统取数"),
}
"""How an element is answered; a figure is read from an indicator, never typed."""
OK, NOT_OK, NOT_APPLICABLE = "ok", "not_ok", "not_applicable"
CHECKS: Mapping[str, str] = {
    OK: N_("符合"),
    NOT_OK: N_("不符合"),
    NOT_APPLICABLE: N_("不适用"),
}
EVERY: Mapping[str, str] = {
    "month": N_("每月"),
    "quarter": N_("每季度"),
    "half": N_("每半年"),
    "year": N_("每年"),
}
"""How often; each is a part of the calendar (`periods.MONTHS`)."""
UNIT_KINDS: Mapping[str, str] = {
    "community_committee": N_("社区"),
    "village_committee": N_("村"),
    "town_government": N_("镇"),
    "department": N_("部门"),
}
"""Kinds of unit that are inspected, each compared with its like alone."""
ALL = "all"
MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that is looked at. `finding` is what stands in the ledger when it is not as it
    should be, `term_days` by when it is to be put right."""

    code: str
    name: str
    look: str = ""
    answer: str = "check"
    wants_photo: bool = False
    finding: str = ""
    term_days: int = 15
    choices: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    """Choices that make a finding."""
    low: Decimal | None = None
    high: Decimal | None = None
    """A number outside makes a finding."""
    unit: str = ""
    indicator: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often units of a kind are inspected, and how many of them each time."""

    kind: str
    every: str
    draw: str = ALL
    """"all", a number of units, or a share such as 1/3."""

    def count_of(self, units: int) -> int:
        """How many of so many units are drawn each time; a share is rounded up."""
        if self.draw == ALL:
            return units
        share = Fraction(self.draw)
        return min(units, int(share) if share >= 1 else ceil(units * share))


@dataclass(frozen=True, slots=True)
class InspectionScheme:
    """A version of a scheme, as its content says it."""

    name: str
    elements: tuple[Element, ...] = ()
    frequencies: tuple[Frequency, ...] = ()
    team_size: int = 2
    team_units: int = 2
    """From how many different units a team comes at least."""
    is_announced: bool = True
    view_days: int = 5
    """Working days in which the unit signs or states another view."""
    basis: str = ""
    note: str = ""
    note_en: str = ""
    name_en: str = ""
    is_sample: bool = False
    by_code: Mapping[str, Element] = field(default_factory=dict, compare=False)

    @property
    def may_be_planned(self) -> bool:
        return bool(self.elements and self.frequencies)


def scheme_of(content: Mapping[str, Any]) -> InspectionScheme:
    """Read a content that `check_inspection_scheme` found fit."""
    elements = tuple(_element(e) for e in content.get("elements") or ())
    plain = InspectionScheme("")
    return InspectionScheme(
        name=str(content["name"]),
        elements=elements,
        frequencies=tuple(
            Frequency(str(f["kind"]), str(f["every"]), str(f.get("draw", ALL)))
            for f in content.get("frequencies") or ()
        ),
        team_size=int(content.get("team_size", plain.team_size)),
        team_units=int(content.get("team_units", plain.team_units)),
        is_announced=bool(content.get("is_announced", True)),
        view_days=int(content.get("view_days", plain.view_days)),
        is_sample=bool(content.get("is_sample")),
        by_code={e.code: e for e in elements},
        **{n: str(content.get(n, "")) for n in ("basis", "note", "note_en", "name_en")},
    )


def _element(said: Mapping[str, Any]) -> Element:
    plain = Element("", "")
    return Element(
        code=str(said["code"]),
        name=str(said["name"]),
        answer=str(said.get("answer", plain.answer)),
        wants_photo=bool(said.get("wants_photo")),
        term_days=int(said.get("term_days", plain.term_days)),
        choices=tuple(str(c) for c in said.get("choices") or ()),
        found=tuple(str(c) for c in said.get("found") or ()),
        low=_number(said.get("low")),
        high=_number(said.get("high")),
        **{n: str(said.get(n, "")) for n in ("look", "finding", "unit", "indicator", "name_en")},
    )


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
