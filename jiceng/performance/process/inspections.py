"""An inspection plan from draft to its end, and one visit from its plan to the unit's word
(S6, facts.md §4.1). 巡查 is the check of Party building, never 巡察.

Visits have no check-in and no trail: the unit, the day and who of the team was there.
"""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_
from jiceng.performance.process.assessments import LIGHTS, OFFICE, REASON, days

INSPECTOR = frozenset({"inspector"})
INSPECTED = frozenset({"handler"})
"""Whoever speaks for the unit that was inspected."""


def not_filled(plan: Any) -> Reason | None:
    """Nothing is published that leaves out a visit which was due."""
    left = plan.unfilled_count
    return Reason("plan_not_filled", {"count": left}) if left else None


def empty(plan: Any) -> Reason | None:
    return None if plan.visit_count else Reason("plan_empty")


def without_ledger(plan: Any) -> Reason | None:
    return None if plan.has_ledger else Reason("plan_without_ledger")


def visits_open(plan: Any) -> Reason | None:
    left = plan.open_visits
    return Reason("visits_open", {"count": left}) if left else None


def visits_recorded(plan: Any) -> Reason | None:
    done = plan.recorded_visits
    return Reason("visits_recorded", {"count": done}) if done else None


def view_term_runs(visit: Any) -> Reason | None:
    """Silence is a view only once the term is over."""
    return Reason("view_term_runs") if visit.view_term_runs else None


INSPECTION_PLAN = Process(
    name="inspection_plan",
    label=N_("巡查计划"),
    start="draft",
    states=(
        State("draft", N_("待公布"), days(10), LIGHTS, "organisation_department"),
        State("published", N_("执行中"), None, LIGHTS, "organisation_department", by_hand=True),
        State("finished", N_("已完成"), final=True),
        State("withdrawn", N_("已撤销"), final=True),
    ),
    moves=(
        Move("publish", N_("公布计划"), ("draft",), "published", OFFICE,
             guards=(empty, not_filled, without_ledger)),
        Move("withdraw", N_("撤销计划"), ("draft", "published"), "withdrawn", OFFICE, REASON,
             (visits_recorded,)),
        Move("finish", N_("结束计划"), ("published",), "finished", OFFICE,
             guards=(visits_open,)),
    ),
)  # fmt: skip

INSPECTION = Process(
    name="inspection",
    label=N_("巡查"),
    start="planned",
    states=(
        State("planned", N_("待巡查"), None, LIGHTS, "inspector", by_hand=True),
        State("awaiting_view", N_("待单位表示意见"), days(5), LIGHTS, "handler"),
        State("differing", N_("有不同意见待答复"), days(5), LIGHTS, "organisation_department"),
        State("closed", N_("已办结"), final=True),
        State("dropped", N_("不再巡查"), final=True),
    ),
    moves=(
        Move("put_off", N_("改期"), ("planned",), "planned", OFFICE,
             REASON | {"put_off_until"}),
        Move("reassign", N_("换人"), ("planned",), "planned", OFFICE, REASON | {"team"},
             keeps_stage=True),
        Move("drop", N_("不再巡查"), ("planned",), "dropped", OFFICE, REASON),
        Move("record", N_("提交巡查记录"), ("planned",), "awaiting_view", INSPECTOR,
             frozenset({"visit_record"})),
        Move("sign", N_("签收认可"), ("awaiting_view",), "closed", INSPECTED),
        Move("differ", N_("提出不同意见"), ("awaiting_view",), "differing", INSPECTED,
             frozenset({"view"})),
        Move("close_silent", N_("逾期未表示意见，办结"), ("awaiting_view",), "closed", OFFICE,
             guards=(view_term_runs,)),
        Move("answer", N_("答复并办结"), ("differing",), "closed", OFFICE,
             frozenset({"answer"})),
    ),
)  # fmt: skip
