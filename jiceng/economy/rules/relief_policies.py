"""Is a policy fit to be put in force? What contradicts itself is refused, each fault by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from jiceng.economy.rules.money import fen_of
from jiceng.economy.rules.relief import (
    DEFERRAL,
    FIELDS,
    KINDS,
    OPS,
    PERIODS,
    Condition,
    condition_of,
)
from jiceng.kernel.money import money
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Term

FORMULAS = ("rate", "per_head", "fixed")
KNOWN = frozenset(
    (
        *("name", "name_en", "document", "kind", "unit", "paid_by", "asked", "valid_from"),
        *("valid_to", "period", "conditions", "formula", "cap_yuan", "smallest_yuan", "excludes"),
        *("papers", "notice_days", "defer_months", "promise", "kept_days", "is_sample"),
    )
)


def check_policy(key: str, content: Mapping[str, Any], units: Collection[str]) -> list[Reason]:
    """What makes a version of a policy unfit."""
    return [
        *_text_faults(content),
        *_unit_faults(content, units),
        *_day_faults(content),
        *_number_faults(content),
        *_formula_faults(content),
        *_sum_faults(content),
        *_condition_faults(content),
        *_list_faults(key, content),
    ]


def _text_faults(content: Mapping[str, Any]) -> Iterator[Reason]:
    for name in sorted(content.keys() - KNOWN):
        yield Reason("policy_unknown_key", {"value": name}, name)
    for name in ("name", "document"):
        if not 1 <= len(str(content.get(name) or "").strip()) <= 120:
            yield Reason("text_length", {"low": 1, "high": 120}, name)
    for name, known, default in (("kind", KINDS, ""), ("period", PERIODS, "year")):
        if content.get(name, default) not in known:
            yield Reason("unknown_value", {"value": str(content.get(name) or "")}, name)
    try:
        Term.parse(str(content.get("promise", "15 working_days")))
    except ValueError:
        yield Reason("bad_term", {"value": str(content["promise"])}, "promise")


def _unit_faults(content: Mapping[str, Any], units: Collection[str]) -> Iterator[Reason]:
    named = [("unit", content.get("unit")), ("paid_by", content.get("paid_by"))]
    for name, code in [*named, *(("asked", code) for code in content.get("asked", ()))]:
        if code not in units:
            yield Reason("unknown_unit", {"value": str(code or "")}, name)


def _day_faults(content: Mapping[str, Any]) -> Iterator[Reason]:
    days: dict[str, date] = {}
    for name in ("valid_from", "valid_to"):
        try:
            days[name] = date.fromisoformat(str(content.get(name) or ""))
        except ValueError:
            yield Reason("bad_date", {"value": str(content.get(name) or "")}, name)
    if len(days) == 2 and days["valid_to"] < days["valid_from"]:
        told = {"start": days["valid_from"].isoformat(), "end": days["valid_to"].isoformat()}
        yield Reason("policy_ends_before", told, "valid_to")


def _number_faults(content: Mapping[str, Any]) -> Iterator[Reason]:
    for name, least, most in (("notice_days", 0, 60), ("defer_months", 0, 36),
                              ("kept_days", 30, 3650)):  # fmt: skip
        value = content.get(name, least)
        if not isinstance(value, int) or not least <= value <= most:
            yield Reason("policy_number", {"low": least, "high": most}, name)
    if content.get("kind") == DEFERRAL and not content.get("defer_months"):
        yield Reason("deferral_needs_months", field="defer_months")


def _formula_faults(content: Mapping[str, Any]) -> Iterator[Reason]:
    formula = content.get("formula")
    if not isinstance(formula, Mapping) or formula.get("kind") not in FORMULAS:
        yield Reason("formula_missing", field="formula")
        return
    kind, base = formula["kind"], str(formula.get("base", ""))
    wanted = {"rate": "money", "per_head": "count"}.get(kind)
    if wanted and (base not in FIELDS or FIELDS[base].measure != wanted):
        yield Reason("formula_base", {"value": base}, "formula")
    try:
        percent, fen = Fraction(str(formula.get("percent", 0))), fen_of(formula.get("yuan", 0))
    except (ValueError, ZeroDivisionError):
        yield Reason("formula_number", field="formula")
        return
    if not (0 < percent <= 100 if kind == "rate" else fen > 0):
        yield Reason("formula_number", field="formula")


def _sum_faults(content: Mapping[str, Any]) -> Iterator[Reason]:
    sums: dict[str, int] = {}
    for name, default in (("cap_yuan", ""), ("smallest_yuan", 0)):
        try:
            sums[name] = fen_of(content.get(name, default))
        except ValueError:
            yield Reason("bad_amount", field=name)
    if len(sums) == 2 and sums["cap_yuan"] < max(sums["smallest_yuan"], 1):
        told = {"cap": money(sums["cap_yuan"]), "smallest": money(sums["smallest_yuan"])}
        yield Reason("cap_below_smallest", told, "cap_yuan")


def _condition_faults(content: Mapping[str, Any]) -> Iterator[Reason]:
    read: list[Condition] = []
    for place, row in enumerate(content.get("conditions", ())):
        if fault := _unreadable(row) or _unreadable(row.get("when") or row):
            yield Reason(fault, {"place": place + 1}, f"conditions.{place}")
            continue
        read.append(condition_of(row))
    for field in FIELDS:
        if contradict([c for c in read if c.field == field and c.when is None]):
            yield Reason("conditions_contradict", {"paper": field}, "conditions")


def _unreadable(row: Any) -> str:
    if not isinstance(row, Mapping) or row.get("field") not in FIELDS:
        return "condition_field"
    field, op = FIELDS[row["field"]], row.get("op")
    if op not in OPS or (field.measure == "text" and op not in ("=", "in")):
        return "condition_op"
    if (op == "in") != isinstance(row.get("value"), list):
        return "condition_value"
    try:
        value = condition_of({**row, "when": None}).value
    except (KeyError, ValueError, ZeroDivisionError):
        return "condition_value"
    among = value if isinstance(value, tuple) else (value,)
    if field.choices and not set(among) <= field.choices.keys():
        return "condition_value"
    return ""


def contradict(conditions: list[Condition]) -> bool:
    """Whether nothing can meet all of these conditions on one field."""
    sets = [set(c.value if c.op == "in" else (c.value,)) for c in conditions if c.op in ("=", "in")]
    low = max(((c.value, c.op == ">") for c in conditions if c.op in (">=", ">")), default=None)
    high = min(((c.value, c.op != "<") for c in conditions if c.op in ("<=", "<")), default=None)
    if sets:
        both = set.intersection(*sets)
        return not any(_within(value, low, high) for value in both)
    if low is None or high is None:
        return False
    return bool(low[0] > high[0] or (low[0] == high[0] and (low[1] or not high[1])))


def _within(value: Any, low: Any, high: Any) -> bool:
    above = low is None or value > low[0] or (value == low[0] and not low[1])
    return above and (high is None or value < high[0] or (value == high[0] and high[1]))


def _list_faults(key: str, content: Mapping[str, Any]) -> Iterator[Reason]:
    if key in content.get("excludes", ()):
        yield Reason("excludes_itself", field="excludes")
    seen: set[str] = set()
    for place, paper in enumerate(content.get("papers", ())):
        if not isinstance(paper, Mapping) or not paper.get("key") or not paper.get("name"):
            yield Reason("relief_paper_unnamed", {"place": place + 1}, f"papers.{place}")
        elif paper["key"] in seen:
            yield Reason("relief_paper_twice", {"value": paper["key"]}, f"papers.{place}")
        else:
            seen.add(str(paper["key"]))
