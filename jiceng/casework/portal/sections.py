"""What capabilities show on the home page of the portal (`home` of their AppConfig).

An installed app names its sections by a dotted path
(`home = "jiceng.outreach.portal.home.SECTIONS"`): short functions that read a handful of rows.
Nothing below a capability imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.apps import apps
from django.utils.module_loading import import_string

from jiceng.kernel.records.territory import AreaEntry


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a section: what, where it leads, and a word beside it."""

    title: str
    url: str
    note: str = ""
    light: str = ""
    """Of the note, where it is a state."""
    aside: str = ""
    """What else is told, quietly."""


@dataclass(frozen=True, slots=True)
class HomeSection:
    """A part of the home page: a few lines, and where the rest is."""

    key: str
    title: str
    rows: tuple[Shown, ...]
    url: str
    more: str
    empty: str = ""
    """Said where there is no line; a section without it is then left out."""
    place: int = 50
    """Of several the smallest comes first."""


Section = Callable[[AreaEntry | None, datetime], HomeSection]
"""Drawn for a community somebody chose, or for the whole county."""


@cache
def _declared() -> tuple[Section, ...]:
    found: list[Section] = []
    for app in apps.get_app_configs():
        if where := getattr(app, "home", ""):
            found += import_string(where)
    return tuple(found)


def home_sections(area: AreaEntry | None, now: datetime) -> Iterator[HomeSection]:
    """Every section that has something to show, or to say, in the order of their places."""
    drawn = (draw(area, now) for draw in _declared())
    for section in sorted(drawn, key=lambda s: s.place):
        if section.rows or section.empty:
            yield section
