"""How a decision is followed up, and how a problem is struck off (facts.md §2.2, §3.4)."""

from __future__ import annotations

from jiceng.casework.process.shared import LIGHTS, REASON, days
from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.terms import Counting, Term
from jiceng.kernel.words import N_

SUPERVISION_TASK = Process(
    name="supervision_task",
    label=N_("督办任务"),
    start="assigned",
    states=(
        State("assigned", N_("待签收"), days(1), LIGHTS, "handler"),
        State("undertaking", N_("承办中"), None, LIGHTS, "handler", by_hand=True),
        State(
            "suspended", N_("已暂缓"), Term(30, Counting.CALENDAR_DAYS), (), "overseer", paused=True
        ),
        State("under_review", N_("待审核"), days(3), LIGHTS, "overseer"),
        State("completed", N_("已办结"), resting=True),
        State("archived", N_("已归档"), final=True),
    ),
    moves=(
        Move("sign_for", N_("签收"), ("assigned",), "undertaking", frozenset({"handler"})),
        Move(
            "report",
            N_("反馈"),
            ("undertaking",),
            "under_review",
            frozenset({"handler"}),
            frozenset({"report"}),
        ),
        Move(
            "send_back",
            N_("退回补充"),
            ("under_review",),
            "undertaking",
            frozenset({"overseer"}),
            REASON,
        ),
        Move(
            "extend",
            N_("延期"),
            ("undertaking",),
            "undertaking",
            frozenset({"overseer"}),
            REASON,
            keeps_stage=True,
        ),
        Move("suspend", N_("暂缓"), ("undertaking",), "suspended", frozenset({"overseer"}), REASON),
        Move("resume", N_("恢复"), ("suspended",), "undertaking", frozenset({"overseer"})),
        Move("complete", N_("办结"), ("under_review",), "completed", frozenset({"overseer"})),
        Move(
            "reopen", N_("重新办理"), ("completed",), "undertaking", frozenset({"overseer"}), REASON
        ),
        Move("archive", N_("归档"), ("completed",), "archived", frozenset({"overseer"})),
    ),
)

PROBLEM = Process(
    name="problem",
    label=N_("问题"),
    start="found",
    states=(
        State("found", N_("待交办"), days(2), LIGHTS, "overseer"),
        State("rectifying", N_("整改中"), None, LIGHTS, "handler", by_hand=True),
        State("submitted", N_("待验收"), days(3), LIGHTS, "verifier"),
        State("on_notice", N_("公示中"), days(5), LIGHTS, "overseer"),
        State("struck_off", N_("已销号"), resting=True),
        State("archived", N_("已归档"), final=True),
    ),
    moves=(
        Move("order", N_("交办"), ("found",), "rectifying", frozenset({"overseer"})),
        Move(
            "submit",
            N_("申请销号"),
            ("rectifying",),
            "submitted",
            frozenset({"handler"}),
            frozenset({"measures", "evidence"}),
        ),
        Move(
            "refuse",
            N_("验收不通过"),
            ("submitted", "on_notice"),
            "rectifying",
            frozenset({"verifier", "overseer"}),
            REASON,
        ),
        Move("publish", N_("公示"), ("submitted",), "on_notice", frozenset({"verifier"})),
        Move(
            "strike_off",
            N_("销号"),
            ("on_notice",),
            "struck_off",
            frozenset({"overseer"}),
            wait=days(3),
        ),
        Move(
            "reopen", N_("问题反弹"), ("struck_off",), "rectifying", frozenset({"overseer"}), REASON
        ),
        Move("archive", N_("归档"), ("struck_off",), "archived", frozenset({"overseer"})),
    ),
)
