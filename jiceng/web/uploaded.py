"""Tables that people send: workbooks and CSV read whole, within limits, never computed.

What a cell shows is what counts: a formula is read as the value saved with it, and as its own
text where none was saved. Nothing that was sent is opened by any other program.
"""

from __future__ import annotations

import csv
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import PurePath
from typing import Any, cast

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from jiceng.kernel.refusal import Invalid, Reason, Refusal
from jiceng.web.downloads import BLANK, LIVE, UNPRINTABLE
from jiceng.web.tables import HEADER_WITHIN, UNREADABLE, cell_text

LARGEST = 10 * 1024 * 1024  # bytes sent
MOST_UNPACKED = 64 * 1024 * 1024  # bytes of a workbook's parts together
MOST_PARTS = 500
MOST_ROWS = 20_000
MOST_LINES = 100_000  # empty ones included
MOST_COLUMNS = 200
MOST_CELLS = 3_000_000
WORKBOOK, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
FORMULA = re.compile(rb"<f[ >/]")
LOCKED = "EncryptedPackage".encode("utf-16-le")
"""Stands in the list of contents of a workbook that asks for a password."""
MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
MOST_MERGED = 5_000
MOST_IN_ONE = 10_000
WIDE = (b"\xff\xfe", b"\xfe\xff")
BROKEN = (*UNREADABLE, ValueError, TypeError, AttributeError, IndexError, SyntaxError, zlib.error,
          struct.error, OverflowError, RuntimeError, MemoryError)  # fmt: skip
"""Whatever a damaged workbook makes its reader stumble over; none of it is a fault of ours."""

Cells = list[str]


class TooLarge(Refusal):
    """More than one import is meant for."""

    status = 413


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it was sent: headings, each once, and the rows with their numbers in the file."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    unread: tuple[str, ...]
    """Other sheets of the workbook that hold something."""


def read_upload(content: bytes, name: str, known: frozenset[str]) -> Sheet:
    """The first visible sheet, or the CSV. `known` are headings by which the header is found.

    Raises `TooLarge`, or `Invalid` saying what is wrong with the file.
    """
    if len(content) > LARGEST:
        raise TooLarge(Reason("file_too_large", {"most": LARGEST >> 20}, field="file"))
    if content.startswith(OLD_WORKBOOK):
        raise Invalid(Reason("old_workbook", field="file"))
    try:
        if content.startswith(WORKBOOK):
            title, unread, lines = _workbook(content)
        else:
            title, unread, lines = PurePath(name).name, (), _csv(content, name)
    except BROKEN as error:
        raise Invalid(Reason("file_unreadable", {"file": name[:80]}, field="file")) from error
    if not any(any(line) for line in lines):
        raise Invalid(Reason("file_empty", {"file": name[:80]}, field="file"))
    at = _header_at(lines, known)
    header, rows = _table(lines, at)
    return Sheet(title, header, rows, unread)


@dataclass(frozen=True, slots=True)
class Lines:
    """One sheet as it was sent: every line from the first on, merged cells filled in."""

    name: str
    lines: tuple[Cells, ...]


def read_lines(content: bytes, name: str) -> list[Lines]:
    """Every visible sheet of a workbook, or the one table of a CSV, with its lines as they stand.

    Raises `TooLarge`, or `Invalid` saying what is wrong with the file.
    """
    if len(content) > LARGEST:
        raise TooLarge(Reason("file_too_large", {"most": LARGEST >> 20}, field="file"))
    if content.startswith(OLD_WORKBOOK):
        code = "workbook_locked" if LOCKED in content else "old_workbook"
        raise Invalid(Reason(code, field="file"))
    try:
        if content.startswith(WORKBOOK):
            sheets = _sheets(content)
        else:
            sheets = [Lines(PurePath(name).stem, tuple(_csv(content, name)))]
    except BROKEN as error:
        raise Invalid(Reason("file_unreadable", {"file": name[:80]}, field="file")) from error
    filled = sum(1 for sheet in sheets for line in sheet.lines if line)
    if filled > MOST_ROWS + HEADER_WITHIN:
        raise TooLarge(Reason("too_many_rows", {"most": MOST_ROWS}, field="file"))
    if not filled:
        raise Invalid(Reason("file_empty", {"file": name[:80]}, field="file"))
    return sheets


def _sheets(content: bytes) -> list[Lines]:
    has_formulas = _check_parts(content)
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a workbook carries beside its cells is not read
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        written = load_workbook(io.BytesIO(content), read_only=True) if has_formulas else None
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for sheet in [s for s in book.worksheets if s.sheet_state == "visible"]:
                lines = _bounded(_values(sheet))
                if written is not None:
                    lines = _with_formulas(lines, _bounded(_values(written[sheet.title])))
                merged = MERGED.findall(packed.read(cast(Any, sheet)._worksheet_path))
                found.append(Lines(sheet.title, tuple(_filled(lines, merged))))
    return found


def _filled(lines: list[Cells], merged: Sequence[bytes]) -> list[Cells]:
    """What stands once in merged cells stands in each of them."""
    for place in merged[:MOST_MERGED]:
        left, top, right, bottom = cast(tuple[int, ...], range_boundaries(place.decode()))
        if top > len(lines) or (right - left + 1) * (bottom - top + 1) > MOST_IN_ONE:
            continue
        text = lines[top - 1][left - 1] if left <= len(lines[top - 1]) else ""
        for line in lines[top - 1 : bottom] if text else ():
            line += [""] * (right - len(line))
            line[left - 1 : right] = [text] * (right - left + 1)
    return lines


def _workbook(content: bytes) -> tuple[str, tuple[str, ...], list[Cells]]:
    has_formulas = _check_parts(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a workbook carries beside its cells is not read
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        shown = [s for s in book.worksheets if s.sheet_state == "visible"] or book.worksheets
        sheet = shown[0]
        lines = _bounded(_values(sheet))
        if has_formulas:
            written = load_workbook(io.BytesIO(content), read_only=True)
            lines = _with_formulas(lines, _bounded(_values(written[sheet.title])))
        unread = tuple(s.title for s in shown[1:])
    return sheet.title, unread, lines


def _check_parts(content: bytes) -> bool:
    """Refuse what unpacks to an absurd size; says whether any sheet holds a formula."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED:
            raise TooLarge(Reason("unpacks_too_large", {"most": MOST_UNPACKED >> 20}, field="file"))
        sheets = [p for p in parts if p.filename.startswith("xl/worksheets/")]
        return any(FORMULA.search(packed.read(p)) for p in sheets)


def _values(sheet: Any) -> Iterator[Cells]:
    sheet.reset_dimensions()  # what a workbook says of its own size is not believed
    for line in sheet.iter_rows(values_only=True):
        yield [cell_text(value) for value in line]


def _with_formulas(shown: Sequence[Cells], written: Sequence[Cells]) -> list[Cells]:
    """A formula without a saved value stays the text it is."""
    nothing: Cells = []
    return [
        [value or text for value, text in zip_longest(a, b, fillvalue="")]
        for a, b in zip_longest(shown, written, fillvalue=nothing)
    ]


def _csv(content: bytes, name: str) -> list[Cells]:
    encodings = ("utf-16",) if content.startswith(WIDE) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Invalid(Reason("file_encoding", {"file": name[:80]}, field="file"))
    if text.count("\x00"):
        raise Invalid(Reason("file_unreadable", {"file": name[:80]}, field="file"))
    start = text[:4096]
    by = "\t" if start.count("\t") > start.count(",") else ","
    return _bounded(csv.reader(io.StringIO(text, newline=""), delimiter=by))


def _bounded(lines: Iterable[Sequence[str]]) -> list[Cells]:
    """The lines, as long as there are not absurdly many of them."""
    kept: list[Cells] = []
    filled = cells = 0
    for line in lines:
        clean = [_plain(cell) for cell in line]
        while clean and not clean[-1]:
            clean.pop()
        filled += bool(clean)
        cells += len(line)
        if len(clean) > MOST_COLUMNS:
            raise TooLarge(Reason("too_many_columns", {"most": MOST_COLUMNS}, field="file"))
        if filled > MOST_ROWS + HEADER_WITHIN or len(kept) >= MOST_LINES or cells > MOST_CELLS:
            raise TooLarge(Reason("too_many_rows", {"most": MOST_ROWS}, field="file"))
        kept.append(clean)
    return kept


def _plain(cell: str) -> str:
    """Text without signs nobody sees, and without the apostrophe that our own tables put first."""
    text = UNPRINTABLE.sub("", cell).strip()
    return text[1:] if text[:1] == "'" and text[1:].lstrip(BLANK).startswith(LIVE) else text


def _header_at(lines: Sequence[Cells], known: frozenset[str]) -> int:
    """The line with the most known headings near the top; else the first that looks like one."""
    near = lines[:HEADER_WITHIN]
    hits = [len(known & set(line)) for line in near]
    if max(hits) > 0:
        return hits.index(max(hits))
    wide = (place for place, line in enumerate(near) if sum(map(bool, line)) > 2)
    return next(wide, next(place for place, line in enumerate(lines) if line))


def _table(
    lines: Sequence[Cells], at: int
) -> tuple[tuple[str, ...], tuple[tuple[int, Mapping[str, str]], ...]]:
    """Headings made distinct, and every filled row below; a column without one gets its place."""
    below = [(number, line) for number, line in enumerate(lines[at + 1 :], at + 2) if line]
    if len(below) > MOST_ROWS:
        raise TooLarge(Reason("too_many_rows", {"most": MOST_ROWS}, field="file"))
    width = max([len(lines[at]), *(len(line) for _number, line in below)])
    header: list[str] = []
    used = set[int]()
    for place in range(width):
        heading = lines[at][place] if place < len(lines[at]) else ""
        if heading or any(len(line) > place and line[place] for _number, line in below):
            header.append(_distinct(heading, place, header))
            used.add(place)
    rows = (
        (number, dict(zip(header, _picked(line, used, width), strict=True)))
        for number, line in below
    )
    return tuple(header), tuple(rows)


def _distinct(heading: str, place: int, before: Sequence[str]) -> str:
    name = heading[:60] or _("第 %(n)d 列") % {"n": place + 1}
    return name if name not in before else f"{name}（{place + 1}）"


def _picked(line: Cells, used: set[int], width: int) -> Iterator[str]:
    return (line[p] if p < len(line) else "" for p in range(width) if p in used)
