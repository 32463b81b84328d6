"""A file on its way to becoming cases, as the pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.import_columns import heading_of
from jiceng.casework.models import ImportRun
from jiceng.casework.rules.imports import FLAGS
from jiceng.kernel.records.names import listed
from jiceng.kernel.refusal import Reason
from jiceng.web.words import word

STAGES: Mapping[str, tuple[str, str]] = {
    "named": ("new", N_("待核对列名")),
    "checking": ("doing", N_("检查中")),
    "checked": ("yellow", N_("待导入")),
    "importing": ("doing", N_("导入中")),
    "done": ("done", N_("已导入")),
    "failed": ("red", N_("未完成")),
    "dropped": ("rest", N_("已放弃")),
}
STEPS = (N_("上传"), N_("核对列名"), N_("检查"), N_("导入"))
AT = {"named": 1, "checking": 2, "checked": 3, "importing": 3}
"""The step that is under way; every other stage has none left."""


def row(run: ImportRun) -> dict[str, Any]:
    """One file in the list and at the head of its page."""
    light, label = STAGES[run.stage]
    at = AT.get(run.stage, len(STEPS))
    return {
        "url": f"/desk/imports/{run.key}/",
        "name": run.file_name,
        "title": run.layout.get("title", ""),
        "status": {"light": light, "text": _(label)},
        "sent_at": run.sent_at,
        "rows": run.rows,
        "accepted": run.accepted if run.stage != "named" else None,
        "refused": run.refused if run.stage != "named" else None,
        "is_moving": run.stage in ("checking", "importing"),
        "percent": 100 * run.passed // run.rows if run.rows else 0,
        "steps": [
            {"label": _(step), "state": "done" if n < at else "now" if n == at else "todo"}
            for n, step in enumerate(STEPS)
        ],
    }


def figures(run: ImportRun) -> list[dict[str, Any]]:
    """The counts of the last pass; together the rows of the file."""
    is_done = run.stage in ("importing", "done")
    counted = (
        (_("文件共有"), run.rows, ""),
        (_("已导入") if is_done else _("可以导入"), run.accepted, ""),
        (_("以前导入过"), run.known, _("不会重复登记")),
        (_("拒绝"), run.refused, _("更正后可再次上传")),
    )
    return [{"label": name, "value": str(n), "unit": _("行"), "note": note if n else "",
             "alert": bool(n) and place == 3}
            for place, (name, n, note) in enumerate(counted)]  # fmt: skip


def remarks(run: ImportRun) -> list[str]:
    """What was not used and what was odd; nothing of a file goes unmentioned."""
    if "columns" not in run.layout:
        return _unread(run)
    used = {*run.layout["columns"].values(), *run.layout["keep"]["columns"]}
    unused = [heading for heading in run.header if heading not in used]
    said = _unread(run)
    if unused:
        said.append(_("没有导入的列：%(columns)s。") % {"columns": listed(unused)})
    if kept := run.layout["keep"]["columns"]:
        said.append(_("原样保留的列：%(columns)s。") % {"columns": listed(kept)})
    said += [
        _("标记“%(flag)s”：%(rows)d 行。") % {"flag": _(FLAGS[flag]), "rows": rows}
        for flag, rows in sorted(run.flags.items())
    ]
    return said


def _unread(run: ImportRun) -> list[str]:
    if not (sheets := run.layout.get("unread")):
        return []
    return [
        _("只读取第一个工作表，没有读取：%(sheets)s。需要时请另存为单独的文件上传。")
        % {"sheets": listed(sheets)}
    ]


def why(run: ImportRun, reasons: Iterable[Reason]) -> str:
    """Every reason of one row in one cell."""
    return " ".join(
        _("“%(column)s”：%(sentence)s")
        % {"column": heading_of(run, reason.field), "sentence": word(reason)}
        for reason in reasons
    )
