"""/desk/grids and /desk/areas: where open cases are, and the tree of areas and units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.casework.desk.labels import TIERS
from jiceng.casework.queries import cases_of
from jiceng.casework.queries.search import RESTING, overdue
from jiceng.kernel.records.models import Area
from jiceng.kernel.records.territory import AreaEntry, Territory, UnitEntry, territory
from jiceng.kernel.scope import Actor
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office

OPEN_IN = "/desk/cases/?state=open&area={code}"


@door("staff")
@require_safe
def grids(request: Asked) -> HttpResponse:
    """The map of grids with their open cases, and the same as a list."""
    land, counts = territory(), open_by_grid(request.actor, request.now)
    listed = sorted((a for a in land.areas.values() if a.level == "grid"), key=lambda a: a.path)
    outside = sum(n for code, (n, _late) in counts.items() if code not in land.areas)
    context = {
        **office(request, "/desk/grids", crumbs=[(_("网格地图"), "")]),
        "map": {
            "label": _("各网格未结案件"),
            "source": "/desk/grids.json",
            "tiles": settings.MAP_TILES,
        },
        "groups": _by_community(land, listed, counts),
        "total": sum(n for n, _late in counts.values()),
        "late": sum(late for _n, late in counts.values()),
        "outside": outside,
    }
    return render(request, "casework/desk_grids.html", context)


def _by_community(
    land: Territory, listed: list[AreaEntry], counts: Mapping[str, tuple[int, int]]
) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for grid in listed:
        count, late = counts.get(grid.code, (0, 0))
        row = {
            "name": grid.name,
            "code": grid.code,
            "count": count,
            "late": late,
            "url": OPEN_IN.format(code=grid.code),
        }
        groups.setdefault(grid.parent, []).append(row)
    return [
        {"name": land.areas[code].name, "rows": rows, "count": sum(r["count"] for r in rows)}
        for code, rows in groups.items()
        if code in land.areas
    ]


@door("staff")
@require_safe
def geojson(request: Asked) -> HttpResponse:
    """Grids as GeoJSON: open cases within the reader's reach, and the light of the worst."""
    counts = open_by_grid(request.actor, request.now)
    rows = Area.objects.filter(level="grid", valid_to=None).exclude(geometry=None)
    features = [
        {
            "type": "Feature",
            "geometry": area.geometry,
            "properties": {
                "code": area.code,
                "name": area.name,
                "count": counts.get(area.code, (0, 0))[0],
                "light": "red" if counts.get(area.code, (0, 0))[1] else "green",
                "url": OPEN_IN.format(code=area.code),
                **_label(area),
            },
        }
        for area in rows.order_by("path")
    ]
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _label(area: Area) -> dict[str, Any]:
    if area.label_lon is None or area.label_lat is None:
        return {}
    return {"label_point": [area.label_lon, area.label_lat]}


def open_by_grid(actor: Actor, now: datetime) -> dict[str, tuple[int, int]]:
    """Open and overdue cases by grid code; "" is what lies in no grid."""
    rows = (
        cases_of(actor)
        .exclude(state__in=RESTING)
        .order_by()
        .values("grid_code")
        .annotate(count=Count("pk"), late=Count("pk", filter=Q(overdue(now))))
    )
    return {r["grid_code"]: (r["count"], r["late"]) for r in rows}


@door("staff")
@require_safe
def areas(request: Asked) -> HttpResponse:
    """The tree of areas with the desk that answers for each, and the units of the county."""
    land = territory()
    below: dict[str, list[AreaEntry]] = {}
    for area in sorted(land.areas.values(), key=lambda a: a.path):
        below.setdefault(area.parent, []).append(area)
    units: dict[str, list[UnitEntry]] = {}
    for unit in sorted(land.units.values(), key=lambda u: u.path):
        units.setdefault(unit.area, []).append(unit)
    households: dict[str, int | None] = dict(
        Area.objects.filter(valid_to=None, households__isnull=False).values_list(
            "code", "households"
        )
    )
    context = {
        **office(request, "/desk/areas", crumbs=[(_("区划与单位"), "")]),
        "tree": [_branch(land, root, below, units, households) for root in below.get("", ())],
        "totals": {
            level: sum(1 for a in land.areas.values() if a.level == level)
            for level in ("town", "community", "grid")
        },
        "unit_count": len(land.units),
    }
    return render(request, "casework/desk_areas.html", context)


def _branch(
    land: Territory,
    area: AreaEntry,
    below: Mapping[str, list[AreaEntry]],
    units: Mapping[str, list[UnitEntry]],
    households: Mapping[str, int | None],
) -> dict[str, Any]:
    desk = land.units.get(land.desks.get(area.code, ""))
    return {
        "name": area.name,
        "code": area.code,
        "level": _(TIERS.get(area.level, "")),
        "desk": desk.name if desk else "",
        "households": households.get(area.code),
        "units": [u.name for u in units.get(area.code, ())],
        "is_open": area.level == "county",
        "below": [_branch(land, a, below, units, households) for a in below.get(area.code, ())],
    }
