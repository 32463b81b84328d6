"""A branch's stars of a year: it looks at itself, its people vote, two levels look, everybody may
object (facts.md §4.2). What is awarded holds for a time and may be withdrawn.
"""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

BRANCH = frozenset({"branch_secretary"})
COMMITTEE = frozenset({"party_committee"})
DEPARTMENT = frozenset({"organisation_department"})
ABOVE = COMMITTEE | DEPARTMENT
KEEPERS = BRANCH | ABOVE
REASON = frozenset({"reason"})
DECISION = frozenset({"decision"})
LIGHTS: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "party_committee"))


def days(n: int) -> Term:
    return Term(n, Counting.WORKING_DAYS)


def no_quorum(rating: Any) -> Reason | None:
    """A vote counts with its quorum; without a vote there is none."""
    return None if rating.has_quorum else Reason("mass_without_quorum")


def evidence_unchecked(rating: Any) -> Reason | None:
    """Whoever looks from above looks at every record the branch named."""
    left = rating.unchecked_evidence
    return Reason("evidence_unchecked", {"count": left}) if left else None


def no_star_won(rating: Any) -> Reason | None:
    return None if rating.won else Reason("no_star_won")


def over_quota(rating: Any) -> Reason | None:
    """Somebody outside the quota is not made public as holding all stars; at its edge the
    committee gives a reason."""
    codes = {"outside": "outside_quota", "edge": "quota_edge"}
    return Reason(codes[rating.quota_place]) if rating.quota_place else None


def notice_runs(rating: Any) -> Reason | None:
    left = rating.notice_days_left
    return Reason("notice_runs", {"count": left}) if left else None


STAR_RATING = Process(
    name="star_rating",
    label=N_("党支部评星"),
    start="self_check",
    states=(
        State("self_check", N_("党支部自评"), days(15), LIGHTS, "branch_secretary"),
        State("mass_review", N_("群众评议"), days(15), LIGHTS, "branch_secretary"),
        State("upper_review", N_("党委核评"), days(10), LIGHTS, "party_committee"),
        State("department_review", N_("待组织部门审定"), days(10), LIGHTS,
              "organisation_department"),
        State("public_notice", N_("公示中"), None, LIGHTS, "organisation_department",
              by_hand=True),
        State("objection", N_("异议待答复"), days(10), LIGHTS, "organisation_department"),
        State("awarded", N_("已评定"), resting=True),
        State("declined", N_("未评定"), final=True),
        State("expired", N_("已到期"), final=True),
        State("withdrawn", N_("已摘星"), final=True),
    ),
    moves=(
        Move("submit", N_("完成自评"), ("self_check",), "mass_review", BRANCH),
        Move("close_vote", N_("报送评议结果"), ("mass_review",), "upper_review", BRANCH,
             guards=(no_quorum,)),
        Move("send_back", N_("退回补充"), ("mass_review", "upper_review", "department_review"),
             "self_check", ABOVE, REASON),
        Move("endorse", N_("核评上报"), ("upper_review",), "department_review", COMMITTEE,
             guards=(evidence_unchecked,)),
        Move("decline", N_("本年度不评定"), ("upper_review", "department_review"), "declined",
             ABOVE, REASON),
        Move("publish", N_("公示"), ("department_review",), "public_notice", DEPARTMENT, DECISION,
             (no_star_won, over_quota)),
        Move("object", N_("登记异议"), ("public_notice",), "objection", ABOVE, REASON),
        Move("reject", N_("异议不成立，继续公示"), ("objection",), "public_notice", DEPARTMENT,
             frozenset({"answer"})),
        Move("uphold", N_("异议成立，重新核评"), ("objection",), "upper_review", DEPARTMENT,
             frozenset({"answer"})),
        Move("award", N_("评定"), ("public_notice",), "awarded", DEPARTMENT, DECISION,
             (notice_runs, no_star_won)),
        Move("expire", N_("到期"), ("awarded",), "expired", frozenset({"system"})),
        Move("withdraw", N_("摘星"), ("awarded",), "withdrawn", DEPARTMENT, DECISION | REASON),
    ),
)  # fmt: skip
