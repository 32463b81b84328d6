"""Lines of a ledger become problems: new ones in bulk, known ones changed where they differ.

A line is known by its number in the ledger, or by our own; without a number by what it says and
where. A second import never moves a problem: that takes somebody (decisions.md 34).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from jiceng.casework.actions.findings import MARK, Found, new_problem
from jiceng.casework.actions.imports import next_keys
from jiceng.casework.actions.problem_changes import apply, differences
from jiceng.casework.actions.problem_support import await_support_of
from jiceng.casework.models import Campaign, Measure, Problem
from jiceng.casework.process import PROBLEM
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.problems import problem_terms
from jiceng.casework.rules.problem_table import ProblemRow, state_for
from jiceng.casework.rules.problems import YEAR_OF_DAYS, end_of, progress_of, rectify_until
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.clocks import Clock
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import Terms, next_alarm
from jiceng.kernel.records.advance import put_clocks, work_item
from jiceng.kernel.records.bulk import insert_instances
from jiceng.kernel.records.configuration import reading_once
from jiceng.kernel.records.journal import Line, append, line_by
from jiceng.kernel.records.models import PendingAlarm, WorkItem
from jiceng.kernel.refusal import Reason, Refused
from jiceng.kernel.scope import Grip, covers
from jiceng.kernel.terms import Term

DONE = ("submitted", "struck_off", "long_term", "archived")
"""States in which every measure counts as done."""


@dataclass
class Taken:
    """What became of some lines, by their place among them."""

    added: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    same: int = 0
    differing: int = 0
    """Known problems whose state the file tells otherwise; it stays as it is."""
    refused: list[tuple[int, list[Reason]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Batch:
    """What every line of one pass shares."""

    campaign: Campaign
    grip: Grip
    now: datetime
    calendar: WorkingCalendar
    rework: Term

    @property
    def today(self) -> date:
        return self.now.astimezone(self.calendar.zone).date()


def take_rows(
    campaign: Campaign,
    rows: Sequence[ProblemRow],
    *,
    grip: Grip,
    now: datetime,
    dry_run: bool = False,
) -> Taken:
    """Take in some lines in one transaction; a dry run writes nothing and says the same."""
    if campaign.closed_at is not None:
        raise Refused(Reason("campaign_closed", {"name": campaign.name}))
    with reading_once(), transaction.atomic():
        _, calendar = rules_at(now)
        batch = Batch(campaign, grip, now, calendar, problem_terms(now).rework)
        taken = Taken()
        fresh = _sorted_out(rows, batch, taken, dry_run)
        if fresh and not dry_run:
            _write(fresh, batch)
    return taken


def _sorted_out(
    rows: Sequence[ProblemRow], batch: Batch, taken: Taken, dry_run: bool
) -> list[ProblemRow]:
    """Change what is known; the lines that are new are left for the caller."""
    known = _known(rows, batch.campaign)
    measures = _measures({p.pk for p in known.values()})
    fresh = []
    for place, row in enumerate(rows):
        problem = known.get(_mark(row))
        if problem is None:
            if _outside(row, batch):
                told = {"name": batch.campaign.name}
                taken.refused.append((place, [Reason("outside_campaign", told, field="unit")]))
                continue
            taken.added.append(place)
            fresh.append(row)
            continue
        _compare(problem, row, measures.get(problem.pk, []), place, batch, taken, dry_run)
    return fresh


def _compare(
    problem: Problem,
    row: ProblemRow,
    measures: list[str],
    place: int,
    batch: Batch,
    taken: Taken,
    dry_run: bool,
) -> None:
    if _another(problem, row):
        told = {"value": row.number, "title": problem.title}
        taken.refused.append((place, [Reason("number_of_another", told, field="number")]))
        return
    found = differences(problem, row, measures, batch.campaign, batch.calendar.zone)
    if isinstance(found, list):
        taken.refused.append((place, found))
        return
    taken.differing += bool(row.progress) and row.progress != progress_of(problem.state)
    if not found:
        taken.same += 1
        return
    taken.changed.append(place)
    if not dry_run:
        apply(problem, found, grip=batch.grip, now=batch.now)


def _mark(row: ProblemRow) -> tuple[str, str]:
    """What a line is known by."""
    if row.number:
        return row.number, ""
    return mask_personal(row.description)[0], mask_personal(row.place)[0]


def _known(rows: Sequence[ProblemRow], campaign: Campaign) -> dict[tuple[str, str], Problem]:
    numbers = [row.number for row in rows if row.number]
    texts = [_mark(row)[0] for row in rows if not row.number]
    here = Problem.objects.filter(campaign=campaign)
    found: dict[tuple[str, str], Problem] = {}
    if texts:
        for p in here.filter(external_number="", description__in=texts):
            found[p.description, p.place_text] = p
    if numbers:
        own = [n for n in numbers if n.startswith(MARK)]
        theirs = here.filter(external_number__in=numbers)
        for p in [*theirs, *(here.filter(number__in=own) if own else ())]:
            p.campaign = campaign
            found[p.number, ""] = p
            if p.external_number:
                found[p.external_number, ""] = p
    return found


def _measures(keys: set[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = Measure.objects.filter(problem__in=keys).values_list("problem_id", "text")
    for key, text in rows:
        found.setdefault(key, []).append(text)
    return found


def _another(problem: Problem, row: ProblemRow) -> bool:
    """A running number that starts anew with every file: it says and dates something else."""
    text = mask_personal(row.description)[0]
    dated = row.found_on is not None and row.found_on != problem.found_on
    placed = bool(row.place) and mask_personal(row.place)[0] != problem.place_text
    return text != problem.description and dated and (placed or row.unit != problem.unit)


def _outside(row: ProblemRow, batch: Batch) -> bool:
    problem = new_problem(batch.campaign, _found(row, batch), 1, batch.today.year, None)
    return not covers(batch.campaign.area_path, problem.area_path)


def _found(row: ProblemRow, batch: Batch) -> Found:
    return Found(
        description=row.description,
        unit=row.unit,
        found_on=row.found_on or batch.today,
        source=row.source or "other",
        category=row.category,
        target=row.target,
        place=row.place,
        lon=row.lon,
        lat=row.lat,
        supporting=row.supporting,
        responsible_leader=row.responsible_leader,
        responsible_person=row.responsible_person,
        external_number=row.number,
        is_public=batch.campaign.needs_notice,
    )


def _write(rows: Sequence[ProblemRow], batch: Batch) -> None:
    keys = next_keys(len(rows), Problem)
    problems = [_new(row, key, batch) for row, key in zip(rows, keys, strict=True)]
    _link(problems)
    insert_instances(Problem, problems)
    insert_instances(Measure, _planned(rows, problems, batch), keyed=False)
    append([_line(p, batch) for p in problems], at=batch.now)
    alarms, items = [], []
    for problem in problems:
        state = PROBLEM.state(problem.state)
        if state.final:
            continue
        alarms.append(_alarm(problem, batch))
        if not state.resting:
            items.append(work_item(problem, state.actor))
    items += await_support_of(problems)
    insert_instances(PendingAlarm, alarms, keyed=False)
    insert_instances(WorkItem, items, keyed=False)


def _new(row: ProblemRow, key: int, batch: Batch) -> Problem:
    zone = batch.calendar.zone
    due = end_of(row.deadline, zone) if row.deadline else None
    problem = new_problem(batch.campaign, _found(row, batch), key, batch.today.year, due)
    problem.kept = dict(row.kept)
    problem.entered_at = batch.now
    problem.state = state_for(
        row.progress, has_deadline=due is not None, has_measures=bool(row.measures)
    )
    for column, value in _standing(problem, row, batch).items():
        setattr(problem, column, value)
    promise = Clock.until(due, min(batch.now, due), batch.calendar) if due else Clock()
    put_clocks(problem, _stage(problem, batch), promise)
    problem.first_due_at = problem.due_at
    return problem


def _standing(problem: Problem, row: ProblemRow, batch: Batch) -> dict[str, Any]:
    """What belongs to a state that a problem did not reach here."""
    zone, now, state = batch.calendar.zone, batch.now, problem.state
    known: dict[str, Any] = {}
    if state != "found":
        known["confirmed_at"] = now
    if state == "submitted":
        known |= {"submitted_at": now, "submitted_unit": problem.unit}
    if state == "long_term":
        again = now + timedelta(days=YEAR_OF_DAYS)
        known |= {"is_long_term": True, "look_back_at": again, "submitted_unit": problem.unit}
    if state == "struck_off":
        at = min(end_of(row.closed_on, zone), now) if row.closed_on else now
        again = at + timedelta(days=batch.campaign.look_back_days)
        known |= {"struck_off_at": at, "look_back_at": again, "submitted_unit": problem.unit}
        known["state"] = "struck_off" if again > now else "archived"
    return known


def _stage(problem: Problem, batch: Batch) -> Clock:
    state = PROBLEM.state(problem.state)
    if state.by_hand:
        until = rectify_until(problem.deadline, batch.now, batch.calendar, batch.rework)
        return Clock.until(until, batch.now, batch.calendar)
    return Clock.started(state.term, batch.now, batch.calendar) if state.term else Clock()


def _link(problems: Sequence[Problem]) -> None:
    """Each is linked to the last before it at the same place, in the house or in this file."""
    keys = {p.place_key for p in problems if p.place_key}
    before: dict[tuple[str, str], int] = {}
    there = Problem.objects.filter(place_key__in=keys).exclude(state="dismissed").order_by("pk")
    for key, category, pk in there.values_list("place_key", "category", "pk"):
        before[key, category] = pk
    for problem in problems:
        if not problem.place_key:
            continue
        mark = problem.place_key, problem.category
        problem.recurrence_of_id = before.get(mark)
        if problem.state != "dismissed":
            before[mark] = problem.pk


def _planned(
    rows: Sequence[ProblemRow], problems: Sequence[Problem], batch: Batch
) -> list[Measure]:
    return [
        Measure(
            problem_id=problem.pk,
            order=order,
            text=mask_personal(text)[0],
            due_on=None,
            done_on=batch.today if problem.state in DONE else None,
        )
        for row, problem in zip(rows, problems, strict=True)
        for order, text in enumerate(row.measures, 1)
    ]


def _alarm(problem: Problem, batch: Batch) -> PendingAlarm:
    terms = Terms(rest_until=problem.look_back_at)
    state = PROBLEM.state(problem.state)
    alarm = next_alarm(
        state, problem.stage, problem.promise, terms, after=batch.now, calendar=batch.calendar
    )
    given: dict[str, Any] = {"percent": 0}
    if alarm:
        given = {"at": alarm.at, "clock": alarm.clock, "percent": alarm.percent,
                 "light": alarm.light, "tell": alarm.tell}  # fmt: skip
    return PendingAlarm(subject_kind="problem", subject_id=problem.pk, **given)


def _line(problem: Problem, batch: Batch) -> Line:
    return line_by(
        batch.grip,
        "import",
        "problem",
        problem.pk,
        to_state=problem.state,
        payload={
            "campaign": batch.campaign.code,
            "unit": problem.unit,
            "tier": problem.tier,
            "due_at": problem.due_at,
        },
    )
