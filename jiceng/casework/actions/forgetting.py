"""Everything a case holds of a person goes at once, where a rule gives it the shortest time.

What remains is its type, area, times and states: statistics. The line in the journal is that of
erasing on request; it names rows by id (decisions.md 23). Records that were made of the case
(call-ups, re-checks, problems, supervision, urgings) keep their own work and lose what they
repeat of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from jiceng.casework.actions.around import erase_contact
from jiceng.casework.models import (
    CalledUnit,
    CallUp,
    Case,
    Extension,
    ImportedCase,
    Problem,
    Recheck,
    SupervisionItem,
    SupervisionTask,
    Urging,
)
from jiceng.kernel.records.advance import tell
from jiceng.kernel.records.files import erase_file
from jiceng.kernel.records.models import Attachment, Note, Notice, WorkItem
from jiceng.kernel.records.notices import notices_about
from jiceng.kernel.scope import SYSTEM_GRIP, Grip

OWN = ("case", "call_up", "recheck", "urging")
"""Of these also notes and files go: they tell of nothing but the case."""
EMPTIED: Mapping[str, Mapping[str, Any]] = {
    "call_up": {"place_text": ""},
    "recheck": {},
    "problem": {"place_text": "", "place_key": "", "lon": None, "lat": None},
    "supervision_item": {},
    "supervision_task": {},
    "urging": {"text": "", "answer": ""},
}
"""What a record made of a case repeats of it beside the title."""
NO_EXCUSE = "已按规定删除"
"""Stands for why a unit did not come: that it gave a reason still counts."""


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
    with transaction.atomic():
        made = {"case": [case.pk], **_made_of(case)}
        about = _about({kind: made[kind] for kind in OWN})
        contacts = int(erase_contact(case, now=now, grip=grip))
        notes = list(Note.objects.filter(about, erased_at=None).order_by("pk"))
        files = list(Attachment.objects.filter(about, erased_at=None).order_by("pk"))
        Note.objects.filter(pk__in=[n.pk for n in notes]).update(text="", erased_at=now)
        for row in files:
            erase_file(row, now=now)
        _retell(case, made, title)
        _empty(case, made, title)
        tell(case, grip, "erase", now=now, erased_notes=[n.pk for n in notes],
             erased_files=[f.pk for f in files], contact=bool(contacts))  # fmt: skip
    return Forgotten(contacts, len(notes), len(files))


def _rows_of(case: Case) -> Iterator[tuple[str, Any]]:
    """Records made of a case, by kind."""
    taken = {"taken_kind": "case", "taken_id": case.pk}
    yield "call_up", CallUp.objects.filter(case=case)
    yield "recheck", Recheck.objects.filter(case=case)
    yield "problem", Problem.objects.filter(case=case)
    yield "supervision_item", SupervisionItem.objects.filter(**taken)
    tasks = {f"item__{name}": value for name, value in taken.items()}
    yield "supervision_task", SupervisionTask.objects.filter(**tasks)


def _made_of(case: Case) -> dict[str, list[int]]:
    """Their keys; an urging may be about the case or about what was made of it."""
    found = {kind: list(rows.values_list("pk", flat=True)) for kind, rows in _rows_of(case)}
    urged = Q(target_kind="case", target_id=case.pk)
    for kind, keys in found.items():
        urged |= Q(target_kind=kind, target_id__in=keys)
    urgings = Urging.objects.filter(urged)
    return {**found, "urging": list(urgings.values_list("pk", flat=True))}


def _about(made: Mapping[str, list[int]]) -> Q:
    where = Q(pk__in=())
    for kind, keys in made.items():
        where |= Q(subject_kind=kind, subject_id__in=keys)
    return where


def _empty(case: Case, made: Mapping[str, list[int]], title: str) -> None:
    """The columns of the case, and the rows that repeat them."""
    Case.objects.filter(pk=case.pk).update(
        title=title, text="", place_text="", lon=None, lat=None, because=[], code_mark=""
    )
    Extension.objects.filter(case=case).update(reason="")
    ImportedCase.objects.filter(case=case).update(kept={})
    excused = CalledUnit.objects.filter(call_up__case=case).exclude(excuse="")
    excused.update(excuse=NO_EXCUSE)
    for kind, rows in _rows_of(case):
        rows.update(title=title, **EMPTIED[kind])
    Problem.objects.filter(case=case).update(description=title)
    Urging.objects.filter(pk__in=made["urging"]).update(title=title, **EMPTIED["urging"])
    WorkItem.objects.filter(_about(made)).update(title=title, place="")


def _retell(case: Case, made: Mapping[str, list[int]], title: str) -> None:
    """Sentences already told keep their number and lose the title they repeat."""
    known = {case.title}
    for kind, rows in _rows_of(case):
        known |= {*rows.values_list("title", flat=True)} if made[kind] else set()
    told = [n for kind, keys in made.items() for key in keys for n in notices_about(kind, key)]
    told += _digests(made["supervision_task"])
    for row in told:
        row.params = {name: _without(value, known, title) for name, value in row.params.items()}
    Notice.objects.bulk_update(told, ["params"], batch_size=200)


def _digests(tasks: list[int]) -> list[Notice]:
    """What told a unit of several tasks at once, and may stand under another's number."""
    found: list[Notice] = []
    for task in SupervisionTask.objects.filter(pk__in=tasks):
        found += Notice.objects.filter(
            role="handler", unit_path=task.unit_path, at__gte=task.assigned_at,
            subject_kind="supervision_task",
        )  # fmt: skip
    return found


def _without(value: Any, known: set[str], title: str) -> Any:
    if isinstance(value, list):
        return [_without(one, known, title) for one in value]
    return title if isinstance(value, str) and value in known else value
