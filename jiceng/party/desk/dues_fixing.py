"""Fix a year: bases in, bands shown, bands saved. A base is in one request and nowhere after it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.core import signing
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiceng.kernel.money import money, read_optional_fen
from jiceng.kernel.refusal import Invalid, Reason, Refusal
from jiceng.party.actions.dues_fixing import fix_dues
from jiceng.party.desk.dues_shown import done_once, frame, fresh_key, rule_shown, today_of, url_of
from jiceng.party.desk.merged import refuse_merged
from jiceng.party.models import DuesFixing, Member, Organisation
from jiceng.party.queries.dues import PRESENT, own_branch_for
from jiceng.party.queries.rule_book import version_on
from jiceng.party.rules.dues import (
    BASES,
    KINDS,
    LABELS,
    Band,
    band_of,
    month_of,
    percent,
    read_month,
)
from jiceng.party.rules.dues_sheet import COLUMNS, Known, is_left_out, read_sheet
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import xlsx_answer
from jiceng.web.uploaded import LARGEST, read_upload
from jiceng.web.words import sentences, word

SECRETARY = "branch_secretary"
SALT = "dues_fixing"
LASTS = timedelta(hours=2)
"""How long a reckoned table may wait to be saved."""


@door("staff", SECRETARY)
@require_safe
def show(request: Asked, code: str) -> HttpResponse:
    """The members of the branch, what is fixed for them, and room for kind and base."""
    return _page(request, own_branch_for(request.actor, code))


def _page(
    request: Asked,
    at: Organisation,
    *,
    preview: dict[str, Any] | None = None,
    reasons: list[str] | None = None,
    faults: Mapping[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    today = today_of(request)
    members = list(_members(at))
    fixed = _fixed(members, today.year)
    posted = request.POST
    since = posted.get("since") or _usual_since(fixed, members, today)
    context = {
        **frame(request, at, "fixing", _("年度核定")),
        "rows": [_row(m, fixed.get(m.pk), posted, faults or {}) for m in members],
        "unfixed": sum(1 for m in members if m.pk not in fixed),
        "year": today.year,
        "since": since,
        "because": posted.get("because", ""),
        "kinds": [("", _("不核定")), *((k, _(label)) for k, label in KINDS.items())],
        "bases": [(_(KINDS[k]), _(base)) for k, base in BASES.items()],
        "preview": preview,
        "reasons": reasons,
        "key": fresh_key(request),
        "rule": rule_shown(today, "wage_bands", "pension_bands", "farmer_fen", "student_fen",
                           "whole_base", "rounding"),
    }  # fmt: skip
    return render(request, "party/dues_fixing.html", context, status=status)


def _members(at: Organisation) -> Any:
    rows = Member.objects.filter(organisation=at, standing__in=PRESENT)
    return rows.order_by("name", "pk")


def _fixed(members: list[Member], year: int) -> dict[int, DuesFixing]:
    rows = DuesFixing.objects.filter(member__in=members, year=year).order_by("since")
    return {row.member_id: row for row in rows}


def _usual_since(fixed: Mapping[int, DuesFixing], members: list[Member], today: date) -> str:
    """January while anybody is unfixed; after that a change begins next month at the earliest."""
    if len(fixed) < len(members):
        return f"{today.year}-01"
    return f"{month_of(today):%Y-%m}"


def _row(
    member: Member, fixing: DuesFixing | None, posted: Any, faults: Mapping[int, str]
) -> dict[str, Any]:
    """A line of the form. What was typed comes back only where something is wrong with it."""
    return {
        "key": member.pk,
        "name": member.name,
        "number": member.number,
        "fixed": f"{_(LABELS[fixing.kind])} {percent(fixing.rate)}" if fixing else "",
        "monthly": money(fixing.monthly_fen) if fixing else "",
        "since": f"{fixing.since:%Y-%m}" if fixing else "",
        "kind": posted.get(f"kind_{member.pk}", ""),
        "base": posted.get(f"base_{member.pk}", "") if faults else "",
        "fault": faults.get(member.pk, ""),
    }


@door("staff", SECRETARY)
@require_POST
def reckon(request: Asked, code: str) -> HttpResponse:
    """What follows from the bases typed; nothing is kept yet."""
    at = own_branch_for(request.actor, code)
    try:
        since = read_month(request.POST.get("since", ""))
    except Invalid as refusal:
        return _page(request, at, reasons=sentences(refusal.reasons), status=422)
    values = version_on("dues", since).values
    bands: dict[int, Band] = {}
    faults: dict[int, str] = {}
    for member in _members(at):
        kind = request.POST.get(f"kind_{member.pk}", "")
        base = request.POST.get(f"base_{member.pk}", "")
        if kind and not is_left_out(kind, base):
            try:
                bands[member.pk] = band_of(kind, read_optional_fen(base, "base"), values)
            except Invalid as refusal:
                faults[member.pk] = " ".join(sentences(refusal.reasons))
        elif base.strip():
            faults[member.pk] = _("请先选择类别。")
    return _previewed(request, at, since, bands, faults)


def _previewed(
    request: Asked, at: Organisation, since: date, bands: Mapping[int, Band],
    faults: Mapping[int, str], said: list[str] | None = None,
) -> HttpResponse:  # fmt: skip
    reasons = list(said or [])
    if faults:
        reasons.append(_("有 %(n)d 行需要改正，请看各行说明。") % {"n": len(faults)})
    elif not bands and not reasons:
        reasons = [word(Reason("dues_nobody"))]
    if reasons:
        return _page(request, at, reasons=reasons, faults=faults or {0: ""}, status=422)
    return _page(request, at, preview=_preview(request, at, since, bands))


def _preview(
    request: Asked, at: Organisation, since: date, bands: Mapping[int, Band]
) -> dict[str, Any]:
    """Bands to look at, and the same signed, to be saved as they are shown."""
    names = {m.pk: m for m in _members(at)}
    signed = [[key, b.kind, b.rate, b.monthly_fen] for key, b in bands.items()]
    return {
        "token": signing.dumps([at.code, f"{since:%Y-%m}", signed], salt=SALT, compress=True),
        "since": f"{since:%Y-%m}",
        "because": request.POST.get("because", "")[:120],
        "total": money(sum(b.monthly_fen for b in bands.values())),
        "rows": [
            {"name": names[key].name, "number": names[key].number, "kind": _(LABELS[b.kind]),
             "rate": percent(b.rate) or _("定额"), "monthly": money(b.monthly_fen)}
            for key, b in bands.items()
        ],
    }  # fmt: skip


@door("staff", SECRETARY)
@require_POST
def sheet(request: Asked, code: str) -> HttpResponse:
    """The same from a table; it is read and forgotten."""
    at = own_branch_for(request.actor, code)
    sent = request.FILES.get("file")
    try:
        since = read_month(request.POST.get("since", ""))
        if sent is None:
            raise Invalid(Reason("needed", field="file"))
        content = sent.read(LARGEST + 1)
        table = read_upload(content, sent.name or "", COLUMNS.known)
        refuse_merged(content, table)
        known = [Known(m.pk, m.number, m.name) for m in _members(at)]
        read = read_sheet(table.rows, table.header, known, version_on("dues", since).values)
    except Refusal as refusal:
        said = sentences(refusal.reasons)
        return _page(request, at, reasons=said, status=refusal.status)
    said = [_("第 %(row)d 行：%(why)s") % {"row": r, "why": word(why)} for r, why in read.faults]
    return _previewed(request, at, since, read.bands, {}, said)


@door("staff", SECRETARY)
@require_safe
def blank(request: Asked, code: str) -> HttpResponseBase:
    """A table with the members of the branch, to fill in kind and base."""
    at = own_branch_for(request.actor, code)
    head = [_("党员编号"), _("姓名"), _("类别"), _("计算基数")]
    return xlsx_answer("dues-fixing", head, ([m.number, m.name, "", ""] for m in _members(at)))


@door("staff", SECRETARY)
@require_POST
def save(request: Asked, code: str) -> HttpResponse:
    """Save what was shown."""
    at = own_branch_for(request.actor, code)
    try:
        since, bands = _signed(request, at)

        def work() -> dict[str, Any]:
            fix_dues(
                at, bands, since=since, because=request.POST.get("because", ""),
                by=request.actor, now=request.now, today=today_of(request),
            )  # fmt: skip
            return {"members": len(bands)}

        done_once(request, work)
    except Refusal as refusal:
        return _page(request, at, reasons=sentences(refusal.reasons), status=refusal.status)
    return HttpResponseRedirect(url_of(at, "fixing"))


def _signed(request: Asked, at: Organisation) -> tuple[date, dict[int, Band]]:
    try:
        token = request.POST.get("token", "")
        code, since, rows = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature as error:
        raise Invalid(Reason("preview_changed")) from error
    if code != at.code:
        raise Invalid(Reason("preview_changed"))
    return read_month(since), {key: Band(kind, rate, fen) for key, kind, rate, fen in rows}


urlpatterns = [
    path("party/dues/<str:code>/fixing", show),
    path("party/dues/<str:code>/fixing/reckon", reckon),
    path("party/dues/<str:code>/fixing/sheet", sheet),
    path("party/dues/<str:code>/fixing/blank.xlsx", blank),
    path("party/dues/<str:code>/fixing/save", save),
]
