"""Schemes in force, and what one may refer to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jiceng.casework.figures import FIGURES
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.performance.rules.matters import NAMES
from jiceng.performance.rules.scheme_faults import KnownCodes, scheme_faults
from jiceng.performance.rules.schemes import Scheme, scheme_of

KIND = "scheme"
VILLAGE = "village_committee"
"""The kind of unit that tells a village from a community: both are areas of one level."""


def known_codes() -> KnownCodes:
    """Indicators that can be asked for, and every area and unit with its level."""
    land = territory()
    villages = {u.area for u in land.units.values() if u.kind == VILLAGE}
    levels = dict.fromkeys(land.units, "unit")
    for code, area in land.areas.items():
        levels[code] = "village" if code in villages else area.level
    return KnownCodes(frozenset({*FIGURES, *NAMES}), levels)


def check_scheme(key: str, content: Any, known: object) -> list[Reason]:
    """What `change_rule` asks before a version is put in force."""
    return scheme_faults(key, content, known_codes())


SCHEMAS = {KIND: check_scheme}


def schemes(now: datetime) -> dict[str, Configuration]:
    """Every scheme in force, by key."""
    return in_force(KIND, now)


def scheme_for(key: str, now: datetime) -> Configuration:
    """The version in force; `NotFound` for an unknown key."""
    found = schemes(now).get(key)
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def versions_of(key: str) -> list[Configuration]:
    """Every version, the newest first."""
    return list(Configuration.objects.filter(kind=KIND, key=key).order_by("-version"))


def read_scheme(row: Configuration) -> Scheme:
    return scheme_of(row.content)
