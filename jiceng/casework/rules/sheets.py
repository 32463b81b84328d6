"""Which column of a sheet is what: its headings as people write them, and those it cannot lack."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jiceng.kernel.refusal import Invalid, Reason


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one kind of sheet, by the name a field is asked for."""

    fields: Mapping[str, str]
    """Name -> label, a msgid."""
    headings: Mapping[str, tuple[str, ...]]
    """Name -> how sheets head it; the first is the one asked for. Other columns are not read."""
    needed: tuple[str, ...]

    @property
    def known(self) -> frozenset[str]:
        """Every heading by which the header of a sheet is found."""
        return frozenset(h for wanted in self.headings.values() for h in wanted)

    def found_in(self, header: Sequence[str]) -> dict[str, str]:
        """Which heading is what, empty where there is none. Raises `Invalid` naming what lacks."""
        found = {
            name: next((h for h in wanted if h in header), "")
            for name, wanted in self.headings.items()
        }
        if missing := [self.headings[name][0] for name in self.needed if not found[name]]:
            raise Invalid(Reason("column_missing", {"columns": missing}, "file"))
        return found

    def said(
        self, cells: Mapping[str, str], found: Mapping[str, str]
    ) -> tuple[dict[str, str], list[Reason]]:
        """A row by the names of its fields, and what is needed and was left empty."""
        said = {name: cells.get(heading, "").strip() for name, heading in found.items()}
        return said, [Reason("needed", field=name) for name in self.needed if not said[name]]

    def read(
        self,
        header: Sequence[str],
        rows: Iterable[tuple[int, Mapping[str, str]]],
        read: Callable[[Mapping[str, str], Mapping[str, str]], Any],
    ) -> list[tuple[int, Any]]:
        """Rows with their numbers, or the reasons against them. `read` is given cells and which
        column is what. Raises `Invalid` for a header that lacks a column.
        """
        columns = self.found_in(header)
        found: list[tuple[int, Any]] = []
        for number, cells in rows:
            try:
                found.append((number, read(cells, columns)))
            except Invalid as refusal:
                found.append((number, refusal.reasons))
        return found
