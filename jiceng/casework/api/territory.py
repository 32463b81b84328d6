"""Areas and units. Territory is public to every signed-in post (decisions.md 42)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, Literal

from django.http import HttpResponse, JsonResponse
from ninja import Query
from pydantic import Field

from jiceng.kernel.records.models import Area
from jiceng.kernel.records.territory import AreaEntry, UnitEntry, territory
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import covers
from jiceng.web.api import Answer, Calls, Listed, Page, machine, page_of
from jiceng.web.api.pages import read_cursor
from jiceng.web.doors import Asked

calls = Calls("territory")
GEOJSON = "application/geo+json"


class AreaSeen(Answer):
    """An area; `parent` names the one above, so that the list is a tree."""

    code: str
    name: str
    level: str
    parent: str | None
    path: str
    unit: str | None = Field(None, description="The desk that answers for it.")


class UnitSeen(Answer):
    """A unit and where it stands in the tree of organisations."""

    code: str
    name: str
    kind: str
    tier: str
    area: str
    parent: str | None


class AreaFilter(Page):
    """What territory may be narrowed by."""

    level: Literal["province", "city", "county", "town", "community", "village", "grid", ""] = ""
    under: str = Field("", max_length=15, description="An area; it and all below it.")
    format: Literal["json", "geojson", ""] = ""


class UnitFilter(Page):
    """What units may be narrowed by."""

    kind: str = Field("", max_length=24)
    tier: Literal["grid", "community", "town", "county", ""] = ""
    under: str = Field("", max_length=15)


@calls.get(
    "/areas",
    door=machine(),
    answer=Listed[AreaSeen],
    extra={"responses": {200: {"content": {GEOJSON: {"schema": {"type": "object"}}}}}},
)
def list_areas(request: Asked, wanted: Query[AreaFilter]) -> Any:
    """Areas in the order of their codes; GeoJSON by `Accept` or `format=geojson`."""
    path = _path(wanted.under)
    land = territory()
    found = [
        a for a in land.areas.values() if covers(path, a.path) and wanted.level in ("", a.level)
    ]
    if wanted.format == "geojson" or GEOJSON in request.headers.get("Accept", ""):
        return _geojson(found)
    return _page(found, wanted, lambda a: _area(a, land.desks.get(a.code)))


@calls.get("/units", door=machine(), answer=Listed[UnitSeen])
def list_units(request: Asked, wanted: Query[UnitFilter]) -> dict[str, Any]:
    """Organisations in the order of their codes."""
    path = _path(wanted.under)
    land = territory()
    found = [
        u
        for u in land.units.values()
        if wanted.kind in ("", u.kind)
        and wanted.tier in ("", u.tier)
        and covers(path, land.areas[u.area].path)
    ]
    return _page(found, wanted, _unit)


def _page(found: Sequence[Any], wanted: Page, show: Any) -> dict[str, Any]:
    place = read_cursor(wanted.after, str)
    rows = sorted(found, key=attrgetter("code"))
    if place:
        rows = [r for r in rows if r.code > place[0]]
    return page_of(rows[: wanted.limit + 1], wanted.limit, show=show, key=lambda r: (r.code,))


def _path(code: str) -> str:
    if not code:
        return ""
    area = territory().area(code)
    if area is None:
        raise Invalid(Reason("unknown_area", {"value": code}, field="under"))
    return area.path


def _area(area: AreaEntry, desk: str | None) -> dict[str, Any]:
    return {
        "code": area.code,
        "name": area.name,
        "level": area.level,
        "parent": area.parent or None,
        "path": area.path,
        "unit": desk,
    }


def _unit(unit: UnitEntry) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "tier": unit.tier,
        "area": unit.area,
        "parent": unit.parent or None,
    }


def _geojson(areas: Iterable[AreaEntry]) -> HttpResponse:
    """Whole, without pages: a map draws all of it or nothing."""
    entries = {a.code: a for a in areas}
    shapes = dict(Area.objects.filter(code__in=entries).values_list("code", "geometry"))
    features = [
        {
            "type": "Feature",
            "id": code,
            "properties": {
                "code": code,
                "name": area.name,
                "level": area.level,
                "parent": area.parent or None,
            },
            "geometry": shapes.get(code),
        }
        for code, area in sorted(entries.items())
    ]
    body = {"type": "FeatureCollection", "features": features}
    return JsonResponse(body, content_type=GEOJSON, json_dumps_params={"ensure_ascii": False})
