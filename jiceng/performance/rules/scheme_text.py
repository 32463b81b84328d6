"""A scheme as TOML text and back: what the page edits is what a file of rules holds."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from jiceng.performance.rules.schemes import exact


def as_text(content: Mapping[str, Any]) -> str:
    """TOML of a scheme; `content_of` is its inverse."""
    return "\n".join(_lines(content)) + "\n"


def _lines(content: Mapping[str, Any]) -> Iterator[str]:
    tables = {k: v for k, v in content.items() if isinstance(v, list)}
    for key, value in content.items():
        if key not in tables:
            yield f"{key} = {_value(value)}"
    for key, rows in tables.items():
        for row in rows:
            yield f"\n[[{key}]]"
            yield from (f"{k} = {_value(v)}" for k, v in row.items())


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def content_of(text: str) -> dict[str, Any]:
    """Read what somebody typed; ValueError for what is no TOML."""
    return {k: str(v) if isinstance(v, date) else v for k, v in tomllib.loads(text).items()}


def for_next_year(content: Mapping[str, Any]) -> dict[str, Any]:
    """The same scheme a year later: period moved, years in the name too; the rest stays."""
    copied = dict(content)
    year = int(str(content["start"])[:4])
    for key in ("start", "end"):
        day = date.fromisoformat(str(content[key]))
        last = 28 if (day.month, day.day) == (2, 29) else day.day
        copied[key] = day.replace(year=day.year + 1, day=last).isoformat()
    chinese = str.maketrans("0123456789", "〇一二三四五六七八九")
    name = str(content["name"]).replace(str(year), str(year + 1))
    copied["name"] = name.replace(str(year).translate(chinese), str(year + 1).translate(chinese))
    return copied


def weight_shown(value: Any) -> str:
    """A weight as people write it."""
    return f"{float(exact(value)):g}"
