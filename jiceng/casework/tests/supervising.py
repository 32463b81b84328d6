"""What tests of urging, taking over and scoring share: an item under way with one task."""

from __future__ import annotations

from datetime import datetime, timedelta

from jiceng.casework.actions.items import Draft, draft_item, move_item
from jiceng.casework.actions.planning import TaskPlan, add_task
from jiceng.casework.actions.tasks import TaskWords, move_task
from jiceng.casework.models import SupervisionItem, SupervisionTask, UnitScore
from jiceng.casework.tests.county import COUNTY, NOON, County
from jiceng.kernel.records.models import Unit
from jiceng.kernel.scope import Actor, Grip

DUE = NOON + timedelta(days=11)
"""Friday of the week after, noon."""
CHIEF = Actor(
    900,
    "县领导",
    (Grip(900, "leader", frozenset({"signatory"}), "GOV", "GOV/", f"{COUNTY}/", "county"),),
)
"""Whoever approves items; nobody of the standing cast does."""


def assigned(
    county: County,
    lead: str = "HOUSING",
    *supporting: str,
    due: datetime = DUE,
    now: datetime = NOON,
    importance: str = "C",
    source: str = "meeting",
) -> SupervisionTask:
    """A task of an approved item, handed to its units and not yet signed for."""
    given = Draft(source, "老旧小区改造", "年底前完成外墙修缮", due, importance=importance)
    item = draft_item(given, by=county["tang"], now=now)
    plan = TaskPlan((lead,), "外墙修缮完成", due, supporting=tuple((u, "") for u in supporting))
    add_task(item, plan, by=county["tang"], now=now, version=item.version)
    for name, by in (("submit", county["tang"]), ("file", CHIEF), ("decompose", county["tang"])):
        item = SupervisionItem.objects.get(pk=item.pk)
        move_item(item, name, by=by, now=now, version=item.version)
    return SupervisionTask.objects.get(item=item)


def moved(
    task: SupervisionTask,
    county: County,
    who: str,
    name: str,
    now: datetime = NOON,
    **words: object,
) -> SupervisionTask:
    """The task after one move of one of the cast."""
    row = SupervisionTask.objects.get(pk=task.pk)
    if name == "sign_for":
        words = {"responsible_leader": "吴局", "responsible_person": "赵", **words}
    given = TaskWords(**words)  # type: ignore[arg-type]  # the tests name the fields they need
    return move_task(row, name, by=county[who], now=now, version=row.version, given=given)


def keep_score(unit: str) -> None:
    """A score for one unit, as if one task had been without fault."""
    row = Unit.objects.select_related("area").get(code=unit)
    UnitScore.objects.create(
        quarter="2026Q4", unit=unit, unit_path=row.path, area_path=row.area.path, tasks=1,
        weight=1, events=0, raw=100, mean=100, reckoned_at=NOON,
    )  # fmt: skip
