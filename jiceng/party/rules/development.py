"""What a development file asks for next, and by when (facts.md §5.4).

Terms are parameters of the rule version in force on the day from which they run, in months of the
calendar; where no rule sets one, the house reminds after some days so that no file is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jiceng.party.rules.book import History, Version
from jiceng.party.rules.facts_of_file import FileFacts
from jiceng.party.rules.months import add_months
from jiceng.party.rules.rounds import extension_of
from jiceng.party.rules.steps import KINDS, STEPS, StepKind

NEEDS: Mapping[str, frozenset[str]] = {
    "recognise": frozenset({"application", "first_talk", "recognition"}),
    "nominate": frozenset({"activist_filing", "contacts", "half_year_review", "nomination"}),
    "pre_review": frozenset({
        "candidate_filing", "introducers", "political_review", "training", "committee_review",
        "pre_review",
    }),
    "resolve": frozenset({"admission_form", "admission_meeting"}),
    "admit": frozenset({"committee_talk", "approval"}),
    "propose_conversion": frozenset({
        "higher_filing", "assignment", "oath", "probation_review", "conversion_request",
        "conversion_meeting",
    }),
    "confirm": frozenset({"conversion_approval"}),
    "archive": frozenset({"archive"}),
}  # fmt: skip
"""Move -> the steps that must have been recorded. Together they are the 25."""
FORWARD: Mapping[str, str] = {
    "applicant": "recognise",
    "activist": "nominate",
    "candidate": "pre_review",
    "pre_reviewed": "resolve",
    "resolved": "admit",
    "probationary": "propose_conversion",
    "conversion": "confirm",
    "full": "archive",
    "cancelled": "archive",
    "stopped": "archive",
}
"""State -> the move that brings a file on."""
LAST: Mapping[str, int] = {
    "applicant": 3, "activist": 7, "candidate": 13, "pre_reviewed": 15, "resolved": 17,
    "probationary": 23, "conversion": 24, "full": 25, "cancelled": 25, "stopped": 25,
    "archived": 0,
}  # fmt: skip
"""State -> the number of the last step that may be recorded there."""
STANDS_IN: Mapping[str, int] = {
    "applicant": 365, "activist": 183, "candidate": 365, "pre_reviewed": 30, "resolved": 90,
    "probationary": 365, "conversion": 90, "full": 30,
}  # fmt: skip
"""Days after which the house reminds where no rule names a term."""
STAGE_OF: Mapping[str, str] = {
    "applicant": "application", "activist": "activist", "candidate": "candidate",
    "pre_reviewed": "acceptance", "resolved": "acceptance", "probationary": "probation",
    "conversion": "probation", "full": "probation", "cancelled": "probation",
    "stopped": "application", "archived": "probation",
}  # fmt: skip
BY_COMMITTEE = frozenset({"pre_review", "committee_talk", "approval", "conversion_approval"})
"""Steps that only the committee above takes, and therefore records."""
BY_EITHER = frozenset({
    "activist_filing", "candidate_filing", "training", "higher_filing", "public_notice",
})  # fmt: skip
OUTCOMES: Mapping[str, str] = dict(
    next(f.choices for f in KINDS["conversion_meeting"].fields if f.name == "outcome")
)


@dataclass(frozen=True, slots=True)
class Due:
    """What is owed next: which step, by the end of which day, counted from which day.

    `parameter` names what the rule version says; empty where the house only reminds.
    """

    step: str
    since: date
    on: date
    parameter: str = ""
    version: Version | None = None


def supplied(facts: FileFacts) -> frozenset[str]:
    """The steps that count as taken for the next move.

    A second meeting on conversion follows an extension: each meeting has its own approval.
    """
    found = {event.step for event in facts.events}
    meetings, approvals = (len(facts.all(s)) for s in ("conversion_meeting", "conversion_approval"))
    if meetings <= approvals:
        found -= {"conversion_meeting"}
    if approvals < meetings:
        found -= {"conversion_approval"}
    return frozenset(found)


def missing(state: str, facts: FileFacts) -> list[StepKind]:
    """The steps that the next move still waits for, in their order."""
    needs = NEEDS.get(FORWARD.get(state, ""), frozenset())
    taken = supplied(facts)
    return [kind for kind in STEPS if kind.code in needs - taken]


def conclusions(facts: FileFacts) -> dict[str, str]:
    """What the last record of each deciding step said: passed, refused, stop, on_time, …"""
    found = {}
    for event in facts.events:
        said = event.values.get("conclusion") or event.values.get("outcome")
        if said:
            found[event.step] = str(said)
    return found


def probation_ends(facts: FileFacts, history: History) -> date | None:
    """The day on which probation is over: a year from the meeting, longer once extended.

    An extension counts from its approval on; one that the committee refused never does.
    """
    start = facts.day("admission_meeting")
    version = history.on(start) if start else None
    if start is None or version is None:
        return None
    months = int(version.values["probation_months"]) + extension_of(facts)
    return add_months(start, months)


def full_from(facts: FileFacts, history: History) -> date | None:
    """The day from which membership counts in full: the end of probation, by the rule's word."""
    meeting, ends = facts.day("conversion_meeting"), probation_ends(facts, history)
    version = history.on(meeting) if meeting else None
    by_rule = version.values.get("full_from", "probation_end") if version else "probation_end"
    return ends if by_rule == "probation_end" else meeting


def due(state: str, facts: FileFacts, history: History) -> Due | None:
    """What is owed next in a state; None where nothing is, or no day is known to count from."""
    if state not in STANDS_IN:
        return None
    return _BY_STATE[state](facts, history) or _reminder(state, facts)


def _months(history: History, parameter: str, step: str, since: date | None) -> Due | None:
    """A term of the rule version in force on the day it runs from; none where it sets none."""
    version = history.on(since) if since else None
    months = int(version.values.get(parameter, 0)) if version else 0
    if since is None or not months:
        return None
    return Due(step, since, add_months(since, months), parameter, version)


def _of_applicant(facts: FileFacts, history: History) -> Due | None:
    if facts.last("first_talk"):
        return None
    return _months(history, "talk_within_months", "first_talk", facts.day("application"))


def _of_activist(facts: FileFacts, history: History) -> Due | None:
    last = facts.day("half_year_review") or facts.day("recognition")
    return _months(history, "review_every_months", "half_year_review", last)


def _of_candidate(facts: FileFacts, history: History) -> Due | None:
    since = facts.day("political_review")
    return _months(history, "review_valid_months", "pre_review", since)


def _of_pre_reviewed(facts: FileFacts, history: History) -> Due | None:
    since = facts.day("pre_review")
    return _months(history, "meeting_within_months", "admission_meeting", since)


def _of_resolved(facts: FileFacts, history: History) -> Due | None:
    since = facts.day("admission_meeting")
    return _months(history, "approval_within_months", "approval", since)


def _of_probationary(facts: FileFacts, history: History) -> Due | None:
    """The next half-yearly review, or the end of probation when that comes first."""
    start, ends = facts.day("admission_meeting"), probation_ends(facts, history)
    if start is None or ends is None:
        return None
    last = facts.day("probation_review") or start
    review = _months(history, "review_every_months", "probation_review", last)
    if review and review.on < ends:
        return review
    return Due("conversion_meeting", start, ends, "probation_months", history.on(start))


def _of_conversion(facts: FileFacts, history: History) -> Due | None:
    since = facts.day("conversion_meeting")
    parameter = "conversion_approval_within_months"
    return _months(history, parameter, "conversion_approval", since)


def _of_full(facts: FileFacts, history: History) -> Due | None:
    return None


_BY_STATE = {
    "applicant": _of_applicant,
    "activist": _of_activist,
    "candidate": _of_candidate,
    "pre_reviewed": _of_pre_reviewed,
    "resolved": _of_resolved,
    "probationary": _of_probationary,
    "conversion": _of_conversion,
    "full": _of_full,
}


def _reminder(state: str, facts: FileFacts) -> Due | None:
    """The house's own reminder, from the last thing that happened."""
    days = [event.on for event in facts.events if event.on]
    if not days:
        return None
    ahead = missing(state, facts)
    step = ahead[0].code if ahead else ""
    return Due(step, max(days), max(days) + timedelta(days=STANDS_IN[state]))


def values_on(history: History, day: date) -> Mapping[str, Any]:
    """The parameters in force on a day; empty before the first version."""
    version = history.on(day)
    return version.values if version else {}
