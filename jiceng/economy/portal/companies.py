"""/companies: a company reads its own page with its number and code, and asks the county."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from jiceng.casework.actions.gate import spend_report
from jiceng.casework.portal.by_code import opened
from jiceng.casework.portal.forms import TrackForm
from jiceng.casework.portal.show import show
from jiceng.economy.actions.companies import Request, ask
from jiceng.economy.forms.company_forms import OwnRequestForm
from jiceng.economy.forms.told import company_details, requests_told, sections_told
from jiceng.economy.models import Company
from jiceng.economy.queries.companies import company_by_code
from jiceng.kernel.refusal import Refusal
from jiceng.web.display import address_of
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.once import once, without_account
from jiceng.web.words import word


class OpenForm(TrackForm):
    """Number, or credit code, and the code that was handed over."""

    number = forms.CharField(
        label=gettext_lazy("企业编号或统一社会信用代码"), max_length=40,
        error_messages={"required": gettext_lazy("请填写企业编号或信用代码。")},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Asked) -> HttpResponse:
    """Ask for number and code; with both, show the company its page and take what it asks."""
    template = "economy/portal_company_open.html"
    return opened(request, template, company_by_code, _entered, OpenForm)


def _entered(request: Asked, company: Company, form: TrackForm) -> HttpResponse:
    return _own(request, company, form.cleaned_data["code"])


def _own(request: Asked, company: Company, code: str) -> HttpResponse:
    blank = OwnRequestForm(request.now, initial={"token": str(uuid4())})
    form, said, status = blank, "", 200
    if request.POST.get("act") == "ask":
        form, status = OwnRequestForm(request.now, request.POST), 422
        if form.is_valid():
            try:
                said, form, status = _asked(request, company, form), blank, 200
            except Refusal as refusal:
                add_refusal(form, refusal.reasons, word)
                status = refusal.status
    context = {
        "company": company,
        "code": code,
        "details": company_details(company),
        "requests": requests_told(company, request.now),
        "sections": sections_told(company, request.now),
        "form": None if company.closed_on else form,
        "is_open": status != 200,
        "said": said,
    }
    return show(request, "economy/portal_company.html", context, status=status)


def _asked(request: Asked, company: Company, form: OwnRequestForm) -> str:
    """Once, however often the button is pressed."""
    given, token, address = form.given(), form.cleaned_data["token"], address_of(request)
    who, kept = without_account(token, address)
    spend_report(address, given.phone, now=request.now)
    body = json.dumps(sorted(request.POST.lists()), ensure_ascii=False).encode()
    done = once(
        token, caller=f"{who} company request", body=body, now=request.now, kept=kept,
        work=lambda: _taken(company, given, request),
    )  # fmt: skip
    return _("已收到，编号 %(number)s。") % {"number": done.answer["number"]}


def _taken(company: Company, given: Request, request: Asked) -> dict[str, Any]:
    return {"number": ask(company, given, now=request.now).number}
