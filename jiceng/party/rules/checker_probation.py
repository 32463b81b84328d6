"""Rules R16–R18: the year of probation and conversion (facts.md §5.4, steps 22 to 24).

A decision that the committee refused changes nothing and is not looked at, except by R18.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from jiceng.party.rules.book import Version
from jiceng.party.rules.checker_looks import Look, Said, gravest, no_rule, not_done, unknown
from jiceng.party.rules.facts_of_file import Event
from jiceng.party.rules.findings import Result
from jiceng.party.rules.months import add_months
from jiceng.party.rules.rounds import Round, rounds_of, standing_meetings


def converted_at_its_time(look: Look) -> Said:
    """R16 (§5.4 steps 22, 23): asked for about the end of probation, decided not before it.

    Probation runs from the meeting that accepted, not from the approval (§14.3), and longer by
    what an earlier meeting added. A meeting that ends membership may be held at any time, and
    nobody has to ask for it.
    """
    accepted, asked = look.day("admission_meeting"), look.first_day("conversion_request")
    meetings = standing_meetings(look.facts)
    if meetings and all(m.values.get("outcome") == "cancelled" for m in meetings):
        return _cancelled(look, meetings)
    if accepted is None or not (asked or any(m.on for m in meetings)):
        return unknown("admission_meeting" if accepted is None else "conversion_request")
    if (version := look.history.on(accepted)) is None:
        return no_rule(accepted)
    if meetings and look.lacks("conversion_request"):
        return not_done("conversion_request", version)
    end = add_months(accepted, version.values["probation_months"])
    facts = {"accepted": accepted, "end": end, "asked": asked}
    said = [*_asked(asked, end, look.history.on(end) or version), *_met(meetings, end, version)]
    return gravest(said) or Said("pass", "r16_in_time", facts, version)


def _cancelled(look: Look, meetings: Sequence[Event]) -> Said:
    met = meetings[-1].on
    if met is None:
        return unknown("conversion_meeting")
    if (version := look.history.on(met)) is None:
        return no_rule(met)
    return Said("pass", "r16_cancelled", {"met": met}, version, rests_on=())


def _asked(asked: date | None, end: date, version: Version) -> Iterator[Said]:
    """Within so many months before or after the end; a version that names none asks for none."""
    months = version.values.get("conversion_window_months", 0)
    first, last = add_months(end, -months), add_months(end, months)
    if asked is None:
        yield unknown("conversion_request")
    elif months and not first <= asked <= last:
        facts = {"asked": asked, "end": end, "months": months, "since": first, "until": last}
        yield Said("fail", "r16_asked", facts, version)


def _met(meetings: Sequence[Event], end: date, version: Version) -> Iterator[Said]:
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
    meetings = standing_meetings(look.facts)
    extensions = [m for m in meetings if m.values.get("outcome") == "extended"]
    day = next((m.on for m in (*extensions, *reversed(meetings)) if m.on), None)
    if day is None:
        return unknown("conversion_meeting")
    if (version := look.history.on(day)) is None:
        return no_rule(day)
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
    """R18 (§5.4 step 24): each meeting's decision is approved, or refused, within three months."""
    rounds = rounds_of(look.facts)
    if not look.all("conversion_meeting") or not look.all("conversion_approval"):
        return unknown(
            "conversion_approval" if look.all("conversion_meeting") else "conversion_meeting"
        )
    return gravest(_approved(look, one) for one in rounds) or unknown("conversion_approval")


def _approved(look: Look, one: Round) -> Said:
    met = one.meeting.on if one.meeting else None
    approved = one.approval.on if one.approval else None
    if met is None or approved is None or _is_of_another(one, met, approved):
        return unknown("conversion_meeting" if met is None else "conversion_approval")
    if (version := look.history.on(met)) is None:
        return no_rule(met)
    months = version.values["conversion_approval_within_months"]
    until = add_months(met, months)
    facts = {"met": met, "approved": approved, "until": until, "months": months}
    return Said("pass" if approved <= until else "fail", "r18_approval", facts, version)


def _is_of_another(one: Round, met: date, approved: date) -> bool:
    """Whether an approval after an extension is over may be of a meeting nobody recorded."""
    longer = one.meeting.values.get("months") if one.meeting else None
    return one.outcome == "extended" and bool(longer) and approved >= add_months(met, longer or 0)
