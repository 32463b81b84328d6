"""/home-service: what people at home need is asked for without an account; while it is open."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.casework.actions.gate import spend_report
from jiceng.casework.portal.report import receipt, told
from jiceng.casework.portal.show import communities, privacy_notice, show
from jiceng.casework.queries import county_text
from jiceng.emergency.actions.home_requests import ask_home
from jiceng.emergency.forms.emergencies_told import area_name, kind_told, when_told
from jiceng.emergency.forms.home_requests_forms import PublicHomeForm
from jiceng.emergency.queries.home_requests import home_needs
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Refusal
from jiceng.kernel.scope import covers
from jiceng.web.display import address_of
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.once import once, without_account
from jiceng.web.words import word

TEMPLATE = "emergency/portal_home_service.html"


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Asked) -> HttpResponse:
    """The form while an emergency opens it; otherwise where else to turn."""
    served = home_needs(request.now)
    if not served:
        return show(request, TEMPLATE, {"form": None, **_elsewhere(request)})
    needs = {need for _row, listed in served for need in listed}
    areas = _areas([row.area_path for row, _needs in served])
    form = PublicHomeForm(areas, needs, request.POST or None, initial={"token": str(uuid4())})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _send(request, form)
            except Refusal as refusal:
                add_refusal(form, refusal.reasons, word)
                status = refusal.status
    context = {
        "form": form,
        "open_in": [f"{area_name(r)}：{kind_told(r)}，{when_told(r)}" for r, _needs in served],
        "privacy": privacy_notice(request.now),
        **_elsewhere(request),
    }
    return show(request, TEMPLATE, context, status=status)


def _elsewhere(request: Asked) -> dict[str, Any]:
    return {"emergency": county_text("portal.emergency", request.now)}


def _areas(paths: list[str]) -> list[tuple[str, Any]]:
    """Communities and villages in which it is open, under their towns."""
    areas, groups = territory().areas, []
    for town, rows in communities().items():
        inside = [c for c in rows if any(covers(p, areas[c.code].path) for p in paths)]
        if inside:
            groups.append((town, [(c.code, c.name) for c in inside]))
    return [("", _("请选择")), *groups]


def _send(request: Asked, form: PublicHomeForm) -> HttpResponse:
    """Once per page, however often the button is pressed."""
    said, address = form.cleaned_data, address_of(request)
    who, kept = without_account(said["token"], address)
    spend_report(address, said["phone"], now=request.now)
    sent = sorted((k, v) for k, v in request.POST.lists() if k != "csrfmiddlewaretoken")
    done = once(
        said["token"], caller=f"{who} portal home", now=request.now, kept=kept,
        body=json.dumps(sent, ensure_ascii=False).encode(),
        work=lambda: told(ask_home(form.given(), now=request.now)),
    )  # fmt: skip
    return receipt(request, done.answer)


urlpatterns = [path("home-service", ask)]
