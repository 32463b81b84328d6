"""/desk/rosters/…/shifts/…/: one shift: who stands it, who could, and a replacement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiceng.emergency.actions.duties import give_duty, take_duty
from jiceng.emergency.desk.roster_forms import PersonForm
from jiceng.emergency.desk.rosters import HERE, address
from jiceng.emergency.forms.posts_told import (
    hand_over_told,
    listed_table,
    shift_told,
    unit_name,
    why_told,
)
from jiceng.emergency.models import Duty, Roster, Shift
from jiceng.emergency.queries.rosters import (
    SHORT,
    could_stand,
    explained,
    kept_roster,
    known_shifts,
    shift_of,
    zone_at,
)
from jiceng.kernel.records.models import Appointment
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason, Refusal
from jiceng.kernel.reports import Span
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences

LISTED = "/desk/rosters/shifts/"


def _choices(people: list[Appointment]) -> list[tuple[str, str]]:
    offered = [(str(a.pk), f"{a.person.name}（{unit_name(str(a.unit_id))}）") for a in people]
    return [("", _("请选择")), *offered]


@door("staff", "emergency_officer")
@require_safe
def one(request: Asked, number: str, key: int) -> HttpResponse:
    """One shift."""
    roster = kept_roster(request.actor, number)
    return _page(request, roster, shift_of(roster, key))


@door("staff", "emergency_officer")
@require_POST
def act(request: Asked, number: str, key: int, name: str) -> HttpResponse:
    """Give it to somebody, take it from somebody, or have somebody stand instead."""
    roster = kept_roster(request.actor, number)
    shift = shift_of(roster, key)
    try:
        _done(request, shift, name)
    except Refusal as refusal:
        return _page(request, roster, shift_of(roster, key), sentences(refusal.reasons),
                     refusal.status)  # fmt: skip
    return HttpResponseRedirect(f"{address(roster)}shifts/{shift.pk}/")


def _done(request: Asked, shift: Shift, name: str) -> None:
    typed: Mapping[str, Any] = request.POST
    who = str(typed.get("appointment", ""))
    duty = _duty(shift, str(typed["duty"])) if typed.get("duty") else None
    if name == "take" and duty is not None:
        take_duty(duty, by=request.actor, now=request.now)
    elif name in ("give", "replace"):
        give_duty(shift, int(who) if who.isdigit() else 0, by=request.actor, now=request.now,
                  instead=duty if name == "replace" else None)  # fmt: skip
    else:
        raise NotFound(Reason("not_found"))


def _duty(shift: Shift, key: str) -> Duty:
    rows = Duty.objects.select_related("shift__roster__emergency", "shift__checkpoint")
    found = rows.filter(shift=shift, pk=int(key) if key.isdigit() else 0).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def _page(
    request: Asked, roster: Roster, shift: Shift, reasons: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    url = f"{address(roster)}shifts/{shift.pk}/"
    is_open = roster.state in ("draft", "published")
    people = _choices(could_stand(shift, request.now)) if is_open else []
    gaps = explained(roster, [shift], request.now).gaps
    rows = shift.duties.select_related("person", "appointment__unit").order_by("pk")
    context = {
        **office(request, HERE, crumbs=[(_("值班表"), HERE), (roster.title, address(roster)),
                                        (shift.checkpoint.title, "")]),
        "shift": shift,
        "when": shift_told(shift),
        "missing": shift.needed - shift.filled,
        "why": why_told(gaps[0]) if gaps else "",
        "duties": [
            {"key": d.pk, "name": d.person.name, "unit": unit_name(str(d.appointment.unit_id)),
             "is_fixed": d.is_fixed, "form": PersonForm(people, auto_id=f"replace_{d.pk}_%s")}
            for d in rows
        ],
        "form": PersonForm(people, auto_id="give_%s") if shift.filled < shift.needed else None,
        "nobody": len(people) < 2,
        "notes": [hand_over_told(n) for n in shift.hand_overs.order_by("-pk")],
        "reasons": reasons or [],
        "is_open": is_open,
        "url": url,
        "back": f"{address(roster)}?day={shift.day}",
    }  # fmt: skip
    return render(request, "emergency/shift.html", context, status=status)


@door("staff")
@require_safe
def listed(request: Asked) -> HttpResponse:
    """Shifts of rosters that are known, behind the figures: places and counts, no names."""
    span, asked = _span(request), request.GET
    rows = known_shifts(asked.get("under", "") and _path(asked["under"]), span)
    if asked.get("short"):
        rows = rows.filter(SHORT)
    page = page_of(rows.select_related("checkpoint", "roster"), asked.get("after", ""), key="day")
    context = {
        **office(request, LISTED, crumbs=[(_("值班班次"), "")]),
        "days": f"{span.start:%Y-%m-%d} — {span.end:%Y-%m-%d}",
        "table": listed_table(
            _("值班班次"), [_("班次"), _("卡点"), _("值守单位"), _("需要"), _("已排")],
            [{"cells": [{"text": shift_told(s)},
                        {"text": s.checkpoint.title,
                         "url": f"/desk/checkpoints/{s.checkpoint.number}/",
                         "note": s.checkpoint.code},
                        {"text": unit_name(s.checkpoint.keeper)}, {"text": s.needed},
                        {"text": s.filled}]} for s in page.rows],
            (_("这些天没有值班"), _("公布值班表后，班次列在这里。")), (3, 4),
        ),
        "pager": pager(page, asked),
    }  # fmt: skip
    return render(request, "emergency/shifts.html", context)


def _path(code: str) -> str:
    area = territory().area(code)
    if area is None:
        raise NotFound(Reason("not_found"))
    return area.path


def _span(request: Asked) -> Span:
    """The days asked for; today where none are."""
    today = request.now.astimezone(zone_at(request.now)).date()
    days = [_day(request.GET.get(name, ""), today) for name in ("start", "end")]
    return Span(days[0], days[1], request.now)


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today


urlpatterns = [
    path("rosters/shifts/", listed),
    path("rosters/<str:number>/shifts/<int:key>/", one),
    path("rosters/<str:number>/shifts/<int:key>/acts/<str:name>", act),
]
