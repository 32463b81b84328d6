"""/desk/imports/: a ledger sent as a file becomes cases, after a look that writes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.actions.import_parts import refusals_of
from jiceng.casework.actions.import_runs import (
    give_up,
    look_over,
    post_of,
    receive,
    run_for,
    take_in,
)
from jiceng.casework.desk import import_columns, import_shown
from jiceng.casework.desk.import_blank import INSTRUCTIONS, blank_csv, blank_workbook
from jiceng.casework.models import ImportRun
from jiceng.casework.queries.layouts import usual_headings
from jiceng.casework.rules.layouts import faults_of, layout_of
from jiceng.kernel.refusal import Invalid, Reason, Refusal
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import csv_answer, xlsx_answer
from jiceng.web.forms import add_refusal, version_in
from jiceng.web.menu import office
from jiceng.web.uploaded import LARGEST, MOST_ROWS, Sheet, read_upload
from jiceng.web.words import sentences, word

HERE = "/desk/imports/"
ROLE = "dispatcher"
SHOWN = 50
"""Refused rows on the page; all of them are in the file to take away."""
LATEST = 10


class Upload(forms.Form):
    """The file; everything else is asked once its columns are known."""

    file = forms.FileField(label=N_("台账文件"), allow_empty_file=True)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        field = self.fields["file"]
        field.label = _(str(field.label))
        field.widget.attrs["accept"] = ".xlsx,.csv"
        field.help_text = _("XLSX 或 CSV，最大 %(most)s MB、%(rows)s 行。") % {
            "most": LARGEST >> 20,
            "rows": MOST_ROWS,
        }


@door("staff", ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Asked) -> HttpResponse:
    """Send a file, take a blank table away, or come back to a file sent before."""
    form = Upload(request.POST, request.FILES) if request.method == "POST" else Upload()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return HttpResponseRedirect(f"{HERE}{_received(request, form).key}/")
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal.reasons, word)
    own = ImportRun.objects.filter(person=request.person, kind="case")
    runs = own.order_by("-sent_at", "-pk")[:LATEST]
    context = {
        **office(request, HERE, crumbs=[(_("导入台账"), "")]),
        "form": form,
        "runs": [import_shown.row(run) for run in runs],
    }
    return render(request, "casework/desk_imports.html", context, status=status)


def _received(request: Asked, form: Upload) -> ImportRun:
    sent = form.cleaned_data["file"]
    known = frozenset(usual_headings()) | import_columns.shipped_headings()
    content = sent.read(LARGEST + 1)
    sheet: Sheet = read_upload(content, sent.name, known)
    if not sheet.rows:
        raise Invalid(Reason("file_empty", {"file": sent.name[:80]}, field="file"))
    run = receive(
        sheet.rows,
        header=sheet.header,
        file_name=sent.name,
        sha256=hashlib.sha256(content).hexdigest(),
        by=request.actor,
        now=request.now,
    )
    run.layout = {"sheet": sheet.name, "unread": [s for s in sheet.unread if s != INSTRUCTIONS]}
    run.save(update_fields=["layout"])
    return run


@door("staff", ROLE)
@require_safe
def blank_xlsx(request: Asked) -> HttpResponseBase:
    """A workbook to fill in, with the types and areas this post may name."""
    return blank_workbook(request.actor, request.now)


@door("staff", ROLE)
@require_safe
def blank(request: Asked) -> HttpResponseBase:
    """The same headings as CSV."""
    return blank_csv()


@door("staff", ROLE)
@require_safe
def one(request: Asked, key: UUID) -> HttpResponse:
    """One file where it stands: its columns, what was found, how far it is, what came of it."""
    return _page(request, run_for(request.actor, key))


def _page(
    request: Asked, run: ImportRun, reasons: list[Reason] | None = None, status: int = 200
) -> HttpResponse:
    crumbs = [(_("导入台账"), HERE), (run.file_name, "")]
    waits = run.stage in ("named", "checked")
    posted = request.POST if request.method == "POST" else None
    context = {
        **office(request, HERE, crumbs=crumbs),
        "run": run,
        "shown": import_shown.row(run),
        "figures": import_shown.figures(run),
        "remarks": import_shown.remarks(run),
        "refusals": list(islice(_refusals(run), SHOWN)) if run.refused else [],
        "columns": import_columns.form_for(run, request.GET.get("like", ""), posted)
        if waits
        else None,
        "reasons": sentences(import_columns.told(reasons or [])),
    }
    return render(request, "casework/desk_import.html", context, status=status)


def _refusals(run: ImportRun) -> Iterator[dict[str, Any]]:
    """A line for every reason: where it stands in the file and what to do."""
    for number, cells, reasons in refusals_of(run):
        for reason in reasons:
            column = import_columns.heading_of(run, reason.field)
            yield {
                "sheet": run.layout.get("sheet", ""),
                "row": number,
                "column": column,
                "value": import_columns.sample(cells.get(column, "")),
                "sentence": word(reason),
            }


@door("staff", ROLE)
@require_POST
def check(request: Asked, key: UUID) -> HttpResponse:
    """Say what the columns mean and have every row looked over; nothing is written."""
    run = run_for(request.actor, key)
    chosen, title = import_columns.chosen_in(run, request.POST)
    if faults := faults_of(chosen, title):
        return _page(request, run, faults, 422)
    layout = layout_of(chosen, title, post_of(request.actor).unit, import_columns.sources())
    layout |= {name: run.layout.get(name, "") for name in ("sheet", "unread")}
    look_over(run, layout, turn=version_in({"version": request.POST.get("turn")}), now=request.now)
    return HttpResponseRedirect(f"{HERE}{run.key}/")


@door("staff", ROLE)
@require_POST
def start(request: Asked, key: UUID) -> HttpResponse:
    """Have the rows that were found good made cases."""
    run = run_for(request.actor, key)
    turn = version_in({"version": request.POST.get("turn")})
    take_in(run, by=request.actor, turn=turn, now=request.now)
    return HttpResponseRedirect(f"{HERE}{run.key}/")


@door("staff", ROLE)
@require_POST
def drop(request: Asked, key: UUID) -> HttpResponse:
    """Drop the rows of a file; what has become a case stays one."""
    give_up(run_for(request.actor, key))
    return HttpResponseRedirect(HERE)


@door("staff", ROLE)
@require_safe
def refused(request: Asked, key: UUID) -> HttpResponseBase:
    """The rows refused, each with its reasons, to be corrected and sent again."""
    run = run_for(request.actor, key)
    kind = request.GET.get("format", "xlsx")
    if kind not in ("csv", "xlsx"):
        raise Invalid(Reason("unknown_value", {"value": kind}, field="format"))
    rows = (
        [*(cells.get(c, "") for c in run.header), import_shown.why(run, reasons)]
        for _number, cells, reasons in refusals_of(run)
    )
    answer = csv_answer if kind == "csv" else xlsx_answer
    return answer("refused", [*run.header, _("拒绝原因")], rows)
