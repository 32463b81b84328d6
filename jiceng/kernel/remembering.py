"""Working time for work in bulk: the same answers, each found once. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from jiceng.kernel.calendar import EPOCH, Due, WorkingCalendar
from jiceng.kernel.terms import Counting


@dataclass(frozen=True)
class RememberingCalendar(WorkingCalendar):
    """A calendar for many cases in a row, which answers the same question only once.

    Whoever asks for long calls `forget` now and then.
    """

    _lefts: dict[tuple[datetime, datetime, int], int] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _resumed: dict[tuple[datetime, int, int], Due] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @staticmethod
    def like(calendar: WorkingCalendar) -> RememberingCalendar:
        return RememberingCalendar(
            zone=calendar.zone,
            hours=calendar.hours,
            days=calendar.days,
            known_years=calendar.known_years,
            version=calendar.version,
        )

    def left(self, now: datetime, due_at: datetime, counting: Counting) -> int:
        asked = (now, due_at, id(counting))  # a member has one identity, and a slow hash
        known = self._lefts.get(asked)
        if known is None:
            known = self._lefts[asked] = WorkingCalendar.left(self, now, due_at, counting)
        return known

    def resume(self, now: datetime, left: int, counting: Counting) -> Due:
        asked = (now, left, id(counting))
        known = self._resumed.get(asked)
        if known is None:
            known = self._resumed[asked] = WorkingCalendar.resume(self, now, left, counting)
        return known

    def _settle(self, start: datetime, end: int, counting: Counting) -> Due:
        if self._known[0] <= start and (at := EPOCH + timedelta(seconds=end)) < self._known[1]:
            return Due(at, provisional=False)
        return WorkingCalendar._settle(self, start, end, counting)

    @cached_property
    def _known(self) -> tuple[datetime, datetime]:
        """The instants between which every year's notice is known, as long as none is missing."""
        first, last = min(self.known_years), max(self.known_years)
        whole = len(self.known_years) == last - first + 1
        starts = [
            datetime(y, 1, 1, tzinfo=self.zone) for y in (first, last + 1 if whole else first)
        ]
        return starts[0].astimezone(UTC), starts[1].astimezone(UTC)

    def forget(self) -> None:
        """Forget the answers."""
        self._lefts.clear()
        self._resumed.clear()
