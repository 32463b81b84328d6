"""Words of the supervision office: sources, lights, histories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.desk.panel import Offer
from jiceng.casework.models import SupervisionItem, SupervisionTask
from jiceng.casework.process import SUPERVISION_ITEM, SUPERVISION_TASK
from jiceng.casework.rules.supervision import SOURCES
from jiceng.web.words import stored_sentences

HERE = "/desk/supervision/"
IMPORTANCE: Mapping[str, str] = {
    "A": N_("A 类（重大）"),
    "B": N_("B 类（重要）"),
    "C": N_("C 类（一般）"),
}
EVERY: Mapping[str, str] = {
    "": N_("只在办结时"),
    "week": N_("每周"),
    "ten_days": N_("每旬"),
    "month": N_("每月"),
    "quarter": N_("每季度"),
    "node": N_("按节点"),
}
COMPLETIONS: Mapping[str, str] = {
    "done": N_("办结"),
    "routine": N_("阶段性办结，转常态"),
    "merged": N_("并入其他事项"),
    "terminated": N_("终止"),
}
LIGHTS: Mapping[str, tuple[str, str]] = {
    "red": ("red", N_("红灯")),
    "yellow": ("yellow", N_("黄灯")),
    "green": ("green", N_("绿灯")),
    "done": ("done", N_("按期完成")),
    "done_late": ("done", N_("逾期完成")),
    "paused": ("rest", N_("不亮灯")),
    "planned": ("rest", N_("未交办")),
}
"""Light -> the tag it is shown by, and its name."""
ITEM_TAGS: Mapping[str, str] = {"completed": "done", "archived": "done", "under_way": "doing"}
ITEM_ACTS: Mapping[str, str] = {"draft": N_("拟办"), "amend": N_("修改")}
TASK_ACTS: Mapping[str, str] = {
    "plan": N_("分解任务"),
    "co_report": N_("配合单位反馈"),
    "find_untrue": N_("认定反馈不实"),
    "take_back_untrue": N_("撤回不实认定"),
    "object": N_("提出异议"),
    "answer_objection": N_("答复异议"),
    "override_light": N_("人工调整灯号"),
    "urge": N_("催办"),
    "slip": N_("发出督办单"),
    "remind": N_("自动提醒"),
}


def light_tag(light: str) -> dict[str, str]:
    """A light as a status tag."""
    tag, name = LIGHTS.get(light, ("rest", light))
    return {"light": tag, "text": _(name)}


def item_tag(item: SupervisionItem) -> dict[str, str]:
    """Where an item stands."""
    label = _(SUPERVISION_ITEM.state(item.state).label)
    return {"light": ITEM_TAGS.get(item.state, "new"), "text": label}


def state_name(task: SupervisionTask) -> str:
    """Where a task stands, in words."""
    return _(SUPERVISION_TASK.state(task.state).label)


def source_name(source: str) -> str:
    """Where an item comes from, in words."""
    return _(SOURCES.get(source, source))


def history_rows(task: SupervisionTask) -> list[dict[str, Any]]:
    """The last lights of a task, newest first, each with what made it so."""
    return [
        {
            "light": light_tag(change.light),
            "at": change.at,
            "because": stored_sentences(change.because),
            "is_override": change.is_override,
            "until": change.until,
            "reason": change.reason,
            "approved_by": change.approved_by,
        }
        for change in task.lights.order_by("-at", "-pk")[:20]
    ]


def ordered(offers: Iterable[Offer]) -> list[Offer]:
    """What may be done first, what may not after it, with why."""
    return sorted(offers, key=lambda offer: bool(offer.blocked_by))


def refused_elsewhere(
    offers: Iterable[Offer], tried: tuple[str, Any, list[str]] | None
) -> list[str]:
    """Why a move was refused that is not offered any more: the page says it above everything."""
    if tried is None or tried[0] in {offer.name for offer in offers}:
        return []
    return tried[2]


def week_span(text: str) -> tuple[date, date] | None:
    """Monday and the Monday after of a week; None for what is no week."""
    try:
        first = datetime.strptime(f"{text}-1", "%G-W%V-%u").date()  # noqa: DTZ007  a day has no zone
        return first, date.fromordinal(first.toordinal() + 7)
    except (ValueError, OverflowError):
        return None
