"""Take a payment in two taps, print its receipt, take a mistake back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.kernel.money import money
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.party.actions.dues_payments import Paying, give_more, pay, take_back
from jiceng.party.apps import PARTY
from jiceng.party.desk.dues_forms import BackForm, GiftForm, PayForm
from jiceng.party.desk.dues_shown import (
    HERE,
    done_once,
    fixing_words,
    frame,
    fresh_key,
    rule_shown,
    today_of,
    url_of,
)
from jiceng.party.models import DuesMonth, Member, Organisation, Payment
from jiceng.party.queries.dues import fixing_on, own_branch_for, payable_until, payment_for
from jiceng.party.queries.rule_book import version_on
from jiceng.party.rules.dues import month_of, months, needs_reason, read_month
from jiceng.party.rules.dues_money import capital
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.words import sentences, word

SECRETARY = "branch_secretary"


def member_in(at: Organisation, number: str) -> Member:
    """A member of a branch by their number; `NotFound` otherwise."""
    rows = Member.objects.filter(organisation=at, number=number)
    found = rows.select_related("organisation__unit").first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


@door("staff", SECRETARY)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Asked, code: str, number: str) -> HttpResponse:
    """What a member owes; one press on a sum takes it."""
    at = own_branch_for(request.actor, code)
    member = member_in(at, number)
    form = PayForm(request.POST or None, initial={"on": today_of(request)})
    reasons: list[str] = []
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            return HttpResponseRedirect(f"{HERE}receipts/{_paid(request, member, form)}/")
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
    return _page(request, at, member, form, reasons=reasons, status=status)


def _paid(request: Asked, member: Member, form: PayForm) -> str:
    through, _sep, shown = request.POST.get("pick", "").partition(":")
    if not (shown.isascii() and shown.isdigit() and len(shown) < 13):
        raise Invalid(Reason("bad_month", {"value": through[:20]}, "through"))
    said = form.cleaned_data
    paying = Paying(read_month(through), said["on"], said["because"], int(shown))

    def work() -> dict[str, Any]:
        done = pay(member, paying, by=request.actor, now=request.now, today=today_of(request))
        return {"number": done.number}

    return str(done_once(request, work)["number"])


def _page(
    request: Asked,
    at: Organisation,
    member: Member,
    form: PayForm,
    *,
    gift: GiftForm | None = None,
    reasons: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    today = today_of(request)
    sums = list(_choices(member, today))
    here = f"{month_of(today):%Y-%m}"
    first = next((s for s in reversed(sums) if s["month"] <= here), sums[0] if sums else None)
    fixing = fixing_on(member, month_of(today))
    context = {
        **frame(request, at, "", member.name),
        "member": member,
        "fixing": fixing_words(fixing),
        "monthly": money(fixing.monthly_fen) if fixing else "",
        "form": form,
        "gift": gift or GiftForm(auto_id="gift_%s", initial={"on": today}),
        "reasons": reasons,
        "first": first,
        "others": [s for s in sums if s is not first],
        "payments": _latest(member),
        "key": fresh_key(request),
        "rule": rule_shown(today, "back_payment_months", "pay_within_quarter",
                           "large_voluntary_fen"),
    }  # fmt: skip
    return render(request, "party/dues_pay.html", context, status=status)


def _choices(member: Member, today: date) -> Any:
    """Every month that may be paid up to, with the sum of all that is open until then."""
    here, last = month_of(today), payable_until(today)
    rows = {m.month: m for m in DuesMonth.objects.filter(member=member, month__lte=last)}
    open_ = {month: row.open_fen for month, row in rows.items() if row.open_fen}
    if member.left_on is None:
        ahead = (m for m in months(here, last) if m not in rows)
        fixed = {m: fixing_on(member, m) for m in ahead}
        open_ |= {m: f.monthly_fen for m, f in fixed.items() if f and f.monthly_fen}
    values = version_on("dues", today).values
    total = 0
    for n, month in enumerate(sorted(open_)):
        total += open_[month]
        if not n:
            late = needs_reason(month, today, values)
        yield {"month": f"{month:%Y-%m}", "from": f"{min(open_):%Y-%m}", "count": n + 1,
               "sum": money(total), "value": f"{month:%Y-%m}:{total}", "late": late}  # fmt: skip


def _latest(member: Member) -> list[dict[str, Any]]:
    rows = member.payments.select_related("voucher__countered_by").order_by("-pk")[:6]
    return [
        {"url": f"{HERE}receipts/{p.number}/", "number": p.number, "sum": money(p.fen),
         "on": p.paid_on, "is_back": hasattr(p.voucher, "countered_by")}
        for p in rows
    ]  # fmt: skip


@door("staff", SECRETARY)
@require_POST
def give(request: Asked, code: str, number: str) -> HttpResponse:
    """A member gives more than is due."""
    at = own_branch_for(request.actor, code)
    member = member_in(at, number)
    form = GiftForm(request.POST, auto_id="gift_%s")
    if form.is_valid():
        said = form.cleaned_data

        def work() -> dict[str, Any]:
            done = give_more(member, said["amount"], on=said["on"], by=request.actor,
                             now=request.now, today=today_of(request))  # fmt: skip
            return {"number": done.number}

        try:
            return HttpResponseRedirect(f"{HERE}receipts/{done_once(request, work)['number']}/")
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
    blank = PayForm(initial={"on": today_of(request)})
    return _page(request, at, member, blank, gift=form, status=422)


@door("staff", *PARTY)
@require_safe
def receipt(request: Asked, number: str) -> HttpResponse:
    """A receipt to print."""
    return _receipt(request, payment_for(request.actor, number), BackForm())


def _receipt(
    request: Asked, row: Payment, form: BackForm, reasons: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    shares = row.shares.select_related("month").order_by("month__month")
    counter = getattr(row.voucher, "countered_by", None)
    at = row.organisation
    context = {
        "row": row,
        "at": at,
        "sum": money(row.fen),
        "capital": capital(row.fen),
        "shares": [{"month": f"{s.month.month:%Y-%m}", "sum": money(s.fen)} for s in shares],
        "counter": counter,
        "form": form,
        "reasons": reasons,
        "back_url": url_of(at, f"pay/{row.member.number}")
        if row.member.path == at.path
        else url_of(at, "bank"),
    }
    return render(request, "party/dues_receipt.html", context, status=status)


@door("staff", *PARTY)
@require_POST
def back(request: Asked, number: str) -> HttpResponse:
    """Take a payment back by a counter-entry."""
    row = payment_for(request.actor, number)
    form = BackForm(request.POST)
    reasons: list[str] = []
    status = 422
    if form.is_valid():
        try:
            take_back(
                row, form.cleaned_data["reason"], by=request.actor, now=request.now,
                today=today_of(request),
            )  # fmt: skip
            return HttpResponseRedirect(f"{HERE}receipts/{number}/")
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
    return _receipt(request, row, form, reasons, status)


urlpatterns = [
    path("party/dues/receipts/<str:number>/", receipt),
    path("party/dues/receipts/<str:number>/take-back", back),
    path("party/dues/<str:code>/pay/<str:number>", take),
    path("party/dues/<str:code>/pay/<str:number>/more", give),
]
