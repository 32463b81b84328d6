"""Read CSV, TOML and GeoJSON rows field by field; a fault is named by file, row and field."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

COUNTY = (109.45, 19.5, 109.95, 20.1)
"""A generous frame around the county, WGS-84: a point outside it is a slip of the pen."""


class ContentError(ValueError):
    """A content file holds nonsense; the message names file, row and field."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row or table of a file, with where it stands."""

    file: str
    label: str
    fields: Mapping[str, Any]

    def fault(self, field: str, problem: str) -> ContentError:
        """The error to raise about one field."""
        return ContentError(f"{self.file}, {self.label}, {field}: {problem}")

    def text(self, field: str, *, empty: bool = False) -> str:
        """A text without outer spaces; empty only where allowed."""
        value = self.fields.get(field, "")
        if not isinstance(value, str) or value != value.strip():
            raise self.fault(field, f"expected plain text, found {value!r}")
        if not value and not empty:
            raise self.fault(field, "is missing")
        return value

    def needs(self, *fields: str) -> None:
        """Refuse the row unless each of these fields holds a text."""
        for field in fields:
            self.text(field)

    def one_of(self, field: str, allowed: Collection[str]) -> str:
        """A text out of a short list."""
        value = self.text(field, empty="" in allowed)
        if value not in allowed:
            raise self.fault(field, f"{value!r} is none of {', '.join(sorted(allowed))}")
        return value

    def known(self, field: str, codes: Collection[str]) -> str:
        """A code that must exist elsewhere."""
        value = self.text(field)
        if value not in codes:
            raise self.fault(field, f"{value!r} does not exist")
        return value

    def digits(self, field: str, length: int | tuple[int, ...]) -> str:
        """A code of digits of one of the lengths given."""
        value, lengths = self.text(field), (length,) if isinstance(length, int) else length
        if not (value.isascii() and value.isdigit() and len(value) in lengths):
            raise self.fault(field, f"{value!r} is not a code of {lengths} digits")
        return value

    def flag(self, field: str) -> bool:
        """True or false, as TOML and JSON write it or as the words in a CSV cell."""
        value = self.fields.get(field)
        if value in (True, "true"):
            return True
        if value in (False, "false"):
            return False
        raise self.fault(field, f"expected true or false, found {value!r}")

    def number(self, field: str, low: float, high: float) -> float:
        """A number within bounds, both included."""
        try:
            value = float(self.fields.get(field, ""))
        except (TypeError, ValueError):
            raise self.fault(field, f"{self.fields.get(field)!r} is not a number") from None
        if not low <= value <= high:
            raise self.fault(field, f"{value:g} is not between {low:g} and {high:g}")
        return value

    def point(self) -> tuple[float, float]:
        """Fields lon and lat, inside the frame of the county."""
        west, south, east, north = COUNTY
        return self.number("lon", west, east), self.number("lat", south, north)

    def day(self, field: str) -> date:
        """A date."""
        value = self.fields.get(field)
        if not isinstance(value, date):
            raise self.fault(field, f"expected a date, found {value!r}")
        return value

    def texts(self, field: str, *, least: int = 1, empty: bool = False) -> tuple[str, ...]:
        """A list of at least so many texts."""
        value = self.fields.get(field)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fault(field, "expected a list of texts")
        if len(value) < least:
            raise self.fault(field, f"needs at least {least}, found {len(value)}")
        if not empty and not all(item.strip() for item in value):
            raise self.fault(field, "holds an empty text")
        return tuple(value)

    def numbers(self, field: str, length: int) -> tuple[float, ...]:
        """A list of exactly so many non-negative numbers, not all zero."""
        value = self.fields.get(field)
        if not isinstance(value, list) or len(value) != length:
            raise self.fault(field, f"expected {length} numbers")
        if not all(isinstance(item, int | float) and item >= 0 for item in value) or not sum(value):
            raise self.fault(field, "expected numbers from 0 up, not all 0")
        return tuple(float(item) for item in value)

    def table(self, field: str) -> Row:
        """A table inside this one."""
        value = self.fields.get(field)
        if not isinstance(value, dict):
            raise self.fault(field, "expected a table")
        return Row(self.file, f"{self.label}.{field}", value)

    def tables(self, field: str, name_by: str) -> list[Row]:
        """An array of tables; each is called by one of its fields."""
        value = self.fields.get(field)
        if not isinstance(value, list) or not value:
            raise self.fault(field, "expected tables")
        return [Row(self.file, f"{field} {t.get(name_by, n + 1)}", t) for n, t in enumerate(value)]


def csv_rows(path: Path) -> list[Row]:
    """Rows of a CSV file, numbered as an editor shows the lines."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, restval="")
        found = [Row(path.name, f"row {rows.line_num}", fields) for fields in rows]
    for row in found:
        if None in row.fields:
            raise row.fault("columns", "more cells than the header names")
    return found


def toml_table(path: Path) -> Row:
    """A whole TOML file as one table."""
    try:
        return Row(path.name, "file", tomllib.loads(path.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{path.name}: {error}") from error


def features(path: Path) -> list[tuple[Row, dict[str, Any]]]:
    """Properties as a row and the geometry of each feature of a GeoJSON file."""
    loaded = json.loads(path.read_text("utf-8"))
    return [
        (Row(path.name, f"feature {n}", each["properties"]), each["geometry"])
        for n, each in enumerate(loaded["features"], start=1)
    ]


def unique(rows: Collection[tuple[Row, str]], field: str) -> None:
    """Refuse a key that stands twice."""
    seen: set[str] = set()
    for row, key in rows:
        if key in seen:
            raise row.fault(field, f"{key!r} stands twice")
        seen.add(key)
