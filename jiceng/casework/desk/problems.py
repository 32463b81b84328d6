"""/desk/problems/: the ledgers, the problems of one, new ones, and the table to take away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.actions.campaigns import TIERS as KEEPING_TIERS
from jiceng.casework.actions.campaigns import close_campaign, open_campaign
from jiceng.casework.actions.findings import MAY_FIND, add_problem, from_case
from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.problem_forms import CampaignForm, Filters, ProblemForm, kind_name
from jiceng.casework.desk.problem_rows import problem_lines
from jiceng.casework.models import Campaign, Case, Problem, ProblemSupport
from jiceng.casework.queries import case_for
from jiceng.casework.queries.ledgers import head_of, kept_headings, rows_of
from jiceng.casework.queries.problem_search import Ledger, counted, ledger_of, parts, sought
from jiceng.casework.queries.problems import (
    campaign_for,
    campaigns_of,
    keeps,
    problem_terms,
    supported_by,
)
from jiceng.casework.rules.problems import light_of
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import Invalid, Reason, Refusal
from jiceng.kernel.scope import Actor
from jiceng.web.clock import county_zone, local_day
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import csv_answer, xlsx_answer
from jiceng.web.forms import add_refusal, unit_options
from jiceng.web.menu import office
from jiceng.web.once import once
from jiceng.web.paging import SIZE, Page, cut, page_of, pager, read_cursor
from jiceng.web.words import word

HERE = "/desk/problems/"
SUPPORTS = 20
"""How many problems of others one's own unit is shown to support."""
TABS = (
    ("open", N_("未销号")),
    ("late", N_("超期")),
    ("review", N_("验收公示回头看")),
    ("done", N_("已销号")),
    ("again", N_("反弹和重复")),
    ("all", N_("全部")),
)


def ledger_url(code: str) -> str:
    return f"{HERE}campaigns/{code}/"


def keeps_some(actor: Actor) -> bool:
    """Whether somebody may open ledgers at all."""
    return any("overseer" in g.roles and g.tier in KEEPING_TIERS for g in actor.grips)


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """The ledgers that concern somebody, those under way first."""
    is_closed = bool(request.GET.get("closed"))
    rows = campaigns_of(request.actor).filter(closed_at__isnull=not is_closed)
    page = page_of(rows, request.GET.get("after", ""), key="opened_at", newest=True)
    kinds = problem_terms(request.now).kinds
    context = {
        **office(request, HERE, crumbs=[(_("问题台账"), "")]),
        "rows": [
            {
                "url": ledger_url(row.code),
                "name": row.name,
                "code": row.code,
                "kind": kind_name(kinds[row.kind]) if row.kind in kinds else row.kind,
                "unit": unit_name(row.unit),
                "starts_on": row.starts_on,
                "ends_on": row.ends_on,
                "needs_notice": row.needs_notice,
            }
            for row in page.rows
        ],
        "pager": pager(page, request.GET),
        "is_closed": is_closed,
        "may_open": keeps_some(request.actor),
        "supports": [
            _supported(row, request.now) for row in supported_by(request.actor)[:SUPPORTS]
        ],
    }
    return render(request, "casework/desk_problems.html", context)


def _supported(row: ProblemSupport, now: datetime) -> dict[str, Any]:
    """A problem that one's own unit supports."""
    problem = row.problem
    return {
        "url": url_of("problem", problem.number),
        "title": problem.title,
        "number": problem.number,
        "lead": unit_name(problem.unit),
        "unit": unit_name(row.unit),
        "due_at": problem.due_at,
        "light": light_of(problem.state, problem.due_at, now),
    }


@door("staff", "overseer")
@require_http_methods(["GET", "HEAD", "POST"])
def open_one(request: Asked) -> HttpResponse:
    """Open a ledger."""
    form = CampaignForm(request.POST or None, now=request.now)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return HttpResponseRedirect(ledger_url(_opened_once(request, form)))
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal.reasons, word)
    else:
        form.initial["starts_on"] = local_day(request.now)
    return _form(request, _("建立台账"), form, HERE, [(_("建立台账"), "")], status)


def _opened_once(request: Asked, form: CampaignForm) -> str:
    def work() -> Mapping[str, str]:
        campaign = open_campaign(form.opened(), by=request.actor, now=request.now)
        return {"code": campaign.code}

    return str(_once(request, work)["code"])


def _once(request: Asked, work: Any) -> Mapping[str, Any]:
    """Pressed twice, done once."""
    left_out = ("csrfmiddlewaretoken", "idempotency_key")
    sent = sorted((k, v) for k, v in request.POST.lists() if k not in left_out)
    done = once(
        request.POST.get("idempotency_key", ""),
        caller=f"{request.actor.person} POST {request.path}",
        body=json.dumps(sent, ensure_ascii=False).encode(),
        work=work,
        now=request.now,
    )
    return done.answer


def _form(
    request: Asked,
    title: str,
    form: Any,
    back: str,
    crumbs: list[tuple[str, str]],
    status: int,
    facts: str = "",
) -> HttpResponse:
    context = {
        **office(request, HERE, crumbs=[(_("问题台账"), HERE), *crumbs]),
        "title": title,
        "form": form,
        "facts": facts,
        "back": back,
        "units": unit_options(),
        "key": request.POST.get("idempotency_key") or uuid4(),
    }
    return render(request, "casework/desk_problem_form.html", context, status=status)


@door("staff")
@require_safe
def ledger(request: Asked, code: str) -> HttpResponse:
    """One ledger: its parts, its filters, the newest problems first."""
    now, campaign = request.now, campaign_for(request.actor, code)
    names = dict(TABS)
    tab = request.GET.get("tab", "open")
    tab = tab if tab in names else "open"
    filters = Filters(request.GET)
    rows = Ledger(request.actor, campaign, tab, filters.wanted(), now)
    page = page_of_problems(rows, request.GET.get("after", ""))
    counts = counted(request.actor, campaign, now)
    is_keeper = keeps(request.actor, campaign)
    query = request.GET.copy()
    query.pop("after", None)
    context = {
        **office(request, HERE, crumbs=[(_("问题台账"), HERE), (campaign.name, "")]),
        "campaign": campaign,
        "keeper": unit_name(campaign.unit),
        "url": ledger_url(code),
        "tabs": [
            {"label": _(label), "url": f"?tab={name}", "count": counts.get(name),
             "current": name == tab, "late": counts[name] if name == "late" else 0}
            for name, label in TABS
        ],
        "total": counts["all"],
        "late": counts["late"],
        "filters": filters,
        "rows": problem_lines(page.rows, now),
        "is_dated": rows.is_dated,
        "pager": pager(page, request.GET, _("本页 %(n)d 件") % {"n": len(page.rows)}),
        "query": query.urlencode(),
        "units": unit_options(),
        "may_import": is_keeper and campaign.closed_at is None,
        "may_close": is_keeper and campaign.closed_at is None,
        "may_add": campaign.closed_at is None and bool(request.actor.roles & MAY_FIND),
        "is_filtered": any(v for k, v in request.GET.items() if k not in ("tab", "after")),
    }  # fmt: skip
    return render(request, "casework/desk_ledger.html", context)


@door("staff", *sorted(MAY_FIND))
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Write a problem down; with a case, what the case says stands in the form already."""
    campaign = _chosen(request)
    if campaign is None:
        return _choose(request)
    number = request.POST.get("case") or request.GET.get("case", "")
    case = case_for(request.actor, number, request.now) if number else None
    form = ProblemForm(
        request.POST or None, campaign=campaign, now=request.now,
        initial=_suggested(case, campaign, request.now),
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return HttpResponseRedirect(
                    url_of("problem", _added_once(request, form, campaign, case))
                )
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal.reasons, word)
    crumbs = [(campaign.name, ledger_url(campaign.code)), (_("登记问题"), "")]
    facts = _("由案件 %(number)s 转入") % {"number": case.number} if case else ""
    back = ledger_url(campaign.code)
    return _form(request, _("登记问题"), form, back, crumbs, status, facts)


def _added_once(request: Asked, form: ProblemForm, campaign: Campaign, case: Case | None) -> str:
    def work() -> Mapping[str, str]:
        found = form.found(campaign)
        if case is not None and found.place == case.place_text:
            found = replace(found, area=case.area_code, lon=case.lon, lat=case.lat)
        row = add_problem(campaign, found, by=request.actor, now=request.now, case=case)
        return {"number": row.number}

    return str(_once(request, work)["number"])


def _suggested(case: Case | None, campaign: Campaign, now: datetime) -> dict[str, Any]:
    start: dict[str, Any] = {"found_on": local_day(now), "is_public": campaign.needs_notice}
    if case is None:
        return start
    found = from_case(case, now)
    names = ("description", "unit", "source", "place", "found_on")
    return start | {n: getattr(found, n) for n in names} | {"case": case.number}


def _chosen(request: Asked) -> Campaign | None:
    code = request.GET.get("campaign", "")
    return campaign_for(request.actor, code) if code else None


def _choose(request: Asked) -> HttpResponse:
    """Which ledger a problem belongs to."""
    rows = campaigns_of(request.actor).filter(closed_at=None).order_by("-opened_at", "-pk")[:50]
    case = request.GET.get("case", "")
    context = {
        **office(request, HERE, crumbs=[(_("问题台账"), HERE), (_("登记问题"), "")]),
        "rows": rows,
        "case": case,
    }
    return render(request, "casework/desk_problem_choose.html", context)


@door("staff", "overseer")
@require_POST
def close(request: Asked, code: str) -> HttpResponse:
    """No more problems are added to a ledger."""
    close_campaign(campaign_for(request.actor, code), by=request.actor, now=request.now)
    return HttpResponseRedirect(ledger_url(code))


@door("staff")
@require_safe
def export(request: Asked, code: str) -> HttpResponseBase:
    """The problems looked at as a table, oldest first; who took it is in the journal."""
    campaign = campaign_for(request.actor, code)
    kind = request.GET.get("format", "xlsx")
    if kind not in ("csv", "xlsx"):
        raise Invalid(Reason("unknown_value", {"value": kind}, field="format"))
    part = parts(request.now).get(request.GET.get("tab", "all"), parts(request.now)["all"])
    rows = sought(
        ledger_of(request.actor, campaign).filter(part), Filters(request.GET).wanted(), request.now
    ).order_by("pk")
    payload = {"format": kind, "campaign": campaign.code}
    with transaction.atomic():
        grip = request.actor.grips[0]
        append([line_by(grip, "export", "campaign", campaign.pk, payload=payload)], at=request.now)
    kept = kept_headings(rows.select_related(None).only("kept").iterator(chunk_size=2000))
    answer = csv_answer if kind == "csv" else xlsx_answer
    lines = rows_of(rows.iterator(chunk_size=1000), kept, county_zone())
    return answer(f"problems-{campaign.code}", head_of(kept), lines)


def page_of_problems(rows: Ledger, after: str) -> Page[Problem]:
    """What follows a cursor, in the order of the list. `Invalid` for a cursor of no one."""
    if rows.is_dated:
        return cut(rows.first(SIZE + 1, read_cursor(after) if after else None))
    if after and not (after.isascii() and after.isdigit() and len(after) < 19):
        raise Invalid(Reason("bad_cursor", field="after"))
    found = rows.first(SIZE + 1, (None, int(after)) if after else None)
    return Page(found[:SIZE], str(found[SIZE - 1].pk) if len(found) > SIZE else "")
