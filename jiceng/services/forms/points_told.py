"""A service point in words, for every face that shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.queries import rules_at
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.hours import (
    Hours,
    Opening,
    Standing,
    hours_of,
    opening_on,
    week_rows,
    written,
)
from jiceng.kernel.records.names import listed, named
from jiceng.kernel.records.territory import territory
from jiceng.services.models import PointChange, ServicePoint
from jiceng.services.queries.points import days_of, point_kinds
from jiceng.services.rules.points import FACILITIES, WEEKDAYS, kept_duties

HOLIDAYS: Mapping[str, str] = {
    "closed": N_("法定节假日不开放"),
    "sunday": N_("法定节假日按周日时间开放"),
    "usual": N_("法定节假日照常开放"),
}
COLUMNS: Mapping[str, str] = {
    "address": N_("地址"), "area_id": N_("所在区域"), "area_path": "", "duties": N_("值守安排"),
    "facilities": N_("设施"), "hours": N_("开放时间"), "items": N_("可办事项"),
    "kind": N_("类型"), "lat": N_("地图位置"),
    "lon": N_("地图位置"), "name": N_("名称"), "phone": N_("窗口电话"), "unit": N_("管理单位"),
}  # fmt: skip
CHANGES_SHOWN = timedelta(days=90)
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
    zone = rules_at(now)[1].zone
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


def days_told(point: ServicePoint, now: datetime) -> list[dict[str, str]]:
    """The coming days that differ from the week, and why; a year without notice is named once."""
    calendar = rules_at(now)[1]
    today = now.astimezone(calendar.zone).date()
    hours, single = hours_of(point.hours), days_of([point], today)[point.pk]
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
        "day": f"{day:%Y-%m-%d} {_(WEEKDAYS[day.weekday()])}",
        "hours": hours_told(opening.spans),
        "because": because,
    }


def duties_told(point: ServicePoint) -> list[str]:
    """Who is there when, a line each: 周三 9:00—11:30 律师值班."""
    return [
        f"{_(WEEKDAYS[d.weekday])} {written(d.spans)} {d.what}" for d in kept_duties(point.duties)
    ]


def facilities_told(point: ServicePoint) -> str:
    return listed(_(FACILITIES[f]) for f in point.facilities if f in FACILITIES)


def kind_told(point: ServicePoint, now: datetime) -> str:
    kind = point_kinds(now).get(point.kind)
    return named(kind.name, kind.name_en) if kind else point.kind


def unit_told(point: ServicePoint) -> str:
    unit = territory().units.get(point.unit)
    return unit.name if unit else ""


def changes_told(point: ServicePoint, now: datetime) -> list[dict[str, Any]]:
    """What changed of late, the newest first: when, and what."""
    rows = PointChange.objects.filter(point=point, at__gte=now - CHANGES_SHOWN).order_by("-at")
    return [{"at": row.at, "what": _what(row.columns)} for row in rows[:10]]


def _what(columns: Sequence[str]) -> str:
    names = dict.fromkeys(_(COLUMNS[c]) for c in columns if COLUMNS.get(c))
    return listed(names)


def is_unsure(calendar: WorkingCalendar, today: date) -> bool:
    """Whether the coming days lie in a year whose holiday notice has not come."""
    return not calendar.is_known(today + timedelta(days=WEEK_SHOWN))
