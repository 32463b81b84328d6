"""The rules of the supervision office: planned progress, report days, lights (facts.md §2.4).

The thresholds are nobody's law: they are the county's own, a dated configuration value.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.terms import Counting, Term

SOURCES = (
    "work_report",
    "annual_work",
    "meeting",
    "instruction",
    "project",
    "practical_matter",
    "proposal",
    "assignment",
    "inspection",
    "taken",
)
"""Where an item comes from (facts.md §2.1)."""
COMPLETIONS = ("done", "routine", "merged", "terminated")
"""办结, 阶段性办结转常态, 并入, 终止 (facts.md §2.2)."""
IMPORTANCE = ("A", "B", "C")
DAY = timedelta(days=1)
EARLY = timedelta(days=3)
"""A report written this long before it is owed is the one that is owed."""
EVERY = ("", "week", "ten_days", "month", "quarter", "node")


AFTER_DEADLINE = Term(5, Counting.WORKING_DAYS)
ARCHIVE_AFTER = Term(30, Counting.CALENDAR_DAYS)


@dataclass(frozen=True, slots=True)
class SupervisionTerms:
    """The county's thresholds and terms of supervision; the defaults are a proposal, not law."""

    near_days: int = 3
    """Working days before the deadline from which a task is near it, or more by `near_percent`."""
    near_percent: int = 10
    behind_yellow: int = 5
    behind_red: int = 15
    """Points behind the plan: from the first yellow, above the second red."""
    report_late_red: int = 3
    """Working days a report may be late before the light is red."""
    extension_cap: int = 1
    send_back_cap: int = 2
    after_deadline: Term = AFTER_DEADLINE
    """What is left for work taken up again when the deadline is over already."""
    archive_after: Term = ARCHIVE_AFTER

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> SupervisionTerms:
        """Read a configuration row; what it leaves out stays at the default."""
        own: dict[str, Any] = {
            f.name: Term.parse(value) if isinstance(value := content[f.name], str) else int(value)
            for f in fields(cls)
            if f.name in content
        }
        return cls(**own)


def next_report_day(every: str, after: date, calendar: WorkingCalendar) -> date | None:
    """The day the next periodic report is owed, counted from the day of the last one.

    The week ends on Friday, ten days on the 10th, the 20th and the last of the month, month and
    quarter on their last day; a day off moves it forward to the working day before, unless that
    is not after `after`. None for tasks that report by node or only at the end.
    """
    ends = _PERIODS.get(every)
    if ends is None:
        return None
    day = after
    while True:
        day = ends(day + DAY)
        owed = day
        while not calendar.works_on(owed):
            owed -= DAY
        if owed > after:
            return owed


def report_answers(owed: date | None, on: date) -> bool:
    """Whether a report written on a day is the one owed: late, or a few days early."""
    return owed is not None and on >= owed - EARLY


def _friday(day: date) -> date:
    return day + timedelta(days=(4 - day.weekday()) % 7)


def _end_of_ten(day: date) -> date:
    for last in (10, 20):
        if day.day <= last:
            return day.replace(day=last)
    return _end_of_month(day)


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _end_of_quarter(day: date) -> date:
    return _end_of_month(day.replace(day=1, month=(day.month + 2) // 3 * 3))


_PERIODS: Mapping[str, Callable[[date], date]] = {
    "week": _friday,
    "ten_days": _end_of_ten,
    "month": _end_of_month,
    "quarter": _end_of_quarter,
}
