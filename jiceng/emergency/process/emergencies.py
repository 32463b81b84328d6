"""How emergency mode is proposed, switched on, ended and closed (facts.md §8).

Nothing is opened without a last day; whoever proposes does not decide; a drill is one as well.
"""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

OFFICE = frozenset({"emergency_officer"})
COMMAND = frozenset({"emergency_command"})
REASON = frozenset({"reason"})
DECISION = frozenset({"decision_document"})
LIGHTS: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "leader"))


def past_its_end(emergency: Any) -> Reason | None:
    """What would be over before it begins is not switched on."""
    return Reason("emergency_end_passed") if emergency.is_past_end else None


def decided_by_proposer(emergency: Any) -> Reason | None:
    """Whoever proposes does not decide."""
    return Reason("emergency_own_proposal") if emergency.is_own else None


def is_on_already(emergency: Any) -> Reason | None:
    """One response of a kind at a time for an area: a second is a change of the first."""
    other = emergency.already_on
    return Reason("emergency_already_on", {"number": other}) if other else None


def has_open_requests(emergency: Any) -> Reason | None:
    """What people asked for is answered first: afterwards nobody knows any more whom to call."""
    count = emergency.open_requests
    return Reason("emergency_open_requests", {"count": count}) if count else None


EMERGENCY = Process(
    name="emergency",
    label=N_("应急响应"),
    start="proposed",
    states=(
        State("proposed", N_("待批准"), Term(2, Counting.ROUND_CLOCK), LIGHTS,
              "emergency_command"),
        State("active", N_("响应中"), None, LIGHTS, "emergency_officer", by_hand=True),
        State("ended", N_("已结束"), Term(14, Counting.CALENDAR_DAYS), LIGHTS,
              "emergency_officer"),
        State("closed", N_("已归档"), final=True),
        State("refused", N_("未批准"), final=True),
    ),
    moves=(
        Move("activate", N_("启动响应"), ("proposed",), "active", COMMAND, DECISION,
             (past_its_end, decided_by_proposer, is_on_already)),
        Move("refuse", N_("不批准"), ("proposed",), "refused", COMMAND, REASON),
        Move("change", N_("调整级别或期限"), ("active",), "active", COMMAND, DECISION),
        Move("end", N_("结束响应"), ("active",), "ended", COMMAND | OFFICE, DECISION),
        Move("lapse", N_("到期自动结束"), ("active",), "ended", frozenset({"system"})),
        Move("close", N_("归档"), ("ended",), "closed", OFFICE | frozenset({"system"}),
             guards=(has_open_requests,)),
    ),
)  # fmt: skip
