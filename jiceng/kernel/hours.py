"""When a place is open: a week, what holidays change, and single days that differ.

Days of holiday and make-up workdays (调休) come from the county's calendar (facts.md §1.6). A
weekday on which offices work because of a notice is open as written for the first day of the week
that has hours; a place may be closed on holidays, keep its Sunday hours or go on as usual.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.refusal import Reason
from jiceng.kernel.words import N_

Span = tuple[int, int]
"""Opening and closing, in minutes of the local day; 1440 is its end."""
Spans = tuple[Span, ...]
WEEK = 7
DAY = 24 * 60
LOOK_AHEAD = 60
"""So many days are looked through for the next opening; beyond it nothing is promised."""
ON_HOLIDAYS = ("closed", "sunday", "usual")
WEEKDAYS: tuple[str, ...] = (
    N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"),
)  # fmt: skip
TIME = re.compile(r"([01]?\d|2[0-4])[:：]([0-5]\d)", re.ASCII)
BETWEEN = re.compile(r"\s*(?:-|–|—|~|～|至|到)\s*")
APART = re.compile(r"\s*[,，;；、]\s*")
ROUND_THE_CLOCK = frozenset({"24小时", "全天"})


@dataclass(frozen=True, slots=True)
class Hours:
    """The opening hours of a place. `weekly` has seven entries, Monday first."""

    weekly: tuple[Spans, ...]
    on_holidays: str = "closed"

    def as_json(self) -> dict[str, Any]:
        """As a row keeps it; `hours_of` is its inverse."""
        return {"weekly": [[list(s) for s in day] for day in self.weekly],
                "on_holidays": self.on_holidays}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Different:
    """A single day that differs, and why; no spans: closed all day."""

    spans: Spans
    because: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """One day. `because` is usual, holiday, makeup or different; `reason` what was said of it."""

    spans: Spans
    because: str
    reason: str = ""
    is_provisional: bool = False
    """The year's holiday notice has not come, so that the day may yet change."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Open or not at an instant; `until` closes what is open, `opens_at` is the next opening."""

    is_open: bool
    until: datetime | None = None
    opens_at: datetime | None = None
    today: Opening = field(default=Opening((), "usual"))


class BadHours(ValueError):
    """What is wrong with hours as they were typed."""

    def __init__(self, code: str, value: str) -> None:
        super().__init__(code)
        self.code, self.value = code, value

    def reason(self, at: str) -> Reason:
        """As it is worded beside its field."""
        return Reason(self.code, {"value": self.value}, at)


def hours_of(kept: Mapping[str, Any]) -> Hours:
    """Hours as a row keeps them."""
    weekly = tuple(tuple((int(a), int(b)) for a, b in day) for day in kept.get("weekly", ()))
    return Hours(weekly or ((),) * WEEK, str(kept.get("on_holidays", "closed")))


def spans_of(text: str) -> Spans:
    """Read 8:30-12:00、14:30-17:30; nothing means closed. Raises `BadHours`."""
    words = text.strip()
    if words in ROUND_THE_CLOCK:
        return ((0, DAY),)
    found = [_span(part) for part in APART.split(words) if part]
    found.sort()
    for before, after in pairwise(found):
        if after[0] < before[1]:
            raise BadHours("hours_overlap", words)
    return tuple(found)


def _span(text: str) -> Span:
    ends = [TIME.fullmatch(part) for part in BETWEEN.split(text)]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        raise BadHours("hours_unreadable", text)
    opens, closes = (int(m[1]) * 60 + int(m[2]) for m in ends if m)
    if closes > DAY or opens > DAY:
        raise BadHours("hours_unreadable", text)
    if closes <= opens:
        raise BadHours("hours_reversed", text)
    return opens, closes


def written(spans: Spans) -> str:
    """As officials write hours: 8:30—12:00、14:30—17:30; nothing for a day that is closed."""
    return "、".join(f"{_clock(a)}—{_clock(b)}" for a, b in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def week_rows(hours: Hours) -> list[tuple[int, int, Spans]]:
    """Neighbouring days with the same hours together: (first weekday, last weekday, spans)."""
    rows: list[tuple[int, int, Spans]] = []
    for day, spans in enumerate(hours.weekly):
        if rows and rows[-1][2] == spans:
            rows[-1] = (rows[-1][0], day, spans)
        else:
            rows.append((day, day, spans))
    return rows


def opening_on(
    hours: Hours, day: date, calendar: WorkingCalendar, different: Mapping[date, Different]
) -> Opening:
    """The hours of one day: what was said of the day itself, then holidays, then the week."""
    if (own := different.get(day)) is not None:
        return Opening(own.spans, "different", own.because)
    unsure = not calendar.is_known(day)
    noticed = calendar.days.get(day)
    usual = hours.weekly[day.weekday()]
    if noticed is False and hours.on_holidays != "usual":
        sunday = hours.weekly[WEEK - 1] if hours.on_holidays == "sunday" else ()
        return Opening(sunday, "holiday")
    if noticed is True and not usual:
        first = next((spans for spans in hours.weekly if spans), ())
        return Opening(first, "makeup")
    return Opening(usual, "usual", is_provisional=unsure)


def standing_at(
    hours: Hours, now: datetime, calendar: WorkingCalendar, different: Mapping[date, Different]
) -> Standing:
    """Whether a place is open at an instant, until when, or when it opens next."""
    local = now.astimezone(calendar.zone)
    minute = local.hour * 60 + local.minute
    today = opening_on(hours, local.date(), calendar, different)
    for opens, closes in today.spans:
        if opens <= minute < closes:
            return Standing(True, until=_at(local.date(), closes, calendar), today=today)
    later = [opens for opens, _closes in today.spans if opens > minute]
    if later:
        return Standing(False, opens_at=_at(local.date(), min(later), calendar), today=today)
    opens_at = next(_openings(hours, local.date(), calendar, different), None)
    return Standing(False, opens_at=opens_at, today=today)


def _openings(
    hours: Hours, after: date, calendar: WorkingCalendar, different: Mapping[date, Different]
) -> Iterator[datetime]:
    for ahead in range(1, LOOK_AHEAD + 1):
        day = after + timedelta(days=ahead)
        for opens, _closes in opening_on(hours, day, calendar, different).spans[:1]:
            yield _at(day, opens, calendar)


def _at(day: date, minute: int, calendar: WorkingCalendar) -> datetime:
    midnight = datetime.combine(day, time(), calendar.zone)
    return midnight + timedelta(minutes=minute)
