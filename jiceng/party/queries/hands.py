"""Whose hands acted: two sides of one act mean two people (decisions.md 34)."""

from __future__ import annotations

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Appointment, JournalEntry


def person_of(appointment: int | None) -> int | None:
    """Who held a post; two posts of one person are the same pair of hands."""
    if appointment is None:
        return None
    return Appointment.objects.filter(pk=appointment).values_list("person", flat=True).first()


def who_did(subject: Movable, kind: str) -> int | None:
    """The person behind the last line of a kind about a record; None where there is none."""
    lines = JournalEntry.objects.filter(
        subject_kind=subject.subject_kind, subject_id=subject.pk, kind=kind
    )
    return person_of(lines.order_by("-seq").values_list("appointment", flat=True).first())
