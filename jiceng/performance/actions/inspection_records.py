"""A visit is recorded: answers, who was there, pictures; findings go into the ledger at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from jiceng.casework.actions.findings import Found, Origin, take_problem
from jiceng.casework.actions.words import clean
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import check_version
from jiceng.kernel.records.models import Appointment, Attachment
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Reason, Refused
from jiceng.kernel.scope import Actor, Grip
from jiceng.kernel.terms import Counting, Term
from jiceng.performance.actions.inspections import LONGEST, move_visit
from jiceng.performance.models import Inspection, InspectionFinding
from jiceng.performance.process import INSPECTION
from jiceng.performance.queries.inspections import scheme_under, standing, today_of
from jiceng.performance.queries.measuring import measure
from jiceng.performance.rules.inspection_records import (
    Finding,
    answer_faults,
    findings,
    is_found,
)
from jiceng.performance.rules.inspections import InspectionScheme
from jiceng.performance.rules.measured import Measured

INSPECTOR = frozenset({"inspector"})


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the team saw. `present` are appointments of the team; answers and notes by element."""

    visited_on: date
    present: tuple[int, ...]
    answers: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)
    summary: str = ""
    uploads: tuple[UUID, ...] = ()


def figures_for(
    scheme: InspectionScheme, unit: str, area: str, start: date, end: date, now: datetime
) -> dict[str, Measured]:
    """Code of an element -> what the platform knows of the unit; what nobody reports is left out.

    A figure is asked for the unit first, then for its area.
    """
    found: dict[str, Measured] = {}
    for element in scheme.elements:
        if element.answer != "figure":
            continue
        for subject in (unit, area):
            try:
                one = measure(element.indicator, [subject], start, end, now=now).get(subject)
            except NotFound:
                continue
            if one is not None and one.value is not None:
                found[element.code] = one
                break
    return found


def known_figures(visit: Inspection, now: datetime) -> dict[str, Measured]:
    """The figures of a visit's unit in its part of the calendar, up to today."""
    area = visit.area_path.rstrip("/").rpartition("/")[2]
    end = max(visit.starts_on, min(visit.ends_on, today_of(now)))
    return figures_for(scheme_under(visit.plan), visit.unit, area, visit.starts_on, end, now)


def record_visit(
    visit: Inspection, given: Recorded, *, by: Actor, now: datetime, version: int
) -> Inspection:
    """Keep the record and hand it to the unit; what it finds becomes problems of the ledger.

    Raises `NotAllowed` for anybody who is not of the team, `Invalid` naming every field, `Refused`
    in another state, `Stale`.
    """
    check_version(visit, version)
    grip = standing(by, visit).acting_grip(visit, INSPECTOR)
    if grip is None:
        raise NotAllowed(Reason("not_of_this_visit"))
    if visit.state not in INSPECTION.move("record").sources:
        told = {"move": INSPECTION.move("record").label,
                "state": INSPECTION.state(visit.state).label}  # fmt: skip
        raise Refused(Reason("wrong_state", told))
    scheme = scheme_under(visit.plan)
    given = _typed(given, scheme)
    notes = given.notes
    if faults := _faults(visit, scheme, given, notes, now):
        raise Invalid(*faults)
    figures = known_figures(visit, now)
    shown = {**given.answers, **{code: str(one.value) for code, one in figures.items()}}
    with transaction.atomic():
        move_visit(
            visit, "record", by=by, now=now, version=version,
            supplied=frozenset({"visit_record"}),
            terms=Terms(stage=Term(scheme.view_days, Counting.WORKING_DAYS)),
            changes=_columns(given, notes, figures, grip),
            payload={"findings": len(findings(scheme, shown, notes))},
        )  # fmt: skip
        visit.team.update(is_present=False)
        visit.team.filter(appointment__in=given.present).update(is_present=True)
        _bind(visit, given.uploads)
        for found in findings(scheme, shown, notes):
            _into_ledger(visit, found, given, scheme, grip, now)
    return visit


def _typed(given: Recorded, scheme: InspectionScheme) -> Recorded:
    """What was typed: a figure never is, and no note keeps a number that points at a person."""
    figures = {e.code for e in scheme.elements if e.answer == "figure"}
    notes = {code: mask_personal(text.strip())[0] for code, text in given.notes.items()}
    answers = {code: text for code, text in given.answers.items() if code not in figures}
    return replace(given, answers=answers, notes=notes)


def _faults(
    visit: Inspection,
    scheme: InspectionScheme,
    given: Recorded,
    notes: Mapping[str, str],
    now: datetime,
) -> list[Reason]:
    faults = answer_faults(scheme, given.answers, notes)
    if given.visited_on > today_of(now):
        faults.append(Reason("day_in_the_future", field="visited_on"))
    if given.visited_on < visit.starts_on:
        faults.append(Reason("visit_before_plan", field="visited_on"))
    if len(given.summary) > LONGEST:
        faults.append(Reason("text_length", {"low": 0, "high": LONGEST}, "summary"))
    seats = dict(visit.team.values_list("appointment", "unit"))
    if set(given.present) - set(seats):
        faults.append(Reason("present_not_in_team", field="present"))
    elif len({seats[pk] for pk in given.present}) < scheme.team_units:
        faults.append(Reason("nobody_present", {"units": scheme.team_units}, "present"))
    wanted = [
        e for e in scheme.elements if e.wants_photo and is_found(e, given.answers.get(e.code, ""))
    ]
    if wanted and not given.uploads:
        faults.append(Reason("photo_missing", {"name": wanted[0].name}, "photos"))
    return faults


def _columns(
    given: Recorded, notes: Mapping[str, str], figures: Mapping[str, Measured], grip: Grip
) -> dict[str, Any]:
    told = {code: figure_as_json(one) for code, one in figures.items()}
    return {
        "visited_on": given.visited_on,
        "recorded_by": grip.appointment,
        "answers": {**clean(given.answers), **told},
        "notes": {code: text for code, text in notes.items() if text},
        "summary": clean({"summary": given.summary}).get("summary", ""),
    }


def figure_as_json(one: Measured) -> dict[str, Any]:
    """A figure as the record keeps it, with what made it."""
    return {
        "value": str(one.value), "unit": one.unit, "numerator": one.numerator,
        "denominator": one.denominator, "rule_version": one.rule_version,
        "as_of": one.as_of.isoformat(), "start": one.start.isoformat(),
        "end": one.end.isoformat(), "url": one.url,
    }  # fmt: skip


def _bind(visit: Inspection, uploads: Sequence[UUID]) -> None:
    """Pictures that nobody else has named."""
    wanted = set(uploads)
    free = Attachment.objects.filter(upload__in=wanted, subject_id=None, erased_at=None)
    if free.update(subject_kind=visit.subject_kind, subject_id=visit.pk) != len(wanted):
        raise Invalid(Reason("unknown_upload", field="photos"))


def _into_ledger(
    visit: Inspection,
    found: Finding,
    given: Recorded,
    scheme: InspectionScheme,
    grip: Grip,
    now: datetime,
) -> None:
    campaign = visit.plan.campaign
    if campaign is None:  # a plan is not published without one
        raise Refused(Reason("plan_without_ledger"))
    problem = take_problem(
        campaign,
        Found(
            description=found.text, unit=visit.unit, found_on=given.visited_on,
            source="inspection", category=found.element.name[:40],
            deadline=today_of(now) + timedelta(days=found.element.term_days),
            external_number=f"{visit.number}-{found.element.code}"[:40],
        ),
        Origin(visit.subject_kind, visit.number, _persons(visit)),
        grip=grip, now=now,
    )  # fmt: skip
    InspectionFinding.objects.create(
        visit=visit, element=found.element.code, text=found.text, problem=problem
    )


def _persons(visit: Inspection) -> tuple[int, ...]:
    """Everybody of the team, whether they came or not: none of them reviews what it found."""
    posts = visit.team.values_list("appointment", flat=True)
    people = Appointment.objects.filter(pk__in=list(posts)).values_list("person", flat=True)
    return tuple(sorted(set(people)))
