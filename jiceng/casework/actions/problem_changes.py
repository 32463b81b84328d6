"""What a second import of a line changes in a problem that is there already.

An empty cell changes nothing; a state is never touched. What somebody must decide is refused by
its cell: another lead unit once it has applied, a later deadline once it was confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from jiceng.casework.actions.findings import title_of
from jiceng.casework.actions.problem_support import await_support
from jiceng.casework.models import Campaign, Measure, Problem
from jiceng.casework.process import PROBLEM
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.problems import problem_terms
from jiceng.casework.rules.problem_table import ProblemRow
from jiceng.casework.rules.problems import end_of, place_key, rectify_until
from jiceng.kernel.clocks import Clock
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import Terms, next_alarm
from jiceng.kernel.records.advance import (
    CLOCK_COLUMNS,
    Passage,
    put_clocks,
    put_work_item,
    set_alarm,
)
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Reason
from jiceng.kernel.scope import Grip, covers

MOVABLE = ("found", "confirmed", "rectifying")
"""States in which the lead unit and the plan may still be changed from a file."""


@dataclass
class Changes:
    """Columns that become something else, measures that are new, and a new deadline."""

    columns: dict[str, Any] = field(default_factory=dict)
    measures: list[str] = field(default_factory=list)
    due_at: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.columns or self.measures or self.due_at)

    @property
    def names(self) -> list[str]:
        """What changed, for the journal: names of fields, never what they say."""
        return sorted(
            {*self.columns}
            | ({"measures"} if self.measures else set())
            | ({"deadline"} if self.due_at else set())
        )


def differences(
    problem: Problem, row: ProblemRow, measures: Sequence[str], campaign: Campaign, zone: tzinfo
) -> Changes | list[Reason]:
    """What the line says otherwise, or why it cannot be had by a file."""
    given: dict[str, Any] = {
        name: mask_personal(getattr(row, name))[0]
        for name in ("description", "target", "place", "category", "responsible_leader",
                     "responsible_person")
        if getattr(row, name)
    }  # fmt: skip
    if "description" in given:
        given["title"] = title_of(given["description"])
    if "place" in given:
        given["place_text"] = given.pop("place")[:120]
    given |= {k: v for k in ("source", "found_on", "lon", "lat") if (v := getattr(row, k))}
    if row.supporting:
        given["supporting"] = list(row.supporting)
    if row.kept:
        given["kept"] = {**problem.kept, **row.kept}
    faults: list[Reason] = []
    given |= _unit(problem, row, campaign, faults)
    changes = Changes({k: v for k, v in given.items() if getattr(problem, k) != v})
    changes.due_at = _deadline(problem, row, zone, faults)
    if changes.columns.keys() & {"place_text", "lon", "lat"}:
        at = {k: given.get(k, getattr(problem, k)) for k in ("place_text", "lon", "lat")}
        changes.columns["place_key"] = place_key(at["place_text"], at["lon"], at["lat"])
    if problem.state in MOVABLE:
        masked = (mask_personal(text)[0] for text in row.measures)
        changes.measures = [text for text in masked if text not in measures]
    return faults or changes


def _unit(
    problem: Problem, row: ProblemRow, campaign: Campaign, faults: list[Reason]
) -> dict[str, Any]:
    if row.unit == problem.unit:
        return {}
    if problem.state not in MOVABLE:
        faults.append(Reason("unit_settled", field="unit"))
        return {}
    unit = territory().units[row.unit]
    if unit.code in (row.supporting or problem.supporting):
        faults.append(Reason("second_lead_unit", {"unit": unit.name}, field="unit"))
    moved = {"unit": unit.code, "unit_path": unit.path, "tier": unit.tier}
    home = territory().areas[unit.area].path
    if not covers(campaign.area_path, problem.area_path or home):
        faults.append(Reason("outside_campaign", {"name": campaign.name}, field="unit"))
    return moved


def _deadline(
    problem: Problem, row: ProblemRow, zone: tzinfo, faults: list[Reason]
) -> datetime | None:
    if row.deadline is None:
        return None
    due, before = end_of(row.deadline, zone), problem.due_at
    if before is not None and before.astimezone(zone).date() == row.deadline:
        return None
    may_move = before is None or due < before or problem.state == "found"
    if problem.state not in MOVABLE or not may_move:
        day = before.astimezone(zone).date().isoformat() if before else ""
        faults.append(Reason("deadline_by_extension", {"day": day}, field="deadline"))
        return None
    return due


def apply(problem: Problem, changes: Changes, *, grip: Grip, now: datetime) -> None:
    """Write the changes with one journal line. To be called in a transaction."""
    _, calendar = rules_at(now)
    passage = Passage(problem, PROBLEM, now=now, calendar=calendar)
    passage.put(**changes.columns)
    if changes.due_at is not None:
        _set_deadline(problem, changes.due_at, now)
        passage.put(deadline=changes.due_at)
        passage.changed |= set(CLOCK_COLUMNS)
    passage.say(grip, "import_change", fields=changes.names)
    passage.write()
    if changes.measures:
        orders = problem.measures.values_list("order", flat=True)
        first = max(orders, default=0) + 1
        Measure.objects.bulk_create(
            Measure(problem=problem, order=first + n, text=text)
            for n, text in enumerate(changes.measures)
        )
    state = PROBLEM.state(problem.state)
    if not (state.resting or state.final):
        put_work_item(problem, state.actor)
    if changes.columns.keys() & {"supporting", "title", "unit"}:
        await_support(problem)
    if changes.due_at is not None:
        alarm = next_alarm(
            state, problem.stage, problem.promise, Terms(), after=now, calendar=calendar
        )
        set_alarm(problem, alarm)


def _set_deadline(problem: Problem, due: datetime, now: datetime) -> None:
    """The keeper's own deadline: both clocks of a unit that rectifies end with it."""
    _, calendar = rules_at(now)
    stage = problem.stage
    if problem.state == "rectifying":
        until = rectify_until(due, now, calendar, problem_terms(now).rework)
        stage = Clock.until(until, now, calendar)
    put_clocks(problem, stage, Clock.until(due, min(now, due), calendar))
    if problem.first_due_at is None:
        problem.first_due_at = due
