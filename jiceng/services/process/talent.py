"""How a need for somebody's skill is met: matched, talked over, followed up (S14, S25)."""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

CLERK = frozenset({"clerk"})
REASON = frozenset({"reason"})
RESULT = frozenset({"result"})
LIGHTS: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "leader"))


def pair_agreed(need: Any) -> Reason | None:
    """Both sides said yes to one pairing at least."""
    return None if need.is_agreed else Reason("no_pair_agreed")


SKILL_NEED = Process(
    name="skill_need",
    label=N_("用才需求"),
    start="posted",
    states=(
        State("posted", N_("征集对接"), Term(15, Counting.WORKING_DAYS), LIGHTS, "clerk"),
        State("talking", N_("洽谈中"), Term(20, Counting.WORKING_DAYS), LIGHTS, "clerk"),
        State("following", N_("待回访"), Term(30, Counting.CALENDAR_DAYS), LIGHTS, "clerk"),
        State("ended", N_("已结束"), final=True),
    ),
    moves=(
        Move("introduce", N_("安排洽谈"), ("posted",), "talking", CLERK, guards=(pair_agreed,)),
        Move("place", N_("对接成功"), ("talking",), "following", CLERK, RESULT),
        Move("found_venture", N_("创办企业"), ("talking",), "following", CLERK, RESULT),
        Move("search_again", N_("重新征集"), ("talking", "following"), "posted", CLERK, REASON),
        Move("follow_up", N_("回访并结束"), ("following",), "ended", CLERK, RESULT),
        Move("end_unmet", N_("没有对接成，结束"), ("posted", "talking"), "ended", CLERK, REASON),
    ),
)  # fmt: skip
