"""Departments asked about an application have it on their own worklist until they have answered."""

from __future__ import annotations

from jiceng.economy.models import Relief, ReliefCheck
from jiceng.kernel.records.advance import SHOWN, work_item
from jiceng.kernel.records.models import WorkItem
from jiceng.kernel.records.rows import put

MARK = "asked"
"""How the purpose of such a line begins."""
ASKED = "applied"
"""The state in which departments are heard."""


def await_checks(row: Relief) -> None:
    """A line for every department still silent while the application is checked; none for one
    that has answered, nor for anybody once it has gone on. To be called in a transaction, after
    whatever changed the application.
    """
    silent = row.checks.filter(is_met=None) if row.state == ASKED else ()
    wanted = {f"{MARK}{check.pk}": check for check in silent}
    lines = WorkItem.objects.filter(
        subject_kind=row.subject_kind, subject_id=row.pk, purpose__startswith=MARK
    )
    lines.exclude(purpose__in=wanted).delete()
    if wanted:
        put([_line(row, purpose, check) for purpose, check in wanted.items()],
            unique=("subject_kind", "subject_id", "purpose"), update=SHOWN)  # fmt: skip


def _line(row: Relief, purpose: str, check: ReliefCheck) -> WorkItem:
    item = work_item(row, "clerk", purpose=purpose)
    item.unit, item.unit_path = check.unit, check.unit_path
    return item
