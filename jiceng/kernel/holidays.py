"""The official working days the product ships with, to fill the county's editable calendar.

The State Council names holidays and 调休 days once a year, near the end of the year before
(facts.md 1.6). The package `chinesecalendar` carries the notices of 2004 to 2026; a later year is
unknown until its notice is entered, and dates falling there stay provisional (decisions.md 31).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

import chinese_calendar

FIRST_YEAR, LAST_YEAR = 2004, 2026


@cache
def shipped_days() -> tuple[Mapping[date, bool], frozenset[int]]:
    """Return the days that differ from Monday to Friday, and the years whose notice is known.

    True is a Saturday or Sunday worked (调休), False a weekday off. Both are arguments of
    `WorkingCalendar`.
    """
    days: dict[date, bool] = {}
    day = date(FIRST_YEAR, 1, 1)
    while day.year <= LAST_YEAR:
        works = bool(chinese_calendar.is_workday(day))
        if works != (day.weekday() < 5):
            days[day] = works
        day += timedelta(days=1)
    return MappingProxyType(days), frozenset(range(FIRST_YEAR, LAST_YEAR + 1))
