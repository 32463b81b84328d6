"""/field/grid-notices/: notices to carry, and how many households they reached; also offline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.desk.programme_forms import WordedForm
from jiceng.casework.field.show import answer_once, earlier_answer, frame, read_moment, wants_json
from jiceng.emergency.actions.grid_notices import Counted, count_reached
from jiceng.emergency.forms.grid_notices_told import delivery_told
from jiceng.emergency.models import GridDelivery
from jiceng.emergency.queries.grid_notices import CARRIERS, carried_by, told_in
from jiceng.emergency.queries.grid_notices import text_of as text_now
from jiceng.kernel.refusal import NotFound, Reason, Refusal
from jiceng.web.api.problems import problem_of
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.upload_keys import keep_phone, key_for, takes_upload_key
from jiceng.web.words import word

HERE = "/field/grid-notices/"
MOST = 50


class CountForm(WordedForm):
    """Two numbers, and which building they are about."""

    building = forms.CharField(
        label=N_("楼栋"), max_length=20, required=False,
        help_text=N_("如 1号楼；整个网格一起报的不用填。"),
    )  # fmt: skip
    households = forms.IntegerField(
        label=N_("这里共有多少户"), min_value=1, widget=forms.NumberInput({"inputmode": "numeric"})
    )
    reached = forms.IntegerField(
        label=N_("累计通知到多少户"), min_value=0,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=N_("只填数字，不记姓名和门牌。"),
    )  # fmt: skip


@door("staff", *CARRIERS)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Notices to be carried in my grids."""
    phone, upload_key = key_for(request)
    rows = list(carried_by(request.actor)[:MOST])
    context = {
        "rows": [_task(d) for d in rows],
        "upload_key": upload_key,
        "done": request.GET.get("done", ""),
    }
    answer = _render(request, "field_notices.html", context)
    keep_phone(answer, phone)
    return answer


def _task(row: GridDelivery) -> dict[str, Any]:
    return {
        **delivery_told(row),
        "title": text_now(row.notice).title,
        "url": f"{HERE}{row.pk}/",
        "is_drill": row.notice.emergency.is_drill,
    }


@door("staff", *CARRIERS)
@takes_upload_key()
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Asked, key: int) -> HttpResponse:
    """What to say at the door (GET), and the count (POST), from a page or from the outbox."""
    if request.method == "POST" and (kept := earlier_answer(request, _onward)):
        return kept
    row = carried_by(request.actor).filter(pk=key).first()
    if row is None:
        raise NotFound(Reason("not_found"))
    if request.method != "POST":
        return _page(request, row, CountForm(initial={"households": row.households}))
    form = CountForm(request.POST)
    if not form.is_valid():
        return _faulty(request, row, form)
    try:
        return answer_once(request, lambda: _taken(request, row, form), _onward)
    except Refusal as refusal:
        add_refusal(form, refusal.reasons, word)
        return _page(request, row, form, status=refusal.status)


def _taken(request: Asked, row: GridDelivery, form: CountForm) -> dict[str, Any]:
    said_at = read_moment(request.POST.get("happened_at", ""), request.now)
    given = Counted(**form.cleaned_data, said_at=said_at)
    done = count_reached(row, given, by=request.actor, now=request.now)
    return {"number": row.notice.number, "reached": done.reached}


def _onward(answer: Mapping[str, Any]) -> str:
    return f"{HERE}?done={answer['number']}"


def _faulty(request: Asked, row: GridDelivery, form: CountForm) -> HttpResponse:
    if wants_json(request):
        return problem_of(form)
    return _page(request, row, form, status=422)


def _page(
    request: Asked, row: GridDelivery, form: CountForm, *, status: int = 200
) -> HttpResponse:  # fmt: skip
    latest = {one.building: one for one in told_in(row)}
    context = {
        "back_url": HERE,
        "row": row,
        "told": delivery_told(row),
        "text": text_now(row.notice),
        "is_drill": row.notice.emergency.is_drill,
        "buildings": list(latest.values()),
        "form": form,
        "key": request.POST.get("idempotency_key") or uuid4(),
        "title": _("入户通知：%(area)s") % {"area": row.area},
    }
    return _render(request, "field_notice.html", context, status=status)


def _render(
    request: Asked, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    shown = {**frame(request), "tab": HERE, **context}
    return render(request, f"emergency/{template}", shown, status=status)


urlpatterns = [
    path("field/grid-notices/", show),
    path("field/grid-notices/<int:key>/", one),
]
