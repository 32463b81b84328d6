"""`jiceng import areas`, `jiceng export areas`: boundaries and divisions from and into files."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from jiceng.kernel.records.areas import Change
from jiceng.kernel.records.boundaries import (
    Progress,
    Taken,
    export_boundaries,
    import_boundaries,
    import_divisions,
)
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import SYSTEM_GRIP, Grip
from jiceng.web.tables import open_table
from jiceng.web.words import word

COLUMNS = ("code", "name", "parent", "level")
DRAWN = (".geojson", ".json")
SHOWN = 20


def import_areas(
    path: Path,
    *,
    now: datetime,
    today: date,
    dry_run: bool = False,
    grip: Grip = SYSTEM_GRIP,
    progress: Progress = lambda rows: None,
) -> Taken:
    """A GeoJSON file of boundaries, or a table of divisions. Raises `Invalid` with every fault."""
    if path.suffix.lower() in DRAWN:
        change = Change(today, _("由文件导入"), path.name[:80])
        return import_boundaries(
            _read(path), change=change, grip=grip, now=now, today=today, dry_run=dry_run
        )
    with open_table(path, frozenset(COLUMNS)) as table:
        if missing := [c for c in COLUMNS if c not in table.header]:
            raise Invalid(Reason("column_missing", {"columns": missing}, field="file"))
        rows = ((row.number, row.cells) for row in table.rows)
        return import_divisions(
            rows, grip=grip, now=now, today=today, dry_run=dry_run, progress=progress
        )


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise Invalid(Reason("file_unreadable", {"file": path.name}, field="file")) from error


def export_areas(path: Path) -> int:
    """Write the areas of today as GeoJSON; returns how many."""
    collection = export_boundaries()
    path.write_text(json.dumps(collection, ensure_ascii=False) + "\n", encoding="utf-8")
    return len(collection["features"])


def lines(taken: Taken, *, dry_run: bool) -> list[str]:
    """The report in sentences."""
    said = [
        _("读取 %(read)d 个区域，新增 %(opened)d 个，变更 %(changed)d 个，未变 %(unchanged)d 个。")
        % vars(taken)
    ]
    if dry_run:
        said.append(_("这是试运行，没有写入任何内容。"))
    said += [_("请核对：%(sentence)s") % {"sentence": word(r)} for r in taken.warnings]
    if taken.refused:
        said.append(_("拒绝 %(n)d 行。") % {"n": len(taken.refused)})
    said += [
        _("第 %(row)d 行，列“%(column)s”：%(sentence)s")
        % {"row": row, "column": reason.field, "sentence": word(reason)}
        for row, reason in taken.refused[:SHOWN]
    ]
    return said
