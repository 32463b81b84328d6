"""Stories told through live acts, in the order of time: whatever lies ahead has not happened.

A story is a generator. It yields the instant it waits for and is sent that instant when it comes;
between two of them it calls the product's own actions.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from random import Random

Story = Generator[datetime, datetime, None]
OPENS, SHUTS = 9 * 60, 17 * 60
"""Minutes of the day between which people in offices do things."""


@dataclass
class Agenda:
    """Stories by the instant each waits for; equal instants in the order they were added."""

    now: datetime
    ring: Callable[[datetime], None]
    """What the clock sets off by an instant; it goes first."""
    waiting: list[tuple[datetime, int, Story]] = field(default_factory=list)
    added: int = 0

    def add(self, story: Story) -> None:
        """Begin a story; it waits for its first instant."""
        self._put(next(story, None), story)

    def run(self) -> None:
        """Tell every story up to now; what is left waits for days to come."""
        while self.waiting and self.waiting[0][0] <= self.now:
            at, _, story = heapq.heappop(self.waiting)
            self.ring(at)
            try:
                self._put(story.send(at), story)
            except StopIteration:
                continue
        self.ring(self.now)

    def _put(self, at: datetime | None, story: Story) -> None:
        if at is not None:
            self.added += 1
            heapq.heappush(self.waiting, (at, self.added, story))


@dataclass(frozen=True)
class Days:
    """Instants in office hours, drawn once from the story's own dice."""

    zone: tzinfo
    rng: Random

    def on(self, day: date) -> datetime:
        """Some time of a day; of the Monday after when it is a weekend."""
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
        minute = self.rng.randrange(OPENS, SHUTS)
        return datetime.combine(day, time(minute // 60, minute % 60), self.zone)

    def after(self, at: datetime, days: float) -> datetime:
        """So many days later, and always later."""
        if days < 1:
            return at + timedelta(hours=24 * days)
        return self.on((at.astimezone(self.zone) + timedelta(days=days)).date())

    def end_of(self, day: date) -> datetime:
        """When a deadline on that day ends."""
        return datetime.combine(day, time(17, 30), self.zone)
