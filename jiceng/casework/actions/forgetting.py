"""Everything a case holds of a person goes at once, where a rule gives it the shortest time.

What remains is its type, area, times and states: statistics. The line in the journal is that of
erasing on request; it names rows by id (decisions.md 23).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiceng.casework.actions.around import erase_contact
from jiceng.casework.models import CallUp, Case, Extension, Recheck
from jiceng.kernel.records.advance import tell
from jiceng.kernel.records.files import erase_file
from jiceng.kernel.records.models import Attachment, Note, WorkItem
from jiceng.kernel.scope import SYSTEM_GRIP, Grip


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much went, by kind."""

    contacts: int
    notes: int
    files: int


def forget_case(
    case: Case, title: str, *, now: datetime, grip: Grip = SYSTEM_GRIP
) -> Forgotten:  # fmt: skip
    """Empty words, place, contact, notes and files of a case; `title` stands for it from now on.

    Its access code opens it no more.
    """
    of_case = {"subject_kind": "case", "subject_id": case.pk}
    with transaction.atomic():
        contacts = int(erase_contact(case, now=now, grip=grip))
        notes = list(Note.objects.filter(**of_case, erased_at=None).order_by("pk"))
        files = list(Attachment.objects.filter(**of_case, erased_at=None).order_by("pk"))
        Note.objects.filter(pk__in=[n.pk for n in notes]).update(text="", erased_at=now)
        for row in files:
            erase_file(row, now=now)
        _empty(case, title)
        tell(case, grip, "erase", now=now, erased_notes=[n.pk for n in notes],
             erased_files=[f.pk for f in files], contact=bool(contacts))  # fmt: skip
    return Forgotten(contacts, len(notes), len(files))


def _empty(case: Case, title: str) -> None:
    """The columns of the case, and the rows that repeat them."""
    Case.objects.filter(pk=case.pk).update(
        title=title, text="", place_text="", lon=None, lat=None, because=[], code_mark=""
    )
    Extension.objects.filter(case=case).update(reason="")
    checks = Recheck.objects.filter(case=case)
    calls = CallUp.objects.filter(case=case)
    for kind, rows in (("recheck", checks), ("call_up", calls)):
        keys = list(rows.values_list("pk", flat=True))
        items = WorkItem.objects.filter(subject_kind=kind, subject_id__in=keys)
        items.update(title=title, place="")
    checks.update(title=title)
    calls.update(title=title, place_text="")
    items = WorkItem.objects.filter(subject_kind="case", subject_id=case.pk)
    items.update(title=title, place="")
