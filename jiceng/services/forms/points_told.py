"""A service point in words, for every face that shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.casework.queries import rules_at
from jiceng.kernel.calendar import WorkingCalendar
from jiceng.kernel.hours import WEEKDAYS, hours_of, written
from jiceng.kernel.records.names import listed, named
from jiceng.kernel.records.territory import territory
from jiceng.services.models import PointChange, ServicePoint
from jiceng.services.queries.points import days_of, point_kinds
from jiceng.services.rules.points import FACILITIES, kept_duties
from jiceng.web.hours import WEEK_SHOWN, differing_told

COLUMNS: Mapping[str, str] = {
    "address": N_("地址"), "area_id": N_("所在区域"), "area_path": "", "duties": N_("值守安排"),
    "facilities": N_("设施"), "hours": N_("开放时间"), "items": N_("可办事项"),
    "kind": N_("类型"), "lat": N_("地图位置"),
    "lon": N_("地图位置"), "name": N_("名称"), "phone": N_("窗口电话"), "unit": N_("管理单位"),
}  # fmt: skip
CHANGES_SHOWN = timedelta(days=90)


def days_told(point: ServicePoint, now: datetime) -> list[dict[str, str]]:
    """The coming days that differ from the week, and why."""
    calendar = rules_at(now)[1]
    today = now.astimezone(calendar.zone).date()
    return differing_told(hours_of(point.hours), today, calendar, days_of([point], today)[point.pk])


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
