"""One line of the menu; apart from the menu itself, because apps name theirs before tables load."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu. No roles: everybody with a post sees it."""

    group: str
    label: str
    url: str
    icon: str
    roles: frozenset[str] = frozenset()
