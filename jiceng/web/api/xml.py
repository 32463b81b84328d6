"""JSON-like values as XML, written by hand. XML is never read, so nothing can be smuggled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold even when escaped."""


def write_xml(root: str, content: Any, items: Mapping[str, str]) -> str:
    """`content` below an element `root`. A list becomes its elements, named by `items[parent]`.

    None is an empty element, booleans are `true` and `false`; names are ours and not escaped.
    """
    return HEAD + "".join(_element(root, content, items))


def _element(name: str, content: Any, items: Mapping[str, str]) -> Iterator[str]:
    yield f"<{name}>"
    if isinstance(content, Mapping):
        for inner, value in content.items():
            yield from _element(inner, value, items)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from _element(items[name], value, items)
    else:
        yield _text(content)
    yield f"</{name}>"


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(FORBIDDEN.sub("", str(value)), quote=False)
