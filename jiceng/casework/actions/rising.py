"""A case rises a level by a written reason or by its clock, never in silence."""

from __future__ import annotations

from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import TIERS


def check_rise(case: Case, name: str, *, unit: str, supplied: frozenset[str]) -> None:
    """Raise `Invalid` naming every paper that handing a case to a higher tier still lacks.

    What lies in a grid is held by its community: handing it to that desk is no rise.
    """
    missing = sorted(CASE.move(name).needs_to_rise - supplied)
    units = territory().units
    meant, holder = units.get(unit), units.get(case.unit)
    reached = [case.tier, *([holder.tier] if holder else [])]
    if missing and meant and TIERS.index(meant.tier) > max(map(TIERS.index, reached)):
        told = {"unit": meant.name}
        raise Invalid(*(Reason("reason_to_rise", told, field=field) for field in missing))
