"""What a worker has to do today, and the grid it lies in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.casework.field.show import WORKERS, my_areas, my_grids, show
from jiceng.casework.models import Case
from jiceng.casework.queries import cases_of, rules_at, standing, worklist
from jiceng.casework.queries.near import ENDED
from jiceng.casework.rules.cases import light
from jiceng.kernel.records.models import Area, Place
from jiceng.kernel.records.names import named
from jiceng.web.doors import Asked, door
from jiceng.web.upload_keys import keep_phone, key_for

MOST = 100
RECENT = timedelta(days=30)


@door("staff", *WORKERS)
@require_safe
def tasks(request: Asked) -> HttpResponse:
    """Segments: what awaits me, what I settled lately, everything open in my grid."""
    segment = request.GET.get("show", "mine")
    mine = list(worklist(request.actor).filter(subject_kind="case")[:MOST])
    if segment == "mine":
        rows: Iterable[Case] = _in_order_of(request, [item.subject_id for item in mine])
    elif segment == "done":
        rows = _settled(request)[:MOST]
    else:
        segment, rows = "all", _open(request)[:MOST]
    phone, upload_key = key_for(request)
    context = {
        "tab": "list",
        "upload_key": upload_key,
        "segment": segment,
        "waiting": len(mine),
        "areas": my_areas(request.actor),
        "tasks": [_card(request, case) for case in rows],
        "calendar": rules_at(request.now)[1],
    }
    answer = show(request, "field_tasks.html", context)
    keep_phone(answer, phone)
    return answer


def _in_order_of(request: Asked, keys: list[int]) -> list[Case]:
    found = cases_of(request.actor).in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _settled(request: Asked) -> QuerySet[Case]:
    """What the person handled in the last thirty days, newest first."""
    since = request.now - RECENT
    own = cases_of(request.actor).filter(handler_person=request.actor.person)
    return own.filter(handled_at__gte=since).order_by("-handled_at")


def _open(request: Asked) -> QuerySet[Case]:
    rows = cases_of(request.actor).exclude(state__in=ENDED)
    return rows.order_by(F("due_at").asc(nulls_last=True), "pk")


def _card(request: Asked, case: Case) -> dict[str, Any]:
    """One case as web/_tasks.html shows it; the button opens what comes next."""
    now = request.now
    book, _calendar = rules_at(now)
    due_at = min(filter(None, (case.stage_due_at, case.due_at)), default=None)
    kind = book.type_of(case.case_type)
    ended = case.state in ENDED
    address = f"/field/cases/{case.number}/"
    return {
        "title": case.title,
        "url": address,
        "light": "" if ended else light(now, due_at, case.warn_at),
        "place": case.place_text,
        "lon": case.lon,
        "lat": case.lat,
        "due_at": None if ended else due_at,
        "paused_since": case.paused_since,
        "kind": named(kind.name, kind.name_en) or _("类型待确认"),
        "source": "",
        "status": standing(case.state, due_at, case.warn_at, now),
        "action": _next_button(request, case, address),
    }


def _next_button(request: Asked, case: Case, address: str) -> dict[str, Any] | None:
    """Straight to settling where that is open, so that a small matter takes two taps."""
    roles = request.actor.roles_towards(case)
    if not roles & {"worker", "handler"}:
        return None
    on_the_spot = case.state in ("reported", "accepted", "dispatched", "handling")
    if on_the_spot and case.is_small and case.tier in ("grid", "community"):
        url = f"{address}settle_on_the_spot"
        return {"label": _("当场办结"), "url": url, "primary": True}
    if case.state == "handling":
        return {"label": _("处置完成"), "url": f"{address}handle", "primary": True}
    return None


@door("staff", *WORKERS)
@require_safe
def grid(request: Asked) -> HttpResponse:
    """My grid: households, its fixed places to look at, what is open. Nobody's path is kept."""
    grids = my_grids(request.actor)
    codes = [area.code for area in grids]
    households = dict(Area.objects.filter(code__in=codes).values_list("code", "households"))
    open_cases = list(_open(request).values_list("area_code", flat=True))
    places = Place.objects.filter(area__in=codes).select_related("area").order_by("kind", "name")
    context = {
        "tab": "grid",
        "grids": [
            {
                "name": area.name,
                "households": households.get(area.code),
                "open": open_cases.count(area.code),
            }
            for area in grids
        ],
        "places": places[: MOST * 3],
        "map": {
            "label": _("本网格和未办结事项"),
            "source": "/field/areas.json",
            "points": "/field/points.json",
        },
    }
    return show(request, "field_grid.html", context)


@door("staff", *WORKERS)
@require_safe
def areas(request: Asked) -> HttpResponse:
    """Shapes of my grids with the number of open cases in each."""
    codes = [area.code for area in my_grids(request.actor)]
    counts = list(_open(request).values_list("area_code", flat=True))
    rows = Area.objects.filter(code__in=codes, geometry__isnull=False)
    return _collection(
        _feature(row.geometry, code=row.code, name=row.name, count=counts.count(row.code))
        for row in rows
    )


@door("staff", *WORKERS)
@require_safe
def points(request: Asked) -> HttpResponse:
    """Open cases of my reach as points."""
    rows = _open(request).filter(lon__isnull=False)[:1000]
    return _collection(
        _feature(
            {"type": "Point", "coordinates": [case.lon, case.lat]},
            number=case.number,
            title=case.title,
            light=light(request.now, case.due_at, case.warn_at),
            url=f"/field/cases/{case.number}/",
        )
        for case in rows
    )


def _feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _collection(features: Iterable[dict[str, Any]]) -> HttpResponse:
    return JsonResponse({"type": "FeatureCollection", "features": list(features)})
