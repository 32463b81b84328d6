"""Months and years by the calendar, as the rules on admission count them (facts.md §14.6).

A length in months runs to the same day of the month; where that month has no such day, to its last
one: 31 January and a month is 28 or 29 February, 29 February and a year is 28 February.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date


def add_months(day: date, months: int) -> date:
    """The day on which a length in months ends; negative months go back."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    if day.day <= 28:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def whole_months(start: date, end: date) -> int:
    """The most months that have passed at `end`; 0 when `end` is not after `start`."""
    count = (end.year - start.year) * 12 + end.month - start.month
    if count > 0 and add_months(start, count) > end:
        count -= 1
    return max(count, 0)


def age_on(born: date, day: date) -> int:
    """Whole years of age; somebody born on 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
