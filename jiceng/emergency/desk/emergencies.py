"""/desk/emergencies/: what is on, where, what it opens; proposed by the office, decided above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, move_offers
from jiceng.casework.desk.followed import happened
from jiceng.emergency.actions.emergencies import Decision, move_emergency, propose
from jiceng.emergency.desk.emergency_forms import (
    DecideForm,
    EndForm,
    Filters,
    NothingForm,
    ProposalForm,
    RefuseForm,
)
from jiceng.emergency.forms.emergencies_told import (
    area_name,
    kind_told,
    moment_told,
    openings_told,
    status_told,
    types_at,
    when_told,
)
from jiceng.emergency.forms.grid_notices_told import notice_rows
from jiceng.emergency.models import Emergency
from jiceng.emergency.process import EMERGENCY
from jiceng.emergency.queries.emergencies import (
    ACTS,
    emergency_of,
    openings,
    plan_as_of,
    ready,
)
from jiceng.emergency.rules.wording import ACTS as WORDS
from jiceng.kernel.records.names import named
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/emergencies/"
OFFICER = "emergency_officer"


def address(row: Emergency) -> str:
    return f"{HERE}{row.number}/"


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Emergencies and drills, the newest first; everybody at work may look."""
    filters = Filters(request.GET)
    page = page_of(Emergency.objects.filter(_condition(filters)), request.GET.get("after", ""),
                   key="entered_at", newest=True)  # fmt: skip
    context = {
        **office(request, HERE, crumbs=[(_("应急响应"), "")]),
        "filters": filters,
        "table": _table([_row(e) for e in page.rows]),
        "pager": pager(page, request.GET, _("本页 %(n)d 项") % {"n": len(page.rows)}),
        "may_propose": OFFICER in request.actor.roles,
    }
    return render(request, "emergency/emergencies.html", context)


def _condition(filters: Filters) -> Q:
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    found = Q(is_drill=said["drill"] == "yes") if said.get("drill") else Q()
    for name in ("state", "kind"):
        if value := said.get(name):
            found &= Q(**{name: value})
    return found


def _table(rows: list[dict[str, Any]]) -> dict[str, Any]:
    columns = [_("应急响应"), _("状态"), _("级别"), _("区域"), _("时间")]
    empty = {
        "title": _("没有应急响应"),
        "text": _("应急值守人员提出、领导批准后，会出现在这里。"),
    }
    return {"caption": _("应急响应列表"), "columns": [{"label": c} for c in columns],
            "rows": rows, "empty": empty}  # fmt: skip


def _row(row: Emergency) -> dict[str, Any]:
    marks = [row.number, _("演练") if row.is_drill else "", _("示例") if row.is_sample else ""]
    return {
        "cells": [
            {"text": row.title, "url": address(row), "note": " ".join(m for m in marks if m)},
            {"status": status_told(row)},
            {"text": kind_told(row)},
            {"text": area_name(row)},
            {"text": when_told(row)},
        ]
    }


@door("staff", OFFICER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Propose one; somebody else decides."""
    form = ProposalForm(request, request.POST or None)

    def write() -> Emergency:
        return propose(form.given(), by=request.actor, now=request.now)

    crumbs = [(_("应急响应"), HERE)]
    return form_page(request, _("提出应急响应"), crumbs, form, write, address, HERE)


def _write(name: str) -> Any:
    def write(request: Asked, row: Emergency, said: dict[str, Any], version: int) -> None:
        move_emergency(row, name, by=request.actor, now=request.now, version=version,
                       given=Decision(**said))  # fmt: skip

    return write


def _standing(request: Asked, row: Emergency) -> dict[str, Any]:
    return {"level": row.level, "ends_by": row.ends_by}


FORMS: Mapping[str, Any] = {
    "activate": DecideForm, "change": DecideForm, "refuse": RefuseForm, "end": EndForm,
}  # fmt: skip
CHANGES: Mapping[str, Change] = {
    move.name: Change(
        move.label, FORMS.get(move.name, NothingForm), _write(move.name),
        "danger" if move.name in ("refuse", "end") else "primary",
        _standing if FORMS.get(move.name) is DecideForm else lambda request, row: {},
    )
    for move in EMERGENCY.moves
}  # fmt: skip


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One emergency: what is open, its notices, its course, and what may be done."""
    return _page(request, ready(emergency_of(number), request.now, request.actor))


@door("staff", *sorted(ACTS))
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """One move, as the actor's posts permit it."""
    row = ready(emergency_of(number), request.now, request.actor)
    return acted(request, row, name, CHANGES, _page, address(row))


def _page(
    request: Asked, row: Emergency, tried: Tried | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    url, roles = address(row), request.actor.roles_towards(row) & ACTS
    plan, types = plan_as_of(row), types_at(request.now)
    opened = list(openings(row)) if row.state == "active" else list(plan.opens(row.level))
    shown = opened if row.state in ("proposed", "active") else []
    offers = move_offers(request, row, EMERGENCY, roles, CHANGES, f"{url}acts/", tried)
    known = {o["name"] for o in offers}
    context = {
        **office(request, HERE, crumbs=[(_("应急响应"), HERE), (row.title, "")]),
        "now": request.now,
        "row": row,
        "status": status_told(row),
        "kind": kind_told(row),
        "details": _details(row),
        "advice": named(plan.advice, plan.advice_en),
        "is_unverified": plan.is_unverified,
        "openings": openings_told(shown, types, plan),
        "notices": notice_rows(row),
        "timeline": happened(row, EMERGENCY, WORDS),
        "offers": offers,
        "tried": tried if tried and tried.name not in known else None,
        "runs": OFFICER in roles,
        "has_certificate": row.state in ("ended", "closed") and not row.is_drill,
        "url": url,
    }
    return render(request, "emergency/emergency.html", context, status=status)


def _details(row: Emergency) -> list[dict[str, Any]]:
    plan = plan_as_of(row)
    told = [
        (_("响应"), kind_told(row), ""),
        (_("区域"), area_name(row), ""),
        (_("预案"), f"{named(plan.name, plan.name_en)} v{plan.version}",
         f"{HERE}plans/{plan.key}/?version={plan.version}"),
        (_("依据和理由"), row.reason, ""),
        (_("决定文件"), row.decision, ""),
        (_("启动时间"), moment_told(row.started_at), ""),
        (_("计划结束"), moment_told(row.ends_by), ""),
        (_("实际结束"), moment_told(row.ended_at), ""),
    ]  # fmt: skip
    return [{"label": label, "text": text, "url": url} for label, text, url in told if text]


urlpatterns = [
    path("emergencies/", show),
    path("emergencies/new", new),
    path("emergencies/<str:number>/", one),
    path("emergencies/<str:number>/acts/<str:name>", act),
]
