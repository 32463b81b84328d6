"""Open a development file, record its steps, and move it (facts.md §5.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from jiceng.casework.actions.following import make, start
from jiceng.casework.queries import rules_at
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.clocks import Clock
from jiceng.kernel.places import mask_personal
from jiceng.kernel.process import Terms, next_alarm
from jiceng.kernel.records.advance import (
    Passage,
    check_version,
    put_work_item,
    set_alarm,
)
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor, Grip
from jiceng.party.actions.development_effects import EFFECTS
from jiceng.party.actions.members import PURPOSES, years_between
from jiceng.party.actions.opening import place
from jiceng.party.models import Development, Organisation, StepRecord
from jiceng.party.process import MEMBER_DEVELOPMENT
from jiceng.party.process.development import RETAKEN
from jiceng.party.process.shared import LIGHTS
from jiceng.party.queries.access import ABOVE, BRANCH, KEEPERS, grip_towards
from jiceng.party.queries.development import (
    READ,
    RULES,
    Kept,
    backers_within,
    branch_of,
    clock_of,
    kept_of,
    line_of,
    plain_facts,
    voters_on,
    with_facts,
)
from jiceng.party.queries.rule_book import history, version_on
from jiceng.party.rules.development import BY_COMMITTEE, BY_EITHER, due, supplied
from jiceng.party.rules.facts_of_file import Event, FileFacts
from jiceng.party.rules.organisations import BRANCHES
from jiceng.party.rules.step_faults import Around, faults_of
from jiceng.party.rules.steps import KINDS

LONGEST_NAME, LONGEST_REASON = 40, 300
OVER = ("stopped", "cancelled", "archived")


@dataclass(frozen=True, slots=True)
class Applied:
    """Somebody has handed in an application: who, born when, on which day."""

    applicant: str
    born_on: date
    on: date
    has_paper: bool | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as it was filled in."""

    step: str
    on: date | None
    values: Mapping[str, Any] = field(default_factory=dict)
    has_paper: bool | None = None
    replaces: int | None = None
    """The key of the record that this one corrects."""
    reason: str = ""


def open_development(
    given: Applied, *, at: Organisation, by: Actor, now: datetime, today: date,
    is_sample: bool = False,
) -> Development:  # fmt: skip
    """Open a file with its first step, the application. The branch does it.

    Raises `NotAllowed`, `Invalid` naming every field, `Refused` when one is open already.
    """
    grip = grip_towards(by, at.path, BRANCH)
    _check_application(given, at, today)
    with transaction.atomic():
        row = place(
            Development, "F", at, now=now, title=given.applicant.strip(),
            applicant=given.applicant.strip(), born_on=given.born_on, organisation=at,
            opened_by=grip.appointment, is_sample=is_sample,
        )  # fmt: skip
        start(row, MEMBER_DEVELOPMENT, "open", grip=grip, now=now)
        StepRecord.objects.create(
            development=row, step="application", on=given.on, has_paper=given.has_paper,
            recorded_by=grip.appointment, recorded_at=now,
        )  # fmt: skip
        _say(row, grip, "step", now, step="application", on=given.on)
    return row


def _check_application(given: Applied, at: Organisation, today: date) -> None:
    name, faults = given.applicant.strip(), []
    if not 1 <= len(name) <= LONGEST_NAME:
        faults.append(Reason("text_length", {"low": 1, "high": LONGEST_NAME}, "applicant"))
    if at.kind not in BRANCHES or at.dissolved_on is not None:
        faults.append(Reason("file_in_branch_only", field="organisation"))
    if given.on > today:
        faults.append(Reason("in_the_future_day", field="on"))
    elif years_between(given.born_on, given.on) < version_on(RULES, given.on).values["least_age"]:
        faults.append(Reason("too_young", field="born_on"))
    if faults:
        raise Invalid(*faults)
    same = Development.objects.filter(
        organisation=at, applicant=name, born_on=given.born_on
    ).exclude(state__in=OVER)
    if found := same.first():
        raise Refused(Reason("file_open", {"name": name, "number": found.number}))


def record_step(
    development: Development, given: Taken, *, by: Actor, now: datetime, today: date, version: int
) -> StepRecord:
    """Record a step, or correct one: the old record stays and no longer counts.

    Raises `NotAllowed` for a step of the other level, `Stale`, `Invalid` naming each wrong field.
    """
    check_version(development, version)
    grip = _recorder(development, given.step, by)
    kept = kept_of(development)
    before = _replaced(given, kept)
    others = FileFacts(
        development.born_on,
        tuple(Event(r.step, r.on, r.values) for r in kept.counting if r != before),
    )
    values = _cleaned(given.values)
    faults = faults_of(
        Event(given.step, given.on, values),
        _around(development, others, given, before, today),
    )
    if before is not None and not given.reason.strip():
        faults.append(Reason("correction_needs_reason", field="reason"))
    if faults or given.on is None:
        raise Invalid(*faults)
    with transaction.atomic():
        record = _write(development, given, given.on, values, before, grip, now)
        told = {"step": given.step, "on": given.on, "record": record.pk}
        _say(development, grip, "correct" if before else "step", now, **told)
    return record


def _recorder(development: Development, step: str, by: Actor) -> Grip:
    """The post that may record a step: the branch its own, the committee above its own."""
    if step not in KINDS:
        raise Invalid(Reason("unknown_value", {"value": step[:40]}, "step"))
    roles = ABOVE if step in BY_COMMITTEE else KEEPERS if step in BY_EITHER else BRANCH
    try:
        return grip_towards(by, development.unit_path, roles)
    except NotAllowed as error:
        code = "step_of_committee" if step in BY_COMMITTEE else "step_of_branch"
        raise NotAllowed(Reason(code, {"paper": step})) from error


def _replaced(given: Taken, kept: Kept) -> StepRecord | None:
    if given.replaces is None:
        return None
    found = next((r for r in kept.counting if r.pk == given.replaces), None)
    if found is None or found.step != given.step:
        raise Invalid(Reason("not_the_last_record", field="replaces"))
    return found


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Texts without numbers that point at a person; what is empty left out."""
    kept = {
        name: mask_personal(value.strip())[0] if isinstance(value, str) else value
        for name, value in values.items()
    }
    return {name: value for name, value in kept.items() if value not in (None, "", [])}


def _around(
    development: Development, others: FileFacts, given: Taken, before: StepRecord | None,
    today: date,
) -> Around:  # fmt: skip
    people = given.values.get("people")
    keys = [k for k in people if type(k) is int] if isinstance(people, list) else []
    counts = given.on is not None and "should_attend" in given.values
    at = branch_of(development, given.step)
    return Around(
        state=development.state,
        state_label=MEMBER_DEVELOPMENT.state(development.state).label,
        today=today,
        facts=others,
        history=history(RULES),
        people=backers_within(at, keys) if keys else {},
        line=frozenset(o.code for o in line_of(development, given.step)),
        voters=voters_on(at, given.on) if counts and given.on else None,
        is_correction=before is not None,
    )


def _write(
    development: Development, given: Taken, on: date, values: Mapping[str, Any],
    before: StepRecord | None, grip: Grip, now: datetime,
) -> StepRecord:  # fmt: skip
    try:
        with transaction.atomic():
            return StepRecord.objects.create(
                development=development, step=given.step, on=on, values=values,
                has_paper=given.has_paper, replaces=before,
                reason=mask_personal(given.reason.strip())[0][:LONGEST_REASON] if before else "",
                recorded_by=grip.appointment, recorded_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise Invalid(Reason("not_the_last_record", field="replaces")) from error


def move_development(
    development: Development,
    name: str,
    *,
    by: Actor,
    now: datetime,
    version: int,
    words: Mapping[str, str] | None = None,
) -> Development:
    """Make a move. What it needs are recorded steps; what follows from it is written with it.

    Raises `Stale`, `Refused` with every reason, missing steps among them.
    """
    check_version(development, version)
    move, kept = MEMBER_DEVELOPMENT.move(name), kept_of(development)
    _, calendar = rules_at(now)
    facts, _ = with_facts(development, calendar.works_on, kept)
    retaken = RETAKEN.get(name, ())
    left = replace(facts, events=tuple(e for e in facts.events if e.step not in retaken))
    with transaction.atomic():
        make(
            development, MEMBER_DEVELOPMENT, name, by=by, now=now, version=version, words=words,
            supplied=supplied(facts), changes=_clock(move.target, left, calendar),
        )  # fmt: skip
        _withdraw(kept, retaken, name, by.acting_grip(development, move.by), now)
        if effect := EFFECTS.get(name):
            effect(development, facts, by, now)
        _set_alarm(development, now, calendar)
    return development


def _withdraw(
    kept: Kept, steps: tuple[str, ...], move: str, grip: Grip | None, now: datetime
) -> None:
    """After a move back these steps are to be taken again; their records stay as they are."""
    for step in steps:
        for record in kept.of(step):
            StepRecord.objects.create(
                development_id=record.development_id, step=step, on=record.on,
                replaces=record, is_withdrawn=True, reason=move,
                recorded_by=grip.appointment if grip else 0, recorded_at=now,
            )  # fmt: skip


def open_file(development: Development, purpose: str, *, by: Actor, now: datetime) -> None:
    """Say why a file is opened from above, before it is shown."""
    grip = grip_towards(by, development.unit_path, KEEPERS)
    if purpose not in PURPOSES:
        raise Invalid(Reason("purpose_needed", field="purpose"))
    with transaction.atomic():
        kind, told = development.subject_kind, {"purpose": purpose}
        append([line_by(grip, READ, kind, development.pk, payload=told)], at=now)


def _say(development: Development, grip: Grip, kind: str, now: datetime, **told: Any) -> None:
    """A journal line for what is no move; clock, alarm and worklist follow what is now owed."""
    _, calendar = rules_at(now)
    facts = plain_facts(development, kept_of(development))
    passage = Passage(development, MEMBER_DEVELOPMENT, now=now, calendar=calendar)
    passage.put(**_clock(development.state, facts, calendar))
    passage.say(grip, kind, **told)
    passage.write()
    _set_alarm(development, now, calendar)
    state = MEMBER_DEVELOPMENT.state(development.state)
    put_work_item(development, "" if state.resting or state.final else state.actor)


def _clock(state: str, facts: FileFacts, calendar: WorkingCalendar) -> dict[str, Any]:
    """The columns of the clock: terms run from the days of the steps, not from their recording."""
    clock = clock_of(due(state, facts, history(RULES)), calendar.zone)
    warned = [clock.rung_at(r.percent, calendar) for r in LIGHTS if r.light == "yellow"]
    return {
        "stage_since": clock.since, "stage_due_at": clock.due_at, "stage_given": clock.given,
        "stage_left": clock.left, "stage_counting": clock.counting,
        "stage_provisional": clock.provisional, "warn_at": next(iter(warned), None),
    }  # fmt: skip


def _set_alarm(development: Development, now: datetime, calendar: WorkingCalendar) -> None:
    state = MEMBER_DEVELOPMENT.state(development.state)
    alarm = next_alarm(state, development.stage, Clock(), Terms(), after=now, calendar=calendar)
    set_alarm(development, alarm)
