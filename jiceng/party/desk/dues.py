"""/desk/party/dues/: a branch's month on one page; above it sums of branches without names."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.kernel.money import money
from jiceng.party.actions.dues_months import run_dues
from jiceng.party.apps import PARTY
from jiceng.party.desk.dues_shown import (
    fixing_words,
    frame,
    month_in,
    month_links,
    rule_shown,
    today_of,
    totals_shown,
    url_of,
    widest,
)
from jiceng.party.models import DuesMonth, Member, Organisation
from jiceng.party.queries.access import organisation_for
from jiceng.party.queries.dues import (
    MemberMonth,
    Standing,
    balances,
    branch_month,
    fixing_on,
    is_own_branch,
    owed_of,
    own_branch_for,
    standing_below,
)
from jiceng.party.queries.dues_totals import publications_for
from jiceng.party.queries.rule_book import version_on
from jiceng.party.rules.dues import flag_of, last_day, late_months, month_of
from jiceng.party.rules.organisations import BRANCHES
from jiceng.web.doors import Asked, door

STATUS = {
    "paid": ("done", N_("已交")),
    "partly": ("yellow", N_("部分已交")),
    "open": ("new", N_("未交")),
    "none": ("rest", N_("本月不交")),
    "unfixed": ("red", N_("未核定")),
}
FILTERS = (("", N_("全部")), ("open", N_("本月未交")), ("late", N_("以前月份未交")))
MOST = 200
"""Rows on the page; a branch has fifty members, a longer list is taken away as a table."""
OWN_MONTHS = 24


@door("staff", *PARTY)
@require_safe
def show(request: Asked) -> HttpResponse:
    """The widest organisation the reader keeps."""
    at = Organisation.objects.select_related("unit").get(path=widest(request))
    return _page(request, at)


@door("staff", *PARTY)
@require_safe
def one(request: Asked, code: str) -> HttpResponse:
    """One organisation within reach: the own branch with names, everything else as sums."""
    return _page(request, organisation_for(request.actor, code))


def _page(request: Asked, at: Organisation) -> HttpResponse:
    month = month_in(request)
    is_own = at.kind in BRANCHES and is_own_branch(request.actor, at)
    shown = _branch(request, at, month) if is_own else _above(request, at, month)
    context = {
        **frame(request, at, ""),
        "months": month_links(request, month),
        "month": month,
        "is_past": last_day(month) < today_of(request),
        **shown,
    }
    template = "party/dues_branch.html" if is_own else "party/dues_above.html"
    return render(request, template, context)


def _branch(request: Asked, at: Organisation, month: date) -> dict[str, Any]:
    today = today_of(request)
    values = version_on("dues", month).values
    rows = branch_month(at, month, today, values)
    chosen = request.GET.get("only", "")
    listed = [row for row in rows if _is_chosen(row, chosen)]
    return {
        "figures": _branch_figures(at, rows),
        "rows": [_row(at, row) for row in listed[:MOST]],
        "left_out": max(0, len(listed) - MOST),
        "filters": [
            {"url": f"?month={month:%Y-%m}" + (f"&only={key}" if key else ""), "label": _(label),
             "current": key == chosen}
            for key, label in FILTERS
        ],
        "unfixed": sum(1 for row in rows if row.status == "unfixed"),
        "may_run": any(row.due is None and row.fixing for row in rows),
        "rule": rule_shown(month, "wage_bands", "pension_bands", "whole_base", "flag_months"),
    }  # fmt: skip


def _is_chosen(row: MemberMonth, chosen: str) -> bool:
    if chosen == "open":
        return row.status in ("open", "partly", "unfixed")
    return chosen != "late" or row.late > 0


def _branch_figures(at: Organisation, rows: list[MemberMonth]) -> list[dict[str, Any]]:
    dues = [row.due for row in rows if row.due is not None]
    due, paid = sum(d.due_fen for d in dues), sum(d.paid_fen for d in dues)
    settled = sum(1 for d in dues if not d.open_fen)
    late = sum(1 for row in rows if row.flag)
    held = balances(at)
    return [
        {"label": _("本月应收"), "value": money(due), "unit": _("元"),
         "note": _("%(n)d 人") % {"n": len(dues)}},
        {"label": _("本月已收"), "value": money(paid), "unit": _("元"),
         "note": _("%(n)d 人已交清") % {"n": settled}},
        {"label": _("本月未收"), "value": money(due - paid), "unit": _("元")},
        {"label": _("以前月份未交"), "value": str(late), "unit": _("人"), "alert": bool(late),
         "url": url_of(at, "arrears")},
        {"label": _("支部留存"), "value": money(held.get("held", 0)), "unit": _("元"),
         "url": url_of(at, "money"), "note": _in_transit(held)},
    ]  # fmt: skip


def _in_transit(held: dict[str, int]) -> str:
    moving = held.get("in_transit", 0)
    return _("另有 %(sum)s 元上缴在途") % {"sum": money(moving)} if moving else ""


def _row(at: Organisation, row: MemberMonth) -> dict[str, Any]:
    light, text = STATUS[row.status]
    return {
        "name": row.member.name,
        "number": row.member.number,
        "kind": fixing_words(row.fixing),
        "due": money(row.due.due_fen) if row.due else money(0) if row.fixing else "—",
        "status": {"light": light, "text": _(text)},
        "owed": money(row.owed_fen) if row.owed_fen else "",
        "late": flag_shown(row.late, row.flag),
        "pay_url": url_of(at, f"pay/{row.member.number}") if row.owed_fen else "",
    }


def flag_shown(late: int, flag: int) -> dict[str, str] | None:
    """How many months are unpaid, coloured by the mark reached."""
    if not flag:
        return None
    text = _("连续 %(n)d 个月未交") % {"n": late}
    return {"light": "red" if flag > 3 else "yellow", "text": text}


def _above(request: Asked, at: Organisation, month: date) -> dict[str, Any]:
    whole = standing_below(at, month)
    return {
        "figures": _figures(whole),
        "parts": [_part(part, month) for part in whole.parts],
        "may_run": whole.unrun > 0,
        "rule": rule_shown(month, "remit_percent"),
    }


def _figures(whole: Standing) -> list[dict[str, Any]]:
    return [
        {"label": _("党支部"), "value": f"{whole.branches:,}", "unit": _("个"),
         "note": _("%(n)d 个还没有应收") % {"n": whole.unrun} if whole.unrun else ""},
        {"label": _("应收"), "value": money(whole.due_fen), "unit": _("元"),
         "note": _("%(n)d 人") % {"n": whole.members}},
        {"label": _("已收"), "value": money(whole.paid_fen), "unit": _("元"),
         "note": _share(whole)},
        {"label": _("未收"), "value": money(whole.open_fen), "unit": _("元"),
         "note": _("%(n)d 人未交清") % {"n": whole.members - whole.settled}},
        {"label": _("各级留存"), "value": money(whole.held_fen), "unit": _("元")},
    ]  # fmt: skip


def _share(one: Standing) -> str:
    """Members who paid in full among those who owe, with both counts."""
    if not one.members:
        return ""
    share = 1000 * one.settled // one.members
    said = {"settled": one.settled, "members": one.members, "share": f"{share / 10:.1f}"}
    return _("%(settled)d / %(members)d 人交清（%(share)s%%）") % said


def _part(part: Standing, month: date) -> dict[str, Any]:
    waits = part.unrun and not part.members
    return {
        "name": part.organisation.name,
        "url": f"{url_of(part.organisation)}?month={month:%Y-%m}",
        "branches": part.branches,
        "due": money(part.due_fen),
        "paid": money(part.paid_fen),
        "open": money(part.open_fen),
        "settled": _share(part),
        "held": money(part.held_fen),
        "status": _part_status(part, bool(waits)),
    }


def _part_status(part: Standing, waits: bool) -> dict[str, str]:
    if waits:
        return {"light": "rest", "text": _("未生成应收")}
    if part.open_fen:
        return {"light": "new", "text": _("收缴中")}
    return {"light": "done", "text": _("已收齐")}


@door("staff", *PARTY)
@require_POST
def run(request: Asked, code: str) -> HttpResponse:
    """Reckon what is due in a month; again, it adds what is missing."""
    at, month = organisation_for(request.actor, code), month_in(request)
    run_dues(month, at, by=request.actor, now=request.now, today=today_of(request))
    return HttpResponseRedirect(f"{url_of(at)}?month={month:%Y-%m}")


@door("staff", "branch_secretary")
@require_safe
def arrears(request: Asked, code: str) -> HttpResponse:
    """Who has not paid earlier months; the secretary's own list, and nobody else's."""
    at = own_branch_for(request.actor, code)
    today = today_of(request)
    values = version_on("dues", today).values
    rows = [r for r in branch_month(at, month_of(today), today, values) if r.late]
    rows.sort(key=lambda r: (-r.late, r.member.name))
    context = {
        **frame(request, at, "arrears", _("欠交名单")),
        "rows": [_row(at, row) for row in rows],
        "rule": rule_shown(today, "back_payment_months", "flag_months"),
    }
    return render(request, "party/dues_arrears.html", context)


def own_dues(member: Member, today: date) -> dict[str, Any]:
    """What a member reads of their own dues, for party/_dues_own.html: fixing, months, payments,
    and what their branch has published."""
    months = list(
        DuesMonth.objects.filter(member=member, month__lte=month_of(today)).order_by("-month")
    )
    late = late_months(owed_of(months), today)
    values = version_on("dues", today).values
    payments = member.payments.select_related("voucher__countered_by").order_by("-paid_on", "-pk")
    fixing = fixing_on(member, month_of(today))
    return {
        "kind": fixing_words(fixing),
        "monthly": money(fixing.monthly_fen) if fixing else "",
        "owed": money(sum(m.open_fen for m in months)),
        "late": flag_shown(late, flag_of(late, values)),
        "months": [
            {"month": f"{m.month:%Y-%m}", "due": money(m.due_fen), "open": money(m.open_fen),
             "paid_on": m.paid_on if m.due_fen else None, "is_open": m.open_fen > 0}
            for m in months[:OWN_MONTHS]
        ],
        "payments": [
            {"number": p.number, "fen": money(p.fen), "on": p.paid_on, "purpose": p.purpose,
             "is_back": hasattr(p.voucher, "countered_by")}
            for p in payments[:OWN_MONTHS]
        ],
        "published": [
            {"name": p.organisation.name, "year": p.year, "on": p.published_on,
             "shown": totals_shown(p.totals)}
            for p in publications_for(member.organisation)
        ],
        "rule": rule_shown(today, "wage_bands", "whole_base"),
    }  # fmt: skip


urlpatterns = [
    path("party/dues/", show),
    path("party/dues/<str:code>/", one),
    path("party/dues/<str:code>/run", run),
    path("party/dues/<str:code>/arrears", arrears),
]
