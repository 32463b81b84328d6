"""An inspector says which units they should not inspect; why stays with them."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Reason, Refused
from jiceng.kernel.scope import Actor, Grip
from jiceng.performance.models import DeclaredInterest, TeamSeat


def _inspector(by: Actor) -> Grip:
    grip = next((g for g in by.grips if "inspector" in g.roles), None)
    if grip is None:
        raise NotAllowed(Reason("not_your_page"))
    return grip


def declare_interest(unit: str, *, by: Actor, now: datetime) -> DeclaredInterest:
    """No plan and no change sends them there from now on.

    Raises `Invalid` for an unknown unit, `Refused` a second time, or while a visit there is
    planned for them: the office sends somebody else first.
    """
    grip = _inspector(by)
    if unit not in territory().units:
        raise Invalid(Reason("unknown_unit", {"value": unit}, "unit"))
    posts = [g.appointment for g in by.grips]
    if TeamSeat.objects.filter(
        appointment__in=posts, visit__unit=unit, visit__state="planned"
    ).exists():
        raise Refused(Reason("interest_planned"))
    try:
        with transaction.atomic():
            row = DeclaredInterest.objects.create(person=by.person, unit=unit, declared_at=now)
            line = line_by(grip, "declare_interest", "interest", row.pk, payload={"unit": unit})
            append([line], at=now)
    except IntegrityError as error:
        raise Refused(Reason("interest_there")) from error
    return row


def end_interest(pk: int, *, by: Actor, now: datetime) -> None:
    """It holds no longer; what it kept them from stays as it was."""
    grip = _inspector(by)
    rows = DeclaredInterest.objects.filter(pk=pk, person=by.person, ended_at=None)
    with transaction.atomic():
        if not rows.update(ended_at=now):
            raise NotFound(Reason("not_found"))
        append([line_by(grip, "end_interest", "interest", pk, payload={})], at=now)
