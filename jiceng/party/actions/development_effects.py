"""What a decision on a development file writes into the register (facts.md §5.4, §14.3).

Probation counts from the day of the members' meeting, not from that of the approval; the day from
which membership counts in full is named by the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from jiceng.kernel.refusal import Reason, Refused
from jiceng.kernel.scope import Actor
from jiceng.party.actions.members import Entry, change_member, check_present, leave, write_member
from jiceng.party.models import Development, Member
from jiceng.party.queries.development import RULES
from jiceng.party.queries.rule_book import history
from jiceng.party.rules.development import full_from
from jiceng.party.rules.facts_of_file import FileFacts

Effect = Callable[[Development, FileFacts, Actor, datetime], None]


def _enter(development: Development, facts: FileFacts, by: Actor, now: datetime) -> None:
    """The applicant is a probationary member from the day of the meeting."""
    accepted_on = facts.day("admission_meeting")
    if accepted_on is None:
        raise Refused(Reason("paper_missing", {"paper": "admission_meeting"}))
    entry = Entry(development.applicant, development.born_on, accepted_on)
    development.member = write_member(
        entry, development.organisation, now, is_sample=development.is_sample
    )
    development.save(update_fields=["member"])


def _confirm(development: Development, facts: FileFacts, by: Actor, now: datetime) -> None:
    """The member is a full one, from the day the rule names."""
    member = _member(development)
    full_on = full_from(facts, history(RULES))
    change_member(member, member.version, standing="full", full_on=full_on)


def _cancel(development: Development, facts: FileFacts, by: Actor, now: datetime) -> None:
    """Probation is cancelled: the member leaves on the day of the decision."""
    member, on = _member(development), facts.day("conversion_approval")
    if on is None:
        raise Refused(Reason("paper_missing", {"paper": "conversion_approval"}))
    leave(member, "not_converted", on=on, by=by, now=now, version=member.version)


def _member(development: Development) -> Member:
    member = Member.objects.select_for_update().get(development=development)
    check_present(member)
    return member


EFFECTS: Mapping[str, Effect] = {
    "admit": _enter,
    "confirm": _confirm,
    "cancel_probation": _cancel,
}
"""Move -> what it does to the register, in the same transaction."""
