"""The register of policy documents that rules rest on (S7, decisions.md 49)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

import jiceng.party
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.models import Document
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import Actor
from jiceng.party.queries.access import grip_towards

SHIPPED = Path(jiceng.party.__file__).parent / "content" / "documents.toml"
DEPARTMENT = frozenset({"organisation_department"})
ROOT = "P/"


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it is registered."""

    number: str
    title: str
    issuer: str
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    supersedes: str = ""
    """The number of the document it replaces."""


def register_document(given: Paper, *, by: Actor, now: datetime) -> Document:
    """Write a document into the register; what it replaces ends the day before it counts.

    By the organisation department. Raises `NotAllowed`, `Invalid` naming what is wrong.
    """
    grip = grip_towards(by, ROOT, DEPARTMENT)
    before = Document.objects.filter(number=given.supersedes).first() if given.supersedes else None
    if faults := list(_faults(given, before)):
        raise Invalid(*faults)
    with transaction.atomic():
        row = Document.objects.create(
            number=given.number.strip(), title=given.title.strip(), issuer=given.issuer.strip(),
            issued_on=given.issued_on, valid_from=given.valid_from, valid_to=given.valid_to,
            supersedes=before,
        )  # fmt: skip
        if before is not None and given.valid_from and before.valid_to is None:
            Document.objects.filter(pk=before.pk).update(valid_to=given.valid_from)
        append([line_by(grip, "party.register_document", "document", row.pk)], at=now)
    return row


def _faults(given: Paper, before: Document | None) -> Iterator[Reason]:
    for field, text, most in (
        ("number", given.number, 60), ("title", given.title, 200), ("issuer", given.issuer, 80),
    ):  # fmt: skip
        if not 1 <= len(text.strip()) <= most:
            yield Reason("text_length", {"low": 1, "high": most}, field)
    if Document.objects.filter(number=given.number.strip()).exists():
        yield Reason("document_there", {"value": given.number}, "number")
    if given.supersedes and before is None:
        yield Reason("unknown_value", {"value": given.supersedes}, "supersedes")
    if given.valid_from and given.valid_to and given.valid_to < given.valid_from:
        yield Reason("period_reversed", field="valid_to")


def load_documents(path: Path = SHIPPED) -> int:
    """The shipped documents that are not there yet; returns how many. In a transaction."""
    listed = tomllib.loads(path.read_text("utf-8"))["document"]
    there = set(Document.objects.values_list("number", flat=True))
    rows = [Document(**row) for row in listed if row["number"] not in there]
    Document.objects.bulk_create(rows)
    return len(rows)
