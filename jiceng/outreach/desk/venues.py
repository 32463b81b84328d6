"""/desk/venues/: where activities are held, and what is held there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, offer
from jiceng.casework.desk.programme_forms import NoPapers
from jiceng.kernel.refusal import NotAllowed, NotFound, Reason
from jiceng.outreach.actions.occupying import venue_key
from jiceng.outreach.actions.venues import (
    change_venue,
    close_venue,
    register_venue,
    venue_grip,
)
from jiceng.outreach.desk.activity_forms import (
    ChangeVenueForm,
    VenueFilters,
    VenueForm,
    typed_venue,
)
from jiceng.outreach.forms.activities_told import (
    area_name,
    unit_name,
    venue_kind_name,
    venue_place_name,
    when_told,
)
from jiceng.outreach.models import Venue
from jiceng.outreach.queries.activities import occupied, open_venues, venue_of
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import unit_options
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/venues/"
ROLE = "organiser"
AHEAD = timedelta(days=90)
MOST_AHEAD = 100


def address(row: Venue) -> str:
    return f"{HERE}{row.number}/"


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Venues in use in the order of their register; everybody may look."""
    filters = VenueFilters(request.now, request.GET)
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    found = Q(kind=said["kind"]) if said.get("kind") else Q()
    if text := said.get("text"):
        found &= Q(name__icontains=text) | Q(address__icontains=text) | Q(number=text)
    page = page_of(open_venues().filter(found), request.GET.get("after", ""), key="pk")
    context = {
        **office(request, HERE, crumbs=[(_("场所"), "")]),
        "filters": filters,
        "table": _table([_row(r, request.now) for r in page.rows]),
        "pager": pager(page, request.GET, _("本页 %(n)d 处") % {"n": len(page.rows)}),
        "may_register": ROLE in request.actor.roles,
    }
    return render(request, "outreach/venues.html", context)


def _table(rows: list[dict[str, Any]]) -> dict[str, Any]:
    columns = [_("场所"), _("类别"), _("所在区域"), _("地址"), _("可容纳人数")]
    empty = {"title": _("没有符合条件的场所"), "text": _("由所在地或使用单位的组织人员登记。")}
    return {
        "caption": _("场所列表"),
        "columns": [{"label": c, "numeric": place > 3} for place, c in enumerate(columns)],
        "rows": rows,
        "empty": empty,
    }


def _row(row: Venue, now: datetime) -> dict[str, Any]:
    note = row.number + (f" {_('示例')}" if row.is_sample else "")
    return {
        "cells": [
            {"text": row.name, "url": address(row), "note": note},
            {"text": venue_kind_name(row.kind, now), "note": venue_place_name(row, now)},
            {"text": area_name(str(row.area_id))},
            {"text": row.address},
            {"text": row.capacity},
        ]
    }


@door("staff", ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Register a venue."""
    form = VenueForm(request.actor, request.now, request.POST or None)

    def write() -> Venue:
        return register_venue(form.given(), by=request.actor, now=request.now)

    crumbs = [(_("场所"), HERE)]
    return form_page(request, _("登记场所"), crumbs, form, write, address, HERE, _aids())


def _aids() -> dict[str, Any]:
    chosen = {"label": _("选定场所位置"), "source": "/desk/grids.json", "pick": True,
              "tiles": settings.MAP_TILES}  # fmt: skip
    return {"units": unit_options(), "map": chosen}


@door("staff", ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, number: str) -> HttpResponse:
    """Write it down anew."""
    row = kept(request, number)
    form = ChangeVenueForm(
        request.actor, request.now, request.POST or None, initial=typed_venue(row)
    )  # fmt: skip

    def write() -> Venue:
        version = form.cleaned_data["version"]
        return change_venue(row, form.given(), by=request.actor, now=request.now, version=version)

    crumbs = [(_("场所"), HERE), (row.name, address(row))]
    return form_page(request, _("修改场所"), crumbs, form, write, address, HERE, _aids())


def kept(request: Asked, number: str) -> Venue:
    """One that somebody keeps; for everybody else it is not found."""
    row = venue_of(number)
    if not _keeps(request, row):
        raise NotFound(Reason("not_found"))
    return row


def _close(request: Asked, row: Venue, said: dict[str, Any], version: int) -> None:
    close_venue(row, by=request.actor, now=request.now, version=version)


CHANGES: Mapping[str, Change] = {"close": Change(N_("停用"), NoPapers, _close, "danger")}


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One venue, and what is held there in the coming months."""
    return _page(request, venue_of(number))


@door("staff", ROLE)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """Take it out of use."""
    row = kept(request, number)
    return acted(request, row, name, CHANGES, _page, address(row))


def _keeps(request: Asked, row: Venue) -> bool:
    try:
        venue_grip(row, request.actor)
    except NotAllowed:
        return False
    return True


def _page(
    request: Asked, row: Venue, tried: Tried | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    url, keeps = address(row), row.closed_on is None and _keeps(request, row)
    taken = occupied(venue_key(row), request.now, request.now + AHEAD)[:MOST_AHEAD]
    offers = [offer(request, row, name, change, f"{url}acts/", tried)
              for name, change in CHANGES.items()] if keeps else []  # fmt: skip
    context = {
        **office(request, HERE, crumbs=[(_("场所"), HERE), (row.name, "")]),
        "now": request.now,
        "row": row,
        "details": _details(row, request.now),
        "taken": [
            {"title": t.activity.title, "url": f"/desk/activities/{t.activity.number}/",
             "when": when_told(t.activity), "unit": unit_name(t.activity.unit)}
            for t in taken
        ],
        "keeps": keeps,
        "offers": offers,
        "tried": tried,
        "url": url,
    }  # fmt: skip
    return render(request, "outreach/venue.html", context, status=status)


def _details(row: Venue, now: datetime) -> list[dict[str, Any]]:
    told = [
        (_("类别"), venue_kind_name(row.kind, now)),
        (_("所在的地方"), venue_place_name(row, now)),
        (_("所在区域"), area_name(str(row.area_id))),
        (_("地址"), row.address),
        (_("可容纳人数"), row.capacity if row.capacity is not None else _("不限")),
        (_("管理单位"), unit_name(row.unit)),
        (_("启用日期"), f"{row.opened_on:%Y-%m-%d}"),
        (_("停用日期"), f"{row.closed_on:%Y-%m-%d}" if row.closed_on else ""),
    ]
    return [{"label": label, "text": text} for label, text in told if text != ""]


urlpatterns = [
    path("venues/", show),
    path("venues/new", new),
    path("venues/<str:number>/", one),
    path("venues/<str:number>/change", change),
    path("venues/<str:number>/acts/<str:name>", act),
]
