"""How one rule of the checker looks at one file, and what it may say (facts.md §5.4).

Records are by day: what lies on one day is in order, whatever the order was. What is not recorded
is unknown, except where somebody has looked through the file (`FileFacts.papers`) and it holds
neither record nor paper of a step that a later step presupposes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jiceng.party.rules.book import History, Version
from jiceng.party.rules.facts_of_file import Event, FileFacts
from jiceng.party.rules.findings import Result, Severity

WorksOn = Callable[[date], bool]
"""Whether a day is a working day of the county."""


def weekdays(day: date) -> bool:
    """Monday to Friday: what counts where no calendar of holidays is at hand."""
    return day.weekday() < 5


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule says: why, with days and counts, and by which version it was looked at."""

    result: Result
    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    version: Version | None = None
    severity: Severity | None = None
    """When graver or lighter than the rule usually is."""
    clause: str = ""
    """The parameter or step whose clause is cited, when not the first of the rule."""
    rests_on: tuple[str, ...] | None = None
    """Parameters that decided; None: all the rule reads."""


class Look:
    """A file laid out by step, with the rules of each day."""

    __slots__ = ("_steps", "facts", "history", "works_on")

    def __init__(self, facts: FileFacts, history: History, works_on: WorksOn = weekdays) -> None:
        self.facts, self.history, self.works_on = facts, history, works_on
        self._steps: dict[str, list[Event]] = {}
        for event in facts.events:
            self._steps.setdefault(event.step, []).append(event)

    def all(self, step: str) -> list[Event]:
        return self._steps.get(step, [])

    def last(self, step: str) -> Event | None:
        """The record that counts."""
        found = self._steps.get(step)
        return found[-1] if found else None

    def day(self, step: str) -> date | None:
        found = self._steps.get(step)
        return found[-1].on if found else None

    def first_day(self, step: str) -> date | None:
        found = self._steps.get(step)
        return found[0].on if found else None

    def value(self, step: str, name: str) -> Any:
        """What the record that counts says; None when there is none or it doesn't say."""
        found = self._steps.get(step)
        return found[-1].values.get(name) if found else None

    def lacks(self, step: str) -> bool:
        """Whether the file was looked through and holds neither record nor paper of a step."""
        papers = self.facts.papers
        return papers is not None and step not in papers and not self._steps.get(step)


def unknown(*steps: str) -> Said:
    """Not enough is recorded: the steps whose day or particulars would decide it."""
    return Said("unknown", "checker_not_recorded", {"steps": list(steps)})


def no_rule(day: date) -> Said:
    """No version of the rules on file reaches back to that day."""
    return Said("unknown", "checker_no_rule", {"day": day})


def not_done(step: str, version: Version | None, severity: Severity | None = None) -> Said:
    """A later step was taken, and the file looked through holds nothing of this one."""
    return Said("fail", "checker_not_done", {"step": step}, version, severity)


def gravest(said: Iterable[Said]) -> Said | None:
    """Of several looks of one rule the one that decides: a failure, else what is unknown."""
    ranked = sorted(said, key=lambda s: RANK[s.result])
    return ranked[0] if ranked else None


RANK: Mapping[Result, int] = {"fail": 0, "unknown": 1, "pass": 2}
