"""The life of an item and its tasks: who may what, and what is refused with which sentence."""

from __future__ import annotations

from datetime import timedelta

from jiceng.casework.actions.tasks import co_report
from jiceng.casework.models import SupervisionItem
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.supervising import at_work, item_moved, task_moved

FRIDAY = NOON + timedelta(days=4)


def test_a_whole_life_from_draft_to_completion(county: County) -> None:
    task = at_work(county)
    task_moved(county, task, "zhao", "report", FRIDAY, progress=30, done="设计已完成", node=1)
    task.refresh_from_db()
    assert (task.progress, str(task.next_report_on)) == (30, "2026-12-04")
    co_report(task, "POLICE", "已疏导", by=county["qian"], now=NOON, version=task.version)
    task_moved(county, task, "zhao", "submit", result="已完工并通过验收")
    task_moved(county, task, "tang", "complete", completion="done")
    item = SupervisionItem.objects.get()
    item_moved(county, item, "tang", "complete", completion="done")
    assert SupervisionItem.objects.get().state == "completed"
