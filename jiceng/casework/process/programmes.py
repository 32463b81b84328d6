"""How a project of a programme lives, and how an office may come to demand a report (S12, S16)."""

from __future__ import annotations

from typing import Any

from jiceng.casework.process.shared import LIGHTS, REASON, RESULT, days
from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Term
from jiceng.kernel.words import N_

HANDLER = frozenset({"handler"})
OFFICE = frozenset({"overseer"})
SIGNATORY = frozenset({"signatory"})
SYSTEM = frozenset({"system"})


def no_milestones(project: Any) -> Reason | None:
    """Nothing is started of which nobody said what stands when."""
    return None if project.milestone_count else Reason("no_milestones")


def milestones_open(project: Any) -> Reason | None:
    """A project is complete when every milestone has been reached."""
    left = project.open_milestones
    return Reason("milestones_open", {"count": left}) if left else None


PROJECT = Process(
    name="project",
    label=N_("项目"),
    start="planned",
    states=(
        State("planned", N_("前期准备"), days(60), LIGHTS, "handler"),
        State("under_way", N_("推进中"), None, LIGHTS, "handler", by_hand=True),
        State(
            "suspended", N_("已暂停"), Term(30, Counting.CALENDAR_DAYS), (), "overseer", paused=True
        ),
        State("completed", N_("已完成"), resting=True),
        State("archived", N_("已归档"), final=True),
    ),
    moves=(
        Move("start", N_("启动"), ("planned",), "under_way", HANDLER, guards=(no_milestones,)),
        Move("suspend", N_("暂停"), ("under_way",), "suspended", OFFICE, REASON),
        Move("resume", N_("恢复推进"), ("suspended",), "under_way", OFFICE),
        Move(
            "complete", N_("确认完成"), ("under_way",), "completed", OFFICE, RESULT,
            (milestones_open,),
        ),
        Move("end", N_("终止"), ("planned", "suspended"), "archived", OFFICE, REASON),
        Move("archive", N_("归档"), ("completed",), "archived", OFFICE | SYSTEM),
    ),
)  # fmt: skip
"""Its owner carries it on; the supervision office stops it, lets it go on and confirms its end."""

REPORT_DEMAND = Process(
    name="report_demand",
    label=N_("报表需求"),
    start="awaiting_approval",
    states=(
        State("awaiting_approval", N_("待审批"), days(3), LIGHTS, "signatory"),
        State("in_force", N_("执行中"), resting=True),
        State("refused", N_("未批准"), final=True),
        State("withdrawn", N_("已撤回"), final=True),
        State("ended", N_("已停止"), final=True),
    ),
    moves=(
        Move(
            "approve", N_("批准"), ("awaiting_approval",), "in_force", SIGNATORY,
            frozenset({"last_day"}),
        ),
        Move("refuse", N_("不批准"), ("awaiting_approval",), "refused", SIGNATORY, REASON),
        Move("withdraw", N_("撤回"), ("awaiting_approval",), "withdrawn", HANDLER | OFFICE),
        Move("end", N_("停止填报"), ("in_force",), "ended", HANDLER | OFFICE | SIGNATORY),
        Move("lapse", N_("到期停止"), ("in_force",), "ended", SYSTEM),
    ),
)  # fmt: skip
"""A report is demanded up to a last day and not beyond: its window shuts by itself."""
