"""/desk/business-environment/: how fast, how reliably, how much; every number opens its records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from jiceng.casework.desk.programme_forms import WordedForm, day
from jiceng.casework.rules.programmes import wan_of
from jiceng.economy.apps import LEAD_READERS
from jiceng.economy.desk.figure_page import Draw, records_page, when_told
from jiceng.economy.desk.promises import HERE as PROMISES
from jiceng.economy.figures.investment import DECLARED, figure, records
from jiceng.economy.forms.told import promise_told, status_told, wan
from jiceng.economy.models import (
    Company,
    CompanyRequest,
    CountyPromise,
    InvestmentLead,
    LeadFunds,
)
from jiceng.economy.process import INVESTMENT_LEAD
from jiceng.economy.queries.leads import leads_of, stages, today_of
from jiceng.kernel.figures import Figure
from jiceng.kernel.reports import Span
from jiceng.web.days import days_in
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.templatetags.jiceng import percent

HERE = "/desk/business-environment/"
ROLES = tuple(sorted(LEAD_READERS))
LEADS, CASES = "/desk/investment-leads/", "/desk/cases/"


class DaysForm(WordedForm):
    """The days that are looked at."""

    start = day(N_("开始日期"))
    end = day(N_("结束日期"))


def _span(request: Asked) -> Span:
    """The days an address names, else this year up to today."""
    today = today_of(request.now)
    days = days_in(request)
    end = days.get("end", today)
    start = days.get("start", date(end.year, 1, 1))
    return Span(min(start, end), end, request.now)


@door("staff", *ROLES)
@require_safe
def show(request: Asked) -> HttpResponse:
    """The figures of some days, leads by stage, money promised and in place."""
    return render(request, "economy/business_environment.html", _context(request))


@door("staff", *ROLES)
@require_safe
def printed(request: Asked) -> HttpResponse:
    """The same on paper."""
    context = _context(request)
    context["back_url"] = f"{HERE}?{_asked(context['span'])}"
    return render(request, "economy/business_environment_print.html", context)


def _context(request: Asked) -> dict[str, Any]:
    span = _span(request)
    found = [figure(kind.id, span) for kind in DECLARED]
    drawn = stages(leads_of(request.actor), request.now)
    return {
        **office(request, HERE, crumbs=[(_("营商环境"), "")]),
        "now": request.now,
        "span": span,
        "filters": DaysForm(initial={"start": span.start, "end": span.end}),
        "figures": [_told(f, span) for f in found],
        "stages": [
            {"label": _(INVESTMENT_LEAD.state(s.state).label), "value": s.count,
             "text": str(s.count), "url": f"{LEADS}?state={s.state}"}
            for s in drawn
        ],
        "print_url": f"{HERE}print?{_asked(span)}",
    }  # fmt: skip


def _asked(span: Span) -> str:
    return urlencode({"start": span.start, "end": span.end})


def _told(found: Figure, span: Span) -> dict[str, Any]:
    """A figure with its parts, its definition, and where its records are."""
    kind, here = found.kind, f"{HERE}figures/{found.kind.id}/?{_asked(span)}"
    value, unit = value_told(found)
    parts = f"{found.numerator} / {found.denominator}" if kind.kind == "share" else ""
    if kind.kind == "median":
        parts = _("%(n)d 家企业") % {"n": found.denominator}
    return {
        "name": _(kind.name), "value": value, "unit": unit, "definition": _(kind.definition),
        "parts": parts, "url": here, "is_share": kind.kind == "share",
        "denominator_url": f"{here}&part=denominator",
        "when": when_told(kind, span),
    }  # fmt: skip


def value_told(found: Figure) -> tuple[str, str]:
    """A value and its unit as people read it: days for a median, 万元 for money."""
    kind = found.kind
    if kind.kind == "median":
        if found.median is None:
            return "—", ""
        return f"{float(found.median) / 86400:.1f}", _("天")
    if kind.kind == "sum":
        return wan_of(found.numerator), _("万元")
    if kind.kind == "share":
        return percent(found), ""
    return str(found.numerator), _(kind.unit)


@door("staff", *ROLES)
@require_safe
def behind(request: Asked, code: str) -> HttpResponse:
    """The records behind a figure: as many as it counts."""
    span, part = _span(request), request.GET.get("part", "numerator")
    found, rows = figure(code, span), records(code, span, part)
    crumbs = [(_("营商环境"), f"{HERE}?{_asked(span)}"), (_(found.kind.name), "")]
    return records_page(request, office(request, HERE, crumbs=crumbs), _told(found, span), rows,
                        DRAWN)  # fmt: skip


def _company(row: Company, request: Asked) -> dict[str, Any]:
    days = ""
    if row.set_up_at and row.set_up_asked_at:
        took = (row.set_up_at - row.set_up_asked_at).total_seconds() / 86400
        days = _("设立用了 %(n).1f 天") % {"n": took}
    return {"title": row.name, "note": row.number, "text": days,
            "url": f"{LEADS}?{urlencode({'state': 'all', 'text': row.name})}"}  # fmt: skip


def _request(row: CompanyRequest, request: Asked) -> dict[str, Any]:
    case = row.case
    closed = _("%(day)s 办结") % {"day": f"{today_of(case.closed_at):%Y-%m-%d}"} if case.closed_at \
        else _("未办结")  # fmt: skip
    return {"title": case.title, "note": case.number, "text": closed, "url": "",
            "due_at": case.due_at}  # fmt: skip


def _promise(row: CountyPromise, request: Asked) -> dict[str, Any]:
    told = promise_told(row, today_of(request.now), request.actor)
    return {"title": row.text, "note": told["unit"], "status": told["status"], "url": PROMISES,
            "text": f"{row.due_on:%Y-%m-%d}"}  # fmt: skip


def _lead(row: InvestmentLead, request: Asked) -> dict[str, Any]:
    return {"title": row.title, "note": row.number, "status": status_told(row),
            "url": f"{LEADS}{row.number}/", "text": ""}  # fmt: skip


def _funds(row: LeadFunds, request: Asked) -> dict[str, Any]:
    return {"title": row.paper, "note": f"{row.on:%Y-%m-%d}", "text": wan(row.fen),
            "url": f"{LEADS}{row.lead.number}/"}  # fmt: skip


DRAWN: Mapping[type, Draw] = {
    Company: _company,
    CompanyRequest: _request,
    CountyPromise: _promise,
    InvestmentLead: _lead,
    LeadFunds: _funds,
}

urlpatterns = [
    path("business-environment/", show),
    path("business-environment/print", printed),
    path("business-environment/figures/<str:code>/", behind),
]
