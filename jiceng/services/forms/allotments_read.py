"""Rows of a table read as what is sent down; what cannot be read is told by row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import partial

from django.forms import ValidationError
from django.utils.translation import gettext as _

from jiceng.casework.rules.sheets import Columns, by_label, whole
from jiceng.services.actions.allotments import Sending
from jiceng.services.forms.allotments_told import HEAD
from jiceng.services.rules.allotments import KINDS, SOURCES, read_amount
from jiceng.web.forms import DayField, find_unit

NAMES = ("kind", "receiver", "title", "amount", "measure", "purpose", "document_number", "source",
         "year", "use_by")  # fmt: skip
"""What the columns after the number mean, in their order."""
NEEDED = ("kind", "receiver", "title", "amount", "purpose", "source", "year", "use_by")
DAY = re.compile(r"[./]")
"""Marks between the parts of a day, as people type it."""


def columns_now() -> Columns:
    """The columns of the table, by their headings in Chinese or in the reader's language."""
    headings = {name: (_(head), head) for name, head in zip(NAMES, HEAD[1:], strict=True)}
    return Columns(headings, NEEDED)


def row_of(cells: Mapping[str, str], columns: Mapping[str, str]) -> Sending:
    """A row as it was meant. Raises `Invalid` with every reason against it."""
    said = columns_now().cells(cells, columns)
    kind = said.one("kind", _named(KINDS), "unknown_allotment_kind")
    source = said.one("source", _named(SOURCES), "unknown_source")
    receiver = said.read("receiver", _unit, "", "unknown_unit")
    amount = said.read("amount", partial(read_amount, kind), 0, "bad_amount")
    year = said.read("year", whole, 0, "budget_year_range")
    use_by = said.read("use_by", _day, date.min, "bad_time")
    said.check()
    return Sending(
        kind, receiver, said["title"], amount, said["purpose"], use_by, year, source,
        said["measure"], said["document_number"],
    )  # fmt: skip


def _named(labels: Mapping[str, str]) -> dict[str, str]:
    """A label in either language, or a code -> the code."""
    return by_label(labels) | {_(label): code for code, label in labels.items()}


def _unit(text: str) -> str:
    try:
        return find_unit(text)
    except ValidationError as error:
        raise ValueError(text) from error


def _day(text: str) -> date:
    try:
        day: date = DayField().clean(DAY.sub("-", text[:10]))
    except ValidationError as error:
        raise ValueError(text) from error
    return day
