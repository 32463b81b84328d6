"""/desk/inspections/: visits within reach, one of them, and what may be done with it (S6)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.acting import Tried
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.labels import url_of
from jiceng.casework.queries import rules_at
from jiceng.kernel.records.files import CONTENT_TYPE, read_file, upload_by
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.performance.actions import inspections as acts
from jiceng.performance.desk.inspection_forms import Filters, MoveForm
from jiceng.performance.forms.inspections_shown import (
    answers_shown,
    findings_shown,
    kind_name,
    photos_of,
    row_of,
    status_of,
    team_shown,
)
from jiceng.performance.models import Inspection
from jiceng.performance.process import INSPECTION
from jiceng.performance.queries.inspections import (
    INSPECTOR,
    OFFICE,
    OVERSEER,
    READERS,
    inspectors_at,
    standing,
    today_of,
    visit_for,
    visits_of,
)
from jiceng.performance.rules.inspections_words import ACTS
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences, word

HERE = "/desk/inspections/"
GRAVE = ("drop", "differ")
AT_DESK = frozenset(m.name for m in INSPECTION.moves) - {"record"}
"""What is recorded is recorded where one stands, on the phone's page."""


@door("staff", *READERS)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Visits within reach, by the day they are planned for."""
    filters, today = Filters(request.GET), today_of(request.now)
    rows = visits_of(request.actor).filter(_condition(filters))
    page = page_of(rows, request.GET.get("after", ""), key="planned_on", newest=True)
    roles = request.actor.roles
    context = {
        **office(request, HERE, crumbs=[(_("巡查"), "")]),
        "filters": filters,
        "rows": [row_of(r, today) for r in page.rows],
        "pager": pager(page, request.GET),
        "may_plan": OFFICE in roles,
        "may_cover": bool(roles & {OFFICE, OVERSEER}),
        "may_go": INSPECTOR in roles,
        "may_read_plans": bool(roles & {OFFICE, OVERSEER, INSPECTOR}),
    }
    return render(request, "performance/inspections.html", context)


def _condition(filters: Filters) -> Q:
    if not filters.is_valid():
        return Q()
    said = filters.cleaned_data
    found = Q(title__icontains=said["text"]) if said["text"] else Q()
    found &= Q(kind=said["kind"]) if said["kind"] else Q()
    return found & Q(state=said["state"]) if said["state"] else found


@door("staff", *READERS)
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One visit: its plan, its record, what it found and what the unit said."""
    return _page(request, visit_for(request.actor, number, request.now))


@door("staff", *READERS)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """One move, by its name."""
    visit = visit_for(request.actor, number, request.now)
    if name not in AT_DESK:
        raise NotFound(Reason("not_found"))
    form, reasons, status = _form(name, visit, request, request.POST), list[str](), 422
    if form.is_valid():
        try:
            _write(request, visit, name, form.cleaned_data)
            return HttpResponseRedirect(url_of("inspection", number))
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
    fresh = visit_for(request.actor, number, request.now)
    return _page(request, fresh, Tried(name, form, reasons), status)


def _form(name: str, visit: Inspection, request: Asked, data: Any = None) -> MoveForm:
    needs = INSPECTION.move(name).needs
    people = [
        (str(a.pk), f"{a.unit} {a.person.name}") for a in inspectors_at(request.now)
    ] if "team" in needs else []  # fmt: skip
    team = [str(pk) for pk in visit.team.values_list("appointment", flat=True)]
    start = {"version": visit.version, "team": team}
    return MoveForm(needs, people, data, auto_id=f"{name}_%s", initial=start)


def _write(request: Asked, visit: Inspection, name: str, said: dict[str, Any]) -> None:
    known: dict[str, Any] = {"by": request.actor, "now": request.now, "version": said["version"]}
    if name == "put_off":
        acts.put_off(visit, said["put_off_until"], said["reason"], **known)
    elif name == "reassign":
        acts.reassign(visit, [int(pk) for pk in said["team"]], said["reason"], **known)
    elif name == "drop":
        acts.drop(visit, said["reason"], **known)
    elif name == "differ":
        acts.differ(visit, said["view"], **known)
    elif name == "answer":
        acts.answer_view(visit, said["answer"], **known)
    elif name == "sign":
        acts.sign(visit, **known)
    else:
        acts.close_silent(visit, **known)


def _page(
    request: Asked, visit: Inspection, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    offers = _offers(request, visit, tried)
    found = visit.findings.select_related("visit__plan__scheme", "problem").order_by("pk")
    context = {
        **office(request, HERE, crumbs=[(_("巡查"), HERE), (visit.number, "")]),
        "visit": visit,
        "status": status_of(visit, today_of(request.now)),
        "details": _details(visit),
        "team": team_shown(visit),
        "answers": answers_shown(visit) if visit.visited_on else [],
        "findings": findings_shown(found, request.actor, request),
        "photos": photos_of(visit, f"{url_of('inspection', visit.number)}photos/"),
        "timeline": happened(visit, INSPECTION, ACTS),
        "offers": offers,
        "record_url": _record_url(request, visit),
        "tried": tried if tried and tried.name not in {o["name"] for o in offers} else None,
    }
    return render(request, "performance/inspection.html", context, status=status)


def _record_url(request: Asked, visit: Inspection) -> str:
    """Where a member of the team records it."""
    mine = INSPECTOR in standing(request.actor, visit).roles_towards(visit)
    return f"/field/inspections/{visit.number}/" if mine and visit.state == "planned" else ""


def _details(visit: Inspection) -> list[dict[str, Any]]:
    plan = visit.plan
    rows = [
        (_("单位"), f"{visit.title}（{kind_name(visit.kind)}）"),
        (_("巡查计划"), plan.title),
        (_("周期"), f"{visit.starts_on:%Y-%m-%d} — {visit.ends_on:%Y-%m-%d}"),
        (_("计划日期"), f"{visit.planned_on:%Y-%m-%d}"),
        (_("原定日期"), f"{visit.first_planned_on:%Y-%m-%d}" if visit.put_offs else ""),
        (_("方式"), _("事先通知") if plan.is_announced else _("不事先通知")),
        (_("巡查日期"), f"{visit.visited_on:%Y-%m-%d}" if visit.visited_on else ""),
        (_("不再巡查的理由"), visit.drop_reason),
        (_("总体情况"), visit.summary),
        (_("单位意见"), _("签收认可") if visit.is_signed else visit.view),
        (_("组织部门答复"), visit.answer),
    ]
    return [{"label": label, "text": text} for label, text in rows if text]


def _offers(request: Asked, visit: Inspection, tried: Tried | None) -> list[dict[str, Any]]:
    able, calendar = standing(request.actor, visit), rules_at(request.now)[1]
    roles, found = able.roles_towards(visit), list[dict[str, Any]]()
    for move in INSPECTION.open_moves(visit.state, roles):
        if move.name not in AT_DESK:
            continue
        reasons = INSPECTION.why_not(
            visit, move, roles=roles, supplied=move.needs, now=request.now, calendar=calendar
        )
        mine = tried if tried and tried.name == move.name else None
        form = mine.form if mine else _form(move.name, visit, request)
        found.append({
            "name": move.name,
            "label": _(move.label),
            "form": form,
            "is_plain": not form.visible_fields(),
            "is_open": mine is not None,
            "reasons": mine.reasons if mine else [],
            "url": f"{url_of('inspection', visit.number)}acts/{move.name}",
            "style": "danger" if move.name in GRAVE else "primary",
            "blocked_by": [] if mine else sentences(reasons),
        })  # fmt: skip
    return found


@door("staff", *READERS)
@require_safe
def photo(request: Asked, number: str, upload: UUID) -> HttpResponse:
    """One picture of a visit within reach."""
    visit, row = visit_for(request.actor, number, request.now), upload_by(upload)
    bound = row and (row.kind, row.subject_kind, row.subject_id)
    if row is None or bound != ("image", visit.subject_kind, visit.pk):
        raise NotFound(Reason("not_found"))
    try:
        content = read_file(row)
    except FileNotFoundError as error:
        raise NotFound(Reason("not_found")) from error
    return HttpResponse(content, content_type=CONTENT_TYPE[row.kind])


urlpatterns = [
    path("inspections/", show),
    path("inspections/<str:number>/", one),
    path("inspections/<str:number>/acts/<str:name>", act),
    path("inspections/<str:number>/photos/<uuid:upload>", photo),
]
