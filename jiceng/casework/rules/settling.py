"""A clock that ran through a year without holiday notice, once the notice has come. Pure.

Until then Monday to Friday stood in for the year and the date was marked provisional
(decisions.md 31). What was given stays given: the same number of working days, or the same
working time, counted again through the days now known.
"""

from __future__ import annotations

from dataclasses import replace

from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.clocks import Clock
from jiceng.kernel.terms import Counting, Term


def without_year(calendar: WorkingCalendar, year: int) -> WorkingCalendar:
    """The calendar as it was before the notice of one year was known."""
    return WorkingCalendar(
        zone=calendar.zone,
        hours=calendar.hours,
        days={day: works for day, works in calendar.days.items() if day.year != year},
        known_years=calendar.known_years - {year},
        version=calendar.version,
    )


def settled(clock: Clock, before: WorkingCalendar, after: WorkingCalendar) -> Clock:
    """The clock counted again; unchanged when it stands still or was not provisional.

    A date at the closing of its Nth working day stays at the closing of the Nth; any other keeps
    the working time that lay between its start and its end.
    """
    if not clock.provisional or clock.since is None or clock.due_at is None:
        return clock
    if clock.counting is Counting.WORKING_DAYS:
        first, last = (m.astimezone(before.zone).date() for m in (clock.since, clock.due_at))
        days = before.working_days_between(first, last)
        if days > 0 and before.due(clock.since, Term(days, clock.counting)).at == clock.due_at:
            due = after.due(clock.since, Term(days, clock.counting))
            return replace(clock, due_at=due.at, provisional=due.provisional)
    left = before.left(clock.since, clock.due_at, clock.counting)
    due = after.resume(clock.since, left, clock.counting)
    return replace(clock, due_at=due.at, provisional=due.provisional)
