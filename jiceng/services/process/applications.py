"""How an application for a service is decided within its promised time (facts.md §6.1).

Papers are asked for once; whoever examined does not decide; what can be done at once is.
"""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

CLERK = frozenset({"clerk"})
DECIDER = frozenset({"decider"})
RESIDENT = frozenset({"resident"})
REASON = frozenset({"reason"})
RESULT = frozenset({"result"})
LIGHTS: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "leader"))


def days(n: int) -> Term:
    return Term(n, Counting.WORKING_DAYS)


def papers_lacking(application: Any) -> Reason | None:
    """Nothing is accepted with a paper missing."""
    lacking = application.lacking
    return Reason("papers_lacking", {"papers": "、".join(lacking)}) if lacking else None


def asked_before(application: Any) -> Reason | None:
    """What is missing is said once and whole (一次性告知)."""
    return Reason("supplement_asked_before") if application.supplement_asked_at else None


def not_instant(application: Any) -> Reason | None:
    return None if application.is_instant else Reason("item_not_instant")


APPLICATION = Process(
    name="application",
    label=N_("服务申请"),
    start="submitted",
    states=(
        State("submitted", N_("待受理"), days(1), LIGHTS, "clerk"),
        State("supplementing", N_("待补正"), Term(30, Counting.CALENDAR_DAYS), (), "clerk",
              paused=True),
        State("accepted", N_("审查中"), days(5), LIGHTS, "clerk"),
        State("examined", N_("待决定"), days(3), LIGHTS, "decider"),
        State("granted", N_("准予"), resting=True),
        State("declined", N_("不予"), resting=True),
        State("withdrawn", N_("已撤回"), final=True),
        State("archived", N_("已归档"), final=True),
    ),
    moves=(
        Move("accept", N_("受理"), ("submitted",), "accepted", CLERK, guards=(papers_lacking,)),
        Move("ask_supplement", N_("一次性告知补正"), ("submitted",), "supplementing", CLERK,
             frozenset({"missing_papers"}), (asked_before,)),
        Move("supplement", N_("补正"), ("supplementing",), "submitted", RESIDENT | CLERK),
        Move("decide_at_once", N_("当场办结"), ("submitted",), "granted", CLERK, RESULT,
             (not_instant, papers_lacking)),
        Move("examine", N_("审查完毕"), ("accepted",), "examined", CLERK,
             frozenset({"opinion"})),
        Move("grant", N_("准予"), ("examined",), "granted", DECIDER, RESULT),
        Move("decline", N_("不予"), ("submitted", "accepted", "examined"), "declined", DECIDER,
             REASON),
        Move("withdraw", N_("撤回"), ("submitted", "supplementing", "accepted"), "withdrawn",
             RESIDENT),
        Move("archive", N_("归档"), ("granted", "declined"), "archived", frozenset({"system"})),
    ),
)  # fmt: skip
