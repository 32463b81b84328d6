"""Opening hours in words and in forms, for every face of whatever opens: points, sites, venues."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.hours import (
    WEEKDAYS,
    BadHours,
    Different,
    Hours,
    Opening,
    Standing,
    opening_on,
    spans_of,
    week_rows,
    written,
)
from jiceng.web.clock import county_zone
from jiceng.web.words import word

HOLIDAYS: Mapping[str, str] = {
    "closed": N_("法定节假日不开放"),
    "sunday": N_("法定节假日按周日时间开放"),
    "usual": N_("法定节假日照常开放"),
}
WEEK_SHOWN = 7


def week_told(hours: Hours) -> list[tuple[str, str]]:
    """Days and their hours: (周一至周五, 8:30—12:00、14:30—17:30)."""
    rows = []
    for first, last, spans in week_rows(hours):
        days = _(WEEKDAYS[first])
        if last > first:
            days = _("%(first)s至%(last)s") % {"first": days, "last": _(WEEKDAYS[last])}
        rows.append((days, hours_told(spans)))
    return rows


def hours_told(spans: Any) -> str:
    """The hours of a day, or that it is closed."""
    if spans == ((0, 1440),):
        return _("全天")
    return written(spans) or _("不开放")


def standing_told(standing: Standing, now: datetime) -> dict[str, str]:
    """Light and text: open until, or when it opens next."""
    zone = county_zone()
    if standing.is_open and standing.until is not None:
        until = standing.until.astimezone(zone)
        if until.date() > now.astimezone(zone).date():
            return {"light": "green", "text": _("正在开放")}
        return {"light": "green", "text": _("正在开放，%(at)s 结束") % {"at": f"{until:%H:%M}"}}
    if standing.opens_at is None:
        return {"light": "rest", "text": _("近期不开放")}
    at = standing.opens_at.astimezone(zone)
    return {"light": "rest", "text": _("未开放，%(at)s 开放") % {"at": _moment(at, now)}}


def _moment(at: datetime, now: datetime) -> str:
    ahead = (at.date() - now.astimezone(at.tzinfo).date()).days
    clock = f"{at:%H:%M}"
    if ahead == 0:
        return _("今天 %(at)s") % {"at": clock}
    if ahead == 1:
        return _("明天 %(at)s") % {"at": clock}
    day = f"{at:%m-%d} {_(WEEKDAYS[at.weekday()])}"
    return f"{day} {clock}"


def differing_told(
    hours: Hours, today: date, calendar: WorkingCalendar, single: Mapping[date, Different]
) -> list[dict[str, str]]:
    """The coming days that differ from the week, and why; a year without notice is named once."""
    ahead = {today + timedelta(days=n) for n in range(WEEK_SHOWN)} | single.keys()
    rows = []
    for day in sorted(ahead):
        opening = opening_on(hours, day, calendar, single)
        if opening.because != "usual":
            rows.append(_day_row(day, opening))
    return rows


def _day_row(day: date, opening: Opening) -> dict[str, str]:
    because = {
        "holiday": _("法定节假日"),
        "makeup": _("调休上班"),
    }.get(opening.because, opening.reason)
    return {
        "day": day_told(day),
        "hours": hours_told(opening.spans),
        "because": because,
    }


def day_told(day: date) -> str:
    """A day with its weekday: 2026-11-23 周一."""
    return f"{day:%Y-%m-%d} {_(WEEKDAYS[day.weekday()])}"


class SpansField(forms.CharField):
    """Hours of one day; what is wrong with them the rules say."""

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value))
        try:
            return spans_of(text)
        except BadHours as error:
            raise forms.ValidationError(word(error.reason(""))) from error
