"""An organisation's own money: what it holds, what it hands on, interest and spending; and the
receiving side of what comes from below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.followed import happened
from jiceng.kernel.money import money
from jiceng.kernel.process import Process
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.kernel.scope import Actor
from jiceng.party.actions import dues_remittances as acts
from jiceng.party.apps import PARTY
from jiceng.party.desk.dues_forms import (
    DecideForm,
    InterestForm,
    ReasonForm,
    RemitForm,
    SpendingForm,
)
from jiceng.party.desk.dues_shown import (
    HERE,
    done_once,
    frame,
    fresh_key,
    rule_shown,
    today_of,
    url_of,
)
from jiceng.party.models import Organisation, Remittance, Voucher
from jiceng.party.process import REMITTANCE
from jiceng.party.queries.dues import balances, keeps_itself, own_organisation_for
from jiceng.party.queries.dues_totals import totals_of
from jiceng.party.queries.rule_book import version_on
from jiceng.party.rules.dues import handed_on
from jiceng.party.rules.dues_ledger import SPENT_ON
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.words import sentences, word

ACTS: Mapping[str, str] = {"send": N_("上缴")}
VOUCHERS: Mapping[str, str] = {
    "due": N_("生成应收"),
    "payment": N_("收款"),
    "counter": N_("冲正"),
    "bank": N_("银行来款"),
    "returned": N_("退回银行来款"),
    "sent": N_("上缴"),
    "arrived": N_("收到下级上缴"),
    "sent_back": N_("退回下级上缴"),
    "passed_out": N_("上缴县外"),
    "interest": N_("利息"),
    "spent": N_("使用支出"),
}
LIGHTS = {"sent": "yellow", "confirmed": "done", "returned": "red"}
LATEST = 30


def _remit(request: Asked, at: Organisation, said: dict[str, Any]) -> None:
    given = acts.Sending(
        said["amount"], said["period_from"], said["period_to"], said["on"], said["purpose"],
        said["reference"],
    )  # fmt: skip
    acts.remit(at, given, by=request.actor, now=request.now, today=today_of(request))


def _interest(request: Asked, at: Organisation, said: dict[str, Any]) -> None:
    acts.enter_interest(
        at, said["amount"], on=said["on"], by=request.actor, now=request.now,
        today=today_of(request),
    )  # fmt: skip


def _spend(request: Asked, at: Organisation, said: dict[str, Any]) -> None:
    acts.enter_spending(
        at, said["amount"], said["use"], on=said["on"], by=request.actor, now=request.now,
        today=today_of(request),
    )  # fmt: skip


Write = Callable[[Asked, Organisation, dict[str, Any]], None]
CHANGES: Mapping[str, tuple[str, type[Form], Write]] = {
    "remit": (N_("上缴党费"), RemitForm, _remit),
    "interest": (N_("登记利息"), InterestForm, _interest),
    "spending": (N_("登记支出"), SpendingForm, _spend),
}


@door("staff", *PARTY)
@require_safe
def show(request: Asked, code: str) -> HttpResponse:
    """What an organisation holds, and what it may do with it."""
    return _page(request, own_organisation_for(request.actor, code))


@door("staff", *PARTY)
@require_POST
def act(request: Asked, code: str, name: str) -> HttpResponse:
    """remit, interest or spending."""
    at = own_organisation_for(request.actor, code)
    if name not in CHANGES:
        raise NotFound(Reason("not_found"))
    _label, kind, write = CHANGES[name]
    form = kind(request.POST, auto_id=f"{name}_%s")
    reasons: list[str] = []
    status = 422
    if form.is_valid():
        said = form.cleaned_data

        def work() -> dict[str, Any]:
            write(request, at, said)
            return {}

        try:
            done_once(request, work)
            return HttpResponseRedirect(url_of(at, "money"))
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
    return _page(request, at, (name, form, reasons), status)


def _page(
    request: Asked, at: Organisation, tried: tuple[str, Form, list[str]] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    today = today_of(request)
    vouchers = Voucher.objects.filter(organisation=at).exclude(kind="due")
    sent = Remittance.objects.filter(from_organisation=at).select_related("to_organisation__unit")
    came = Remittance.objects.filter(to_organisation=at).select_related("from_organisation__unit")
    context = {
        **frame(request, at, "money", _("上缴与收支")),
        "figures": _figures(at),
        "offers": [_offer(request, at, name, today, tried) for name in CHANGES],
        "above": acts.above_of(at),
        "sent": [_sent(row) for row in sent.order_by("-pk")[:LATEST]],
        "came": [_sent(row, True) for row in came.order_by("-state", "-pk")[:LATEST]],
        "vouchers": [_voucher(v) for v in _with_sums(vouchers.order_by("-pk")[:LATEST])],
        "rule": rule_shown(today, "remit_percent", "large_voluntary_fen"),
    }
    return render(request, "party/dues_money.html", context, status=status)


def _figures(at: Organisation) -> list[dict[str, Any]]:
    found = balances(at)
    unassigned, centre = -found.get("unassigned", 0), -found.get("for_centre", 0)
    held = found.get("held", 0)
    return [
        {"label": _("账上现有"), "value": money(held), "unit": _("元")},
        {"label": _("可上缴、可使用"), "value": money(held - unassigned - centre),
         "unit": _("元")},
        {"label": _("上缴在途"), "value": money(found.get("in_transit", 0)), "unit": _("元")},
        {"label": _("待认领来款"), "value": money(unassigned), "unit": _("元"),
         "alert": unassigned > 0, "url": url_of(at, "bank")},
        {"label": _("待转交中央"), "value": money(centre), "unit": _("元")},
    ]  # fmt: skip


def _offer(
    request: Asked, at: Organisation, name: str, today: date,
    tried: tuple[str, Form, list[str]] | None,
) -> dict[str, Any]:  # fmt: skip
    label, kind, _write = CHANGES[name]
    mine = tried if tried and tried[0] == name else None
    start = {"on": today, "purpose": "dues", "amount": "", **_suggested(at, name, today)}
    return {
        "name": name,
        "label": _(label),
        "form": mine[1] if mine else kind(auto_id=f"{name}_%s", initial=start),
        "reasons": mine[2] if mine else [],
        "is_open": mine is not None,
        "url": url_of(at, f"money/{name}"),
        "key": fresh_key(request),
    }


def _suggested(at: Organisation, name: str, today: date) -> dict[str, Any]:
    """A branch hands on what it holds; a committee the share of the rule of what came in."""
    if name != "remit":
        return {}
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    there = max(0, acts.available(at, "dues"))
    if at.kind == "committee":
        totals = totals_of(at, today.year)
        usual = handed_on(totals["from_below"], version_on("dues", today).values)
        there = max(0, min(there, usual - totals["handed_up"]))
    amount = f"{there // 100}.{there % 100:02d}" if there else ""
    return {"amount": amount, "period_from": first, "period_to": today}


def _sent(row: Remittance, is_receiver: bool = False) -> dict[str, Any]:
    other = row.from_organisation if is_receiver else row.to_organisation
    return {
        "url": f"{HERE}remittances/{row.number}/",
        "number": row.number,
        "other": other.name,
        "sum": money(row.fen),
        "is_centre": row.purpose == "centre",
        "on": row.sent_on,
        "period": f"{row.period_from} — {row.period_to}",
        "status": _status(row),
    }


def _status(row: Remittance) -> dict[str, str]:
    return {"light": LIGHTS[row.state], "text": _(REMITTANCE.state(row.state).label)}


def _with_sums(rows: Any) -> list[tuple[Voucher, int]]:
    """Vouchers with the sum that changed hands: the positive side."""
    found = list(rows.prefetch_related("entries"))
    return [(v, sum(e.fen for e in v.entries.all() if e.fen > 0)) for v in found]


def _voucher(found: tuple[Voucher, int]) -> dict[str, Any]:
    row, fen = found
    why = _(SPENT_ON[row.because]) if row.because in SPENT_ON else row.because
    return {"number": row.pk, "label": _(VOUCHERS[row.kind]), "on": row.happened_on,
            "sum": money(fen), "why": why}  # fmt: skip


# One remittance.


def remittance_for(actor: Actor, number: str) -> Remittance:
    """A remittance of an organisation the reader keeps, on either side."""
    sides = ("from_organisation__unit", "to_organisation__unit")
    found = Remittance.objects.filter(number=number).select_related(*sides).first()
    if found is None or not any(
        keeps_itself(actor, at) for at in (found.from_organisation, found.to_organisation)
    ):
        raise NotFound(Reason("not_found"))
    return found


MOVES: Mapping[str, type[Form]] = {"confirm": DecideForm, "return": ReasonForm}
Tried = tuple[str, Form, list[str]]


@door("staff", *PARTY)
@require_safe
def remittance(request: Asked, number: str) -> HttpResponse:
    """What was sent, and whether it came."""
    return _remittance(request, remittance_for(request.actor, number))


@door("staff", *PARTY)
@require_POST
def settle(request: Asked, number: str, name: str) -> HttpResponse:
    """confirm or return, by the receiving side."""
    row = remittance_for(request.actor, number)
    if name not in MOVES:
        raise NotFound(Reason("not_found"))
    form = MOVES[name](request.POST, auto_id=f"{name}_%s")
    reasons: list[str] = []
    status = 422
    if form.is_valid():
        try:
            acts.settle_remittance(
                row, name, by=request.actor, now=request.now, today=today_of(request),
                **form.cleaned_data,
            )  # fmt: skip
            return HttpResponseRedirect(f"{HERE}remittances/{number}/")
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
    fresh = remittance_for(request.actor, number)
    return _remittance(request, fresh, (name, form, reasons), status)


def _remittance(
    request: Asked, row: Remittance, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    receives = keeps_itself(request.actor, row.to_organisation)
    at = row.to_organisation if receives else row.from_organisation
    base = f"{HERE}remittances/{row.number}/"
    context = {
        **frame(request, at, "money", row.number),
        "row": row,
        "title": _("%(name)s上缴党费") % {"name": row.from_organisation.name},
        "status": _status(row),
        "details": [
            {"label": _("上缴单位"), "text": row.from_organisation.name},
            {"label": _("收款单位"), "text": row.to_organisation.name},
            {"label": _("款项"), "text": _("转交中央的大额党费") if row.purpose == "centre"
             else _("党费")},
            {"label": _("金额"), "text": _("%(sum)s 元") % {"sum": money(row.fen)}},
            {"label": _("所属期"), "text": f"{row.period_from} — {row.period_to}"},
            {"label": _("上缴日期"), "text": f"{row.sent_on}"},
            {"label": _("转账凭证号"), "text": row.reference or "—"},
        ],
        "offers": decisions(row, REMITTANCE, MOVES, base, tried) if receives else [],
        "timeline": happened(row, REMITTANCE, ACTS),
    }  # fmt: skip
    return render(request, "party/dues_decision.html", context, status=status)


def decisions(
    row: Movable, process: Process, forms: Mapping[str, type[Form]], base: str,
    tried: Tried | None,
) -> list[dict[str, Any]]:  # fmt: skip
    """The moves that may be made from here, as casework/desk_offer.html draws them."""
    offers = []
    for move in process.moves:
        if row.state not in move.sources:
            continue
        mine = tried if tried and tried[0] == move.name else None
        start = {"version": row.version}
        form = mine[1] if mine else forms[move.name](auto_id=f"{move.name}_%s", initial=start)
        offers.append({
            "name": move.name, "label": _(move.label), "form": form,
            "is_plain": not form.visible_fields(), "is_open": bool(mine),
            "style": "danger" if form.visible_fields() else "primary",
            "reasons": mine[2] if mine else [], "url": f"{base}{move.name}",
        })  # fmt: skip
    return offers


urlpatterns = [
    path("party/dues/remittances/<str:number>/", remittance),
    path("party/dues/remittances/<str:number>/<str:name>", settle),
    path("party/dues/<str:code>/money", show),
    path("party/dues/<str:code>/money/<str:name>", act),
]
