"""My visits, and recording one where one stands, with a network or without (S6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.field.show import answer_once, earlier_answer, frame, wants_json
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.performance.actions.inspection_records import known_figures, record_visit
from jiceng.performance.field.forms import RecordForm
from jiceng.performance.forms.inspections_shown import (
    element_name,
    kind_name,
    status_of,
    team_shown,
)
from jiceng.performance.models import Inspection
from jiceng.performance.queries.inspections import (
    INSPECTOR,
    mine,
    ready,
    scheme_under,
    today_of,
)
from jiceng.web.api.problems import problem_of
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.upload_keys import keep_phone, key_for, takes_upload_key
from jiceng.web.words import sentences, word

HERE = "/field/inspections/"
MOST_PHOTOS = 6
SHOWN = timedelta(days=90)
"""How far back visits that were made are listed."""


@door("staff", INSPECTOR)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Visits I am sent on, those to be made first."""
    today = today_of(request.now)
    rows = list(mine(request.actor).filter(ends_on__gte=today - SHOWN))
    planned = [v for v in rows if v.state == "planned"]
    made = [v for v in rows if v.visited_on]
    phone, upload_key = key_for(request)
    context = {
        "planned": [_task(v, today) for v in planned],
        "made": [_task(v, today) for v in sorted(made, key=lambda v: v.visited_on or today)],
        "upload_key": upload_key,
        "done": request.GET.get("done", ""),
    }
    answer = _render(request, "field_inspections.html", context)
    keep_phone(answer, phone)
    return answer


def _task(visit: Inspection, today: Any) -> dict[str, Any]:
    return {
        "title": visit.title,
        "kind": kind_name(visit.kind),
        "url": f"{HERE}{visit.number}/" if visit.state == "planned" else "",
        "record_url": f"/desk/inspections/{visit.number}/",
        "status": status_of(visit, today),
        "planned_on": visit.planned_on,
        "ends_on": visit.ends_on,
        "visited_on": visit.visited_on,
    }


@door("staff", INSPECTOR)
@takes_upload_key()
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Asked, number: str) -> HttpResponse:
    """The form (GET), and keeping the record (POST), from a page or from the outbox."""
    if request.method == "POST":
        if kept := earlier_answer(request, _onward):
            return kept
        return _post(request, _visit(request, number))
    visit = _visit(request, number)
    today = today_of(request.now)
    start = {
        "version": visit.version,
        "visited_on": today,
        "present": [str(s.appointment) for s in visit.team.all()],
    }
    return _page(request, visit, _form(visit, initial=start))


def _visit(request: Asked, number: str) -> Inspection:
    found = mine(request.actor).filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return ready(found, request.now)


def _form(visit: Inspection, *args: Any, **kwargs: Any) -> RecordForm:
    seats = visit.team.order_by("pk").values_list("appointment", flat=True)
    names = [one["name"] for one in team_shown(visit)]
    team = [(str(pk), name) for pk, name in zip(seats, names, strict=True)]
    return RecordForm(scheme_under(visit.plan), team, *args, **kwargs)


def _onward(answer: Mapping[str, Any]) -> str:
    return f"{HERE}?done={answer['number']}"


def _post(request: Asked, visit: Inspection) -> HttpResponse:
    form = _form(visit, request.POST)
    if not form.is_valid():
        return _faulty(request, visit, form)
    uploads: list[UUID] = []

    def keep() -> None:
        photos = [p for p in request.FILES.getlist("photos") if p][:MOST_PHOTOS]
        uploads.extend(store_upload(p.read(), now=request.now).upload for p in photos)

    def work() -> dict[str, str]:
        version = form.cleaned_data["version"]
        record_visit(visit, form.given(uploads), by=request.actor, now=request.now,
                     version=version)  # fmt: skip
        return {"number": visit.number, "state": visit.state}

    try:
        return answer_once(request, work, _onward, first=keep)
    except Invalid as refusal:
        add_refusal(form, refusal.reasons, word)
        return _page(request, visit, form, status=refusal.status)
    except Refusal as refusal:
        told = sentences(refusal.reasons)
        fresh = _visit(request, visit.number)
        return _page(request, fresh, form, reasons=told, status=refusal.status)


def _faulty(request: Asked, visit: Inspection, form: RecordForm) -> HttpResponse:
    if wants_json(request):
        return problem_of(form)
    return _page(request, visit, form, status=422)


def _page(
    request: Asked, visit: Inspection, form: RecordForm, *, reasons: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    figures = known_figures(visit, request.now)
    names = {e.code: element_name(e) for e in scheme_under(visit.plan).elements}
    context = {
        "back_url": HERE,
        "visit": visit,
        "kind": kind_name(visit.kind),
        "status": status_of(visit, today_of(request.now)),
        "is_open": visit.state == "planned",
        "form": form,
        "figures": [
            {"label": names[code], "text": f"{m.value}{m.unit}",
             "counts": f"{m.numerator}/{m.denominator}" if m.denominator is not None else ""}
            for code, m in figures.items()
        ],
        "reasons": reasons or [],
        "key": request.POST.get("idempotency_key") or uuid4(),
        "title": _("巡查记录：%(name)s") % {"name": visit.title},
    }  # fmt: skip
    return _render(request, "field_inspection.html", context, status=status)


def _render(
    request: Asked, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    shown = {**frame(request), "tab": HERE, **context}
    return render(request, f"performance/{template}", shown, status=status)
