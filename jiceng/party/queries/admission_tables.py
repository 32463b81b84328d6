"""Files of admissions taken apart into sheets, columns and lines."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import jiceng.party
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.party.rules.admission_table import find_layout, rows_of_sheet

HEADINGS = Path(jiceng.party.__file__).parent / "content" / "admission_headings.toml"


class Sheet(Protocol):
    """One sheet of a file: its name and all its lines."""

    @property
    def name(self) -> str: ...

    @property
    def lines(self) -> Sequence[Sequence[str]]: ...


@dataclass(frozen=True, slots=True)
class AdmissionFile:
    """A file taken apart: its lines by letters of columns, and each sheet's columns."""

    lines: list[dict[str, str]] = field(default_factory=list)
    sheets: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Sheet -> its headings by letters, and which column is what."""
    unread: list[str] = field(default_factory=list)


@cache
def known_headings() -> Mapping[str, str]:
    """Heading -> what it means, as content/admission_headings.toml lists them."""
    listed = tomllib.loads(HEADINGS.read_text("utf-8"))
    return {heading: name for name, headings in listed.items() for heading in headings}


def admissions_in(sheets: Iterable[Sheet], name: str) -> AdmissionFile:
    """Every sheet that has the header of a table of admissions. Raises `Invalid`."""
    found = AdmissionFile()
    for sheet in sheets:
        layout = find_layout(sheet.lines, known_headings())
        if layout is None:
            found.unread.extend([sheet.name] if any(sheet.lines) else [])
            continue
        columns = {"headings": dict(layout.headings), "columns": dict(layout.columns)}
        found.sheets[sheet.name] = columns
        found.lines.extend(rows_of_sheet(sheet.name, sheet.lines, layout))
    if not found.sheets:
        raise Invalid(Reason("no_admission_sheet", field="file"))
    if not found.lines:
        raise Invalid(Reason("file_empty", {"file": name[:80]}, field="file"))
    return found
