"""`jiceng import cases`: a file of somebody else's cases, checked, reported and taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from jiceng.casework import figures
from jiceng.casework.actions.import_names import names_for, prepare_county
from jiceng.casework.actions.imports import BatchResult, import_batch
from jiceng.casework.queries import rules_at
from jiceng.casework.queries.layouts import load_mapping, shipped_mappings
from jiceng.casework.rules.imports import (
    FLAGS,
    ColumnMapping,
    HeaderCheck,
    ImportedRow,
    check_header,
    read_row,
    recognise,
)
from jiceng.kernel.records.names import listed
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.web.tables import Row, open_table
from jiceng.web.words import word

BATCH = 2000
SHOWN = 20
"""Refusals listed one by one; the rest are counted."""

Progress = Callable[[int], object]


def no_progress(rows: int) -> None:
    """Nobody watches."""


@dataclass
class Report:
    """What became of every row of a file."""

    mapping: ColumnMapping
    header: HeaderCheck
    is_dry: bool
    read: int = 0
    accepted: int = 0
    flagged: int = 0
    known: int = 0
    refused: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    refusals: list[tuple[int, Reason]] = field(default_factory=list)

    def refuse(self, number: int, reasons: Iterable[Reason]) -> None:
        self.refused += 1
        self.refusals += [(number, r) for r in reasons][: SHOWN - len(self.refusals)]

    def column(self, reason: Reason) -> str:
        """The column of the file a reason is about."""
        return "/".join(self.mapping.columns.get(reason.field, (reason.field,)))

    def lines(self) -> list[str]:
        """The report in sentences, as the command and the page show it."""
        said = [
            _("读取 %(read)d 行，接受 %(accepted)d 行，其中标记 %(flagged)d 行。") % vars(self),
            _("以前导入过 %(known)d 行，拒绝 %(refused)d 行。") % vars(self),
        ]
        if self.is_dry:
            said.append(_("这是试运行，没有写入任何内容。"))
        if self.header.unmapped:
            said.append(_("没有使用的列：%(columns)s。") % _columns(self.header.unmapped))
        if self.header.absent:
            said.append(
                _("文件里没有的列，可能改了名：%(columns)s。") % _columns(self.header.absent)
            )
        said += [
            _("标记“%(flag)s”：%(rows)d 行。") % {"flag": _(FLAGS[flag]), "rows": rows}
            for flag, rows in sorted(self.flags.items())
        ]
        said += [
            _("第 %(row)d 行，列“%(column)s”：%(sentence)s")
            % {"row": row, "column": self.column(reason), "sentence": word(reason)}
            for row, reason in self.refusals
        ]
        return said


def _columns(names: Iterable[str]) -> dict[str, str]:
    return {"columns": listed(names)}


def import_cases(
    path: Path,
    *,
    mapping: Path | None = None,
    dry_run: bool = False,
    now: datetime,
    progress: Progress = no_progress,
) -> Report:
    """Read a file of cases. Raises `Invalid` when the file as a whole cannot be read."""
    known = [load_mapping(mapping)] if mapping else shipped_mappings()
    wanted = frozenset(c for m in known for c in m.columns["external_id"])
    with open_table(path, wanted) as table:
        chosen = known[0] if mapping else recognise(table.header, known)
        if chosen is None:
            raise Invalid(Reason("layout_unknown", {"columns": list(table.header)}, field="file"))
        check = check_header(table.header, chosen)
        if check.faults:
            raise Invalid(*check.faults)
        report = Report(chosen, check, dry_run)
        if not dry_run:
            prepare_county(chosen)
        for rows in _batches(table.rows):
            _take(rows, chosen, report, now)
            progress(len(rows))
    if not dry_run:
        figures.refresh(now)
    return report


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _take(rows: list[Row], mapping: ColumnMapping, report: Report, now: datetime) -> None:
    zone = rules_at(now)[1].zone
    good: list[tuple[int, ImportedRow]] = []
    for row in rows:
        report.read += 1
        read = read_row(row.cells, mapping, zone=zone, now=now)
        if isinstance(read, ImportedRow):
            good.append((row.number, read))
        else:
            report.refuse(row.number, read)
    taken = _write(good, mapping, report, now)
    for place, reason in taken.refused:
        report.refuse(good[place][0], [reason])
    fresh = [good[place][1] for place in taken.accepted]
    report.accepted += len(fresh)
    report.known += taken.known
    report.flagged += sum(1 for row in fresh if row.flags)
    report.flags.update(flag for row in fresh for flag in row.flags)


def _write(
    good: list[tuple[int, ImportedRow]], mapping: ColumnMapping, report: Report, now: datetime
) -> BatchResult:
    rows = [row for _number, row in good]
    names = names_for(mapping, rows, now, dry_run=report.is_dry)
    return import_batch(rows, mapping=mapping, names=names, now=now, dry_run=report.is_dry)
