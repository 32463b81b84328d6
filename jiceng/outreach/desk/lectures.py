"""/desk/lectures/: campaigns with their targets by unit, where lectures were held, and the list."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.kernel.records.models import within
from jiceng.kernel.records.names import listed, named
from jiceng.kernel.records.territory import territory
from jiceng.outreach.desk.lecture_forms import LectureFilters
from jiceng.outreach.forms.activities_told import area_name, status_told, unit_name, when_told
from jiceng.outreach.models import Attendance, Lecture
from jiceng.outreach.queries.activities import OPEN
from jiceng.outreach.queries.lectures import (
    HELD,
    Progress,
    awaiting,
    campaigns,
    counted,
    days_of,
    progress,
    venue_counts,
    villages,
)
from jiceng.outreach.rules.lectures import LANGUAGES, MEASURES, Campaign
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import xlsx_answer
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/lectures/"
ROLE = "organiser"
MOST_EXPORTED = 20_000
MOST_AWAITING = 20
STEPS = (1, 3, 6, 10, 20)
"""From how many lectures on a venue is drawn in the next colour."""


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Progress by unit, coverage, and lectures, the latest first; everybody may look."""
    filters = LectureFilters(request.now, request.GET)
    rows = Lecture.objects.filter(condition(filters, request))
    page = page_of(
        rows.select_related("activity__venue", "topic").prefetch_related("speakers"),
        request.GET.get("after", ""), key="pk", newest=True,
    )  # fmt: skip
    campaign = _chosen(request)
    context = {
        **office(request, HERE, crumbs=[(_("宣讲"), "")]),
        "awaiting": [
            {"title": r.activity.title, "url": f"{HERE}{r.activity.number}/",
             "when": when_told(r.activity)} for r in awaiting(request.actor)[:MOST_AWAITING]
        ],
        "filters": filters,
        "campaign": campaign,
        "title": named(campaign.name, campaign.name_en) if campaign else _("宣讲"),
        "progress": [_progress(p, campaign) for p in progress(campaign, request.now)]
        if campaign else [],
        "map": _map(request, campaign),
        "covered": _covered(request, campaign),
        "table": _table([_row(r) for r in page.rows]),
        "pager": pager(page, request.GET, _("本页 %(n)d 场") % {"n": len(page.rows)}),
        "may_plan": ROLE in request.actor.roles,
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "outreach/lectures.html", context)


def _chosen(request: Asked) -> Campaign | None:
    """The campaign asked for; otherwise the one under way, or the latest."""
    found = campaigns(request.now)
    if asked := found.get(request.GET.get("campaign", "")):
        return asked
    return max(found.values(), key=lambda c: c.starts_on, default=None)


def condition(filters: LectureFilters, request: Asked) -> Q:
    """What the list is narrowed to; figures lead to it by the same."""
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    state = said.get("state") or ""
    found = {"all": Q(), "": Q(activity__state__in=[*OPEN, "held"])}.get(
        state, Q(activity__state=state)
    )
    if said.get("campaign"):
        found &= Q(activity__campaign=said["campaign"])
    if said.get("start") and said.get("end"):
        found &= days_of(said["start"], said["end"], request.now)
    if area := territory().area(said.get("under") or "-"):
        found &= within("activity__area_path", area.path)
    if unit := territory().units.get(said.get("unit") or "-"):
        found &= within("activity__unit_path", unit.path)
    if text := said.get("text"):
        found &= Q(activity__title__icontains=text) | Q(activity__number=text)
    return found


def _progress(row: Progress, campaign: Campaign | None) -> dict[str, Any]:
    """One unit: each measure as what was done, its target and the share."""
    shares = row.shares()
    asked = {"campaign": campaign.key if campaign else "", "unit": row.unit.code, "state": "held"}
    return {
        "name": row.unit.name,
        "url": f"{HERE}?{urlencode(asked)}",
        "measures": [
            {"done": getattr(row.done, m), "target": getattr(row.target, m), "share": shares[m]}
            for m in MEASURES
        ],
    }


def _map(request: Asked, campaign: Campaign | None) -> dict[str, Any]:
    key = f"?campaign={campaign.key}" if campaign else ""
    return {
        "label": _("举办宣讲的场所"), "points": f"{HERE}points.json{key}", "fit": True,
        "tiles": settings.MAP_TILES, "centre": "109.69,19.91,10",
    }  # fmt: skip


def _rows(request: Asked, campaign: Campaign | None) -> Any:
    return counted(campaign, request.now) if campaign else Lecture.objects.filter(HELD)


def _covered(request: Asked, campaign: Campaign | None) -> dict[str, Any]:
    """Villages and communities in the order of the territory, with how many were held there."""
    found = villages(_rows(request, campaign))
    without = [v for v in found if not v.sessions]
    return {
        "whole": len(found), "with": len(found) - len(without),
        "areas": [{"name": v.name, "count": v.sessions} for v in found],
        "without": listed(v.name for v in without[:12]), "more": max(0, len(without) - 12),
    }  # fmt: skip


@door("staff")
@require_safe
def points(request: Asked) -> HttpResponse:
    """Venues with how many lectures were held in them, for the map; never who came."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [venue.lon, venue.lat]},
            "properties": {
                "number": venue.number,
                "title": _("%(venue)s：%(n)d 场") % {"venue": venue.name, "n": n},
                "light": "green" if n else "rest",
                "ramp": sum(n >= step for step in STEPS) or None,
                "url": f"/desk/venues/{venue.number}/",
            },
        }
        for venue, n in venue_counts(_rows(request, _chosen(request)))
    ]
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False},
    )


def _table(rows: list[dict[str, Any]]) -> dict[str, Any]:
    columns = [_("宣讲"), _("状态"), _("时间"), _("场所"), _("讲师"), _("举办单位")]
    empty = {"title": _("没有符合条件的宣讲"), "text": _("由各单位的组织人员登记。")}
    return {
        "caption": _("宣讲列表"), "columns": [{"label": c} for c in columns], "rows": rows,
        "empty": empty,
    }  # fmt: skip


def _row(row: Lecture) -> dict[str, Any]:
    activity = row.activity
    note = activity.number + (f" {_('示例')}" if activity.is_sample else "")
    return {
        "cells": [
            {"text": activity.title, "url": f"{HERE}{activity.number}/", "note": note},
            {"status": status_told(activity)},
            {"text": when_told(activity)},
            {"text": activity.venue.name if activity.venue else activity.place,
             "note": area_name(str(activity.area_id))},
            {"text": speakers_told(row), "note": _(LANGUAGES[row.language])},
            {"text": unit_name(activity.unit)},
        ]
    }  # fmt: skip


def speakers_told(row: Lecture) -> str:
    return listed(s.name for s in row.speakers.all())


@door("staff")
@require_safe
def export(request: Asked) -> HttpResponseBase:
    """The list as a spreadsheet: one line a lecture, attendance as numbers."""
    filters = LectureFilters(request.now, request.GET)
    rows = Lecture.objects.filter(condition(filters, request)).order_by("pk")[:MOST_EXPORTED]
    found = rows.select_related("activity__venue", "activity__attendance", "topic")
    head = [_("编号"), _("宣讲"), _("主题"), _("状态"), _("时间"), _("场所"), _("区域"),
            _("举办单位"), _("讲师"), _("宣讲语言"), _("到场人数"), _("走进户数"),
            _("走进单位数")]  # fmt: skip
    lines = (_line(row) for row in found.prefetch_related("speakers"))
    return xlsx_answer(_("宣讲"), head, lines)


def _line(row: Lecture) -> list[Any]:
    activity = row.activity
    came: Attendance | None = getattr(activity, "attendance", None)
    numbers = [came.people, came.households, came.units] if came else [None, None, None]
    return [
        activity.number, activity.title, row.topic.title, status_told(activity)["text"],
        when_told(activity), activity.venue.name if activity.venue else activity.place,
        area_name(str(activity.area_id)), unit_name(activity.unit), speakers_told(row),
        _(LANGUAGES[row.language]), *numbers,
    ]  # fmt: skip


urlpatterns = [
    path("lectures/", show),
    path("lectures/points.json", points),
    path("lectures/export.xlsx", export),
]
