"""Is a configuration row fit to be put in force? Pure: reasons out, each naming its field.

One function for each kind of configuration (decisions.md 27); `SCHEMAS` finds it. An empty list
means fit. Fields of parts are named `stages.handling`, `ladders.stage`, `days.2027-02-11`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jiceng.casework.rules.problem_terms import check_likeness, check_problem
from jiceng.casework.rules.supervision_terms import check_supervision
from jiceng.kernel.refusal import Reason
from jiceng.kernel.routing import FIRST_TIER
from jiceng.kernel.scope import TIERS
from jiceng.kernel.terms import Term

LEVELS = ("small", "large")
CLOSING_PAPERS = ("result", "photo_after", "evidence")
POWERS = frozenset({"administrator", "security_administrator", "auditor"})
"""System, security and audit are three powers held apart (trust.md, MLPS 8.1.4.2d)."""
DAY = 86_400
LONGEST_TERM = 3650
CODE = re.compile(r"\d{2}(\d{2}){0,2}")
KEY = re.compile(r"[a-z][a-z0-9_-]{1,59}")
PLACEHOLDER = re.compile(r"\{(\w*)\}")

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What a row may refer to: everything in force beside it."""

    units: frozenset[str] = frozenset()
    types: Mapping[str, Content] = field(default_factory=dict)
    used_types: frozenset[str] = frozenset()
    """Every code a case type ever had, withdrawn ones included."""
    rules: Mapping[str, Content] = field(default_factory=dict)
    posts: Mapping[str, Content] = field(default_factory=dict)
    texts: Mapping[str, Content] = field(default_factory=dict)
    area_paths: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()


def check_case_type(key: str, content: Content, known: Known) -> list[Reason]:
    """A type is 2, 4 or 6 digits below its parent; a leaf says who, by when and when it is done."""
    faults = [*_texts(content, {"name": 40, "name_en": 80}), *_type_code(key, content, known)]
    is_parent = any(t.get("parent") == key for t in known.types.values())
    if content.get("duty_unit") or content.get("promise") or (len(key) > 2 and not is_parent):
        faults += _leaf(content, known)
    return faults


def _type_code(key: str, content: Content, known: Known) -> Iterator[Reason]:
    if not CODE.fullmatch(key):
        yield Reason("bad_type_code", field="code")
    parent = str(content.get("parent") or "")
    if parent and parent not in known.types:
        yield Reason("unknown_type", {"value": parent}, "parent")
    if parent != key[:-2]:
        yield Reason("not_below_parent", {"parent": key[:-2] or "—"}, "code")


def _leaf(content: Content, known: Known) -> Iterator[Reason]:
    yield from _texts(content, {"closing": 200, "closing_en": 300, "basis": 200})
    yield from _choice(content, "level", LEVELS)
    yield from _choice(content, "first_tier", TIERS)
    if content.get("duty_unit") not in known.units:
        yield Reason("unknown_unit", {"value": content.get("duty_unit") or ""}, "duty_unit")
    if content.get("law_department") and content.get("first_tier") != "county":
        yield Reason("law_stays_up", field="first_tier")
    yield from _term(content.get("promise"), "promise")
    if content.get("statutory"):
        yield from _term(content["statutory"], "statutory")
        yield from _within_law(content)
    yield from _stages(content.get("stages") or {}, known)
    needs = content.get("needs") or []
    for paper in [p for p in needs if p not in CLOSING_PAPERS]:
        yield Reason("unknown_value", {"value": paper}, "needs")
    for word in [w for w in content.get("keywords") or [] if not 1 <= len(str(w)) <= 20]:
        yield Reason("too_long", {"most": 20, "value": word}, "keywords")


def _within_law(content: Content) -> Iterator[Reason]:
    """What is promised may not outlast what the law allows, where both count the same way."""
    try:
        promise, law = Term.parse(content["promise"]), Term.parse(content["statutory"])
    except (KeyError, ValueError, AttributeError):
        return  # each bad term has been named already
    if promise.counting is law.counting and promise.amount > law.amount:
        yield Reason("promise_over_law", field="promise")


def check_rule(key: str, content: Content, known: Known) -> list[Reason]:
    """A routing row: where it stands, what it matches, whom it names, and its sentence."""
    faults = [*_key(key), *_texts(content, {"label": 120})]
    faults += _number(content, "order", 1, 9999)
    others = [r for k, r in known.rules.items() if k != key]
    if any(r.get("order") == content.get("order") for r in others):
        faults.append(Reason("order_taken", {"order": content.get("order")}, "order"))
    unit = content.get("unit")
    if unit != FIRST_TIER and unit not in known.units:
        faults.append(Reason("unknown_unit", {"value": unit or ""}, "unit"))
    kind = content.get("case_type")
    if kind and kind not in known.types:
        faults.append(Reason("unknown_type", {"value": kind}, "case_type"))
    if content.get("level"):
        faults += _choice(content, "level", LEVELS)
    path = content.get("area_path")
    if path and path not in known.area_paths:
        faults.append(Reason("unknown_area", {"value": path}, "area_path"))
    faults += _number(content, "from_hour", 0, 23, 0) + _number(content, "to_hour", 1, 24, 24)
    if content.get("from_hour", 0) == content.get("to_hour", 24):
        faults.append(Reason("no_hours", field="to_hour"))
    return faults


TERM_FIELDS = ("general_promise", "reopen_window", "recheck_term", "arrive_within")
COUNTS: dict[str, tuple[int, int]] = {
    "send_back_cap": (1, 10),
    "extension_cap": (0, 10),
    "rating_days": (1, 365),
    "erase_days": (1, 3650),
    "recheck_percent": (0, 100),
}


def check_terms(key: str, content: Content, known: Known) -> list[Reason]:
    """The county's general terms, caps and both ladders; the other sets by rules of their own."""
    if key == "supervision":
        return check_supervision(content)
    if key == "problem":
        return check_problem(content, known.units)
    if key == "likeness":
        return check_likeness(content)
    faults = [] if key == "case" else [Reason("unknown_value", {"value": key}, "key")]
    return [*faults, *_case_terms(content, known)]


def _case_terms(content: Content, known: Known) -> list[Reason]:
    faults: list[Reason] = []
    for name in TERM_FIELDS:
        faults += _term(content.get(name), name)
    for name, (low, high) in COUNTS.items():
        faults += _number(content, name, low, high)
    for code in content.get("public_types") or []:
        if code not in known.types:
            faults.append(Reason("unknown_type", {"value": code}, "public_types"))
    faults += _stages(content.get("stages") or {}, known)
    for name in ("stage", "promise"):
        rungs = (content.get("ladders") or {}).get(name) or []
        faults += _ladder(rungs, f"ladders.{name}", known)
    return faults


def _ladder(rungs: Any, name: str, known: Known) -> Iterator[Reason]:
    """Percents climb; each rung has a light and tells a role. A red rung comes at 100 or before."""
    if not rungs:
        yield Reason("needed", field=name)
        return
    percents = [rung[0] for rung in rungs]
    if any(not isinstance(p, int) or not 1 <= p <= 1000 for p in percents):
        yield Reason("number_range", {"low": 1, "high": 1000}, name)
    elif percents != sorted(set(percents)):
        yield Reason("rungs_must_climb", field=name)
    for _, light, tell in rungs:
        if light not in ("yellow", "red"):
            yield Reason("unknown_value", {"value": light}, name)
        if tell not in known.roles | {"holder"}:
            yield Reason("unknown_role", {"value": tell}, name)


def check_post(key: str, content: Content, known: Known) -> list[Reason]:
    """A post and its roles. No post joins two of the three powers, none of the powers dies out."""
    faults = [*_key(key), *_texts(content, {"name": 30})]
    faults += _choice(content, "tier", TIERS)
    if content.get("reach"):
        faults += _choice(content, "reach", ("unit",))
    roles = set(content.get("roles") or [])
    for role in sorted(roles - known.roles):
        faults.append(Reason("unknown_role", {"value": role}, "roles"))
    if len(roles & POWERS) > 1:
        faults.append(Reason("powers_apart", field="roles"))
    held = {r for k, p in known.posts.items() if k != key for r in p.get("roles", [])} | roles
    had = set(known.posts.get(key, {}).get("roles", []))
    for power in sorted((POWERS & had) - held):
        faults.append(Reason("power_dies_out", {"role": power}, "roles"))
    return faults


def check_calendar(key: str, content: Content, known: Known) -> list[Reason]:
    """`hours`: spans of seconds of a day, ascending. A year: its days off and days worked."""
    if key == "hours":
        return list(_hours(content.get("hours") or []))
    if not (key.isdigit() and 2004 <= int(key) <= 2100):
        return [Reason("bad_year", {"value": key}, "year")]
    faults = [*_texts(content, {"notice": 120})]
    if not content.get("days"):
        faults.append(Reason("needed", field="days"))
    for day, works in (content.get("days") or {}).items():
        if not _is_day(day) or not day.startswith(f"{key}-"):
            faults.append(Reason("not_in_year", {"value": day, "year": key}, f"days.{day}"))
        elif not isinstance(works, bool):
            faults.append(Reason("unknown_value", {"value": works}, f"days.{day}"))
    return faults


def _hours(spans: Any) -> Iterator[Reason]:
    edges = [edge for span in spans for edge in span]
    if not edges or any(not isinstance(e, int) or not 0 <= e <= DAY for e in edges):
        yield Reason("bad_hours", field="hours")
    elif edges != sorted(set(edges)):
        yield Reason("hours_must_climb", field="hours")


def check_text(key: str, content: Content, known: Known) -> list[Reason]:
    """What residents read. A placeholder may be left out but not invented: nobody fills it."""
    was = known.texts.get(key, {})
    allowed = {p for value in was.values() for p in PLACEHOLDER.findall(str(value))}
    faults = []
    for name, value in content.items():
        text = str(value)
        if not text.strip():
            faults.append(Reason("needed", field=name))
        elif len(text) > 2000:
            faults.append(Reason("too_long", {"most": 2000, "value": text[:10]}, name))
        for hole in [h for h in PLACEHOLDER.findall(text) if h not in allowed]:
            faults.append(Reason("unknown_placeholder", {"value": "{" + hole + "}"}, name))
    return faults


Schema = Callable[[str, Content, Known], list[Reason]]
SCHEMAS: dict[str, Schema] = {
    "case_type": check_case_type,
    "rule": check_rule,
    "terms": check_terms,
    "post": check_post,
    "calendar": check_calendar,
    "text": check_text,
}


def why_not_withdraw(kind: str, key: str, known: Known) -> list[Reason]:
    """What still rests on a row: types below it, rules that name it, the last of a power."""
    if kind == "case_type":
        below = sorted(c for c, t in known.types.items() if t.get("parent") == key)
        named = sorted(k for k, r in known.rules.items() if r.get("case_type") == key)
        faults = [Reason("type_has_children", {"types": below})] if below else []
        return faults + ([Reason("type_in_rules", {"rules": named})] if named else [])
    if kind == "rule":
        return []
    return [Reason("not_withdrawn")]


def _texts(content: Content, lengths: Mapping[str, int]) -> Iterator[Reason]:
    for name, most in lengths.items():
        text = str(content.get(name) or "").strip()
        if not text:
            yield Reason("needed", field=name)
        elif len(text) > most:
            yield Reason("too_long", {"most": most, "value": text[:10]}, name)


def _choice(content: Content, name: str, allowed: tuple[str, ...]) -> list[Reason]:
    value = content.get(name)
    return [] if value in allowed else [Reason("unknown_value", {"value": value or ""}, name)]


def _number(
    content: Content, name: str, low: int, high: int, default: int | None = None
) -> list[Reason]:
    value = content.get(name, default)
    fits = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
    return [] if fits else [Reason("number_range", {"low": low, "high": high}, name)]


def _term(text: Any, name: str) -> Iterator[Reason]:
    try:
        if Term.parse(str(text or "")).amount > LONGEST_TERM:
            yield Reason("number_range", {"low": 1, "high": LONGEST_TERM}, name)
    except ValueError:
        yield Reason("bad_term", {"value": text or ""}, name)


def _stages(stages: Content, known: Known) -> Iterator[Reason]:
    for state, term in stages.items():
        if state not in known.states:
            yield Reason("unknown_value", {"value": state}, "stages")
        yield from _term(term, f"stages.{state}")


def _key(key: str) -> list[Reason]:
    return [] if KEY.fullmatch(key) else [Reason("bad_key", field="key")]


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
