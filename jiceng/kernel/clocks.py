"""A clock: time given, time used, paused and resumed (decisions.md 29, 30). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.terms import Counting, Ladder, Term


@dataclass(frozen=True, slots=True)
class Clock:
    """Time given and time used. `since` is the start or the last resumption.

    `given` and `left` are seconds in the clock's own measure (working or wall time);
    `left` is set only while the clock is paused (decisions.md 30).
    """

    since: datetime | None = None
    due_at: datetime | None = None
    given: int = 0
    left: int | None = None
    counting: Counting = Counting.WORKING_DAYS
    provisional: bool = False

    @staticmethod
    def started(term: Term, at: datetime, calendar: WorkingCalendar) -> Clock:
        due = calendar.due(at, term)
        given = calendar.left(at, due.at, term.counting)
        return Clock(at, due.at, given, None, term.counting, due.provisional)

    @staticmethod
    def until(due_at: datetime, at: datetime, calendar: WorkingCalendar) -> Clock:
        """A due date set by hand, counted in working time."""
        counting = Counting.WORKING_HOURS
        return Clock(at, due_at, calendar.left(at, due_at, counting), None, counting, False)

    def paused(self, now: datetime, calendar: WorkingCalendar) -> Clock:
        if self.due_at is None:
            return self
        left = calendar.left(now, self.due_at, self.counting)
        return replace(self, due_at=None, left=left)

    def resumed(self, now: datetime, calendar: WorkingCalendar) -> Clock:
        if self.left is None:
            return self
        due = calendar.resume(now, self.left, self.counting)
        return replace(self, since=now, due_at=due.at, left=None, provisional=due.provisional)

    def extended(self, by: Term, calendar: WorkingCalendar) -> Clock:
        """More time from the present due date on; never less."""
        if self.due_at is None or self.since is None:
            return self
        due = calendar.due(self.due_at, by)
        more = calendar.left(self.due_at, due.at, self.counting)
        return replace(self, due_at=due.at, given=self.given + more, provisional=due.provisional)

    def rung_at(self, percent: int, calendar: WorkingCalendar) -> datetime | None:
        """When `percent` of the time given is used up; None while paused or not running."""
        if self.since is None or self.due_at is None:
            return None
        if percent == 100:
            return self.due_at
        at_start = calendar.left(self.since, self.due_at, self.counting)
        used = max(at_start - self.given * (100 - percent) // 100, 0)
        return calendar.resume(self.since, used, self.counting).at


@dataclass(frozen=True, slots=True)
class Alarm:
    """The next time somebody is told: which clock, which part of its time, who."""

    at: datetime
    clock: str
    percent: int
    light: str
    tell: str


def order_of(alarm: Alarm) -> tuple[datetime, str, int]:
    """Alarms ring in the order of instant, clock and percent."""
    return alarm.at, alarm.clock, alarm.percent


def rungs_of(clock: Clock, name: str, ladder: Ladder, calendar: WorkingCalendar) -> Iterator[Alarm]:
    """The rungs of a ladder as alarms of one clock; none while it stands still."""
    for rung in ladder:
        if at := clock.rung_at(rung.percent, calendar):
            yield Alarm(at, name, rung.percent, rung.light, rung.tell)
