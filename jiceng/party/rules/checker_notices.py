"""Rule R12: public notices before a decision (facts.md §5.4 公示), as far as a local rule asks.

At which points and for how long the version of the decision's day says. A decision that the
committee refused is not looked at; nor is one that cancels probation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiceng.party.rules.book import Version
from jiceng.party.rules.checker_looks import Look, Said, gravest, no_rule, not_done, unknown
from jiceng.party.rules.facts_of_file import Event
from jiceng.party.rules.rounds import rounds_of

DECISIONS = {
    "activist": "activist_filing",
    "candidate": "candidate_filing",
    "acceptance": "admission_meeting",
    "conversion": "conversion_meeting",
}
"""Point of a public notice -> the step by which it must be over."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a notice has to come before. `after` is the meeting that extended probation, if any."""

    at: str
    step: str
    on: date | None
    after: date | None = None
    is_extension: bool = False


def publicly_noticed(look: Look) -> Said:
    """R12: before each decision long enough, over by then, objections answered."""
    return gravest(_noticed(look, d) for d in _decisions(look)) or unknown(*DECISIONS.values())


def _decisions(look: Look) -> Iterator[Decision]:
    for at, step in DECISIONS.items():
        if at == "conversion":
            yield from _conversions(look)
        elif event := look.last(step):
            yield Decision(at, step, event.on)


def _conversions(look: Look) -> Iterator[Decision]:
    """Each meeting on conversion; after an extension the next one needs a notice of its own."""
    after = None
    for one in rounds_of(look.facts):
        if one.meeting and one.outcome != "cancelled" and not one.is_refused:
            is_extension = one.outcome == "extended"
            yield Decision("conversion", one.meeting.step, one.meeting.on, after, is_extension)
            after = one.meeting.on or after if is_extension else after


def _noticed(look: Look, decision: Decision) -> Said:
    if decision.on is None:
        return unknown(decision.step)
    if (version := look.history.on(decision.on)) is None:
        return no_rule(decision.on)
    if decision.at not in version.values["public_notice_at"]:
        return Said("pass", "r12_not_asked", {"day": decision.on}, version)
    notice = _notice_before(look, decision, decision.on)
    if notice is None:
        undone = look.facts.papers is not None and "public_notice" not in look.facts.papers
        return not_done("public_notice", version) if undone else unknown("public_notice")
    return gravest(_notice_faults(look, notice, decision.on, version)) or Said(
        "pass", "r12_notice", {"at": decision.at, "decided": decision.on}, version
    )


def _notice_before(look: Look, decision: Decision, decided: date) -> Event | None:
    """The last notice of that point before the decision; one without a day might be it.

    Where none began before, one that came too late, unless it may belong to the next meeting.
    """
    own = [e for e in look.all("public_notice") if e.values.get("at") == decision.at]
    if any(_began(event) is None for event in own):
        return next(event for event in own if _began(event) is None)
    days = [(began, n) for n, e in enumerate(own) if (began := _began(e))]
    days = [(began, n) for began, n in days if not decision.after or began > decision.after]
    if before := [one for one in days if one[0] < decided]:
        return own[max(before)[1]]
    return own[min(days)[1]] if days and not decision.is_extension else None


def _began(notice: Event) -> date | None:
    """Where only the end is recorded, that stands for it."""
    until: date | None = notice.values.get("until")
    return notice.on or until


def _notice_faults(look: Look, notice: Event, decided: date, version: Version) -> Iterator[Said]:
    since, until = notice.on, notice.values.get("until")
    if until is not None and until >= decided:
        yield Said("fail", "r12_not_over", {"until": until, "decided": decided}, version)
    if since is None or until is None:
        yield unknown("public_notice")
    else:
        least = version.values["public_notice_days"]
        counting = version.values["public_notice_counting"]
        days = _days(since, until, counting, look)
        if days < least:
            facts = {"since": since, "until": until, "days": days, "least": least}
            yield Said("fail", "r12_short", facts, version)
    yield from _objections(notice, version)


def _objections(notice: Event, version: Version) -> Iterator[Said]:
    objections: Any = notice.values.get("objections")
    if objections is None:
        yield unknown("public_notice")
    elif objections and not notice.values.get("answered"):
        yield Said("fail", "r12_unanswered", {"count": objections}, version)


def _days(since: date, until: date, counting: str, look: Look) -> int:
    """Days a notice hangs, first and last included; of them the working ones where asked."""
    if counting != "working_days":
        return max((until - since).days + 1, 0)
    span = range(since.toordinal(), until.toordinal() + 1)
    return sum(look.works_on(date.fromordinal(day)) for day in span)
