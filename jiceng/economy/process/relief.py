"""How relief for a company is applied for, checked, announced, approved, paid, and taken back
(facts.md §7.2, §7.3).

Whoever checked does not approve; what a policy has announced is approved when the time is over.
"""

from __future__ import annotations

from typing import Any

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

CLERK = frozenset({"clerk"})
DECIDER = frozenset({"decider"})
COMPANY = frozenset({"resident"})
REASON = frozenset({"reason"})
REFERENCE = frozenset({"reference"})
LIGHTS: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "leader"))
REPAYING: Ladder = (Rung(90, "yellow", "holder"), Rung(100, "red", "holder"))


def days(n: int) -> Term:
    return Term(n, Counting.WORKING_DAYS)


def papers_lacking(relief: Any) -> Reason | None:
    """Nothing is checked with a paper missing."""
    lacking = relief.lacking
    return Reason("papers_lacking", {"papers": "、".join(lacking)}) if lacking else None


def asked_before(relief: Any) -> Reason | None:
    """What is missing is said once and whole (一次性告知)."""
    return Reason("supplement_asked_before") if relief.supplement_asked_at else None


def checks_outstanding(relief: Any) -> Reason | None:
    """Every department the policy names has said its word."""
    units = relief.outstanding
    return Reason("checks_outstanding", {"units": "、".join(units)}) if units else None


def fit(relief: Any) -> Reason | None:
    """No condition missed or unknown, no department against it."""
    unfit: Reason | None = relief.unfit
    return unfit


def without_notice(relief: Any) -> Reason | None:
    return None if relief.may_announce else Reason("no_notice_needed")


def announced(relief: Any) -> Reason | None:
    """Where the policy demands it, announcing comes before approval, and lasts."""
    unready: Reason | None = relief.notice_wait
    return unready


def gives(relief: Any) -> Reason | None:
    return None if relief.is_given else Reason("is_deferral")


def puts_off(relief: Any) -> Reason | None:
    return None if relief.is_put_off else Reason("no_deferral")


RELIEF = Process(
    name="relief",
    label=N_("惠企申请"),
    start="applied",
    states=(
        State("applied", N_("待核查"), days(5), LIGHTS, "clerk"),
        State("supplementing", N_("待补正"), Term(30, Counting.CALENDAR_DAYS), (), "clerk",
              paused=True),
        State("checked", N_("待审批"), days(3), LIGHTS, "decider"),
        State("on_notice", N_("公示中"), days(10), LIGHTS, "decider"),
        State("approved", N_("待兑付"), days(5), LIGHTS, "decider"),
        State("deferred", N_("缓缴中"), None, REPAYING, "decider", by_hand=True),
        State("paid", N_("已兑付"), resting=True),
        State("settled", N_("已补缴"), final=True),
        State("recovered", N_("已追回"), final=True),
        State("declined", N_("不予"), final=True),
        State("withdrawn", N_("已撤回"), final=True),
    ),
    moves=(
        Move("ask_supplement", N_("一次性告知补正"), ("applied",), "supplementing", CLERK,
             frozenset({"missing_papers"}), (asked_before,)),
        Move("supplement", N_("补正"), ("supplementing",), "applied", COMPANY),
        Move("check", N_("核查通过"), ("applied",), "checked", CLERK, frozenset({"opinion"}),
             (papers_lacking, checks_outstanding, fit)),
        Move("publish", N_("公示"), ("checked",), "on_notice", CLERK, guards=(without_notice,)),
        Move("approve", N_("批准"), ("checked", "on_notice"), "approved", DECIDER,
             guards=(announced,)),
        Move("pay", N_("登记兑付"), ("approved",), "paid", DECIDER, REFERENCE, (gives,)),
        Move("defer", N_("登记缓缴"), ("approved",), "deferred", DECIDER, REFERENCE, (puts_off,)),
        Move("settle", N_("登记补缴"), ("deferred",), "settled", DECIDER, REFERENCE),
        Move("recover_part", N_("登记部分追回"), ("paid",), "paid", DECIDER, REFERENCE | REASON),
        Move("recover", N_("登记追回"), ("paid",), "recovered", DECIDER, REFERENCE | REASON),
        Move("decline", N_("不予"), ("applied", "checked", "on_notice", "approved"), "declined",
             CLERK | DECIDER, REASON),
        Move("withdraw", N_("撤回"), ("applied", "supplementing", "checked", "on_notice"),
             "withdrawn", COMPANY),
    ),
)  # fmt: skip
