"""/desk/sites/visits: who came, day by day and by origin, as numbers; told, corrected, exported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.outreach.actions.visits import count_visits
from jiceng.outreach.desk.sites import HERE, address, crumbs_of
from jiceng.outreach.forms.routes_told import area_name
from jiceng.outreach.forms.site_forms import CountForm
from jiceng.outreach.models import Site, VisitCount
from jiceng.outreach.queries.sites import KEEPER, counted, counts_on, kept_site, today_of
from jiceng.outreach.rules.activities import ORIGINS
from jiceng.web.days import days_in
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import xlsx_answer
from jiceng.web.form_page import form_page
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

ALL = f"{HERE}visits"
MONTH = timedelta(days=30)


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Counts of some days, the latest first; the records behind the figure of visitors."""
    start, end, rows = _asked(request)
    page = page_of(rows, request.GET.get("after", ""), key="day", newest=True)
    query = request.GET.copy()
    query.pop("after", None)
    context = {
        **office(request, HERE, crumbs=[(_("红色点位"), HERE), (_("散客参观人数"), "")]),
        "start": start,
        "end": end,
        "table": {
            "caption": _("散客参观人数"),
            "columns": [
                {"label": _("日期")}, {"label": _("点位")}, {"label": _("来源地（自述）")},
                {"label": _("人数"), "numeric": True},
            ],
            "rows": [_row(row) for row in page.rows],
            "empty": {"title": _("这段时间没有登记"), "text": _("在点位页面按日登记人数。")},
        },
        "pager": pager(page, request.GET, _("本页 %(n)d 行") % {"n": len(page.rows)}),
        "file_url": f"{ALL}.xlsx?{query.urlencode()}",
    }  # fmt: skip
    return render(request, "outreach/visits.html", context)


def _asked(request: Asked) -> tuple[date, date, Any]:
    today = today_of(request.now)
    said = days_in(request, "start", "end")
    start, end = said.get("start", today - MONTH), said.get("end", today)
    condition = Q()
    if code := request.GET.get("under", "")[:24]:
        area = territory().area(code)
        condition &= within("site__venue__area_path", area.path) if area else Q(pk__in=[])
    if (origin := request.GET.get("origin", "")) in ORIGINS:
        condition &= Q(origin=origin)
    if site := request.GET.get("site", "")[:20]:
        condition &= Q(site__venue__number=site)
    return start, end, counted(condition, start, end)


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
    """The same as a workbook."""
    start, end, rows = _asked(request)
    head = [_("日期"), _("点位"), _("所在区域"), _("来源地（自述）"), _("人数")]

    def lines() -> Iterator[list[object]]:
        for row in rows.order_by("day", "site", "origin").iterator():
            venue = row.site.venue
            yield [row.day, venue.name, area_name(str(venue.area_id)), _(ORIGINS[row.origin]),
                   row.people]  # fmt: skip

    return xlsx_answer(f"visits-{start}-{end}", head, lines())


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
    path("sites/<str:number>/visits", tell),
]
