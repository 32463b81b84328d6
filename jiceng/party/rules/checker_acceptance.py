"""Rules R07–R15: review, training, introducers, meeting and approval (facts.md §5.4, 9 to 17)."""

from __future__ import annotations

from datetime import date

from jiceng.party.rules.book import Version
from jiceng.party.rules.checker_activists import full_members
from jiceng.party.rules.checker_looks import Look, Said, gravest, no_rule, not_done, unknown
from jiceng.party.rules.facts_of_file import Event, may_on
from jiceng.party.rules.findings import Result
from jiceng.party.rules.months import add_months


def politically_reviewed(look: Look) -> Said:
    """R07 (§5.4 step 10): the review is finished, and passed, before steps 12 and 15.

    Where the version says for how long a review holds (local rules), one that is older at the
    meeting is found as well, as major.
    """
    used = [d for d in (look.day("committee_review"), look.day("admission_meeting")) if d]
    if not used:
        return unknown("committee_review", "admission_meeting")
    if (version := look.history.on(used[-1])) is None:
        return no_rule(used[-1])
    if look.lacks("political_review"):
        return not_done("political_review", version)
    concluded = look.value("political_review", "conclusion")
    if concluded == "not_passed":
        return Said("fail", "r07_not_passed", {"used": min(used)}, version, rests_on=())
    if (reviewed := look.day("political_review")) is None:
        return unknown("political_review")
    facts = {"reviewed": reviewed, "used": min(used)}
    if reviewed > min(used):
        return Said("fail", "r07_review", facts, version, rests_on=())
    missing = ["political_review"] if concluded is None else []
    missing += ["committee_review"] if len(used) < 2 else []
    return _expired(look, reviewed, used[-1]) or (
        unknown(*missing) if missing else Said("pass", "r07_review", facts, version)
    )


def _expired(look: Look, reviewed: date, used: date) -> Said | None:
    """A review older than the version of its own day lets it be; None where it sets no limit."""
    version = look.history.on(reviewed)
    months = version.values["review_valid_months"] if version else 0
    until = add_months(reviewed, months)
    if not months or used <= until:
        return None
    facts = {"reviewed": reviewed, "until": until, "used": used}
    return Said("fail", "r07_expired", facts, version, "major")


def trained(look: Look) -> Said:
    """R08 (§5.4 step 11): three days or 24 class hours, before step 12."""
    used = look.day("committee_review") or look.day("admission_meeting")
    if used is None:
        return unknown("committee_review")
    if (version := look.history.on(used)) is None:
        return no_rule(used)
    if look.lacks("training"):
        return not_done("training", version)
    ended = look.day("training")
    days, hours = look.value("training", "days"), look.value("training", "hours")
    facts = {"days": days, "hours": hours, "least_days": version.values["training_days"],
             "least_hours": version.values["training_hours"]}  # fmt: skip
    if ended and ended > used:
        return Said("fail", "r08_late", {"ended": ended, "used": used}, version)
    enough = _either(_least(days, facts["least_days"]), _least(hours, facts["least_hours"]))
    if enough is False:
        return Said("fail", "r08_short", facts, version)
    if ended is None or enough is None or look.day("committee_review") is None:
        return unknown("training")
    return Said("pass", "r08_trained", facts, version)


def _least(given: int | None, least: int) -> bool | None:
    return None if given is None else given >= least


def _either(first: bool | None, second: bool | None) -> bool | None:
    """One of two; unknown while the unknown one could be the one."""
    if first or second:
        return True
    return None if first is None or second is None else False


def introduced(look: Look) -> Said:
    """R09 (§5.4 step 9): two introducers, full members on the day they were named.

    Where that day isn't recorded, on the day of the meeting.
    """
    event = look.last("introducers")
    day = (event.on if event else None) or look.day("admission_meeting")
    if event is None or event.values.get("people") is None or day is None:
        return unknown("introducers")
    if (version := look.history.on(day)) is None:
        return no_rule(day)
    people, needed = event.values["people"], version.values["introducers"]
    if len(people) != needed:
        return Said("fail", "r09_count", {"count": len(people), "needed": needed}, version)
    result, facts = full_members(people, day)
    return Said(result, "r09_introducers", facts, version)


def reviewed_before_form(look: Look) -> Said:
    """R10 (§5.4 steps 13 to 15): preliminary review, then the form, then the meeting."""
    steps = ("pre_review", "admission_form", "admission_meeting")
    days = [look.day(step) for step in steps]
    last = next((d for d in reversed(days) if d), None)
    if last is None:
        return unknown(*steps)
    if (version := look.history.on(last)) is None:
        return no_rule(last)
    if days[2] and look.lacks("pre_review"):
        return not_done("pre_review", version)
    if (days[1] or days[2]) and look.value("pre_review", "conclusion") == "refused":
        return Said("fail", "r10_refused", {"day": last}, version)
    return _in_row(steps, days, version) or Said(
        "pass", "r10_order", dict(zip(("review", "form", "meeting"), days, strict=True)), version
    )


def _in_row(steps: tuple[str, ...], days: list[date | None], version: Version) -> Said | None:
    """The first step that lies after a later one, or what isn't recorded; None when in order."""
    for n, later in enumerate(days):
        for before, earlier in zip(steps[:n], days[:n], strict=True):
            if later and earlier and earlier > later:
                facts = {"step": before, "day": earlier, "later": steps[n], "later_day": later}
                return Said("fail", "checker_out_of_order", facts, version)
    missing = [step for step, day in zip(steps, days, strict=True) if day is None]
    return unknown(*missing) if missing else None


def talked_before_approval(look: Look) -> Said:
    """R13 (§5.4 step 16): the committee's talk lies between the meeting and the approval."""
    steps = ("admission_meeting", "committee_talk", "approval")
    days = [look.day(step) for step in steps]
    day = days[2] or days[1]
    if day is None:
        return unknown("committee_talk", "approval")
    if (version := look.history.on(day)) is None:
        return no_rule(day)
    if days[2] and look.lacks("committee_talk"):
        return not_done("committee_talk", version)
    meeting, talk, approval = days
    facts = {"meeting": meeting, "talk": talk, "approval": approval}
    if (talk and meeting and talk < meeting) or (talk and approval and talk > approval):
        return Said("fail", "r13_talk", facts, version)
    missing = [step for step, known in zip(steps, days, strict=True) if known is None]
    return unknown(*missing) if missing else Said("pass", "r13_talk", facts, version)


def approved_in_time(look: Look) -> Said:
    """R14 (§5.4 step 17): within three months; up to six for a reason that was put on record.

    Past three without a reason is major; past six the admission is to be done again: fatal.
    """
    met, approved = look.day("admission_meeting"), look.day("approval")
    if met is None or approved is None:
        return unknown("admission_meeting" if met is None else "approval")
    if (version := look.history.on(met)) is None:
        return no_rule(met)
    usual = add_months(met, version.values["approval_within_months"])
    longest = add_months(met, version.values["special_approval_within_months"])
    facts = {"met": met, "approved": approved, "usual": usual, "longest": longest}
    if approved > longest:
        return Said("fail", "r14_redo", facts, version, "fatal")
    if approved <= usual:
        return Said("pass", "r14_in_time", facts, version)
    if look.value("approval", "special_reason"):
        return Said("pass", "r14_with_reason", facts, version)
    return Said("fail", "r14_no_reason", facts, version)


def approved_by_committee(look: Look) -> Said:
    """R15 (§5.4 step 17): whoever approved might do so on that day; a general branch only
    while authorised."""
    approvals = [*look.all("approval"), *look.all("conversion_approval")]
    return gravest(_approved_by(look, a) for a in approvals) or unknown("approval")


def _approved_by(look: Look, approval: Event) -> Said:
    if approval.on is None:
        return unknown(approval.step)
    if (version := look.history.on(approval.on)) is None:
        return no_rule(approval.on)
    authority = look.facts.may_approve.get(approval.values.get("organisation", ""))
    facts = {"step": approval.step, "day": approval.on}
    if authority is None:
        return Said("unknown", "r15_authority_unknown", facts, version)
    outcome: Result = "pass" if may_on(authority, approval.on) else "fail"
    return Said(outcome, "r15_authority", facts, version)
