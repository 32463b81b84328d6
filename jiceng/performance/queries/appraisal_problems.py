"""Problems an appraisal brought up, and for which ledger and unit one may be named."""

from __future__ import annotations

from django.db.models import QuerySet

from jiceng.casework.models import Campaign, Problem
from jiceng.casework.queries.problems import lead_unit_near, ledgers_over, problems_from
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor
from jiceng.performance.models import Appraisal
from jiceng.performance.queries.apart import ABOVE
from jiceng.performance.rules.appraisals import NAMED_IN, may_be_named

KIND = "appraisal"
"""Of the record, and of the ledger that is kept for it."""


def problems_of(row: Appraisal) -> QuerySet[Problem]:
    """What it brought up, in the order in which it was named."""
    return problems_from(KIND, row.number)


def lead_unit_of(row: Appraisal) -> str:
    """Who would rectify it: the desk of the organisation's own area, or nobody yet."""
    organisation = territory().apart.get(row.unit)
    near = lead_unit_near(organisation) if organisation else None
    return near.code if near else ""


def ledgers_for(row: Appraisal) -> list[Campaign]:
    """Open ledgers that reach the organisation's area, those kept for appraisals first."""
    land = territory()
    organisation = land.apart.get(row.unit)
    area = land.areas.get(organisation.area) if organisation else None
    found = list(ledgers_over(area.path)) if area else []
    return sorted(found, key=lambda c: c.kind != KIND)


def parts_open(row: Appraisal, actor: Actor) -> list[str]:
    """In which parts somebody may name a problem now."""
    is_above = bool(actor.roles_towards(row) & ABOVE)
    named = (part for part in NAMED_IN if is_above or part == "report")
    return [part for part in named if may_be_named(row.state, part)]
