"""Merging reports of one matter: candidates with reasons, and the way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.desk.labels import case_status, unit_name
from jiceng.casework.models import Case
from jiceng.casework.queries import case_for, near, possible_moves
from jiceng.kernel.refusal import Reason, Refusal, Refused
from jiceng.web.doors import Asked, door
from jiceng.web.forms import version_in
from jiceng.web.menu import office
from jiceng.web.words import sentences


@door("staff", "dispatcher")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Asked, number: str) -> HttpResponse:
    """Choose the case this one is merged into. The reporter keeps number, promise and answer."""
    case = case_for(request.actor, number, request.now)
    if request.method != "POST":
        _check(request, case)
        return _page(request, case)
    into = request.POST.get("other") or request.POST.get("into", "")
    version = version_in(request.POST)
    try:
        given = Given(into=into.strip())
        make_move(case, "merge", by=request.actor, now=request.now, version=version, given=given)
    except Refusal as refusal:
        fresh = case_for(request.actor, number, request.now)
        reasons = sentences(refusal.reasons)
        return _page(request, fresh, into=into, reasons=reasons, status=refusal.status)
    return HttpResponseRedirect(f"/desk/cases/{case.number}/?done=merge")


def _check(request: Asked, case: Case) -> None:
    """Nobody chooses among candidates for a merge that could not be made."""
    offered = {m.name: reasons for m, reasons in possible_moves(case, request.actor, request.now)}
    reasons = offered.get("merge", [Reason("not_your_page")])
    if reasons:
        raise Refused(*reasons)


def _page(
    request: Asked,
    case: Case,
    *,
    into: str = "",
    reasons: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    now = request.now
    found: list[dict[str, Any]] = [
        {
            "case": one.case,
            "score": one.likeness.score,
            "status": case_status(one.case, now),
            "unit": unit_name(one.case.unit),
            "reasons": sentences(one.reasons),
            "picked": one.case.number == into,
        }
        for one in near(case, now=now, limit=8)
        if request.actor.sees(one.case)
    ]
    crumbs = [
        (_("案件台账"), "/desk/cases/"),
        (case.number, f"/desk/cases/{case.number}/"),
        (_("合并"), ""),
    ]
    listed = {one["case"].number for one in found}
    context = {
        **office(request, "/desk/cases/", crumbs=crumbs),
        "case": case,
        "found": found,
        "other": "" if into in listed else into,
        "reasons": reasons,
    }
    return render(request, "casework/desk_merge.html", context, status=status)
