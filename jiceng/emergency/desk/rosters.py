"""/desk/rosters/: rosters, the gaps of a day with their reasons, who stands what; and on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, move_offers, offer
from jiceng.casework.desk.followed import happened
from jiceng.emergency.actions.rosters import ask_to_fill, make_roster, move_roster, name_lead
from jiceng.emergency.desk.roster_forms import LeadForm, MoveForm, RosterForm
from jiceng.emergency.forms.posts_told import (
    area_name,
    day_told,
    hours_told,
    listed_table,
    status_told,
    unit_name,
    why_told,
)
from jiceng.emergency.models import Duty, Roster, Shift
from jiceng.emergency.process import ROSTER
from jiceng.emergency.process.checkpoints import KEEPERS
from jiceng.emergency.queries.checkpoints import on_now, patterns
from jiceng.emergency.queries.rosters import (
    SHORT,
    explained,
    kept_roster,
    ready,
    shifts_between,
    totals,
)
from jiceng.emergency.rules.posts_words import ACTS
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.models import Appointment
from jiceng.kernel.records.names import named
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/rosters/"
ROLES = tuple(sorted(KEEPERS))
LEADING = KEEPERS | {"leader"}
"""Roles of those who may be leader on duty."""
SHOWN = 50
"""Gaps told at once."""


def address(roster: Roster) -> str:
    return f"{HERE}{roster.number}/"


@door("staff", *ROLES)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Rosters within reach, the latest first."""
    rows = Roster.objects.select_related("emergency")
    page = page_of(rows, request.GET.get("after", ""), key="first_day", newest=True)
    seen = [ready(r) for r in page.rows if request.actor.acting_grip(r, KEEPERS) is not None]
    context = {
        **office(request, HERE, crumbs=[(_("值班表"), "")]),
        "table": listed_table(
            _("值班表列表"), [_("值班表"), _("状态"), _("日期"), _("区域"), _("缺人")],
            [_row(r) for r in seen],
            (_("还没有值班表"), _("启用卡点后，在这里编排值班表。")), (4,),
        ),
        "pager": pager(page, request.GET),
        "writes": "emergency_officer" in request.actor.roles,
    }  # fmt: skip
    return render(request, "emergency/rosters.html", context)


def _row(roster: Roster) -> dict[str, Any]:
    note = [roster.number, *([_("演练")] if roster.emergency.is_drill else []),
            *([_("示例")] if roster.is_sample else [])]  # fmt: skip
    return {
        "cells": [
            {"text": roster.title, "url": address(roster), "note": " ".join(note)},
            {"status": status_told(roster)},
            {"text": f"{roster.first_day:%Y-%m-%d}", "note": f"{roster.last_day:%Y-%m-%d}"},
            {"text": area_name(str(roster.emergency.area_id))},
            {"text": roster.missing},
        ]
    }


@door("staff", "emergency_officer")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Make one; it is filled afterwards."""
    on = [e for e in on_now(request.now)
          if request.actor.acting_grip(e, KEEPERS) is not None]  # fmt: skip
    cut = [(p.key, named(p.name, p.name_en)) for p in patterns(request.now).values()]
    posts = [(key, named(r.content["name"], r.content.get("name_en", "")))
             for key, r in sorted(in_force("post", request.now).items())]  # fmt: skip
    form = RosterForm(on, cut, posts, request.POST or None)

    def write() -> Roster:
        emergency = next(e for e in on if e.number == form.cleaned_data["emergency"])
        return make_roster(emergency, form.given(), by=request.actor, now=request.now)

    return form_page(request, _("编排值班表"), [(_("值班表"), HERE)], form, write, address, HERE)


def _form(needs: frozenset[str]) -> Callable[..., MoveForm]:
    def build(*args: Any, **kwargs: Any) -> MoveForm:
        return MoveForm(needs, *args, **kwargs)

    return build


def _write(name: str) -> Any:
    def write(request: Asked, row: Roster, said: dict[str, Any], version: int) -> None:
        move_roster(row, name, by=request.actor, now=request.now, version=version, **said)

    return write


def _fill(request: Asked, row: Roster, said: dict[str, Any], version: int) -> None:
    ask_to_fill(row, by=request.actor, now=request.now, version=version)


def _lead(request: Asked, row: Roster, said: dict[str, Any], version: int) -> None:
    name_lead(row, said["day"], int(said["appointment"]), by=request.actor, now=request.now)


MOVES: Mapping[str, Change] = {
    move.name: Change(move.label, _form(move.needs), _write(move.name),
                      "danger" if move.name == "drop" else "primary")
    for move in ROSTER.moves
}  # fmt: skip
FILL = Change(N_("自动排班"), _form(frozenset()), _fill)


def _changes(request: Asked, roster: Roster) -> dict[str, Change]:
    posts = in_force("post", request.now).items()
    command = [key for key, row in posts if LEADING & {*row.content["roles"]}]
    held = Appointment.objects.filter(post__in=command, ends_on=None, person__is_active=True)
    held = held.select_related("person", "unit").order_by("unit__path", "pk")[:300]
    people = [(str(a.pk), f"{a.person.name}（{a.unit.short_name or a.unit.name}）") for a in held]

    def build(*args: Any, **kwargs: Any) -> LeadForm:
        return LeadForm(people, *args, **kwargs)

    return {**MOVES, "fill": FILL, "lead": Change(N_("安排带班领导"), build, _lead, "")}


@door("staff", *ROLES)
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One roster: gaps with their reasons, and a day of it."""
    return _page(request, kept_roster(request.actor, number))


@door("staff", *ROLES)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """Fill it, name a leader, or make a move."""
    roster = kept_roster(request.actor, number)
    return acted(request, roster, name, _changes(request, roster), _page, address(roster))


def _day_of(request: Asked, roster: Roster) -> date:
    try:
        wanted = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        wanted = roster.first_day
    return min(max(wanted, roster.first_day), roster.last_day)


def _page(
    request: Asked, roster: Roster, tried: Tried | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    url, changes = address(roster), _changes(request, roster)
    roles = request.actor.roles_towards(roster) & KEEPERS
    offers = move_offers(request, roster, ROSTER, roles, changes, f"{url}acts/", tried)
    writes = roster.state in ("draft", "published") and "emergency_officer" in roles
    if writes:
        extra = [] if roster.asked_at else ["fill"]
        offers[:0] = [offer(request, roster, name, changes[name], f"{url}acts/", tried)
                      for name in (*extra, "lead")]  # fmt: skip
    known = {o["name"] for o in offers}
    context = {
        **office(request, HERE, crumbs=[(_("值班表"), HERE), (roster.title, "")]),
        "now": request.now,
        "roster": roster,
        "status": status_told(roster),
        "figures": _figures(roster),
        "gaps": _gaps(request, roster, url),
        "more_gaps": roster.shifts.filter(SHORT).count() > SHOWN,
        **_day(roster, _day_of(request, roster), url),
        "writes": writes,
        "units": _units(roster),
        "timeline": happened(roster, ROSTER, ACTS),
        "offers": offers,
        "tried": tried if tried and tried.name not in known else None,
        "url": url,
    }
    return render(request, "emergency/roster.html", context, status=status)


def _figures(roster: Roster) -> list[dict[str, str]]:
    needed, filled = totals(roster.shifts.all())
    spread = f"{roster.fewest}—{roster.most}" if roster.filled_at else "—"
    return [
        {"label": _("需要"), "value": str(needed), "unit": _("人班")},
        {"label": _("已排"), "value": str(filled), "unit": _("人班")},
        {"label": _("缺人"), "value": str(needed - filled), "unit": _("人班")},
        {"label": _("每人班数"), "value": spread, "unit": _("班")},
    ]


def _gaps(request: Asked, roster: Roster, url: str) -> list[dict[str, Any]]:
    if not roster.filled_at:
        return []
    rows = roster.shifts.filter(SHORT).select_related("checkpoint")
    listed = list(rows.order_by("day", "turn", "checkpoint__code")[:SHOWN])
    asked = [] if roster.state == "closed" else listed  # what is over is not filled any more
    why = {g.shift.key: g for g in explained(roster, asked, request.now).gaps}
    return [
        {
            "checkpoint": s.checkpoint.title,
            "unit": unit_name(s.checkpoint.keeper),
            "when": f"{day_told(s.day)} {hours_told(roster.turns, s.turn)}",
            "missing": s.needed - s.filled,
            "why": why_told(why[s.pk]) if s.pk in why else "",
            "url": f"{url}shifts/{s.pk}/",
        }
        for s in listed
    ]


def _day(roster: Roster, day: date, url: str) -> dict[str, Any]:
    """One day: a line a checkpoint, a column a turn."""
    names = _names(Duty.objects.filter(shift__roster=roster, shift__day=day))
    lines: dict[int, dict[str, Any]] = {}
    for s in shifts_between(roster, day, day):
        line = lines.setdefault(s.checkpoint_id, {"code": s.checkpoint.code,
                                "title": s.checkpoint.title, "turns": []})  # fmt: skip
        line["turns"].append({
            "url": f"{url}shifts/{s.pk}/", "names": "、".join(names.get(s.pk, [])),
            "missing": s.needed - s.filled, "hours": hours_told(roster.turns, s.turn),
        })  # fmt: skip
    lead = roster.leads.filter(day=day).select_related("appointment__person").first()
    step = timedelta(days=1)
    return {
        "day": day_told(day),
        "lead": lead.appointment.person.name if lead else "",
        "hours": [hours_told(roster.turns, turn) for turn in range(len(roster.turns))],
        "lines": sorted(lines.values(), key=lambda line: str(line["code"])),
        "before": f"{day - step}" if day > roster.first_day else "",
        "after": f"{day + step}" if day < roster.last_day else "",
    }


def _names(duties: Any) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for key, name in duties.order_by("pk").values_list("shift", "person__name"):
        found.setdefault(key, []).append(name)
    return found


def _units(roster: Roster) -> list[dict[str, str]]:
    keepers = roster.shifts.values_list("checkpoint__keeper", flat=True).distinct()
    return [{"code": code, "name": unit_name(code)} for code in sorted({*keepers})]


@door("staff", *ROLES)
@require_safe
def printed(request: Asked) -> HttpResponse:
    """On paper: the latest roster of a checkpoint, or all of a unit's in one roster."""
    asked = request.GET
    shifts = Shift.objects.exclude(roster__state="dropped")
    if asked.get("checkpoint"):
        shifts = shifts.filter(checkpoint__number=asked["checkpoint"])
    else:
        shifts = shifts.filter(checkpoint__keeper=asked.get("unit", ""))
    latest = shifts.filter(roster__number=asked["roster"]) if asked.get("roster") else shifts
    newest = latest.order_by("-roster").values_list("roster__number", flat=True).first()
    roster = kept_roster(request.actor, newest or "-")
    rows = shifts.filter(roster=roster).select_related("checkpoint")
    names = _names(Duty.objects.filter(shift__in=rows.values("pk")))
    pages: dict[str, dict[str, Any]] = {}
    for s in rows.order_by("checkpoint__code", "day", "turn"):
        page = pages.setdefault(s.checkpoint.code, {"checkpoint": s.checkpoint, "days": {}})
        told = "、".join(names.get(s.pk, [])) or _("缺人")
        page["days"].setdefault(day_told(s.day), []).append(told)
    context = {
        **office(request, HERE, crumbs=[(roster.title, address(roster)), (_("打印"), "")]),
        "roster": roster,
        "hours": [hours_told(roster.turns, turn) for turn in range(len(roster.turns))],
        "pages": pages.values(),
        "now": request.now,
    }
    return render(request, "emergency/roster_printed.html", context)


urlpatterns = [
    path("rosters/", show),
    path("rosters/new", new),
    path("rosters/printed", printed),
    path("rosters/<str:number>/", one),
    path("rosters/<str:number>/acts/<str:name>", act),
]
