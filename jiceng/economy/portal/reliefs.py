"""/relief: policies in plain words, trying oneself without anything being kept, applying with a
company's number and code, and following the application; /relief/notices: what is announced.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.portal.by_code import guessed, opened
from jiceng.casework.portal.forms import TrackForm
from jiceng.casework.portal.show import show
from jiceng.economy.actions import reliefs as acts
from jiceng.economy.forms.relief_forms import ReliefForm, SupplementForm
from jiceng.economy.forms.reliefs_told import (
    STANDINGS,
    condition_told,
    findings_told,
    name_of,
    next_told,
    policy_told,
    status_of,
    title_of,
)
from jiceng.economy.models import Relief
from jiceng.economy.process import RELIEF
from jiceng.economy.queries import reliefs as queries
from jiceng.economy.queries.companies import company_by_code
from jiceng.economy.queries.relief_policies import (
    facts_of,
    policies_at,
    policy_as_of,
    unit_named,
)
from jiceng.economy.rules.relief import (
    COMPANY,
    KINDS,
    Datum,
    Policy,
    amount_of,
    judge,
    outcome,
    read_figures,
)
from jiceng.kernel.money import money
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.kernel.scope import RESIDENT
from jiceng.web.display import address_of
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal, version_in
from jiceng.web.once import once, without_account
from jiceng.web.words import sentences, word

MOST_ANNOUNCED = 200
TRY = "try"


@door("public")
@require_safe
def policies(request: Asked) -> HttpResponse:
    """What may be applied for now, and what comes or is over."""
    today = queries.today_of(request.now)
    found = policies_at(request.now)
    context = {
        "open": [_listed(p) for p in found.values() if p.is_open(today)],
        "closed": [_listed(p) for p in found.values() if not p.is_open(today)],
    }
    return show(request, "economy/portal_reliefs.html", context)


def _listed(policy: Policy) -> dict[str, Any]:
    return {
        "name": name_of(policy), "url": f"/relief/{policy.key}", "kind": _(KINDS[policy.kind]),
        "from": policy.valid_from, "to": policy.valid_to, "unit": unit_named(policy.unit),
        "is_sample": policy.is_sample,
    }  # fmt: skip


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Asked, key: str) -> HttpResponse:
    """A policy; trying oneself keeps nothing, applying needs the company's number and code."""
    found = policies_at(request.now)
    policy = found.get(key)
    if policy is None:
        raise Http404
    form = ReliefForm(policy, request.POST or None, initial={"token": str(uuid4())})
    status, tried = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if TRY not in request.POST:
                    return _sent(request, policy, form)
                tried, status = _tried(policy, form.cleaned_data), 200
            except Refusal as refusal:
                add_refusal(form, refusal.reasons, word)
                status = refusal.status
    context = {
        "policy": policy,
        "name": name_of(policy),
        "terms": policy_told(policy, found),
        "conditions": [condition_told(c) for c in policy.conditions],
        "papers": [p.name for p in policy.papers],
        "form": form if policy.is_open(queries.today_of(request.now)) else None,
        "tried": tried,
    }
    return show(request, "economy/portal_relief.html", context, status=status)


def _tried(policy: Policy, said: Mapping[str, Any]) -> dict[str, Any]:
    """How a company with these figures would stand. Nothing is kept."""
    figures, faults = read_figures(policy, {name: said[name] for name in policy.fields})
    if faults:
        raise Invalid(*faults)
    register = {name: said[name] for name in ("size", "industry") if said.get(name)}
    facts = {name: Datum(value, COMPANY) for name, value in {**figures, **register}.items()}
    return _explained(policy, facts)


def _explained(policy: Policy, facts: Mapping[str, Datum]) -> dict[str, Any]:
    findings = judge(policy, facts)
    light, text = STANDINGS[outcome(findings)]
    fen = amount_of(policy, facts)
    return {
        "light": light,
        "text": _(text),
        "outcome": outcome(findings),
        "findings": findings_told(findings),
        "amount": money(fen) if fen else "",
    }


def _sent(request: Asked, policy: Policy, form: ReliefForm) -> HttpResponse:
    """Once, however often the button is pressed; the receipt shows the code this one time."""
    said, address = form.cleaned_data, address_of(request)
    missing = [Reason("needed", field=name) for name in ("company", "code") if not said[name]]
    if missing:
        raise Invalid(*missing)
    try:
        company = guessed(request, lambda: company_by_code(said["company"], said["code"]))
    except NotFound as refusal:
        raise Invalid(Reason("wrong_number_or_code", field="code")) from refusal
    given = acts.Asked(
        policy.key, company, {name: said[name] for name in policy.fields},
        tuple(said.get("papers", ())), is_sample=company.is_sample,
    )  # fmt: skip
    who, kept = without_account(said["token"], address)
    body = json.dumps(sorted(request.POST.lists()), ensure_ascii=False).encode()
    done = once(
        said["token"], caller=f"{who} portal relief", body=body, now=request.now, kept=kept,
        work=lambda: _taken(given, request),
    )  # fmt: skip
    code = str(done.answer["code"])
    context = {
        "number": done.answer["number"], "code": code, "code_shown": f"{code[:4]} {code[4:]}",
        "name": name_of(policy), "unit": unit_named(policy.unit),
    }  # fmt: skip
    return show(request, "economy/portal_relief_receipt.html", context)


def _taken(given: acts.Asked, request: Asked) -> Mapping[str, Any]:
    made = acts.apply_for_relief(given, now=request.now)
    return {"number": made.relief.number, "code": made.access_code}


@door("public")
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: Asked) -> HttpResponse:
    """Ask for number and code; with both, show the application and do what was asked for it."""
    return opened(
        request, "economy/portal_relief_follow.html",
        lambda number, code: queries.relief_by_code(number, code, request.now), _act,
    )  # fmt: skip


def _act(request: Asked, row: Relief, shown: TrackForm) -> HttpResponse:
    number, code = shown.cleaned_data["number"], shown.cleaned_data["code"]
    said, reasons, status = "", list[str](), 200
    try:
        said = _do(request, row, request.POST.get("act", ""))
    except Refusal as refusal:
        reasons, status = sentences(refusal.reasons), refusal.status
    row = queries.relief_by_code(number, code, request.now)
    context = {**_told(row, request), "code": code, "said": said, "reasons": reasons}
    return show(request, "economy/portal_relief_one.html", context, status=status)


def _do(request: Asked, row: Relief, act: str) -> str:
    """What the company asked for, and what to say of it."""
    if act not in ("withdraw", "supplement"):
        return ""
    given = acts.Said(received=tuple(request.POST.getlist("papers")))
    acts.move_relief(row, act, by=RESIDENT, now=request.now, version=version_in(request.POST),
                     given=given)  # fmt: skip
    return _("申请已撤回。") if act == "withdraw" else _("已收到补正，恢复计时。")


def _told(row: Relief, request: Asked) -> dict[str, Any]:
    policy = policy_as_of(row.policy, row.policy_version)
    moves = {m.name for m in RELIEF.open_moves(row.state, frozenset({"resident"}))}
    return {
        "row": row,
        "name": title_of(row, policies_at(request.now)),
        "status": status_of(row),
        "next": next_told(row),
        "amount": money(row.amount_fen) if row.checked_at else "",
        "explained": _explained(policy, facts_of(row.company, policy.key)),
        "words": queries.told_to_company(row),
        "supplement_form": SupplementForm(policy, row.papers) if "supplement" in moves else None,
        "may_withdraw": "withdraw" in moves,
        "is_promised": row.state in ("applied", "checked", "on_notice", "approved"),
    }


@door("public")
@require_safe
def notices(request: Asked) -> HttpResponse:
    """Who is about to be granted what, for as long as the policy demands and no longer."""
    found = policies_at(request.now)
    rows = queries.announced(queries.today_of(request.now))[:MOST_ANNOUNCED]
    context = {
        "rows": [
            {"company": r.company.name, "policy": title_of(r, found), "period": r.period,
             "amount": money(r.amount_fen), "until": r.notice_until, "unit": unit_named(r.lead),
             "is_sample": r.is_sample}
            for r in rows
        ],
    }  # fmt: skip
    return show(request, "economy/portal_relief_notices.html", context)
