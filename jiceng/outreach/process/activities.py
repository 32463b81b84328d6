"""How an activity is planned, held and told, and how somebody books a place in it (facts.md §9).

Attendance is told as numbers, once, by whoever held it; every ledger that asks reads them. A
confirmed booking rests: nothing is owed about it until the day, and then the numbers say enough.
"""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

ORGANISER = frozenset({"organiser"})
SYSTEM = frozenset({"system"})
RESIDENT = frozenset({"resident"})
REASON = frozenset({"reason"})
LIGHTS: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "leader"))


def days(n: int) -> Term:
    return Term(n, Counting.WORKING_DAYS)


def not_begun(activity: Any) -> Reason | None:
    """Attendance is counted when people have come."""
    return None if activity.has_begun else Reason("activity_not_begun")


def begun(subject: Any) -> Reason | None:
    """What has begun is neither published nor confirmed any more."""
    return None if subject.is_ahead else Reason("activity_has_begun")


def agreed(activity: Any) -> Reason | None:
    """A lecture is published when its speakers have said yes."""
    return Reason("lecture_unconfirmed") if activity.awaits_speaker else None


ACTIVITY = Process(
    name="activity",
    label=N_("活动"),
    start="planned",
    states=(
        State("planned", N_("筹备中"), days(10), LIGHTS, "organiser"),
        State("published", N_("已发布"), None, LIGHTS, "organiser", by_hand=True),
        State("held", N_("已举办"), final=True),
        State("cancelled", N_("已取消"), final=True),
    ),
    moves=(
        Move("publish", N_("发布"), ("planned",), "published", ORGANISER | SYSTEM,
             guards=(begun, agreed)),
        Move("reschedule", N_("调整时间"), ("published",), "published", ORGANISER),
        Move("record", N_("登记到场人数"), ("planned", "published"), "held", ORGANISER,
             frozenset({"turnout"}), (not_begun,)),
        Move("cancel", N_("取消"), ("planned", "published"), "cancelled", ORGANISER, REASON),
    ),
)  # fmt: skip

BOOKING = Process(
    name="booking",
    label=N_("预约"),
    start="requested",
    states=(
        State("requested", N_("待确认"), days(2), LIGHTS, "organiser"),
        State("confirmed", N_("已确认"), resting=True),
        State("attended", N_("已到场"), final=True),
        State("absent", N_("未到场"), final=True),
        State("declined", N_("未能接受"), final=True),
        State("cancelled", N_("已取消"), final=True),
    ),
    moves=(
        Move("confirm", N_("确认"), ("requested",), "confirmed", ORGANISER | SYSTEM,
             guards=(begun,)),
        Move("decline", N_("不能接受"), ("requested",), "declined", ORGANISER | SYSTEM,
             REASON),
        Move("attend", N_("登记到场"), ("confirmed",), "attended", ORGANISER,
             frozenset({"headcount"}), (not_begun,)),
        Move("miss", N_("登记未到"), ("confirmed",), "absent", ORGANISER, guards=(not_begun,)),
        Move("cancel", N_("取消预约"), ("requested", "confirmed"), "cancelled",
             RESIDENT | ORGANISER),
    ),
)  # fmt: skip
