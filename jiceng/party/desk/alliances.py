"""/desk/co-building/communities/<code>/alliance: units, council meetings and the plan of a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST

from jiceng.casework.desk.acting import Change, Tried, acted, offer
from jiceng.casework.desk.labels import unit_name
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason, Refusal
from jiceng.party.actions import alliances as acts
from jiceng.party.desk import co_building_forms as forms
from jiceng.party.desk.co_building_shown import HERE
from jiceng.party.models import Alliance
from jiceng.party.queries.co_building import community_for, is_host
from jiceng.party.rules.co_building import item_state
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal, unit_options
from jiceng.web.menu import office
from jiceng.web.words import word

STATES: Mapping[str, tuple[str, str]] = {
    "done": ("done", N_("已完成")),
    "late": ("red", N_("已超期")),
    "open": ("doing", N_("推进中")),
}


def _join(request: Asked, row: Alliance, said: dict[str, Any], version: int) -> None:
    acts.join_alliance(row, **said, by=request.actor, now=request.now, version=version)


def _leave(request: Asked, row: Alliance, said: dict[str, Any], version: int) -> None:
    acts.leave_alliance(row, **said, by=request.actor, now=request.now, version=version)


def _meet(request: Asked, row: Alliance, said: dict[str, Any], version: int) -> None:
    acts.hold_meeting(row, **said, by=request.actor, now=request.now, version=version)


def _plan(request: Asked, row: Alliance, said: dict[str, Any], version: int) -> None:
    given = acts.Planned(**said)
    acts.plan_item(row, given, by=request.actor, now=request.now, version=version)


def _finish(request: Asked, row: Alliance, said: dict[str, Any], version: int) -> None:
    acts.finish_item(
        row, said["item"], said["note"], by=request.actor, now=request.now, version=version
    )


CHANGES: Mapping[str, Change] = {
    "join": Change(N_("单位加入"), forms.JoinForm, _join),
    "meet": Change(N_("登记会议"), forms.CouncilForm, _meet),
    "plan": Change(N_("增加计划事项"), forms.PlanForm, _plan),
    "leave": Change(N_("退出"), forms.LeaveForm, _leave),
    "finish": Change(N_("登记完成"), forms.FinishForm, _finish),
}
OFFERED = ("join", "meet", "plan")


@door("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Asked, code: str) -> HttpResponse:
    """The alliance of a community; where there is none, its community may found it."""
    area = community_for(request.actor, code)
    row = Alliance.objects.filter(community=code).first()
    if request.method != "POST":
        return _page(request, row) if row else _found_page(request, code, _blank(area.name))
    form = forms.AllianceForm(request.POST)
    if form.is_valid():
        try:
            acts.found_alliance(code, **form.cleaned_data, by=request.actor, now=request.now)
        except Refusal as refusal:
            add_refusal(form, refusal.reasons, word)
        else:
            return HttpResponseRedirect(f"{HERE}communities/{code}/alliance")
    return _found_page(request, code, form, 422)


def _blank(name: str) -> forms.AllianceForm:
    return forms.AllianceForm(initial={"name": _("%(area)s共建联盟") % {"area": name}})


def _found_page(
    request: Asked, code: str, form: forms.AllianceForm, status: int = 200
) -> HttpResponse:
    area = territory().areas[code]
    may_found = is_host(request.actor, area.path)
    context = {**_frame(request, code), "form": form if may_found else None, "alliance": None}
    return render(request, "party/co_building_alliance.html", context, status=status)


@door("staff")
@require_POST
def act(request: Asked, code: str, act: str) -> HttpResponse:
    """One change of an alliance."""
    community_for(request.actor, code)
    row = Alliance.objects.filter(community=code).first()
    if row is None:
        raise NotFound(Reason("not_found"))
    return acted(request, row, act, CHANGES, _page, f"{HERE}communities/{code}/alliance")


def _frame(request: Asked, code: str) -> dict[str, Any]:
    area, base = territory().areas[code], f"{HERE}communities/{code}/"
    crumbs = [(_("双报到与共建"), f"{HERE}?all"), (area.name, base), (_("共建联盟"), "")]
    return {**office(request, HERE, crumbs=crumbs), "area": area, "url": f"{base}alliance/"}


def _page(
    request: Asked, row: Alliance, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    code, today = str(row.community_id), local_day(request.now)
    keeps, frame = is_host(request.actor, row.area_path), _frame(request, code)
    url = frame["url"]
    context = {
        **frame,
        "alliance": row,
        "keeps": keeps,
        "members": [
            {"unit": u.unit, "name": unit_name(u.unit), "since": u.joined_on}
            for u in row.units.filter(left_on=None).order_by("unit")
        ],
        "meetings": list(row.meetings.order_by("-held_on", "-pk")[:20]),
        "plan": _items(row, today),
        "year": today.year,
        "offers": [offer(request, row, name, CHANGES[name], url, tried) for name in OFFERED]
        if keeps
        else [],
        "units": unit_options(),
        "tried": tried,
    }
    return render(request, "party/co_building_alliance.html", context, status=status)


def _items(row: Alliance, today: date) -> list[dict[str, Any]]:
    found = []
    for item in row.plan.order_by("-year", "due_on", "pk")[:60]:
        light, label = STATES[item_state(item.due_on, item.done_on, today)]
        found.append({
            "key": item.pk, "year": item.year, "text": item.text, "unit": unit_name(item.unit),
            "due_on": item.due_on, "done_on": item.done_on, "note": item.note, "light": light,
            "label": _(label),
        })  # fmt: skip
    return found
