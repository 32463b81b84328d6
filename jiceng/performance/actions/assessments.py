"""An assessment is opened, filled, reckoned, frozen, published and confirmed (facts.md §3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import check_version, tell
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.models import Area
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor, Grip
from jiceng.kernel.terms import Counting, Term
from jiceng.performance.models import Assessment, EnteredValue, ExtraGiven, UnitResult
from jiceng.performance.process import ASSESSMENT
from jiceng.performance.queries.assessments import (
    group_of,
    ready,
    reckoned,
    scheme_under,
    subject_name,
    yardsticks,
)
from jiceng.performance.queries.matters import counted_once
from jiceng.performance.queries.schemes import read_scheme, scheme_for
from jiceng.performance.rules.assessing import Sheet
from jiceng.performance.rules.schemes import Target
from jiceng.performance.rules.sheets import line_as_json, rounded, yardstick_as_json

OFFICE = frozenset({"organisation_department"})
APPROVER = frozenset({"signatory", "organisation_department"})
MOST = 1_000_000


def open_assessment(key: str, group: str, *, by: Actor, now: datetime) -> Assessment:
    """Take a group of a scheme into assessment, under the version in force today.

    Raises `NotAllowed` for anybody but the office, `NotFound` for an unknown scheme, `Invalid`
    for an unknown group or one that is being assessed.
    """
    grip = grip_of(by, OFFICE)
    row = scheme_for(key, now)
    scheme = read_scheme(row)
    found = scheme.group(group)
    if found is None:
        raise Invalid(Reason("unknown_value", {"value": group}, "group"))
    twice = Assessment.objects.filter(scheme__key=key, group=group).exclude(state="withdrawn")
    if twice.exists():
        raise Invalid(Reason("assessed_already", {"group": found.name}, "group"))
    land = territory()
    office = land.apart.get(grip.unit) or land.units[grip.unit]
    with transaction.atomic():
        pk = next_key(Assessment)
        made = Assessment(
            pk=pk, number="AS" + public_number(scheme.start.year, pk),
            title=f"{scheme.name}·{found.name}"[:120], scheme=row, group=group,
            starts_on=scheme.start, ends_on=scheme.end, opened_by=grip.appointment,
            area_path=root_path(), unit=office.code, unit_path=office.path, tier="county",
            entered_at=now, is_sample=scheme.is_sample,
        )  # fmt: skip
        start(made, ASSESSMENT, "open", grip=grip, now=now, scheme=row.pk, group=group)
    return made


def root_path() -> str:
    """The path of the whole county."""
    return str(Area.objects.filter(parent=None, valid_to=None).values_list("path", flat=True)[0])


def grip_of(by: Actor, roles: frozenset[str]) -> Grip:
    """The post that gives one of some roles; raises `NotAllowed`."""
    grip = next((g for g in by.grips if g.roles & roles), None)
    if grip is None:
        raise NotAllowed(Reason("not_your_page"))
    return grip


def move_assessment(
    assessment: Assessment, name: str, *, by: Actor, now: datetime, version: int, reason: str = ""
) -> Assessment:
    """Any move. Whoever froze a result does not publish it (`Refused`)."""
    check_version(assessment, version)
    ASSESSMENT.move(name)
    grip = by.acting_grip(assessment, ASSESSMENT.move(name).by)
    if name in ("freeze", "begin") and grip and assessment.state in ("draft", "running"):
        reckon(assessment, now)
    if name == "publish" and grip and same_hands(by, assessment.frozen_by):
        raise Refused(Reason("published_by_same"))
    with transaction.atomic():
        make(
            ready(assessment, now), ASSESSMENT, name, by=by, now=now, version=version,
            words={"reason": reason}, terms=_terms(assessment, name, now),
            changes=_changes(assessment, name, grip, now),
        )  # fmt: skip
        if name in ("freeze", "send_back"):
            current = assessment.results.filter(is_current=True)
            current.update(is_provisional=name == "send_back")
    return assessment


def same_hands(by: Actor, first: int | None) -> bool:
    """Whether somebody acted before, by any of their posts."""
    return any(g.appointment == first for g in by.grips)


def _terms(assessment: Assessment, name: str, now: datetime) -> Terms:
    if name in ("begin", "send_back"):
        end = datetime.combine(assessment.ends_on, time(23, 59, 59), rules_at(now)[1].zone)
        return Terms(by_hand=max(end, now) + timedelta(days=30))
    return Terms(by_hand=objections_until(assessment, now)) if name == "publish" else Terms()


def objections_until(assessment: Assessment, now: datetime) -> datetime:
    """Until when a result may be objected to: working days after its publication."""
    days = scheme_under(assessment).objection_days
    return rules_at(now)[1].due(now, Term(days, Counting.WORKING_DAYS)).at


def _changes(assessment: Assessment, name: str, grip: Grip | None, now: datetime) -> dict[str, Any]:
    told: dict[str, dict[str, Any]] = {
        "freeze": {"frozen_at": now, "frozen_by": grip.appointment if grip else None},
        "send_back": {"frozen_at": None, "frozen_by": None},
    }
    if name == "begin":
        kept = yardsticks(assessment, now)
        return {"yardsticks": {key: yardstick_as_json(one) for key, one in kept.items()}}
    if name == "publish":
        return {"published_at": now, "objections_until": objections_until(assessment, now)}
    return told.get(name, {})


def reckon(assessment: Assessment, now: datetime) -> int:
    """Reckon provisional results anew from the records; returns how many units have one.

    What was frozen is left alone (`Refused`).
    """
    _check_open(assessment)
    sheets = reckoned(assessment, now)
    with transaction.atomic():
        _check_open(Assessment.objects.select_for_update().get(pk=assessment.pk))
        assessment.results.filter(is_provisional=True).delete()
        UnitResult.objects.bulk_create([result_of(assessment, s, now) for s in sheets])
        Assessment.objects.filter(pk=assessment.pk).update(reckoned_at=now)
    assessment.reckoned_at = now
    return len(sheets)


def reckon_running(now: datetime) -> int:
    """Every running assessment, as the worker does daily."""
    rows = Assessment.objects.filter(state="running").select_related("scheme")
    with counted_once():
        return sum(_reckoned_still_running(row, now) for row in rows)


def _reckoned_still_running(row: Assessment, now: datetime) -> int:
    try:
        return reckon(row, now)
    except Refused:  # frozen since the list was read
        return 0


def result_of(assessment: Assessment, sheet: Sheet, now: datetime, **more: Any) -> UnitResult:
    """A sheet as a row."""
    return UnitResult(
        assessment=assessment,
        subject=sheet.unit,
        score=rounded(sheet.score),
        half=rounded(sheet.half),
        assessed=rounded(sheet.assessed),
        is_vetoed=sheet.is_vetoed,
        band=sheet.band,
        first_place=sheet.first,
        last_place=sheet.last,
        lines=[line_as_json(line) for line in sheet.lines],
        reckoned_at=now,
        **more,
    )


@dataclass(frozen=True, slots=True)
class ValueGiven:
    """A value of one unit for one target, with the paper that shows it."""

    target: str
    subject: str
    proof: str
    value: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    late: int = 0
    case_type: str = ""


def enter_value(
    assessment: Assessment, given: ValueGiven, *, by: Actor, now: datetime
) -> EnteredValue:
    """Enter what no record holds; a later value takes the place of an earlier one.

    Raises `Invalid` naming the field, `Refused` for a target that is derived from records or for
    an assessment that is frozen.
    """
    grip = grip_of(by, OFFICE)
    _check_open(assessment)
    check_value(assessment, given)
    with transaction.atomic():
        before = assessment.values.filter(
            target=given.target, subject=given.subject, case_type=given.case_type,
            replaced_at=None,
        )  # fmt: skip
        before.update(replaced_at=now)
        made = EnteredValue.objects.create(
            assessment=assessment, target=given.target, subject=given.subject,
            case_type=given.case_type, value=given.value, numerator=given.numerator,
            denominator=given.denominator, late=given.late, proof=given.proof.strip(),
            entered_by=grip.appointment, entered_at=now,
        )  # fmt: skip
        tell(assessment, grip, "performance.enter_value", now=now, value=made.pk)
        if assessment.state == "running":
            reckon(assessment, now)
    return made


def _check_open(assessment: Assessment) -> None:
    if assessment.state not in ("draft", "running"):
        raise Refused(Reason("frozen_already"))


def check_value(assessment: Assessment, given: ValueGiven) -> Target:
    """The target a value is for; raises `Invalid` naming each field."""
    group = group_of(assessment)
    targets = {t.key: t for t in scheme_under(assessment).targets_of(group.key)}
    target = targets.get(given.target)
    if target is None:
        raise Invalid(Reason("unknown_value", {"value": given.target}, "target"))
    if target.is_read:
        raise Invalid(Reason("record_exists", {"target": target.name}, "target"))
    faults = []
    if given.subject not in group.members:
        faults.append(Reason("unknown_value", {"value": given.subject}, "subject"))
    if not 1 <= len(given.proof.strip()) <= 200:
        faults.append(Reason("text_length", {"low": 1, "high": 200}, "proof"))
    faults += _counts(target, given)
    if faults:
        raise Invalid(*faults)
    return target


def _counts(target: Target, given: ValueGiven) -> list[Reason]:
    if target.formula not in ("fair_rate", "node"):
        fit = given.value is not None and 0 <= given.value <= MOST
        return [] if fit else [Reason("number_range", {"low": 0, "high": MOST}, "value")]
    done, whole = given.numerator, given.denominator
    if done is None or whole is None or not 0 <= done + given.late <= whole <= MOST or not whole:
        return [Reason("counts_wrong", field="numerator")]
    return []


def give_extra(
    assessment: Assessment, subject: str, key: str, *, points: Decimal, reason: str,
    by: Actor, now: datetime,
) -> ExtraGiven:  # fmt: skip
    """Propose a bonus, a deduction or a veto; it counts once somebody else approved it."""
    grip = grip_of(by, OFFICE)
    _check_open(assessment)
    known = {e.key: e for e in scheme_under(assessment).extras}
    faults = []
    if key not in known:
        faults.append(Reason("unknown_value", {"value": key}, "key"))
    elif known[key].kind != "veto" and not 0 < points <= known[key].points:
        told = {"low": 0, "high": float(known[key].points)}
        faults.append(Reason("number_range", told, "points"))
    if subject not in group_of(assessment).members:
        faults.append(Reason("unknown_value", {"value": subject}, "subject"))
    if not 2 <= len(reason.strip()) <= 300:
        faults.append(Reason("text_length", {"low": 2, "high": 300}, "reason"))
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        made = ExtraGiven.objects.create(
            assessment=assessment, subject=subject, key=key, amount=points,
            reason=reason.strip(), given_by=grip.appointment, given_at=now,
        )  # fmt: skip
        tell(assessment, grip, "performance.give_extra", now=now, extra=made.pk)
    return made


def approve_extra(extra: ExtraGiven, *, by: Actor, now: datetime) -> ExtraGiven:
    """Somebody else than who proposed it lets an extra count; raises `Refused` otherwise."""
    grip = grip_of(by, APPROVER)
    _check_open(extra.assessment)
    if same_hands(by, extra.given_by):
        raise Refused(Reason("approved_by_same"))
    if extra.approved_at is not None:
        raise Refused(Reason("approved_already"))
    with transaction.atomic():
        extra.approved_by, extra.approved_at = grip.appointment, now
        extra.save(update_fields=["approved_by", "approved_at"])
        tell(extra.assessment, grip, "performance.approve_extra", now=now, extra=extra.pk)
        if extra.assessment.state == "running":
            reckon(extra.assessment, now)
    return extra


def named_subjects(assessment: Assessment) -> dict[str, str]:
    """Code -> name of the group's members."""
    return {code: subject_name(code) for code in group_of(assessment).members}
