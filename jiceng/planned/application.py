"""How an application for a service is decided within its promised time (facts.md §6.1)."""

from __future__ import annotations

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

CLERK = frozenset({"clerk"})
DECIDER = frozenset({"approver"})
REASON = frozenset({"reason"})
LIGHTS: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "leader"))


def days(n: int) -> Term:
    return Term(n, Counting.WORKING_DAYS)


APPLICATION = Process(
    name="application",
    label=N_("服务申请"),
    start="submitted",
    states=(
        State("submitted", N_("待受理"), days(1), LIGHTS, "clerk"),
        State(
            "supplementing",
            N_("待补正"),
            Term(30, Counting.CALENDAR_DAYS),
            (),
            "clerk",
            paused=True,
        ),
        State("accepted", N_("审查中"), days(5), LIGHTS, "clerk"),
        State("examined", N_("待决定"), days(3), LIGHTS, "approver"),
        State("granted", N_("准予"), resting=True),
        State("declined", N_("不予"), resting=True),
        State("withdrawn", N_("已撤回"), final=True),
        State("archived", N_("已归档"), final=True),
    ),
    moves=(
        Move("accept", N_("受理"), ("submitted",), "accepted", CLERK, frozenset({"papers"})),
        Move(
            "ask_supplement",
            N_("一次性告知补正"),
            ("submitted",),
            "supplementing",
            CLERK,
            frozenset({"missing_papers"}),
        ),
        Move(
            "supplement",
            N_("补正"),
            ("supplementing",),
            "submitted",
            frozenset({"applicant", "clerk"}),
        ),
        Move(
            "decide_at_once",
            N_("当场办结"),
            ("submitted",),
            "granted",
            CLERK,
            frozenset({"papers", "result"}),
        ),
        Move("examine", N_("审查完毕"), ("accepted",), "examined", CLERK, frozenset({"opinion"})),
        Move("grant", N_("准予"), ("examined",), "granted", DECIDER, frozenset({"result"})),
        Move(
            "decline",
            N_("不予"),
            ("submitted", "accepted", "examined"),
            "declined",
            DECIDER,
            REASON,
        ),
        Move(
            "withdraw",
            N_("撤回"),
            ("submitted", "supplementing", "accepted"),
            "withdrawn",
            frozenset({"applicant"}),
        ),
        Move("archive", N_("归档"), ("granted", "declined"), "archived", frozenset({"system"})),
    ),
)
