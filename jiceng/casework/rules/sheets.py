"""Which column of a sheet is what, how its cells are read, and what became of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from jiceng.kernel.refusal import Invalid, Reason

R = TypeVar("R")
Read = Sequence[tuple[int, R | tuple[Reason, ...]]]
"""Row of the file, and what it says or what is wrong with it."""
APART = ("；", ";", "，", ",", "\n")
SHOWN = 40
"""So many signs of a cell that cannot be read are told."""


@dataclass
class Taken:
    """Rows by what became of them; a file sent twice doubles nothing."""

    added: int = 0
    changed: int = 0
    same: int = 0
    flagged: int = 0
    """Taken in, and worth a look."""
    refused: list[tuple[int, Sequence[Reason]]] = field(default_factory=list)
    """Row of the file, and what is wrong with it."""
    numbers: list[str] = field(default_factory=list)
    """Of what was added, where somebody may want to open it."""


@dataclass(frozen=True, slots=True)
class Cells:
    """A row by the names of its fields, and every reason against it that was found so far."""

    said: Mapping[str, str]
    faults: list[Reason]

    def __getitem__(self, name: str) -> str:
        return self.said[name]

    def refuse(self, name: str, code: str, **told: Any) -> None:
        """A reason against a cell."""
        self.faults.append(Reason(code, {"value": self.said[name][:SHOWN], **told}, name))

    def read(self, name: str, read: Callable[[str], R], empty: R, code: str, **told: Any) -> R:
        """A cell as `read` has it, which raises ValueError or `Invalid` for what it cannot."""
        try:
            return read(self.said[name]) if self.said[name] else empty
        except ValueError:
            self.refuse(name, code, **told)
        except Invalid as refusal:
            self.faults.extend(Reason(r.code, r.params, name) for r in refusal.reasons)
        return empty

    def one(self, name: str, known: Mapping[str, str], code: str = "unknown_value") -> str:
        """What a cell names, of what cells may say (see `by_label`); empty where it is none."""
        if self.said[name] and self.said[name] not in known:
            self.refuse(name, code)
        return known.get(self.said[name], "")

    def several(self, name: str, known: Mapping[str, str]) -> tuple[str, ...]:
        """The same for a cell that may name several, parted by 、 or the like."""
        text = self.said[name]
        for mark in APART:
            text = text.replace(mark, "、")
        words = dict.fromkeys(word.strip() for word in text.split("、") if word.strip())
        self.faults.extend(
            Reason("unknown_value", {"value": w[:SHOWN]}, name) for w in words if w not in known
        )
        return tuple(dict.fromkeys(known[w] for w in words if w in known))

    def check(self) -> None:
        """Raises `Invalid` with every reason there is."""
        if self.faults:
            raise Invalid(*self.faults)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one kind of sheet, by the name a field is asked for."""

    headings: Mapping[str, tuple[str, ...]]
    """Name -> how sheets head it; the first, a msgid, is the one asked for. Others are not read."""
    needed: tuple[str, ...] = ()

    @property
    def known(self) -> frozenset[str]:
        """Every heading by which the header of a sheet is found."""
        return frozenset(h for wanted in self.headings.values() for h in wanted)

    @property
    def asked(self) -> list[str]:
        """The heading asked for of every column."""
        return [wanted[0] for wanted in self.headings.values()]

    @property
    def needed_headings(self) -> list[str]:
        """Those a sheet cannot lack."""
        return [self.label(name) for name in self.needed]

    @property
    def spare_headings(self) -> list[str]:
        """Those it may."""
        return [self.label(name) for name in self.headings if name not in self.needed]

    def label(self, name: str) -> str:
        """The heading asked for of one field; empty where a sheet has no such column."""
        return self.headings.get(name, ("",))[0]

    def found_in(self, header: Sequence[str]) -> dict[str, str]:
        """Which heading is what, empty where there is none. Raises `Invalid` naming what lacks."""
        found = {
            name: next((h for h in wanted if h in header), "")
            for name, wanted in self.headings.items()
        }
        if missing := [self.label(name) for name in self.needed if not found[name]]:
            raise Invalid(Reason("column_missing", {"columns": missing}, "file"))
        return found

    def cells(self, row: Mapping[str, str], found: Mapping[str, str]) -> Cells:
        """A row by the names of its fields, and what is needed and was left empty."""
        said = {name: row.get(heading, "").strip() for name, heading in found.items()}
        return Cells(said, [Reason("needed", field=n) for n in self.needed if not said[n]])

    def read(
        self,
        header: Sequence[str],
        rows: Iterable[tuple[int, Mapping[str, str]]],
        read: Callable[[Mapping[str, str], Mapping[str, str]], R],
    ) -> list[tuple[int, R | tuple[Reason, ...]]]:
        """Rows with their numbers, or the reasons against them. `read` is given a row and which
        column is what. Raises `Invalid` for a header that lacks a column.
        """
        columns = self.found_in(header)
        found: list[tuple[int, R | tuple[Reason, ...]]] = []
        for number, row in rows:
            try:
                found.append((number, read(row, columns)))
            except Invalid as refusal:
                found.append((number, refusal.reasons))
        return found


def by_label(known: Mapping[str, str]) -> dict[str, str]:
    """What a cell may say, a label or a key -> the key."""
    return {label: key for key, label in known.items()} | {key: key for key in known}


def whole(text: str) -> int:
    """A whole number. Raises ValueError."""
    if not text.isascii():
        raise ValueError(text)
    return int(text)


def written_day(text: str) -> date:
    """2026-11-03 or 2026/11/03, whatever stands behind it. Raises ValueError."""
    return date.fromisoformat(text[:10].replace("/", "-"))
