"""/desk/county-promises/: what the county promised companies, by day; a unit says it is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.desk.programme_forms import WordedForm
from jiceng.casework.models import SupervisionTask
from jiceng.economy.actions.promises import fulfil_promise
from jiceng.economy.apps import LEAD_READERS
from jiceng.economy.forms.lead_forms import FulfilForm
from jiceng.economy.forms.told import promise_told
from jiceng.economy.models import CountyPromise
from jiceng.economy.queries.leads import PROMISE_KEEPERS, promise_for, promises_of, today_of
from jiceng.kernel.scope import Actor
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/county-promises/"
ROLES = tuple(sorted(LEAD_READERS | {"handler"}))
KEEPERS = tuple(sorted(PROMISE_KEEPERS))
SHOWN = [("", N_("还没有兑现")), ("overdue", N_("已逾期")), ("kept", N_("已经兑现"))]


class Filters(WordedForm):
    """Narrowing of the list."""

    state = forms.ChoiceField(label=N_("情况"), required=False, choices=SHOWN)
    number = forms.CharField(label=N_("编号"), max_length=20, required=False)


@door("staff", *ROLES)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Promises of one's own unit, or of the leads one reads; the nearest day first."""
    filters, today = Filters(request.GET), today_of(request.now)
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    state, number = said.get("state", ""), said.get("number", "").strip()
    found = {"kept": Q(fulfilled_on__isnull=False),
             "overdue": Q(fulfilled_on=None, due_on__lt=today)}  # fmt: skip
    narrowed = Q(number=number) if number else found.get(state, Q(fulfilled_on=None))
    rows = promises_of(request.actor).filter(narrowed)
    page = page_of(
        rows.select_related("lead__company", "task"), request.GET.get("after", ""), key="due_on"
    )
    context = {
        **office(request, HERE, crumbs=[(_("对企业的承诺"), "")]),
        "filters": filters,
        "rows": [_row(r, request) for r in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 项") % {"n": len(page.rows)}),
    }
    return render(request, "economy/promises.html", context)


def _row(row: CountyPromise, request: Asked) -> dict[str, Any]:
    may = bool(request.actor.roles & PROMISE_KEEPERS) and row.fulfilled_on is None
    return {**promise_told(row, today_of(request.now), request.actor),
            "url": f"{HERE}{row.number}/fulfil" if may else ""}  # fmt: skip


@door("staff", *KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def fulfil(request: Asked, number: str) -> HttpResponse:
    """Say by which paper it is fulfilled."""
    row = promise_for(request.actor, number)
    form = FulfilForm(request.POST or None)

    def write() -> CountyPromise:
        return fulfil_promise(row, form.cleaned_data["paper"], by=request.actor, now=request.now)

    return form_page(
        request, _("登记兑现"), [(_("对企业的承诺"), HERE)], form, write, lambda done: HERE, HERE,
        {"facts": f"{row.lead.company.name}：{row.text}"},
    )  # fmt: skip


def origins_of(task: SupervisionTask, actor: Actor) -> Iterator[dict[str, Any]]:
    """The promises a supervision task follows (`task_origins` of economy); whoever does not reach
    one reads its number."""
    rows = CountyPromise.objects.filter(task=task).order_by("pk").select_related("lead__company")
    reached = set(promises_of(actor).filter(task=task).values_list("pk", flat=True))
    for row in rows:
        is_near = row.pk in reached
        text = f"{row.number} {row.lead.company.name}：{row.text}" if is_near else row.number
        url = f"{HERE}?{urlencode({'number': row.number})}" if is_near else ""
        yield {"label": _("来自对企业的承诺"), "text": text, "url": url}


urlpatterns = [
    path("county-promises/", show),
    path("county-promises/<str:number>/fulfil", fulfil),
]
