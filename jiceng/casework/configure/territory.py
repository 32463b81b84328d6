"""The territory: its tree, each area with its versions, and the decisions that change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.actions.territory import succeed_area
from jiceng.casework.configure.decisions import (
    BoundaryForm,
    CloseForm,
    DecisionOnAreaForm,
    HouseholdsForm,
    NameForm,
    OpenForm,
    boundaries_of,
    check_boundaries,
    one_boundary,
)
from jiceng.casework.configure.frame import (
    ADMINISTRATOR,
    POWERS,
    grip_for,
    refused_form,
    saved,
    show,
    today_of,
)
from jiceng.casework.queries.configuration import open_cases
from jiceng.kernel.records.areas import (
    Successor,
    current_since,
    open_area,
    redraw_area,
    rename_area,
    set_households,
)
from jiceng.kernel.records.models import Appointment, Area, OldCode
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.kernel.scope import Grip
from jiceng.web.doors import Asked, door

HERE = "/admin/territory/"
GRIDS = "/admin/grids/"
LEVELS = {
    "county": N_("县"),
    "town": N_("镇"),
    "community": N_("社区（村）"),
    "village": N_("村"),
    "grid": N_("网格"),
}


@door("staff", *POWERS)
def tree(request: Asked) -> HttpResponse:
    """The areas below one, with how many each has below it."""
    return _below(request, None)


def _below(request: Asked, area: Area | None) -> HttpResponse:
    areas = Area.objects.filter(parent=area, valid_to=None).order_by("code")
    if area is None and areas.count() == 1:
        return _area_page(request, areas[0])
    rows = [{"cells": [{"text": a.name, "url": f"{HERE}{a.code}/"}]} for a in areas]
    listed = {"columns": [{"label": _now("区域")}], "rows": rows}
    return show(request, "texts", {"table": listed}, here=HERE, crumbs=[(_now("区划与边界"), "")])


def _area(code: str) -> Area:
    """An area by its present or a former code."""
    found = Area.objects.select_related("parent").filter(code=code).first()
    if found is None:
        old = OldCode.objects.select_related("area").filter(code=code).first()
        found = old.area if old else None
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


@door("staff", *POWERS)
def one(request: Asked, code: str) -> HttpResponse:
    """One area: what it is, what it was, and what may be decided about it."""
    return _area_page(request, _area(code))


def _area_page(request: Asked, area: Area) -> HttpResponse:
    children = list(Area.objects.filter(parent=area).order_by("valid_to", "code"))
    successor = OldCode.objects.select_related("area").filter(code=area.code).first()
    versions = list(area.versions.order_by("-valid_from"))
    context = {
        "area": area,
        "level": _now(LEVELS.get(area.level, area.level)),
        "since": current_since(area),
        "children": [c for c in children if c.valid_to is None],
        "closed": [c for c in children if c.valid_to is not None],
        "child_level": _now(LEVELS.get(children[0].level, "")) if children else "",
        "versions": versions,
        "former": area.old_codes.order_by("-changed_on"),
        "successor": successor.area if successor else None,
        "open_cases": open_cases().filter(area_path__startswith=area.path).count(),
        "map": _map_of(area),
        "may_change": ADMINISTRATOR in request.actor.roles and area.valid_to is None,
        "has_below": area.level in ("county", "town", "community"),
        "base": f"{HERE}{area.code}/",
    }
    above = _above(area)
    crumbs = [(_now("区划与边界"), HERE), *((a.name, f"{HERE}{a.code}/") for a in above)]
    return show(request, "area", context, here=HERE, crumbs=[*crumbs, (area.name, "")])


def _above(area: Area) -> list[Area]:
    found: list[Area] = []
    parent = area.parent
    while parent is not None:
        found.insert(0, parent)
        parent = parent.parent
    return found


def _map_of(area: Area) -> dict[str, Any] | None:
    drawn = _drawn(area)
    if not drawn:
        return None
    counts = [a.households for a in drawn if a.households is not None]
    return {
        "label": _now("%(name)s及相邻区域的边界，颜色按户数") % {"name": area.name},
        "low": True,
        "source": f"{HERE}{area.code}/boundary.json",
        "steps": ",".join(str(step) for step in steps_of(counts)),
        "by_households": bool(counts),
    }


def _drawn(area: Area) -> list[Area]:
    """The areas directly below, or the area among its neighbours when nothing is below it."""
    rows = Area.objects.filter(valid_to=None).exclude(geometry=None)
    beside = rows.filter(parent=area.parent_id) if area.parent_id else rows.filter(pk=area.pk)
    return list(rows.filter(parent=area)) or list(beside)


def steps_of(counts: list[int]) -> list[int]:
    """Where the four darker colours begin: fifths of the numbers, rounded to tens, ascending."""
    ordered = sorted(counts) or [0]
    steps: list[int] = []
    for fifth in range(1, 5):
        step = ordered[len(ordered) * fifth // 5] // 10 * 10
        steps.append(max(step, steps[-1] + 10 if steps else 10))
    return steps


@door("staff", *POWERS)
def boundary(request: Asked, code: str) -> HttpResponse:
    """The boundaries the page of an area shows, as GeoJSON."""
    area = _area(code)
    features = [
        {
            "type": "Feature",
            "geometry": a.geometry,
            "properties": {
                "code": a.code,
                "name": a.name,
                "url": f"{HERE}{a.code}/",
                "count": a.households or 0,
            },
        }
        for a in _drawn(area)
    ]
    return JsonResponse({"type": "FeatureCollection", "features": features})


Act = Callable[[Asked, Area, Any, Grip], str]


def _rename(request: Asked, area: Area, form: Any, grip: Grip) -> str:
    rename_area(area, form.cleaned_data["name"], change=form.change(), grip=grip,
                now=request.now, today=today_of(request))  # fmt: skip
    return area.code


def _redraw(request: Asked, area: Area, form: Any, grip: Grip) -> str:
    """One area, or several beside each other in one file: their shared edges move together."""
    drawn = boundaries_of(form.cleaned_data["boundary"], "boundary", area.code)
    if not drawn:
        raise Invalid(Reason("needed", field="boundary"))
    rows = Area.objects.filter(parent=area.parent_id, valid_to=None, code__in=drawn)
    beside = {a.code: a for a in rows.select_for_update() if a.code != area.code}
    beside[area.code] = area
    for code in set(drawn) - set(beside):
        raise Invalid(Reason("unknown_area", {"value": code}, "boundary"))
    check_boundaries(area.parent, drawn)
    change = form.change()
    for code, geometry in drawn.items():
        own = change if code == area.code else replace(change, seen=None)
        redraw_area(beside[code], geometry, change=own, grip=grip, now=request.now,
                    today=today_of(request))  # fmt: skip
    return area.code


def _count(request: Asked, area: Area, form: Any, grip: Grip) -> str:
    typed = form.cleaned_data
    count, year = (v if isinstance(v, int) else None for v in (typed["households"], typed["year"]))
    set_households(area, count, year, change=form.change(), grip=grip, now=request.now,
                   today=today_of(request))  # fmt: skip
    return area.code


def _open(request: Asked, area: Area, form: Any, grip: Grip) -> str:
    typed = form.cleaned_data
    code = typed["code"].strip()
    drawn = one_boundary(typed["boundary"], "boundary", code)
    if drawn:
        check_boundaries(area, {code: drawn})
    given = Successor(code, typed["name"], drawn)
    return open_area(area, given, change=form.change(), grip=grip, now=request.now,
                     today=today_of(request)).code  # fmt: skip


def _close(request: Asked, area: Area, form: Any, grip: Grip) -> str:
    successors = form.successors()
    drawn = {s.code: s.geometry for s in successors if s.geometry}
    if drawn:
        check_boundaries(area.parent, drawn, area.code, "boundary_1")
    succeed_area(area, successors, change=form.change(), grip=grip, now=request.now,
                 today=today_of(request))  # fmt: skip
    return area.code


ACTS: dict[str, tuple[Any, type[DecisionOnAreaForm], Act]] = {
    "rename": (_("更名"), NameForm, _rename),
    "redraw": (_("调整边界"), BoundaryForm, _redraw),
    "households": (_("录入户数"), HouseholdsForm, _count),
    "open": (_("新设下级区域"), OpenForm, _open),
    "close": (_("撤并区域"), CloseForm, _close),
}


@door("staff", ADMINISTRATOR)
def decide(request: Asked, code: str, act: str) -> HttpResponse:
    """One decision about one area."""
    area = _area(code)
    if act not in ACTS:
        raise NotFound(Reason("not_found"))
    title, form_class, work = ACTS[act]
    status = 200
    if request.method == "POST":
        form = form_class(request.POST, request.FILES)
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    code = work(request, area, form, grip_for(request.actor, ADMINISTRATOR))
                return saved(f"{HERE}{code}/")
            except Refusal as refusal:
                status = refused_form(form, refusal)
    else:
        form = form_class(initial={"effective": today_of(request), "seen": current_since(area)})
    back = f"{HERE}{area.code}/"
    context = {"title": str(title), "form": form, "back": back, "facts": area.name, "files": True}
    crumbs = [(_now("区划与边界"), HERE), (area.name, back), (str(title), "")]
    return show(request, "form", context, here=HERE, crumbs=crumbs, status=status)


@door("staff", *POWERS)
def grids(request: Asked) -> HttpResponse:
    """Every grid with the people who hold a post in it today and its households."""
    today = today_of(request)
    held: dict[str, list[Appointment]] = {}
    rows = Appointment.objects.filter(area__level="grid", starts_on__lte=today)
    rows = rows.exclude(ends_on__lt=today).select_related("person").order_by("-post", "person")
    for row in rows.filter(person__is_active=True):
        held.setdefault(row.area_id, []).append(row)
    areas = Area.objects.filter(level="grid", valid_to=None).select_related("parent")
    listed: dict[str, list[dict[str, Any]]] = {}
    for area in areas.order_by("path"):
        parent = area.parent.name if area.parent else ""
        listed.setdefault(parent, []).append({"area": area, "held": held.get(area.code, [])})
    people = {row.person_id for rows_of in held.values() for row in rows_of}
    context = {
        "communities": listed.items(),
        "grids": sum(len(g) for g in listed.values()),
        "people": len(people),
        "empty": sum(1 for gs in listed.values() for g in gs if not g["held"]),
        "may_change": ADMINISTRATOR in request.actor.roles,
    }
    return show(request, "grids", context, here=GRIDS, crumbs=[(_now("网格人员"), "")])
