"""Service points from a sheet: new ones opened, known ones changed, each row by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from jiceng.casework.actions.sheets import take_rows
from jiceng.casework.rules.sheets import Read, Taken
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason, Refusal
from jiceng.kernel.scope import Actor
from jiceng.services.actions.points import Place, change_point, open_point
from jiceng.services.models import ServicePoint
from jiceng.services.queries.items import items_at
from jiceng.services.queries.points import open_points, point_kinds
from jiceng.services.rules.points_table import Known, Named


def import_points(
    read: Read[dict[str, Any]], *, by: Actor, now: datetime, is_trial: bool = False
) -> Taken:
    """Open or change what the rows say; each wrong one is named and left out.

    A row is a known point by its number, else by area and name: the same sheet twice changes
    nothing. Raises `Invalid` for more rows than `MOST`.
    """
    return take_rows(read, lambda row: _take(row, by, now), is_trial=is_trial, caught=Refusal)


def _take(row: dict[str, Any], by: Actor, now: datetime) -> str:
    place = Place(**{name: value for name, value in row.items() if name != "number"})
    point = _known_point(row)
    if point is None:
        open_point(place, by=by, now=now)
        return "added"
    given, before = replace(place, unit=place.unit or point.unit), point.version
    change_point(point, given, by=by, now=now, version=before)
    return "same" if point.version == before else "changed"


def _known_point(row: dict[str, Any]) -> ServicePoint | None:
    if row["number"]:
        found = ServicePoint.objects.filter(number=row["number"]).first()
        if found is None:
            raise Invalid(Reason("unknown_service_point", {"value": row["number"]}, "number"))
        return found
    return open_points().filter(area=row["area"], name=row["name"]).first()


def known_at(now: datetime) -> Known:
    """What cells may name: codes, and names that only one has."""
    land = territory()
    return Known(
        _named((k.key, k.name, k.name_en) for k in point_kinds(now).values()),
        _named((a.code, a.name) for a in land.areas.values()),
        _named((u.code, u.name) for u in land.units.values()),
        _named((i.key, i.name, i.name_en) for i in items_at(now).values()),
    )


def _named(rows: Any) -> Named:
    found: dict[str, str] = {}
    shared = set[str]()
    for code, *names in rows:
        found[code] = code
        for name in filter(None, names):
            if found.get(name, code) != code:
                shared.add(name)
            found[name] = code
    return {name: code for name, code in found.items() if name not in shared}
