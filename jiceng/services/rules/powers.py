"""A power sent down (赋权清单): what, from whom to whom, by which document, since when (§6)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

KIND = "delegated_power"
MODES: Mapping[str, str] = {"delegated": N_("法定授权"), "entrusted": N_("委托")}
LOWER = ("town", "community")
"""Tiers that powers are sent down to."""


@dataclass(frozen=True, slots=True)
class Power:
    """One line of the ledger in one version."""

    key: str
    version: int
    item: str
    """What may be done, as the document words it."""
    service_items: tuple[str, ...]
    """Keys of the items of the catalogue that are decided by virtue of it."""
    case_types: tuple[str, ...]
    from_unit: str
    to_unit: str
    mode: str
    basis: str
    """The document and its number."""
    effective_from: date
    effective_to: date | None
    """The last day; none while nothing ends it."""
    review_on: date | None

    def holds_on(self, day: date) -> bool:
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


def power_of(key: str, version: int, content: Mapping[str, Any]) -> Power:
    """A power as configuration keeps it, once it has passed `check_power`."""
    days = {
        name: date.fromisoformat(str(content[name])) if content.get(name) else None
        for name in ("effective_from", "effective_to", "review_on")
    }
    return Power(
        key, version, str(content["item"]), tuple(content.get("service_items") or ()),
        tuple(content.get("case_types") or ()), str(content["from_unit"]), str(content["to_unit"]),
        str(content["mode"]), str(content.get("basis") or ""),
        days["effective_from"] or date.min, days["effective_to"], days["review_on"],
    )  # fmt: skip


def check_power(
    content: Mapping[str, Any], tiers: Mapping[str, str], items: Collection[str]
) -> list[Reason]:
    """What makes a version unfit. `tiers` says at which tier each unit is."""
    return [*_words(content), *_units(content, tiers), *_days(content), *_items(content, items)]


def _words(content: Mapping[str, Any]) -> Iterator[Reason]:
    for name, most in (("item", 80), ("basis", 120)):
        if not 1 <= len(str(content.get(name) or "").strip()) <= most:
            yield Reason("text_length", {"low": 1, "high": most}, name)
    if content.get("mode") not in MODES:
        yield Reason("unknown_value", {"value": str(content.get("mode") or "")}, "mode")


def _units(content: Mapping[str, Any], tiers: Mapping[str, str]) -> Iterator[Reason]:
    for name in ("from_unit", "to_unit"):
        if content.get(name) not in tiers:
            yield Reason("unknown_unit", {"value": str(content.get(name) or "")}, name)
    if tiers.get(str(content.get("to_unit")), LOWER[0]) not in LOWER:
        yield Reason("power_not_down", field="to_unit")


def _days(content: Mapping[str, Any]) -> Iterator[Reason]:
    found: dict[str, date] = {}
    for name in ("effective_from", "effective_to", "review_on"):
        text = str(content.get(name) or "")
        try:
            found |= {name: date.fromisoformat(text)} if text else {}
        except ValueError:
            yield Reason("bad_day", {"value": text[:20]}, name)
    if not content.get("effective_from"):
        yield Reason("needed", field="effective_from")
    if {"effective_from", "effective_to"} <= found.keys() and (
        found["effective_to"] < found["effective_from"]
    ):
        yield Reason("power_ends_first", field="effective_to")


def _items(content: Mapping[str, Any], items: Collection[str]) -> Iterator[Reason]:
    for key in content.get("service_items") or ():
        if key not in items:
            yield Reason("unknown_item", {"value": str(key)[:40]}, "service_items")
