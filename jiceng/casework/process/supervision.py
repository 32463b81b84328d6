"""How a decision is followed up: items, their tasks, and the urging of both (facts.md §2)."""

from __future__ import annotations

from typing import Any

from jiceng.casework.process.shared import LIGHTS, REASON, RESULT, days
from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

HANDLER = frozenset({"handler"})
OFFICE = frozenset({"overseer"})
SIGNATORY = frozenset({"signatory"})
SYSTEM = frozenset({"system"})

TASK_LIGHTS: Ladder = (
    Rung(80, "yellow", "holder"),
    Rung(100, "red", "leader"),
    Rung(120, "red", "overseer"),
)
"""Whoever holds a task is told first, then the head of the unit, then the office."""

UNSIGNED: Ladder = (Rung(100, "yellow", "holder"), Rung(200, "red", "leader"))


def nothing_assigned(item: Any) -> Reason | None:
    """An item is followed up through its tasks; it needs at least one."""
    return None if item.task_count else Reason("no_tasks")


def not_taken(item: Any) -> Reason | None:
    """Only what is late elsewhere starts without being approved first: it was assigned before."""
    return None if item.taken_kind else Reason("nothing_taken")


def tasks_open(item: Any) -> Reason | None:
    """An item is done when every task is."""
    return Reason("tasks_open", {"count": item.open_tasks}) if item.open_tasks else None


def units_silent(task: Any) -> Reason | None:
    """A join is a guard: every supporting unit has reported its share."""
    return Reason("units_silent", {"units": task.silent_units}) if task.silent_units else None


def extension_cap_reached(task: Any) -> Reason | None:
    cap = task.extension_cap
    return Reason("extension_cap", {"cap": cap}) if task.extensions >= cap else None


def deadline_passed(task: Any) -> Reason | None:
    """More time is asked for before it is over (facts.md §2.2)."""
    return Reason("extension_too_late") if task.has_expired else None


def extension_asked(task: Any) -> Reason | None:
    return Reason("extension_already_asked") if task.asked_extension else None


def no_extension_asked(task: Any) -> Reason | None:
    return None if task.asked_extension else Reason("no_extension_asked")


def send_back_cap_reached(task: Any) -> Reason | None:
    cap = task.send_back_cap
    return Reason("send_back_cap", {"cap": cap}) if task.send_backs >= cap else None


SUPERVISION_ITEM = Process(
    name="supervision_item",
    label=N_("督查事项"),
    start="draft",
    states=(
        State("draft", N_("拟办"), days(5), LIGHTS, "overseer"),
        State("awaiting_approval", N_("待批准立项"), days(2), LIGHTS, "signatory"),
        State("filed", N_("已立项"), days(2), LIGHTS, "overseer"),
        State("under_way", N_("督办中"), None, LIGHTS, "overseer", by_hand=True),
        State("completed", N_("已办结"), resting=True),
        State("withdrawn", N_("已撤销"), final=True),
        State("archived", N_("已归档"), final=True),
    ),
    moves=(
        Move("submit", N_("报批"), ("draft",), "awaiting_approval", OFFICE),
        Move("file", N_("批准立项"), ("awaiting_approval",), "filed", SIGNATORY),
        Move("send_back", N_("退回修改"), ("awaiting_approval",), "draft", SIGNATORY, REASON),
        Move(
            "decompose", N_("分解交办"), ("filed",), "under_way", OFFICE,
            guards=(nothing_assigned,),
        ),
        Move(
            "take_up", N_("挂牌督办"), ("draft",), "under_way", OFFICE, REASON,
            (not_taken, nothing_assigned),
        ),
        Move(
            "complete", N_("办结"), ("under_way",), "completed", OFFICE | SYSTEM,
            frozenset({"completion"}), (tasks_open,),
        ),
        Move("reopen", N_("重新督办"), ("completed",), "under_way", OFFICE, REASON),
        Move(
            "withdraw", N_("撤销"), ("draft", "awaiting_approval", "filed"), "withdrawn", OFFICE,
            REASON,
        ),
        Move("archive", N_("归档"), ("completed",), "archived", OFFICE | SYSTEM),
    ),
)  # fmt: skip

SUPERVISION_TASK = Process(
    name="supervision_task",
    label=N_("督办任务"),
    start="planned",
    states=(
        State("planned", N_("待交办"), resting=True),
        State("assigned", N_("待签收"), days(1), UNSIGNED, "handler"),
        State("returned", N_("退回待定"), days(2), LIGHTS, "overseer"),
        State("undertaking", N_("承办中"), None, TASK_LIGHTS, "handler", by_hand=True),
        State(
            "suspended", N_("已暂缓"), Term(30, Counting.CALENDAR_DAYS), (), "overseer", paused=True
        ),
        State("under_review", N_("待审核"), days(3), LIGHTS, "overseer"),
        State("completed", N_("已办结"), resting=True),
        State("archived", N_("已归档"), final=True),
    ),
    moves=(
        Move("issue", N_("交办"), ("planned",), "assigned", OFFICE),
        Move("sign_for", N_("签收"), ("assigned",), "undertaking", HANDLER),
        Move(
            "send_back", N_("退回"), ("assigned",), "returned", HANDLER,
            REASON | {"proposed_unit"}, (send_back_cap_reached,),
        ),
        Move("assign", N_("重新交办"), ("returned",), "assigned", OFFICE, frozenset({"unit"})),
        Move(
            "report", N_("反馈"), ("undertaking",), "undertaking", HANDLER,
            frozenset({"progress", "done"}), keeps_stage=True,
        ),
        Move(
            "submit", N_("申请办结"), ("undertaking",), "under_review", HANDLER, RESULT,
            (units_silent,),
        ),
        Move("rework", N_("退回补充"), ("under_review",), "undertaking", OFFICE, REASON),
        Move(
            "complete", N_("办结"), ("under_review",), "completed", OFFICE,
            frozenset({"completion"}),
        ),
        Move(
            "end", N_("终止"),
            ("planned", "assigned", "returned", "undertaking", "suspended"), "completed",
            OFFICE, REASON,
        ),
        Move(
            "conclude", N_("随原事项办结"),
            ("assigned", "returned", "undertaking", "suspended", "under_review"), "completed",
            SYSTEM, frozenset({"evidence"}),
        ),
        Move(
            "ask_extension", N_("申请延期"), ("undertaking",), "undertaking", HANDLER,
            REASON | {"term"}, (extension_asked, deadline_passed, extension_cap_reached),
            keeps_stage=True,
        ),
        Move(
            "grant_extension", N_("同意延期"), ("undertaking",), "undertaking", OFFICE,
            guards=(no_extension_asked,), keeps_stage=True,
        ),
        Move(
            "refuse_extension", N_("不同意延期"), ("undertaking",), "undertaking", OFFICE, REASON,
            (no_extension_asked,), keeps_stage=True,
        ),
        Move("suspend", N_("暂缓"), ("undertaking",), "suspended", OFFICE, REASON),
        Move("resume", N_("恢复"), ("suspended",), "undertaking", OFFICE),
        Move("reopen", N_("重新办理"), ("completed",), "undertaking", OFFICE, REASON),
        Move("archive", N_("归档"), ("completed",), "archived", OFFICE | SYSTEM),
    ),
)  # fmt: skip

URGING = Process(
    name="urging",
    label=N_("催办"),
    start="sent",
    states=(
        State("sent", N_("待回复"), None, (Rung(100, "red", "holder"),), "handler", by_hand=True),
        State("answered", N_("已回复"), final=True),
        State("lapsed", N_("逾期未回复"), final=True),
        State("withdrawn", N_("已撤回"), final=True),
    ),
    moves=(
        Move("answer", N_("回复"), ("sent",), "answered", HANDLER, frozenset({"answer"})),
        Move("lapse", N_("逾期"), ("sent",), "lapsed", SYSTEM),
        Move("withdraw", N_("撤回"), ("sent",), "withdrawn", OFFICE | SYSTEM, REASON),
    ),
)
"""One unit urged once. A slip that lapses calls for the next colour (facts.md §2.3)."""
