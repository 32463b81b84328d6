"""/desk/supervision/bulletins/: drawn up from the records, approved, printed, sent as a file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.actions import bulletins as acts
from jiceng.casework.desk.bulletin_docx import docx_of
from jiceng.casework.desk.bulletin_shown import sheet_of
from jiceng.casework.desk.labels import unit_name
from jiceng.casework.desk.supervision_views import HERE as ROOM
from jiceng.casework.desk.supervision_views import views
from jiceng.casework.models import Bulletin
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.bulletins import bulletin_for, bulletins_of
from jiceng.kernel.refusal import Refusal
from jiceng.kernel.scope import covers
from jiceng.web.doors import Asked, door
from jiceng.web.forms import DayField, add_refusal, version_in
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager
from jiceng.web.words import sentences, word

HERE = "/desk/supervision/bulletins/"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class BulletinForm(forms.Form):
    """Title and period; the rest comes from the records."""

    title = forms.CharField(label=N_("标题"), max_length=120)
    starts_on = DayField(label=N_("开始日期"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    ends_on = DayField(label=N_("结束日期"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    remarks = forms.CharField(
        label=N_("有关要求"),
        required=False,
        max_length=acts.LONGEST_REMARKS,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        for field in self.fields.values():
            field.label = _(str(field.label))


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Bulletins within reach, the newest first."""
    rows = bulletins_of(request.actor)
    page = page_of(rows, request.GET.get("after", ""), key="made_at", newest=True)
    context = {
        **office(request, ROOM, crumbs=[(_("督查通报"), "")]),
        "ways": views(request.actor, "bulletins"),
        "rows": [_row(row) for row in page.rows],
        "may_draft": "overseer" in request.actor.roles,
        "pager": pager(page, request.GET, _("本页 %(n)d 件") % {"n": len(page.rows)}),
    }
    return render(request, "casework/desk_bulletins.html", context)


def _row(row: Bulletin) -> dict[str, Any]:
    is_issued = row.issued_at is not None
    return {
        "url": f"{HERE}{row.number}/",
        "number": row.number,
        "title": row.title,
        "unit": unit_name(row.unit),
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "issued_at": row.issued_at,
        "status": {
            "light": "done" if is_issued else "new",
            "text": _("已印发") if is_issued else _("待批准"),
        },
    }


@door("staff", "overseer")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Draw a bulletin up."""
    today = request.now.astimezone(rules_at(request.now)[1].zone).date()
    first = {"starts_on": today - timedelta(days=today.day - 1), "ends_on": today,
             "title": _("督查通报")}  # fmt: skip
    form = BulletinForm(request.POST if request.method == "POST" else None, initial=first)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = acts.BulletinDraft(**form.cleaned_data)
            try:
                row = acts.draft_bulletin(given, by=request.actor, now=request.now)
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal.reasons, word)
            else:
                return HttpResponseRedirect(f"{HERE}{row.number}/")
    context = {
        **office(request, ROOM, crumbs=[(_("督查通报"), HERE), (_("起草通报"), "")]),
        "form": form,
    }
    return render(request, "casework/desk_bulletin_new.html", context, status=status)


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One bulletin as it is printed, with what may be done with it above."""
    return _page(request, bulletin_for(request.actor, number))


def _page(
    request: Asked, row: Bulletin, *, reasons: list[str] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "row": row,
        "sheet": sheet_of(row),
        "url": f"{HERE}{row.number}/",
        "back_url": HERE,
        "reasons": reasons,
        "may_issue": row.issued_at is None and _holds(request, row, acts.SIGNATORY),
        "may_drop": row.issued_at is None and _holds(request, row, acts.OFFICE),
    }
    return render(request, "casework/desk_bulletin.html", context, status=status)


def _holds(request: Asked, row: Bulletin, role: str) -> bool:
    grips = request.actor.grips
    return any(role in g.roles and covers(g.area_path, row.area_path) for g in grips)


@door("staff")
@require_safe
def docx(request: Asked, number: str) -> HttpResponse:
    """The same as a Word file."""
    row = bulletin_for(request.actor, number)
    answer = HttpResponse(docx_of(sheet_of(row)), content_type=WORD)
    answer["Content-Disposition"] = f'attachment; filename="{row.number}.docx"'
    return answer


@door("staff", "signatory")
@require_POST
def issue(request: Asked, number: str) -> HttpResponse:
    """A signatory approves it; it is issued and the units are told."""
    row = bulletin_for(request.actor, number)
    try:
        acts.issue_bulletin(
            row, by=request.actor, now=request.now, version=version_in(request.POST)
        )
    except Refusal as refusal:
        fresh = bulletin_for(request.actor, number)
        return _page(request, fresh, reasons=sentences(refusal.reasons), status=refusal.status)
    return HttpResponseRedirect(f"{HERE}{number}/")


@door("staff", "overseer")
@require_POST
def drop(request: Asked, number: str) -> HttpResponse:
    """The office throws a draft away."""
    row = bulletin_for(request.actor, number)
    try:
        acts.drop_bulletin(row, by=request.actor, now=request.now)
    except Refusal as refusal:
        return _page(request, row, reasons=sentences(refusal.reasons), status=refusal.status)
    return HttpResponseRedirect(HERE)
