"""A branch that has grown weak is put on the list, rectified and taken off (facts.md §3.3).

The town committee puts it forward, the county decides the list; delisting is checked twice, by the
town item by item and then by the organisation department, and looked after for a year.
"""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_
from jiceng.party.process.shared import ABOVE, BRANCH, COMMITTEE, DEPARTMENT, LIGHTS, REASON, days

DECISION = frozenset({"decision"})
UNTIL = frozenset({"until"})


def no_plan_items(weak: Any) -> Reason | None:
    """A plan says what is wrong, what is done, by whom and by when."""
    return None if weak.plan_items else Reason("no_plan_items")


def conditions_unanswered(weak: Any) -> Reason | None:
    """Each condition that put the branch on the list is answered by an item of the plan."""
    left = len(weak.unanswered)
    return Reason("conditions_unanswered", {"count": left}) if left else None


def supporters_missing(weak: Any) -> Reason | None:
    left = len(weak.missing_supporters)
    return Reason("supporters_missing", {"count": left}) if left else None


def items_open(weak: Any) -> Reason | None:
    left = weak.open_items
    return Reason("plan_items_open", {"count": left}) if left else None


def items_unchecked(weak: Any) -> Reason | None:
    """The town looks at every item, not at a report of them."""
    left = weak.unchecked_items
    return Reason("plan_items_unchecked", {"count": left}) if left else None


def follow_up_runs(weak: Any) -> Reason | None:
    left = weak.follow_up_days
    return Reason("follow_up_runs", {"count": left}) if left else None


WEAK_BRANCH = Process(
    name="weak_branch",
    label=N_("软弱涣散整顿"),
    start="suspected",
    states=(
        State("suspected", N_("待研究确定"), days(15), LIGHTS, "organisation_department"),
        State("confirmed", N_("待定整顿方案"), days(10), LIGHTS, "party_committee"),
        State("planned", N_("方案待备案"), days(5), LIGHTS, "organisation_department"),
        State("under_rectification", N_("整顿中"), None, LIGHTS, "branch_secretary", by_hand=True),
        State("acceptance_requested", N_("待镇党委验收"), days(10), LIGHTS, "party_committee"),
        State("checked", N_("待组织部门验收"), days(10), LIGHTS, "organisation_department"),
        State("accepted", N_("待摘牌"), days(5), LIGHTS, "party_committee"),
        State("follow_up", N_("跟踪巩固"), None, LIGHTS, "organisation_department", by_hand=True),
        State("relapsed", N_("反弹待重订方案"), days(10), LIGHTS, "party_committee"),
        State("released", N_("已解除"), final=True),
        State("dismissed", N_("未列入"), final=True),
    ),
    moves=(
        Move("confirm", N_("确定为整顿对象"), ("suspected",), "confirmed", DEPARTMENT, DECISION),
        Move("dismiss", N_("不列入"), ("suspected",), "dismissed", ABOVE, REASON),
        Move(
            "plan", N_("上报整顿方案"), ("confirmed", "relapsed"), "planned", COMMITTEE,
            guards=(no_plan_items, conditions_unanswered, supporters_missing),
        ),
        Move("send_back_plan", N_("退回方案"), ("planned",), "confirmed", DEPARTMENT, REASON),
        Move("file_plan", N_("方案备案并挂牌整顿"), ("planned",), "under_rectification",
             DEPARTMENT),
        Move("extend", N_("调整整顿期限"), ("under_rectification",), "under_rectification",
             DEPARTMENT, REASON | UNTIL),
        Move(
            "request_acceptance", N_("申请验收"), ("under_rectification",),
            "acceptance_requested", BRANCH | COMMITTEE, guards=(items_open,),
        ),
        Move(
            "check", N_("镇党委验收通过"), ("acceptance_requested",), "checked", COMMITTEE,
            DECISION, (items_unchecked,),
        ),
        Move(
            "send_back", N_("验收不通过"), ("acceptance_requested", "checked"),
            "under_rectification", ABOVE, REASON | UNTIL,
        ),
        Move("accept", N_("组织部门验收通过"), ("checked",), "accepted", DEPARTMENT, DECISION),
        Move("take_down", N_("摘牌"), ("accepted",), "follow_up", ABOVE),
        Move("release", N_("解除跟踪"), ("follow_up",), "released", DEPARTMENT,
             guards=(follow_up_runs,)),
        Move("relapse", N_("问题反弹"), ("follow_up",), "relapsed", ABOVE, REASON),
    ),
)  # fmt: skip
"""A relapse brings it back onto the list and is counted; it is planned and rectified anew."""
