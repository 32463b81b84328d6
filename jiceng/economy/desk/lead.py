"""/desk/investment-leads/<number>/: one lead, its money, talks and promises, and the acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, move_offers, offer
from jiceng.casework.desk.followed import happened
from jiceng.economy.actions import leads as acts
from jiceng.economy.actions.promises import PromiseGiven, make_promise
from jiceng.economy.apps import INVESTMENT
from jiceng.economy.desk.leads import HERE, OFFICE, ROLES, money_told
from jiceng.economy.forms.lead_forms import (
    EntryForm,
    FundsForm,
    MoveForm,
    NextForm,
    PromiseForm,
    TakeBackForm,
)
from jiceng.economy.forms.told import promise_told, stage_light, status_told, unit_name, wan
from jiceng.economy.models import InvestmentLead
from jiceng.economy.process import INVESTMENT_LEAD
from jiceng.economy.queries.leads import lead_for, sums_behind, today_of
from jiceng.economy.rules.investment_words import ACTS
from jiceng.economy.rules.leads import ENTRIES, FUNDS, WITH_NEXT_STEP
from jiceng.web.doors import Asked, door
from jiceng.web.forms import unit_options
from jiceng.web.menu import office

GRAVE = frozenset({"pause", "drop"})
POINTLESS = frozenset({"paused_elsewhere"})
"""What says that a lead was paused in another stage; not worth a box."""
MOST = 100


def _form(name: str) -> Any:
    def build(*args: Any, **kwargs: Any) -> MoveForm:
        return MoveForm(name, *args, **kwargs)

    return build


def _write(name: str) -> Any:
    def write(request: Asked, row: InvestmentLead, said: dict[str, Any], version: int) -> None:
        papers = acts.LeadPapers(**{"fen" if k == "amount" else k: v for k, v in said.items()})
        acts.move_lead(row, name, by=request.actor, now=request.now, version=version, given=papers)

    return write


def _plan(request: Asked, row: InvestmentLead, said: dict[str, Any], version: int) -> None:
    acts.plan_next(
        row, said["next_step"], said["next_on"], by=request.actor, now=request.now, version=version
    )


def _note(request: Asked, row: InvestmentLead, said: dict[str, Any], version: int) -> None:
    acts.note_entry(row, **said, by=request.actor, now=request.now, version=version)


def _fund(request: Asked, row: InvestmentLead, said: dict[str, Any], version: int) -> None:
    fen = said.pop("amount")
    acts.add_funds(row, fen=fen, **said, by=request.actor, now=request.now, version=version)


def _take_back(request: Asked, row: InvestmentLead, said: dict[str, Any], version: int) -> None:
    acts.take_back_funds(row, **said, by=request.actor, now=request.now, version=version)


def _promise(request: Asked, row: InvestmentLead, said: dict[str, Any], version: int) -> None:
    make_promise(row, PromiseGiven(**said), by=request.actor, now=request.now)


MOVES: Mapping[str, Change] = {
    move.name: Change(
        move.label, _form(move.name), _write(move.name),
        "danger" if move.name in GRAVE else "primary",
    )
    for move in INVESTMENT_LEAD.moves
}  # fmt: skip


def _changes(row: InvestmentLead) -> dict[str, Change]:
    """What is no move."""
    return {
        "plan": Change(N_("改下一步"), NextForm, _plan, ""),
        "note": Change(N_("登记活动或资料"), EntryForm, _note, ""),
        "promise": Change(N_("登记县里的承诺"), PromiseForm, _promise, ""),
        "fund": Change(N_("登记资金"), FundsForm, _fund, ""),
        "take_back": Change(N_("冲销资金"), _take_back_form(_funds_choices(row)), _take_back, ""),
    }


def _offered(row: InvestmentLead) -> set[str]:
    """Those that make sense as far as the lead has come."""
    is_over = INVESTMENT_LEAD.state(row.state).final
    offered = {
        "plan": row.state in WITH_NEXT_STEP,
        "note": True,
        "promise": not is_over,
        "fund": row.contract_on is not None,
        "take_back": bool(_funds_choices(row)),
    }
    return {name for name, makes_sense in offered.items() if makes_sense}


def _funds_choices(row: InvestmentLead) -> list[tuple[int, str]]:
    """Amounts that can still be taken back."""
    rows = row.funds.filter(corrects=None, corrected_by=None).order_by("-on", "-pk")[:MOST]
    return [(r.pk, f"{r.on:%Y-%m-%d} {_(FUNDS[r.kind])} {wan(r.fen)}") for r in rows]


def _take_back_form(choices: list[tuple[int, str]]) -> Any:
    def build(*args: Any, **kwargs: Any) -> TakeBackForm:
        form = TakeBackForm(*args, **kwargs)
        field: Any = form.fields["funds"]
        field.choices = choices
        return form

    return build


@door("staff", *ROLES)
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One lead."""
    return _page(request, lead_for(request.actor, number))


@door("staff", *OFFICE)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """One move or change, by its name."""
    row = lead_for(request.actor, number)
    return acted(request, row, name, {**MOVES, **_changes(row)}, _page, f"{HERE}{number}/")


@door("staff", *OFFICE)
@require_POST
def contact(request: Asked, number: str) -> HttpResponse:
    """Name and telephone in full; the look is journalled."""
    row = lead_for(request.actor, number)
    shown = acts.show_lead_contact(row, by=request.actor, now=request.now)
    return _page(request, row, contact=shown)


def _page(
    request: Asked, row: InvestmentLead, tried: Tried | None = None, status: int = 200,
    contact: Mapping[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    url, roles = f"{HERE}{row.number}/", request.actor.roles_towards(row) & INVESTMENT
    offers = move_offers(
        request, row, INVESTMENT_LEAD, roles, MOVES, f"{url}acts/", tried, POINTLESS
    )
    if roles:
        offered = _offered(row)
        offers += [
            offer(request, row, name, change, f"{url}acts/", tried)
            for name, change in _changes(row).items()
            if name in offered
        ]
    known, today = {o["name"] for o in offers}, today_of(request.now)
    kept = getattr(row, "contact", None)
    context = {
        **office(request, HERE, crumbs=[(_("招商线索"), HERE), (row.number, "")]),
        "now": request.now, "row": row, "company": row.company, "url": url,
        "status": status_told(row), "light": stage_light(row, request.now),
        "is_overdue": row.next_on is not None and row.next_on < today,
        "details": _details(row), "agreements": _agreements(row),
        "figures": money_told(sums_behind(row.funds.all())),
        "funds": [{"row": r, "kind": _(FUNDS[r.kind]), "amount": wan(r.fen)}
                  for r in row.funds.order_by("on", "pk")[:MOST]],
        "entries": [{"row": r, "kind": _(ENTRIES[r.kind])}
                    for r in row.entries.order_by("-on", "-pk")[:MOST]],
        "promises": [promise_told(p, today, request.actor)
                     for p in row.promises.select_related("task").order_by("due_on", "pk")],
        "hint": kept.hint if kept and roles else "", "contact": contact,
        "timeline": happened(row, INVESTMENT_LEAD, ACTS), "offers": offers,
        "tried": tried if tried and tried.name not in known else None,
        "units": unit_options(),
    }  # fmt: skip
    return render(request, "economy/lead.html", context, status=status)


def _details(row: InvestmentLead) -> list[dict[str, Any]]:
    told = [
        (_("企业"), row.company.name),
        (_("跟进单位"), unit_name(row.unit)),
        (_("意向选址"), row.site),
        (_("企业需求"), row.needs),
        (_("拟投资额"), wan(row.planned_fen) if row.planned_fen else ""),
        (_("首次洽谈"), f"{row.talks_on:%Y-%m-%d}" if row.talks_on else ""),
        (_("项目代码"), row.project_code),
        (_("施工许可"), row.permit_paper),
    ]
    return [{"label": label, "text": text} for label, text in told if text]


def _agreements(row: InvestmentLead) -> list[dict[str, Any]]:
    """Framework and contract side by side, each with its own day and paper."""
    return [
        {"label": _("框架协议"), "on": row.framework_on, "paper": row.framework_paper,
         "note": _("没有约束力，不是合同")},
        {"label": _("合同"), "on": row.contract_on, "paper": row.contract_paper,
         "note": row.approval_paper},
    ]  # fmt: skip


urlpatterns = [
    path("investment-leads/<str:number>/", one),
    path("investment-leads/<str:number>/acts/<str:name>", act),
    path("investment-leads/<str:number>/contact", contact),
]
