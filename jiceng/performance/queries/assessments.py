"""Assessments within reach, what is known for each of their lines, and one ready for guards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from jiceng.casework.queries import rules_at
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor
from jiceng.performance.models import Assessment, AssessmentObjection, EnteredValue, UnitResult
from jiceng.performance.queries.matters import loads, work_of
from jiceng.performance.queries.measuring import measure
from jiceng.performance.rules.assessing import Given, Reading, Sheet, assess
from jiceng.performance.rules.fairness import Yardstick, yardstick_of
from jiceng.performance.rules.matters import NAMES, VERSION
from jiceng.performance.rules.periods import Period, year_before
from jiceng.performance.rules.schemes import Group, Scheme, Target, scheme_of
from jiceng.performance.rules.sheets import reading_of, yardstick_from

OFFICE = frozenset({"organisation_department", "signatory"})
"""Who sees every assessment; a unit sees its own sheet, and its group's once published."""
SPEAKING = frozenset({"leader", "handler"})
SHOWN = ("published", "final")


def scheme_under(assessment: Assessment) -> Scheme:
    return scheme_of(assessment.scheme.content)


def group_of(assessment: Assessment) -> Group:
    """The group of an assessment; a stored scheme was checked and has it."""
    group = scheme_under(assessment).group(assessment.group)
    if group is None:
        raise NotFound(Reason("not_found"))
    return group


def subject_name(code: str) -> str:
    """What a unit or an area is called."""
    land = territory()
    area = land.area(code)
    if area is not None:
        return area.name
    return land.units[code].name if code in land.units else code


def subject_path(code: str) -> str:
    """The path of an area or of a unit."""
    land = territory()
    area = land.area(code)
    if area is not None:
        return area.path
    return land.units[code].path if code in land.units else ""


def own_subjects(actor: Actor, roles: frozenset[str] = SPEAKING) -> frozenset[str]:
    """Codes of the units and areas somebody speaks for."""
    found = set[str]()
    for grip in actor.grips:
        if grip.roles & roles and not grip.is_apart:
            found.add(grip.unit)
            if not grip.by_unit:
                found.add(grip.area_path.rstrip("/").rpartition("/")[2])
    return frozenset(found)


def sees_all(actor: Actor) -> bool:
    return bool(actor.roles & OFFICE)


def assessments_of(actor: Actor) -> QuerySet[Assessment]:
    """All for the office; for a unit those that have a result of its own."""
    rows = Assessment.objects.select_related("scheme")
    if sees_all(actor):
        return rows
    mine = UnitResult.objects.filter(subject__in=own_subjects(actor)).values("assessment")
    return rows.filter(pk__in=mine).exclude(state__in=("draft", "withdrawn"))


def assessment_for(actor: Actor, number: str, now: datetime) -> Assessment:
    """One within reach, ready for guards; `NotFound` otherwise."""
    found = assessments_of(actor).filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return ready(found, now)


def results_of(actor: Actor, assessment: Assessment) -> QuerySet[UnitResult]:
    """Results that count now and that somebody may see, the first band first."""
    rows = assessment.results.filter(is_current=True)
    if not sees_all(actor) and assessment.state not in SHOWN:
        rows = rows.filter(subject__in=own_subjects(actor))
    return rows.order_by("is_vetoed", "band", "subject")


def result_for(actor: Actor, assessment: Assessment, subject: str) -> UnitResult:
    """One unit's result; only the unit itself and the office see its sheet."""
    may = sees_all(actor) or subject in own_subjects(actor)
    found = assessment.results.filter(is_current=True, subject=subject).first() if may else None
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def objections_of(actor: Actor) -> QuerySet[AssessmentObjection]:
    rows = AssessmentObjection.objects.select_related("result__assessment__scheme")
    return rows if sees_all(actor) else rows.filter(subject__in=own_subjects(actor))


def objection_for(actor: Actor, number: str) -> AssessmentObjection:
    found = objections_of(actor).filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def corrected_by(objection: AssessmentObjection) -> UnitResult | None:
    """The result that took the place of the one objected to, where the objection was accepted."""
    rows = objection.result.assessment.results.filter(
        subject=objection.subject, reason__startswith=f"{objection.number} "
    )
    return rows.order_by("pk").first()


def ready(assessment: Assessment, now: datetime) -> Assessment:
    """Put on what the guards ask for."""
    today = now.astimezone(rules_at(now)[1].zone).date()
    until = assessment.objections_until
    current = assessment.results.filter(is_current=True)
    assessment.period_runs = today <= assessment.ends_on
    lines = [line for row in current for line in row.lines]
    assessment.missing_values = sum(1 for line in lines if is_wanting(line, lines))
    assessment.open_extras = assessment.extras.filter(approved_at=None).count()
    assessment.open_objections = AssessmentObjection.objects.filter(
        result__assessment=assessment, state="made"
    ).count()
    assessment.may_be_objected_to = until is not None and now < until
    return assessment


def is_wanting(line: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]) -> bool:
    """Whether somebody still has to see to a value. A unit about which too few answered a survey
    is left without one; a survey that told nothing of anybody is not over."""
    if line["share"] is not None or line["source"] == "derived":
        return False
    told = (other["share"] is not None for other in lines if other["target"] == line["target"])
    return not (line["source"] == "surveyed" and line["indicator"] and any(told))


def readings(assessment: Assessment, now: datetime) -> dict[str, dict[str, Reading]]:
    """Everything known of the group for every target, from records and from what was entered."""
    scheme, group = scheme_under(assessment), group_of(assessment)
    targets = scheme.targets_of(group.key)
    found: dict[str, dict[str, Reading]] = {t.key: {} for t in targets}
    asked = [t for t in targets if t.is_read]
    period = Period(assessment.starts_on, assessment.ends_on)
    found |= _derived(assessment.number, group, asked, period, now)
    found |= _entered(assessment, [t for t in targets if not t.is_read])
    return found


def _derived(
    number: str, group: Group, targets: Iterable[Target], period: Period, now: datetime
) -> dict[str, dict[str, Reading]]:
    asked = {t.key: t.indicator for t in targets}
    codes = [c for c in asked.values() if c in NAMES]
    counted = loads(codes, group.level, period.start, period.end, now)
    found: dict[str, dict[str, Reading]] = {}
    for key, code in asked.items():
        if code in NAMES:
            found[key] = {
                unit: Reading(
                    load=counted[code].get(unit, {}),
                    rule_version=VERSION,
                    url=f"/desk/assessments/{number}/units/{unit}/records/{key}/",
                )
                for unit in group.members
            }
        else:
            found[key] = _measured(code, group, period, now)
    return found


def _measured(code: str, group: Group, period: Period, now: datetime) -> dict[str, Reading]:
    found = measure(code, group.members, period.start, period.end, now=now)
    return {
        unit: Reading(
            value=Fraction(one.value) if one.value is not None else None,
            numerator=one.numerator,
            denominator=one.denominator,
            rule_version=one.rule_version,
            url=one.url,
        )
        for unit, one in found.items()
    }


def yardsticks(assessment: Assessment, now: datetime) -> dict[str, Yardstick]:
    """What is expected of the group: as kept since the beginning, else from the year before."""
    if assessment.yardsticks:
        return {key: yardstick_from(one) for key, one in assessment.yardsticks.items()}
    scheme, group = scheme_under(assessment), group_of(assessment)
    asked = [t for t in scheme.targets_of(group.key)
             if t.source == "derived" and t.formula == "fair_rate"]  # fmt: skip
    before = year_before(Period(assessment.starts_on, assessment.ends_on))
    zone = rules_at(now)[1].zone
    begun = min(now, datetime.combine(assessment.starts_on, time(), zone))
    found = _derived(assessment.number, group, asked, before, begun)
    return {
        t.key: yardstick_of(
            {unit: one.counted for unit, one in found[t.key].items()},
            stated=t.expected / 100, least=t.least, prior=t.prior, work=work_of(now),
        )
        for t in asked
    }  # fmt: skip


def _entered(assessment: Assessment, targets: Iterable[Target]) -> dict[str, dict[str, Reading]]:
    """Values in force; several types of one target make one load."""
    keys = {t.key for t in targets}
    found: dict[str, dict[str, Reading]] = {key: {} for key in keys}
    rows = assessment.values.filter(replaced_at=None, target__in=keys).order_by("pk")
    by_place: dict[tuple[str, str], list[EnteredValue]] = {}
    for row in rows:
        by_place.setdefault((row.target, row.subject), []).append(row)
    for (target, subject), values in by_place.items():
        found[target][subject] = reading_from(values)
    return found


def reading_from(values: list[EnteredValue]) -> Reading:
    """What was entered of one unit for one target."""
    last = values[-1]
    counts = {
        v.case_type: (v.numerator or 0, v.denominator) for v in values if v.denominator is not None
    }
    return Reading(
        value=Fraction(last.value) if last.value is not None else None,
        numerator=sum(done for done, _n in counts.values()) if counts else None,
        denominator=sum(n for _done, n in counts.values()) if counts else None,
        late=last.late,
        load=counts if counts and last.value is None else None,
        proof=last.proof,
    )


def extras_in_force(assessment: Assessment) -> dict[str, list[Given]]:
    """Approved extras by unit."""
    kinds = {e.key: e.kind for e in scheme_under(assessment).extras}
    found: dict[str, list[Given]] = {}
    for row in assessment.extras.exclude(approved_at=None).order_by("pk"):
        given = Given(row.key, kinds[row.key], Fraction(row.amount), row.reason)
        found.setdefault(row.subject, []).append(given)
    return found


def reckoned(assessment: Assessment, now: datetime) -> list[Sheet]:
    """The sheets as records say them now; nothing is written."""
    return assess(
        scheme_under(assessment),
        group_of(assessment),
        readings(assessment, now),
        extras=extras_in_force(assessment),
        work=work_of(now),
        yardsticks=yardsticks(assessment, now),
    )


def stored_readings(rows: Iterable[UnitResult]) -> dict[str, dict[str, Reading]]:
    """What results were reckoned from, exactly, as their lines keep it."""
    known: dict[str, dict[str, Reading]] = {}
    for row in rows:
        for line in row.lines:
            known.setdefault(line["target"], {})[row.subject] = reading_of(line["reading"])
    return known


def reckoned_from(
    assessment: Assessment, known: Mapping[str, Mapping[str, Reading]], now: datetime
) -> list[Sheet]:  # fmt: skip
    """The sheets again, from kept values and the rules of the day they were frozen."""
    return assess(
        scheme_under(assessment),
        group_of(assessment),
        known,
        extras=extras_in_force(assessment),
        work=work_of(assessment.frozen_at or now),
        yardsticks=yardsticks(assessment, now),
    )


def may_object(actor: Actor, result: UnitResult, now: datetime) -> bool:
    """Whether somebody speaks for the unit and the term still runs."""
    until = result.assessment.objections_until
    runs = result.assessment.state == "published" and until is not None and now < until
    return runs and result.subject in own_subjects(actor, frozenset({"leader"}))
