"""Names that configuration keeps in Chinese and in English, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _


def named(chinese: str, english: str = "") -> str:
    """The English name on an English page; the Chinese one where a county gave no other."""
    return english if english and in_english() else chinese


def name_in(content: Mapping[str, Any], key: str = "name") -> str:
    """The same for a row of configuration or the parameters of a reason: `name` and `name_en`."""
    return named(str(content.get(key, "")), str(content.get(f"{key}_en") or ""))


def listed(names: Iterable[object]) -> str:
    """Several names with the comma of the language between them."""
    return _("、").join(str(name) for name in names)


def in_english() -> bool:
    return (get_language() or "").startswith("en")
