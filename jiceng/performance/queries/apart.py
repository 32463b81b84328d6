"""Whose records of Party branches somebody reads here: those of units apart at or below their own
(ADR 0011). Performance knows branches as units alone."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from django.db.models import Q

from jiceng.kernel.records.advance import refuse_if
from jiceng.kernel.records.models import Appointment, within
from jiceng.kernel.records.territory import UnitEntry, territory
from jiceng.kernel.refusal import NotAllowed, NotFound, Reason
from jiceng.kernel.scope import Actor, Grip, covers


class Judged(Protocol):
    """What is looked at from above: an organisation's work of one year."""

    unit: str
    unit_path: str
    year: int


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


def why_not_judge(actor: Actor, row: Judged, roles: frozenset[str]) -> Reason | None:
    """What stands against somebody who looks at an organisation's work from above: a post no
    higher than the organisation, or one held in it in the year at stake. Nobody judges their own.

    None too for whoever has none of the roles: that is for the process to say.
    """
    able = [g for g in keeping(actor, roles) if covers(g.unit_path, row.unit_path)]
    if not able:
        return None
    if not any(g.unit_path != row.unit_path for g in able):
        return Reason("judged_from_above")
    held = Appointment.objects.filter(person=actor.person, unit=row.unit)
    if held.exclude(ends_on__lt=date(row.year, 1, 1)).exists():
        return Reason("judges_own_work")
    return None


def judging_grip(actor: Actor, row: Judged, roles: frozenset[str]) -> Grip:
    """The narrowest post towards it, of somebody who may judge it; `NotAllowed`, `Refused`."""
    grip = grip_towards(actor, row.unit_path, roles)
    refuse_if(why_not_judge(actor, row, roles))
    return grip


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
