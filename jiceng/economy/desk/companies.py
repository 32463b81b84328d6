"""/desk/companies/: the register, a company with what it asked and got, and a table taken in."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.programme_forms import WordedForm
from jiceng.casework.desk.sheet_page import Sending, sheet_page
from jiceng.economy.actions import companies as acts
from jiceng.economy.apps import COMPANY_KEEPERS
from jiceng.economy.forms.company_forms import (
    CompanyForm,
    RequestForm,
    row_of,
    written,
)
from jiceng.economy.forms.told import company_details, requests_told, sections_told
from jiceng.economy.models import Company
from jiceng.economy.queries.companies import companies_of, company_for
from jiceng.economy.rules.companies import COLUMNS, normal_code
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import version_in
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/companies/"
ROLES = tuple(sorted(COMPANY_KEEPERS))


class Filters(WordedForm):
    """Narrowing of the register."""

    text = forms.CharField(label=N_("名称、信用代码或编号"), max_length=80, required=False)


@door("staff", *ROLES)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Companies one keeps, the latest registered first."""
    filters = Filters(request.GET)
    rows = companies_of(request.actor).filter(_condition(filters)).select_related("area")
    page = page_of(rows, request.GET.get("after", ""), key="id", newest=True)
    context = {
        **office(request, HERE, crumbs=[(_("企业"), "")]),
        "filters": filters,
        "rows": [{"row": row, "url": f"{HERE}{row.number}/"} for row in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 家") % {"n": len(page.rows)}),
    }
    return render(request, "economy/companies.html", context)


def _condition(filters: Filters) -> Q:
    text = filters.cleaned_data["text"].strip() if filters.is_valid() else ""
    exact = normal_code(text)
    return Q(name__icontains=text) | Q(credit_code=exact) | Q(number=exact) if text else Q()


@door("staff", *ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Register a company; its code is shown once, on the next page."""
    form = CompanyForm(request.actor, request.POST or None)
    made: list[acts.CompanyReceipt] = []

    def write() -> Company:
        made.append(acts.register_company(form.given(), by=request.actor, now=request.now))
        return made[0].company

    def there(row: Company) -> str:
        return _to_receipt(request, made[0])

    return form_page(request, _("登记企业"), [(_("企业"), HERE)], form, write, there, HERE)


def _to_receipt(request: Asked, receipt: acts.CompanyReceipt) -> str:
    request.session["company_code"] = [receipt.company.number, receipt.access_code]
    return f"{HERE}receipt"


@door("staff", *ROLES)
@require_safe
def receipt(request: Asked) -> HttpResponse:
    """What is handed to the company; the code is shown this once."""
    number, code = request.session.pop("company_code", ("", ""))
    if not number:
        return HttpResponseRedirect(HERE)
    row = company_for(request.actor, number)
    context = {
        **office(request, HERE, crumbs=[(_("企业"), HERE), (_("企业查询码"), "")]),
        "row": row,
        "code_shown": f"{code[:4]} {code[4:]}",
        "url": f"{HERE}{number}/",
    }
    return render(request, "economy/company_receipt.html", context)


@door("staff", *ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Asked) -> HttpResponse:
    """Take a table of companies in, whole or not at all."""
    sending = Sending(
        title=_("导入企业名录"),
        crumbs=[(_("企业"), HERE)],
        here=HERE,
        columns=COLUMNS,
        read=row_of,
        take=lambda sent: acts.take_companies(
            sent.rows, by=request.actor, now=request.now, is_trial=sent.is_trial
        ),
        is_whole=True,
        leads_to=lambda taken: HERE,
        notes=[_("已登记的企业按信用代码更新。")],
    )
    return sheet_page(request, sending)


@door("staff", *ROLES)
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """A company: register, what it asked with the answers, what other subjects tell of it."""
    company = company_for(request.actor, number)
    context = {
        **office(request, HERE, crumbs=[(_("企业"), HERE), (company.number, "")]),
        "now": request.now,
        "company": company,
        "details": company_details(company),
        "requests": requests_told(company, request.now),
        "sections": sections_told(company, request.now),
        "url": f"{HERE}{number}/",
        "may_lead": bool(request.actor.roles & {"investment_officer", "investment_head"}),
    }
    return render(request, "economy/company.html", context)


@door("staff", *ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, number: str) -> HttpResponse:
    """Correct what is kept of it."""
    company = company_for(request.actor, number)
    here = f"{HERE}{number}/"
    form = CompanyForm(request.actor, request.POST or None, initial=written(company))

    def write() -> Company:
        return acts.change_company(
            company, form.given(), by=request.actor, now=request.now,
            version=form.cleaned_data["version"] or 0,
        )  # fmt: skip

    crumbs = [(_("企业"), HERE), (company.name, here)]
    return form_page(request, _("修改企业"), crumbs, form, write, lambda row: here, HERE)


@door("staff", *ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Asked, number: str) -> HttpResponse:
    """Write down what a company asks; it becomes a case with a promised time."""
    company = company_for(request.actor, number)
    here = f"{HERE}{number}/"
    form = RequestForm(request.now, request.POST or None)

    def write() -> object:
        return acts.ask(company, form.given(), by=request.actor, now=request.now)

    crumbs = [(_("企业"), HERE), (company.name, here)]
    return form_page(request, _("登记企业诉求"), crumbs, form, write, lambda case: here, HERE)


@door("staff", *ROLES)
@require_POST
def code(request: Asked, number: str) -> HttpResponse:
    """Another code for its page; the old one opens no more."""
    company = company_for(request.actor, number)
    made = acts.new_access_code(
        company, by=request.actor, now=request.now, version=version_in(request.POST)
    )
    return HttpResponseRedirect(_to_receipt(request, made))


urlpatterns = [
    path("companies/", show),
    path("companies/new", new),
    path("companies/receipt", receipt),
    path("companies/import", take),
    path("companies/<str:number>/", one),
    path("companies/<str:number>/change", change),
    path("companies/<str:number>/ask", ask),
    path("companies/<str:number>/code", code),
]
