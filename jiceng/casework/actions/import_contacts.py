"""Whom an imported case can be answered to: sealed as at every other intake (decisions.md 25)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from jiceng.casework.models import Case, Contact
from jiceng.casework.rules.imports import ImportedRow
from jiceng.casework.rules.rulebook import Rulebook
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.bulk import insert_instances
from jiceng.kernel.records.contacts import sealed_contact


def keep_contacts(taken: Iterable[tuple[Case, ImportedRow]], book: Rulebook, now: datetime) -> None:
    """Seal name and phone of every case that may still be answered; the others keep none."""
    if kept := list(_kept(taken, book, now)):
        insert_instances(Contact, kept, keyed=False)


def _kept(
    taken: Iterable[tuple[Case, ImportedRow]], book: Rulebook, now: datetime
) -> Iterator[Contact]:
    for case, row in taken:
        name, phone = row.contact_name, row.contact_phone
        if not (name or phone):
            continue
        erase_at = case.closed_at + timedelta(days=book.erase_days) if case.closed_at else None
        if erase_at is not None and erase_at <= now:
            continue  # its time is over: what would be erased at once is not kept at all
        told = sealed_contact({"name": name, "phone": phone}, f"contact:{case.pk}")
        yield Contact(case_id=case.pk, erase_at=erase_at, **told)


def phone_in(row: ImportedRow) -> str:
    """The number to call back: the column's own, else the first that stands in the words."""
    if row.contact_phone:
        return row.contact_phone
    found = (number for text in (row.text, row.title, row.place)
             for number in mask_personal(text)[1])  # fmt: skip
    return next(found, "")
