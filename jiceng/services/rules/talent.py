"""Which offer of somebody's trade fits a need, with every reason as a sentence (S14, S25).

Matching is by skill, place and time. Nobody is scored, and offers are not put in an order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.kernel.scope import covers
from jiceng.kernel.words import N_

KIND = "skill"
"""The kind of configuration that lists skills."""
WAYS: Mapping[str, str] = {
    "on_site": N_("到现场"), "remote": N_("远程"), "either": N_("现场、远程都可以"),
}  # fmt: skip
POSTERS: Mapping[str, str] = {
    "company": N_("企业"), "community": N_("社区（村）"), "unit": N_("单位"),
}  # fmt: skip
VISITS: Mapping[str, str] = {
    "visit": N_("走访"), "talk": N_("洽谈"), "guidance": N_("创业辅导"),
}  # fmt: skip
OUTCOMES: Mapping[str, str] = {
    "placed": N_("已入职或者已合作"), "founded": N_("已创办企业"), "none": N_("没有对接成"),
}  # fmt: skip
LONGEST = timedelta(days=366)
"""A need or an offer lasts a year at most; then it is made anew, or gone."""
FOLLOW_UP_DAYS = 30


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a need asks for."""

    skill: str
    area_path: str
    area: str
    way: str
    until: date


@dataclass(frozen=True, slots=True)
class Offered:
    """What somebody offers. No area: anywhere in the county."""

    skill: str
    area_path: str
    way: str
    free_from: date
    free_until: date


def why_fits(need: Wanted, offer: Offered, skill: str) -> tuple[Reason, ...]:
    """Every reason why an offer fits a need; none when one of skill, place and time does not."""
    parts = (_skill(need, offer, skill), _place(need, offer), _time(need, offer))
    return tuple(part for part in parts if part) if all(parts) else ()


def _skill(need: Wanted, offer: Offered, name: str) -> Reason | None:
    return Reason("fits_skill", {"skill": name}) if need.skill == offer.skill else None


def _place(need: Wanted, offer: Offered) -> Reason | None:
    ways = {need.way, offer.way}
    if ways == {"on_site", "remote"}:
        return None
    if "remote" in ways:
        return Reason("fits_remote")
    if not offer.area_path:
        return Reason("fits_anywhere", {"area": need.area})
    is_near = covers(offer.area_path, need.area_path) or covers(need.area_path, offer.area_path)
    return Reason("fits_area", {"area": need.area}) if is_near else None


def _time(need: Wanted, offer: Offered) -> Reason | None:
    if offer.free_from > need.until:
        return None
    told = {"start": offer.free_from.isoformat(), "end": offer.free_until.isoformat()}
    return Reason("fits_time", told)


def check_skill(key: str, content: Mapping[str, Any], _rows: Any = None) -> list[Reason]:
    """What makes a version of a skill unfit."""
    name = content.get("name")
    is_named = isinstance(name, str) and 1 <= len(name.strip()) <= 30
    return [] if is_named else [Reason("text_length", {"low": 1, "high": 30}, "name")]


def until_faults(until: date, today: date, field: str) -> Iterator[Reason]:
    """A last day lies ahead, within a year."""
    if not today <= until <= today + LONGEST:
        yield Reason("within_a_year", {"day": until.isoformat()}, field)
