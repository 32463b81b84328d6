"""Rows of a table read as what is sent down; what cannot be read is told by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.forms import ValidationError
from django.utils.translation import gettext as _

from jiceng.kernel.refusal import Invalid, Reason
from jiceng.services.actions.allotments import RowsRefused, Sending
from jiceng.services.forms.allotments_told import HEAD
from jiceng.services.rules.allotments import KINDS, SOURCES, read_amount
from jiceng.web.forms import DayField, find_unit

NAMES = ("kind", "receiver", "title", "amount", "measure", "purpose", "document_number", "source",
         "year", "use_by")  # fmt: skip
"""What the columns after the number mean, in their order."""
DAY = re.compile(r"[./]")
"""Marks between the parts of a day, as people type it."""


def read_rows(rows: Sequence[tuple[int, Mapping[str, str]]]) -> list[Sending]:
    """Every row as it was meant. Raises `RowsRefused` by the row's number in the file."""
    found, refused = list[Sending](), dict[int, tuple[Reason, ...]]()
    for number, cells in rows:
        said = {name: _cell(cells, head) for name, head in zip(NAMES, HEAD[1:], strict=True)}
        try:
            found.append(_read(said))
        except Invalid as refusal:
            refused[number] = refusal.reasons
    if refused:
        raise RowsRefused(refused)
    return found


def _cell(cells: Mapping[str, str], head: str) -> str:
    return (cells.get(head) or cells.get(_(head)) or "").strip()


def _read(said: Mapping[str, str]) -> Sending:
    kind = _code(said["kind"], KINDS)
    read: dict[str, Any] = {**said, "kind": kind, "source": _code(said["source"], SOURCES)}
    faults = list(_put(read, said, kind))
    if faults:
        raise Invalid(*faults)
    return Sending(**read)


def _code(text: str, labels: Mapping[str, str]) -> str:
    """A code by its label in either language; what is none stays as it is, to be refused."""
    return next((code for code, label in labels.items() if text in (code, label, _(label))), text)


def _put(read: dict[str, Any], said: Mapping[str, str], kind: str) -> Iterator[Reason]:
    """Put unit, amount, year and day as they are kept; yields what cannot be read."""
    try:
        read["receiver"] = find_unit(said["receiver"])
    except ValidationError:
        yield Reason("unknown_unit", {"value": said["receiver"]}, "receiver")
    try:
        read["amount"] = read_amount(kind, said["amount"])
    except Invalid as refusal:
        yield from refusal.reasons
    read["year"] = int(said["year"]) if said["year"].isascii() and said["year"].isdigit() else 0
    day = _day(said["use_by"])
    if day is None:
        yield Reason("bad_time", {"value": said["use_by"]}, "use_by")
    read["use_by"] = day


def _day(text: str) -> date | None:
    try:
        day: date | None = DayField(required=False).clean(DAY.sub("-", text[:10]))
    except ValidationError:
        return None
    return day
