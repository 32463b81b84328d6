"""Plans and their levels: what each level opens, and what changes between two (facts.md §8).

A graver level opens what it lists and everything the milder ones do; of two terms for a type of
case the graver level's counts. What a level no longer opens is closed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jiceng.emergency.rules.home_requests import NEEDS
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Term
from jiceng.kernel.words import N_

KIND = "emergency_plan"
"""The kind of configuration that keeps plans."""
KINDS: Mapping[str, str] = {
    "typhoon": N_("台风"), "flood": N_("洪涝"), "epidemic": N_("疫情"), "fire": N_("火灾"),
    "cold_wave": N_("寒潮"),
}  # fmt: skip
LEVELS = ("I", "II", "III", "IV")
"""The gravest first."""
LEVEL_WORDS: Mapping[str, str] = {
    "I": N_("Ⅰ级"), "II": N_("Ⅱ级"), "III": N_("Ⅲ级"), "IV": N_("Ⅳ级"),
}  # fmt: skip
PURPOSES: Mapping[str, str] = {
    "highway": N_("公路卡口"), "village": N_("村口"), "compound": N_("小区门口"),
    "port": N_("港口码头"), "shelter": N_("避灾安置点"), "watch": N_("巡查值守点"),
}  # fmt: skip
"""What a checkpoint is for."""
OPENING_WORDS: Mapping[str, str] = {
    "checkpoints": N_("卡口"), "rosters": N_("值班表"), "notices": N_("入户通知"),
    "supplies": N_("物资"), "case_types": N_("增开的事项"), "terms": N_("缩短的时限"),
    "home_service": N_("居家服务"), "closures": N_("暂停的活动"),
}  # fmt: skip
"""Kinds of opening, in the order in which they are told."""
LONGEST = timedelta(days=60)
"""An emergency is decided for so long at most; it may be prolonged as often as needed [P]."""
KNOWN = frozenset({"name", "name_en", "kind", "basis", "advice", "advice_en", "is_unverified",
                   "notices", "levels"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opens:
    """One thing a level opens: its kind, its key or words, and the term where it is one."""

    kind: str
    key: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A notice as the plan has it ready."""

    title: str
    text: str
    speech: str
    """Short sentences for loudspeakers, one a line."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of a plan."""

    key: str
    version: int
    name: str
    name_en: str
    kind: str
    basis: str
    advice: str
    """What everybody does while it lasts; stands in the banner."""
    advice_en: str
    is_unverified: bool
    """Its values are examples that the county has not yet confirmed."""
    notices: Mapping[str, NoticeText]
    levels: Mapping[str, Mapping[str, Any]]

    def opens(self, level: str) -> tuple[Opens, ...]:
        """Everything open on a level, in the order of kinds; milder levels are included."""
        found: dict[tuple[str, str], Opens] = {}
        for name in reversed(LEVELS[LEVELS.index(level) :]):
            for one in _listed(self.levels.get(name, {})):
                found[(one.kind, one.key)] = one
        order = list(OPENING_WORDS)
        return tuple(sorted(found.values(), key=lambda o: order.index(o.kind)))


def _listed(level: Mapping[str, Any]) -> Iterator[Opens]:
    for kind in OPENING_WORDS:
        if kind == "terms":
            yield from (Opens(kind, str(k), str(v)) for k, v in level.get(kind, {}).items())
        else:
            yield from (Opens(kind, str(key)) for key in level.get(kind, ()))


def difference(
    before: Collection[Opens], after: Collection[Opens]
) -> tuple[list[Opens], list[Opens]]:
    """What is opened and what is closed when one level follows another."""
    return [o for o in after if o not in before], [o for o in before if o not in after]


def plan_of(key: str, version: int, content: Mapping[str, Any]) -> Plan:
    """A plan as configuration keeps it."""
    text = {n: str(content.get(n, "")) for n in ("name", "name_en", "kind", "basis", "advice",
                                                 "advice_en")}  # fmt: skip
    return Plan(
        key=key,
        version=version,
        is_unverified=bool(content.get("is_unverified", True)),
        notices={
            str(k): NoticeText(str(n["title"]), str(n["text"]), str(n.get("speech", "")))
            for k, n in content.get("notices", {}).items()
        },
        levels=content.get("levels", {}),
        **text,
    )


def end_faults(ends_by: datetime | None, now: datetime) -> Iterator[Reason]:
    """Nothing is opened without a last day, and none is very far off."""
    if ends_by is None:
        yield Reason("emergency_without_end", field="ends_by")
    elif ends_by <= now:
        yield Reason("emergency_end_in_past", field="ends_by")
    elif ends_by > now + LONGEST:
        yield Reason("emergency_too_long", {"days": LONGEST.days}, "ends_by")


def check_plan(
    key: str, content: Mapping[str, Any], types: Collection[str] | None = None
) -> list[Reason]:
    """What makes a version of a plan unfit; `types` are the codes of types of case there are."""
    return [
        *_text_faults(content),
        *_notice_faults(content.get("notices", {})),
        *_level_faults(content, types),
    ]


def _text_faults(content: Mapping[str, Any]) -> Iterator[Reason]:
    for name in sorted(content.keys() - KNOWN):
        yield Reason("plan_unknown_key", {"value": name}, name)
    for name, most in (("name", 40), ("basis", 200), ("advice", 200)):
        if not 1 <= len(str(content.get(name) or "").strip()) <= most:
            yield Reason("text_length", {"low": 1, "high": most}, name)
    if content.get("kind") not in KINDS:
        yield Reason("unknown_value", {"value": str(content.get("kind") or "")}, "kind")


def _notice_faults(notices: Any) -> Iterator[Reason]:
    if not isinstance(notices, Mapping):
        yield Reason("plan_unreadable_part", {"value": "notices"}, "notices")
        return
    for key, one in notices.items():
        if not isinstance(one, Mapping) or not all(one.get(n) for n in ("title", "text")):
            yield Reason("plan_notice_empty", {"value": str(key)}, f"notices.{key}")


def _level_faults(content: Mapping[str, Any], types: Collection[str] | None) -> Iterator[Reason]:
    levels = content.get("levels")
    if not isinstance(levels, Mapping) or not levels:
        yield Reason("plan_without_levels", field="levels")
        return
    for name, level in levels.items():
        where = f"levels.{name}"
        if name not in LEVELS or not isinstance(level, Mapping):
            yield Reason("plan_unknown_level", {"value": str(name)}, "levels")
            continue
        for part in sorted(level.keys() - OPENING_WORDS.keys()):
            yield Reason("plan_unknown_key", {"value": str(part)}, where)
        yield from _opening_faults(level, where, content, types)


def _opening_faults(
    level: Mapping[str, Any], where: str, content: Mapping[str, Any], types: Collection[str] | None
) -> Iterator[Reason]:
    """Whatever a level names must be there."""
    known: Mapping[str, Collection[str] | None] = {
        "checkpoints": PURPOSES, "notices": content.get("notices", {}), "case_types": types,
        "terms": types, "home_service": NEEDS,
    }  # fmt: skip
    for kind in level.keys() & OPENING_WORDS.keys():
        wanted: type = Mapping if kind == "terms" else list
        if not isinstance(level[kind], wanted | tuple):
            yield Reason("plan_unreadable_part", {"value": kind}, f"{where}.{kind}")
            continue
        names = known.get(kind)
        for key in level[kind]:
            if names is not None and key not in names:
                yield Reason("unknown_value", {"value": str(key)}, f"{where}.{kind}")
        if kind == "terms":
            yield from _term_faults(level[kind], f"{where}.terms")


def _term_faults(terms: Mapping[str, Any], where: str) -> Iterator[Reason]:
    for text in terms.values():
        try:
            Term.parse(str(text))
        except ValueError:
            yield Reason("bad_term", {"value": str(text)}, where)
