"""`jiceng import tickets`: queue tickets of a hall system from the command line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from jiceng.casework.rules.sheets import Taken
from jiceng.kernel.scope import SYSTEM
from jiceng.services.actions.tickets import import_tickets
from jiceng.services.forms.sheets_told import tickets_told
from jiceng.services.rules.tickets import COLUMNS, row_of
from jiceng.web.clock import county_zone
from jiceng.web.uploaded import read_upload
from jiceng.web.words import word

SHOWN = 50


def import_tickets_file(path: Path, *, now: datetime, dry_run: bool) -> list[str]:
    """Take a file of queue tickets in; returns what became of it, in sentences."""
    sheet = read_upload(path.read_bytes(), path.name, COLUMNS.known)
    zone = county_zone()
    rows = COLUMNS.read(sheet.header, sheet.rows, lambda cells, found: row_of(cells, found, zone))
    taken = import_tickets(rows, by=SYSTEM, now=now, is_trial=dry_run)
    said = [tickets_told(taken)]
    if dry_run:
        said.append(_("这是试运行，没有写入任何内容。"))
    return [*said, *_faults(sheet.name, taken)]


def _faults(sheet: str, taken: Taken) -> list[str]:
    """What is wrong, by row and field; the first fifty."""
    lines = [
        _("%(sheet)s 第 %(row)s 行 %(field)s：%(sentence)s")
        % {"sheet": sheet, "row": row, "field": _(COLUMNS.label(r.field)) if r.field else "",
           "sentence": word(r)}
        for row, reasons in taken.refused for r in reasons
    ]  # fmt: skip
    return lines[:SHOWN]
