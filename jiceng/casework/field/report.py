"""Reporting from the street: words first, a picture last, and settled at once where it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiceng.casework.actions.intake import Raised
from jiceng.casework.actions.street import report_from_the_street
from jiceng.casework.field.forms import FieldReportForm
from jiceng.casework.field.show import (
    WORKERS,
    answer_once,
    my_grids,
    read_moment,
    show,
    wants_json,
)
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.overlays import suggested_types
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.records.models import Place
from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Refusal
from jiceng.web.api.problems import problem_of
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.upload_keys import takes_upload_key
from jiceng.web.words import word

MOST_PHOTOS = 6
MOST_SUGGESTED = 4


@door("staff", *WORKERS)
@takes_upload_key()
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Asked) -> HttpResponse:
    """The form (GET), and taking it in, settled or not (POST), from a page or from the outbox."""
    grids = [(area.code, area.name) for area in my_grids(request.actor)]
    if request.method != "POST":
        start = {"place": request.GET.get("place", "")[:120]}
        if (code := request.GET.get("area", "")) in dict(grids):
            start["area"] = code
        return _page(request, FieldReportForm(grids, initial=start))
    form = FieldReportForm(grids, request.POST)
    if not form.is_valid():
        return _faulty(request, form)
    try:
        return _answered(request, form)
    except Refusal as refusal:
        add_refusal(form, refusal.reasons, word)
        return _page(request, form, status=refusal.status)


def _answered(request: Asked, form: FieldReportForm) -> HttpResponse:
    uploads: list[UUID] = []

    def keep() -> None:
        photos = request.FILES.getlist("photos")[:MOST_PHOTOS]
        uploads.extend(store_upload(p.read(), now=request.now).upload for p in photos)

    return answer_once(request, lambda: _taken(request, form, uploads), _onward, first=keep)


def _onward(answer: Mapping[str, Any]) -> str:
    return f"/field/cases/{answer['number']}/"


def _taken(request: Asked, form: FieldReportForm, uploads: list[UUID]) -> dict[str, str]:
    given = form.cleaned_data
    pinned = given["lon"] is not None and given["lat"] is not None
    raised = Raised(
        text=given["text"],
        case_type=request.POST.get("case_type", "") or _likeliest(given["text"], request),
        place=given["place"],
        grid_code=_grid_code(request, given),
        lon=given["lon"] if pinned else None,
        lat=given["lat"] if pinned else None,
        source="grid_worker",
        happened_at=read_moment(request.POST.get("happened_at", ""), request.now),
        attachments=tuple(uploads),
    )
    result = given["result"] if given["outcome"] == "settled" else ""
    case = report_from_the_street(raised, result, by=request.actor, now=request.now)
    return {"number": case.number, "state": case.state}


def _grid_code(request: Asked, given: Mapping[str, Any]) -> str:
    """A place known by name says more than the grid chosen; a pin is nearer still."""
    if given["lon"] is not None and given["lat"] is not None:
        return ""
    located = territory().locate(place=given["place"]).area if given["place"] else None
    mine = {area.code for area in my_grids(request.actor)}
    return located.code if located and located.code in mine else str(given["area"])


def _likeliest(text: str, request: Asked) -> str:
    """The kind its own words name best; a worker who chose none need not choose one."""
    found = suggested_types(text, request.now)
    return found[0].code if found else ""


@door("staff", *WORKERS)
@require_POST
def kinds(request: Asked) -> HttpResponse:
    """The suggested kinds for what was typed so far; asked by scripts."""
    chosen = request.POST.get("case_type")
    context = _kinds(request, request.POST.get("text", "")[:4000], chosen)
    return show(request, "portal_kinds.html", context)


def _kinds(request: Asked, text: str, chosen: str | None) -> dict[str, Any]:
    book, _calendar = rules_at(request.now)
    found = suggested_types(text, request.now)[:MOST_SUGGESTED]
    own = book.type_of(chosen or "")
    if own.is_leaf and own not in found:
        found.insert(0, own)
    return {
        "kinds": [(kind.code, named(kind.name, kind.name_en)) for kind in found],
        "case_type": chosen,
        "unsure": _("由系统判断"),
    }


def _faulty(request: Asked, form: FieldReportForm) -> HttpResponse:
    if wants_json(request):
        return problem_of(form)
    return _page(request, form, status=422)


def _page(request: Asked, form: FieldReportForm, *, status: int = 200) -> HttpResponse:
    codes = [area.code for area in my_grids(request.actor)]
    names = Place.objects.filter(area__in=codes).order_by("name").values_list("name", flat=True)
    context = {
        "tab": "report",
        "form": form,
        "places": list(names.distinct()[:1000]),
        "grids": my_grids(request.actor),
        "key": request.POST.get("idempotency_key") or uuid4(),
        **_kinds(request, str(form["text"].value() or ""), request.POST.get("case_type")),
    }
    return show(request, "field_report.html", context, status=status)
