"""What pages of dues share: their frame, the rule they follow, money, months, done-once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.kernel.money import money
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.party.models import DuesFixing, Organisation
from jiceng.party.queries.access import keeping
from jiceng.party.queries.dues import is_own_branch, keeps_itself, payable_until
from jiceng.party.queries.dues_totals import TOTALS
from jiceng.party.queries.rule_book import version_on
from jiceng.party.rules.dues import LABELS, month_of, percent, plus, read_month
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked
from jiceng.web.menu import office
from jiceng.web.once import once

HERE = "/desk/party/dues/"
FIRST_YEAR = 2000
NAMES: Mapping[str, str] = {
    "wage_bands": N_("按工资计算的比例"),
    "pension_bands": N_("按离退休费计算的比例"),
    "farmer_fen": N_("农民党员定额"),
    "student_fen": N_("学生等定额"),
    "hardship_least_fen": N_("困难减免"),
    "rounding": N_("尾数处理"),
    "whole_base": N_("按全部基数一次套比例"),
    "back_payment_months": N_("补交期限"),
    "pay_within_quarter": N_("最多交到本季度"),
    "flag_months": N_("欠交提示"),
    "remit_percent": N_("上缴比例"),
    "large_voluntary_fen": N_("大额党费转交中央"),
}


def url_of(at: Organisation, rest: str = "") -> str:
    return f"{HERE}{at.code}/{rest}"


def today_of(request: Asked) -> date:
    return local_day(request.now)


def month_in(request: Asked) -> date:
    """The month asked for, or the present one; nothing past what may be paid."""
    today = today_of(request)
    text = request.GET.get("month") or request.POST.get("month", "")
    found = read_month(text) if text else month_of(today)
    if not date(FIRST_YEAR, 1, 1) <= found <= payable_until(today):
        raise NotFound(Reason("not_found"))
    return found


def year_in(request: Asked) -> int:
    """The year asked for, or the present one."""
    today = today_of(request)
    text = request.GET.get("year") or request.POST.get("year") or str(today.year)
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= today.year + 1):
        raise NotFound(Reason("not_found"))
    return int(text)


def month_links(request: Asked, month: date) -> dict[str, str]:
    """One month back and one ahead, as far as there is any."""
    ahead = plus(month, 1)
    return {
        "here": f"{month:%Y-%m}",
        "before": f"?month={plus(month, -1):%Y-%m}",
        "after": f"?month={ahead:%Y-%m}" if ahead <= payable_until(today_of(request)) else "",
    }


def frame(request: Asked, at: Organisation, tab: str, last: str = "") -> dict[str, Any]:
    """Menu, crumbs and the tabs of one organisation; `last` is the page below a tab."""
    above = [(_("党费"), HERE)]
    crumbs = [*above, (at.name, url_of(at)), (last, "")] if last else [*above, (at.name, "")]
    return {
        **office(request, HERE, crumbs=crumbs),
        "at": at,
        "base": url_of(at),
        "tabs": _tabs(request, at, tab),
        "today": today_of(request),
    }


def _tabs(request: Asked, at: Organisation, tab: str) -> list[dict[str, Any]]:
    actor = request.actor
    listed = [("", _("本月"))]
    if is_own_branch(actor, at):
        listed += [("arrears", _("欠交名单")), ("fixing", _("年度核定"))]
    if keeps_itself(actor, at):
        listed += [("bank", _("银行流水")), ("money", _("上缴与收支"))]
    listed += [("reports", _("报表与公布")), ("figures/", _("数字"))]
    return [
        {"url": url_of(at, key), "label": label, "current": key == tab} for key, label in listed
    ]


def widest(request: Asked) -> str:
    """The path of the widest organisation somebody keeps."""
    paths = sorted((g.unit_path for g in keeping(request.actor)), key=len)
    if not paths:
        raise NotFound(Reason("not_found"))
    return paths[0]


def rule_shown(day: date, *names: str) -> dict[str, Any]:
    """The rule in force on a day: where it stands, and what of it has not been checked yet."""
    version = version_on("dues", day)
    return {
        "document": version.document,
        "number": version.number,
        "since": version.valid_from,
        "clauses": [
            {
                "label": _(NAMES[name]),
                "clause": version.clause_of(name),
                "is_unverified": name in version.unverified,
            }
            for name in names
        ],
    }


def fixing_words(fixing: DuesFixing | None) -> str:
    """按月领取工资 · 1%."""
    if fixing is None:
        return ""
    rate = percent(fixing.rate)
    return f"{_(LABELS[fixing.kind])} · {rate}" if rate else _(LABELS[fixing.kind])


def totals_shown(totals: Mapping[str, int]) -> list[dict[str, str]]:
    """Totals in the order in which they are told."""
    return [
        {"label": _(label), "text": str(totals.get(name, 0)) if name == "members"
         else _("%(sum)s 元") % {"sum": money(totals.get(name, 0))}}
        for name, label in TOTALS.items()
    ]  # fmt: skip


def fresh_key(request: Asked) -> str:
    """The key of a form: the same as long as the same form is sent."""
    return request.POST.get("idempotency_key") or str(uuid4())


def done_once(request: Asked, work: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
    """Do `work` once for one form, however often its button is pressed."""
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
