"""The demo county's content as checked, frozen values: territory, people, wording, defaults.

`load()` reads every file of this folder and the default configuration of casework, checks them
against each other and raises `ContentError` naming file, row and field at the first nonsense.
"""

from __future__ import annotations

from dataclasses import dataclass

from jiceng.project.demo.content.reading import ContentError
from jiceng.project.demo.content.shipped import ConfigurationRow, Defaults, defaults
from jiceng.project.demo.content.territory import (
    Area,
    Grid,
    Line,
    Person,
    Place,
    Unit,
    areas,
    grids,
    lines,
    people,
    places,
    units,
)
from jiceng.project.demo.content.year import (
    Burst,
    CaseWording,
    Message,
    Pace,
    Rhythm,
    Wording,
    rhythm,
    wording,
)

__all__ = [
    "Area",
    "Burst",
    "CaseWording",
    "ConfigurationRow",
    "Content",
    "ContentError",
    "Defaults",
    "Grid",
    "Line",
    "Message",
    "Pace",
    "Person",
    "Place",
    "Rhythm",
    "Unit",
    "Wording",
    "load",
]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the demo is made of."""

    areas: tuple[Area, ...]
    grids: tuple[Grid, ...]
    lines: tuple[Line, ...]
    places: tuple[Place, ...]
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    defaults: Defaults
    wording: Wording
    rhythm: Rhythm


def load() -> Content:
    """Read and check all of it; about a tenth of a second."""
    territory, organisations = areas(), units()
    shipped = defaults(frozenset(unit.code for unit in organisations))
    towns = [area.code for area in territory if area.level == "town"]
    families = sorted({code[:2] for code in shipped.leaves})
    return Content(
        areas=territory,
        grids=grids(),
        lines=lines(),
        places=places(),
        units=organisations,
        people=people(frozenset(shipped.of("post"))),
        defaults=shipped,
        wording=wording(shipped.leaves),
        rhythm=rhythm(shipped.leaves, families, towns),
    )
