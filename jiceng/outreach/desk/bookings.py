"""/desk/bookings/: places asked for, whom to ring, and who came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, move_offers
from jiceng.casework.desk.followed import happened
from jiceng.outreach.actions.bookings import move_booking, show_booking_contact
from jiceng.outreach.desk.activity_forms import BookingFilters, CameForm, MoveForm
from jiceng.outreach.forms.activities_told import booking_told, place_told, when_told
from jiceng.outreach.models import Booking
from jiceng.outreach.process import BOOKING
from jiceng.outreach.process.activities import ORGANISER
from jiceng.outreach.queries.activities import booking_for, reach
from jiceng.outreach.rules.activities import ORIGINS
from jiceng.outreach.rules.activities_words import ACTS
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/bookings/"
ROLE = "organiser"
GRAVE = frozenset({"cancel", "decline"})


@door("staff", ROLE)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Bookings of activities somebody organises, the newest first."""
    filters = BookingFilters(request.GET)
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    found = reach(request.actor)
    if said.get("state"):
        found &= Q(state=said["state"])
    if text := said.get("text"):
        found &= Q(title__icontains=text) | Q(group__icontains=text) | Q(number=text)
    rows = Booking.objects.filter(found).select_related("activity")
    page = page_of(rows, request.GET.get("after", ""), key="pk", newest=True)
    context = {
        **office(request, HERE, crumbs=[(_("预约"), "")]),
        "filters": filters,
        "table": _table([_row(r) for r in page.rows]),
        "pager": pager(page, request.GET, _("本页 %(n)d 份") % {"n": len(page.rows)}),
    }
    return render(request, "outreach/bookings.html", context)


def _table(rows: list[dict[str, Any]]) -> dict[str, Any]:
    columns = [_("活动"), _("状态"), _("时间"), _("团体"), _("人数")]
    empty = {"title": _("没有符合条件的预约"), "text": _("居民和单位预约活动后会出现在这里。")}
    return {
        "caption": _("预约列表"),
        "columns": [{"label": c, "numeric": place > 3} for place, c in enumerate(columns)],
        "rows": rows,
        "empty": empty,
    }


def _row(row: Booking) -> dict[str, Any]:
    note = row.number + (f" {_('示例')}" if row.is_sample else "")
    return {
        "cells": [
            {"text": row.title, "url": f"{HERE}{row.number}/", "note": note},
            {"status": booking_told(row)},
            {"text": when_told(row.activity)},
            {"text": row.group or None},
            {"text": row.headcount},
        ]
    }


def _form(name: str, needs: frozenset[str]) -> Any:
    def build(*args: Any, **kwargs: Any) -> Any:
        return CameForm(*args, **kwargs) if name == "attend" else MoveForm(needs, *args, **kwargs)

    return build


def _write(name: str) -> Any:
    def write(request: Asked, row: Booking, said: dict[str, Any], version: int) -> None:
        move_booking(row, name, by=request.actor, now=request.now, version=version, **said)

    return write


def _as_booked(request: Asked, row: Booking) -> Mapping[str, Any]:
    return {"came": row.headcount}


CHANGES: Mapping[str, Change] = {
    move.name: Change(
        move.label, _form(move.name, move.needs), _write(move.name),
        "danger" if move.name in GRAVE else "primary", _as_booked,
    )
    for move in BOOKING.moves
}  # fmt: skip


@door("staff", ROLE)
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One booking: what is asked for, and what may be done."""
    return _page(request, booking_for(request.actor, number, request.now))


@door("staff", ROLE)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """One move."""
    row = booking_for(request.actor, number, request.now)
    return acted(request, row, name, CHANGES, _page, f"{HERE}{number}/")


@door("staff", ROLE)
@require_POST
def contact(request: Asked, number: str) -> HttpResponse:
    """Name and telephone in full; the look is journalled."""
    row = booking_for(request.actor, number, request.now)
    shown = show_booking_contact(row, by=request.actor, now=request.now)
    return _page(request, row, contact=shown)


def _page(
    request: Asked, row: Booking, tried: Tried | None = None, status: int = 200,
    contact: Mapping[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    url = f"{HERE}{row.number}/"
    roles = request.actor.roles_towards(row) & ORGANISER
    offers = move_offers(request, row, BOOKING, roles, CHANGES, f"{url}acts/", tried)
    known = {o["name"] for o in offers}
    kept = getattr(row, "contact", None)
    context = {
        **office(request, HERE, crumbs=[(_("预约"), HERE), (row.number, "")]),
        "now": request.now,
        "row": row,
        "status": booking_told(row),
        "details": _details(row),
        "hint": kept.hint if kept else "",
        "contact": contact,
        "timeline": happened(row, BOOKING, ACTS, without_post=_("预约人")),
        "offers": offers,
        "tried": tried if tried and tried.name not in known else None,
        "url": url,
    }
    return render(request, "outreach/booking.html", context, status=status)


def _details(row: Booking) -> list[dict[str, Any]]:
    activity = row.activity
    told = [
        (_("活动"), activity.title, f"/desk/activities/{activity.number}/"),
        (_("时间"), when_told(activity), ""),
        (_("地点"), place_told(activity), ""),
        (_("人数"), row.headcount, ""),
        (_("到场人数"), row.came, ""),
        (_("团体"), row.group or None, ""),
        (_("从哪里来"), _(ORIGINS[row.origin]) if row.origin else None, ""),
        (_("备注"), row.note or None, ""),
    ]
    return [{"label": x, "text": text, "url": url} for x, text, url in told if text is not None]


urlpatterns = [
    path("bookings/", show),
    path("bookings/<str:number>/", one),
    path("bookings/<str:number>/acts/<str:name>", act),
    path("bookings/<str:number>/contact", contact),
]
