"""Erasing on request what was written or sent about a case (PIPL 47, trust: 39).

The line in the journal says who erased how much of which kind and names rows by id; what stood in
them is gone from the rows and from the disk, and the chain still verifies (decisions.md 23).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from jiceng.casework.actions.around import erase_contact
from jiceng.casework.models import Case, Contact, Extension
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.advance import tell
from jiceng.kernel.records.files import erase_file
from jiceng.kernel.records.models import Attachment, Note
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.kernel.scope import SYSTEM_GRIP, Actor, Grip

MAY_ERASE = frozenset({"dispatcher", "approver"})
TIERS = ("town", "county")
"""A desk of the town or the county, towards what it reaches: no unit erases its own traces."""
LONGEST = 300
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Picked:
    """What is to go: notes by key, pictures and papers by upload id, the reporter's contact."""

    notes: tuple[int, ...] = ()
    files: tuple[UUID, ...] = ()
    contact: bool = False


def may_erase(case: Case, by: Actor) -> Grip | None:
    """The post by which somebody erases on request, or None."""
    able = [g for g in by.grips if g.tier in TIERS and g.roles_towards(case) & MAY_ERASE]
    return max(able, key=lambda g: len(g.area_path), default=None)


def erase_for(case: Case, picked: Picked, reason: str, *, by: Actor, now: datetime) -> None:
    """Erase by a desk. `NotAllowed` below the town, `Invalid` naming what is wrong."""
    grip = may_erase(case, by)
    if grip is None:
        raise NotAllowed(Reason("may_not_erase"))
    erase(case, picked, reason, grip=grip, now=now)


def erase(
    case: Case, picked: Picked, reason: str, *, now: datetime, grip: Grip = SYSTEM_GRIP
) -> None:
    """Erase at once everything picked, or nothing. Raises `Invalid` naming what is wrong."""
    words = mask_personal(reason.strip())[0]
    if not 1 <= len(words) <= LONGEST:
        raise Invalid(Reason("text_length", {"low": 1, "high": LONGEST}, field="reason"))
    if not (picked.notes or picked.files or picked.contact):
        raise Invalid(Reason("nothing_to_erase", field="picked"))
    with transaction.atomic():
        notes, files = _notes_of(case, picked), _files_of(case, picked)
        if picked.contact and not Contact.objects.filter(case=case, erased_at=None).exists():
            raise Invalid(Reason("no_contact", field="picked"))
        _forget_words(case, notes, now)
        for row in files:
            erase_file(row, now=now)
        if picked.contact:
            erase_contact(case, now=now, grip=grip)
        why = Note.objects.create(
            subject_kind="case", subject_id=case.pk, kind="erase.reason", text=words,
            appointment=grip.appointment, at=now,
        )  # fmt: skip
        payload = {
            "erased_notes": [n.pk for n in notes],
            "erased_files": [f.pk for f in files],
            "contact": picked.contact,
            "notes": [why.pk],
        }
        tell(case, grip, "erase", now=now, **payload)


def _notes_of(case: Case, picked: Picked) -> Sequence[Note]:
    rows = Note.objects.select_for_update().filter(
        subject_kind="case", subject_id=case.pk, erased_at=None, pk__in=picked.notes
    )
    return _all_of(list(rows.order_by("pk")), picked.notes)


def _files_of(case: Case, picked: Picked) -> Sequence[Attachment]:
    rows = Attachment.objects.filter(
        subject_kind="case", subject_id=case.pk, erased_at=None, upload__in=picked.files
    )
    return _all_of(list(rows.order_by("pk")), picked.files)


def _all_of(rows: Sequence[R], wanted: Sequence[object]) -> Sequence[R]:
    """The rows; one that is another case's, or gone already, stops the whole."""
    if len(rows) != len(set(wanted)):
        raise Invalid(Reason("already_gone", field="picked"))
    return rows


def _forget_words(case: Case, notes: Sequence[Note], now: datetime) -> None:
    """Empty the notes, and the request for time that repeats the words of one."""
    repeated = [n.text[:LONGEST] for n in notes if n.kind == "ask_extension.reason"]
    Extension.objects.filter(case=case, reason__in=repeated).update(reason="")
    Note.objects.filter(pk__in=[n.pk for n in notes]).update(text="", erased_at=now)
