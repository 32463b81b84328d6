"""What is wrong with a scheme, each fault in a sentence and at its place. Pure.

Named: weights that do not add up to the total, unknown indicators, quotas that do not add up, a
group with one unit, a unit in two groups, a period turned round.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import InvalidOperation
from fractions import Fraction
from typing import Any

from jiceng.kernel.refusal import Reason
from jiceng.performance.rules.schemes import (
    EXTRAS,
    FORMULAS,
    LEVELS,
    SOURCES,
    SURVEY_CODE,
    Group,
    Quota,
    Scheme,
    Target,
    scheme_of,
)

KEY = re.compile(r"[a-z][a-z0-9_-]{1,59}")
MOST_NAME = 80
PARTS = ("groups", "targets", "extras", "quotas", "duties")


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """What a scheme may refer to."""

    indicators: frozenset[str] = frozenset()
    levels: Mapping[str, str] | None = None
    """Code of an area or a unit -> its level; None: not checked."""
    above: Mapping[str, frozenset[str]] | None = None
    """Code -> the codes it lies below; None: not checked."""
    rates: frozenset[str] | None = None
    """Indicators that are counted as a part of a whole; None: not checked."""


def scheme_faults(key: str, content: Mapping[str, Any], known: KnownCodes) -> list[Reason]:
    """Every reason against a scheme; an empty list means fit."""
    faults = [] if KEY.fullmatch(key) else [Reason("bad_key", field="key")]
    try:
        scheme = scheme_of(content)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
        return [*faults, Reason("scheme_unreadable", {"value": str(error)[:80]}, "content")]
    faults += _whole(scheme)
    for group in scheme.groups:
        faults += _group(scheme, group, known)
    for target in scheme.targets:
        faults += _target(scheme, target, known)
    faults += [*_twice(scheme), *_extras(scheme), *_quotas(scheme), *_handed(scheme, known)]
    return faults


def _whole(scheme: Scheme) -> Iterator[Reason]:
    if not 1 <= len(scheme.name.strip()) <= MOST_NAME:
        yield Reason("text_length", {"low": 1, "high": MOST_NAME}, "name")
    if scheme.end <= scheme.start:
        yield Reason("period_reversed", field="end")
    if scheme.total <= 0:
        yield Reason("total_positive", field="total")
    if not scheme.groups:
        yield Reason("no_groups", field="groups")
    if not 1 <= scheme.objection_days <= 60:
        yield Reason("number_range", {"low": 1, "high": 60}, "objection_days")


def _group(scheme: Scheme, group: Group, known: KnownCodes) -> Iterator[Reason]:
    told, where = {"group": group.name}, f"groups.{group.key}"
    if len(group.members) < 2:
        yield Reason("group_of_one", told, where)
    if group.level not in LEVELS:
        yield Reason("unknown_value", {"value": group.level}, where)
    for code in group.members if known.levels is not None else ():
        level = (known.levels or {}).get(code)
        if level is None:
            yield Reason("group_member_unknown", {"value": code, **told}, where)
        elif level != group.level:
            yield Reason("unlike_member", {"value": code, **told}, where)
    weight = sum((t.weight for t in scheme.targets_of(group.key)), Fraction(0))
    if weight != scheme.total:
        given = {"sum": shown(weight), "total": shown(scheme.total), **told}
        yield Reason("weights_do_not_add_up", given, "targets")


def _target(scheme: Scheme, target: Target, known: KnownCodes) -> Iterator[Reason]:
    told, where = {"target": target.name}, f"targets.{target.key}"
    if target.weight <= 0:
        yield Reason("weight_positive", told, where)
    for value, offered in ((target.source, SOURCES), (target.formula, FORMULAS)):
        if value not in offered:
            yield Reason("unknown_value", {"value": value}, where)
    if target.goal <= 0 and target.formula in ("quantity", "fair_rate"):
        yield Reason("goal_positive", told, where)
    if not _fit(target):
        yield Reason("parameters_wrong", told, where)
    yield from _recorded(target, known)
    yield from _refers(scheme, target)


def _recorded(target: Target, known: KnownCodes) -> Iterator[Reason]:
    """What is derived has its indicator; what is not has none: nobody types what records say."""
    told, where = {"target": target.name}, f"targets.{target.key}"
    if target.is_read and not _is_known(target, known):
        yield Reason("target_indicator_unknown", {"value": target.indicator or "—", **told}, where)
    elif _lacks_counts(target, known):
        yield Reason("rate_without_counts", {"value": target.indicator, **told}, where)
    if target.source == "self" and target.indicator:
        yield Reason("record_exists", told, where)


def _lacks_counts(target: Target, known: KnownCodes) -> bool:
    is_rate = target.source == "derived" and target.formula == "fair_rate"
    return is_rate and known.rates is not None and target.indicator not in known.rates


def _is_known(target: Target, known: KnownCodes) -> bool:
    """A survey may be announced after the scheme: its code alone is looked at."""
    if target.source == "surveyed":
        return SURVEY_CODE.fullmatch(target.indicator) is not None
    return target.indicator in known.indicators


def _fit(target: Target) -> bool:
    fits = target.step > 0 and 1 <= target.cap <= 2 and 0 < target.expected <= 100
    return fits and target.least >= 1 and target.prior >= 0


def _refers(scheme: Scheme, target: Target) -> Iterator[Reason]:
    """Groups and covering targets exist; what covers is a rate, taken as it was drawn."""
    told, where = {"target": target.name}, f"targets.{target.key}"
    others = {t.key: t for t in scheme.targets if t.key != target.key}
    for code in target.covered_by:
        if code not in others or others[code].formula != "fair_rate":
            yield Reason("cover_unknown", {"value": code, **told}, where)
    for group in target.groups:
        if scheme.group(group) is None:
            yield Reason("target_group_unknown", {"value": group, **told}, where)


def _twice(scheme: Scheme) -> Iterator[Reason]:
    """A key given twice, and a unit that stands in two groups."""
    for part in ("groups", "targets", "extras"):
        for key, n in Counter(one.key for one in getattr(scheme, part)).items():
            if n > 1:
                yield Reason("target_key_twice", {"value": key}, part)
    members = Counter(code for group in scheme.groups for code in group.members)
    for code in sorted(code for code, n in members.items() if n > 1):
        yield Reason("member_twice", {"value": code}, "groups")


def _extras(scheme: Scheme) -> Iterator[Reason]:
    for extra in scheme.extras:
        where = f"extras.{extra.key}"
        if extra.kind not in EXTRAS:
            yield Reason("unknown_value", {"value": extra.kind}, where)
        elif extra.kind != "veto" and extra.points <= 0:
            yield Reason("weight_positive", {"target": extra.name}, where)
    for kind, cap in (("bonus", scheme.bonus_cap), ("deduction", scheme.deduction_cap)):
        if cap <= 0 and any(e.kind == kind for e in scheme.extras):
            yield Reason("cap_missing", {"kind": EXTRAS[kind]}, f"{kind}_cap")


def _quotas(scheme: Scheme) -> Iterator[Reason]:
    """Every part belongs to an amount above it, and the parts of an amount add up to it."""
    targets = {t.key: t.name for t in scheme.targets}
    given: dict[tuple[str, str], Quota] = {(q.target, q.of): q for q in scheme.quotas}
    parts: dict[tuple[str, str], Fraction] = {}
    if len(given) < len(scheme.quotas):
        yield Reason("quota_twice", field="quotas")
    for quota in scheme.quotas:
        if quota.target not in targets:
            yield Reason("unknown_target", {"value": quota.target}, "quotas")
        elif quota.above and (quota.target, quota.above) not in given:
            told = {"target": targets[quota.target], "value": quota.above}
            yield Reason("quota_above_missing", told, "quotas")
        place = (quota.target, quota.above)
        parts[place] = parts.get(place, Fraction(0)) + quota.amount
    for place, amount in parts.items():
        whole = given.get(place)
        if whole is not None and whole.amount != amount:
            told = {"target": targets.get(place[0], place[0]), "value": place[1],
                    "sum": shown(amount), "amount": shown(whole.amount)}  # fmt: skip
            yield Reason("quotas_do_not_add_up", told, "quotas")


def _handed(scheme: Scheme, known: KnownCodes) -> Iterator[Reason]:
    """A part goes to an area, a unit or a post there, below what it is a part of."""
    if known.levels is None or known.above is None:
        return
    names = {t.key: t.name for t in scheme.targets}
    for quota in scheme.quotas:
        told = {"target": names.get(quota.target, quota.target), "value": quota.of}
        if quota.place not in known.levels:
            yield Reason("quota_of_unknown", told, "quotas")
        elif quota.above and quota.above not in _over(quota, known.above):
            yield Reason("quota_not_below", {**told, "above": quota.above}, "quotas")


def _over(quota: Quota, above: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset({quota.place}) if quota.post else above.get(quota.place, frozenset())


def shown(value: Fraction) -> str:
    """A number as people write it: 95, 12.5."""
    return f"{float(value):g}"
