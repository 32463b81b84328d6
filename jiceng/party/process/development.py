"""Member development: five stages as states, decisions as moves (facts.md §5.4; 《细则》 2014).

Each of the 25 steps is a record with a day of its own (`rules/steps.py`); what a move needs are
steps that have been recorded. How long each state may last follows from the rule version in force
(`rules/development.py`); the terms here are only what stands in when no rule names one. A move is
refused when a fatal rule of the checker fails on steps it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jiceng.kernel.process import Guard, Move, Process, State
from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_
from jiceng.party.process.shared import BRANCH, COMMITTEE, LIGHTS, REASON, calendar_days
from jiceng.party.rules.checker import RULES_OF_STEPS, TABLE
from jiceng.party.rules.development import NEEDS, OUTCOMES, STANDS_IN

SOME = BRANCH | COMMITTEE
RETAKEN: Mapping[str, tuple[str, ...]] = {
    "send_back": (
        "nomination", "candidate_filing", "introducers", "political_review", "committee_review",
        "pre_review",
    ),
    "not_resolved": ("committee_review", "pre_review", "admission_form", "admission_meeting"),
    "discuss_again": ("admission_meeting", "committee_talk", "approval"),
    "decline": (
        "committee_review", "pre_review", "admission_form", "admission_meeting",
        "committee_talk", "approval",
    ),
}  # fmt: skip
"""Steps that have to be taken again after a move back; their records stay and no longer count."""


MAY_BE_FATAL = frozenset(r.id for r in TABLE if r.severity == "fatal") | {"R14"}
"""Past six months without approval R14 is fatal too: the admission has to be done again."""


def fatal_rules(move: str) -> tuple[Guard, ...]:
    """A guard for every rule that may be fatal and rests on a step of a move."""
    found = {rule for step in NEEDS[move] for rule in RULES_OF_STEPS[step]}
    return tuple(fatal(rule) for rule in sorted(found & MAY_BE_FATAL))


def fatal(rule: str) -> Guard:
    """Refuse while a fatal rule of the checker fails; its reason names rule and clause."""

    def guard(development: Any) -> Reason | None:
        found: Reason | None = development.failed.get(rule)
        return found

    return guard


def decided(step: str) -> Guard:
    """Refuse unless the decision recorded with a step was in favour."""

    def guard(development: Any) -> Reason | None:
        fits = development.conclusions.get(step, "passed") == "passed"
        return None if fits else Reason("step_not_passed", {"paper": step})

    return guard


def outcome(*wanted: str) -> Guard:
    """Refuse unless the branch's meeting on conversion came to one of some outcomes."""

    def guard(development: Any) -> Reason | None:
        got = development.conclusions.get("conversion_meeting", "")
        fits = not got or got in wanted
        return None if fits else Reason("other_outcome", {"state": OUTCOMES.get(got, got)})

    return guard


def stopped_by_review(development: Any) -> Reason | None:
    """Whom the last review advised to stop is not put forward."""
    is_stopped = development.conclusions.get("half_year_review") == "stop"
    return Reason("review_says_stop") if is_stopped else None


def not_elected(development: Any) -> Reason | None:
    """More than half of those who should attend must be in favour, not of those present."""
    found: Reason | None = development.ballot
    return found


def approved_after_all(development: Any) -> Reason | None:
    """Only a conversion that the committee refused goes back to the branch."""
    got = development.conclusions.get("conversion_approval")
    return Reason("approval_not_refused") if got == "passed" else None


def _state(name: str, label: str, actor: str) -> State:
    return State(name, label, calendar_days(STANDS_IN[name]), LIGHTS, actor)


MEMBER_DEVELOPMENT = Process(
    name="member_development",
    label=N_("发展党员"),
    start="applicant",
    states=(
        _state("applicant", N_("入党申请人"), "branch_secretary"),
        _state("activist", N_("入党积极分子"), "branch_secretary"),
        _state("candidate", N_("发展对象"), "branch_secretary"),
        _state("pre_reviewed", N_("已预审"), "branch_secretary"),
        _state("resolved", N_("支部大会已通过"), "party_committee"),
        _state("probationary", N_("预备党员"), "branch_secretary"),
        _state("conversion", N_("转正待审批"), "party_committee"),
        _state("full", N_("正式党员"), "branch_secretary"),
        State("cancelled", N_("已取消预备党员资格"), resting=True),
        State("stopped", N_("已终止"), resting=True),
        State("archived", N_("材料已归档"), final=True),
    ),
    moves=(
        Move(
            "recognise", N_("确定为积极分子"), ("applicant",), "activist", BRANCH,
            NEEDS["recognise"], fatal_rules("recognise"),
        ),
        Move(
            "nominate", N_("确定为发展对象"), ("activist",), "candidate", BRANCH,
            NEEDS["nominate"], (stopped_by_review, *fatal_rules("nominate")),
        ),
        Move(
            "pre_review", N_("预审通过"), ("candidate",), "pre_reviewed", COMMITTEE,
            NEEDS["pre_review"],
            (
                decided("political_review"), decided("committee_review"), decided("pre_review"),
                *fatal_rules("pre_review"),
            ),
        ),
        Move("send_back", N_("退回继续培养"), ("candidate",), "activist", COMMITTEE, REASON),
        Move(
            "resolve", N_("支部大会讨论通过"), ("pre_reviewed",), "resolved", BRANCH,
            NEEDS["resolve"], (not_elected, *fatal_rules("resolve")),
        ),
        Move(
            "not_resolved", N_("支部大会未通过"), ("pre_reviewed",), "candidate", BRANCH,
            REASON | {"admission_meeting"},
        ),
        Move(
            "admit", N_("审批接收为预备党员"), ("resolved",), "probationary", COMMITTEE,
            NEEDS["admit"], (decided("approval"), *fatal_rules("admit")),
        ),
        Move(
            "discuss_again", N_("重新提交支部大会讨论"), ("resolved",), "pre_reviewed", SOME, REASON
        ),
        Move("decline", N_("审批不同意"), ("resolved",), "candidate", COMMITTEE, REASON),
        Move(
            "propose_conversion", N_("报批转正"), ("probationary",), "conversion", BRANCH,
            NEEDS["propose_conversion"],
            (outcome("on_time", "extended"), *fatal_rules("propose_conversion")),
        ),
        Move(
            "propose_cancelling", N_("报批取消资格"), ("probationary",), "conversion", BRANCH,
            frozenset({"conversion_meeting"}), (outcome("cancelled"),),
        ),
        Move(
            "confirm", N_("批准转正"), ("conversion",), "full", COMMITTEE, NEEDS["confirm"],
            (decided("conversion_approval"), outcome("on_time"), *fatal_rules("confirm")),
        ),
        Move(
            "extend_probation", N_("批准延长预备期"), ("conversion",), "probationary", COMMITTEE,
            NEEDS["confirm"],
            (decided("conversion_approval"), outcome("extended"), *fatal_rules("confirm")),
        ),
        Move(
            "cancel_probation", N_("批准取消预备党员资格"), ("conversion",), "cancelled", COMMITTEE,
            NEEDS["confirm"], (decided("conversion_approval"), outcome("cancelled")),
        ),
        Move(
            "reconsider", N_("退回支部重新讨论"), ("conversion",), "probationary", COMMITTEE,
            NEEDS["confirm"] | REASON, (approved_after_all,),
        ),
        Move(
            "stop", N_("终止培养"), ("applicant", "activist", "candidate", "pre_reviewed"),
            "stopped", SOME, REASON,
        ),
        Move(
            "archive", N_("材料归档"), ("full", "cancelled", "stopped"), "archived", BRANCH,
            NEEDS["archive"],
        ),
    ),
)  # fmt: skip
