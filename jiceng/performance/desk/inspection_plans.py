"""/desk/inspections/plans/: a plan is computed, looked at, published, and computed again (S6)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Tried
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.labels import url_of
from jiceng.casework.models import Campaign
from jiceng.casework.queries import rules_at
from jiceng.kernel.records.models import Appointment
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.performance.actions.inspection_plans import (
    PlanGiven,
    move_plan,
    open_plan,
    redraw_plan,
)
from jiceng.performance.desk.inspection_forms import MoveForm, PlanForm, RedrawForm
from jiceng.performance.desk.inspections import HERE
from jiceng.performance.forms.inspections_shown import people_called, row_of, unit_called
from jiceng.performance.models import InspectionPlan
from jiceng.performance.process import INSPECTION_PLAN
from jiceng.performance.queries.inspection_schemes import inspection_schemes
from jiceng.performance.queries.inspections import (
    INSPECTOR,
    OFFICE,
    OVERSEER,
    inspectors_at,
    plan_for,
    plans_of,
    recomputed,
    today_of,
)
from jiceng.performance.rules.inspection_plans import inputs_of
from jiceng.performance.rules.inspections_words import ACTS
from jiceng.performance.rules.periods import read_period
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.words import sentences, word

PLANS = f"{HERE}plans/"
READING = (INSPECTOR, OFFICE, OVERSEER)
LIGHTS = {"draft": "new", "published": "doing", "finished": "done", "withdrawn": "rest"}
REDRAW = "redraw"
MOST = 200


@door("staff", *READING)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Plans within reach, the newest first."""
    rows = plans_of(request.actor).order_by("-starts_on", "-pk")[:MOST]
    context = {
        **office(request, HERE, crumbs=[(_("巡查"), HERE), (_("巡查计划"), "")]),
        "rows": [
            {"row": r, "url": url_of("inspection_plan", r.number), "status": _status(r)}
            for r in rows
        ],
        "may_plan": OFFICE in request.actor.roles,
    }
    return render(request, "performance/inspection_plans.html", context)


def _status(plan: InspectionPlan) -> dict[str, str]:
    text = _(INSPECTION_PLAN.state(plan.state).label)
    return {"light": LIGHTS.get(plan.state, "doing"), "text": text}


def _ledgers() -> list[tuple[str, str]]:
    rows = Campaign.objects.filter(closed_at=None).order_by("-opened_at")
    return [("", _("请选择")), *rows.values_list("code", "name")]


def _people(posts: list[Appointment]) -> list[tuple[str, str]]:
    return [(str(a.pk), f"{a.unit} {a.person.name}") for a in posts]


@door("staff", OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Compute a plan as a draft."""
    schemes = [(k, row.content["name"]) for k, row in inspection_schemes(request.now).items()]
    people = _people(inspectors_at(request.now))
    start = {"inspectors": [pk for pk, _name in people], "scheme": request.GET.get("scheme", "")}
    form = PlanForm(schemes, _ledgers(), people, request.POST or None, initial=start)

    def write() -> InspectionPlan:
        said = form.cleaned_data
        given = PlanGiven(tuple(map(int, said["inspectors"])), said["campaign"])
        period = read_period(said["period"])
        return open_plan(said["scheme"], period, given, by=request.actor, now=request.now)

    return form_page(
        request, _("制定巡查计划"), [(_("巡查"), HERE), (_("巡查计划"), PLANS)], form, write,
        lambda plan: url_of("inspection_plan", plan.number), HERE,
    )  # fmt: skip


@door("staff", *READING)
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One plan with its visits, its seed and what it was computed from."""
    return _page(request, plan_for(request.actor, number))


@door("staff", OFFICE)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """One move, or the draft computed anew."""
    plan = plan_for(request.actor, number)
    if name not in {REDRAW, *(m.name for m in INSPECTION_PLAN.moves)}:
        raise NotFound(Reason("not_found"))
    form, reasons, status = _form(name, plan, request, request.POST), list[str](), 422
    if form.is_valid():
        try:
            _write(request, plan, name, form.cleaned_data)
            return HttpResponseRedirect(url_of("inspection_plan", number))
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
    fresh = plan_for(request.actor, number)
    return _page(request, fresh, Tried(name, form, reasons), status)


def _write(request: Asked, plan: InspectionPlan, name: str, said: dict[str, Any]) -> None:
    known: dict[str, Any] = {"by": request.actor, "now": request.now, "version": said["version"]}
    if name == REDRAW:
        given = PlanGiven(tuple(map(int, said["inspectors"])), said["campaign"])
        redraw_plan(plan, given, said["reason"], **known)
    else:
        move_plan(plan, name, reason=said.get("reason", ""), **known)


def _form(name: str, plan: InspectionPlan, request: Asked, data: Any = None) -> Any:
    start: dict[str, Any] = {"version": plan.version}
    if name != REDRAW:
        needs = INSPECTION_PLAN.move(name).needs
        return MoveForm(needs, [], data, auto_id=f"{name}_%s", initial=start)
    _units, people = inputs_of(plan.inputs)
    start["inspectors"] = [str(p.appointment) for p in people]
    start["campaign"] = plan.campaign.code if plan.campaign else ""
    offered = _people(inspectors_at(request.now))
    return RedrawForm(_ledgers(), offered, data, auto_id=f"{name}_%s", initial=start)


def _page(
    request: Asked, plan: InspectionPlan, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    offers, today = _offers(request, plan, tried), today_of(request.now)
    units, people = inputs_of(plan.inputs)
    called = people_called(p.appointment for p in people)
    visits = plan.visits.select_related("plan").order_by("starts_on", "planned_on", "pk")
    context = {
        **office(request, HERE, crumbs=[
            (_("巡查"), HERE), (_("巡查计划"), PLANS), (plan.number, "")]),
        "plan": plan,
        "status": _status(plan),
        "details": _details(plan),
        "visits": [row_of(v, today) for v in visits],
        "drafted": [_drafted(row, called) for row in plan.visits_drafted],
        "unfilled": [_unfilled(row) for row in plan.unfilled],
        "is_same": _is_same(plan),
        "unit_count": len(units),
        "inspectors": [
            {"name": called.get(p.appointment, ""), "interests": len(p.interests)} for p in people
        ],
        "load": _load(plan),
        "timeline": happened(plan, INSPECTION_PLAN, ACTS),
        "offers": offers,
        "tried": tried if tried and tried.name not in {o["name"] for o in offers} else None,
    }  # fmt: skip
    return render(request, "performance/inspection_plan.html", context, status=status)


def _details(plan: InspectionPlan) -> list[dict[str, Any]]:
    version = plan.scheme.version
    edition = _("第 %(n)s 版") % {"n": version}
    scheme_url = f"{HERE}schemes/{plan.scheme_key}/?version={version}"
    rows = [
        (_("巡查方案"), f"{plan.scheme.content['name']}（{edition}）", scheme_url),
        (_("计划期"), f"{plan.starts_on:%Y-%m-%d} — {plan.ends_on:%Y-%m-%d}", ""),
        (_("方式"), _("事先通知") if plan.is_announced else _("不事先通知"), ""),
        (_("发现的问题进入"), plan.campaign.name if plan.campaign else _("还没有选定"), ""),
        (_("抽取和分派的种子"), plan.seed, ""),
    ]  # fmt: skip
    return [{"label": label, "text": text, "url": url} for label, text, url in rows]


def _drafted(row: list[Any], called: dict[int, str]) -> dict[str, Any]:
    unit, start, end, day, team = row
    return {
        "name": unit_called(unit), "start": date.fromisoformat(start),
        "end": date.fromisoformat(end), "day": date.fromisoformat(day),
        "team": [called.get(pk, "") for pk in team],
    }  # fmt: skip


def _unfilled(row: list[Any]) -> dict[str, Any]:
    unit, start, end, code, params = row
    [why] = sentences([Reason(code, params)])
    return {"name": unit_called(unit), "start": start, "end": end, "why": why}


def _load(plan: InspectionPlan) -> dict[str, int]:
    """The least and the most visits anybody is sent on: the spread, never who has which."""
    _units, people = inputs_of(plan.inputs)
    sent = Counter(pk for row in plan.visits_drafted for pk in row[4])
    shares = [sent[p.appointment] for p in people] or [0]
    return {"least": min(shares), "most": max(shares)}


def _is_same(plan: InspectionPlan) -> bool:
    """Whether the plan, computed again from what is published, is the plan that stands here."""
    again: list[Any] = [
        [v.unit, v.start.isoformat(), v.end.isoformat(), v.day.isoformat(), list(v.team)]
        for v in recomputed(plan).visits
    ]
    return again == list(plan.visits_drafted)


def _offers(request: Asked, plan: InspectionPlan, tried: Tried | None) -> list[dict[str, Any]]:
    roles, calendar = request.actor.roles_towards(plan), rules_at(request.now)[1]
    listed: list[tuple[str, str, list[str]]] = []
    for move in INSPECTION_PLAN.open_moves(plan.state, roles):
        reasons = INSPECTION_PLAN.why_not(
            plan, move, roles=roles, supplied=move.needs, now=request.now, calendar=calendar
        )
        listed.append((move.name, _(move.label), sentences(reasons)))
    if plan.state == "draft" and OFFICE in roles:
        listed.insert(1, (REDRAW, _("重新生成"), []))
    return [_offer(request, plan, each, tried) for each in listed]


def _offer(
    request: Asked, plan: InspectionPlan, each: tuple[str, str, list[str]], tried: Tried | None
) -> dict[str, Any]:
    name, label, against = each
    mine = tried if tried and tried.name == name else None
    form = mine.form if mine else _form(name, plan, request)
    return {
        "name": name,
        "label": label,
        "form": form,
        "is_plain": not form.visible_fields(),
        "is_open": mine is not None,
        "reasons": mine.reasons if mine else [],
        "url": f"{url_of('inspection_plan', plan.number)}acts/{name}",
        "style": "danger" if name == "withdraw" else "primary",
        "blocked_by": [] if mine else against,
    }


urlpatterns = [
    path("inspections/plans/", show),
    path("inspections/plans/new", new),
    path("inspections/plans/<str:number>/", one),
    path("inspections/plans/<str:number>/acts/<str:name>", act),
]
