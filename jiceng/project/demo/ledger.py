"""The rows a batch of simulated cases leaves behind, prepared for the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model

from jiceng.casework.models import (
    CalledUnit,
    CallUp,
    Case,
    CaseOutcome,
    Contact,
    Extension,
    Recheck,
)
from jiceng.kernel.records.bulk import Prepare, Row, preparer
from jiceng.kernel.records.journal import Line, canonical
from jiceng.kernel.records.models import Note, Notice, PendingAlarm, WorkItem

TABLES: tuple[type[Model], ...] = (
    Case, Note, Contact, Extension, Recheck, CallUp, CalledUnit, CaseOutcome, PendingAlarm,
    WorkItem, Notice,
)  # fmt: skip
"""In this order they can be written, and all with keys of their own."""

KEYLESS = frozenset({"PendingAlarm", "WorkItem", "Notice", "Extension", "Contact"})
"""Rows whose keys nobody knows beforehand; they are numbered where they are written."""

JournalRow = tuple[datetime, int, int, str, str, int, int, str, str, str, str]
"""Instant, case, place within the case; then the columns of a journal line up to its payload."""


@dataclass
class Ledger:
    """Rows by table name, and journal lines that have no place in the chain yet."""

    vendor: str
    rows: dict[str, list[Row]] = field(default_factory=dict)
    lines: list[JournalRow] = field(default_factory=list)
    _prepare: dict[type[Model], Prepare] = field(default_factory=dict)

    def add(self, *instances: Model) -> None:
        for instance in instances:
            model = type(instance)
            if model not in self._prepare:
                self._prepare[model] = preparer(model, self.vendor)
            self.rows.setdefault(model.__name__, []).append(self._prepare[model](instance))

    def say(self, line: Line, at: datetime, case: int) -> None:
        self.lines.append(
            (
                at.astimezone(UTC),
                case,
                len(self.lines),
                line.kind,
                line.subject_kind,
                line.subject_id,
                line.appointment,
                line.unit,
                line.from_state,
                line.to_state,
                canonical(line.payload),
            )
        )

    def pages(self) -> dict[str, Any]:
        """What goes back to the parent process."""
        return {"rows": self.rows, "lines": self.lines}
