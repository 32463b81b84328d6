"""A survey is drafted, changed, published when its cost was seen, closed, announced, withdrawn."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.queries import rules_at
from jiceng.kernel.clocks import Alarm
from jiceng.kernel.numbers import public_number
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import Movable, check_version, tell
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.kinds import Effect
from jiceng.kernel.records.rows import change
from jiceng.kernel.records.territory import UnitEntry, territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused, Stale
from jiceng.kernel.scope import SYSTEM, Actor, Grip
from jiceng.performance.models import Survey, SurveyAnswer, SurveyForm, SurveySlip, SurveyUnit
from jiceng.performance.models.surveys import DOORS
from jiceng.performance.process import SURVEY
from jiceng.performance.process.surveys import KEEPER
from jiceng.performance.queries.surveys import (
    cost_as_json,
    cost_now,
    counted,
    form_under,
    held_faults,
    keeping_grip,
    present_terms,
    ready,
    today_at,
)
from jiceng.performance.rules.survey_cost import people_faults
from jiceng.performance.rules.survey_faults import form_faults
from jiceng.performance.rules.survey_forms import form_of

LONGEST_RUN = timedelta(days=365)
MOST_UNITS = 500
FULL = 100
"""Per cent of its time at which a survey is over."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked, how, and until when."""

    entry: str
    closes_on: date
    people: Mapping[str, int] = field(default_factory=dict)
    """Group -> how many are expected; units count themselves."""
    units: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    """Codes of areas or units the answers are told apart by."""


def draft_survey(
    content: Mapping[str, Any], asked: Asked, *, by: Actor, now: datetime, unit: str = "",
    is_sample: bool = False,
) -> Survey:  # fmt: skip
    """Draft a survey of one's own unit. Nobody is asked anything yet.

    Raises `NotAllowed`, `Invalid` naming every fault of the form and of who is asked.
    """
    grip = own_grip(by, unit)
    faults = [*_form_faults(content, asked.entry, now), *_asked_faults(asked, now)]
    if faults:
        raise Invalid(*faults)
    office = _office(grip)
    with transaction.atomic():
        key = next_key(Survey)
        row = Survey(
            pk=key, number="SV" + public_number(today_at(now).year, key),
            title=str(content["title"])[:120], area_path=grip.area_path, unit=office.code,
            unit_path=office.path, tier=grip.tier, entered_at=now, entry=asked.entry,
            people=_people(asked), about=list(asked.about), closes_on=asked.closes_on,
            drafted_by=grip.appointment, is_sample=is_sample,
        )  # fmt: skip
        start(row, SURVEY, "survey_drafted", grip=grip, now=now)
        _keep_units(row, asked)
        SurveyForm.objects.create(survey=row, version=1, content=dict(content), written_at=now,
                                  written_by=grip.appointment)  # fmt: skip
    return row


def own_grip(by: Actor, unit: str = "") -> Grip:
    """The post that keeps surveys, of a named unit where somebody has several."""
    able = [g for g in by.grips if g.roles & KEEPER and unit in ("", g.unit)]
    if not able:
        raise NotAllowed(Reason("not_survey_keeper"))
    return max(able, key=lambda g: len(g.unit_path))


def _office(grip: Grip) -> UnitEntry:
    land = territory()
    return land.apart.get(grip.unit) or land.units[grip.unit]


def keeper_of(row: Survey, by: Actor) -> Grip:
    """The post in the survey's own unit; raises `NotAllowed`."""
    grip = keeping_grip(by, row.unit_path)
    if grip is None:
        raise NotAllowed(Reason("not_survey_keeper"))
    return grip


def _form_faults(content: Mapping[str, Any], entry: str, now: datetime) -> list[Reason]:
    return form_faults(content) or held_faults(form_of(content), entry, now)


def _people(asked: Asked) -> dict[str, int]:
    if asked.entry == "units":
        return {"units": len(set(asked.units))}
    return {group: count for group, count in asked.people.items() if count}


def _asked_faults(asked: Asked, now: datetime) -> list[Reason]:
    land, today = territory(), today_at(now)
    faults = []
    if asked.entry not in DOORS:
        faults.append(Reason("unknown_value", {"value": asked.entry}, "entry"))
    if not today < asked.closes_on <= today + LONGEST_RUN:
        faults.append(Reason("survey_closes_on", field="closes_on"))
    if asked.entry == "units":
        if not 1 <= len(asked.units) <= MOST_UNITS:
            faults.append(Reason("survey_units_missing", field="units"))
        faults += [Reason("unknown_unit", {"value": code}, "units")
                   for code in asked.units if code not in land.units]  # fmt: skip
    else:
        faults += people_faults(asked.people)
    for code in asked.about:
        if land.area(code) is None and code not in land.units:
            faults.append(Reason("unknown_area", {"value": code}, "about"))
    return faults


def _keep_units(row: Survey, asked: Asked) -> None:
    if asked.entry == "units":
        land = territory()
        SurveyUnit.objects.bulk_create(
            SurveyUnit(survey=row, unit=code, unit_path=land.units[code].path)
            for code in sorted(set(asked.units))
        )


def change_survey(row: Survey, asked: Asked, *, by: Actor, now: datetime, version: int) -> Survey:
    """Change who is asked and until when, while it is a draft. Raises as `draft_survey`."""
    grip = keeper_of(row, by)
    check_version(row, version)
    if row.state != "draft":
        raise Refused(Reason("form_is_fixed"))
    if faults := [*_asked_faults(asked, now), *_form_faults(form_under(row).content, asked.entry,
                                                            now)]:  # fmt: skip
        raise Invalid(*faults)
    with transaction.atomic():
        row.entry, row.people, row.closes_on = asked.entry, _people(asked), asked.closes_on
        row.about = list(asked.about)
        _write(row, {"entry", "people", "closes_on", "about"}, grip, "survey_changed", now)
        row.units.all().delete()
        _keep_units(row, asked)
    return row


def write_form(
    row: Survey, content: Mapping[str, Any], *, by: Actor, now: datetime, version: int,
    reason: str = "", confirmed: int | None = None,
) -> SurveyForm:  # fmt: skip
    """A new version of the form. While people answer it takes a reason and the cost seen again.

    Raises `Invalid` naming every fault, `Refused` once it is closed or where it became too costly.
    """
    grip = keeper_of(row, by)
    check_version(row, version)
    if row.state not in ("draft", "published"):
        raise Refused(Reason("form_is_fixed"))
    if faults := _form_faults(content, row.entry, now):
        raise Invalid(*faults)
    told = {"form": row.form_version + 1}
    with transaction.atomic():
        changed = {"form_version", "title"}
        if row.state == "published":
            _check_revision(row, content, reason, confirmed, now)
            changed.add("cost")
        made = SurveyForm.objects.create(
            survey=row, version=row.form_version + 1, content=dict(content),
            reason=reason.strip(), written_by=grip.appointment, written_at=now,
        )  # fmt: skip
        row.form_version, row.title = made.version, str(content["title"])[:120]
        _write(row, changed, grip, "survey_form_written", now, **told)
    return made


def _check_revision(
    row: Survey, content: Mapping[str, Any], reason: str, confirmed: int | None, now: datetime
) -> None:
    if not 2 <= len(reason.strip()) <= 200:
        raise Invalid(Reason("revision_reason", field="reason"))
    cost = cost_now(row, form_of(content), now)
    if cost.is_over and row.approved_by is None:
        hours = {"hours": cost.total // 3600, "ceiling": cost.ceiling_hours}
        raise Refused(Reason("survey_over_ceiling", hours))
    check_confirmed(cost.total, confirmed)
    row.cost = cost_as_json(cost, present_terms(now).source)


def check_confirmed(total: int, confirmed: int | None) -> None:
    """Whoever publishes has seen what it costs; raises `Invalid`, or `Refused` when it changed."""
    if confirmed is None:
        raise Invalid(Reason("cost_not_confirmed", field="survey_cost"))
    if confirmed != total:
        raise Refused(Reason("cost_changed"))


def move_survey(
    row: Survey, name: str, *, by: Actor, now: datetime, version: int, reason: str = "",
    confirmed: int | None = None,
) -> Survey:  # fmt: skip
    """Any move. `confirmed` are the person-seconds that were shown and agreed to.

    Raises `Stale`, `Refused` with all reasons, `Invalid`.
    """
    check_version(row, version)
    ready(row, now)
    move, grip = SURVEY.move(name), by.acting_grip(row, SURVEY.move(name).by)
    _check_hands(row, name, grip, by)
    with transaction.atomic():
        if name == "close":  # nobody's answer comes in between the count and the closing
            Survey.objects.select_for_update().get(pk=row.pk)
        changes, supplied = _changes(row, name, grip, now), frozenset[str]()
        if "survey_cost" in move.needs and confirmed is not None and row.state in move.sources:
            check_confirmed(changes["cost"]["total"], confirmed)
            supplied = frozenset({"survey_cost"})
        make(
            row, SURVEY, name, by=by, now=now, version=version, words={"reason": reason},
            supplied=supplied, terms=_terms(row, name, now), changes=changes,
            payload={"answers": changes["result"]["answers"]} if name == "close" else {},
        )  # fmt: skip
        if name in ("close", "withdraw"):
            _seal(row)
    return row


def _check_hands(row: Survey, name: str, grip: Grip | None, by: Actor) -> None:
    """What depends on whose hands they are; whoever has no part here the process refuses."""
    if grip is None:
        return
    if name == "submit" and row.state == "draft" and not row.hours_over:
        raise Refused(Reason("survey_under_ceiling"))
    if name == "approve" and any(g.appointment == row.sent_by for g in by.grips):
        raise Refused(Reason("survey_approved_by_same"))
    is_keepers = by is not SYSTEM and SURVEY.move(name).by >= KEEPER
    if is_keepers and keeping_grip(by, row.unit_path) is None:
        raise NotAllowed(Reason("not_survey_keeper"))


def _terms(row: Survey, name: str, now: datetime) -> Terms:
    if name in ("publish", "approve"):
        last = datetime.combine(row.closes_on, time(23, 59, 59), rules_at(now)[1].zone)
        return Terms(by_hand=max(last, now + timedelta(minutes=1)))
    return Terms()


def _changes(row: Survey, name: str, grip: Grip | None, now: datetime) -> dict[str, Any]:
    post = grip.appointment if grip else None
    if name in ("publish", "submit"):
        cost = cost_now(row, form_of(form_under(row).content), now)
        seen = cost_as_json(cost, present_terms(now).source)
        more = {"sent_by": post} if name == "submit" else {"slip_key": secrets.token_hex(32)}
        return {"cost": seen, **more}
    if name == "approve":
        return {"approved_by": post, "slip_key": secrets.token_hex(32)}
    if name == "close":
        return {"slip_key": "", "closed_on": today_at(now), "result": counted(row)}
    return {"slip_key": ""} if name == "withdraw" else {}


def _seal(row: Survey) -> None:
    """Slips are destroyed and answers written anew in the order of their random numbers, so that
    no order in the table tells who came when (ADR 0014)."""
    kept = list(SurveyAnswer.objects.filter(survey=row).order_by("number"))
    SurveyAnswer.objects.filter(survey=row).delete()
    SurveyAnswer.objects.bulk_create(kept)
    SurveySlip.objects.filter(survey=row).delete()


def close_due(subject: Movable, now: datetime) -> None:
    """The clock's own move: the last day is over."""
    if isinstance(subject, Survey):
        move_survey(subject, "close", by=SYSTEM, now=now, version=subject.version)


def closes(subject: Movable, rung: Alarm) -> Effect | None:
    """What the clock does with a survey whose time is up."""
    return close_due if subject.state == "published" and rung.percent >= FULL else None


def _write(
    row: Survey, columns: set[str], grip: Grip, kind: str, now: datetime, **payload: object
) -> None:
    """Columns that belong to an act which is no move, with their journal line."""
    if not change(row, columns, version=row.version):
        raise Stale(Reason("stale"))
    row.version += 1
    tell(row, grip, kind, now=now, **payload)
