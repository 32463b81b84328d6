"""Tasks of seconded staff, the receiving community's word on them, and talent needs (S9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from jiceng.casework.actions.words import clean
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.models import Appointment
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Reason, Refused, Stale
from jiceng.kernel.scope import Actor
from jiceng.party.models import Organisation, SecondmentReview, SecondmentTask, TalentNeed
from jiceng.party.queries.access import BRANCH, KEEPERS, grip_towards, keeping
from jiceng.party.queries.reserve import receiving_branch
from jiceng.party.rules.reserve import OFFICES, SERVED, SKILLS, quarters_served


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a secondment served its purpose in a quarter: about the sending, not the person."""

    quarter: date
    served: str
    words: str


@dataclass(frozen=True, slots=True)
class Need:
    """How many people who can do what are needed until when, and what for."""

    skill: str
    count: int
    until: date
    purpose: str
    office: str = ""


def receiver(secondment: Appointment) -> Organisation:
    """The branch that received; raises `NotFound` where somebody was sent to no community."""
    found = receiving_branch(secondment)
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def set_task(
    secondment: Appointment, text: str, *, by: Actor, now: datetime, today: date
) -> SecondmentTask:
    """Say what somebody was sent for, by the receiving branch or those above it."""
    branch = receiver(secondment)
    grip = grip_towards(by, branch.path, KEEPERS)
    if not 4 <= len(text.strip()) <= 200:
        raise Invalid(Reason("text_length", {"low": 4, "high": 200}, "text"))
    with transaction.atomic():
        row = SecondmentTask.objects.create(
            appointment=secondment, text=clean({"text": text})["text"][:200], set_on=today
        )
        append([line_by(grip, "party.set_task", "secondment", secondment.pk)], at=now)
    return row


def finish_task(
    secondment: Appointment, key: int, *, by: Actor, now: datetime, today: date
) -> SecondmentTask:
    """Say that a task was done."""
    branch = receiver(secondment)
    grip = grip_towards(by, branch.path, KEEPERS)
    row = SecondmentTask.objects.filter(appointment=secondment, pk=key, done_on=None).first()
    if row is None:
        raise NotFound(Reason("not_found"))
    with transaction.atomic():
        row.done_on = today
        row.save(update_fields=["done_on"])
        append([line_by(grip, "party.finish_task", "secondment", secondment.pk)], at=now)
    return row


def say_whether_served(
    secondment: Appointment, given: Verdict, *, by: Actor, now: datetime, today: date
) -> SecondmentReview:
    """The receiving community's word, once a quarter; never the home unit's, never one's own.

    Raises `NotAllowed`, `Invalid` naming every field, `Refused` the second time.
    """
    branch = receiver(secondment)
    grip = next((g for g in keeping(by, BRANCH) if g.unit_path == branch.path), None)
    home = secondment.home_unit_id
    if grip is None or (home and home in branch.home_units):
        raise NotAllowed(Reason("not_receiving"))
    if secondment.person_id == by.person:
        raise NotAllowed(Reason("own_secondment"))
    words = clean({"words": given.words}).get("words", "")
    if faults := list(_faults(secondment, given, words, today)):
        raise Invalid(*faults)
    try:
        with transaction.atomic():
            row = SecondmentReview.objects.create(
                appointment=secondment, quarter=given.quarter, organisation=branch,
                served=given.served, words=words, said_by=grip.appointment, said_at=now,
            )  # fmt: skip
            told = {"quarter": given.quarter, "served": given.served}
            append([line_by(grip, "party.say_whether_served", "secondment", secondment.pk,
                            payload=told)], at=now)  # fmt: skip
    except IntegrityError as error:
        raise Refused(Reason("reviewed_already")) from error
    return row


def _faults(secondment: Appointment, given: Verdict, words: str, today: date) -> Iterator[Reason]:
    served = quarters_served(secondment.starts_on, secondment.ends_on, today)
    if given.quarter not in set(served):
        yield Reason("quarter_not_served", field="quarter")
    if given.served not in SERVED:
        yield Reason("unknown_value", {"value": given.served}, "served")
    if not 4 <= len(words) <= 300:
        yield Reason("text_length", {"low": 4, "high": 300}, "words")


def post_need(
    organisation: Organisation, given: Need, *, by: Actor, now: datetime, today: date
) -> TalentNeed:
    """An organisation says which kind of people it needs. By its keepers and those above."""
    grip = grip_towards(by, organisation.path, KEEPERS)
    if faults := list(_need_faults(given, today)):
        raise Invalid(*faults)
    with transaction.atomic():
        row = TalentNeed.objects.create(
            organisation=organisation, path=organisation.path, skill=given.skill,
            office=given.office, count=given.count, until=given.until, posted_on=today,
            purpose=clean({"purpose": given.purpose})["purpose"][:200],
        )  # fmt: skip
        told = {"organisation": organisation.code, "skill": given.skill, "count": given.count}
        append([line_by(grip, "party.post_need", "talent_need", row.pk, payload=told)], at=now)
    return row


def _need_faults(given: Need, today: date) -> Iterator[Reason]:
    if given.skill not in SKILLS:
        yield Reason("unknown_value", {"value": given.skill}, "skill")
    if given.office and given.office not in OFFICES:
        yield Reason("unknown_value", {"value": given.office}, "office")
    if not 1 <= given.count <= 99:
        yield Reason("number_range", {"low": 1, "high": 99}, "count")
    if given.until < today:
        yield Reason("need_until_past", field="until")
    if not 4 <= len(given.purpose.strip()) <= 200:
        yield Reason("text_length", {"low": 4, "high": 200}, "purpose")


def close_need(
    need: TalentNeed, *, by: Actor, now: datetime, today: date, version: int
) -> TalentNeed:
    """A need is met or no longer there."""
    grip = grip_towards(by, need.path, KEEPERS)
    if need.closed_on is not None:
        raise Refused(Reason("need_closed"))
    with transaction.atomic():
        rows = TalentNeed.objects.filter(pk=need.pk, version=version)
        if not rows.update(version=version + 1, closed_on=today):
            raise Stale(Reason("stale"))
        append([line_by(grip, "party.close_need", "talent_need", need.pk)], at=now)
    need.closed_on, need.version = today, version + 1
    return need
