"""What a county's terms of problem ledgers and of likeness may say (configuration "terms").

Key "problem": time to rectify again, the cap of extensions, what clerks call a unit, the kinds of
ledgers. Key "likeness": how alike two reports must be to be shown beside each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import asdict, fields
from typing import Any

from jiceng.casework.rules.cases import LikenessRule
from jiceng.casework.rules.problems import CampaignKind, ProblemTerms
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Term

Content = Mapping[str, Any]
KIND = re.compile(r"[a-z][a-z0-9_]{1,19}")
MOST_CATEGORIES = 30
LONGEST_LOOK_BACK = 3650
REACHES: Mapping[str, tuple[int, int]] = {
    "threshold": (1, 100),
    "radius_m": (1, 20_000),
    "window_minutes": (1, 525_600),
}
"""Bounds of what is no weight: percent, metres, minutes."""
MOST_WEIGHT = 1000


def check_problem(content: Content, units: Set[str]) -> list[Reason]:
    """Every fault of the terms of problem ledgers, each with its field."""
    known = {f.name for f in fields(ProblemTerms)}
    faults = [Reason("unknown_field", {"name": n}, n) for n in content.keys() - known]
    if "rework" in content:
        faults += _term(content["rework"], "rework")
    if "extension_cap" in content:
        faults += _number(content["extension_cap"], 0, 10, "extension_cap")
    for name in ("aliases", "kinds"):
        if not isinstance(content.get(name, {}), Mapping):
            return [*faults, Reason("unknown_value", {"value": name}, name)]
    faults += [
        Reason("unknown_unit", {"value": f"{alias}＝{unit}"}, "aliases")
        for alias, unit in content.get("aliases", {}).items()
        if unit not in units
    ]
    for code, kind in content.get("kinds", {}).items():
        faults += _kind(code, kind)
    return faults


def _kind(code: str, kind: Any) -> Iterator[Reason]:
    at = f"kinds.{code}"
    if not KIND.fullmatch(code):
        yield Reason("bad_key", field=at)
    if not isinstance(kind, Mapping):
        yield Reason("unknown_value", {"value": str(kind)[:20]}, at)
        return
    for name in kind.keys() - {f.name for f in fields(CampaignKind)}:
        yield Reason("unknown_field", {"name": name}, f"{at}.{name}")
    if not 1 <= len(str(kind.get("name", "")).strip()) <= 40:
        yield Reason("text_length", {"low": 1, "high": 40}, f"{at}.name")
    if len(str(kind.get("name_en", ""))) > 80:
        yield Reason("text_length", {"low": 0, "high": 80}, f"{at}.name_en")
    days = kind.get("look_back_days", 90)
    yield from _number(days, 1, LONGEST_LOOK_BACK, f"{at}.look_back_days")
    categories = kind.get("categories", [])
    is_list = isinstance(categories, list | tuple) and len(categories) <= MOST_CATEGORIES
    if not is_list or any(not 1 <= len(str(c)) <= 40 for c in categories):
        yield Reason("categories_wrong", {"most": MOST_CATEGORIES}, f"{at}.categories")


def problem_content(terms: ProblemTerms) -> dict[str, Any]:
    """The terms in force, written as a county writes them."""
    return {
        "rework": str(terms.rework),
        "extension_cap": terms.extension_cap,
        "aliases": dict(terms.aliases),
        "kinds": {code: kind_content(kind) for code, kind in terms.kinds.items()},
    }


def kind_content(kind: CampaignKind) -> dict[str, Any]:
    """A kind of ledger as a county writes it."""
    written = {**asdict(kind), "categories": list(kind.categories)}
    return {name: value for name, value in written.items() if name != "code"}


def check_likeness(content: Content) -> list[Reason]:
    """Every fault of the measure of likeness, each with its field."""
    known = {f.name for f in fields(LikenessRule)}
    faults = [Reason("unknown_field", {"name": n}, n) for n in content.keys() - known]
    for name in known & content.keys():
        low, high = REACHES.get(name, (0, MOST_WEIGHT))
        faults += _number(content[name], low, high, name)
    if faults:
        return faults
    try:
        LikenessRule(**content)
    except ValueError:  # every number fits by itself: only the sum of the weights is left
        return [Reason("nothing_weighs", field="place_weight")]
    return []


def _number(value: Any, low: int, high: int, field: str) -> Iterator[Reason]:
    fits = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
    if not fits:
        yield Reason("number_range", {"low": low, "high": high}, field)


def _term(text: Any, field: str) -> Iterator[Reason]:
    try:
        Term.parse(str(text))
    except ValueError:
        yield Reason("bad_term", {"value": str(text)[:40]}, field)
