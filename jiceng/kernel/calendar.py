"""Working time. The county's year is a value; the arithmetic is here and nowhere else.

Every instant is an aware datetime in any zone, answers are in UTC, and everything counts in whole
seconds: fractions of a second are dropped from what comes in (decisions.md 20). A naive datetime
is refused with TypeError.

Two measures of time are used. *Wall* seconds pass always. *Working* seconds pass only between
opening and closing on working days. A position on the working clock which is both a closing and
the next opening is named by the closing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from jiceng.kernel.terms import Counting, Term

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY_SECONDS = 86_400
KEPT_YEARS = 120
LENGTH = {Counting.MINUTES: 60, Counting.ROUND_CLOCK: 3_600, Counting.WORKING_HOURS: 3_600}
CHINA = ZoneInfo("Asia/Shanghai")
HAINAN_HOURS = ((30_600, 43_200), (52_200, 63_000))  # 8:30-12:00 and 14:30-17:30


def wall_seconds(start: datetime, end: datetime) -> int:
    """Return the seconds that pass from `start` to `end`, night and holiday included."""
    return _epoch(end) - _epoch(start)


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due (UTC), and whether a notice still to come may move it.

    Provisional means that working time was counted through a year without holiday notice, where
    Monday to Friday stands in for it (decisions.md 31).
    """

    at: datetime
    provisional: bool


@dataclass(frozen=True)
class WorkingCalendar:
    """Working hours in a zone, with the days the yearly holiday notices name.

    `hours` are spans in seconds of the local day, ascending; `days` says of single dates whether
    they are worked (True for a 调休 Sunday, False for a holiday); other days follow Monday to
    Friday. `known_years` are the years whose notice has been entered. ValueError for spans that
    are empty, overlap or leave the day.
    """

    zone: ZoneInfo = CHINA
    hours: tuple[tuple[int, int], ...] = HAINAN_HOURS
    days: Mapping[date, bool] = field(default_factory=dict, hash=False)
    known_years: frozenset[int] = frozenset()
    version: int = 1
    _table: _Table | None = field(default=None, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        edges = [edge for span in self.hours for edge in span]
        inside = bool(edges) and edges[0] >= 0 and edges[-1] <= DAY_SECONDS
        if not inside or edges != sorted(edges) or any(a >= b for a, b in self.hours):
            raise ValueError(f"working hours must ascend within one day: {self.hours}")
        object.__setattr__(self, "days", dict(self.days))

    @property
    def day_seconds(self) -> int:
        """Working seconds of one working day."""
        return sum(closes - opens for opens, closes in self.hours)

    def works_on(self, day: date) -> bool:
        """Whether the offices work that day: as the notice says, otherwise Monday to Friday."""
        return self.days.get(day, day.weekday() < 5)

    def is_known(self, day: date) -> bool:
        """Whether the notice for that day's year has been entered."""
        return day.year in self.known_years

    def add(self, start: datetime, seconds: int) -> datetime:
        """Return the earliest instant with `seconds` of working time between `start` and it.

        Nothing to add returns `start`, in or out of hours; negative seconds go back.
        """
        begin = _epoch(start)
        return _instant(self._shift(begin, seconds) if seconds else begin)

    def between(self, start: datetime, end: datetime) -> int:
        """Return the working seconds from `start` to `end`; negative when `end` comes first."""
        return self._worked(_epoch(start), _epoch(end))

    def working_days_between(self, start: date, end: date) -> int:
        """Count working days after `start` up to and including `end`; negative when reversed."""
        table = self._covering(min(start, end), max(start, end))
        return bisect_right(table.days, end.toordinal()) - bisect_right(
            table.days, start.toordinal()
        )

    def due(self, start: datetime, term: Term) -> Due:
        """Return when `term`, given at `start`, ends (decisions.md 30).

        Minutes and hours count from `start`. The day of receipt is not counted in days: N
        working days end at closing time of the Nth working day after it, N calendar days at
        24:00 of the Nth day after it.
        """
        counting = term.counting
        if counting is Counting.WORKING_DAYS:
            return self._settle(start, self._closing(self._local(start), term.amount), counting)
        if counting is Counting.CALENDAR_DAYS:
            ends = self._local(start) + timedelta(days=term.amount + 1)
            return self._settle(start, _on_wall(ends, 0, self.zone), counting)
        return self._settle(
            start, self._forward(_epoch(start), term.amount * LENGTH[counting], counting), counting
        )

    def left(self, now: datetime, due_at: datetime, counting: Counting) -> int:
        """Return the seconds left in the unit's own measure, positive only before `due_at`.

        Working seconds for working hours and working days, wall seconds otherwise. A date set by
        hand for the next opening leaves one second overnight, so that pausing can't break a
        promise that still stands.
        """
        begin, end = _epoch(now), _epoch(due_at)
        if not counting.is_working:
            return end - begin
        return self._worked(begin, end) or int(end > begin)

    def resume(self, now: datetime, left: int, counting: Counting) -> Due:
        """Return the due date that leaves `left`: the inverse of `left`, for lateness as well.

        A date set by hand outside working hours comes back as the closing before it, which takes
        no working time away.
        """
        begin = _epoch(now)
        return self._settle(now, self._forward(begin, left, counting), counting)

    def part(self, start: datetime, due_at: datetime, counting: Counting, percent: int) -> datetime:
        """Return the instant at which `percent` of the time given has passed.

        100 is `due_at` itself and more lies beyond it. When nothing was given (`due_at` not after
        `start`) every part of it is `due_at`.
        """
        begin, end = _epoch(start), _epoch(due_at)
        if end <= begin or percent == 100:
            return _instant(end)
        given = self._worked(begin, end) if counting.is_working else end - begin
        passed = given * percent // 100
        reached = self._forward(begin, passed, counting) if passed else begin
        return _instant(max(reached, end) if percent > 100 else reached)

    def _local(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _settle(self, start: datetime, end: int, counting: Counting) -> Due:
        at = _instant(end)
        if not counting.is_working:
            return Due(at, provisional=False)
        years = sorted((self._local(start).year, self._local(at).year))
        return Due(at, any(y not in self.known_years for y in range(years[0], years[1] + 1)))

    def _forward(self, begin: int, seconds: int, counting: Counting) -> int:
        return self._shift(begin, seconds) if counting.is_working else begin + seconds

    def _worked(self, begin: int, end: int) -> int:
        table = self._covering(*sorted((_utc_day(begin), _utc_day(end))))
        return table.worked(end) - table.worked(begin)

    def _shift(self, begin: int, seconds: int) -> int:
        day = _utc_day(begin)
        table = self._covering(day, day)
        while True:
            target = table.worked(begin) + seconds
            if 0 < target <= table.total:
                return table.moment(target)
            table = self._stretch(table, later=target > 0)

    def _closing(self, receipt: date, amount: int) -> int:
        table = self._covering(receipt, receipt)
        while True:
            index = bisect_right(table.days, receipt.toordinal()) + amount - 1
            if index < len(table.days):
                return table.closings[index]
            table = self._stretch(table, later=True)

    def _stretch(self, table: _Table, *, later: bool) -> _Table:
        """Double the years a table covers; OverflowError at the ends of the calendar."""
        first, last = table.years
        if (last if later else first) in (MINYEAR, MAXYEAR):
            raise OverflowError("working time leaves the years a date can have")
        span = last - first + 1
        if later:
            return self._covering(date(first, 1, 1), date(min(last + span, MAXYEAR), 1, 1))
        return self._covering(date(max(first - span, MINYEAR), 1, 1), date(last, 1, 1))

    def _covering(self, first: date, last: date) -> _Table:
        """Return a table reaching from the year before `first` to the year after `last`.

        Tables are replaced whole, hence safe to share between threads. One grows with what is
        asked, but never so far that a slip like the year 9026 fills the memory for good.
        """
        table = self._table
        low, high = max(first.year - 1, MINYEAR), min(last.year + 1, MAXYEAR)
        if table and table.years[0] <= low and high <= table.years[1]:
            return table
        if table:
            union = min(low, table.years[0]), max(high, table.years[1])
            low, high = union if union[1] - union[0] < KEPT_YEARS else (low, high)
        table = _lay_out(self, low, high)
        object.__setattr__(self, "_table", table)
        return table


@dataclass(frozen=True, slots=True)
class _Table:
    """Every span of working time of some years, with the working time before each."""

    years: tuple[int, int]
    opens: list[int]  # epoch seconds
    closes: list[int]
    before: list[int]  # working seconds from the table's beginning to each opening
    total: int
    days: list[int]  # ordinals of the working days
    closings: list[int]  # the last closing of each of them

    def worked(self, moment: int) -> int:
        index = bisect_right(self.opens, moment) - 1
        if index < 0:
            return 0
        return self.before[index] + min(moment, self.closes[index]) - self.opens[index]

    def moment(self, worked: int) -> int:
        index = bisect_left(self.before, worked) - 1
        return self.opens[index] + worked - self.before[index]


def _lay_out(calendar: WorkingCalendar, low: int, high: int) -> _Table:
    opens: list[int] = []
    closes: list[int] = []
    before: list[int] = []
    days: list[int] = []
    closings: list[int] = []
    total = 0
    for day in _days_of(low, high):
        if not calendar.works_on(day):
            continue
        for begins, ends in calendar.hours:
            opens.append(_on_wall(day, begins, calendar.zone))
            closes.append(_on_wall(day, ends, calendar.zone))
            before.append(total)
            total += closes[-1] - opens[-1]
        days.append(day.toordinal())
        closings.append(closes[-1])
    return _Table((low, high), opens, closes, before, total, days, closings)


def _days_of(low: int, high: int) -> Iterator[date]:
    first, last = date(low, 1, 1).toordinal(), date(high, 12, 31).toordinal()
    return map(date.fromordinal, range(first, last + 1))


def _on_wall(day: date, seconds: int, zone: ZoneInfo) -> int:
    """Return the epoch second at which clocks in `zone` show `seconds` of `day` (24:00 allowed)."""
    shown = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(seconds=seconds)
    return _epoch(shown)


def _epoch(moment: datetime) -> int:
    return (moment - EPOCH) // SECOND


def _instant(epoch: int) -> datetime:
    return EPOCH + timedelta(seconds=epoch)


def _utc_day(epoch: int) -> date:
    return date.fromordinal(EPOCH.toordinal() + epoch // DAY_SECONDS)
