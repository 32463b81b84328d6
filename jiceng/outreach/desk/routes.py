"""/desk/routes/: routes that join sites, drawn and changed by their keepers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, offer
from jiceng.outreach.actions.routes import change_route, close_route, draw_route
from jiceng.outreach.forms.activities_told import area_name, unit_name
from jiceng.outreach.forms.routes_told import route_row, stops_told, way_told
from jiceng.outreach.forms.site_forms import ChangeRouteForm, CloseForm, RouteForm, typed_route
from jiceng.outreach.models import Route
from jiceng.outreach.queries.routes import kept_route, route_of, way_of, ways_of
from jiceng.outreach.queries.sites import KEEPER, keeping, keeps, open_sites
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import unit_options
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/routes/"


def address(route: Route) -> str:
    return f"{HERE}{route.number}/"


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Every route; everybody may look, as visitors do."""
    page = page_of(Route.objects.all(), request.GET.get("after", ""), key="id")
    ways = ways_of(page.rows)
    columns = [_("线路"), _("状态"), _("站点"), _("时间和路程")]
    context = {
        **office(request, HERE, crumbs=[(_("红色线路"), "")]),
        "table": {
            "caption": _("红色线路"),
            "columns": [{"label": label} for label in columns],
            "rows": [_row(route, ways[route.pk]) for route in page.rows],
            "empty": {"title": _("还没有线路"), "text": _("先登记点位，再把它们连成线路。")},
        },
        "pager": pager(page, request.GET, _("本页 %(n)d 条") % {"n": len(page.rows)}),
        "may_draw": bool(keeping(request.actor)),
    }
    return render(request, "outreach/routes.html", context)


def _row(route: Route, way: Any) -> dict[str, Any]:
    told = route_row(route, way, address(route))
    note = route.number + (f" {_('示例')}" if route.is_sample else "")
    return {
        "cells": [
            {"text": route.name, "url": told["url"], "note": note},
            {"status": status_told(route)},
            {"text": " → ".join(told["stops"])},
            {"text": told["way"]},
        ]
    }


def status_told(route: Route) -> dict[str, str]:
    """Whether a route is offered."""
    if route.closed_on is None:
        return {"light": "green", "text": _("开放")}
    return {"light": "rest", "text": _("已停止开放")}


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Draw a route."""
    form = RouteForm(request.actor, open_sites(), request.POST or None)

    def write() -> Route:
        return draw_route(form.given(), by=request.actor, now=request.now)

    crumbs, more = [(_("红色线路"), HERE)], {"units": unit_options()}
    return form_page(request, _("登记线路"), crumbs, form, write, address, HERE, more)


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, number: str) -> HttpResponse:
    """Draw it anew."""
    route = kept_route(request.actor, number)
    form = ChangeRouteForm(
        request.actor, open_sites(), request.POST or None, initial=typed_route(route)
    )

    def write() -> Route:
        version = form.cleaned_data["version"]
        return change_route(route, form.given(), by=request.actor, now=request.now, version=version)

    crumbs = [(_("红色线路"), HERE), (route.name, address(route))]
    more = {"units": unit_options()}
    return form_page(request, _("修改线路"), crumbs, form, write, address, HERE, more)


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One route with its stops, and what may be done."""
    return _page(request, route_of(number))


def _close(request: Asked, route: Route, said: dict[str, Any], version: int) -> None:
    close_route(route, by=request.actor, now=request.now, version=version)


@door("staff", KEEPER)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """Close it for good."""
    route = kept_route(request.actor, number)
    return acted(request, route, name, _changes(), _page, address(route))


def _changes() -> dict[str, Change]:
    return {"close": Change(_("停止开放"), CloseForm, _close, "danger")}


def _page(
    request: Asked, route: Route, tried: Tried | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    way, url = way_of(route), address(route)
    is_kept = keeps(request.actor, route) and route.closed_on is None
    changes = _changes() if is_kept else {}
    public = f"/routes/{route.number}"
    details = [
        {"label": _("所在区域"), "text": area_name(str(route.area_id))},
        {"label": _("管理单位"), "text": unit_name(route.unit)},
        {"label": _("时间和路程"), "text": way_told(way)},
        {"label": _("参观者看到的页面"), "text": public, "url": public},
    ]
    context = {
        **office(request, HERE, crumbs=[(_("红色线路"), HERE), (route.name, "")]),
        "route": route,
        "status": status_told(route),
        "details": details,
        "stops": stops_told(way, "/desk/sites/"),
        "keeps": is_kept,
        "offers": [offer(request, route, n, c, f"{url}acts/", tried) for n, c in changes.items()],
        "tried": tried if tried and tried.name not in changes else None,
        "url": url,
    }
    return render(request, "outreach/route.html", context, status=status)


urlpatterns = [
    path("routes/", show),
    path("routes/new", new),
    path("routes/<str:number>/", one),
    path("routes/<str:number>/change", change),
    path("routes/<str:number>/acts/<str:name>", act),
]
