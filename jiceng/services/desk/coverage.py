"""/desk/coverage/: who has a point within reach on foot, blind spots, and where one more helps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.labels import url_of
from jiceng.kernel.refusal import Refusal
from jiceng.services.actions.gaps import name_gap
from jiceng.services.actions.networks import KEEPER as NETWORK_KEEPER
from jiceng.services.desk.coverage_asked import Filters, Wanted, wanted
from jiceng.services.forms.coverage_told import (
    HERE,
    band_of,
    choice_told,
    minutes_told,
    place_told,
    rule_told,
)
from jiceng.services.queries.blocks import SEEING, area_name
from jiceng.services.queries.coverage import Reading, blank_areas, drawn_network
from jiceng.services.queries.gaps import finder, ledgers_for, named_gaps
from jiceng.services.queries.points import keeping
from jiceng.services.rules.coverage import Covered
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.words import sentences

SIZE = 10
MOST_BLANK = 200
MOST_DRAWN = 4_000
COUNTS = (1, 2, 3, 5, 10)
"""How many more points may be asked for."""
RAMP = {"5": 5, "10": 4, "15": 3}
"""Band -> its colour on the map; the darker, the nearer."""


@door("staff", *SEEING)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Figures, gaps, map and suggestions of one area."""
    return _page(request, wanted(request))


def _page(
    request: Asked, asked: Wanted, reasons: list[str] | None = None, status: int = 200
) -> HttpResponse:
    read, told = asked.read, asked.read.covered(asked.path)
    start = _start(request)
    blank = blank_areas(asked.path, asked.choice, request.now)
    context = {
        **office(request, HERE, crumbs=[(_("服务覆盖"), "")]),
        "filters": Filters(request, asked.said()),
        "area": asked.area,
        "choice": choice_told(asked.choice, request.now),
        "said": asked.said(),
        "rule": rule_told(read),
        "now": request.now,
        "figures": _figures(asked, told),
        "limit": read.limit,
        "households": told.households,
        "gap_households": told.households - told.covered,
        "gaps": _gaps(request, asked, told, start),
        "gap_count": len(told.gaps),
        "pager": _pager(asked, start, len(told.gaps)),
        "ledgers": ledgers_for(asked.path) if finder(request.actor, asked.path) else [],
        "may_name": finder(request.actor, asked.path) is not None,
        "blank": [{"name": a.name, "above": area_name(_above(a.path))} for a in blank[:MOST_BLANK]],
        "blank_count": len(blank),
        "unplaced": sum(c.households for c in read.unplaced if c.area_path.startswith(asked.path)),
        "points": len(read.points),
        "points_unplaced": read.points_unplaced,
        **_suggested(request, asked, told),
        "map": _map(asked),
        "reasons": reasons or [],
        "may_write": bool(keeping(request.actor)),
        "may_draw": NETWORK_KEEPER in request.actor.roles,
    }
    return render(request, "services/coverage.html", context, status=status)


def _above(path: str) -> str:
    return path.rstrip("/").rpartition("/")[0] + "/"


def _start(request: HttpRequest) -> int:
    text = request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _figures(asked: Wanted, told: Covered) -> list[dict[str, Any]]:
    """A share a band; each opens its places."""
    found: list[dict[str, Any]] = []
    for band in sorted(told.within):
        homes = told.within[band]
        share = f"{homes / told.households:.1%}" if told.households else "—"
        found.append(
            {
                "label": _("步行 %(n)s 分钟以内") % {"n": band},
                "value": share,
                "url": f"{HERE}blocks/?{asked.query(within=str(band))}",
                "note": _("%(part)s / %(whole)s 户")
                % {"part": f"{homes:,}", "whole": f"{told.households:,}"},
            }
        )
    beyond = told.households - told.covered
    found.append(
        {
            "label": _("盲区户数（%(n)s 分钟以外）") % {"n": told.limit},
            "value": f"{beyond:,}",
            "url": f"{HERE}blocks/?{asked.query(within='beyond')}",
            "note": _("%(n)s 个居住点") % {"n": len(told.gaps)},
            "alert": beyond > 0,
        }
    )
    return found


def _gaps(
    request: Asked, asked: Wanted, told: Covered, start: int
) -> list[dict[str, Any]]:  # fmt: skip
    shown = [block.key for block, _minutes in told.gaps[start : start + SIZE]]
    problems = named_gaps(shown, asked.choice, request.now)
    rows = []
    for key in shown:
        problem = problems.get(key)
        row = place_told(asked.read, asked.read.row_of(key))
        row["problem"] = problem.number if problem else ""
        row["problem_url"] = url_of("problem", problem.number) if problem else ""
        rows.append(row)
    return rows


def _pager(asked: Wanted, start: int, count: int) -> dict[str, str]:
    more = start + SIZE
    said = _("第 %(a)s—%(b)s 个，共 %(n)s 个")
    return {
        "first_url": f"?{asked.query()}#gaps" if start else "",
        "next_url": f"?{asked.query(after=str(more))}#gaps" if more < count else "",
        "text": said % {"a": start + 1, "b": min(more, count), "n": count} if count > SIZE else "",
    }


def _suggested(request: Asked, asked: Wanted, told: Covered) -> dict[str, Any]:
    """Where so many more points would help most, before and after; nothing until asked."""
    text = request.GET.get("more", "")
    count = int(text) if text.isascii() and text.isdigit() and int(text[:3]) in COUNTS else 0
    proposed = asked.read.suggested(asked.path, count) if count else []
    rows = []
    for one in proposed:
        place = asked.read.counts[asked.read.row_of(one.site.key)]
        rows.append(
            {
                "name": place.name,
                "url": f"{HERE}blocks/{place.key}/",
                "area": "" if place.is_area else area_name(place.area_path),
                "gained": f"{one.gained:,}",
                "covered": f"{one.covered:,}",
                "share": {"numerator": one.covered, "denominator": told.households},
            }
        )
    after = proposed[-1].covered if proposed else told.covered
    return {
        "counts": COUNTS,
        "more": count,
        "suggested": rows,
        "before": {"numerator": told.covered, "denominator": told.households},
        "after": {"numerator": after, "denominator": told.households},
        "homes": {"before": f"{told.covered:,}", "after": f"{after:,}"},
    }


def _map(asked: Wanted) -> dict[str, Any]:
    has_network = asked.read.network is not None
    return {
        "label": _("各居住点到最近网点的步行时间"),
        "points": f"{HERE}points.json?{asked.query()}",
        "base": f"{HERE}network.json" if has_network else "",
        "tiles": settings.MAP_TILES,
        "fit": True,
    }


@door("staff", *SEEING)
@require_safe
def points(request: Asked) -> HttpResponse:
    """Places by band and the points that count, for the map; gaps first where there are many."""
    asked = wanted(request)
    read = asked.read
    rows = sorted(read.rows_in(asked.path), key=lambda n: -read.minutes[n])[:MOST_DRAWN]
    features = [_place(read, int(n)) for n in rows]
    near = [p for p in read.points if p.area_path.startswith(asked.path)]
    features += [
        _feature(p.lon, p.lat, title=p.name, number=p.number, mark="site",
                 url=f"/desk/service-points/{p.number}/")
        for p in near
    ]  # fmt: skip
    return _geojson(features)


def _place(read: Reading, row: int) -> dict[str, Any]:
    count, minutes = read.counts[row], float(read.minutes[row])
    band = band_of(minutes, read.limit)
    said = _("%(name)s：%(n)s 户，%(minutes)s") % {
        "name": count.name, "n": count.households, "minutes": minutes_told(minutes),
    }  # fmt: skip
    return _feature(
        count.lon, count.lat, title=said, number=count.key, ramp=RAMP.get(band, 2),
        light="red" if band == "beyond" else "", url=f"{HERE}blocks/{count.key}/",
    )  # fmt: skip


def _feature(lon: float | None, lat: float | None, **properties: Any) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


@door("staff", *SEEING)
@require_safe
def network(request: Asked) -> HttpResponse:
    """The walking network as lines, for the map."""
    read = wanted(request).read
    if read.network is None:
        return _geojson([])
    kept = drawn_network(read.network)
    lines = [[kept.nodes[a], kept.nodes[b]] for a, b in kept.ends.tolist()]
    geometry = {"type": "MultiLineString", "coordinates": lines}
    return _geojson([{"type": "Feature", "geometry": geometry, "properties": {}}])


def _geojson(features: list[Mapping[str, Any]] | list[dict[str, Any]]) -> HttpResponse:
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False},
    )


@door("staff", *SEEING)
@require_POST
def name(request: Asked) -> HttpResponse:
    """Make a problem of one gap, with one click."""
    asked = wanted(request, request.POST)
    key, ledger = request.POST.get("block", ""), request.POST.get("ledger", "")
    try:
        name_gap(key, asked.choice, ledger, by=request.actor, now=request.now)
    except Refusal as refusal:
        return _page(request, asked, sentences(refusal.reasons), refusal.status)
    return HttpResponseRedirect(f"{HERE}?{asked.query()}#gaps")


urlpatterns = [
    path("coverage/", show),
    path("coverage/points.json", points),
    path("coverage/network.json", network),
    path("coverage/gaps", name),
]
