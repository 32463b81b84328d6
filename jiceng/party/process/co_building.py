"""Double registration, co-building projects and wishes (facts.md §5.5).

A unit promises and delivers; the community alone confirms and evaluates.
"""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Ladder, Rung
from jiceng.kernel.words import N_
from jiceng.party.process.shared import MEMBER, REASON, calendar_days, days

HOST = frozenset({"host"})
UNIT = frozenset({"co_builder"})
TO_HOST: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "host"))


def asked_by_unit(project: Any) -> Reason | None:
    """The community accepts what a unit proposed, not its own invitation."""
    return None if project.offered_by == "unit" else Reason("other_side_answers")


def asked_by_community(project: Any) -> Reason | None:
    """A unit commits to what the community proposed; its own proposal the community accepts."""
    return None if project.offered_by == "community" else Reason("other_side_answers")


def _registration(name: str, label: str, side: frozenset[str]) -> Process:
    return Process(
        name=name,
        label=label,
        start="registered",
        states=(
            State("registered", N_("待社区确认"), days(3), TO_HOST, "host"),
            State("confirmed", N_("已报到"), resting=True),
            State("ended", N_("已结束"), final=True),
        ),
        moves=(
            Move("confirm", N_("确认报到"), ("registered",), "confirmed", HOST),
            Move("decline", N_("不予确认"), ("registered",), "ended", HOST, REASON),
            Move("withdraw", N_("撤回报到"), ("registered",), "ended", side),
            Move("end", N_("结束报到"), ("confirmed",), "ended", HOST | side, REASON),
        ),
    )


UNIT_REGISTRATION = _registration("unit_registration", N_("单位报到"), UNIT)
MEMBER_REGISTRATION = _registration("member_registration", N_("在职党员报到"), MEMBER)

JOINT_PROJECT = Process(
    name="joint_project",
    label=N_("共建项目"),
    start="offered",
    states=(
        State("offered", N_("待回应"), days(5), TO_HOST, "co_builder"),
        State("committed", N_("已承诺"), None, TO_HOST, "co_builder", by_hand=True),
        State("under_way", N_("实施中"), None, TO_HOST, "co_builder", by_hand=True),
        State("delivered", N_("待社区确认"), days(5), TO_HOST, "host"),
        State("confirmed", N_("待评价"), days(10), TO_HOST, "host"),
        State("evaluated", N_("已评价"), final=True),
        State("declined", N_("未达成"), final=True),
        State("withdrawn", N_("已中止"), final=True),
    ),
    moves=(
        Move("commit", N_("承诺承办"), ("offered",), "committed", UNIT, frozenset(),
             (asked_by_community,)),
        Move("accept", N_("接受认领"), ("offered",), "committed", HOST, frozenset(),
             (asked_by_unit,)),
        Move("decline", N_("谢绝"), ("offered",), "declined", UNIT | HOST, REASON),
        Move("begin", N_("开始实施"), ("committed",), "under_way", UNIT),
        Move("deliver", N_("报告完成"), ("committed", "under_way"), "delivered", UNIT,
             frozenset({"result", "hours"})),
        Move("confirm", N_("确认完成"), ("delivered",), "confirmed", HOST),
        Move("send_back", N_("退回继续"), ("delivered",), "under_way", HOST, REASON),
        Move("evaluate", N_("评价"), ("confirmed",), "evaluated", HOST, frozenset({"grade"})),
        Move("withdraw", N_("中止"), ("committed", "under_way"), "withdrawn", UNIT | HOST, REASON),
    ),
)  # fmt: skip

WISH = Process(
    name="wish",
    label=N_("微心愿"),
    start="posted",
    states=(
        State("posted", N_("待认领"), calendar_days(30), TO_HOST, "host"),
        State("claimed", N_("已认领"), calendar_days(15), TO_HOST, "co_builder"),
        State("fulfilled", N_("待社区确认"), days(5), TO_HOST, "host"),
        State("confirmed", N_("已实现"), final=True),
        State("withdrawn", N_("已撤下"), final=True),
    ),
    moves=(
        Move("claim", N_("认领"), ("posted",), "claimed", UNIT | MEMBER),
        Move("release", N_("放弃认领"), ("claimed",), "posted", UNIT | MEMBER | HOST, REASON),
        Move("fulfil", N_("报告完成"), ("claimed",), "fulfilled", UNIT | MEMBER,
             frozenset({"result"})),
        Move("confirm", N_("确认实现"), ("fulfilled",), "confirmed", HOST),
        Move("send_back", N_("退回继续"), ("fulfilled",), "claimed", HOST, REASON),
        Move("withdraw", N_("撤下"), ("posted", "claimed"), "withdrawn", HOST, REASON),
    ),
)  # fmt: skip
