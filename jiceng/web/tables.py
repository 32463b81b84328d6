"""Tables as files: CSV, CSV.GZ and XLSX, read row by row; JSON, CSV and text tables written."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO
from unicodedata import east_asian_width

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from jiceng.kernel.refusal import Invalid, Reason

ENCODINGS = ("utf-8-sig", "gb18030")
HEADER_WITHIN = 20
"""Real ledgers carry titles and hints above their header; it is looked for this far down."""
UNREADABLE = (OSError, UnicodeDecodeError, csv.Error, zipfile.BadZipFile, InvalidFileException,
              KeyError, EOFError)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its number in the file, counted from one, and its cells by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it, read while they are asked for."""

    header: tuple[str, ...]
    rows: Iterator[Row]


@contextmanager
def open_table(path: Path, wanted: frozenset[str] = frozenset()) -> Iterator[Table]:
    """Open a table. Its header is the first line that holds a `wanted` column, else the first.

    Raises `Invalid` naming the file when it is not there, empty or no table.
    """
    try:
        with _lines(path) as lines:
            yield _table(lines, wanted, path)
    except UNREADABLE as error:
        raise Invalid(Reason("file_unreadable", {"file": path.name}, field="file")) from error


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[list[str]]]:
    if path.suffix.lower() == ".xlsx":
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            yield ([cell_text(v) for v in line] for line in sheet.iter_rows(values_only=True))
        finally:
            book.close()
    else:
        with _text(path) as opened:
            yield iter(csv.reader(opened))


@contextmanager
def _text(path: Path) -> Iterator[TextIO]:
    with _bytes(path) as sample:
        encoding = _encoding(sample.read(1 << 16))
    with _bytes(path) as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        yield text


@contextmanager
def _bytes(path: Path) -> Iterator[Any]:
    packed = path.suffix.lower() == ".gz"
    with gzip.open(path, "rb") if packed else path.open("rb") as opened:
        yield opened


def _encoding(sample: bytes) -> str:
    """UTF-8 where it can be, else the encoding of Chinese spreadsheets."""
    try:
        sample.decode(ENCODINGS[0])
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:  # a character cut at the end of the sample is no fault
            return ENCODINGS[1]
    return ENCODINGS[0]


def _table(lines: Iterator[list[str]], wanted: frozenset[str], path: Path) -> Table:
    seen: list[list[str]] = []
    for line in lines:
        seen.append([cell.strip() for cell in line])
        if wanted & set(seen[-1]) or (not wanted and any(seen[-1])) or len(seen) == HEADER_WITHIN:
            break
    if not seen:
        raise Invalid(Reason("file_empty", {"file": path.name}, field="file"))
    at = len(seen) - 1 if wanted & set(seen[-1]) or not wanted else 0
    header = tuple(seen[at])
    above = iter(seen[at + 1 :])
    return Table(header, _rows(header, above, lines, at + 2))


def _rows(
    header: tuple[str, ...], seen: Iterator[list[str]], rest: Iterator[list[str]], number: int
) -> Iterator[Row]:
    for source in (seen, rest):
        for cells in source:
            if any(cell.strip() for cell in cells):
                yield Row(number, dict(zip(header, cells, strict=False)))
            number += 1


def cell_text(value: Any) -> str:
    """What a cell of a workbook shows, as text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def write_rows(rows: Sequence[Mapping[str, Any]], form: str, out: TextIO) -> None:
    """Write rows as json, csv or an aligned table; the first row names the columns."""
    if form == "json":
        json.dump(list(rows), out, ensure_ascii=False, indent=2, default=str)
        out.write("\n")
    elif form == "csv":
        writer = csv.writer(out)
        writer.writerow(rows[0].keys() if rows else [])
        writer.writerows([harmless(v) for v in row.values()] for row in rows)
    else:
        _write_aligned(rows, out)


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return "" if value is None else value


def _write_aligned(rows: Sequence[Mapping[str, Any]], out: TextIO) -> None:
    if not rows:
        return
    lines = [list(rows[0]), *([_plain(v) for v in row.values()] for row in rows)]
    widths = [max(_width(line[at]) for line in lines) for at in range(len(lines[0]))]
    for line in lines:
        cells = (text + " " * (w - _width(text)) for text, w in zip(line, widths, strict=True))
        out.write("  ".join(cells).rstrip() + "\n")


def _plain(value: Any) -> str:
    return "—" if value is None else str(value)


def _width(text: str) -> int:
    """Columns a text takes on a terminal, where a Chinese character takes two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
