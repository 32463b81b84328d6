"""Rules R16–R18: the year of probation and conversion (facts.md §5.4, steps 22 to 24)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from jiceng.party.rules.book import Version
from jiceng.party.rules.checker_looks import Look, Said, gravest, no_rule, not_done, unknown
from jiceng.party.rules.facts_of_file import Event
from jiceng.party.rules.findings import Result
from jiceng.party.rules.months import add_months


def converted_at_its_time(look: Look) -> Said:
    """R16 (§5.4 steps 22, 23): asked for about the end of probation, decided not before it.

    Probation runs from the meeting that accepted, not from the approval (§14.3), and longer by
    what an earlier meeting added. A meeting that ends membership may be held at any time.
    """
    accepted, asked = look.day("admission_meeting"), look.first_day("conversion_request")
    meetings = look.all("conversion_meeting")
    day = asked or next((m.on for m in meetings if m.on), None)
    if accepted is None or day is None:
        return unknown("admission_meeting" if accepted is None else "conversion_request")
    if (version := look.history.on(day)) is None:
        return no_rule(day)
    if meetings and look.lacks("conversion_request"):
        return not_done("conversion_request", version)
    end = add_months(accepted, version.values["probation_months"])
    facts = {"accepted": accepted, "end": end, "asked": asked}
    said = [*_asked(asked, end, version), *_met(meetings, end, version)]
    return gravest(said) or Said("pass", "r16_in_time", facts, version)


def _asked(asked: date | None, end: date, version: Version) -> Iterator[Said]:
    window = timedelta(days=version.values["conversion_window_days"])
    if asked is None:
        yield unknown("conversion_request")
    elif abs(asked - end) > window:
        facts = {"asked": asked, "end": end, "days": window.days}
        yield Said("fail", "r16_asked", facts, version)


def _met(meetings: list[Event], end: date, version: Version) -> Iterator[Said]:
    """Each meeting not before the end of probation as it stood then."""
    if not meetings:
        yield unknown("conversion_meeting")
    for meeting in meetings:
        outcome = meeting.values.get("outcome")
        if meeting.on is None:
            yield unknown("conversion_meeting")
        elif meeting.on < end and outcome != "cancelled":
            facts = {"met": meeting.on, "end": end}
            result: Result = "unknown" if outcome is None else "fail"
            yield Said(result, "r16_met", facts, version, rests_on=("probation_months",))
        if outcome == "extended":
            if (months := meeting.values.get("months")) is None:
                yield unknown("conversion_meeting")
                return
            end = add_months(end, months)


def extended_once(look: Look) -> Said:
    """R17 (§5.4 step 23): probation is made longer once at most, by six to twelve months."""
    meetings = look.all("conversion_meeting")
    day = next((m.on for m in reversed(meetings) if m.on), None)
    if day is None:
        return unknown("conversion_meeting")
    if (version := look.history.on(day)) is None:
        return no_rule(day)
    extensions = [m for m in meetings if m.values.get("outcome") == "extended"]
    if len(extensions) > 1:
        return Said("fail", "r17_twice", {"count": len(extensions)}, version)
    least, most = version.values["least_extension_months"], version.values["most_extension_months"]
    months = extensions[0].values.get("months") if extensions else None
    facts = {"months": months, "least": least, "most": most}
    if months is not None and not least <= months <= most:
        return Said("fail", "r17_months", facts, version)
    unsaid = any(m.values.get("outcome") is None for m in meetings)
    if unsaid or (extensions and months is None):
        return unknown("conversion_meeting")
    return Said("pass", "r17_extended" if extensions else "r17_none", facts, version)


def conversion_approved_in_time(look: Look) -> Said:
    """R18 (§5.4 step 24): each meeting's decision is approved within three months."""
    meetings, approvals = look.all("conversion_meeting"), look.all("conversion_approval")
    if not meetings or not approvals:
        return unknown("conversion_approval" if meetings else "conversion_meeting")
    said = [_approved(look, m, a) for m, a in zip(meetings, approvals, strict=False)]
    if len(meetings) != len(approvals):
        said.append(unknown("conversion_approval"))
    return gravest(said) or unknown("conversion_approval")


def _approved(look: Look, meeting: Event, approval: Event) -> Said:
    if meeting.on is None or approval.on is None:
        return unknown(meeting.step if meeting.on is None else approval.step)
    if (version := look.history.on(approval.on)) is None:
        return no_rule(approval.on)
    months = version.values["conversion_approval_within_months"]
    until = add_months(meeting.on, months)
    facts = {"met": meeting.on, "approved": approval.on, "until": until, "months": months}
    return Said("pass" if approval.on <= until else "fail", "r18_approval", facts, version)
