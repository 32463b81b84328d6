"""`jiceng import problems` and `jiceng export problems`: ledgers in and out as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from jiceng.casework.actions.problem_import import take_rows
from jiceng.casework.actions.problem_runs import cell_of, doubled_numbers, read_lines
from jiceng.casework.models import Campaign, Problem
from jiceng.casework.queries.ledgers import head_of, kept_headings, ledger_in, rows_of
from jiceng.casework.rules.problem_table import SHEET
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import SYSTEM_GRIP
from jiceng.web.clock import county_zone
from jiceng.web.downloads import csv_answer, xlsx_answer
from jiceng.web.uploaded import read_lines as read_sheets
from jiceng.web.words import word

PART = 500
SHOWN = 50


@dataclass
class LedgerReport:
    """What became of the lines of a ledger."""

    is_dry: bool
    read: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    differing: int = 0
    unread: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The report in sentences."""
        said = [
            _("读取 %(read)d 行，新增 %(added)d 行，更新 %(changed)d 行，没有变化 %(same)d 行，"
              "拒绝 %(refused)d 行。") % vars(self)
        ]  # fmt: skip
        if self.is_dry:
            said.append(_("这是试运行，没有写入任何内容。"))
        if self.differing:
            said.append(_("%(differing)d 行的进度与系统不同，状态没有改动。") % vars(self))
        if self.unread:
            said.append(_("没有读取的工作表：%(sheets)s。") % {"sheets": "、".join(self.unread)})
        return said + self.refusals


def import_problems(
    path: Path,
    *,
    campaign: str,
    dry_run: bool = False,
    now: datetime,
    progress: Callable[[int], object] = lambda rows: None,
) -> LedgerReport:
    """Take in a file. Raises `Invalid` when the ledger is unknown or the file cannot be read."""
    ledger = campaign_called(campaign)
    file = ledger_in(read_sheets(path.read_bytes(), path.name), path.name)
    report = LedgerReport(dry_run, unread=file.unread)
    doubled = doubled_numbers(file.cells)
    lines = enumerate(file.cells, 1)
    while part := list(islice(lines, PART)):
        rows, refused = read_lines(part, doubled, now)
        given = [row for _n, _cells, row in rows]
        taken = take_rows(ledger, given, grip=SYSTEM_GRIP, now=now, dry_run=dry_run)
        refused += [(*rows[place][:2], reasons) for place, reasons in taken.refused]
        report.read += len(part)
        report.added += len(taken.added)
        report.changed += len(taken.changed)
        report.same += taken.same
        report.differing += taken.differing
        report.refused += len(refused)
        report.refusals += [
            _told(cells, reason, file.layouts)
            for _n, cells, reasons in refused
            for reason in reasons
        ][: SHOWN - len(report.refusals)]
        progress(len(part))
    return report


def _told(
    cells: Mapping[str, str], reason: Reason, layouts: Mapping[str, Mapping[str, str]]
) -> str:
    told = {
        "sheet": cells.get(SHEET, ""),
        "cell": cell_of(layouts, cells, reason.field),
        "sentence": word(reason),
    }
    return _("工作表“%(sheet)s”单元格 %(cell)s：%(sentence)s") % told


def campaign_called(code: str) -> Campaign:
    """A ledger by its code. `Invalid` naming those there are."""
    found = Campaign.objects.filter(code=code).first()
    if found is None:
        known = list(Campaign.objects.order_by("code").values_list("code", flat=True)[:20])
        raise Invalid(Reason("unknown_campaign", {"value": code, "known": known}, field="campaign"))
    return found


def export_problems(path: Path, campaign: str = "") -> int:
    """Write one ledger, or all of them, as XLSX, or as CSV by the ending; returns the lines."""
    rows = Problem.objects.order_by("campaign_id", "pk")
    if campaign:
        rows = rows.filter(campaign=campaign_called(campaign))
    kept = kept_headings(rows.only("kept").iterator(chunk_size=2000))
    lines = rows_of(rows.iterator(chunk_size=1000), kept, county_zone())
    answer = csv_answer if path.suffix.lower() == ".csv" else xlsx_answer
    count = rows.count()
    with path.open("wb") as opened:
        for piece in answer("problems", head_of(kept), lines):
            opened.write(piece)
    return count
