"""A year's assessment of a group, and a unit's objection to its result (facts.md §3.1).

The organisation department keeps it; a leader of the county, or a second officer, publishes what
was frozen. Objections are answered before the result is final.
"""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

OFFICE = frozenset({"organisation_department"})
APPROVER = frozenset({"signatory", "organisation_department"})
REASON = frozenset({"reason"})
ANSWER = frozenset({"answer"})
LIGHTS: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "organisation_department"))


def days(n: int) -> Term:
    return Term(n, Counting.WORKING_DAYS)


def period_runs(assessment: Any) -> Reason | None:
    """Nothing is frozen before the period is over."""
    return Reason("year_not_over") if assessment.period_runs else None


def values_missing(assessment: Any) -> Reason | None:
    """Every target of every unit has its value: a missing one is not zero."""
    left = assessment.missing_values
    return Reason("values_missing", {"count": left}) if left else None


def extras_open(assessment: Any) -> Reason | None:
    left = assessment.open_extras
    return Reason("extras_open", {"count": left}) if left else None


def objections_open(assessment: Any) -> Reason | None:
    left = assessment.open_objections
    return Reason("objections_open", {"count": left}) if left else None


def objections_may_come(assessment: Any) -> Reason | None:
    return Reason("objections_may_come") if assessment.may_be_objected_to else None


ASSESSMENT = Process(
    name="assessment",
    label=N_("目标责任考核"),
    start="draft",
    states=(
        State("draft", N_("待启动"), days(10), LIGHTS, "organisation_department"),
        State("running", N_("进行中"), None, LIGHTS, "organisation_department", by_hand=True),
        State("frozen", N_("已定分待公布"), days(10), LIGHTS, "signatory"),
        State("published", N_("公示中"), None, LIGHTS, "organisation_department", by_hand=True),
        State("final", N_("已确认"), final=True),
        State("withdrawn", N_("已撤销"), final=True),
    ),
    moves=(
        Move("begin", N_("启动考核"), ("draft",), "running", OFFICE),
        Move("withdraw", N_("撤销考核"), ("draft", "running"), "withdrawn", OFFICE, REASON),
        Move("freeze", N_("定分"), ("running",), "frozen", OFFICE,
             guards=(period_runs, values_missing, extras_open)),
        Move("send_back", N_("退回重新核定"), ("frozen",), "running", APPROVER, REASON),
        Move("publish", N_("批准公布"), ("frozen",), "published", APPROVER),
        Move("confirm", N_("确认结果"), ("published",), "final", APPROVER,
             guards=(objections_open, objections_may_come)),
    ),
)  # fmt: skip
"""Whoever froze does not publish; that is checked by the action, which knows the hands."""

ASSESSMENT_OBJECTION = Process(
    name="assessment_objection",
    label=N_("考核异议"),
    start="made",
    states=(
        State("made", N_("待答复"), days(5), LIGHTS, "organisation_department"),
        State("accepted", N_("异议成立"), final=True),
        State("refused", N_("异议不成立"), final=True),
    ),
    moves=(
        Move("accept", N_("异议成立并更正"), ("made",), "accepted", OFFICE, ANSWER),
        Move("refuse", N_("异议不成立"), ("made",), "refused", OFFICE, ANSWER),
    ),
)
