"""A unit objects to its published result; the office answers, and corrects with history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.actions.words import clean
from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.advance import check_version
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor, Grip
from jiceng.performance.actions.assessments import MOST, result_of, same_hands
from jiceng.performance.models import (
    Assessment,
    AssessmentObjection,
    EnteredValue,
    UnitResult,
)
from jiceng.performance.process import ASSESSMENT_OBJECTION
from jiceng.performance.queries.assessments import (
    may_object,
    own_subjects,
    reckoned_from,
    scheme_under,
    stored_readings,
    subject_name,
    subject_path,
)
from jiceng.performance.rules.assessing import Reading, Sheet
from jiceng.performance.rules.schemes import Target
from jiceng.performance.rules.sheets import line_as_json, rounded

LEADER = frozenset({"leader"})


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a line should have counted: a rate its counts, nodes with those late, others a value."""

    numerator: int | None = None
    denominator: int | None = None
    late: int | None = None
    value: Decimal | None = None


def object_to(
    result: UnitResult, target: str, reason: str, *, by: Actor, now: datetime
) -> AssessmentObjection:
    """The unit says that a line is wrong, within the term after publication.

    Raises `NotAllowed` for anybody who does not lead the unit, `Refused` outside the term or a
    second time, `Invalid` without a reason.
    """
    if result.subject not in own_subjects(by, LEADER):
        raise NotAllowed(Reason("not_your_page"))
    if not may_object(by, result, now):
        raise Refused(Reason("objection_term_over"))
    said = clean({"reason": reason}).get("reason", "")
    if not 2 <= len(said) <= 1000:
        raise Invalid(Reason("text_length", {"low": 2, "high": 1000}, "reason"))
    if target not in {line["target"] for line in result.lines}:
        raise Invalid(Reason("unknown_value", {"value": target}, "target"))
    place = (result.subject, target)
    rows = AssessmentObjection.objects.filter(result__assessment=result.assessment)
    if rows.filter(subject=place[0], target=place[1]).exists():
        raise Refused(Reason("objected_line_already"))
    return _made(result, target, said, by, now)


def _made(
    result: UnitResult, target: str, said: str, by: Actor, now: datetime
) -> AssessmentObjection:
    above = result.assessment
    grip = _leading(by, result.subject)
    with transaction.atomic():
        pk = next_key(AssessmentObjection)
        year = now.astimezone(rules_at(now)[1].zone).year
        made = AssessmentObjection(
            pk=pk, number="AO" + public_number(year, pk), title=_title(result, target),
            result=result, target=target, subject=result.subject,
            subject_path=subject_path(result.subject), reason=said, made_by=grip.appointment,
            made_at=now, area_path=above.area_path, unit=above.unit, unit_path=above.unit_path,
            tier="county", entered_at=now,
        )  # fmt: skip
        start(made, ASSESSMENT_OBJECTION, "object", grip=grip, now=now, target=target)
    return made


def _leading(by: Actor, subject: str) -> Grip:
    return next(
        g for g in by.grips
        if g.roles & LEADER and (g.unit == subject or g.area_path.endswith(f"/{subject}/"))
    )  # fmt: skip


def _title(result: UnitResult, target: str) -> str:
    name = next(str(line["name"]) for line in result.lines if line["target"] == target)
    return f"{subject_name(result.subject)}：{name}"[:120]


def answer_objection(
    objection: AssessmentObjection, name: str, answer: str, *, by: Actor, now: datetime,
    version: int, corrected: Corrected | None = None,
) -> AssessmentObjection:  # fmt: skip
    """accept, with what the line should have counted, or refuse; both with the reason.

    Accepted, the whole group is reckoned from the frozen values and the correction; results that
    change become new rows that say which they replace.
    """
    check_version(objection, version)
    ASSESSMENT_OBJECTION.move(name)
    if same_hands(by, objection.made_by):
        raise Refused(Reason("answered_by_same"))
    if len(answer.strip()) > 1000:
        raise Invalid(Reason("text_length", {"low": 2, "high": 1000}, "answer"))
    grip = by.acting_grip(objection, ASSESSMENT_OBJECTION.move(name).by)
    with transaction.atomic():
        changes = {"answer": answer.strip(), "answered_at": now,
                   "answered_by": grip.appointment if grip else None}  # fmt: skip
        make(
            objection, ASSESSMENT_OBJECTION, name, by=by, now=now, version=version,
            words={"answer": answer}, changes=changes,
        )  # fmt: skip
        if name == "accept":
            _correct(objection, corrected or Corrected(), now)
    return objection


def _correct(objection: AssessmentObjection, corrected: Corrected, now: datetime) -> None:
    assessment = objection.result.assessment
    rows = list(assessment.results.filter(is_current=True))
    known = stored_readings(rows)
    asked = {t.key: t for t in scheme_under(assessment).targets_of(assessment.group)}
    target, subject = asked[objection.target], objection.subject
    before = known[target.key][subject]
    after = _changed(target, before, corrected)
    known[target.key][subject] = replace(after, proof=_proof(objection))
    if not target.is_read:
        _keep_values(objection, before, after, now)
    sheets = reckoned_from(assessment, known, now)
    by_unit = {row.subject: row for row in rows}
    for sheet in sheets:
        _replace(by_unit[sheet.unit], sheet, assessment, objection, now)


def _proof(objection: AssessmentObjection) -> str:
    return f"{objection.number} {objection.answer}"[:200]


def _changed(target: Target, before: Reading, corrected: Corrected) -> Reading:
    """The reading as it was found right; counts or values that cannot be are refused by name."""
    if target.formula == "fair_rate":
        return _counted(before, corrected)
    if target.formula == "node":
        done, late, whole = corrected.numerator, corrected.late or 0, corrected.denominator
        if done is None or whole is None or not whole or not 0 <= done <= done + late <= whole:
            raise Invalid(Reason("late_counts_wrong", field="numerator"))
        return replace(
            before, numerator=done, late=late, denominator=whole, load={"": (done, whole)}
        )
    value = corrected.value
    if value is None or not 0 <= value <= MOST:
        raise Invalid(Reason("number_range", {"low": 0, "high": MOST}, "value"))
    return replace(before, value=Fraction(value))


def _counted(before: Reading, corrected: Corrected) -> Reading:
    """Counts of a rate; what changed is put to the type most of them are of, where it fits."""
    load = before.counted
    done, whole = corrected.numerator, corrected.denominator
    if done is None or whole is None or not 0 <= done <= whole or not whole:
        raise Invalid(Reason("counts_wrong", field="numerator"))
    kinds = sorted(load, key=lambda kind: -load[kind][1]) or [""]
    change = (done - sum(d for d, _n in load.values()), whole - sum(n for _d, n in load.values()))
    first = load.get(kinds[0], (0, 0))
    moved = (first[0] + change[0], first[1] + change[1])
    changed = {**load, kinds[0]: moved} if moved[0] <= moved[1] >= 0 else {"": (done, whole)}
    return replace(before, load=changed, numerator=done, denominator=whole)


def _keep_values(
    objection: AssessmentObjection, before: Reading, after: Reading, now: datetime
) -> None:
    """The entered value gets a later row beside it, so that values and results say the same."""
    rows = objection.result.assessment.values.filter(
        target=objection.target, subject=objection.subject, replaced_at=None
    )
    kinds = {row.case_type for row in rows}
    loads = after.load if after.load is not None and before.load is not None else {"": None}
    if set(loads) != kinds:
        rows.update(replaced_at=now)
    for kind, both in loads.items():
        if both is not None and before.load is not None and before.load.get(kind) == both:
            continue
        rows.filter(case_type=kind).update(replaced_at=now)
        EnteredValue.objects.create(
            assessment=objection.result.assessment, target=objection.target,
            subject=objection.subject, case_type=kind, value=_decimal(after.value),
            numerator=int(both[0]) if both else _whole(after.numerator),
            denominator=both[1] if both else after.denominator, late=after.late,
            proof=_proof(objection), entered_by=objection.answered_by or 0, entered_at=now,
        )  # fmt: skip


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else rounded(value, Decimal("0.0001"))


def _whole(count: Fraction | int | None) -> int | None:
    return None if count is None else int(count)


def _replace(
    row: UnitResult, sheet: Sheet, assessment: Assessment, objection: AssessmentObjection,
    now: datetime,
) -> None:  # fmt: skip
    lines = [line_as_json(line) for line in sheet.lines]
    same = (row.score, row.band, row.first_place, row.last_place, row.lines) == (
        rounded(sheet.score), sheet.band, sheet.first, sheet.last, lines,
    )  # fmt: skip
    if same:
        return
    UnitResult.objects.filter(pk=row.pk).update(is_current=False)
    made = result_of(
        assessment, sheet, now, replaces=row, is_provisional=False,
        reason=f"{objection.number} {objection.answer}"[:300],
    )  # fmt: skip
    made.save()
