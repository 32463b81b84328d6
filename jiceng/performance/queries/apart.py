"""Whose records of Party branches somebody reads here: those of units apart at or below their own
(ADR 0011). Performance knows branches as units alone."""

from __future__ import annotations

from django.db.models import Q

from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import UnitEntry, territory
from jiceng.kernel.refusal import NotAllowed, NotFound, Reason
from jiceng.kernel.scope import Actor, Grip, covers

BRANCH = frozenset({"branch_secretary"})
ABOVE = frozenset({"party_committee", "organisation_department"})
KEEPERS = BRANCH | ABOVE


def keeping(actor: Actor, roles: frozenset[str] = KEEPERS) -> list[Grip]:
    """The posts in Party organisations that give one of some roles."""
    return [g for g in actor.grips if g.is_apart and g.roles & roles]


def reach(actor: Actor, column: str = "unit_path", roles: frozenset[str] = KEEPERS) -> Q:
    """Rows at or below the organisations somebody keeps; nothing for everybody else."""
    condition = Q(pk__in=[])
    for grip in keeping(actor, roles):
        condition |= within(column, grip.unit_path)
    return condition


def grip_towards(actor: Actor, path: str, roles: frozenset[str] = KEEPERS) -> Grip:
    """The narrowest post that gives one of some roles towards a path; raises `NotAllowed`."""
    able = [g for g in keeping(actor, roles) if covers(g.unit_path, path)]
    if not able:
        raise NotAllowed(Reason("not_your_branch"))
    return max(able, key=lambda g: len(g.unit_path))


def branches_of(actor: Actor, roles: frozenset[str] = KEEPERS) -> list[UnitEntry]:
    """Branches within reach, in the order of the tree: organisations with nothing below them."""
    every = territory().apart
    above = {unit.parent for unit in every.values()}
    paths = [g.unit_path for g in keeping(actor, roles)]
    found = [
        unit
        for unit in every.values()
        if unit.code not in above and any(covers(path, unit.path) for path in paths)
    ]
    return sorted(found, key=lambda unit: unit.path)


def branch_for(actor: Actor, code: str) -> UnitEntry:
    """One branch within reach; missing and forbidden look alike (`NotFound`)."""
    found = next((unit for unit in branches_of(actor) if unit.code == code), None)
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def name_of(code: str) -> str:
    """What a branch is called."""
    unit = territory().apart.get(code)
    return unit.name if unit else code
