"""/desk/reliefs/policies/: what a policy says, its versions and text, and who may be eligible."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.actions.configuration import Decided, change_rule
from jiceng.casework.desk.sheet_page import Sending, sheet_page
from jiceng.casework.queries.configuration import versions_of
from jiceng.economy.actions.content import shipped_policies
from jiceng.economy.actions.relief_statements import Upload, import_statements
from jiceng.economy.desk.relief_shown import HERE, newest_page
from jiceng.economy.forms.relief_forms import PolicyForm, StatementsForm
from jiceng.economy.forms.reliefs_told import (
    STANDINGS,
    condition_told,
    findings_told,
    name_of,
    policy_told,
)
from jiceng.economy.models import Company
from jiceng.economy.queries.relief_policies import (
    companies_stated,
    facts_of_each,
    policies_at,
    policy_at,
)
from jiceng.economy.queries.reliefs import WORKERS, today_of, units_of
from jiceng.economy.rules.relief import (
    FIELDS,
    KIND,
    Datum,
    Policy,
    amount_of,
    judge,
    outcome,
    policy_of,
)
from jiceng.economy.rules.statements_table import columns_for, line_of
from jiceng.kernel.money import money
from jiceng.kernel.refusal import NotFound, Reason, Refusal
from jiceng.kernel.toml_text import toml_text
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import xlsx_answer
from jiceng.web.forms import add_refusal
from jiceng.web.menu import office
from jiceng.web.paging import pager
from jiceng.web.words import word

POLICIES = f"{HERE}policies/"
ROLES = tuple(sorted(WORKERS))
KEEPER = "decider"
SAMPLE = "jobs_kept"


@door("staff", *ROLES)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Every policy in force, those that may be applied for first."""
    today = today_of(request.now)
    policies = sorted(policies_at(request.now).values(), key=lambda p: (p.valid_to, p.key))
    context = {
        **office(request, HERE, crumbs=[(_("惠企资金"), HERE), (_("惠企政策"), "")]),
        "rows": [_row(p, today) for p in reversed(policies)],
        "may_write": KEEPER in request.actor.roles,
    }
    return render(request, "economy/relief_policies.html", context)


def _row(policy: Policy, today: date) -> dict[str, Any]:
    return {
        "url": f"{POLICIES}{policy.key}/", "name": name_of(policy), "document": policy.document,
        "kind": policy_told(policy, {})[0]["text"], "from": policy.valid_from,
        "to": policy.valid_to, "version": policy.version, "is_sample": policy.is_sample,
        "is_open": policy.is_open(today),
    }  # fmt: skip


@door("staff", *ROLES)
@require_safe
def one(request: Asked, key: str) -> HttpResponse:
    """One version of a policy; `version` names an older one."""
    versions = versions_of(KIND, key)
    asked = request.GET.get("version", "")
    row = next((v for v in versions if str(v.version) == asked or not asked), None)
    if row is None:
        raise NotFound(Reason("not_found"))
    policy = policy_of(key, row.version, row.content)
    context = {
        **office(request, HERE, crumbs=[
            (_("惠企资金"), HERE), (_("惠企政策"), POLICIES), (name_of(policy), "")]),
        "row": row, "versions": versions, "url": f"{POLICIES}{key}/",
        "may_write": KEEPER in request.actor.roles,
        "is_concerned": _is_concerned(request, policy),
        **shown(policy, policies_at(request.now)),
    }  # fmt: skip
    return render(request, "economy/relief_policy.html", context)


def shown(policy: Policy, policies: dict[str, Policy]) -> dict[str, Any]:
    """What economy/_relief_policy.html asks for."""
    return {
        "policy": policy,
        "name": name_of(policy),
        "terms": policy_told(policy, policies),
        "conditions": [condition_told(c) for c in policy.conditions],
    }


def _is_concerned(request: Asked, policy: Policy) -> bool:
    """Whether figures of companies were given to somebody's unit for this policy."""
    return bool({policy.unit, policy.paid_by, *policy.asked} & units_of(request.actor))


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Asked) -> HttpResponse:
    """The text of a policy, looked at before it is saved; `from` is the one it starts from."""
    form = PolicyForm(request.POST if request.method == "POST" else None, initial=_start(request))
    status, preview = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            reasons, preview = _tried(form.cleaned_data, request)
            if not reasons and "preview" not in request.POST:
                return HttpResponseRedirect(f"{POLICIES}{form.cleaned_data['key']}/")
            add_refusal(form, reasons, word)
            status = 422 if reasons else 200
    context = {
        **office(request, HERE, crumbs=[
            (_("惠企资金"), HERE), (_("惠企政策"), POLICIES), (_("编辑政策"), "")]),
        "form": form, "reasons": [], "preview": preview, "back": POLICIES,
        "sample": toml_text(shipped_policies()[SAMPLE]),
        "fields": [{"key": key, "label": _(f.label), "unit": _(f.counted_in) if f.counted_in
                    else "、".join(f.choices or ())} for key, f in FIELDS.items()],
    }  # fmt: skip
    return render(request, "economy/relief_policy_form.html", context, status=status)


def _start(request: Asked) -> dict[str, Any]:
    versions = versions_of(KIND, request.GET.get("from", ""))
    if not versions:
        return {"key": "", "text": toml_text(shipped_policies()[SAMPLE]), "version": 0}
    row = versions[0]
    return {"key": row.key, "text": toml_text(row.content), "version": row.version}


def _tried(said: dict[str, Any], request: Asked) -> tuple[Sequence[Reason], dict[str, Any] | None]:
    """What is wrong, and the policy as it would be; a preview writes nothing."""
    try:
        content = {k: str(v) if isinstance(v, date) else v
                   for k, v in tomllib.loads(said["text"]).items()}  # fmt: skip
        with transaction.atomic():
            decided = Decided(said["reason"], said["version"], said["approved_by"])
            change_rule(KIND, said["key"], content, decided=decided, by=request.actor,
                        now=request.now)  # fmt: skip
            if "preview" in request.POST:
                transaction.set_rollback(True)
    except tomllib.TOMLDecodeError as error:
        reason = Reason("policy_unreadable", {"value": str(error)[:80]}, "text")
        return [reason], None
    except Refusal as refusal:
        return refusal.reasons, None
    policy = policy_of(said["key"], said["version"] + 1, content)
    return [], shown(policy, policies_at(request.now))


@door("staff", *ROLES)
@require_safe
def companies(request: Asked, key: str) -> HttpResponse:
    """Which companies may be eligible and why, from what was given for this policy alone."""
    policy = _concerned(request, key)
    page = newest_page(companies_stated(key).select_related("area").order_by("-pk"), request)
    facts = facts_of_each(page.rows, key)
    context = {
        **office(request, HERE, crumbs=[
            (_("惠企资金"), HERE), (_("惠企政策"), POLICIES),
            (name_of(policy), f"{POLICIES}{key}/"), (_("可能符合的企业"), "")]),
        "name": name_of(policy),
        "rows": [_company(c, policy, facts[c.pk]) for c in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 家") % {"n": len(page.rows)}),
        "url": f"{POLICIES}{key}/",
    }  # fmt: skip
    return render(request, "economy/relief_companies.html", context)


def _concerned(request: Asked, key: str) -> Policy:
    policy = policy_at(key, request.now)
    if not _is_concerned(request, policy):
        raise NotFound(Reason("not_found"))
    return policy


def _company(company: Company, policy: Policy, facts: dict[str, Datum]) -> dict[str, Any]:
    findings = judge(policy, facts)
    light, text = STANDINGS[outcome(findings)]
    fen = amount_of(policy, facts)
    return {
        "name": company.name, "code": company.credit_code, "area": company.area.name,
        "light": light, "standing": _(text), "findings": findings_told(findings),
        "amount": money(fen) if fen is not None and light == "done" else "",
        "is_sample": company.is_sample,
    }  # fmt: skip


@door("staff", "clerk")
@require_http_methods(["GET", "HEAD", "POST"])
def statements(request: Asked, key: str) -> HttpResponse:
    """A department gives figures for a policy, a table at once; one wrong row, and none is kept."""
    policy, page = _concerned(request, key), f"{POLICIES}{key}/"
    sending = Sending(
        title=_("导入企业数据"),
        crumbs=[(_("惠企资金"), HERE), (_("惠企政策"), POLICIES), (name_of(policy), page)],
        here=HERE,
        columns=columns_for(policy),
        read=line_of,
        take=lambda sent: import_statements(
            Upload(policy, sent.said["as_of"], sent.rows),
            by=request.actor, now=request.now, is_trial=sent.is_trial,
        ),
        form=StatementsForm,
        is_whole=True,
        leads_to=lambda taken: f"{page}companies",
        facts=name_of(policy),
        example=(f"{page}blank.xlsx", _("空白表")),
        notes=[_("只用于这项政策。")],
    )  # fmt: skip
    return sheet_page(request, sending)


@door("staff", *ROLES)
@require_safe
def blank(request: Asked, key: str) -> Any:
    """An empty table to fill in."""
    columns = columns_for(_concerned(request, key))
    return xlsx_answer("company-figures", columns.asked, [])


urlpatterns = [
    path("reliefs/policies/", show),
    path("reliefs/policies/edit", edit),
    path("reliefs/policies/<slug:key>/", one),
    path("reliefs/policies/<slug:key>/companies", companies),
    path("reliefs/policies/<slug:key>/statements", statements),
    path("reliefs/policies/<slug:key>/blank.xlsx", blank),
]
