"""/desk/programmes/: large aims, their projects with lights, on a table and on a map."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, Sum
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.actions.programmes import KEEPS, add_project, open_programme
from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.programme_forms import ProgrammeForm, ProjectForm
from jiceng.casework.models import BudgetLine, Milestone, Programme, Project
from jiceng.casework.process import PROJECT
from jiceng.casework.queries.programmes import (
    lights_of,
    programme_by,
    projects_of,
    standing_of,
)
from jiceng.casework.rules.programmes import NEAR, wan_of
from jiceng.casework.rules.supervision import Lit
from jiceng.kernel.records.models import within
from jiceng.kernel.refusal import Invalid
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal, unit_options
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences, word

HERE = "/desk/programmes/"
LIGHTS = {
    "red": ("red", N_("滞后")),
    "yellow": ("yellow", N_("临近节点")),
    "green": ("green", N_("正常推进")),
    "done": ("done", N_("按时完成")),
    "done_late": ("done", N_("逾期完成")),
    "unlit": ("rest", N_("不亮灯")),
}
"""How each light of the rule is drawn and called."""
MOST_PROGRAMMES, MOST_POINTS, MOST_WAITING = 100, 500, 10


def drawn(light: str) -> dict[str, str]:
    """A light of the rule as a status tag."""
    colour, label = LIGHTS[light]
    return {"light": colour, "text": _(label)}


def light_shown(lit: Lit) -> dict[str, Any]:
    """A light with the sentences that made it."""
    return {**drawn(lit.light), "because": sentences(lit.because)}


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """All programmes with the lights of their projects, and what one's own unit has to reach."""
    rows = list(Programme.objects.order_by("-starts_on", "pk")[:MOST_PROGRAMMES])
    standing = standing_of(rows, request.now)
    context = {
        **office(request, HERE, crumbs=[(_("重点工程"), "")]),
        "rows": [_programme(row, standing[row.pk].counts, standing[row.pk].light) for row in rows],
        "waiting": _waiting(request),
        "may_open": "overseer" in request.actor.roles,
    }
    return render(request, "casework/desk_programmes.html", context)


def _programme(row: Programme, counts: dict[str, int], light: str) -> dict[str, Any]:
    return {
        "url": f"{HERE}{row.code}/",
        "name": row.name,
        "code": row.code,
        "unit": unit_name(row.unit),
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "status": drawn(light),
        "projects": sum(counts.values()),
        "counts": [{**drawn(k), "count": counts[k]} for k in LIGHTS if counts.get(k)],
    }


def _waiting(request: Asked) -> list[dict[str, Any]]:
    """Open milestones of the reader's own units that are past their day or near it."""
    own = Q(pk__in=[])
    for grip in request.actor.grips:
        if "handler" in grip.roles:
            own |= within("project__unit_path", grip.unit_path)
    today = local_day(request.now)
    rows = Milestone.objects.filter(
        own, done_on=None, task=None, due_on__lte=today + NEAR,
        project__state__in=("planned", "under_way"),
    ).select_related("project")  # fmt: skip
    return [
        {
            "name": row.name,
            "title": row.project.title,
            "url": url_of("project", row.project.number),
            "on": row.due_on,
            "days": (row.due_on - today).days,
            "late": (today - row.due_on).days,
            "light": "red" if row.due_on < today else "yellow",
        }
        for row in rows.order_by("due_on", "pk")[:MOST_WAITING]
    ]


@door("staff", "overseer")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Open a programme."""
    form = ProgrammeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_programme(form.given(), by=request.actor, now=request.now)
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        else:
            return HttpResponseRedirect(f"{HERE}{opened.code}/")
    context = {
        **office(request, HERE, crumbs=[(_("重点工程"), HERE), (_("新建工程"), "")]),
        "title": _("新建工程"),
        "form": form,
        "units": unit_options(),
        "back": HERE,
    }
    status = 422 if form.is_bound else 200
    return render(request, "casework/desk_programme_form.html", context, status=status)


@door("staff")
@require_safe
def one(request: Asked, code: str) -> HttpResponse:
    """One programme: its projects within reach, as a table and on a map."""
    programme = programme_by(code)
    reach = projects_of(request.actor).filter(programme=programme)
    page = page_of(reach, request.GET.get("after", ""))
    standing = standing_of([programme], request.now)[programme.pk]
    base = f"{HERE}{code}/"
    context = {
        **office(request, HERE, crumbs=[(_("重点工程"), HERE), (programme.name, "")]),
        "programme": programme,
        "unit": unit_name(programme.unit),
        "status": drawn(standing.light),
        "figures": _figures(programme, standing.counts),
        "rows": _projects(page.rows, request.now),
        "pager": pager(page, request.GET),
        "outside": standing.projects - reach.count(),
        "map": {
            "label": _("项目位置"),
            "points": f"{base}points.json",
            "base": "/desk/grids.json",
            "centre": _centre(page.rows),
            "tiles": settings.MAP_TILES,
            "low": True,
        },
        "has_points": any(p.lon is not None for p in page.rows),
        "new_url": f"{base}new" if request.actor.roles & KEEPS else "",
    }
    return render(request, "casework/desk_programme.html", context)


def _figures(programme: Programme, counts: dict[str, int]) -> list[dict[str, Any]]:
    money = BudgetLine.objects.filter(project__programme=programme)
    total = money.aggregate(planned=Sum("planned_fen"), paid=Sum("paid_fen"))
    return [
        {"label": _("项目"), "value": str(sum(counts.values()))},
        {"label": _("滞后"), "value": str(counts.get("red", 0)), "alert": bool(counts.get("red"))},
        {"label": _("临近节点"), "value": str(counts.get("yellow", 0))},
        {"label": _("计划资金"), "value": wan_of(total["planned"] or 0), "unit": _("万元")},
        {"label": _("已支付"), "value": wan_of(total["paid"] or 0), "unit": _("万元")},
    ]


def _projects(rows: list[Project], now: datetime) -> list[dict[str, Any]]:
    lights = lights_of(rows, now)
    money = BudgetLine.objects.filter(project__in=rows).values_list("project").order_by("project")
    sums = {k: (planned, paid) for k, planned, paid in
            money.annotate(a=Sum("planned_fen"), b=Sum("paid_fen"))}  # fmt: skip
    return [
        {
            "url": url_of("project", row.number),
            "title": row.title,
            "number": row.number,
            "unit": unit_name(row.unit),
            "place": row.place_text,
            "ends_on": row.ends_on,
            "state": _(PROJECT.state(row.state).label),
            "status": light_shown(lights[row.pk]),
            "planned": wan_of(sums.get(row.pk, (0, 0))[0]),
            "paid": wan_of(sums.get(row.pk, (0, 0))[1]),
        }
        for row in rows
    ]


def _centre(rows: list[Project]) -> str:
    points = [(p.lon, p.lat) for p in rows if p.lon is not None and p.lat is not None]
    if not points:
        return ""
    lon, lat = (sum(values) / len(points) for values in zip(*points, strict=True))
    return f"{lon:.5f},{lat:.5f},14"


@door("staff")
@require_safe
def points(request: Asked, code: str) -> HttpResponse:
    """Projects of a programme within reach as points with their lights."""
    reach = projects_of(request.actor).filter(programme=programme_by(code))
    rows = list(reach.exclude(lon=None).exclude(lat=None).order_by("pk")[:MOST_POINTS])
    lights = lights_of(rows, request.now)
    return geojson(
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
            "properties": {
                "number": row.number,
                "title": row.title,
                "light": drawn(lights[row.pk].light)["light"],
                "url": url_of("project", row.number),
            },
        }
        for row in rows
    )


def geojson(features: Any) -> HttpResponse:
    """Features as a map fetches them."""
    return JsonResponse(
        {"type": "FeatureCollection", "features": list(features)},
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False},
    )


@door("staff", *KEEPS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_project(request: Asked, code: str) -> HttpResponse:
    """Write a project down: the office for any unit, a handler for his own."""
    programme = programme_by(code)
    form = ProjectForm(request.actor, request.POST or None, initial=_start(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = add_project(programme, form.given(), by=request.actor, now=request.now)
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        else:
            return HttpResponseRedirect(url_of("project", row.number))
    base = f"{HERE}{code}/"
    crumbs = [(_("重点工程"), HERE), (programme.name, base), (_("新建项目"), "")]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "title": _("新建项目"),
        "form": form,
        "units": unit_options(),
        "back": base,
        "map": {"label": _("项目位置"), "source": "/desk/grids.json", "pick": True, "low": True,
                "tiles": settings.MAP_TILES},
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "casework/desk_programme_form.html", context, status=status)


def _start(request: Asked) -> dict[str, Any]:
    own = next((g.unit for g in request.actor.grips if "handler" in g.roles), "")
    today = local_day(request.now)
    return {"unit": own, "starts_on": today, "ends_on": today + timedelta(days=365)}
