"""/services: where to go, whether it is open now, and how far it is on foot.

A way is reckoned from the community somebody chose or from a place they name; where their phone
is, the platform neither asks nor learns.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from jiceng.casework.desk.programme_forms import WordedForm
from jiceng.casework.portal.forms import community_choices
from jiceng.casework.portal.pages import REMEMBERED
from jiceng.casework.portal.show import chosen_community, show
from jiceng.kernel.hours import hours_of
from jiceng.kernel.places import Point
from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory
from jiceng.services.forms.items_told import name_of
from jiceng.services.forms.points_told import (
    changes_told,
    days_told,
    duties_told,
    facilities_told,
    kind_told,
    unit_told,
)
from jiceng.services.models import ServicePoint
from jiceng.services.queries.items import does, items_at
from jiceng.services.queries.points import (
    Near,
    middle_of,
    near,
    open_points,
    point_kinds,
    point_of,
    points_under,
    standings,
    start_from,
    walking_at,
)
from jiceng.web.doors import Asked, door
from jiceng.web.hours import standing_told, week_told

MOST = 400
"""So many points are looked through; whoever has more chooses a kind."""
STEP = 20


class Wanted(WordedForm):
    """What somebody looks for. Every field may stay empty."""

    kind = forms.ChoiceField(label=N_("要办什么，找哪类地方"), required=False)
    community = forms.ChoiceField(label=N_("社区（村）"), required=False)
    place = forms.CharField(
        label=N_("从哪里出发"), max_length=60, required=False,
        help_text=N_("写小区、路名或标志物，按步行远近排列；不会保存。"),
    )  # fmt: skip
    only_open = forms.BooleanField(label=N_("只看现在开放的"), required=False)

    def __init__(self, kinds: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            (
                "kind",
                [
                    (
                        "",
                        _("全部"),
                    ),
                    *kinds,
                ],
            ),
            ("community", community_choices()),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


@door("public")
@require_safe
def listed(request: Asked) -> HttpResponse:
    """Points on a list and a map; from a start the nearest first."""
    kinds = point_kinds(request.now)
    offered = [(k.key, named(k.name, k.name_en)) for k in kinds.values()]
    form = Wanted(offered, _asked(request))
    said = form.cleaned_data if form.is_valid() else {}
    rows = open_points()
    if said.get("kind"):
        rows = rows.filter(kind=said["kind"])
    start = start_from(
        said.get("place", ""), middle_of(chosen_community(said.get("community", "")))
    )
    found = near(list(rows[:MOST]), request.now, start, bool(said.get("only_open")))
    shown = _shown(request)
    context = {
        "form": form,
        "rows": [_row(request, row) for row in found[:shown]],
        "total": len(found),
        "more": _more(request, shown) if len(found) > shown else "",
        "from_start": start is not None,
        "lost": bool(said.get("place")) and start is None,
        "walking": walking_at(request.now),
        "map": {
            "label": _("服务网点"),
            "points": "/services/points.json",
            "tiles": settings.MAP_TILES,
            "centre": _centre(start, found),
        },
    }
    return show(request, "services/portal_points.html", context)


def _shown(request: Asked) -> int:
    """How many are listed: a step at first, and a step more each time somebody asks."""
    asked = request.GET.get("shown", "")
    steps = int(asked) // STEP if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
    return STEP * max(1, steps)


def _more(request: Asked, shown: int) -> str:
    asked = request.GET.copy()
    asked["shown"] = str(shown + STEP)
    return f"?{asked.urlencode()}#rows"


def _asked(request: Asked) -> dict[str, Any]:
    """What was asked; before anything was, the community remembered from the first page."""
    if request.GET:
        return request.GET.dict()
    return {"community": request.COOKIES.get(REMEMBERED, "")}


def _centre(start: Point | None, rows: list[Near]) -> str:
    """Where the map opens: at the start, else in the midst of what is shown."""
    if start is not None:
        return f"{start[0]},{start[1]},14"
    at = [(r.point.lon, r.point.lat) for r in rows]
    known = [(x, y) for x, y in at if x is not None and y is not None]
    if not known:
        return ""
    lon = sum(x for x, _y in known) / len(known)
    lat = sum(y for _x, y in known) / len(known)
    return f"{lon},{lat},13"


def _row(request: Asked, row: Near) -> dict[str, Any]:
    point = row.point
    area = territory().areas.get(str(point.area_id))
    return {
        "name": point.name,
        "url": f"/services/{point.number}",
        "kind": kind_told(point, request.now),
        "address": point.address,
        "area": area.name if area else "",
        "phone": point.phone,
        "standing": standing_told(row.standing, request.now),
        "minutes": row.minutes,
        "is_sample": point.is_sample,
    }


@door("public")
@require_safe
def geojson(request: Asked) -> HttpResponse:
    """Points that have a place, for the map."""
    rows = list(open_points().exclude(lon=None)[:MOST])
    found = standings(rows, request.now)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [p.lon, p.lat]},
            "properties": {
                "number": p.number,
                "title": p.name,
                "light": "green" if found[p.pk].is_open else "rest",
                "url": f"/services/{p.number}",
            },
        }
        for p in rows
    ]
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False},
    )


@door("public")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One point: open now, the week, days that differ, who is there when, what changed."""
    point = point_of(number)
    area = territory().areas.get(str(point.area_id))
    context = {
        "point": point,
        "kind": kind_told(point, request.now),
        "area": area.name if area else "",
        "unit": unit_told(point),
        "standing": standing_told(standings([point], request.now)[point.pk], request.now),
        "week": week_told(hours_of(point.hours)),
        "holidays": point.hours.get("on_holidays", "closed"),
        "days": days_told(point, request.now),
        "duties": duties_told(point),
        "items": _items(request, point),
        "facilities": facilities_told(point),
        "changes": changes_told(point, request.now),
        "others": _others(request, point.area_path, point.pk),
    }
    return show(request, "services/portal_point.html", context)


def _items(request: Asked, point: ServicePoint) -> list[dict[str, str]]:
    """What it takes in, and whether it is decided here."""
    known = items_at(request.now)
    rows = [known[key] for key in point.items if key in known]
    here, on = _("就地办理"), _("代收转办")
    return [
        {
            "name": name_of(item),
            "url": f"/services/items/{item.key}",
            "text": here if does(point, item, request.now) or item.unit == point.unit else on,
        }
        for item in rows
    ]


def _others(request: Asked, area_path: str, but: int) -> list[dict[str, str]]:
    rows = list(points_under(area_path).exclude(pk=but)[:5])
    found = standings(rows, request.now)
    return [
        {
            "name": p.name,
            "url": f"/services/{p.number}",
            "text": standing_told(found[p.pk], request.now)["text"],
        }
        for p in rows
    ]
