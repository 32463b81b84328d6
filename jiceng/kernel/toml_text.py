"""Rules as TOML: what `tomllib` reads back is what was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(document: Mapping[str, Any]) -> str:
    """A document of tables, lists of tables, texts, numbers and truth values.

    TOML knows no null: a key without a value is left out. Raises TypeError for anything else.
    """
    return "\n".join(_table(document, "")).strip() + "\n"


def _table(table: Mapping[str, Any], path: str) -> Iterator[str]:
    """Plain values first: whatever stands below a heading belongs to it."""
    below = {}
    for name, value in table.items():
        if isinstance(value, Mapping) or _is_tables(value):
            below[name] = value
        elif value is not None:
            yield f"{_key(name)} = {_value(value)}"
    for name, value in below.items():
        at = f"{path}.{_key(name)}" if path else _key(name)
        for each in [value] if isinstance(value, Mapping) else value:
            yield ""
            yield f"[{at}]" if isinstance(value, Mapping) else f"[[{at}]]"
            yield from _table(each, at)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def _key(name: str) -> str:
    return name if BARE.fullmatch(name) else _string(name)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_value(v) for v in value)}]"
    if isinstance(value, Mapping):
        inner = (f"{_key(k)} = {_value(v)}" for k, v in value.items() if v is not None)
        return f"{{ {', '.join(inner)} }}"
    raise TypeError(f"{type(value).__name__} has no place in TOML")


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
