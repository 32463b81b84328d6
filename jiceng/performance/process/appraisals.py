"""A secretary's yearly appraisal: report, on-site review, a drawn panel, secret ballots, the grade
by rule and the committee's decision (facts.md §3.2). It is the statutory appraisal of the post of
an organisation in a cycle, never a list of persons.
"""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_
from jiceng.performance.process.stars import (
    ABOVE,
    COMMITTEE,
    DECISION,
    DEPARTMENT,
    KEEPERS,
    LIGHTS,
    REASON,
    days,
)

OPEN = ("reporting", "reviewing", "drawing", "voting")


def not_reviewed(appraisal: Any) -> Reason | None:
    """Both parts beside the ballots have their points, with what they rest on."""
    return None if appraisal.is_reviewed else Reason("review_points_missing")


def no_panel(appraisal: Any) -> Reason | None:
    return None if appraisal.panel_size else Reason("panel_not_drawn")


def too_few_ballots(appraisal: Any) -> Reason | None:
    """Fewer ballots than would hide anybody are not opened."""
    return None if appraisal.ballots_hide else Reason("too_few_ballots", {"least": 5})


APPRAISAL = Process(
    name="appraisal",
    label=N_("书记述职评议考核"),
    start="reporting",
    states=(
        State("reporting", N_("待提交述职报告"), days(15), LIGHTS, "branch_secretary"),
        State("reviewing", N_("实地考评中"), days(15), LIGHTS, "party_committee"),
        State("drawing", N_("待抽取评议人"), days(10), LIGHTS, "organisation_department"),
        State("voting", N_("投票中"), None, LIGHTS, "organisation_department", by_hand=True),
        State("counted", N_("待研究确定等次"), days(10), LIGHTS, "organisation_department"),
        State("published", N_("已公布"), final=True),
        State("cancelled", N_("已取消"), final=True),
    ),
    moves=(
        Move("report", N_("提交述职报告"), ("reporting",), "reviewing", KEEPERS,
             frozenset({"secretary_report"})),
        Move("send_back", N_("退回重报"), ("reviewing",), "reporting", ABOVE, REASON),
        Move("review", N_("完成实地考评"), ("reviewing",), "drawing", COMMITTEE,
             guards=(not_reviewed,)),
        Move("open_vote", N_("开始投票"), ("drawing",), "voting", DEPARTMENT,
             frozenset({"until"}), (no_panel,)),
        Move("close_vote", N_("结束投票并计票"), ("voting",), "counted", DEPARTMENT,
             guards=(too_few_ballots,)),
        Move("decide", N_("确定等次并公布"), ("counted",), "published", DEPARTMENT, DECISION),
        Move("cancel", N_("取消本次评议"), OPEN, "cancelled", DEPARTMENT, REASON),
    ),
)  # fmt: skip
