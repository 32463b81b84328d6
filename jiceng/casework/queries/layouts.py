"""Layouts of tables that travel with the product, and the usual headings of Chinese ledgers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jiceng.casework.rules.imports import ColumnMapping, read_mapping
from jiceng.kernel.refusal import Invalid, Reason

CONTENT = Path(__file__).resolve().parent.parent / "content"
SHIPPED = CONTENT / "mappings"
TEMPLATE = "lingao_template"
"""The layout of the blank table that the desk gives out."""


def shipped_mappings() -> list[ColumnMapping]:
    """The layouts that travel with the product."""
    return [load_mapping(path) for path in sorted(SHIPPED.glob("*.toml"))]


def desk_mappings() -> list[ColumnMapping]:
    """The shipped layouts a desk may use: those that create neither areas nor units nor types."""
    return [m for m in shipped_mappings() if not m.creates]


def load_mapping(path: Path) -> ColumnMapping:
    """A mapping file; raises `Invalid` saying what is wrong with it."""
    try:
        return read_mapping(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        given = {"file": path.name, "error": str(error)}
        raise Invalid(Reason("bad_mapping", given, field="mapping")) from error


@cache
def usual_headings() -> Mapping[str, str]:
    """Heading -> the field it usually means, as content/headings.toml lists them."""
    listed = tomllib.loads((CONTENT / "headings.toml").read_text(encoding="utf-8"))
    return {heading: field for field, headings in listed.items() for heading in headings}
