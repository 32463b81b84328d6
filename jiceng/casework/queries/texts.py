"""The county's own sentences, kept as configuration "text" (content/texts.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from jiceng.kernel.records.configuration import in_force


def text_in_force(key: str, now: datetime) -> Mapping[str, Any]:
    """The whole row of a text; empty when the county has none."""
    row = in_force("text", now).get(key)
    return row.content if row else {}


def county_text(key: str, now: datetime, part: str = "", **fill: object) -> str:
    """One sentence in the active language, its placeholders filled; "" when there is none.

    `part` names a sentence of a row that holds several: `county_text("privacy", now, "why")`
    reads `why_zh` or `why_en`, else `why` alone. Placeholders nobody fills stay as they are.
    """
    row = text_in_force(key, now)
    tongue = "en" if (get_language() or "").startswith("en") else "zh"
    names = (f"{part}_{tongue}", f"{part}_zh", part) if part else (tongue, "zh")
    sentence = next((str(row[name]) for name in names if row.get(name)), "")
    for name, value in fill.items():
        sentence = sentence.replace("{" + name + "}", str(value))
    return sentence
