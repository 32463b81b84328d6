"""/cockpit/: where things stand, in one look."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.casework.cockpit import today
from jiceng.casework.cockpit.asked import READERS, VIEWERS, Asking, asking
from jiceng.casework.cockpit.shown import (
    Group,
    by_group,
    change,
    counts,
    interval,
    name_of,
    rate,
    unit,
    value,
)
from jiceng.casework.figures import FIGURES, compute, reach_for
from jiceng.casework.figures.counting import Window
from jiceng.kernel.records.territory import territory
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office

STRIP = (
    "overdue_open", "backlog", "cases_reported", "on_time_rate", "satisfaction_rate",
    "true_solve_rate", "median_handling_hours",
)  # fmt: skip
SETTLED = ("grid_settled_rate", "community_settled_rate", "escalation_rate")
BESIDE = ("rework_rate", "reopened_30d_rate", "return_rate", "extension_rate")
"""Always shown with the settled rates, so that holding a case down does not look good."""
SHOWN = (*STRIP, *SETTLED, *BESIDE, "cases_closed_elsewhere")
TREND_COUNTS = ("cases_reported", "cases_closed")
TREND_RATES = ("grid_settled_rate", "community_settled_rate", "on_time_rate")
MONTHS = 12


@door("staff", *VIEWERS)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Figures of the last thirty days with the thirty before, within the reader's reach."""
    asked = asking(request)
    reach = reach_for(request.actor)
    opens = bool(request.actor.roles & frozenset(READERS))

    def counted(window: Window, only: Collection[str], by: str = "county") -> dict[str, Group]:
        return by_group(compute(window, by=by, reach=reach, now=request.now, only=only))

    now = _only(counted(asked.window, SHOWN))
    flows = [id for id in STRIP if not FIGURES[id].is_stock]
    before = _only(counted(_before(asked.window), flows))
    months = counted(_year(asked.window), (*TREND_COUNTS, *TREND_RATES), "month")
    places = replace(asked, by="community")
    by_place = counted(asked.window, SETTLED, "community")
    context = {
        **office(request, "/cockpit/", crumbs=[(_("县域总览"), "")]),
        "asked": asked,
        "strip": [_tile(id, now, before, asked, opens) for id in STRIP],
        "settled": [_bar(now, id, asked, opens) for id in SETTLED],
        "beside": [_bar(now, id, asked, opens) for id in BESIDE],
        "elsewhere": now["cases_closed_elsewhere"].numerator,
        "base": now["grid_settled_rate"].denominator,
        "levels": _levels(by_place, places, opens),
        "level_names": [_("网格"), _("社区"), _("镇和县")],
        **_trend(months),
        "map": _map(),
        "types": today.types(replace(asked, by="type"), _before(asked.window), reach, opens),
        "late": today.late(request.actor, request.now) if opens else None,
        "lights": today.lights(request.actor) if opens else [],
    }
    return render(request, "casework/cockpit_overview.html", context)


def _only(groups: dict[str, Group]) -> Group:
    return groups[""]


def _before(window: Window) -> Window:
    """The same number of days just before."""
    if window.start is None or window.end is None:
        return window
    length = window.end - window.start + timedelta(days=1)
    return replace(window, start=window.start - length, end=window.end - length)


def _year(window: Window) -> Window:
    first = window.today.replace(day=1)
    for _month in range(MONTHS - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return replace(window, start=first, end=None)


def _tile(id: str, now: Group, before: Group, asked: Asking, opens: bool) -> dict[str, Any]:
    figure = now[id]
    told = change(figure, before[id]) if id in before else {}
    return {
        "label": _(figure.kind.name),
        "value": value(figure),
        "unit": unit(figure),
        "note": interval(figure) or counts(figure),
        "url": asked.url(figure.kind) if opens else "",
        "alert": id == "overdue_open" and figure.numerator > 0,
        **told,
    }


def _bar(now: Group, id: str, asked: Asking, opens: bool) -> dict[str, Any]:
    figure = now[id]
    text = f"{value(figure)}{unit(figure)}"
    if figure.denominator:
        text += _("（%(counts)s）") % {"counts": counts(figure)}
    return {
        "label": _(figure.kind.name),
        "value": rate(figure) or 0,
        "text": text,
        "url": asked.url(figure.kind) if opens else "",
    }


def _levels(places: dict[str, Group], asked: Asking, opens: bool) -> list[dict[str, Any]]:
    """For each community with grids: closed in the grid, in the community, and above."""
    drawn = []
    for code, group in places.items():
        whole = group["grid_settled_rate"]
        if not code or not whole.denominator:
            continue
        settled = group["community_settled_rate"].numerator
        grid = whole.numerator
        drawn.append(
            {
                "label": name_of("community", group),
                "values": [grid, settled - grid, whole.denominator - settled],
                "url": asked.url(FIGURES["cases_closed"], code) if opens else "",
            }
        )
    return drawn


def _trend(months: dict[str, Group]) -> dict[str, Any]:
    labels = sorted(months)[-MONTHS:]

    def line(id: str) -> dict[str, Any]:
        return {
            "label": _(FIGURES[id].name),
            "values": [rate(months[month][id]) for month in labels],
        }

    return {
        "months": labels,
        "trend_counts": [line(id) for id in TREND_COUNTS],
        "trend_rates": [line(id) for id in TREND_RATES],
    }


def _map() -> dict[str, Any] | None:
    """The grids with their open cases; none where no grid is drawn."""
    if not len(territory().index):
        return None
    return {
        "label": _("各网格未结案件"),
        "source": "/desk/grids.json",
        "tiles": settings.MAP_TILES,
        "low": True,
    }
