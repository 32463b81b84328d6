"""Statements of a bank: sent, reconciled, and what is left given to whom it belongs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, Sum
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.kernel.money import money
from jiceng.kernel.refusal import Invalid, NotFound, Reason, Refusal
from jiceng.party.actions.dues_bank import (
    Statement,
    assign_line,
    return_line,
    take_statement,
)
from jiceng.party.apps import PARTY
from jiceng.party.desk.dues_forms import AssignForm, ReturnForm, StatementForm
from jiceng.party.desk.dues_shown import frame, today_of, url_of
from jiceng.party.desk.merged import refuse_merged
from jiceng.party.models import BankFile, BankLine, Member, Organisation
from jiceng.party.queries.access import members_of
from jiceng.party.queries.dues import accounts_of, balance, is_own_branch, own_organisation_for
from jiceng.party.rules.dues_bank import COLUMNS, line_of
from jiceng.web.doors import Asked, door
from jiceng.web.forms import add_refusal
from jiceng.web.uploaded import LARGEST, read_upload
from jiceng.web.words import sentences, word

MATCHED: Mapping[str, str] = {
    "by_number": N_("按附言中的党员编号"),
    "by_name": N_("按户名，支部内没有同名"),
    "by_hand": N_("人工认领"),
    "no_one": N_("没有找到对应的党员"),
    "several": N_("有同名党员，不能确定是谁"),
    "left": N_("对应的党员已经离开"),
    "late": N_("补交超过六个月，须写明原因"),
    "too_much": N_("多于截至本季度末的应交数，余额待处理"),
    "taken_back": N_("已冲正，等待重新认领"),
    "returned": N_("已退回付款人"),
}
LATEST = 20
MOST = 50
"""Open lines on the page; the rest come up as these are done."""


@door("staff", *PARTY)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Asked, code: str) -> HttpResponse:
    """Send a statement; what still waits for its member; statements sent before."""
    at = own_organisation_for(request.actor, code)
    form = StatementForm(accounts_of(at), request.POST or None, request.FILES or None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            file = _taken(request, at, form)
            return HttpResponseRedirect(url_of(at, f"bank/{file.pk}/"))
        except Refusal as refusal:
            add_refusal(form, refusal.reasons, word)
            status = refusal.status
    return _page(request, at, form, status=status)


def _taken(request: Asked, at: Organisation, form: StatementForm) -> BankFile:
    sent, today = form.cleaned_data["file"], today_of(request)
    content = sent.read(LARGEST + 1)
    table = read_upload(content, sent.name, COLUMNS.known)
    refuse_merged(content, table)
    read = COLUMNS.read(table.header, table.rows, lambda cells, found: line_of(cells, found, today))
    account, is_new = form.account_given()
    digest = hashlib.sha256(content).hexdigest()
    given = Statement(account, sent.name, digest, read, is_new)
    return take_statement(at, given, by=request.actor, now=request.now, today=today)


def _page(
    request: Asked, at: Organisation, form: StatementForm, *,
    tried: tuple[int, Form, list[str]] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    open_lines = BankLine.objects.filter(organisation=at, open_fen__gt=0).order_by("on", "pk")
    waiting = -balance(at, "unassigned")
    files = BankFile.objects.filter(organisation=at).annotate(
        lines_in=Count("lines"), sum_in=Sum("lines__fen"),
        left=Count("lines", filter=Q(lines__open_fen__gt=0)),
    )  # fmt: skip
    names = is_own_branch(request.actor, at)
    context = {
        **frame(request, at, "bank", _("银行流水")),
        "form": form,
        "open": [_line(at, row, names, tried) for row in open_lines[:MOST]],
        "waiting": money(waiting),
        "count": open_lines.count(),
        "files": [_file(at, row) for row in files.order_by("-pk")[:LATEST]],
    }
    return render(request, "party/dues_bank.html", context, status=status)


def _line(
    at: Organisation, row: BankLine, names: bool, tried: tuple[int, Form, list[str]] | None
) -> dict[str, Any]:
    mine = tried is not None and tried[0] == row.pk
    assign: Form = AssignForm(at, names, auto_id=f"assign-{row.pk}-%s")
    back: Form = ReturnForm(auto_id=f"return-{row.pk}-%s")
    if tried and mine:
        assign = tried[1] if isinstance(tried[1], AssignForm) else assign
        back = tried[1] if isinstance(tried[1], ReturnForm) else back
    return {
        "key": row.pk,
        "serial": row.serial,
        "on": row.on,
        "sum": money(row.fen),
        "open": money(row.open_fen),
        "is_part": row.open_fen < row.fen,
        "payer": row.payer,
        "remark": row.remark,
        "why": _(MATCHED[row.matched]),
        "assign": assign,
        "back": back,
        "reasons": tried[2] if tried and mine else [],
        "is_open": mine,
        "url": url_of(at, f"bank/lines/{row.pk}/"),
    }


def _file(at: Organisation, row: Any) -> dict[str, Any]:
    return {
        "url": url_of(at, f"bank/{row.pk}/"),
        "name": row.file_name,
        "account": row.account,
        "at": row.taken_at,
        "lines": row.lines_in,
        "sum": money(row.sum_in or 0),
        "left": row.left,
        "refused": len(row.refused),
    }


@door("staff", *PARTY)
@require_safe
def one(request: Asked, code: str, key: int) -> HttpResponse:
    """One statement: what became of each line, and what was not taken with the reason."""
    at = own_organisation_for(request.actor, code)
    file = BankFile.objects.filter(organisation=at, pk=key).first()
    if file is None:
        raise NotFound(Reason("not_found"))
    rows = list(file.lines.order_by("row").prefetch_related("payments__member__organisation__unit"))
    names = is_own_branch(request.actor, at)
    total = sum(row.fen for row in rows)
    left = sum(row.open_fen for row in rows)
    context = {
        **frame(request, at, "bank", file.file_name),
        "file": file,
        "figures": [
            {"label": _("读取"), "value": str(file.lines_read), "unit": _("行")},
            {"label": _("入账"), "value": str(len(rows)), "unit": _("笔"),
             "note": _("%(sum)s 元") % {"sum": money(total)}},
            {"label": _("已记到党员"), "value": money(total - left), "unit": _("元")},
            {"label": _("待认领"), "value": money(left), "unit": _("元"), "alert": left > 0,
             "url": url_of(at, "bank")},
            {"label": _("没有入账"), "value": str(len(file.refused)), "unit": _("条")},
        ],
        "rows": [_kept(row, names) for row in rows],
        "refused": [
            {"row": row, "sentence": word(Reason.from_json(reason))}
            for row, reason in file.refused
        ],
    }  # fmt: skip
    return render(request, "party/dues_bank_file.html", context)


def _kept(row: BankLine, names: bool) -> dict[str, Any]:
    """A line of the statement: the branch reads the name, a committee the branch."""
    live = [p for p in row.payments.all() if not hasattr(p.voucher, "countered_by")]
    to = [p.member.name if names else p.member.organisation.name for p in live]
    light = "done" if not row.open_fen else "yellow"
    return {
        "row": row.row,
        "serial": row.serial,
        "on": row.on,
        "sum": money(row.fen),
        "to": "、".join(to) or row.payer or "—",
        "why": _(MATCHED[row.matched]),
        "receipts": [p.number for p in live],
        "status": {"light": light, "text": _("已入账") if light == "done" else _("待认领")},
    }


@door("staff", *PARTY)
@require_POST
def act(request: Asked, code: str, key: int, name: str) -> HttpResponse:
    """assign or return one open line."""
    at = own_organisation_for(request.actor, code)
    line = BankLine.objects.filter(organisation=at, pk=key).select_related("organisation").first()
    if line is None or name not in ("assign", "return"):
        raise NotFound(Reason("not_found"))
    form: Form
    if name == "assign":
        names = is_own_branch(request.actor, at)
        form = AssignForm(at, names, request.POST, auto_id=f"assign-{key}-%s")
    else:
        form = ReturnForm(request.POST, auto_id=f"return-{key}-%s")
    reasons: list[str] = []
    status = 422
    if form.is_valid():
        try:
            _done(request, line, form.cleaned_data, name)
            return HttpResponseRedirect(url_of(at, "bank"))
        except Invalid as refusal:
            add_refusal(form, refusal.reasons, word)
        except Refusal as refusal:
            reasons, status = sentences(refusal.reasons), refusal.status
    sending = StatementForm(accounts_of(at))
    return _page(request, at, sending, tried=(key, form, reasons), status=status)


def _done(request: Asked, line: BankLine, said: dict[str, Any], name: str) -> None:
    common: dict[str, Any] = {"by": request.actor, "now": request.now, "today": today_of(request)}
    if name == "return":
        return_line(line, said["reason"], **common)
        return
    found = members_of(request.actor).filter(number=said["member"].strip().upper()).first()
    if not isinstance(found, Member):
        raise Invalid(Reason("unknown_member", {"value": said["member"][:24]}, "member"))
    assign_line(line, found, because=said["because"], as_gift=said["purpose"] == "gift", **common)


urlpatterns = [
    path("party/dues/<str:code>/bank", show),
    path("party/dues/<str:code>/bank/<int:key>/", one),
    path("party/dues/<str:code>/bank/lines/<int:key>/<str:name>", act),
]
