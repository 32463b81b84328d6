"""/desk/sites/visits: who came, day by day and by origin, as numbers; told, corrected, exported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.kernel.records.territory import territory
from jiceng.outreach.actions.visits import count_visits
from jiceng.outreach.forms.activities_told import area_name, when_told
from jiceng.outreach.forms.routes_told import HERE, address, crumbs_of, slot_url
from jiceng.outreach.forms.site_forms import CountForm
from jiceng.outreach.models import Booking, Site, VisitCount
from jiceng.outreach.queries.sites import KEEPER, counts_on, kept_site, today_of
from jiceng.outreach.queries.visitors import came_of, groups, people_of, walk_ins
from jiceng.outreach.rules.activities import ORIGINS
from jiceng.web.clock import local_day
from jiceng.web.days import days_in
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import xlsx_answer
from jiceng.web.form_page import form_page
from jiceng.web.menu import office
from jiceng.web.paging import Page, page_of, pager

ALL, GROUPS = f"{HERE}visits", f"{HERE}groups"
MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for; what cannot be read is left out."""

    start: date
    end: date
    path: str
    origin: str
    site: str
    is_nowhere: bool
    """An area nobody knows has no visitors."""


def wanted_in(request: Asked) -> Wanted:
    today, said = today_of(request.now), days_in(request)
    code, origin = request.GET.get("under", "")[:24], request.GET.get("origin", "")
    area = territory().area(code) if code else None
    return Wanted(
        said.get("start", today - MONTH), said.get("end", today), area.path if area else "",
        origin if origin in ORIGINS else "", request.GET.get("site", "")[:20],
        bool(code) and area is None,
    )  # fmt: skip


def _walk_ins(wanted: Wanted) -> QuerySet[VisitCount]:
    rows = walk_ins(wanted.path, wanted.start, wanted.end, wanted.origin)
    rows = rows.filter(site__venue__number=wanted.site) if wanted.site else rows
    return rows.none() if wanted.is_nowhere else rows


def _groups(wanted: Wanted, request: Asked) -> QuerySet[Booking]:
    rows = groups(wanted.path, wanted.start, wanted.end, request.now, wanted.origin)
    rows = rows.filter(activity__venue__number=wanted.site) if wanted.site else rows
    return rows.none() if wanted.is_nowhere else rows


def _figures(wanted: Wanted, request: Asked) -> list[dict[str, Any]]:
    """Both halves of the figure of visitors; they add up to it."""
    alone, came = people_of(_walk_ins(wanted)), came_of(_groups(wanted, request))
    query = _query(request)
    return [
        {"label": _("参观人次合计"), "value": f"{alone + came:,}", "unit": _("人次")},
        {"label": _("散客"), "value": f"{alone:,}", "unit": _("人次"), "url": f"{ALL}?{query}"},
        {"label": _("团队"), "value": f"{came:,}", "unit": _("人次"), "url": f"{GROUPS}?{query}"},
    ]


def _query(request: Asked) -> str:
    asked = request.GET.copy()
    asked.pop("after", None)
    return asked.urlencode()


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Counts of some days, the latest first; the records behind the figure of visitors."""
    wanted = wanted_in(request)
    page = page_of(_walk_ins(wanted), request.GET.get("after", ""), key="day", newest=True)
    columns = [_("日期"), _("点位"), _("来源地（自述）"), _("人数")]
    table = _table(
        _("散客参观人数"), columns, [_row(row) for row in page.rows],
        {"title": _("这段时间没有登记"), "text": _("在点位页面按日登记人数。")},
    )  # fmt: skip
    return _shown(request, wanted, table, page)


@door("staff")
@require_safe
def came(request: Asked) -> HttpResponse:
    """Groups that came on some days; the records behind the figure of groups."""
    wanted = wanted_in(request)
    rows = _groups(wanted, request).select_related("activity__venue__site")
    page = page_of(rows, request.GET.get("after", ""), key="id", newest=True)
    columns = [_("时段"), _("点位"), _("团队"), _("来源地（自述）"), _("人数")]
    table = _table(
        _("到访团队"), columns, [_group(row) for row in page.rows],
        {"title": _("这段时间没有团队到访"), "text": _("团队到场后在预约时段里登记。")},
    )  # fmt: skip
    return _shown(request, wanted, table, page)


def _table(
    caption: str, columns: list[str], rows: list[dict[str, Any]], empty: dict[str, str]
) -> dict[str, Any]:
    last = len(columns) - 1
    drawn = [{"label": label, "numeric": place == last} for place, label in enumerate(columns)]
    return {"caption": caption, "columns": drawn, "rows": rows, "empty": empty}


def _shown(
    request: Asked, wanted: Wanted, table: dict[str, Any], page: Page[Any]
) -> HttpResponse:  # fmt: skip
    context = {
        **office(request, HERE, crumbs=[(_("红色点位"), HERE), (_("参观人数"), "")]),
        "wanted": wanted,
        "figures": _figures(wanted, request),
        "table": table,
        "pager": pager(page, request.GET, _("本页 %(n)d 行") % {"n": len(page.rows)}),
        "file_url": f"{ALL}.xlsx?{_query(request)}",
    }
    return render(request, "outreach/visits.html", context)


def _group(row: Booking) -> dict[str, Any]:
    slot, site = row.activity, row.activity.venue.site if row.activity.venue else None
    origin = _(ORIGINS[row.origin]) if row.origin else None
    url = slot_url(site, slot) if site else ""
    return {
        "cells": [
            {"text": when_told(slot), "url": url, "note": row.number},
            {"text": slot.title}, {"text": row.group or None}, {"text": origin},
            {"text": row.came},
        ]
    }  # fmt: skip


def _row(row: VisitCount) -> dict[str, Any]:
    site = row.site
    return {
        "cells": [
            {"text": f"{row.day:%Y-%m-%d}"},
            {"text": site.venue.name, "url": address(site)},
            {"text": _(ORIGINS[row.origin])},
            {"text": row.people},
        ]
    }


@door("staff")
@require_safe
def file(request: Asked) -> HttpResponseBase:
    """Walk-ins and groups of some days as a workbook: numbers by day, site and origin."""
    wanted = wanted_in(request)
    head = [_("日期"), _("点位"), _("所在区域"), _("来源地（自述）"), _("散客或团队"), _("人数")]

    def lines() -> Iterator[list[object]]:
        for row in _walk_ins(wanted).order_by("day", "site", "origin").iterator():
            venue = row.site.venue
            yield [row.day, venue.name, area_name(str(venue.area_id)), _(ORIGINS[row.origin]),
                   _("散客"), row.people]  # fmt: skip
        found = _groups(wanted, request).select_related("activity")
        for group in found.order_by("activity__starts_at", "pk").iterator():
            slot = group.activity
            origin = _(ORIGINS[group.origin]) if group.origin else ""
            yield [local_day(slot.starts_at), slot.title, area_name(str(slot.area_id)), origin,
                   _("团队"), group.came]  # fmt: skip

    return xlsx_answer(f"visits-{wanted.start}-{wanted.end}", head, lines())


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: Asked, number: str) -> HttpResponse:
    """Tell how many came on a day; what was told before stands in the form."""
    site = kept_site(request.actor, number)
    day = days_in(request, "day").get("day", today_of(request.now))
    form = CountForm(request.POST or None, initial={"day": day, **counts_on(site, day)})

    def write() -> Site:
        on, people = form.given()
        count_visits(site, on, people, by=request.actor, now=request.now)
        return site

    facts = {"facts": _("不预约来的参观者，按自述的来源地只登记人数；团队人数在预约里登记。")}
    title = _("登记参观人数")
    return form_page(request, title, crumbs_of(site), form, write, address, HERE, facts)


urlpatterns = [
    path("sites/visits", show),
    path("sites/visits.xlsx", file),
    path("sites/groups", came),
    path("sites/<str:number>/visits", tell),
]
