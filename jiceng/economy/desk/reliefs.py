"""/desk/reliefs/: what waits, one application with its explanation and acts, and the records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, move_offers, offer
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.programme_forms import WordedForm
from jiceng.economy.actions import reliefs as acts
from jiceng.economy.actions.relief_ledger import stands_against
from jiceng.economy.desk.relief_shown import (
    HEAD,
    HERE,
    TABS,
    cells_of,
    details_of,
    newest_page,
    row_of,
)
from jiceng.economy.figures.reliefs import FIGURES, records_of, value_of
from jiceng.economy.forms.relief_forms import AmountForm, CheckForm, WordsForm
from jiceng.economy.forms.reliefs_told import findings_told, status_of, title_of
from jiceng.economy.models import Relief
from jiceng.economy.process import RELIEF
from jiceng.economy.queries.relief_policies import (
    facts_of,
    policies_at,
    policy_as_of,
    unit_named,
)
from jiceng.economy.queries.reliefs import (
    ENDED,
    WORKERS,
    asked_of,
    held_by,
    led_by,
    relief_for,
    units_of,
)
from jiceng.economy.rules.money import fen_of
from jiceng.economy.rules.relief import amount_of, judge
from jiceng.economy.rules.relief_words import ACTS
from jiceng.kernel.money import money
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.kernel.reports import Span
from jiceng.web.days import days_in
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import xlsx_answer
from jiceng.web.menu import office
from jiceng.web.paging import pager
from jiceng.web.words import sentences

ROLES = tuple(sorted(WORKERS))
OPEN = [s.name for s in RELIEF.states if s.name not in ENDED]
STATES = [("", N_("未办结")), ("all", N_("全部")), *((s.name, s.label) for s in RELIEF.states)]
GRAVE = frozenset({"decline", "ask_supplement", "recover", "recover_part"})
POINTLESS = frozenset({"no_notice_needed", "is_deferral", "no_deferral"})
"""What says that a policy has no such move; not worth a box."""
MOST_EXPORTED = 50_000
WITH_AMOUNT = frozenset({"check", "recover_part"})


class Filters(WordedForm):
    """Narrowing of the list."""

    state = forms.ChoiceField(label=N_("状态"), required=False, choices=STATES)
    policy = forms.ChoiceField(label=N_("政策"), required=False)
    text = forms.CharField(label=N_("编号或信用代码"), max_length=24, required=False)
    tab = forms.CharField(required=False, widget=forms.HiddenInput, max_length=8)

    def __init__(self, policies: Mapping[str, Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["policy"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("全部"))] + [(k, p.name) for k, p in policies.items()]


def _form(name: str, needs: frozenset[str]) -> Any:
    kind = AmountForm if name in WITH_AMOUNT else WordsForm

    def build(*args: Any, **kwargs: Any) -> WordsForm:
        return kind(needs, *args, **kwargs)

    return build


def _write(name: str) -> Any:
    def write(request: Asked, row: Relief, said: dict[str, Any], version: int) -> None:
        amount = said.pop("amount", "")
        given = acts.Said(**said, amount_fen=_fen(amount) if amount else None)
        acts.move_relief(row, name, by=request.actor, now=request.now, version=version,
                         given=given)  # fmt: skip

    return write


def _fen(written: str) -> int:
    try:
        return fen_of(written)
    except ValueError as error:
        raise Invalid(Reason("bad_amount", field="amount")) from error


CHANGES: Mapping[str, Change] = {
    move.name: Change(move.label, _form(move.name, move.needs), _write(move.name),
                      "danger" if move.name in GRAVE else "primary")
    for move in RELIEF.moves
}  # fmt: skip


def _check_change(row: Relief) -> Change:
    """The word of a department asked."""
    policy = policy_as_of(row.policy, row.policy_version)

    def build(*args: Any, **kwargs: Any) -> CheckForm:
        return CheckForm(policy, *args, **kwargs)

    def write(request: Asked, kept: Relief, said: dict[str, Any], version: int) -> None:
        is_met, opinion = said.pop("is_met") == "yes", said.pop("opinion")
        acts.say_check(kept, is_met=is_met, opinion=opinion, figures=said, by=request.actor,
                       now=request.now)  # fmt: skip

    return Change(N_("反馈核查意见"), build, write)


@door("staff", *ROLES)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Applications of one's own unit, the newest first."""
    policies = policies_at(request.now)
    filters = Filters(policies, request.GET)
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    tab = said.get("tab") or "held"
    if tab == "asked":
        page = newest_page(asked_of(request.actor), request, "relief_id")
        rows = [check.relief for check in page.rows]
    else:
        page = newest_page(_narrowed(request, tab, said), request)
        rows = page.rows
    context = {
        **office(request, HERE, crumbs=[(_("惠企资金"), "")]),
        "now": request.now,
        "filters": None if tab == "asked" else filters,
        "tabs": [{"url": f"?tab={key}", "label": _(label), "current": key == tab}
                 for key, label in TABS.items()],
        "rows": [row_of(r, request, policies) for r in rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 件") % {"n": len(rows)}),
        "export": f"{HERE}export.xlsx?{request.GET.urlencode()}",
    }  # fmt: skip
    return render(request, "economy/reliefs.html", context)


def _narrowed(request: Asked, tab: str, said: Mapping[str, Any]) -> QuerySet[Relief]:
    rows = led_by(request.actor) if tab == "lead" else held_by(request.actor)
    text, state = said.get("text", ""), said.get("state", "")
    if text:
        rows = rows.filter(Q(number=text) | Q(company__credit_code=text))
    elif state != "all":
        rows = rows.filter(state__in=[state] if state else OPEN)
    rows = rows.filter(policy=said["policy"]) if said.get("policy") else rows
    return rows.select_related("company")


@door("staff", *ROLES)
@require_safe
def export(request: Asked) -> HttpResponseBase:
    """The list as a workbook, with the filters of the page."""
    policies = policies_at(request.now)
    filters = Filters(policies, request.GET)
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    rows = _narrowed(request, said.get("tab") or "held", said)[:MOST_EXPORTED]
    head = [_(label) for label in HEAD]
    return xlsx_answer("reliefs", head, (cells_of(row, policies) for row in rows))


@door("staff", *ROLES)
@require_safe
def records(request: Asked) -> HttpResponse:
    """The applications behind a figure, as far as one's own unit leads or has them."""
    code, days = request.GET.get("figure", ""), days_in(request)
    if code not in FIGURES or len(days) != 2:
        raise NotFound(Reason("not_found"))
    units = units_of(request.actor)
    span = Span(days["start"], days["end"], request.now)
    rows = records_of(code, span).filter(Q(lead__in=units) | Q(unit__in=units))
    if lead := request.GET.get("lead", ""):
        rows = rows.filter(lead=lead)
    page = newest_page(rows.select_related("company"), request)
    value = value_of(code, rows)
    kind, policies = FIGURES[code], policies_at(request.now)
    context = {
        **office(request, HERE, crumbs=[(_("惠企资金"), HERE), (_(kind.name), "")]),
        "now": request.now,
        "kind": {"name": _(kind.name), "definition": _(kind.definition), "unit": _(kind.unit)},
        "value": money(value) if kind.kind == "sum" else f"{value:,}",
        "days": days,
        "rows": [row_of(r, request, policies) for r in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 件") % {"n": len(page.rows)}),
    }
    return render(request, "economy/relief_records.html", context)


@door("staff", *ROLES)
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One application: why it may be granted, its papers, its course, and what may be done."""
    return _page(request, relief_for(request.actor, number, request.now))


@door("staff", *ROLES)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """One move, or the word of a department asked."""
    row = relief_for(request.actor, number, request.now)
    changes = {**CHANGES, "say_check": _check_change(row)}
    return acted(request, row, name, changes, _page, f"{HERE}{number}/")


def _page(
    request: Asked, row: Relief, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    url, policy = f"{HERE}{row.number}/", policy_as_of(row.policy, row.policy_version)
    if tried:
        row = relief_for(request.actor, row.number, request.now)  # as it stands: nothing was done
    offers = move_offers(
        request, row, RELIEF, request.actor.roles_towards(row) & WORKERS, CHANGES, f"{url}acts/",
        tried, POINTLESS,
    )  # fmt: skip
    mine = row.checks.filter(unit__in=units_of(request.actor), is_met=None).exists()
    if mine and row.state == "applied":
        offers.append(offer(request, row, "say_check", _check_change(row), f"{url}acts/", tried))
    policies = policies_at(request.now)
    facts = facts_of(row.company, policy.key)
    fen = amount_of(policy, facts)
    against = stands_against(row.company, policy, row.period, policies)
    is_open = row.state in ("applied", "supplementing", "checked", "on_notice")
    context = {
        **office(request, HERE, crumbs=[(_("惠企资金"), HERE), (row.number, "")]),
        "now": request.now,
        "row": row,
        "name": title_of(row, policies),
        "status": status_of(row),
        "details": details_of(row),
        "findings": findings_told(judge(policy, facts)),
        "formula": money(fen) if fen is not None else "",
        "against": sentences([against])[0] if against and is_open else "",
        "checks": _checks_told(row),
        "papers": [{"name": p.name, "there": p.key in row.papers} for p in policy.papers],
        "timeline": happened(row, RELIEF, ACTS, without_post=_("企业")),
        "offers": offers,
        "tried": tried if tried and tried.name not in {o["name"] for o in offers} else None,
        "policy_url": f"{HERE}policies/{policy.key}/",
        "url": url,
    }
    return render(request, "economy/relief.html", context, status=status)


def _checks_told(row: Relief) -> list[dict[str, Any]]:
    said = {
        None: ("yellow", N_("未反馈")),
        True: ("done", N_("符合")),
        False: ("red", N_("不符合")),
    }
    return [
        {"unit": unit_named(c.unit), "light": said[c.is_met][0], "text": _(said[c.is_met][1]),
         "opinion": c.opinion}
        for c in row.checks.order_by("pk")
    ]  # fmt: skip


urlpatterns = [
    path("reliefs/", show),
    path("reliefs/export.xlsx", export),
    path("reliefs/records", records),
    path("reliefs/<str:number>/", one),
    path("reliefs/<str:number>/acts/<str:name>", act),
]
