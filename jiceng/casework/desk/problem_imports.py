"""/desk/problems/…/import: a ledger sent as a file, looked over first, then taken in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.actions.import_parts import refusals_of
from jiceng.casework.actions.import_runs import give_up
from jiceng.casework.actions.problem_runs import (
    KIND,
    cell_of,
    keeper_of,
    ledger_run,
    receive_ledger,
    take_in_ledger,
)
from jiceng.casework.desk.import_shown import STAGES
from jiceng.casework.desk.problem_forms import LedgerFile
from jiceng.casework.desk.problems import HERE, ledger_url
from jiceng.casework.models import Campaign, ImportRun
from jiceng.casework.queries.ledgers import head_of, ledger_in
from jiceng.casework.queries.problems import campaign_for
from jiceng.casework.rules.problem_table import FIELDS, ROW, SHEET
from jiceng.kernel.records.names import listed
from jiceng.kernel.refusal import Invalid, Reason, Refusal
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import csv_answer, xlsx_answer
from jiceng.web.forms import add_refusal, version_in
from jiceng.web.menu import office
from jiceng.web.uploaded import LARGEST, read_lines
from jiceng.web.words import sentences, word

SHOWN = 50
LATEST = 10
STEPS = (N_("上传"), N_("检查"), N_("导入"))
AT = {"checking": 1, "checked": 2, "importing": 2}


@door("staff", "overseer")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Asked, code: str) -> HttpResponse:
    """Send a file, take an empty table away, or come back to a file sent before."""
    campaign = campaign_for(request.actor, code)
    keeper_of(request.actor, campaign)
    form = LedgerFile(request.POST, request.FILES) if request.method == "POST" else LedgerFile()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return HttpResponseRedirect(run_url(_received(request, form, campaign)))
            except Refusal as refusal:
                status = refusal.status
                add_refusal(form, refusal.reasons, word)
    runs = ImportRun.objects.filter(person=request.person, kind=KIND).order_by("-sent_at", "-pk")
    context = {
        **office(request, HERE, crumbs=[(_("问题台账"), HERE),
                                        (campaign.name, ledger_url(code)), (_("导入"), "")]),
        "form": form,
        "campaign": campaign,
        "url": ledger_url(code),
        "runs": [shown(run) for run in runs[:LATEST]],
    }  # fmt: skip
    return render(request, "casework/desk_ledger_imports.html", context, status=status)


def _received(request: Asked, form: LedgerFile, campaign: Campaign) -> ImportRun:
    sent = form.cleaned_data["file"]
    content = sent.read(LARGEST + 1)
    file = ledger_in(read_lines(content, sent.name), sent.name)
    return receive_ledger(
        file.cells,
        campaign=campaign,
        layouts=file.layouts,
        unread=file.unread,
        file_name=sent.name,
        sha256=hashlib.sha256(content).hexdigest(),
        by=request.actor,
        now=request.now,
    )


@door("staff", "overseer")
@require_safe
def blank(request: Asked, code: str) -> HttpResponseBase:
    """The headings alone, to be filled in."""
    campaign_for(request.actor, code)
    return xlsx_answer("problems-blank", head_of([])[: len(FIELDS)], [])


def run_url(run: ImportRun) -> str:
    return f"{HERE}imports/{run.key}/"


def shown(run: ImportRun) -> dict[str, Any]:
    """One file in the list and at the head of its page."""
    light, label = STAGES[run.stage]
    at = AT.get(run.stage, len(STEPS))
    return {
        "url": run_url(run),
        "name": run.file_name,
        "campaign": run.layout.get("campaign", ""),
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


@door("staff", "overseer")
@require_safe
def one(request: Asked, key: UUID) -> HttpResponse:
    """One file where it stands."""
    return _page(request, ledger_run(request.actor, key))


def _page(
    request: Asked, run: ImportRun, reasons: list[str] | None = None, status: int = 200
) -> HttpResponse:
    code = run.layout["campaign"]
    crumbs = [(_("问题台账"), HERE), (code, ledger_url(code)), (run.file_name, "")]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "run": run,
        "shown": shown(run),
        "ledger": ledger_url(code),
        "figures": _figures(run),
        "remarks": _remarks(run),
        "refusals": list(islice(_refusals(run), SHOWN)) if run.refused else [],
        "taken": run.accepted + run.flagged,
        "reasons": reasons,
    }
    return render(request, "casework/desk_ledger_import.html", context, status=status)


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
    if n := run.flags.get("state_differs"):
        told = _("%(n)d 行的进度与系统不同，导入不改变状态，请在问题页面办理。")
        said.append(told % {"n": n})
    return said


def _refusals(run: ImportRun) -> Iterator[dict[str, Any]]:
    """A line for every rejected cell: where it stands and what to do."""
    layouts = run.layout["sheets"]
    for _number, cells, reasons in refusals_of(run):
        for reason in reasons:
            yield {
                "sheet": cells.get(SHEET, ""),
                "cell": cell_of(layouts, cells, reason.field),
                "row": cells.get(ROW, ""),
                "value": cells.get(reason.field, "")[:60],
                "sentence": word(reason),
            }


@door("staff", "overseer")
@require_POST
def start(request: Asked, key: UUID) -> HttpResponse:
    """Have the lines that were found good made problems."""
    run = ledger_run(request.actor, key)
    turn = version_in({"version": request.POST.get("turn")})
    try:
        take_in_ledger(run, by=request.actor, turn=turn, now=request.now)
    except Refusal as refusal:
        run.refresh_from_db()
        return _page(request, run, sentences(refusal.reasons), refusal.status)
    return HttpResponseRedirect(run_url(run))


@door("staff", "overseer")
@require_POST
def drop(request: Asked, key: UUID) -> HttpResponse:
    """Drop the lines of a file; what has become a problem stays one."""
    run = ledger_run(request.actor, key)
    give_up(run)
    return HttpResponseRedirect(f"{ledger_url(run.layout['campaign'])}import")


@door("staff", "overseer")
@require_safe
def refused(request: Asked, key: UUID) -> HttpResponseBase:
    """The lines refused, each with its reasons, to be corrected and sent again."""
    run = ledger_run(request.actor, key)
    kind = request.GET.get("format", "xlsx")
    if kind not in ("csv", "xlsx"):
        raise Invalid(Reason("unknown_value", {"value": kind}, field="format"))
    layouts = run.layout["sheets"]
    rows = (
        [
            *(cells.get(name, "") for name in FIELDS),
            cells.get(SHEET, ""),
            " ".join(f"{cell_of(layouts, cells, r.field)} {word(r)}" for r in reasons),
        ]
        for _number, cells, reasons in refusals_of(run)
    )
    head = [*head_of([])[: len(FIELDS)], _("工作表"), _("拒绝原因")]
    return (csv_answer if kind == "csv" else xlsx_answer)("refused", head, rows)
