"""/desk/investment-leads/: the list by what comes next, and how many are in which stage."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.desk.programme_forms import WordedForm
from jiceng.casework.rules.programmes import wan_of
from jiceng.economy.actions.leads import file_lead
from jiceng.economy.apps import INVESTMENT, LEAD_READERS
from jiceng.economy.forms.lead_forms import LeadForm
from jiceng.economy.forms.told import stage_light, status_told, wan
from jiceng.economy.models import InvestmentLead, LeadFunds
from jiceng.economy.process import INVESTMENT_LEAD
from jiceng.economy.queries.companies import company_with
from jiceng.economy.queries.leads import (
    OPEN,
    Stage,
    above_promise,
    leads_of,
    stages,
    sums_behind,
    sums_by_lead,
    today_of,
)
from jiceng.economy.rules.leads import Sums
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/investment-leads/"
ROLES = tuple(sorted(LEAD_READERS))
OFFICE = tuple(sorted(INVESTMENT))
EVERY = "all"
STATES = [
    ("", N_("进行中")),
    (EVERY, N_("全部")),
    *((s.name, s.label) for s in INVESTMENT_LEAD.states),
]
FLAGS = [
    ("", N_("全部")),
    ("late", N_("停留超期")),
    ("overdue", N_("下一步已过期")),
    ("above", N_("到位超过协议")),
]


class Filters(WordedForm):
    """Narrowing of the list."""

    state = forms.ChoiceField(label=N_("阶段"), required=False, choices=STATES)
    flag = forms.ChoiceField(label=N_("提示"), required=False, choices=FLAGS)
    text = forms.CharField(label=N_("项目、企业或编号"), max_length=80, required=False)


@door("staff", *ROLES)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Leads within reach, the nearest next step first."""
    filters = Filters(request.GET)
    rows = _narrowed(leads_of(request.actor), filters, request).select_related("company")
    page = page_of(rows, request.GET.get("after", ""), key="next_on")
    sums = sums_by_lead(page.rows)
    context = {
        **office(request, HERE, crumbs=[(_("招商线索"), "")]),
        "now": request.now,
        "filters": filters,
        "rows": [_row(r, sums.get(r.pk, Sums()), request) for r in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 条") % {"n": len(page.rows)}),
        "may_file": bool(request.actor.roles & INVESTMENT),
    }
    return render(request, "economy/leads.html", context)


def _narrowed(
    rows: QuerySet[InvestmentLead], filters: Filters, request: Asked
) -> QuerySet[InvestmentLead]:
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    state, flag = said.get("state"), said.get("flag")
    found = Q(state=state) if state and state != EVERY else Q()
    if not state and flag != "above":
        found = Q(state__in=OPEN)
    if text := said.get("text", "").strip():
        found &= Q(title__icontains=text) | Q(company__name__icontains=text) | Q(number=text)
    if flag == "late":
        found &= Q(stage_due_at__lt=request.now)
    if flag == "overdue":
        found &= Q(next_on__lt=today_of(request.now))
    rows = rows.filter(found)
    return above_promise(rows) if flag == "above" else rows


def _row(row: InvestmentLead, sums: Sums, request: Asked) -> dict[str, Any]:
    return {
        "row": row,
        "url": f"{HERE}{row.number}/",
        "status": status_told(row),
        "days": (today_of(request.now) - today_of(row.entered_at)).days,
        "light": stage_light(row, request.now),
        "is_overdue": row.next_on is not None and row.next_on < today_of(request.now),
        "promised": wan(sums.contract) if sums.contract else "",
        "in_place": wan(sums.in_place) if sums.in_place else "",
        "is_above": sums.is_above,
    }


@door("staff", *ROLES)
@require_safe
def board(request: Asked) -> HttpResponse:
    """How many leads are in which stage, how long, and the money; each count opens its leads."""
    rows = leads_of(request.actor)
    drawn = [_stage(stage, request) for stage in stages(rows, request.now)]
    sums = sums_behind(LeadFunds.objects.filter(lead__in=rows))
    context = {
        **office(request, HERE, crumbs=[(_("招商线索"), HERE), (_("招商看板"), "")]),
        "stages": drawn,
        "figures": money_told(sums),
        "total": sum(stage["count"] for stage in drawn),
    }
    return render(request, "economy/lead_board.html", context)


def _stage(stage: Stage, request: Asked) -> dict[str, Any]:
    state = INVESTMENT_LEAD.state(stage.state)
    since = stage.since
    longest = (today_of(request.now) - today_of(since)).days if since and state.term else None
    url = f"{HERE}?state={stage.state}"
    return {
        "label": _(state.label), "value": stage.count, "text": str(stage.count), "url": url,
        "count": stage.count, "late": stage.late, "late_url": f"{url}&flag=late",
        "longest": longest, "term": state.term.amount if state.term else None,
    }  # fmt: skip


def money_told(sums: Sums) -> list[dict[str, Any]]:
    """Framework, contract and in place, each by itself."""
    above = _("到位资金多于协议投资额，请核对") if sums.is_above else ""
    told = [
        (_("框架协议意向金额"), sums.framework, _("没有约束力，不计入协议投资额"), False),
        (_("协议投资额"), sums.contract, _("合同和补充合同"), False),
        (_("到位资金"), sums.in_place, above, sums.is_above),
    ]
    return [
        {"label": label, "value": wan_of(fen), "unit": _("万元"), "note": note, "alert": alert}
        for label, fen, note, alert in told
    ]


@door("staff", *OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """File a lead of a registered company."""
    initial = {"credit_code": request.GET.get("company", "")}
    form = LeadForm(request.POST or None, initial=initial)

    def write() -> InvestmentLead:
        company = company_with(form.cleaned_data["credit_code"])
        return file_lead(company, form.given(), by=request.actor, now=request.now)

    return form_page(
        request, _("登记招商线索"), [(_("招商线索"), HERE)], form, write,
        lambda row: f"{HERE}{row.number}/", HERE,
    )  # fmt: skip


urlpatterns = [
    path("investment-leads/", show),
    path("investment-leads/board/", board),
    path("investment-leads/new", new),
]
