"""/desk/rechecks/: closed cases drawn by lot, and how many were truly solved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.actions.rechecks import answer_recheck
from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.models import Recheck
from jiceng.casework.process import RECHECK
from jiceng.casework.queries import rules_at, why_not_check
from jiceng.casework.rules.cases import estimate_true_solve_rate, light
from jiceng.kernel.records.access import get_for, seen_by
from jiceng.kernel.refusal import Refusal
from jiceng.web.doors import Asked, door
from jiceng.web.forms import version_in
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences, word

ANSWERS = ("confirm", "deny", "miss")


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """What waits to be looked at again, what was found, and the estimate from it."""
    return _page(request)


@door("staff", "verifier")
@require_POST
def answer(request: Asked, number: str, name: str) -> HttpResponse:
    """confirm, deny or miss; denying needs a reason and puts the case back to work."""
    rows = Recheck.objects.select_related("case")
    recheck = get_for(request.actor, rows, number)
    reason = request.POST.get("reason", "")
    try:
        answer_recheck(
            recheck,
            name,
            reason=reason,
            by=request.actor,
            now=request.now,
            version=version_in(request.POST),
        )
    except Refusal as refusal:
        tried = {"number": number, "reason": reason, "reasons": sentences(refusal.reasons)}
        return _page(request, tried=tried, status=refusal.status)
    return HttpResponseRedirect("/desk/rechecks/")


def _page(
    request: Asked, *, tried: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    now = request.now
    reach = seen_by(request.actor, Recheck.objects.select_related("case"))
    shown = (
        reach.exclude(state="drawn") if request.GET.get("answered") else reach.filter(state="drawn")
    )
    key = "entered_at" if request.GET.get("answered") else "stage_due_at"
    after = request.GET.get("after", "")
    page = page_of(shown, after, key=key, newest=key == "entered_at")
    counts = reach.order_by().aggregate(
        waiting=Count("pk", filter=Q(state="drawn")),
        solved=Count("pk", filter=Q(state="solved")),
        unsolved=Count("pk", filter=Q(state="unsolved")),
        unreachable=Count("pk", filter=Q(state="unreachable")),
    )
    estimate = estimate_true_solve_rate(counts["solved"] + counts["unsolved"], counts["solved"])
    context = {
        **office(request, "/desk/rechecks/", crumbs=[(_("回头看复查"), "")]),
        "calendar": rules_at(now)[1],
        "counts": counts,
        "estimate": estimate,
        "figures": _figures(counts, estimate),
        "rows": [_row(row, request, now, tried) for row in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 件") % {"n": len(page.rows)}),
        "answered": bool(request.GET.get("answered")),
        "tried": tried,
    }
    return render(request, "casework/desk_rechecks.html", context, status=status)


def _figures(counts: dict[str, int], estimate: Any) -> list[dict[str, Any]]:
    rate = "—" if estimate.rate is None else f"{estimate.rate:.1f}%"
    span = _("95%% 把握在 %(low)s%% 至 %(high)s%% 之间") % {
        "low": f"{estimate.low:.1f}",
        "high": f"{estimate.high:.1f}",
    }
    return [
        {
            "label": _("真实解决率（抽样估计）"),
            "value": rate,
            "note": span if estimate.n else _("还没有复查结果"),
        },
        {"label": _("待复查"), "value": str(counts["waiting"]), "url": "?"},
        {"label": _("确已解决"), "value": str(counts["solved"]), "url": "?answered=1"},
        {"label": _("并未解决"), "value": str(counts["unsolved"]), "url": "?answered=1"},
        {
            "label": _("无法核实"),
            "value": str(counts["unreachable"]),
            "note": _("不计入解决率"),
            "url": "?answered=1",
        },
    ]


def _row(
    row: Recheck, request: Asked, now: datetime, tried: dict[str, Any] | None
) -> dict[str, Any]:
    """One drawn case; whoever handled it is told why it is not theirs to judge."""
    roles = request.actor.roles_towards(row)
    own = why_not_check(row.case, request.actor)
    is_drawn = row.state == "drawn"
    return {
        "number": row.number,
        "version": row.version,
        "case_number": row.case.number,
        "title": row.case.title,
        "url": url_of("case", row.case.number),
        "unit": unit_name(row.case.handler_unit or row.case.unit),
        "closed_at": row.case.closed_at,
        "due_at": row.stage_due_at if is_drawn else None,
        "light": light(now, row.stage_due_at, row.warn_at),
        "state": row.state,
        "label": _(RECHECK.state(row.state).label),
        "may_answer": is_drawn and "verifier" in roles and own is None,
        "why_not": word(own) if own and is_drawn else "",
        "tried": tried if tried and tried["number"] == row.number else None,
    }
