"""/desk/reliefs/ledger/: what was set apart, granted, paid, put off and taken back, by policy and
period, down to the vouchers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.economy.actions.relief_ledger import set_budget
from jiceng.economy.desk.relief_shown import HERE, newest_page
from jiceng.economy.figures.reliefs import (
    COMPANIES,
    FIGURES,
    PAID,
    PUT_OFF,
    REDUCTIONS,
    SUBSIDIES,
    TIMES,
    records_of,
    value_of,
)
from jiceng.economy.forms.relief_forms import BudgetForm
from jiceng.economy.forms.reliefs_told import name_of
from jiceng.economy.models import Relief, ReliefAccount, ReliefVoucher
from jiceng.economy.queries.relief_policies import policies_at, policy_at
from jiceng.economy.queries.reliefs import WORKERS, today_of, units_of
from jiceng.economy.rules.money import fen_of, wan
from jiceng.economy.rules.relief import Policy, period_of
from jiceng.economy.rules.relief_ledger import (
    ACCOUNTS,
    BACK,
    BOOK_NAMES,
    BOOKS,
    FREE,
    MONEY,
    SOURCE,
)
from jiceng.economy.rules.relief_ledger import GRANTED as WAITING
from jiceng.economy.rules.relief_ledger import PAID as PAID_OUT
from jiceng.kernel.money import money
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.kernel.reports import Span
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import xlsx_answer
from jiceng.web.form_page import form_page
from jiceng.web.forms import FIRST_YEAR, LAST_YEAR
from jiceng.web.menu import office
from jiceng.web.paging import pager

LEDGER = f"{HERE}ledger/"
ROLES = (*sorted(WORKERS), "auditor", "reader", "statistician")
SHOWN = (SOURCE, FREE, WAITING, PAID_OUT, BACK)
KINDS = {
    "budget": N_("安排预算"), "approve": N_("批准"), "decline": N_("撤销批准"), "pay": N_("兑付"),
    "defer": N_("缓缴"), "back": N_("收回或补缴"),
}  # fmt: skip

SHORT = {
    PAID: N_("兑付合计"), SUBSIDIES: N_("其中：补贴返还"), REDUCTIONS: N_("其中：减税降费"),
    TIMES: N_("兑付户次"), COMPANIES: N_("惠及企业"),
}  # fmt: skip
"""What the strip calls them: there is little room."""


@door("staff", *ROLES)
@require_safe
def show(request: Asked) -> HttpResponse:
    """A year's accounts by policy and period, a book a table; a deferral never among the sums."""
    year = _year(request)
    span = Span(date(year, 1, 1), date(year, 12, 31), request.now)
    context = {
        **office(request, HERE, crumbs=[(_("惠企资金"), HERE), (_("资金台账"), "")]),
        "year": year,
        "years": {"earlier": f"?year={year - 1}", "later": f"?year={year + 1}"},
        "figures": [_figure(code, span) for code in
                    (PAID, SUBSIDIES, REDUCTIONS, PUT_OFF, TIMES, COMPANIES)],
        "books": _books(year, request),
        "export": f"{LEDGER}export.xlsx?year={year}",
    }  # fmt: skip
    return render(request, "economy/relief_ledger.html", context)


def _year(request: Asked) -> int:
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else today_of(request.now).year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound(Reason("not_found"))
    return year


def _figure(code: str, span: Span) -> dict[str, Any]:
    kind, value = FIGURES[code], value_of(code, records_of(code, span))
    is_sum = kind.kind == "sum"
    return {
        "label": _(SHORT.get(code, kind.name)), "value": wan(value) if is_sum else f"{value:,}",
        "unit": _("万元") if is_sum else _(kind.unit),
        "url": f"{HERE}records?figure={code}&start={span.start}&end={span.end}",
    }  # fmt: skip


def _books(year: int, request: Asked) -> list[dict[str, Any]]:
    """Book -> policies and periods -> what stands in each account."""
    policies, lines = policies_at(request.now), _lines(year)
    told = []
    for book, label in BOOK_NAMES.items():
        rows = [
            {
                "name": _policy_name(policies, policy),
                "period": period,
                "url": f"{LEDGER}{policy}/{period}/",
                "sums": [money(abs(sums.get(account, 0))) for account in _columns(book)],
            }
            for (owner, policy, period), sums in sorted(lines.items())
            if owner == book
        ]
        total = [
            sum(abs(s.get(a, 0)) for (o, _p, _t), s in lines.items() if o == book)
            for a in _columns(book)
        ]
        told.append(
            {
                "key": book,
                "name": _(label),
                "rows": rows,
                "columns": [_column_name(book, a) for a in _columns(book)],
                "totals": [money(fen) for fen in total],
            }
        )
    return told  # fmt: skip


def _lines(year: int) -> dict[tuple[str, str, str], dict[str, int]]:
    """(book, policy, period) -> account -> fen."""
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for row in ReliefAccount.objects.filter(period__startswith=str(year)):
        book, _dot, account = row.account.partition(".")
        found.setdefault((book, row.policy, row.period), {})[account] = row.fen
    return found


def _columns(book: str) -> tuple[str, ...]:
    return SHOWN if book == MONEY else (WAITING, PAID_OUT, BACK)


def _column_name(book: str, account: str) -> str:
    if account == SOURCE:
        return _("已安排预算")
    if book != MONEY and account == PAID_OUT:
        return {"reduced": _("已减免"), "deferred": _("缓缴中")}[book]
    return _("已补缴") if (book, account) == ("deferred", BACK) else _(ACCOUNTS[account])


def _policy_name(policies: dict[str, Policy], key: str) -> str:
    return name_of(policies[key]) if key in policies else key


@door("staff", *ROLES)
@require_safe
def export(request: Asked) -> HttpResponseBase:
    """The year's accounts as a workbook."""
    policies = policies_at(request.now)
    head = [_("账簿"), _("政策"), _("所属期"), *(_(ACCOUNTS[a]) for a in SHOWN)]

    def rows() -> Iterable[list[object]]:
        for (book, policy, period), sums in sorted(_lines(_year(request)).items()):
            fen = [money(sums.get(account, 0)) for account in SHOWN]
            yield [_(BOOK_NAMES[book]), _policy_name(policies, policy), period, *fen]

    return xlsx_answer("relief-ledger", head, rows())


@door("staff", *ROLES)
@require_safe
def vouchers(request: Asked, key: str, period: str) -> HttpResponse:
    """The vouchers of a policy and period, the newest first; each adds up to nothing."""
    policy = policy_at(key, request.now)
    rows = ReliefVoucher.objects.filter(policy=key, period=period).order_by("-pk")
    page = newest_page(rows.prefetch_related("entries").select_related("relief__company"), request)
    paid = Relief.objects.filter(policy=key, period=period, paid_at__isnull=False)
    told = paid.aggregate(times=Count("pk"), companies=Count("company", distinct=True))
    units = units_of(request.actor)
    may_budget = BOOKS[policy.kind] == MONEY and policy.paid_by in units
    context = {
        **office(request, HERE, crumbs=[
            (_("惠企资金"), HERE), (_("资金台账"), LEDGER), (f"{name_of(policy)} {period}", "")]),
        "name": name_of(policy), "period": period, "told": told, "now": request.now,
        "rows": [_voucher(v, units) for v in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 笔") % {"n": len(page.rows)}),
        "budget_url": f"{LEDGER}{key}/budget" if may_budget and "decider" in request.actor.roles
        else "",
    }  # fmt: skip
    return render(request, "economy/relief_vouchers.html", context)


def _voucher(row: ReliefVoucher, units: set[str]) -> dict[str, Any]:
    relief = row.relief
    return {
        "number": row.pk, "at": row.at, "kind": _(KINDS[row.kind]), "reference": row.reference,
        "relief": relief.number if relief else "",
        "company": relief.company.name if relief and {relief.lead, relief.unit} & units else "",
        "url": f"{HERE}{relief.number}/" if relief and {relief.lead, relief.unit} & units else "",
        "entries": [
            {"account": _(ACCOUNTS[e.account.partition(".")[2]]), "fen": money(e.fen)}
            for e in row.entries.all()
        ],
    }  # fmt: skip


@door("staff", "decider")
@require_http_methods(["GET", "HEAD", "POST"])
def budget(request: Asked, key: str) -> HttpResponse:
    """Set money apart for a policy and period."""
    policy = policy_at(key, request.now)
    period = period_of(policy, today_of(request.now))
    form = BudgetForm(request.POST or None, initial={"period": period})

    def write() -> ReliefVoucher:
        said = form.cleaned_data
        return set_budget(
            policy,
            said["period"],
            _fen(said["yuan"]),
            reference=said["reference"],
            by=request.actor,
            now=request.now,
        )

    crumbs = [(_("惠企资金"), HERE), (_("资金台账"), LEDGER)]
    title = _("安排预算：%(name)s") % {"name": name_of(policy)}
    return form_page(request, title, crumbs, form, write,
                     lambda row: f"{LEDGER}{key}/{row.period}/", HERE)  # fmt: skip


def _fen(written: str) -> int:
    try:
        return fen_of(written)
    except ValueError as error:
        raise Invalid(Reason("bad_amount", field="yuan")) from error


urlpatterns = [
    path("reliefs/ledger/", show),
    path("reliefs/ledger/export.xlsx", export),
    path("reliefs/ledger/<slug:key>/budget", budget),
    path("reliefs/ledger/<slug:key>/<str:period>/", vouchers),
]
