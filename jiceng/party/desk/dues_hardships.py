"""A member in hardship: the branch asks, the committee above approves (facts.md §5.3, art. 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.followed import happened
from jiceng.kernel.money import money
from jiceng.kernel.refusal import NotFound, Reason, Refusal
from jiceng.kernel.scope import Actor
from jiceng.party.actions.dues_fixing import Relief, ask_hardship, decide_hardship
from jiceng.party.apps import PARTY
from jiceng.party.desk.dues_forms import DecideForm, HardshipForm, ReasonForm
from jiceng.party.desk.dues_money import Tried, decisions
from jiceng.party.desk.dues_payments import member_in
from jiceng.party.desk.dues_shown import HERE, frame, rule_shown, today_of, url_of
from jiceng.party.models import Hardship
from jiceng.party.process import HARDSHIP
from jiceng.party.queries.access import ABOVE, may
from jiceng.party.queries.dues import is_own_branch, own_branch_for
from jiceng.party.rules.dues import month_of, plus, read_month
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.words import sentences, word

ACTS: Mapping[str, str] = {"ask": N_("提出减免")}
MOVES: Mapping[str, type[Form]] = {"approve": DecideForm, "refuse": ReasonForm}
LIGHTS = {"asked": "yellow", "approved": "done", "refused": "rest"}


@door("staff", "branch_secretary")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked, code: str, number: str) -> HttpResponse:
    """Ask for a member of one's own branch."""
    at = own_branch_for(request.actor, code)
    member, today = member_in(at, number), today_of(request)
    start = {"since": f"{plus(month_of(today), 1):%Y-%m}", "discussed_on": today}
    form = HardshipForm(request.POST or None, initial=start)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            given = Relief(read_month(said["since"]), said["monthly"] or 0, said["discussed_on"])
            row = ask_hardship(member, given, by=request.actor, now=request.now, today=today)
            return HttpResponseRedirect(f"{HERE}hardships/{row.number}/")
        except Refusal as refusal:
            moved = [Reason(r.code, r.params, _FIELDS.get(r.field, r.field))
                     for r in refusal.reasons]  # fmt: skip
            add_refusal(form, moved, word)
            status = refusal.status
    context = {
        **frame(request, at, "", member.name),
        "title": _("申请减免党费"),
        "facts": _("%(name)s · 支部讨论后报上一级党委审批") % {"name": member.name},
        "form": form,
        "back": url_of(at, f"pay/{member.number}"),
    }
    return render(request, "casework/desk_programme_form.html", context, status=status)


_FIELDS = {"month": "since"}


def hardship_for(actor: Actor, number: str) -> Hardship:
    """One's own branch, or the line above it."""
    rows = Hardship.objects.select_related("member", "organisation__unit")
    found = rows.filter(number=number).first()
    if found is None or not (
        is_own_branch(actor, found.organisation) or may(actor, found.unit_path, ABOVE)
    ):
        raise NotFound(Reason("not_found"))
    return found


@door("staff", *PARTY)
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """What is asked, and what was decided."""
    return _page(request, hardship_for(request.actor, number))


@door("staff", *PARTY)
@require_POST
def decide(request: Asked, number: str, name: str) -> HttpResponse:
    """approve or refuse, by the committee above."""
    row = hardship_for(request.actor, number)
    if name not in MOVES:
        raise NotFound(Reason("not_found"))
    form = MOVES[name](request.POST, auto_id=f"{name}_%s")
    reasons: list[str] = []
    status = 422
    if form.is_valid():
        try:
            decide_hardship(
                row, name, by=request.actor, now=request.now, today=today_of(request),
                **form.cleaned_data,
            )  # fmt: skip
            return HttpResponseRedirect(f"{HERE}hardships/{number}/")
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
    fresh = hardship_for(request.actor, number)
    return _page(request, fresh, (name, form, reasons), status)


def _page(
    request: Asked, row: Hardship, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    base = f"{HERE}hardships/{row.number}/"
    decides = may(request.actor, row.unit_path, ABOVE)
    monthly = _("%(sum)s 元") % {"sum": money(row.monthly_fen)} if row.monthly_fen else _("免交")
    details: list[dict[str, Any]] = [
        {"label": _("党员"), "text": f"{row.member.name}（{row.member.number}）"},
        {"label": _("党支部"), "text": row.organisation.name},
        {"label": _("减免后每月交纳"), "text": monthly},
        {"label": _("从哪个月起"), "text": f"{row.since:%Y-%m}"},
        {"label": _("支部讨论日期"), "text": f"{row.discussed_on}"},
    ]
    context = {
        **frame(request, row.organisation, "", row.number),
        "row": row,
        "title": _("党费减免申请"),
        "status": {"light": LIGHTS[row.state], "text": _(HARDSHIP.state(row.state).label)},
        "details": details,
        "offers": decisions(row, HARDSHIP, MOVES, base, tried) if decides else [],
        "timeline": happened(row, HARDSHIP, ACTS),
        "rule": rule_shown(today_of(request), "hardship_least_fen"),
    }
    return render(request, "party/dues_decision.html", context, status=status)


urlpatterns = [
    path("party/dues/hardships/<str:number>/", one),
    path("party/dues/hardships/<str:number>/<str:name>", decide),
    path("party/dues/<str:code>/hardship/<str:number>", new),
]
