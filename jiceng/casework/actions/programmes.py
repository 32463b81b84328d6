"""Opening programmes and projects, and keeping a project: milestones, money, risks, moves.

The supervision office opens programmes; a project is kept by handlers of the unit that owns it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from jiceng.casework.actions.following import make, start
from jiceng.casework.actions.pictures import bind_pictures
from jiceng.casework.models import (
    BudgetLine,
    Milestone,
    Programme,
    Project,
    Risk,
    SupervisionTask,
)
from jiceng.casework.process import PROJECT
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.programmes import with_milestones
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import Terms
from jiceng.kernel.records.access import seen_by
from jiceng.kernel.records.advance import Passage, check_version, refuse_if
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Reason
from jiceng.kernel.scope import Actor, Grip

KEEPS = frozenset({"handler", "overseer"})
SOURCES = ("central", "province", "county", "bond", "social", "own")
LEVELS = ("high", "middle", "low")
MOMENTS = ("before", "after")
YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class Aim:
    """A programme as it is opened."""

    code: str
    name: str
    unit: str
    starts_on: date
    ends_on: date | None = None
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Undertaking:
    """A project as it is written down."""

    title: str
    unit: str
    starts_on: date
    ends_on: date
    content: str = ""
    place: str = ""
    area_code: str = ""
    lon: float | None = None
    lat: float | None = None
    leader: str = ""


def open_programme(given: Aim, *, by: Actor, now: datetime) -> Programme:
    """Open a programme. `NotAllowed` but to the office; `Invalid` naming each wrong field."""
    grip = next((g for g in by.grips if "overseer" in g.roles), None)
    if grip is None:
        raise NotAllowed(Reason("programme_by_office"))
    faults = list(_dates(given.starts_on, given.ends_on))
    unit = territory().units.get(given.unit)
    if unit is None:
        faults.append(Reason("unknown_unit", {"value": given.unit}, field="unit"))
    if Programme.objects.filter(code=given.code).exists():
        faults.append(Reason("code_used", {"value": given.code}, field="code"))
    if faults or unit is None:
        raise Invalid(*faults)
    return Programme.objects.create(
        code=given.code,
        name=given.name,
        aim=mask_personal(given.aim.strip())[0],
        unit=unit.code,
        unit_path=unit.path,
        area_path=territory().areas[unit.area].path,
        starts_on=given.starts_on,
        ends_on=given.ends_on,
        opened_by=grip.appointment,
        opened_at=now,
    )


def _dates(starts_on: date, ends_on: date | None) -> list[Reason]:
    wrong = ends_on is not None and ends_on < starts_on
    return [Reason("period_reversed", field="ends_on")] if wrong else []


def add_project(programme: Programme, given: Undertaking, *, by: Actor, now: datetime) -> Project:
    """Write a project down: the office for any unit, a handler for his own.

    Raises `NotAllowed`, or `Invalid` naming each wrong field.
    """
    grip = _adder(given.unit, by)
    zone = rules_at(now)[1].zone
    _check(given, now.astimezone(zone).date())
    project = _new(programme, given, grip, now, zone)
    with transaction.atomic():
        project.id = next_key(Project)
        project.number = "PJ" + public_number(now.astimezone(zone).year, project.id)
        due_at = end_of(given.ends_on, zone)
        start(project, PROJECT, "draft", grip=grip, now=now, due_at=due_at)
    return project


def _adder(unit: str, by: Actor) -> Grip:
    """The post that may give a project to a unit: an overseer above it, or its own handler."""
    known = territory().units.get(unit)
    if known is None:
        raise Invalid(Reason("unknown_unit", {"value": unit}, field="unit"))
    where = Project(
        unit=unit, unit_path=known.path, area_path=territory().areas[known.area].path,
        tier=known.tier,
    )  # fmt: skip
    grip = by.acting_grip(where, KEEPS)
    if grip is None:
        raise NotAllowed(Reason("project_by_owner"))
    return grip


def _check(given: Undertaking, today: date) -> None:
    faults = _dates(given.starts_on, given.ends_on)
    if given.ends_on < today:
        faults.append(Reason("day_in_the_past", field="ends_on"))
    if given.area_code and territory().area(given.area_code) is None:
        faults.append(Reason("unknown_area", {"value": given.area_code}, field="area_code"))
    if faults:
        raise Invalid(*faults)


def _new(
    programme: Programme, given: Undertaking, grip: Grip, now: datetime, zone: tzinfo
) -> Project:
    land = territory()
    unit = land.units[given.unit]
    area = land.area(given.area_code) or land.areas[unit.area]
    return Project(
        programme=programme,
        title=mask_personal(given.title.strip())[0][:120],
        content=mask_personal(given.content.strip())[0],
        area_path=area.path,
        area_code=area.code if given.area_code else "",
        unit=unit.code,
        unit_path=unit.path,
        tier=unit.tier,
        place_text=mask_personal(given.place.strip())[0][:120],
        lon=given.lon,
        lat=given.lat,
        responsible_leader=given.leader.strip()[:40],
        starts_on=given.starts_on,
        ends_on=given.ends_on,
        drafted_by=grip.appointment,
        drafted_at=now,
    )


def end_of(day: date, zone: tzinfo) -> datetime:
    """The last second of a day in the county."""
    return datetime.combine(day, time(23, 59, 59), zone)


def move_project(
    project: Project,
    name: str,
    *,
    by: Actor,
    now: datetime,
    version: int,
    words: Mapping[str, str] | None = None,
) -> Project:
    """start, suspend, resume, complete, end or archive. Raises `Refused` with all reasons."""
    zone = rules_at(now)[1].zone
    ends = end_of(project.ends_on, zone)
    by_hand = max(ends, now + timedelta(days=1)) if name == "resume" else ends
    changes: dict[str, Any] = {"start": {"started_at": now}, "complete": {"completed_at": now}}.get(
        name, {}
    )
    with transaction.atomic():
        make(
            with_milestones(project),
            PROJECT,
            name,
            by=by,
            now=now,
            version=version,
            words=words,
            terms=Terms(by_hand=by_hand),
            changes=changes,
        )
    return project


def _keep(project: Project, kind: str, by: Actor, now: datetime, version: int, **told: Any) -> None:
    """One journal line for a change that is no move. To be called in a transaction."""
    check_version(project, version)
    grip = by.acting_grip(project, KEEPS)
    if grip is None:
        raise NotAllowed(Reason("project_by_owner"))
    if project.state in ("completed", "archived"):
        label = PROJECT.state(project.state).label
        refuse_if(Reason("project_rests", {"state": label}))
    passage = Passage(project, PROJECT, now=now, calendar=rules_at(now)[1])
    passage.say(grip, kind, **told)
    passage.write()


def add_milestone(
    project: Project,
    *,
    name: str,
    due_on: date,
    output: str = "",
    task: str = "",
    by: Actor,
    now: datetime,
    version: int,
) -> Milestone:
    """Agree on a day and what stands by then; `task` is the number of a task that proves it."""
    if due_on > project.ends_on:
        told = {"on": project.ends_on.isoformat()}
        raise Invalid(Reason("milestone_after_end", told, field="due_on"))
    bound = _task(task, by) if task else None
    with transaction.atomic():
        last = project.milestones.aggregate(last=Max("order"))["last"] or 0
        _keep(project, "milestone_added", by, now, version, order=last + 1, on=due_on)
        return project.milestones.create(
            order=last + 1,
            name=mask_personal(name.strip())[0][:80],
            output=mask_personal(output.strip())[0][:200],
            due_on=due_on,
            task=bound,
        )


def _task(number: str, by: Actor) -> SupervisionTask:
    found = seen_by(by, SupervisionTask.objects.all()).filter(number=number.strip()).first()
    if found is None:
        raise Invalid(Reason("unknown_task", {"value": number}, field="task"))
    return found


def reach_milestone(
    project: Project,
    order: int,
    *,
    done_on: date,
    note: str = "",
    by: Actor,
    now: datetime,
    version: int,
) -> Milestone:
    """Say that a milestone was reached, on which day and what shows it."""
    row = project.milestones.filter(order=order, done_on=None).first()
    if row is None:
        raise NotFound(Reason("not_found"))
    if row.task_id:
        raise Invalid(Reason("task_proves_it", field="done_on"))
    if done_on > now.astimezone(rules_at(now)[1].zone).date():
        raise Invalid(Reason("day_in_the_future", field="done_on"))
    with transaction.atomic():
        _keep(project, "milestone_reached", by, now, version, order=order, on=done_on)
        row.done_on, row.done_note = done_on, mask_personal(note.strip())[0][:300]
        row.save(update_fields=["done_on", "done_note"])
    return row


def set_budget(
    project: Project,
    *,
    year: int,
    source: str,
    planned: int,
    paid: int,
    by: Actor,
    now: datetime,
    version: int,
) -> BudgetLine:
    """Money of one source for one year, in fen; said again, it replaces what was said."""
    if source not in SOURCES:
        raise Invalid(Reason("unknown_value", {"value": source}, field="source"))
    if year not in YEARS:
        told = {"low": YEARS.start, "high": YEARS.stop - 1}
        raise Invalid(Reason("number_range", told, field="year"))
    money = {"planned_fen": planned, "paid_fen": paid}
    with transaction.atomic():
        _keep(project, "budget_set", by, now, version, year=year, source=source, **money)
        line, _is_new = BudgetLine.objects.update_or_create(
            project=project, year=year, source=source, defaults=money
        )
    return line


def note_risk(
    project: Project,
    *,
    text: str,
    level: str,
    measure: str = "",
    minder: str = "",
    by: Actor,
    now: datetime,
    version: int,
) -> Risk:
    """Write down what may keep the project from a milestone, and who minds it."""
    if level not in LEVELS:
        raise Invalid(Reason("unknown_value", {"value": level}, field="level"))
    with transaction.atomic():
        _keep(project, "risk_noted", by, now, version, level=level)
        return project.risks.create(
            text=mask_personal(text.strip())[0][:300],
            level=level,
            measure=mask_personal(measure.strip())[0][:300],
            minder=minder.strip()[:40],
            noted_on=now.astimezone(rules_at(now)[1].zone).date(),
        )


def close_risk(project: Project, key: int, *, by: Actor, now: datetime, version: int) -> Risk:
    """Say that a risk is over."""
    row = project.risks.filter(pk=key, closed_on=None).first()
    if row is None:
        raise NotFound(Reason("not_found"))
    with transaction.atomic():
        _keep(project, "risk_closed", by, now, version, risk=row.pk)
        row.closed_on = now.astimezone(rules_at(now)[1].zone).date()
        row.save(update_fields=["closed_on"])
    return row


def add_photo(
    project: Project, upload: UUID, *, moment: str, by: Actor, now: datetime, version: int
) -> None:
    """Bind a picture sent before: how it looked before, or how it looks now."""
    if moment not in MOMENTS:
        raise Invalid(Reason("unknown_value", {"value": moment}, field="moment"))
    with transaction.atomic():
        _keep(project, "photo_added", by, now, version, moment=moment)
        bind_pictures(project, [upload], field="photo", moment=moment)
