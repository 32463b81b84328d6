"""Rounds of conversion: each meeting with what the committee decided on it (§5.4 steps 23, 24).

A branch meets again after an extension, and after a refusal; a decision that was refused changes
nothing (facts.md §5.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jiceng.party.rules.facts_of_file import Event, FileFacts


@dataclass(frozen=True, slots=True)
class Round:
    """A meeting and its approval; None for what isn't recorded, or nobody can tell."""

    meeting: Event | None = None
    approval: Event | None = None

    @property
    def is_refused(self) -> bool:
        return self.approval is not None and self.approval.values.get("conclusion") == "refused"

    @property
    def outcome(self) -> str:
        """What the meeting decided: on_time, extended, cancelled; empty where it isn't said."""
        return str(self.meeting.values.get("outcome") or "") if self.meeting else ""


def rounds_of(facts: FileFacts) -> list[Round]:
    """The rounds in order: by their places, and where some are not recorded by their days."""
    meetings, approvals = facts.all("conversion_meeting"), facts.all("conversion_approval")
    if len(meetings) == len(approvals):
        return [Round(m, a) for m, a in zip(meetings, approvals, strict=True)]
    if any(event.on is None for event in (*meetings, *approvals)):
        alone = [*(Round(m) for m in meetings), *(Round(None, a) for a in approvals)]
        return sorted(alone, key=lambda one: _day(one.meeting or one.approval))
    return _by_day(meetings, approvals)


def _day(event: Event | None) -> date:
    return event.on if event and event.on else date.min


def _by_day(meetings: Sequence[Event], approvals: Sequence[Event]) -> list[Round]:
    """An approval belongs to the last meeting before it that has none."""
    found = list[Round]()
    ahead, left = list(meetings), list(approvals)
    while ahead and left:
        if len(ahead) > len(left) and _day(ahead[1]) <= _day(left[0]):
            found.append(Round(ahead.pop(0)))
        elif len(left) > len(ahead) and _day(left[0]) < _day(ahead[0]):
            found.append(Round(None, left.pop(0)))
        else:
            found.append(Round(ahead.pop(0), left.pop(0)))
    return [*found, *(Round(m) for m in ahead), *(Round(None, a) for a in left)]


def standing_meetings(facts: FileFacts) -> list[Event]:
    """The meetings on conversion whose decision the committee has not refused."""
    return [r.meeting for r in rounds_of(facts) if r.meeting and not r.is_refused]


def extension_of(facts: FileFacts) -> int:
    """Months by which an approved decision has extended probation; 0 for none."""
    for one in rounds_of(facts):
        if one.meeting and one.approval and not one.is_refused and one.outcome == "extended":
            return int(one.meeting.values.get("months") or 0)
    return 0
