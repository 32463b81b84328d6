"""Items and tasks for tests: what Tang drafts, Lu approves, Housing leads and Police supports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from jiceng.casework.actions.items import Draft, ItemWords, draft_item, move_item
from jiceng.casework.actions.planning import Step, TaskPlan, add_task
from jiceng.casework.actions.tasks import TaskWords, co_report, move_task
from jiceng.casework.models import SupervisionItem, SupervisionTask
from jiceng.casework.tests.county import NOON, County

DEADLINE = NOON + timedelta(days=30)
DRAFT = Draft(
    source="meeting",
    title="农贸市场改造",
    requirement="年内完成东社区农贸市场改造并投入使用",
    deadline=DEADLINE,
    basis="县政府常务会议纪要〔2026〕11 号",
    lead_leader="陆",
    importance="B",
)
PLAN = TaskPlan(
    leads=("HOUSING",),
    output="市场改造完工并通过验收",
    deadline=DEADLINE,
    supporting=(("POLICE", "负责施工期间交通疏导"),),
    nodes=(Step("完成设计", date(2026, 11, 27), 30), Step("完成施工", date(2026, 12, 18), 70)),
    report_every="week",
)


def drafted(county: County, **changes: Any) -> SupervisionItem:
    return draft_item(replace(DRAFT, **changes), by=county["tang"], now=NOON)


def planned(county: County, item: SupervisionItem, **changes: Any) -> SupervisionTask:
    plan = replace(PLAN, **changes)
    return add_task(item, plan, by=county["tang"], now=NOON, version=item.version)


def item_moved(
    county: County, item: SupervisionItem, who: str, name: str, now: datetime = NOON, **words: str
) -> SupervisionItem:
    fresh = SupervisionItem.objects.get(pk=item.pk)
    given = ItemWords(**words)
    return move_item(fresh, name, by=county[who], now=now, version=fresh.version, given=given)


def task_moved(
    county: County, task: SupervisionTask, who: str, name: str, now: datetime = NOON, **words: Any
) -> SupervisionTask:
    fresh = SupervisionTask.objects.get(pk=task.pk)
    given = TaskWords(**words)
    return move_task(fresh, name, by=county[who], now=now, version=fresh.version, given=given)


def supported(county: County, task: SupervisionTask, now: datetime = NOON) -> None:
    """Qian reports the share of Police."""
    fresh = SupervisionTask.objects.get(pk=task.pk)
    co_report(fresh, "POLICE", "已疏导", by=county["qian"], now=now, version=fresh.version)


def filed(county: County, **changes: Any) -> SupervisionItem:
    item = drafted(county, **changes)
    item_moved(county, item, "tang", "submit")
    return item_moved(county, item, "lu", "file")


def issued(county: County, **changes: Any) -> SupervisionTask:
    """A task of Housing that waits to be signed for."""
    item = filed(county)
    task = planned(county, item, **changes)
    item_moved(county, item, "tang", "decompose")
    return SupervisionTask.objects.get(pk=task.pk)


def at_work(county: County, **changes: Any) -> SupervisionTask:
    """A task that Zhao of Housing has signed for."""
    task = issued(county, **changes)
    names: dict[str, Any] = {"responsible_leader": "黄", "responsible_person": "赵"}
    return task_moved(county, task, "zhao", "sign_for", NOON, **names)
