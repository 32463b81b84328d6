"""Surveys within reach, their forms, what they cost, and their answers counted."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from jiceng.casework.queries import rules_at
from jiceng.casework.queries.demands import held_numbers
from jiceng.casework.rules.demands import held_among
from jiceng.kernel.records.access import reach_of
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.reporting import reporters
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor, Grip
from jiceng.performance.models import Survey, SurveyForm, SurveyUnit
from jiceng.performance.process.surveys import APPROVER, KEEPER
from jiceng.performance.queries.catalogue import entry_on
from jiceng.performance.rules.panels import LEAST
from jiceng.performance.rules.survey_cost import (
    KIND,
    SurveyCost,
    SurveyTerms,
    cost_of_survey,
    terms_of,
)
from jiceng.performance.rules.survey_forms import Form, form_of
from jiceng.performance.rules.survey_results import rates, tally

CONTENT = Path(__file__).parent.parent / "content"
SEEING = KEEPER | APPROVER | frozenset({"reader"})
SHOWN = ("published", "closed", "announced")


def _own(actor: Actor) -> Q:
    """The units somebody's posts are in."""
    return Q(unit_path__in=[g.unit_path for g in actor.grips if g.reaches_records])


def asked_of(actor: Actor) -> Q:
    """Surveys that ask a unit of somebody's, once they are published."""
    asked = SurveyUnit.objects.filter(_own(actor), survey=OuterRef("pk"))
    return Q(Exists(asked), state__in=SHOWN)


def surveys_of(actor: Actor) -> QuerySet[Survey]:
    """Those of one's own unit, of one's area for whoever answers for it, and those asked of one."""
    reach = Q(pk__in=[])
    if actor.roles & (APPROVER | {"reader"}):
        able = tuple(g for g in actor.grips if g.roles & (APPROVER | {"reader"}))
        reach = reach_of(Actor(actor.person, actor.name, able))
        if not reach:
            return Survey.objects.all()
    return Survey.objects.filter(reach | _own(actor) | asked_of(actor))


def survey_for(actor: Actor, number: str, now: datetime) -> Survey:
    """One within reach, ready for guards; `NotFound` otherwise."""
    found = surveys_of(actor).filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return ready(found, now)


def is_owner(actor: Actor, survey: Survey) -> bool:
    """Whether somebody keeps surveys in the unit it is of: reads texts and every count."""
    return keeping_grip(actor, survey.unit_path) is not None


def keeping_grip(actor: Actor, unit_path: str) -> Grip | None:
    """The post in a unit that keeps its surveys."""
    able = (g for g in actor.grips if g.roles & KEEPER and g.unit_path == unit_path)
    return next(able, None)


def public_survey(number: str, now: datetime) -> Survey:
    """One that anybody with its address may look at; `NotFound` for drafts and units' surveys."""
    states = ("published", "closed", "announced", "withdrawn")
    found = Survey.objects.filter(number=number, state__in=states).exclude(entry="units").first()
    if found is None or (found.state == "withdrawn" and not found.cost):
        raise NotFound(Reason("not_found"))
    return ready(found, now)


def ready(survey: Survey, now: datetime) -> Survey:
    """Put on what guards ask for."""
    form = form_under(survey)
    cost = cost_now(survey, form_of(form.content), now)
    survey.hours_over = hours_shown(cost.total) if cost.is_over else ""
    survey.ceiling_hours = cost.ceiling_hours
    survey.answer_count = survey.answers.count()
    survey.least_answers = 1 if survey.entry == "units" else LEAST
    survey.is_past = survey.closes_on < today_at(now)
    return survey


def is_way(survey: Survey, move: str) -> bool:
    """Of publishing and asking for approval one way alone is open: the cost says which."""
    closed = {"publish": bool(survey.hours_over), "submit": not survey.hours_over}
    return not closed.get(move, False)


def today_at(now: datetime) -> Any:
    """The day in the county."""
    return now.astimezone(rules_at(now)[1].zone).date()


def form_under(survey: Survey, version: int = 0) -> SurveyForm:
    """The form in force, or an older version of it."""
    return survey.forms.get(version=version or survey.form_version)


def present_terms(now: datetime) -> SurveyTerms:
    """The county's estimates in force, or those that ship."""
    row = in_force(KIND, now).get("county")
    return terms_of(row.content if row else shipped_terms())


@cache
def shipped_terms() -> Mapping[str, Any]:
    return tomllib.loads((CONTENT / "survey_terms.toml").read_text("utf-8"))


@cache
def sample_forms() -> Mapping[str, Mapping[str, str]]:
    """Key -> name and text of the samples a form may start from."""
    return tomllib.loads((CONTENT / "survey_forms.toml").read_text("utf-8"))


def cost_now(survey: Survey, form: Form, now: datetime) -> SurveyCost:
    """What a form costs the people expected, by the estimates in force."""
    return cost_of_survey(form, survey.people, present_terms(now))


def hours_shown(seconds: int) -> str:
    """Person-hours with one decimal, rounded up to it."""
    tenths = -(-seconds // 360)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def cost_as_json(cost: SurveyCost, source: str) -> dict[str, Any]:
    """A cost as it is kept when it was confirmed."""
    paths = cost.paths
    return {
        "shortest": paths.shortest, "longest": paths.longest, "expected": cost.expected,
        "fewest": paths.fewest, "most": paths.most, "people": dict(cost.people),
        "total": cost.total, "ceiling_hours": cost.ceiling_hours, "source": source,
    }  # fmt: skip


def held_faults(form: Form, entry: str, now: datetime) -> list[Reason]:
    """Numbers asked for although the platform has them: enter once (promise 1)."""
    faults = []
    names = {code: reporter.figures[code].name for code, reporter in reporters().items()}
    numbers = [q for q in form.questions if q.kind == "number"]
    held = dict(held_among([q.text for q in numbers], held_numbers(names)))
    for question in numbers:
        told = {"question": question.code, "value": question.indicator}
        found = held.get(question.text)
        if question.indicator and not _is_known(question.indicator, now):
            faults.append(Reason("survey_indicator_unknown", told, "form"))
        elif question.indicator and entry != "units":
            faults.append(Reason("indicator_asked_openly", told, "form"))
        elif found and not question.indicator:
            faults.append(Reason("question_number_held", {**told, "value": found.name}, "form"))
    return faults


def _is_known(code: str, now: datetime) -> bool:
    return code in reporters() or entry_on(code, today_at(now)) is not None


def counted(survey: Survey) -> dict[str, Any]:
    """The result from the stored answers alone: made again, it is the same."""
    found: dict[str, Any] = {"answers": 0, "versions": [], "rates": {}}
    rows = [*survey.answers.order_by("number").values_list("form_version", "about", "said")]
    found["answers"] = len(rows)
    for version in sorted({version for version, _about, _said in rows}):
        form = form_of(form_under(survey, version).content)
        mine = [(about, said) for v, about, said in rows if v == version]
        tallies = tally(form, [said for _about, said in mine])
        found["versions"].append({
            "version": version, "n": len(mine),
            "tallies": [
                {"question": t.question, "kind": t.kind, "n": t.n, "cells": dict(t.cells),
                 "mean": str(t.mean) if t.mean is not None else None,
                 "median": str(t.median) if t.median is not None else None}
                for t in tallies
            ],
        })  # fmt: skip
        _add_rates(found["rates"], form, mine)
    return found


def _add_rates(
    found: dict[str, dict[str, list[int]]], form: Form, mine: list[tuple[str, dict[str, Any]]]
) -> None:
    """Good and all answers by question and subject, summed over versions."""
    for question in form.questions:
        if question.good:
            by_subject = found.setdefault(question.code, {})
            for subject, rate in rates(question, mine).items():
                good, answered = by_subject.get(subject, [0, 0])
                by_subject[subject] = [good + rate.good, answered + rate.answered]
