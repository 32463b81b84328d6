"""Schemes in force, and what one may refer to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.records.reporting import reporters
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.performance.queries.catalogue import codes
from jiceng.performance.rules.matters import NAMES
from jiceng.performance.rules.scheme_faults import KnownCodes, scheme_faults
from jiceng.performance.rules.schemes import Scheme, scheme_of

KIND = "scheme"
VILLAGE = "village_committee"
"""The kind of unit that tells a village from a community: both are areas of one level."""


def known_codes() -> KnownCodes:
    """Indicators of the catalogue and those counted by type; every area and unit, and its place."""
    land = territory()
    villages = {u.area for u in land.units.values() if u.kind == VILLAGE}
    levels = dict.fromkeys(land.units, "unit")
    above = {code: _above(unit.path) | {unit.area} for code, unit in land.units.items()}
    for code, area in land.areas.items():
        levels[code] = "village" if code in villages else area.level
        above[code] = _above(area.path)
    for code, unit in land.units.items():
        above[code] |= above.get(unit.area, frozenset())
    shares = {code for code, one in reporters().items() if one.figures[code].kind == "share"}
    return KnownCodes(codes() | frozenset(NAMES), levels, above, frozenset({*shares, *NAMES}))


def _above(path: str) -> frozenset[str]:
    """The codes on the way to an area or a unit, itself left out."""
    return frozenset(path.rstrip("/").split("/")[:-1])


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
