"""Slips are made and answers are taken; nobody who answered can be found again (ADR 0014)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from jiceng.kernel.records.advance import check_version, tell
from jiceng.kernel.records.territory import UnitEntry, territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.ballots import LETTERS, NUMBER_LENGTH, SLIP_LENGTH, hashed
from jiceng.performance.actions.surveys import keeper_of
from jiceng.performance.models import Survey, SurveyAnswer, SurveySlip
from jiceng.performance.process.surveys import KEEPER
from jiceng.performance.queries.measuring import measure
from jiceng.performance.queries.surveys import form_under, today_at
from jiceng.performance.rules.survey_answers import not_shown, read_answers, unknown_codes
from jiceng.performance.rules.survey_forms import Form, form_of

MOST_SLIPS = 2000
ANSWERING = KEEPER | frozenset({"leader", "dispatcher"})
"""Who answers for a unit."""


@dataclass(frozen=True, slots=True)
class SlipMade:
    """A slip to be printed: shown once, kept nowhere."""

    about: str
    code: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What came with a form: answers by question, the version they were given to, and the rest."""

    typed: Mapping[str, Any]
    version: int = 0
    """Of the form; 0 is the one in force."""
    code: str = ""
    """Of the slip, where there is one."""
    about: str = ""
    """What the answers are about, where they are told apart."""


def make_slips(
    row: Survey, count: int, about: str = "", *, by: Actor, now: datetime, version: int
) -> list[SlipMade]:
    """Slips for nobody in particular, shown once; while people answer. Raises `Invalid`,
    `Refused`, `NotAllowed`."""
    grip = keeper_of(row, by)
    check_version(row, version)
    if row.entry != "slips":
        raise Refused(Reason("slips_of_another_kind"))
    _check_open(row, today_at(now))
    if not 1 <= count <= MOST_SLIPS:
        raise Invalid(Reason("slips_count", {"most": MOST_SLIPS}, "count"))
    _check_about(row, about)
    made = [
        SlipMade(about, "".join(secrets.choice(LETTERS) for _ in range(SLIP_LENGTH)))
        for _ in range(count)
    ]
    with transaction.atomic():
        slips = [SurveySlip(hash=hashed(row.slip_key, m.code), survey=row, about=about)
                 for m in made]  # fmt: skip
        SurveySlip.objects.bulk_create(sorted(slips, key=lambda s: s.hash))
        Survey.objects.filter(pk=row.pk).update(slips_made=row.slips_made + count)
        tell(row, grip, "survey_slips_made", now=now, count=count, about=about)
    row.slips_made += count
    return sorted(made, key=lambda m: m.code)


def answer_survey(row: Survey, filled: Filled, *, now: datetime, is_strict: bool = False) -> str:
    """Take an answer of somebody unknown; returns its random number, for nobody.

    No actor, no time, no address and no line of the journal. Raises `Refused` when it is not open
    or the slip is spent, `Invalid` naming each question. A program (`is_strict`) is told of answers
    to questions that were not shown; from a page they are left out, as the page says.
    """
    _check_open(row, today_at(now))
    if row.entry == "units":
        raise Refused(Reason("survey_not_open"))
    said = _said(row, filled, is_strict)
    with transaction.atomic():
        about = _spend(row, filled.code) if row.entry == "slips" else filled.about
        if row.entry == "open":
            _check_about(row, about)
        return _keep(row, filled, about, "", said)


def answer_for_unit(
    row: Survey, filled: Filled, unit: str, *, by: Actor, now: datetime, is_strict: bool = False
) -> str:
    """A unit's one answer, by a post in it. Numbers the platform holds are taken from it.

    Raises `NotAllowed` for another unit's post, `Refused` when it is not open or was answered,
    `Invalid` naming each question.
    """
    grip = next((g for g in by.grips if g.unit == unit and g.roles & ANSWERING), None)
    asked = row.units.filter(unit=unit).exists()
    if grip is None or not asked:
        raise NotAllowed(Reason("unit_not_asked"))
    _check_open(row, today_at(now))
    named = {"unit": territory().units[unit].name}
    if row.answers.filter(unit=unit).exists():
        raise Refused(Reason("unit_answered", named))
    form = form_of(form_under(row, filled.version).content)
    said = {**_said(row, filled, is_strict), **held_values(form, unit, today_at(now), now)}
    try:
        with transaction.atomic():
            number = _keep(row, filled, "", unit, said)
            tell(row, grip, "survey_unit_answered", now=now, unit=unit)
    except IntegrityError as error:
        raise Refused(Reason("unit_answered", named)) from error
    return number


def held_values(form: Form, unit: str, today: date, now: datetime) -> dict[str, str]:
    """Question -> number from the records of this year, for those bound to an indicator."""
    found = {}
    for question in form.questions:
        if question.indicator:
            code = _subject(unit, question.indicator, today, now)
            if code is not None:
                found[question.code] = code
    return found


def _subject(unit: str, code: str, today: date, now: datetime) -> str | None:
    """The value for the unit, or for the area it has, as text."""
    entry: UnitEntry = territory().units[unit]
    start = today.replace(month=1, day=1)
    values = measure(code, [unit, entry.area], start, today, now=now)
    for subject in (unit, entry.area):
        if (value := values[subject].value) is not None:
            return f"{value:f}"
    return None


def _check_open(row: Survey, today: date) -> None:
    if row.state != "published" or today > row.closes_on:
        raise Refused(Reason("survey_not_open"))


def _check_about(row: Survey, about: str) -> None:
    if (about or row.about) and about not in row.about:
        raise Invalid(Reason("unknown_subject", {"value": about}, "about"))


def _said(row: Survey, filled: Filled, is_strict: bool) -> dict[str, Any]:
    form = form_of(form_under(row, filled.version).content)
    answered = read_answers(form, filled.typed)
    faults = [*answered.faults]
    if is_strict:
        faults += [*unknown_codes(form, filled.typed), *not_shown(answered)]
    if faults:
        raise Invalid(*faults)
    return dict(answered.said)


def _spend(row: Survey, code: str) -> str:
    """Use up a slip, by compare and set; what it is about."""
    slip = SurveySlip.objects.filter(survey=row, hash=hashed(row.slip_key, code)).first()
    if slip is None:
        raise Invalid(Reason("survey_slip_unknown", field="slip"))
    if not SurveySlip.objects.filter(hash=slip.hash, is_spent=False).update(is_spent=True):
        raise Refused(Reason("survey_slip_spent"))
    return slip.about


def _keep(row: Survey, filled: Filled, about: str, unit: str, said: dict[str, Any]) -> str:
    """Written only while the survey is open: the row is looked at again under the transaction."""
    if Survey.objects.select_for_update().filter(pk=row.pk, state="published").first() is None:
        raise Refused(Reason("survey_not_open"))
    number = "".join(secrets.choice(LETTERS) for _ in range(NUMBER_LENGTH))
    SurveyAnswer.objects.create(
        number=number, survey=row, form_version=filled.version or row.form_version, about=about,
        unit=unit, said=said,
    )  # fmt: skip
    return number
