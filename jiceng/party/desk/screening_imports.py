"""/desk/party/checker/…/import: a table sent as a file, looked over first, then taken in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.urls.resolvers import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.actions.import_parts import refusals_of
from jiceng.casework.actions.import_runs import give_up
from jiceng.casework.desk.import_shown import STAGES
from jiceng.casework.models import ImportRun
from jiceng.kernel.records.names import listed
from jiceng.kernel.refusal import Refusal
from jiceng.party.actions.screening_runs import (
    KIND,
    admission_run,
    cell_of,
    name_columns,
    receive_admissions,
    screening_of,
    take_in_admissions,
)
from jiceng.party.actions.screenings import keeper_of
from jiceng.party.desk.checker import HERE, screening_url
from jiceng.party.desk.checker_forms import TableFile
from jiceng.party.models import Screening
from jiceng.party.queries.admission_tables import admissions_in
from jiceng.party.queries.screenings import screening_for
from jiceng.party.rules.admission_row import fields_missing
from jiceng.party.rules.admission_table import FIELDS, ROW, SHEET
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import xlsx_answer
from jiceng.web.forms import add_refusal, version_in
from jiceng.web.menu import office
from jiceng.web.uploaded import LARGEST, read_lines
from jiceng.web.words import sentences, word

SHOWN = 50
LATEST = 10
NAMED = 12
"""How many columns a remark names; the count says the rest."""
STEPS = (N_("上传"), N_("检查"), N_("导入"))
AT = {"checking": 1, "checked": 2, "importing": 2}


@door("staff", "organisation_department")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Asked, number: str) -> HttpResponse:
    """Send a table, take an empty one away, or come back to one sent before."""
    screening = screening_for(request.actor, number)
    keeper_of(screening, request.actor)
    form = TableFile(request.POST, request.FILES) if request.method == "POST" else TableFile()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return HttpResponseRedirect(run_url(_received(request, form, screening)))
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal.reasons, word)
    url = screening_url(number)
    crumbs = [(_("发展党员检查"), HERE), (screening.title, url), (_("导入历史台账"), "")]
    runs = ImportRun.objects.filter(
        person=request.person, kind=KIND, layout__screening=number
    ).order_by("-sent_at", "-pk")
    context = {
        **office(request, HERE, crumbs=crumbs),
        "form": form,
        "screening": screening,
        "url": url,
        "runs": [shown(run) for run in runs[:LATEST]],
    }
    return render(request, "party/screening_imports.html", context, status=status)


def _received(request: Asked, form: TableFile, screening: Screening) -> ImportRun:
    sent = form.cleaned_data["file"]
    content = sent.read(LARGEST + 1)
    return receive_admissions(
        admissions_in(read_lines(content, sent.name), sent.name),
        screening,
        file_name=sent.name,
        sha256=hashlib.sha256(content).hexdigest(),
        by=request.actor,
        now=request.now,
    )


@door("staff", "organisation_department")
@require_safe
def blank(request: Asked) -> HttpResponseBase:
    """The headings alone, to be filled in."""
    return xlsx_answer("admissions-blank", list(FIELDS.values()), [])


def run_url(run: ImportRun) -> str:
    return f"{HERE}imports/{run.key}/"


def shown(run: ImportRun) -> dict[str, Any]:
    """One file in the list and at the head of its page."""
    light, label = STAGES[run.stage]
    at = AT.get(run.stage, len(STEPS))
    return {
        "url": run_url(run),
        "name": run.file_name,
        "status": {"light": light, "text": _(label)},
        "sent_at": run.sent_at,
        "rows": run.rows,
        "is_moving": run.stage in AT and run.stage != "checked",
        "percent": 100 * run.passed // run.rows if run.rows else 0,
        "steps": [
            {"label": _(step), "state": "done" if n < at else "now" if n == at else "todo"}
            for n, step in enumerate(STEPS)
        ],
    }


@door("staff", "organisation_department")
@require_safe
def one(request: Asked, key: UUID) -> HttpResponse:
    """One file where it stands."""
    return _page(request, admission_run(request.actor, key))


def _page(
    request: Asked, run: ImportRun, reasons: list[str] | None = None, status: int = 200
) -> HttpResponse:
    screening = screening_of(run)
    url = screening_url(screening.number)
    crumbs = [(_("发展党员检查"), HERE), (screening.title, url), (run.file_name, "")]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "run": run,
        "shown": shown(run),
        "screening": screening,
        "screening_url": url,
        "figures": _figures(run),
        "remarks": _remarks(run),
        "sheets": [_sheet(name, sheet) for name, sheet in run.layout["sheets"].items()],
        "options": [(name, _(label)) for name, label in FIELDS.items()],
        "refusals": list(islice(_refusals(run), SHOWN)) if run.refused else [],
        "taken": run.accepted + run.flagged,
        "reasons": reasons,
    }
    return render(request, "party/screening_import.html", context, status=status)


def _figures(run: ImportRun) -> list[dict[str, Any]]:
    is_done = run.stage in ("importing", "done")
    counted = (
        (_("文件共有"), run.rows, ""),
        (_("已新增") if is_done else _("将新增"), run.accepted, ""),
        (_("已更新") if is_done else _("将更新"), run.flagged, _("按编号更新，不重复登记")),
        (_("没有变化"), run.known, ""),
        (_("拒绝"), run.refused, _("更正后可再次上传")),
    )
    return [{"label": name, "value": str(n), "unit": _("行"), "note": note if n else "",
             "alert": bool(n) and place == 4}
            for place, (name, n, note) in enumerate(counted)]  # fmt: skip


def _remarks(run: ImportRun) -> list[str]:
    said = []
    if unread := run.layout.get("unread"):
        said.append(_("没有台账表头，没有读取的工作表：%(sheets)s。") % {"sheets": listed(unread)})
    for name, sheet in run.layout["sheets"].items():
        said += _remarks_on(name, sheet)
    return said


def _remarks_on(name: str, sheet: dict[str, Any]) -> Iterator[str]:
    """Columns of one sheet that were not read, then those rules would want."""
    read = set(sheet["columns"].values())
    if unread := [text for letters, text in sheet["headings"].items() if letters not in read]:
        told = _("工作表“%(sheet)s”的这些列没有读取，是步骤日期的请在下面指定：%(columns)s。")
        yield told % {"sheet": name, "columns": listed(unread[:NAMED])}
    if missing := [_(FIELDS[f]) for f in fields_missing(sheet["columns"])]:
        told = _("工作表“%(sheet)s”缺 %(n)d 列，相关规则会列为资料不足：%(columns)s。")
        columns = listed(missing[:NAMED]) + (_(" 等") if missing[NAMED:] else "")
        yield told % {"sheet": name, "n": len(missing), "columns": columns}


def _sheet(name: str, sheet: dict[str, Any]) -> dict[str, Any]:
    """The columns of one sheet and what each is read as."""
    fields = {column: field for field, column in sheet["columns"].items()}
    return {
        "name": name,
        "columns": [
            {"letters": letters, "heading": heading, "field": fields.get(letters, ""),
             "input": f"{name}:{letters}"}
            for letters, heading in sheet["headings"].items()
        ],
        "unread": sum(1 for letters in sheet["headings"] if letters not in fields),
    }  # fmt: skip


def _refusals(run: ImportRun) -> Iterator[dict[str, Any]]:
    """A line for every rejected cell: where it stands and what to do."""
    sheets = run.layout["sheets"]
    for _number, line, reasons in refusals_of(run):
        for reason in reasons:
            column = sheets[line[SHEET]]["columns"].get(reason.field, "")
            yield {
                "sheet": line[SHEET],
                "cell": cell_of(sheets, line, reason.field),
                "column": _(FIELDS[reason.field]) if reason.field in FIELDS else "",
                "row": line[ROW],
                "value": line.get(column, "")[:60],
                "sentence": word(reason),
            }


@door("staff", "organisation_department")
@require_POST
def columns(request: Asked, key: UUID) -> HttpResponse:
    """Say what the columns mean, and have the file looked over again."""
    run = admission_run(request.actor, key)
    given: dict[str, dict[str, str]] = {name: {} for name in run.layout["sheets"]}
    for name, sheet in run.layout["sheets"].items():
        for letters in sheet["headings"]:
            given[name][letters] = request.POST.get(f"{name}:{letters}", "")
    turn = version_in({"version": request.POST.get("turn")})
    try:
        name_columns(run, given, by=request.actor, turn=turn, now=request.now)
    except Refusal as refusal:
        run.refresh_from_db()
        return _page(request, run, sentences(refusal.reasons), refusal.status)
    return HttpResponseRedirect(run_url(run))


@door("staff", "organisation_department")
@require_POST
def start(request: Asked, key: UUID) -> HttpResponse:
    """Have the lines that were found good taken in."""
    run = admission_run(request.actor, key)
    turn = version_in({"version": request.POST.get("turn")})
    try:
        take_in_admissions(run, by=request.actor, turn=turn, now=request.now)
    except Refusal as refusal:
        run.refresh_from_db()
        return _page(request, run, sentences(refusal.reasons), refusal.status)
    return HttpResponseRedirect(run_url(run))


@door("staff", "organisation_department")
@require_POST
def drop(request: Asked, key: UUID) -> HttpResponse:
    """Drop the lines of a file; what has been taken in stays."""
    run = admission_run(request.actor, key)
    give_up(run)
    return HttpResponseRedirect(f"{screening_url(run.layout['screening'])}import")


@door("staff", "organisation_department")
@require_safe
def refused(request: Asked, key: UUID) -> HttpResponseBase:
    """The lines refused, each with its reasons, to be corrected and sent again."""
    run = admission_run(request.actor, key)
    sheets = run.layout["sheets"]
    head = [*FIELDS.values(), _("工作表"), _("拒绝原因")]
    rows = (
        [
            *(line.get(sheets[line[SHEET]]["columns"].get(name, ""), "") for name in FIELDS),
            line[SHEET],
            " ".join(f"{cell_of(sheets, line, r.field)} {word(r)}" for r in reasons),
        ]
        for _number, line, reasons in refusals_of(run)
    )
    return xlsx_answer("refused", head, rows)


urlpatterns: list[URLPattern] = [
    path("party/checker/blank.xlsx", blank),
    path("party/checker/imports/<uuid:key>/", one),
    path("party/checker/imports/<uuid:key>/columns", columns),
    path("party/checker/imports/<uuid:key>/start", start),
    path("party/checker/imports/<uuid:key>/drop", drop),
    path("party/checker/imports/<uuid:key>/refused", refused),
    path("party/checker/<slug:number>/import", show),
]
