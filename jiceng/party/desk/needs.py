"""/desk/co-building/needs/… and resources/…: what is asked and given, and what matches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, offer
from jiceng.casework.desk.labels import unit_name
from jiceng.casework.desk.programme_forms import ReasonForm
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotAllowed, Reason, Refusal
from jiceng.party.actions.joint_projects import Proposal, propose
from jiceng.party.actions.needs import Listing, close_need, close_resource, post_need
from jiceng.party.desk.co_building import form_page
from jiceng.party.desk.co_building_forms import InvitationForm, NeedForm, TakingForm
from jiceng.party.desk.co_building_shown import (
    HERE,
    listing_status,
    own_units,
    project_row,
)
from jiceng.party.desk.co_building_units import own_resource, resource_choices
from jiceng.party.models import JointProject, Need, Resource, UnitRegistration
from jiceng.party.queries.boards import proposals_for, wanted_of
from jiceng.party.queries.co_building import (
    community_for,
    is_contact,
    is_host,
    need_for,
    resource_for,
    taken,
)
from jiceng.party.rules.co_building import KINDS
from jiceng.party.rules.matching import Match
from jiceng.party.rules.organisations import SECTORS
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.forms import Choices, add_refusal
from jiceng.web.menu import office
from jiceng.web.words import sentences, word

MOST_MATCHES = 12


@door("staff", "host")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked, code: str) -> HttpResponse:
    """A community posts a need."""
    area, today = community_for(request.actor, code), local_day(request.now)
    base = f"{HERE}communities/{code}/"
    start = {"starts_on": today, "ends_on": today + timedelta(days=60)}
    form = NeedForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given = Listing(at=code, **{**form.cleaned_data, "sectors": tuple(_sectors(form))})
        try:
            row = post_need(given, by=request.actor, now=request.now)
        except Refusal as refusal:
            add_refusal(form, refusal.reasons, word)
        else:
            return HttpResponseRedirect(f"{HERE}needs/{row.number}/")
    return form_page(request, form, _("发布需求"), base, area.name)


def _sectors(form: NeedForm) -> list[str]:
    return list(form.cleaned_data["sectors"])


def _close_need(request: Asked, row: Need, given: dict[str, Any], version: int) -> None:
    close_need(row, given["reason"], by=request.actor, now=request.now, version=version)


def _close_resource(request: Asked, row: Resource, given: dict[str, Any], version: int) -> None:
    close_resource(row, given["reason"], by=request.actor, now=request.now, version=version)


NEED_CHANGES: Mapping[str, Change] = {
    "close": Change(N_("关闭需求"), ReasonForm, _close_need, "danger"),
}
RESOURCE_CHANGES: Mapping[str, Change] = {
    "close": Change(N_("收回资源"), ReasonForm, _close_resource, "danger"),
}


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One need: what would meet it and why, and the projects that came of it."""
    return _need_page(request, need_for(request.actor, number))


@door("staff")
@require_POST
def act(request: Asked, number: str, act: str) -> HttpResponse:
    """Close a need, invite a unit to it, or take it on."""
    need = need_for(request.actor, number)
    if act == "invite":
        return _invite(request, need)
    if act == "take":
        return _take(request, need)
    return acted(request, need, act, NEED_CHANGES, _need_page, f"{HERE}needs/{number}/")


def _need_page(
    request: Asked,
    need: Need,
    tried: Tried | None = None,
    status: int = 200,
    form: Any = None,
) -> HttpResponse:
    today, url = local_day(request.now), f"{HERE}needs/{need.number}/"
    hosting = is_host(request.actor, need.area_path)
    left = wanted_of(need).amount
    is_open = need.closed_on is None and need.ends_on >= today
    invites = hosting and is_open and bool(left)
    takes = not hosting and is_open and bool(_units_here(request, need))
    context = {
        **_frame(request, str(need.community_id), need.title),
        "need": need,
        "status": listing_status(need, today),
        "details": _need_details(need, left),
        "matches": _matches(request, need, today) if invites else [],
        "shows_matches": hosting and is_open,
        "invitation": _invitation(request, need, left, form) if invites else None,
        "taking": _taking(request, need, left, form) if takes and left else None,
        "bound": form,
        "projects": [project_row(p, today) for p in _projects(need.projects)],
        "moves": [offer(request, need, "close", NEED_CHANGES["close"], url, tried)]
        if hosting and need.closed_on is None
        else [],
        "url": url,
    }
    return render(request, "party/co_building_need.html", context, status=status)


def _frame(request: Asked, community: str, title: str) -> dict[str, Any]:
    name = territory().areas[community].name
    base = f"{HERE}communities/{community}/"
    crumbs = [(_("双报到与共建"), f"{HERE}?all"), (name, base), (title, "")]
    return office(request, HERE, crumbs=crumbs)


def _projects(rows: Any) -> list[JointProject]:
    return list(rows.select_related("community").order_by("-pk")[:50])


def _need_details(need: Need, left: int) -> list[dict[str, Any]]:
    sectors = "、".join(_(SECTORS[s]) for s in need.sectors if s in SECTORS)
    board = f"{HERE}communities/{need.community_id}/"
    amount = _("%(amount)d，还需 %(left)d") % {"amount": need.amount, "left": left}
    found = [
        {"label": _("社区（村）"), "text": need.community.name, "url": board},
        {"label": _("类别"), "text": _(KINDS[need.kind])},
        {"label": _("数量（次、份）"), "text": amount},
        {"label": _("时间"), "text": f"{need.starts_on} — {need.ends_on}"},
        {"label": _("希望承办"), "text": sectors or _("不限")},
    ]
    return found + _closed(need)


def _closed(row: Need | Resource) -> list[dict[str, Any]]:
    """Why it was closed, where it was."""
    return [{"label": _("关闭原因"), "text": row.closed_because}] if row.closed_on else []


def _matches(request: Asked, need: Need, today: date) -> list[dict[str, Any]]:
    found = proposals_for(need, request.actor, today)[:MOST_MATCHES]
    return [
        {
            "unit": unit_name(resource.unit),
            "title": resource.title,
            "url": f"{HERE}resources/{resource.number}/",
            "because": sentences(match.because),
            "covers": match.covers,
            "number": resource.number,
            "unit_code": resource.unit,
            **_dates(need, resource, match),
        }
        for resource, match in found
    ]


def _dates(need: Need, resource: Resource, match: Match) -> dict[str, str]:
    first, last = max(need.starts_on, resource.starts_on), min(need.ends_on, resource.ends_on)
    return {"first": first.isoformat(), "last": last.isoformat()}


def _units_near(need: Need) -> Choices:
    rows = UnitRegistration.objects.filter(community=need.community_id, state="confirmed")
    units = rows.order_by("unit").values_list("unit", flat=True)
    return [(unit, unit_name(unit)) for unit in units]


def _invitation(request: Asked, need: Need, left: int, form: Any) -> Any:
    if isinstance(form, InvitationForm):
        return form
    start = _suggested(need, left, local_day(request.now))
    return InvitationForm(_units_near(need), initial=start, auto_id="invite_%s")


def _suggested(need: Need, left: int, today: date) -> dict[str, Any]:
    """As the need has it, but nothing begins in the past."""
    return {
        "title": need.title,
        "amount": left,
        "starts_on": max(need.starts_on, today),
        "ends_on": need.ends_on,
    }


def _units_here(request: Asked, need: Need) -> list[str]:
    """The reader's own units that the community has confirmed."""
    own = own_units(request.actor)
    rows = UnitRegistration.objects.filter(
        unit__in=own, community=need.community_id, state="confirmed"
    )
    return sorted(rows.values_list("unit", flat=True))


def _taking(request: Asked, need: Need, left: int, form: Any) -> Any:
    if isinstance(form, TakingForm):
        return form
    unit = _units_here(request, need)[0]
    choices = resource_choices(unit, local_day(request.now), need.kind)
    start = _suggested(need, left, local_day(request.now))
    return TakingForm(choices, initial=start, auto_id="take_%s")


def _invite(request: Asked, need: Need) -> HttpResponse:
    form = InvitationForm(_units_near(need), request.POST, auto_id="invite_%s")
    if not form.is_valid():
        return _need_page(request, need, status=422, form=form)
    asked = dict(form.cleaned_data)
    unit = asked.pop("unit")
    asked["resource"] = own_resource(unit, asked["resource"])
    return _proposed(request, need, form, unit, asked, "community")


def _take(request: Asked, need: Need) -> HttpResponse:
    units = _units_here(request, need)
    if not units:
        raise NotAllowed(Reason("not_registered_here", {"community": need.community.name}))
    choices = resource_choices(units[0], local_day(request.now), need.kind)
    form = TakingForm(choices, request.POST, auto_id="take_%s")
    if not form.is_valid():
        return _need_page(request, need, status=422, form=form)
    asked = dict(form.cleaned_data)
    asked["resource"] = own_resource(units[0], asked["resource"])
    return _proposed(request, need, form, units[0], asked, "unit")


def _proposed(
    request: Asked, need: Need, form: Any, unit: str, asked: dict[str, Any], side: str
) -> HttpResponse:
    """The project goes to the other side, with the reasons why both fit."""
    fitting = proposals_for(need, request.actor, local_day(request.now))
    because = next((m.because for r, m in fitting if r == asked["resource"]), ())
    given = Proposal(
        community=str(need.community_id), unit=unit, kind=need.kind, need=need, because=because,
        **asked,
    )  # fmt: skip
    try:
        row = propose(given, side, by=request.actor, now=request.now)
    except Refusal as refusal:
        add_refusal(form, refusal.reasons, word)
        return _need_page(request, need, status=refusal.status, form=form)
    return HttpResponseRedirect(f"{HERE}projects/{row.number}/")


@door("staff")
@require_safe
def resource(request: Asked, number: str) -> HttpResponse:
    """One resource and the projects that draw on it."""
    return _resource_page(request, resource_for(request.actor, number))


@door("staff")
@require_POST
def resource_act(request: Asked, number: str, act: str) -> HttpResponse:
    """Take a resource back."""
    row = resource_for(request.actor, number)
    done = f"{HERE}resources/{number}/"
    return acted(request, row, act, RESOURCE_CHANGES, _resource_page, done)


def _resource_page(
    request: Asked, row: Resource, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    today, url = local_day(request.now), f"{HERE}resources/{row.number}/"
    ours, base = is_contact(request.actor, row.unit_path), f"{HERE}units/{row.unit}/"
    crumbs = [(_("双报到与共建"), f"{HERE}?all"), (unit_name(row.unit), base), (row.title, "")]
    areas = territory().areas
    where = "、".join(areas[c].name for c in row.communities if c in areas)
    left = row.capacity - taken("resource", [row.pk]).get(row.pk, 0)
    context = {
        **office(request, HERE, crumbs=crumbs),
        "need": row,
        "status": listing_status(row, today),
        "details": [
            {"label": _("单位"), "text": unit_name(row.unit), "url": base},
            {"label": _("类别"), "text": _(KINDS[row.kind])},
            {"label": _("数量（次、份）"),
             "text": _("%(amount)d，还可提供 %(left)d") % {"amount": row.capacity, "left": left}},
            {"label": _("时间"), "text": f"{row.starts_on} — {row.ends_on}"},
            {"label": _("单位类别"), "text": _(SECTORS[row.sector]) if row.sector else "—"},
            {"label": _("面向"), "text": where or _("已报到的全部社区（村）")},
            *_closed(row),
        ],
        "projects": [project_row(p, today) for p in _projects(row.projects)],
        "moves": [offer(request, row, "close", RESOURCE_CHANGES["close"], url, tried)]
        if ours and row.closed_on is None
        else [],
        "url": url,
    }  # fmt: skip
    return render(request, "party/co_building_need.html", context, status=status)
