"""For whom somebody may ask a number: the whole, and what lies within their posts' reach."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor, Grip, covers
from jiceng.performance.rules.catalogue import COMPOSED, IMPORTED, Entry
from jiceng.performance.rules.expression import read_formula, terms_of

WHOLE = ("auditor", "organisation_department", "statistician")
"""Roles that read numbers of the whole, whatever their post reaches: counts, no records."""
LEVELS = ("town", "community", "village")


def subjects_of(actor: Actor, entry: Entry, known: Mapping[str, Entry]) -> dict[str, str]:
    """Code -> name of every subject offered, the widest first; empty code is the whole.

    What an authority published is public; of the rest a post reads its own area and below, a
    department itself.
    """
    found = {"": ""} if is_public(entry, known) or _reaches_all(actor) else {}
    for grip in actor.grips:
        found |= _below(grip)
    return found


def is_public(entry: Entry, known: Mapping[str, Entry], depth: int = 0) -> bool:
    """Whether everything behind an entry was published by an authority."""
    if entry.kind != COMPOSED:
        return entry.kind == IMPORTED
    parts = [known.get(code) for code in entry_codes(entry)]
    return depth < 8 and all(p is not None and is_public(p, known, depth + 1) for p in parts)


def entry_codes(entry: Entry) -> list[str]:
    """The codes a composed entry names."""
    return [term.code for term in terms_of(read_formula(entry.formula))]


def _reaches_all(actor: Actor) -> bool:
    roots = [a.path for a in territory().areas.values() if not a.parent]
    return bool(actor.roles & set(WHOLE)) or any(
        not g.by_unit and not g.is_apart and all(covers(g.area_path, root) for root in roots)
        for g in actor.grips
    )


def _below(grip: Grip) -> dict[str, str]:
    land = territory()
    if grip.is_apart:
        listed = [u for u in land.apart.values() if covers(grip.unit_path, u.path)]
        return {u.code: u.name for u in sorted(listed, key=lambda u: u.path)}
    if grip.by_unit:
        unit = land.units.get(grip.unit)
        return {unit.code: unit.name} if unit else {}
    areas = [a for a in land.areas.values() if covers(grip.area_path, a.path)]
    return {
        a.code: a.name
        for a in sorted(areas, key=lambda a: a.path)
        if a.level in LEVELS or a.path == grip.area_path
    }
