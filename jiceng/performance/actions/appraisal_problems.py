"""A problem an appraisal brought up goes on in the ledger of problems (S5, facts.md §3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from jiceng.casework.actions.findings import Found, Origin, take_problem
from jiceng.casework.models import Campaign, Problem
from jiceng.casework.queries.problems import ledgers_over
from jiceng.kernel.records.advance import check_version, refuse_if
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.rows import change
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason, Stale
from jiceng.kernel.scope import Actor
from jiceng.performance.models import Appraisal
from jiceng.performance.queries.apart import ABOVE, KEEPERS, grip_towards
from jiceng.performance.rules.appraisals import NAMED_IN, may_be_named


@dataclass(frozen=True, slots=True)
class Named:
    """A problem as it was named: in which part, for which ledger, and who has to rectify it."""

    text: str
    part: str
    ledger: str
    unit: str
    deadline: date | None = None


def name_problem(
    row: Appraisal, given: Named, *, by: Actor, now: datetime, today: date, version: int
) -> Problem:
    """Name a problem, for the keeper of a ledger to confirm. What the report names the organisation
    may hand on itself; everything else is named from above.

    Raises `Stale`, `NotAllowed`, `Refused` where the part is not there yet, `Invalid` naming a
    field.
    """
    grip = grip_towards(by, row.unit_path, KEEPERS if given.part == "report" else ABOVE)
    check_version(row, version)
    if given.part not in NAMED_IN:
        raise Invalid(Reason("unknown_value", {"value": given.part}, "part"))
    refuse_if(None if may_be_named(row.state, given.part) else Reason("part_not_there"))
    found = Found(
        description=given.text, unit=given.unit, found_on=today, source="appraisal",
        category=NAMED_IN[given.part][0], deadline=given.deadline,
    )  # fmt: skip
    with transaction.atomic():
        origin = Origin("appraisal", row.number, unit=row.unit)
        problem = take_problem(_ledger(given), found, origin, grip=grip, now=now)
        if not change(row, set(), version=version):
            raise Stale(Reason("stale"))
        row.version = version + 1
        told = {"problem": problem.number, "part": given.part}
        append([line_by(grip, "problem_named", "appraisal", row.pk, payload=told)], at=now)
    return problem


def _ledger(given: Named) -> Campaign:
    """An open ledger that reaches the unit."""
    land = territory()
    unit = land.units.get(given.unit)
    if unit is None:
        raise Invalid(Reason("unknown_unit", {"value": given.unit}, "unit"))
    found = ledgers_over(land.areas[unit.area].path).filter(code=given.ledger).first()
    if found is None:
        raise Invalid(Reason("unknown_value", {"value": given.ledger}, "ledger"))
    return found
