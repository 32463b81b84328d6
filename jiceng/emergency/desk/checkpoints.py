"""/desk/checkpoints/: checkpoints as list and map, what stands at one, and what may be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, move_offers, offer
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.sheet_page import Sending, sheet_page
from jiceng.casework.process import CASE
from jiceng.casework.queries import rules_at
from jiceng.emergency.actions.checkpoints import (
    change_checkpoint,
    move_checkpoint,
    open_checkpoints,
    register_checkpoint,
    report_incident,
    take_checkpoints,
)
from jiceng.emergency.desk.checkpoint_forms import (
    ChangeCheckpointForm,
    CheckpointForm,
    Filters,
    IncidentForm,
    MoveForm,
    OpenForm,
    typed,
)
from jiceng.emergency.forms.posts_told import (
    area_name,
    hand_over_told,
    listed_table,
    shift_told,
    status_told,
    unit_name,
)
from jiceng.emergency.models import Checkpoint, HandOver
from jiceng.emergency.process import CHECKPOINT
from jiceng.emergency.process.checkpoints import KEEPERS
from jiceng.emergency.queries.checkpoints import (
    REAL,
    checkpoint_of,
    keeps,
    kept_checkpoint,
    kind_names,
    on_now,
)
from jiceng.emergency.rules.checkpoints import COLUMNS, LEVELS, row_of
from jiceng.emergency.rules.posts_words import ACTS
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import xlsx_answer
from jiceng.web.form_page import form_page
from jiceng.web.forms import unit_options
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/checkpoints/"
ROLES = tuple(sorted(KEEPERS))
GRAVE = ("close", "withdraw")


def address(row: Checkpoint) -> str:
    return f"{HERE}{row.number}/"


def _condition(request: Asked) -> tuple[Filters, Q]:
    filters = Filters(request.actor, kind_names(request.now).items(), request.GET)
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    found = Q(state=said["state"]) if said.get("state") else ~Q(state="withdrawn")
    if said.get("kind"):
        found &= Q(kind=said["kind"])
    if area := territory().area(said.get("area") or "-"):
        found &= within("area_path", area.path)
    if text := said.get("text"):
        found &= Q(code__icontains=text) | Q(title__icontains=text) | Q(place__icontains=text)
    if request.GET.get("real"):
        found &= REAL
    return filters, found


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Checkpoints in the order of their codes, and on the map; they are no secret."""
    filters, found = _condition(request)
    page = page_of(Checkpoint.objects.filter(found).select_related("emergency"),
                   request.GET.get("after", ""), key="code")  # fmt: skip
    kinds, roles = kind_names(request.now), request.actor.roles
    context = {
        **office(request, HERE, crumbs=[(_("卡点"), "")]),
        "filters": filters,
        "table": listed_table(
            _("卡点列表"),
            [_("卡点"), _("状态"), _("类型"), _("地点"), _("值守单位"), _("每班人数")],
            [_row(c, kinds) for c in page.rows],
            (_("没有符合条件的卡点"), _("由应急值守岗位登记或导入。")),
            (5,),
        ),
        "pager": pager(page, request.GET, _("本页 %(n)d 个") % {"n": len(page.rows)}),
        "keeps": bool(roles & KEEPERS),
        "writes": "emergency_officer" in roles,
        "map": {
            "label": _("卡点分布"), "source": "/desk/grids.json", "tiles": settings.MAP_TILES,
            "points": f"{HERE}points.json?{request.GET.urlencode()}", "fit": True,
        },
    }  # fmt: skip
    return render(request, "emergency/checkpoints.html", context)


def _row(row: Checkpoint, kinds: Mapping[str, str]) -> dict[str, Any]:
    marks = [row.code, *([_("演练")] if row.emergency and row.emergency.is_drill else []),
             *([_("示例")] if row.is_sample else [])]  # fmt: skip
    return {
        "cells": [
            {"text": row.title, "url": address(row), "note": " ".join(marks)},
            {"status": status_told(row)},
            {"text": kinds.get(row.kind, row.kind), "note": _(LEVELS[row.level])},
            {"text": row.place, "note": area_name(str(row.area_id))},
            {"text": unit_name(row.keeper)},
            {"text": row.needed},
        ]
    }


@door("staff")
@require_safe
def points(request: Asked) -> HttpResponse:
    """What the list shows, for the map."""
    _filters, found = _condition(request)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [c.lon, c.lat]},
            "properties": {"number": c.code, "title": c.title,
                           "light": status_told(c)["light"], "url": address(c)},
        }
        for c in Checkpoint.objects.filter(found).order_by("code")[:2000]
    ]  # fmt: skip
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json", json_dumps_params={"ensure_ascii": False},
    )  # fmt: skip


@door("staff", "emergency_officer")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Write one down."""
    form = CheckpointForm(
        request.actor, kind_names(request.now).items(), request.POST or None,
        initial={"needed": 2},
    )  # fmt: skip

    def write() -> Checkpoint:
        return register_checkpoint(form.given(), by=request.actor, now=request.now)

    return form_page(request, _("登记卡点"), [(_("卡点"), HERE)], form, write, address, HERE,
                     _aids())  # fmt: skip


def _aids() -> dict[str, Any]:
    chosen = {"label": _("选定卡点位置"), "source": "/desk/grids.json", "pick": True,
              "tiles": settings.MAP_TILES}  # fmt: skip
    return {"units": unit_options(), "map": chosen}


@door("staff", "emergency_officer")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, number: str) -> HttpResponse:
    """Write it down anew."""
    row = kept_checkpoint(request.actor, number)
    form = ChangeCheckpointForm(
        request.actor, kind_names(request.now).items(), request.POST or None, initial=typed(row)
    )

    def write() -> Checkpoint:
        version = form.cleaned_data["version"]
        return change_checkpoint(row, form.given(), by=request.actor, now=request.now,
                                 version=version)  # fmt: skip

    return form_page(request, _("修改卡点"), _crumbs(row), form, write, address, HERE, _aids())


def _crumbs(row: Checkpoint) -> list[tuple[str, str]]:
    return [(_("卡点"), HERE), (row.title, address(row))]


@door("staff", *ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def open_many(request: Asked) -> HttpResponse:
    """Open all of a kind and area by one order."""
    on = [e for e in on_now(request.now)
          if request.actor.acting_grip(e, KEEPERS) is not None]  # fmt: skip
    form = OpenForm(request.actor, on, kind_names(request.now).items(), request.POST or None)

    def write() -> int:
        said = form.cleaned_data
        emergency = next(e for e in on if e.number == said["emergency"])
        return open_checkpoints(emergency, said["order"], by=request.actor, now=request.now,
                                kind=said["kind"], area=said["area"])  # fmt: skip

    def there(_many: int) -> str:
        return f"{HERE}?state=open"

    return form_page(request, _("按命令启用卡点"), [(_("卡点"), HERE)], form, write, there, HERE,
                     {"send": _("启用")})  # fmt: skip


def _form(needs: frozenset[str]) -> Callable[..., MoveForm]:
    def build(*args: Any, **kwargs: Any) -> MoveForm:
        return MoveForm(needs, *args, **kwargs)

    return build


def _write(name: str) -> Any:
    def write(request: Asked, row: Checkpoint, said: dict[str, Any], version: int) -> None:
        order, reason = said.get("order_document", ""), said.get("reason", "")
        move_checkpoint(row, name, by=request.actor, now=request.now, version=version,
                        order=order, reason=reason)  # fmt: skip

    return write


def _report(request: Asked, row: Checkpoint, said: dict[str, Any], version: int) -> None:
    report_incident(row, said["text"], by=request.actor, now=request.now,
                    case_type=said["case_type"])  # fmt: skip


MOVES: Mapping[str, Change] = {
    move.name: Change(
        move.label, _form(move.needs), _write(move.name),
        "danger" if move.name in GRAVE else "primary",
    )
    for move in CHECKPOINT.moves
}  # fmt: skip


def _changes(request: Asked) -> dict[str, Change]:
    types = rules_at(request.now)[0].types
    leaves = [("", _("未定，由受理岗位确定")),
              *((t.code, t.name) for t in types.values() if t.is_leaf)]  # fmt: skip

    def build(*args: Any, **kwargs: Any) -> IncidentForm:
        form = IncidentForm(*args, **kwargs)
        form.fields["case_type"].choices = leaves  # type: ignore[attr-defined]  # a select
        return form

    return {**MOVES, "incident": Change(N_("登记卡点事件"), build, _report, "")}


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One checkpoint: facts, notes of its shifts, what happened there."""
    return _page(request, checkpoint_of(number))


@door("staff")
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """A move by whoever orders it; an incident by anybody in office."""
    row = checkpoint_of(number)
    if name != "incident":
        row = kept_checkpoint(request.actor, number)
    return acted(request, row, name, _changes(request), _page, address(row))


def _page(
    request: Asked, row: Checkpoint, tried: Tried | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    url, keeps_it, changes = address(row), keeps(request.actor, row), _changes(request)
    roles = request.actor.roles_towards(row) & KEEPERS
    offers = move_offers(request, row, CHECKPOINT, roles, changes, f"{url}acts/", tried)
    if row.state == "open":
        offers.append(offer(request, row, "incident", changes["incident"], f"{url}acts/", tried))
    known = {o["name"] for o in offers}
    notes = HandOver.objects.filter(shift__checkpoint=row).select_related("shift__roster")
    context = {
        **office(request, HERE, crumbs=[(_("卡点"), HERE), (row.title, "")]),
        "now": request.now,
        "row": row,
        "status": status_told(row),
        "is_drill": row.emergency is not None and row.emergency.is_drill,
        "details": _details(row, request),
        "incidents": _incidents(row, request),
        "notes": [{"when": shift_told(n.shift), "text": hand_over_told(n)}
                  for n in notes.order_by("-pk")[:20]],
        "rosters": row.shifts.exists() and bool(request.actor.roles & KEEPERS),
        "writes": keeps_it and "emergency_officer" in roles and row.state != "withdrawn",
        "timeline": happened(row, CHECKPOINT, ACTS) if keeps_it else [],
        "offers": offers,
        "tried": tried if tried and tried.name not in known else None,
        "url": url,
        "map": {
            "label": _("卡点位置"), "points": f"{HERE}points.json?text={row.code}", "low": True,
            "centre": f"{row.lon},{row.lat},15", "tiles": settings.MAP_TILES,
        },
    }  # fmt: skip
    return render(request, "emergency/checkpoint.html", context, status=status)


def _details(row: Checkpoint, request: Asked) -> list[dict[str, str]]:
    has = [_("有遮雨棚") if row.has_shelter else _("无遮雨棚"),
           _("通电") if row.has_power else _("未通电")]  # fmt: skip
    told = [
        (_("类型"), kind_names(request.now).get(row.kind, row.kind)),
        (_("级别"), _(LEVELS[row.level])),
        (_("地点"), row.place),
        (_("所在区域"), area_name(str(row.area_id))),
        (_("用途"), row.purpose),
        (_("值守单位"), unit_name(row.keeper)),
        (_("每班人数"), str(row.needed)),
        (_("值守时间"), row.hours),
        (_("装备"), row.equipment),
        (_("条件"), "，".join(has)),
        (_("应急响应"), row.emergency.title if row.emergency else ""),
        (_("命令文件"), row.order),
    ]
    return [{"label": label, "text": text} for label, text in told if text]


def _incidents(row: Checkpoint, request: Asked) -> list[dict[str, Any]]:
    """Each with its state; a link for whoever reaches the case."""
    rows = row.incidents.select_related("case").order_by("-pk")[:50]
    return [
        {
            "title": i.case.title, "number": i.case.number, "at": i.at,
            "state": _(CASE.state(i.case.state).label),
            "url": f"/desk/cases/{i.case.number}/" if request.actor.sees(i.case) else "",
        }
        for i in rows
    ]  # fmt: skip


@door("staff", "emergency_officer")
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Asked) -> HttpResponse:
    """A sheet of checkpoints taken in."""

    sending = Sending(
        title=_("导入卡点"),
        crumbs=[(_("卡点"), HERE)],
        here=HERE,
        columns=COLUMNS,
        read=row_of,
        take=lambda sent: take_checkpoints(
            sent.rows, by=request.actor, now=request.now, is_trial=sent.is_trial
        ),
        notes=[_("编号相同的更新，不会重复登记。"), _("区域和单位写名称或代码。")],
    )
    return sheet_page(request, sending)


@door("staff")
@require_safe
def export(request: Asked) -> HttpResponseBase:
    """The list as the import reads it."""
    _filters, found = _condition(request)
    kinds = kind_names(request.now)
    rows = Checkpoint.objects.filter(found).order_by("code").iterator(chunk_size=1000)
    lines = (
        [
            c.code, c.title, str(c.area_id), c.place, c.lon, c.lat, kinds.get(c.kind, c.kind),
            LEVELS[c.level], c.purpose, c.keeper, c.needed, c.hours, c.equipment,
            "有" if c.has_shelter else "无", "是" if c.has_power else "否",
        ]
        for c in rows
    )  # fmt: skip
    return xlsx_answer("checkpoints", COLUMNS.asked, lines)


urlpatterns = [
    path("checkpoints/", show),
    path("checkpoints/points.json", points),
    path("checkpoints/new", new),
    path("checkpoints/open", open_many),
    path("checkpoints/import", take),
    path("checkpoints/export.xlsx", export),
    path("checkpoints/<str:number>/", one),
    path("checkpoints/<str:number>/change", change),
    path("checkpoints/<str:number>/acts/<str:name>", act),
]
