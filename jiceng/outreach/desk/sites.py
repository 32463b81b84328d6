"""/desk/sites/: the sites of the county, their hours, guides and visitors; their keepers act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, offer
from jiceng.kernel.figures import ratings_told
from jiceng.kernel.hours import written
from jiceng.outreach.actions.sites import (
    SiteTold,
    add_guide,
    change_site,
    close_site,
    end_guide,
    open_site,
    set_site_day,
)
from jiceng.outreach.actions.visits import raise_matter
from jiceng.outreach.forms.activities_told import area_name, unit_name
from jiceng.outreach.forms.routes_told import (
    HERE,
    address,
    crumbs_of,
    hours_told,
    matters_told,
    minutes_told,
    site_status,
    slot_rows,
)
from jiceng.outreach.forms.site_forms import (
    ChangeSiteForm,
    CloseForm,
    DayForm,
    EndGuideForm,
    GuideForm,
    MatterForm,
    SiteForm,
    typed_site,
)
from jiceng.outreach.models import Site, SiteDay
from jiceng.outreach.queries.sites import (
    KEEPER,
    guides_of,
    keeping,
    keeps,
    kept_site,
    ratings,
    site_of,
    sites,
    standings,
    today_of,
    visits_by_day,
    words_of,
)
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import unit_options
from jiceng.web.hours import day_told, standing_told
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

SHOWN = 14
"""Days of visitors that stand on the page of a site."""
WEEK = {**{f"day_{n}": "8:30-12:00、14:30-17:30" for n in range(1, 7)}, "on_holidays": "usual",
        "slot_minutes": 60, "slot_capacity": 60}  # fmt: skip
"""What a new site's form begins with: open on holidays, closed on Mondays, as museums are."""


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Every site; everybody may look, as visitors do."""
    rows = sites()
    if "closed" not in request.GET:
        rows = rows.filter(venue__closed_on=None)
    page = page_of(rows, request.GET.get("after", ""), key="id")
    found = standings(page.rows, request.now)
    columns = [_("点位"), _("今天"), _("所在区域"), _("管理单位"), _("每时段人数")]
    context = {
        **office(request, HERE, crumbs=[(_("红色点位"), "")]),
        "table": {
            "caption": _("红色点位"),
            "columns": [{"label": c, "numeric": n == 4} for n, c in enumerate(columns)],
            "rows": [_row(request, site, found[site.pk]) for site in page.rows],
            "empty": {"title": _("还没有登记点位"), "text": _("登记后参观者可以看到并预约。")},
        },
        "pager": pager(page, request.GET, _("本页 %(n)d 个") % {"n": len(page.rows)}),
        "may_open": bool(keeping(request.actor)),
    }
    return render(request, "outreach/sites.html", context)


def _row(request: Asked, site: Site, standing: Any) -> dict[str, Any]:
    venue = site.venue
    closed = {"light": "rest", "text": _("已停止开放")}
    note = site.number + (f" {_('示例')}" if venue.is_sample else "")
    return {
        "cells": [
            {"text": venue.name, "url": address(site), "note": note},
            {"status": closed if venue.closed_on else standing_told(standing, request.now)},
            {"text": area_name(str(venue.area_id))},
            {"text": unit_name(venue.unit)},
            {"text": site.slot_capacity},
        ]
    }


def _aids() -> dict[str, Any]:
    chosen = {"label": _("选定点位位置"), "source": "/desk/grids.json", "pick": True,
              "tiles": settings.MAP_TILES}  # fmt: skip
    return {"units": unit_options(), "map": chosen}


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Write a site down."""
    form = SiteForm(request.actor, request.POST or None, initial=WEEK)

    def write() -> Site:
        return open_site(form.given(), by=request.actor, now=request.now)

    crumbs = [(_("红色点位"), HERE)]
    return form_page(request, _("登记点位"), crumbs, form, write, address, HERE, _aids())


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, number: str) -> HttpResponse:
    """Write it down anew."""
    site = kept_site(request.actor, number)
    form = ChangeSiteForm(request.actor, request.POST or None, initial=typed_site(site))

    def write() -> Site:
        given: SiteTold = form.given()
        version = form.cleaned_data["version"]
        return change_site(site, given, by=request.actor, now=request.now, version=version)

    return form_page(request, _("修改点位"), crumbs_of(site), form, write, address, HERE, _aids())


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One site: facts, hours, guides, visitors, what is to be mended, and what may be done."""
    return _page(request, site_of(number))


def _day(request: Asked, site: Site, said: dict[str, Any], version: int) -> None:
    set_site_day(site, said["day"], said["spans"], said["reason"], by=request.actor,
                 now=request.now)  # fmt: skip


def _guide(request: Asked, site: Site, said: dict[str, Any], version: int) -> None:
    add_guide(site, said["name"], said["told"], is_volunteer=said["is_volunteer"],
              by=request.actor, now=request.now)  # fmt: skip


def _end_guide(request: Asked, site: Site, said: dict[str, Any], version: int) -> None:
    end_guide(site, int(said["guide"]), by=request.actor, now=request.now)


def _matter(request: Asked, site: Site, said: dict[str, Any], version: int) -> None:
    raise_matter(site, said["text"], by=request.actor, now=request.now)


def _close(request: Asked, site: Site, said: dict[str, Any], version: int) -> None:
    close_site(site, by=request.actor, now=request.now, version=version)


def _changes(site: Site) -> dict[str, Change]:
    """Every act on one site, by the name its address carries."""
    guides = guides_of(site)

    def ending(*args: Any, **kwargs: Any) -> Form:
        return EndGuideForm(guides, *args, **kwargs)

    found = {
        "matter": Change(_("上报维护事项"), MatterForm, _matter),
        "day": Change(_("调整某日开放时间"), DayForm, _day, ""),
        "guide": Change(_("登记讲解员"), GuideForm, _guide, ""),
        "end_guide": Change(_("不再讲解"), ending, _end_guide, ""),
        "close": Change(_("停止开放"), CloseForm, _close, "danger"),
    }
    if not guides:
        del found["end_guide"]
    return found


@door("staff", KEEPER)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """One act, by its name."""
    site = kept_site(request.actor, number)
    return acted(request, site, name, _changes(site), _page, address(site))


@door("staff", KEEPER)
@require_POST
def day_back(request: Asked, number: str) -> HttpResponse:
    """Take a single day's hours back: the week counts again."""
    site = kept_site(request.actor, number)

    def write(asked: Asked, row: Site, said: dict[str, Any], version: int) -> None:
        set_site_day(row, said["day"], None, "", by=asked.actor, now=asked.now)

    back = {"back": Change(_("取消调整"), _day_alone, write, "")}
    return acted(request, site, "back", back, _page, address(site))


def _day_alone(*args: Any, **kwargs: Any) -> Form:
    form = DayForm(*args, **kwargs)
    for name in ("spans", "reason"):
        del form.fields[name]
    return form


def _page(
    request: Asked, site: Site, tried: Tried | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    url, today = address(site), today_of(request.now)
    is_kept = keeps(request.actor, site) and site.venue.closed_on is None
    changes = _changes(site) if is_kept else {}
    offers = [offer(request, site, name, changes[name], f"{url}acts/", tried) for name in changes]
    context = {
        **office(request, HERE, crumbs=[(_("红色点位"), HERE), (site.venue.name, "")]),
        "now": request.now,
        "site": site,
        "status": site_status(site, request.now),
        "details": _details(site),
        **hours_told(site, request.now),
        "single": [_single(row) for row in site.days.filter(day__gte=today).order_by("day")],
        "slots": slot_rows(site),
        "guides": list(guides_of(site)),
        "visits": _visits(site, request),
        "matters": matters_told(site, request.now),
        "feedback": ratings_told(ratings(site)),
        "words": words_of(site) if is_kept else [],
        "keeps": is_kept,
        "offers": offers,
        "tried": tried if tried and tried.name not in changes else None,
        "url": url,
    }
    return render(request, "outreach/site.html", context, status=status)


def _details(site: Site) -> list[dict[str, Any]]:
    venue = site.venue
    public = f"/sites/{site.number}"
    told = [
        (_("所在区域"), area_name(str(venue.area_id))),
        (_("地址"), venue.address),
        (_("管理单位"), unit_name(venue.unit)),
        (_("地图位置"), _position(site)),
        (_("每场参观"), minutes_told(site.slot_minutes)),
        (_("每时段人数"), site.slot_capacity),
        (_("提示"), site.note),
    ]
    rows = [{"label": label, "text": text} for label, text in told if text]
    return [*rows, {"label": _("参观者看到的页面"), "text": public, "url": public}]


def _position(site: Site) -> str:
    if site.venue.lon is None:
        return _("未标注，不显示在地图上")
    return _("大概位置") if site.is_approximate else _("已标注")


def _single(row: SiteDay) -> dict[str, Any]:
    spans = tuple((int(a), int(b)) for a, b in row.spans)
    return {
        "iso": row.day.isoformat(), "day": day_told(row.day), "reason": row.reason,
        "hours": written(spans) or _("不开放"),
    }  # fmt: skip


def _visits(site: Site, request: Asked) -> list[dict[str, Any]]:
    """Walk-ins of the last days, the newest first; a day nobody told of is left open."""
    today = today_of(request.now)
    found = visits_by_day(site, today - timedelta(days=SHOWN - 1), today)
    days = [today - timedelta(days=n) for n in range(SHOWN)]
    return [{"iso": d.isoformat(), "day": day_told(d), "people": found.get(d)} for d in days]


urlpatterns = [
    path("sites/", show),
    path("sites/new", new),
    path("sites/<str:number>/", one),
    path("sites/<str:number>/change", change),
    path("sites/<str:number>/day-back", day_back),
    path("sites/<str:number>/acts/<str:name>", act),
]
