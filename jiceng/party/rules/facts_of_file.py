"""A development file as the checker reads it: days and counts, without names (facts.md §5.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Backer:
    """A contact or an introducer: from when a full member, and until when; None is not known."""

    full_on: date | None = None
    ended_on: date | None = None
    is_known: bool = True
    """Whether the register knows this person; what it does not know proves nothing."""

    def is_full_member(self, day: date) -> bool | None:
        """Whether a full member on a day; None when nobody can tell."""
        if not self.is_known:
            return None
        if self.full_on is None or day < self.full_on:
            return False
        return self.ended_on is None or day < self.ended_on


Authority = bool | tuple[date | None, date | None]
"""Whether an organisation may approve admissions: always, never, or from one day until before
another; an empty day is open."""


def may_on(authority: Authority, day: date) -> bool:
    """Whether an organisation might approve on a day."""
    if isinstance(authority, bool):
        return authority
    since, until = authority
    return (since is None or since <= day) and (until is None or day < until)


@dataclass(frozen=True, slots=True)
class Event:
    """One step as recorded. `values` follow `steps.KINDS[step].fields`; people are `Backer`s."""

    step: str
    on: date | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Everything recorded about one admission, in the order in which it was recorded."""

    born_on: date | None = None
    events: tuple[Event, ...] = ()
    may_approve: Mapping[str, Authority] = field(default_factory=dict)
    """Organisation code -> whether and when it may approve admissions; absent is not known."""
    papers: frozenset[str] | None = None
    """Steps whose paper lies in the file; None when nobody has looked."""

    def all(self, step: str) -> list[Event]:
        """Every record of a step, in order."""
        return [e for e in self.events if e.step == step]

    def last(self, step: str) -> Event | None:
        """The record that counts: the last one of a step."""
        return next((e for e in reversed(self.events) if e.step == step), None)

    def first(self, step: str) -> Event | None:
        return next((e for e in self.events if e.step == step), None)

    def day(self, step: str) -> date | None:
        """The day of the record that counts; None when there is none or it has no day."""
        found = self.last(step)
        return found.on if found else None
