"""Lectures: campaigns with targets by unit, and who may speak where (facts.md §9).

Speakers, households or units reached, and sessions are three measures. They stand side by side,
each with its target; they are never multiplied with or added to one another, and make no score.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

CAMPAIGN = "lecture_campaign"
"""The kind of configuration that lists campaigns."""
LANGUAGES: Mapping[str, str] = {"common": N_("普通话"), "local": N_("临高话")}
MOST = 1_000_000
RATINGS = range(1, 6)


@dataclass(frozen=True, slots=True)
class Measured:
    """The three measures, as a target or as what was done."""

    speakers: int = 0
    reached: int = 0
    """Households or units a lecture went to, as its attendance tells them."""
    sessions: int = 0


MEASURES = ("speakers", "reached", "sessions")


@dataclass(frozen=True, slots=True)
class Campaign:
    """Lectures that count together from one day to another, with a target for each unit."""

    key: str
    name: str
    name_en: str
    starts_on: date
    ends_on: date
    targets: Mapping[str, Measured]


def campaign_of(key: str, content: Mapping[str, Any]) -> Campaign:
    """A campaign as configuration keeps it."""
    return Campaign(
        key, str(content["name"]), str(content.get("name_en", "")),
        date.fromisoformat(str(content["starts_on"])), date.fromisoformat(str(content["ends_on"])),
        {unit: Measured(**{m: int(aims.get(m, 0)) for m in MEASURES})
         for unit, aims in content.get("targets", {}).items()},
    )  # fmt: skip


def check_campaign(
    key: str, content: Mapping[str, Any], units: Collection[str]
) -> list[Reason]:  # fmt: skip
    """What makes a version of a campaign unfit, each fault a sentence."""
    return [*_frame_faults(content), *_target_faults(content.get("targets", {}), units)]


def _frame_faults(content: Mapping[str, Any]) -> Iterator[Reason]:
    if not str(content.get("name") or "").strip():
        yield Reason("paper_missing", {"paper": "name"}, "name")
    days = {}
    for name in ("starts_on", "ends_on"):
        try:
            days[name] = date.fromisoformat(str(content.get(name)))
        except ValueError:
            yield Reason("unknown_value", {"value": str(content.get(name))}, name)
    if len(days) == 2 and days["ends_on"] < days["starts_on"]:
        yield Reason("campaign_days_reversed", field="ends_on")


def _target_faults(targets: Any, units: Collection[str]) -> Iterator[Reason]:
    if not isinstance(targets, Mapping) or not targets:
        yield Reason("campaign_without_targets", field="targets")
        return
    for unit, aims in targets.items():
        if unit not in units:
            yield Reason("unknown_unit", {"value": str(unit)}, "targets")
        elif not isinstance(aims, Mapping) or not {*aims} <= {*MEASURES}:
            yield Reason("unknown_value", {"value": str(aims)}, "targets")
        elif not all(isinstance(n, int) and 0 <= n <= MOST for n in aims.values()):
            yield Reason("number_range", {"low": 0, "high": MOST}, "targets")


def speaker_faults(
    name: str, topics: Collection[str], languages: Collection[str], topic: str, language: str
) -> Iterator[Reason]:
    """Why somebody does not give this lecture: not their topic, not their language."""
    if topic not in topics:
        yield Reason("speaker_other_topic", {"name": name}, "speakers")
    if language not in languages:
        yield Reason("speaker_other_language", {"name": name, "language": language}, "speakers")
