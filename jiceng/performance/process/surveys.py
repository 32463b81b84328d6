"""A survey from the draft to the published result (issue 5, item 10).

Whoever drafts it sees what it costs those who answer; above the county's ceiling a second person
has to agree.
"""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

KEEPER = frozenset({"handler", "organisation_department"})
"""Who drafts and keeps surveys of their own unit."""
APPROVER = frozenset({"leader", "signatory", "organisation_department"})
CLOCK = frozenset({"system"})
COST = frozenset({"survey_cost"})
REASON = frozenset({"reason"})
LIGHTS: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "leader"))
LAST_DAY: Ladder = (Rung(100, "red", "holder"),)
"""The clock closes a survey; nobody is told beforehand."""
LIVING = ("draft", "approving", "published", "closed", "announced")


def over_ceiling(survey: Any) -> Reason | None:
    """A costly survey is not published by one person alone."""
    if not survey.hours_over:
        return None
    told = {"hours": survey.hours_over, "ceiling": survey.ceiling_hours}
    return Reason("survey_over_ceiling", told)


def few_answers(survey: Any) -> Reason | None:
    """Fewer answers than would hide anybody are not published."""
    least = survey.least_answers
    return Reason("survey_few_answers", {"least": least}) if survey.answer_count < least else None


def is_past(survey: Any) -> Reason | None:
    return Reason("survey_closes_past") if survey.is_past else None


SURVEY = Process(
    name="survey",
    label=N_("调查"),
    start="draft",
    states=(
        State("draft", N_("起草中"), Term(20, Counting.WORKING_DAYS), LIGHTS, "handler"),
        State("approving", N_("待批准"), Term(5, Counting.WORKING_DAYS), LIGHTS, "leader"),
        State("published", N_("填写中"), None, LAST_DAY, "handler", by_hand=True),
        State("closed", N_("已结束待公布"), Term(10, Counting.WORKING_DAYS), LIGHTS, "handler"),
        State("announced", N_("结果已公布"), resting=True),
        State("withdrawn", N_("已撤回"), final=True),
    ),
    moves=(
        Move("submit", N_("报请批准"), ("draft",), "approving", KEEPER, COST,
             (is_past,)),
        Move("approve", N_("批准并发布"), ("approving",), "published", APPROVER, REASON,
             (is_past,)),
        Move("send_back", N_("退回修改"), ("approving",), "draft", APPROVER, REASON),
        Move("publish", N_("确认成本并发布"), ("draft",), "published", KEEPER, COST,
             (over_ceiling, is_past)),
        Move("close", N_("结束填写"), ("published",), "closed", KEEPER | CLOCK),
        Move("announce", N_("公布结果"), ("closed",), "announced", KEEPER, guards=(few_answers,)),
        Move("withdraw", N_("撤回"), LIVING, "withdrawn", KEEPER, REASON),
    ),
)  # fmt: skip
"""A survey below the ceiling is not sent up; the action refuses it, which knows the cost."""
