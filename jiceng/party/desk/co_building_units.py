"""/desk/co-building/units/…: what a unit promised and owes, its resources, its quarter on paper."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.desk.labels import unit_name
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import Invalid, Reason, Refusal
from jiceng.party.actions.joint_projects import Proposal, propose
from jiceng.party.actions.needs import Listing, offer_resource
from jiceng.party.actions.registrations import register_unit
from jiceng.party.desk.co_building import OPEN, form_page
from jiceng.party.desk.co_building_forms import OwnProposalForm, ResourceForm, UnitReportForm
from jiceng.party.desk.co_building_shown import (
    HERE,
    MOST,
    lit_shown,
    need_rows,
    project_row,
    resource_rows,
    ways,
    wish_row,
)
from jiceng.party.models import JointProject, Need, Resource, UnitEvaluation, Wish
from jiceng.party.queries.boards import places_of
from jiceng.party.queries.co_building import is_contact, still_open, unit_for
from jiceng.party.queries.statements import statement_of
from jiceng.party.rules.co_building import GRADES, before, quarter_of
from jiceng.web.clock import county_zone, local_day
from jiceng.web.doors import Asked, door
from jiceng.web.forms import Choices, add_refusal
from jiceng.web.menu import office
from jiceng.web.words import word


@door("staff")
@require_safe
def show(request: Asked, code: str) -> HttpResponse:
    """One unit: what it owes and by when, where it is registered, what it can still take on."""
    unit, today = territory().units[unit_for(request.actor, code)], local_day(request.now)
    ours, places = is_contact(request.actor, unit.path), places_of(unit.path, today)
    near = [p.registration.community_id for p in places if p.registration.state == "confirmed"]
    projects = JointProject.objects.filter(unit=code, state__in=OPEN).select_related("community")
    wishes = Wish.objects.filter(claimed_by_unit=code, state__in=("claimed", "fulfilled"))
    context = {
        **office(request, HERE, crumbs=[(_("双报到与共建"), f"{HERE}?all"), (unit.name, "")]),
        "ways": ways(request.actor, f"unit-{code}"),
        "unit": unit,
        "url": f"{HERE}units/{code}/",
        "ours": ours,
        "figures": _figures(places),
        "projects": [project_row(p, today) for p in projects.order_by("ends_on", "pk")[:MOST]],
        "places": [_place(p) for p in places],
        "resources": resource_rows(
            Resource.objects.filter(unit=code, closed_on=None).order_by("ends_on", "pk")[:MOST],
            today,
        ),
        "wishes": [wish_row(w) for w in wishes.select_related("community").order_by("pk")],
        **(_open_near(near, today) if ours else {}),
        "evaluations": _evaluations(code),
    }
    return render(request, "party/co_building_unit.html", context)


def _figures(places: list[Any]) -> list[dict[str, Any]]:
    promised, done = sum(p.promised for p in places), sum(p.done for p in places)
    late = sum(1 for p in places if p.lit.light == "red")
    return [
        {"label": _("报到社区（村）"), "value": str(len(places))},
        {"label": _("承诺项目"), "value": str(promised)},
        {"label": _("社区已确认完成"), "value": str(done)},
        {"label": _("有逾期的社区（村）"), "value": str(late), "alert": bool(late)},
    ]


def _place(row: Any) -> dict[str, Any]:
    registration = row.registration
    waits = registration.state == "registered"
    waiting = {"light": "new", "text": _("报到待确认"), "because": []}
    return {
        "url": f"{HERE}registrations/{registration.number}/",
        "board_url": f"{HERE}communities/{registration.community_id}/",
        "community": registration.community.name,
        "since": registration.registered_on,
        "promised": row.promised,
        "done": row.done,
        "status": waiting if waits else lit_shown(row.lit),
    }


def _open_near(near: list[str], today: date) -> dict[str, Any]:
    """Needs and wishes a unit may still take on where it is registered."""
    needs = Need.objects.filter(still_open(today), community__in=near).select_related("community")
    wishes = Wish.objects.filter(state="posted", community__in=near).select_related("community")
    return {
        "needs": [r for r in need_rows(needs.order_by("ends_on", "pk")[:MOST], today) if r["left"]],
        "open_wishes": [wish_row(w) for w in wishes.order_by("pk")[:MOST]],
    }


def _evaluations(code: str) -> list[dict[str, Any]]:
    rows = UnitEvaluation.objects.filter(registration__unit=code)
    rows = rows.select_related("registration__community").order_by("-year", "pk")[:MOST]
    return [
        {
            "year": r.year,
            "community": r.registration.community.name,
            "grade": _(GRADES[r.grade]),
            "words": r.words,
        }
        for r in rows
    ]


@door("staff", "co_builder")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: Asked, code: str) -> HttpResponse:
    """A unit reports to a community."""
    unit_for(request.actor, code)
    base, form = f"{HERE}units/{code}/", UnitReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            register_unit(
                code, said["community"], said["offers"], by=request.actor, now=request.now
            )
        except Refusal as refusal:
            add_refusal(form, refusal.reasons, word)
        else:
            return HttpResponseRedirect(base)
    return form_page(request, form, _("到社区（村）报到"), base, unit_name(code))


@door("staff", "co_builder")
@require_http_methods(["GET", "HEAD", "POST"])
def new_resource(request: Asked, code: str) -> HttpResponse:
    """A unit lists what it can give."""
    unit = territory().units[unit_for(request.actor, code)]
    base, today = f"{HERE}units/{code}/", local_day(request.now)
    start = {"starts_on": today, "ends_on": today + timedelta(days=365)}
    form = ResourceForm(_registered(unit.path, today), request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            offer_resource(_listing(code, form.cleaned_data), by=request.actor, now=request.now)
        except Refusal as refusal:
            add_refusal(form, refusal.reasons, word)
        else:
            return HttpResponseRedirect(base)
    return form_page(request, form, _("登记资源"), base, unit.name)


def _listing(code: str, said: dict[str, Any]) -> Listing:
    sector = said["sector"]
    return Listing(
        at=code, kind=said["kind"], title=said["title"], starts_on=said["starts_on"],
        ends_on=said["ends_on"], amount=said["amount"], content=said["content"],
        sectors=(sector,) if sector else (), communities=tuple(said.get("communities", ())),
    )  # fmt: skip


def _registered(path: str, today: date) -> list[AreaEntry]:
    areas = territory().areas
    rows = (p.registration for p in places_of(path, today))
    return [areas[str(r.community_id)] for r in rows if r.state == "confirmed"]


@door("staff", "co_builder")
@require_http_methods(["GET", "HEAD", "POST"])
def new_project(request: Asked, code: str) -> HttpResponse:
    """A unit proposes something of its own to a community it is registered in."""
    unit = territory().units[unit_for(request.actor, code)]
    base, today = f"{HERE}units/{code}/", local_day(request.now)
    start = {"starts_on": today, "ends_on": today + timedelta(days=30)}
    form = OwnProposalForm(
        _registered(unit.path, today), resource_choices(code, today), request.POST or None,
        initial=start,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        said["resource"] = own_resource(code, said["resource"])
        try:
            row = propose(Proposal(unit=code, **said), "unit", by=request.actor, now=request.now)
        except Refusal as refusal:
            add_refusal(form, refusal.reasons, word)
        else:
            return HttpResponseRedirect(f"{HERE}projects/{row.number}/")
    return form_page(request, form, _("提出共建项目"), base, unit.name)


def resource_choices(code: str, today: date, kind: str = "") -> Choices:
    """The resources of a unit a project may draw on."""
    rows = Resource.objects.filter(still_open(today), unit=code)
    if kind:
        rows = rows.filter(kind=kind)
    return [(r.number, r.title) for r in rows.order_by("kind", "pk")[:MOST]]


def own_resource(code: str, number: str) -> Resource | None:
    """The resource of a unit by its number; None for an empty one."""
    return Resource.objects.filter(unit=code, number=number).first() if number else None


@door("staff")
@require_safe
def statement(request: Asked, code: str) -> HttpResponse:
    """What is told back to a unit each quarter, on paper."""
    unit = unit_for(request.actor, code)
    today = local_day(request.now)
    quarter = request.GET.get("quarter", "") or quarter_of(today)
    try:
        told = statement_of(unit, quarter, county_zone())
    except ValueError as error:
        raise Invalid(Reason("bad_quarter", {"value": quarter}, "quarter")) from error
    rows = [project_row(p, today) for p in told.projects]
    context = {
        "told": told,
        "name": unit_name(code),
        "rows": rows,
        "evaluations": [
            {
                "community": e.registration.community.name,
                "year": e.year,
                "grade": _(GRADES[e.grade]),
                "words": e.words,
            }
            for e in told.evaluations
        ],
        "back_url": f"{HERE}units/{code}/",
        "earlier": before(quarter),
        "is_running": told.ends_on >= today,
        "today": today,
    }
    return render(request, "party/co_building_statement.html", context)
