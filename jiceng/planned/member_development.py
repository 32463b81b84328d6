"""Member development in five stages (facts.md §5.4; 《中国共产党发展党员工作细则》 2014).

Stages and decisions are states and moves; each of the 25 steps is a paper required on the way.
Local notice periods are the county's configuration; the waits here are the rule's own.
"""

from __future__ import annotations

from jiceng.kernel.process import Move, Process, State
from jiceng.kernel.terms import Counting, Ladder, Rung, Term
from jiceng.kernel.words import N_

BRANCH = frozenset({"branch_secretary"})
COMMITTEE = frozenset({"party_committee"})
REASON = frozenset({"reason"})
LIGHTS: Ladder = (Rung(80, "yellow", "holder"), Rung(100, "red", "party_committee"))
YEAR = Term(365, Counting.CALENDAR_DAYS)


def calendar_days(n: int) -> Term:
    return Term(n, Counting.CALENDAR_DAYS)


ONGOING = (
    "applicant",
    "activist",
    "candidate",
    "pre_reviewed",
    "resolved",
    "probationary",
    "conversion",
)

MEMBER_DEVELOPMENT = Process(
    name="member_development",
    label=N_("发展党员"),
    start="applicant",
    states=(
        State("applicant", N_("入党申请人"), calendar_days(30), LIGHTS, "branch_secretary"),
        State("activist", N_("入党积极分子"), calendar_days(183), LIGHTS, "branch_secretary"),
        State("candidate", N_("发展对象"), calendar_days(365), LIGHTS, "branch_secretary"),
        State("pre_reviewed", N_("已预审"), calendar_days(30), LIGHTS, "branch_secretary"),
        State("resolved", N_("支部大会已通过"), calendar_days(90), LIGHTS, "party_committee"),
        State("probationary", N_("预备党员"), YEAR, LIGHTS, "branch_secretary"),
        State("conversion", N_("转正待审批"), calendar_days(90), LIGHTS, "party_committee"),
        State("full", N_("正式党员"), resting=True),
        State("stopped", N_("已终止"), resting=True),
        State("archived", N_("材料已归档"), final=True),
    ),
    moves=(
        Move(
            "recognise",
            N_("确定为积极分子"),
            ("applicant",),
            "activist",
            BRANCH,
            frozenset({"application", "talk_record", "recommendation", "filing", "contacts"}),
        ),
        Move(
            "review",
            N_("半年考察"),
            ("activist",),
            "activist",
            BRANCH,
            frozenset({"review_record"}),
        ),
        Move(
            "nominate",
            N_("确定为发展对象"),
            ("activist",),
            "candidate",
            BRANCH,
            frozenset({"hearing_record", "filing"}),
        ),
        Move(
            "pre_review",
            N_("预审"),
            ("candidate",),
            "pre_reviewed",
            COMMITTEE,
            frozenset({"sponsors", "political_review", "training_certificate", "branch_opinion"}),
        ),
        Move(
            "resolve",
            N_("支部大会讨论通过"),
            ("pre_reviewed",),
            "resolved",
            BRANCH,
            frozenset({"admission_form", "ballot", "resolution"}),
        ),
        Move(
            "admit",
            N_("审批接收"),
            ("resolved",),
            "probationary",
            COMMITTEE,
            frozenset({"talk_record", "approval"}),
        ),
        Move(
            "propose_conversion",
            N_("讨论转正"),
            ("probationary",),
            "conversion",
            BRANCH,
            frozenset({"conversion_request", "ballot", "resolution"}),
            wait=YEAR,
        ),
        Move(
            "extend_probation", N_("延长预备期"), ("conversion",), "probationary", COMMITTEE, REASON
        ),
        Move(
            "confirm", N_("批准转正"), ("conversion",), "full", COMMITTEE, frozenset({"approval"})
        ),
        Move("stop", N_("终止"), ONGOING, "stopped", COMMITTEE, REASON),
        Move(
            "archive", N_("归档"), ("full", "stopped"), "archived", BRANCH, frozenset({"file_list"})
        ),
    ),
)
