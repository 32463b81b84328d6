"""Which column of an unknown table is probably what, and a clerk's choice as a mapping. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jiceng.casework.rules.imports import FIELDS, REQUIRED, ColumnMapping
from jiceng.kernel.refusal import Reason

KEEP = "keep"
"""The choice for a column that is kept as it stands, without a meaning of its own."""
LONGEST_TITLE = 15
LONGEST_SOURCE = 40


def propose(
    header: Sequence[str], known: ColumnMapping | None, usual: Mapping[str, str]
) -> dict[str, str]:
    """Column -> field: as the known layout has it, else by its usual meaning; each field once."""
    chosen: dict[str, str] = {}
    if known is not None:
        named = {column: field for field, columns in known.columns.items() for column in columns}
        chosen = {column: named[column] for column in header if column in named}
        chosen |= {column: KEEP for column in header if column in known.keep}
    taken = set(chosen.values())
    order = {heading: place for place, heading in enumerate(usual)}
    for column in sorted(header, key=lambda c: order.get(c, 0)):
        field = usual.get(column, "")
        if field and column not in chosen and field not in taken:
            chosen[column] = field
            taken.add(field)
    return chosen


def faults_of(chosen: Mapping[str, str], title: str) -> list[Reason]:
    """Why a choice of columns cannot be used, each about a field."""
    counted = Counter(field for field in chosen.values() if field and field != KEEP)
    faults = [Reason("title_needed", field="title")] if not title else []
    if len(title) > LONGEST_TITLE:
        faults.append(Reason("too_long", {"value": title, "most": LONGEST_TITLE}, field="title"))
    faults += [Reason("column_not_chosen", field=f) for f in REQUIRED if not counted[f]]
    faults += [Reason("field_chosen_twice", field=f) for f, n in counted.items() if n > 1]
    faults += [Reason("unknown_value", {"value": f}) for f in counted if f not in FIELDS]
    return faults


def layout_of(
    chosen: Mapping[str, str], title: str, unit: str, sources: Mapping[str, str]
) -> dict[str, Any]:
    """The choice in the form of a mapping file.

    A number is known by title and unit together; the journal keeps both without the clerk's words.
    """
    marked = hashlib.sha256(title.encode()).hexdigest()[:12]
    return {
        "name": f"{marked}@{unit}"[:LONGEST_SOURCE],
        "title": title,
        "promise": "rules",
        "columns": {field: column for column, field in chosen.items() if field and field != KEEP},
        "keep": {"columns": [column for column, field in chosen.items() if field == KEEP]},
        "sources": dict(sources),
    }


def doubled_ids(rows: Iterable[tuple[int, str]]) -> dict[str, int]:
    """Numbers that stand in several rows -> the first of these rows; empty ones do not count."""
    first: dict[str, int] = {}
    doubled: dict[str, int] = {}
    for number, external in rows:
        if external and external in first:
            doubled[external] = first[external]
        first.setdefault(external, number)
    return doubled
