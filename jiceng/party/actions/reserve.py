"""Keep the register of reserve cadres and their training. No scores, no ranks, no opinions (S9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import Invalid, Reason, Refused, Stale
from jiceng.kernel.scope import Actor, Grip
from jiceng.party.models import Member, Organisation, ReserveCadre, Training
from jiceng.party.queries.access import ABOVE, grip_towards
from jiceng.party.queries.reserve import READ_RESERVE
from jiceng.party.rules.reserve import ENDED_BECAUSE, OFFICES, PURPOSES, SKILLS


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody as they are taken into the register."""

    office: str
    since: date
    approval_number: str
    review_on: date


def open_reserve(line: Organisation, purpose: str, *, by: Actor, now: datetime) -> None:
    """Say why the register of a line is opened (journal line `read_reserve`)."""
    grip = grip_towards(by, line.path, ABOVE)
    if purpose not in PURPOSES:
        raise Invalid(Reason("reserve_purpose_needed", field="purpose"))
    told = {"purpose": purpose}
    with transaction.atomic():
        append([line_by(grip, READ_RESERVE, "organisation", line.pk, payload=told)], at=now)


def take_in(
    member: Member, given: Entry, *, line: Organisation, by: Actor, now: datetime, today: date
) -> ReserveCadre:
    """Take a member into the register of a line, on a committee's approval.

    Raises `NotAllowed` but to the line's own keepers, `Invalid`, `Refused` for a second entry.
    """
    grip = grip_towards(by, line.path, ABOVE)
    if faults := list(_faults(member, given, line, today)):
        raise Invalid(*faults)
    if ReserveCadre.objects.filter(member=member, ended_on=None).exists():
        raise Refused(Reason("in_reserve"))
    try:
        with transaction.atomic():
            row = ReserveCadre.objects.create(
                member=member, recommended_by=line, path=line.path, office=given.office,
                since=given.since, approval_number=given.approval_number.strip(),
                review_on=given.review_on,
            )  # fmt: skip
            _say(grip, "take_in", row, now, office=given.office)
    except IntegrityError as error:
        raise Refused(Reason("in_reserve")) from error
    return row


def _faults(member: Member, given: Entry, line: Organisation, today: date) -> Iterator[Reason]:
    if member.standing != "full" or not member.path.startswith(line.path):
        yield Reason("reserve_needs_full_member", field="member")
    if given.office not in OFFICES:
        yield Reason("unknown_value", {"value": given.office}, "office")
    if given.since > today:
        yield Reason("in_the_future_day", field="since")
    if not 1 <= len(given.approval_number.strip()) <= 60:
        yield Reason("text_length", {"low": 1, "high": 60}, "approval_number")
    if given.review_on <= today:
        yield Reason("review_day_past", field="review_on")


def note_training(
    row: ReserveCadre,
    given: Training,
    *,
    by: Actor,
    now: datetime,
    today: date,
    version: int,
) -> Training:
    """Write down a course; `given` is an unsaved one."""
    grip = grip_towards(by, row.path, ABOVE)
    faults = []
    if given.skill not in SKILLS:
        faults.append(Reason("unknown_value", {"value": given.skill}, "skill"))
    if not 2 <= len(given.course.strip()) <= 80:
        faults.append(Reason("text_length", {"low": 2, "high": 80}, "course"))
    if not 1 <= given.days <= 365:
        faults.append(Reason("number_range", {"low": 1, "high": 365}, "days"))
    if given.on > today:
        faults.append(Reason("in_the_future_day", field="on"))
    if faults:
        raise Invalid(*faults)
    _check_present(row)
    with transaction.atomic():
        _bump(row, version)
        given.cadre = row
        given.save()
        _say(grip, "note_training", row, now, days=given.days, on=given.on)
    return given


def review(
    row: ReserveCadre, until: date, *, by: Actor, now: datetime, today: date, version: int
) -> ReserveCadre:
    """The committee looked at the entry, which stands until it is looked at again."""
    grip = grip_towards(by, row.path, ABOVE)
    _check_present(row)
    if until <= today:
        raise Invalid(Reason("review_day_past", field="review_on"))
    with transaction.atomic():
        _bump(row, version, review_on=until)
        _say(grip, "review_reserve", row, now, review_on=until)
    return row


def end_reserve(
    row: ReserveCadre, because: str, *, on: date, by: Actor, now: datetime, version: int
) -> ReserveCadre:
    """An entry ends, with the reason; it stays on file."""
    grip = grip_towards(by, row.path, ABOVE)
    _check_present(row)
    if because not in ENDED_BECAUSE:
        raise Invalid(Reason("unknown_value", {"value": because}, "because"))
    with transaction.atomic():
        _bump(row, version, ended_on=on, end_reason=because)
        _say(grip, "end_reserve", row, now, because=because)
    return row


def _check_present(row: ReserveCadre) -> None:
    if row.ended_on is not None:
        raise Refused(Reason("reserve_ended"))


def _bump(row: ReserveCadre, version: int, **changes: Any) -> None:
    rows = ReserveCadre.objects.filter(pk=row.pk, version=version)
    if not rows.update(version=version + 1, **changes):
        raise Stale(Reason("stale"))
    row.version = version + 1
    for name, value in changes.items():
        setattr(row, name, value)


def _say(grip: Grip, kind: str, row: ReserveCadre, now: datetime, **payload: Any) -> None:
    append([line_by(grip, f"party.{kind}", "reserve_cadre", row.pk, payload=payload)], at=now)
