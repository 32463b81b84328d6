"""/field/home-service/: what is asked for at home in my grids; asking and telling also offline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.field.show import (
    answer_once,
    earlier_answer,
    frame,
    my_grids,
    wants_json,
)
from jiceng.emergency.actions.home_requests import BRINGERS, ask_home, tell_delivered
from jiceng.emergency.forms.home_requests_forms import DeliveredForm, HomeForm
from jiceng.emergency.forms.home_requests_told import request_told
from jiceng.emergency.models import HomeRequest
from jiceng.emergency.queries.emergencies import active_at, openings
from jiceng.emergency.queries.home_requests import open_of, request_for
from jiceng.emergency.rules.home_requests import KIND
from jiceng.kernel.records.territory import AreaEntry
from jiceng.kernel.refusal import Refusal
from jiceng.web.api.problems import problem_of
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.upload_keys import keep_phone, key_for, takes_upload_key
from jiceng.web.words import word

HERE = "/field/home-service/"
ROLES = tuple(sorted(BRINGERS))
MOST = 50


def _served(request: Asked) -> tuple[list[AreaEntry], set[str]]:
    """My grids in which it is open, and the needs it takes there."""
    grids, needs = [], set[str]()
    for area in my_grids(request.actor):
        found = {o.key for e in active_at(area.path, request.now) for o in openings(e, KIND)}
        if found:
            grids.append(area)
            needs |= found
    return grids, needs


@door("staff", *ROLES)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Open requests, the nearest promise first."""
    phone, upload_key = key_for(request)
    context = {
        "rows": [_task(r, request) for r in open_of(request.actor)[:MOST]],
        "may_ask": bool(_served(request)[0]),
        "upload_key": upload_key,
        "done": request.GET.get("done", ""),
    }
    answer = _render(request, "field_home_service.html", context)
    keep_phone(answer, phone)
    return answer


def _task(row: HomeRequest, request: Asked) -> dict[str, Any]:
    told = request_told(row, request.now)
    return {**told, "url": f"/field/cases/{told['number']}/", "brought": f"{HERE}{told['number']}/"}


@door("staff", *ROLES)
@takes_upload_key()
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Ask for somebody at the door (GET, POST), from a page or from the outbox."""
    grids, needs = _served(request)
    form = HomeForm([(a.code, a.name) for a in grids], needs, request.POST or None)

    def work() -> dict[str, Any]:
        made = ask_home(form.given(), by=request.actor, now=request.now)
        return {"number": made.case.number}

    asked = {"title": _("代居民提出居家服务"), "url": f"{HERE}new", "is_open": bool(grids)}
    return _answered(request, form, work, asked)


@door("staff", *ROLES)
@takes_upload_key()
@require_http_methods(["GET", "HEAD", "POST"])
def brought(request: Asked, number: str) -> HttpResponse:
    """It was brought: what it cost, and who paid."""
    row = request_for(request.actor, number)
    form = DeliveredForm(request.POST or None)

    def work() -> dict[str, Any]:
        tell_delivered(row, form.given(), by=request.actor, now=request.now)
        return {"number": number}

    told = request_told(row, request.now)
    title = _("送达：%(need)s") % {"need": told["need"]}
    asked = {"title": title, "url": f"{HERE}{number}/", "is_open": True, "told": told}
    return _answered(request, form, work, asked)


def _answered(
    request: Asked, form: forms.Form, work: Callable[[], dict[str, Any]], asked: dict[str, Any]
) -> HttpResponse:
    """Drawn, or written once per draft; the same for the outbox as JSON."""
    if request.method != "POST":
        return _page(request, form, asked)
    if kept := earlier_answer(request, _onward):
        return kept
    if not form.is_valid():
        return _faulty(request, form, asked)
    try:
        return answer_once(request, work, _onward)
    except Refusal as refusal:
        add_refusal(form, refusal.reasons, word)
        return _page(request, form, asked, status=refusal.status)


def _onward(answer: Mapping[str, Any]) -> str:
    return f"{HERE}?done={answer['number']}"


def _faulty(request: Asked, form: forms.Form, asked: dict[str, Any]) -> HttpResponse:
    if wants_json(request):
        return problem_of(form)
    return _page(request, form, asked, status=422)


def _page(
    request: Asked, form: forms.Form, asked: dict[str, Any], *, status: int = 200
) -> HttpResponse:  # fmt: skip
    key = request.POST.get("idempotency_key") or uuid4()
    context = {"back_url": HERE, "form": form, "key": key, **asked}
    return _render(request, "field_home_request.html", context, status=status)


def _render(
    request: Asked, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    shown = {**frame(request), "tab": HERE, **context}
    return render(request, f"emergency/{template}", shown, status=status)


urlpatterns = [
    path("field/home-service/", show),
    path("field/home-service/new", new),
    path("field/home-service/<str:number>/", brought),
]
