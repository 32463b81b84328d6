"""Rule R11: ballots of the branch's meetings on admission and conversion (facts.md §5.4, 15, 23).

Of those who should attend with a vote, not of those present (§14.4). Written opinions of absent
members, given before the meeting, count as votes but not as presence.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from jiceng.party.rules.checker_looks import Look, Said, gravest, no_rule, unknown
from jiceng.party.rules.facts_of_file import Event
from jiceng.party.rules.findings import Result
from jiceng.party.rules.steps import ORDER

VOTES = ("should_attend", "present", "yes", "no", "abstain", "written")
ACCEPTED = "accepted"
"""What a meeting on admission decides when it carries."""


def quorate(look: Look) -> Said:
    """R11: more than half present, more than half of all for what was decided.

    A meeting after which nobody went on with the admission decided nothing; a meeting that
    cancels probation decides by the votes for it, on whichever side a table counts them.
    """
    said = [_ballot(look, m, _is_gone_on_with(look)) for m in look.all("admission_meeting")]
    said += [_ballot(look, m, True) for m in look.all("conversion_meeting")]
    return gravest(said) or unknown("admission_meeting")


def _is_gone_on_with(look: Look) -> bool:
    """Whether a step after the meeting that accepts has been taken."""
    after = ORDER["admission_meeting"]
    return any(ORDER.get(event.step, 0) > after for event in look.facts.events)


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of one ballot; None for what isn't recorded."""

    should_attend: int | None
    present: int | None
    yes: int | None
    no: int | None
    abstain: int | None
    written: int | None

    @property
    def cast(self) -> int:
        return sum(n for n in (self.yes, self.no, self.abstain) if n is not None)

    @property
    def holds_written(self) -> bool:
        """Whether the votes hold the written opinions: they are more than people were there."""
        return self.present is not None and self.cast > self.present

    @property
    def is_whole(self) -> bool:
        return None not in (self.present, self.yes, self.no, self.abstain)

    def contradict(self, should: int) -> bool:
        """Whether more people or votes are counted than there can be."""
        there = (self.present or 0) + (self.written or 0)
        return there > should or (self.present is not None and self.cast > there)

    def in_favour(self) -> tuple[int, int] | None:
        """The least and the most votes in favour; None when they aren't recorded.

        Beside the votes cast stand the written opinions, unless those cast hold them already.
        """
        if self.yes is None:
            return None
        most = self.yes if self.holds_written else self.yes + (self.written or 0)
        return (most if self.is_whole else self.yes), most


def _ballot(look: Look, meeting: Event, is_gone_on_with: bool) -> Said:
    if meeting.on is None:
        return unknown(meeting.step)
    if (version := look.history.on(meeting.on)) is None:
        return no_rule(meeting.on)
    counts = Counts(**{name: meeting.values.get(name) for name in VOTES})
    facts: dict[str, Any] = {"step": meeting.step, "day": meeting.on, **asdict(counts)}
    is_conversion = meeting.step == "conversion_meeting"
    outcome = meeting.values.get("outcome") or "" if is_conversion else ACCEPTED
    result, reason, facts["in_favour"] = _counted(counts, outcome)
    if reason == "r11_too_few_in_favour" and not is_gone_on_with:
        result, reason = "pass", "r11_not_carried"
    return Said(result, reason, facts, version, clause=meeting.step)


def _counted(counts: Counts, outcome: str) -> tuple[Result, str, int | None]:
    """What the counts of one ballot say, and how many were in favour.

    Counts that contradict each other are a failure.
    """
    should, present = counts.should_attend, counts.present
    if should is None:
        return "unknown", "r11_counts_missing", None
    if counts.contradict(should):
        return "fail", "r11_do_not_add_up", None
    if present is not None and present * 2 <= should:
        return "fail", "r11_too_few_present", None
    result, reason, votes = _carried(counts, should, outcome)
    if result == "pass" and present is None:
        return "unknown", "r11_counts_missing", None
    return result, reason, votes


def _carried(counts: Counts, should: int, outcome: str) -> tuple[Result, str, int | None]:
    """Whether more than half of those who should attend were for what was decided."""
    said = counts.in_favour()
    if said and said[0] * 2 > should:
        return "pass", "r11_quorate", said[0]
    if outcome in ("cancelled", "") and counts.no is not None and counts.no * 2 > should:
        return ("pass", "r11_cancelled", None) if outcome else ("unknown", "r11_no_outcome", None)
    if said is None or said[1] * 2 > should or (outcome == "cancelled" and counts.no is None):
        return "unknown", "r11_counts_missing", None
    return "fail", "r11_too_few_in_favour", said[1]
