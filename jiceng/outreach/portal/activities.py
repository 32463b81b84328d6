"""/activities: what is held when and where, as a month, as a list and as a calendar feed."""

from __future__ import annotations

from calendar import Calendar
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.casework.portal.show import show
from jiceng.kernel.records.territory import territory
from jiceng.outreach.forms.activities_told import (
    WEEKDAYS,
    area_name,
    kind_choices,
    place_told,
    row_told,
)
from jiceng.outreach.models import Activity
from jiceng.outreach.queries.activities import calendar
from jiceng.outreach.rules.icalendar import Event, icalendar
from jiceng.web.clock import county_zone, local_day
from jiceng.web.doors import Asked, door
from jiceng.web.forms import FIRST_YEAR, LAST_YEAR
from jiceng.web.paging import page_of, pager

FEED_DAYS = 180
MOST_EVENTS = 500
INDENTS = {"town": "", "community": "\u3000", "village": "\u3000"}
"""The levels of area one may choose, and how far each is set in."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for: a month or one of its days, an area, a kind."""

    month: date
    day: date | None
    area: str
    area_path: str
    kind: str

    def address(self, **other: str) -> str:
        """The same with something else."""
        day = self.day.isoformat() if self.day else ""
        asked = {"month": f"{self.month:%Y-%m}", "day": day, "area": self.area, "kind": self.kind}
        return f"/activities?{urlencode({k: v for k, v in (asked | other).items() if v})}"


def wanted_in(request: Asked) -> Wanted:
    """What is asked for; what cannot be read is this month, everywhere, every kind."""
    month = _day(f"{request.GET.get('month', '')[:7]}-01")
    day = _day(request.GET.get("day", ""))
    area = territory().area(request.GET.get("area", "") or "-")
    area = area if area and area.level in INDENTS else None
    kinds = {key for key, _name in kind_choices(request.now)}
    kind = request.GET.get("kind", "")
    first = (day or month or local_day(request.now)).replace(day=1)
    return Wanted(
        first, day, area.code if area else "", area.path if area else "",
        kind if kind in kinds else "",
    )  # fmt: skip


def _areas() -> list[tuple[str, str]]:
    """Towns with their communities and villages below them, as one indented list."""
    found = sorted(territory().areas.values(), key=lambda a: a.path)
    return [(a.code, INDENTS[a.level] + a.name) for a in found if a.level in INDENTS]


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=county_zone())


@door("public")
@require_safe
def listed(request: Asked) -> HttpResponse:
    """A month by days, and what is held in it or on the chosen day as a list."""
    wanted = wanted_in(request)
    following = (wanted.month + timedelta(days=32)).replace(day=1)
    kinds = [wanted.kind] if wanted.kind else []
    month = calendar(wanted.area_path, _midnight(wanted.month), _midnight(following), kinds)
    rows = month
    if wanted.day:
        noon = _midnight(wanted.day)
        rows = calendar(wanted.area_path, noon, noon + timedelta(days=1), kinds)
    page = page_of(rows, request.GET.get("after", ""), key="starts_at")
    feed = {k: v for k, v in (("area", wanted.area), ("kind", wanted.kind)) if v}
    context = {
        "wanted": wanted,
        "weekdays": [_(name) for name in WEEKDAYS],
        "weeks": _weeks(wanted, month, request.now),
        "before": wanted.address(month=f"{wanted.month - timedelta(days=1):%Y-%m}", day=""),
        "after": wanted.address(month=f"{following:%Y-%m}", day=""),
        "whole": wanted.address(day=""),
        "rows": [row_told(row, request.now) for row in page.rows],
        "pager": pager(page, request.GET),
        "areas": _areas(),
        "kinds": kind_choices(request.now),
        "feed": "/activities/calendar.ics" + (f"?{urlencode(feed)}" if feed else ""),
    }
    return show(request, "outreach/portal_activities.html", context)


def _weeks(wanted: Wanted, rows: Any, now: datetime) -> list[list[dict[str, Any]]]:
    """The weeks of a month from Monday on; each day with how many begin on it."""
    zone, today = county_zone(), local_day(now)
    starts = rows.values_list("starts_at", flat=True).order_by()
    counts = Counter(moment.astimezone(zone).date() for moment in starts)
    weeks = Calendar().monthdatescalendar(wanted.month.year, wanted.month.month)
    return [
        [
            {
                "day": day, "count": counts[day] if day.month == wanted.month.month else 0,
                "is_other": day.month != wanted.month.month, "is_today": day == today,
                "is_chosen": day == wanted.day, "url": wanted.address(day=day.isoformat()),
            }
            for day in week
        ]
        for week in weeks
    ]  # fmt: skip


@door("public")
@require_safe
def feed(request: Asked) -> HttpResponse:
    """What is coming, for calendars that look by themselves; nothing says who looks."""
    wanted = wanted_in(request)
    soon = request.now + timedelta(days=FEED_DAYS)
    kinds = [wanted.kind] if wanted.kind else []
    rows = calendar(wanted.area_path, request.now - timedelta(days=31), soon, kinds)[:MOST_EVENTS]
    where = area_name(wanted.area) if wanted.area else ""
    name = _("%(area)s活动日历") % {"area": where}
    text = icalendar(name, [_event(row, request) for row in rows], request.now)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def _event(row: Activity, request: Asked) -> Event:
    point = None
    if row.venue is not None and row.venue.lon is not None and row.venue.lat is not None:
        point = (row.venue.lon, row.venue.lat)
    return Event(
        f"{row.number}@jiceng", row.title, row.starts_at, row.ends_at, place_told(row), row.told,
        request.build_absolute_uri(f"/activities/{row.number}"), point, row.entered_at,
        row.version - 1,
    )  # fmt: skip


@door("public")
@require_safe
def geojson(request: Asked) -> HttpResponse:
    """Where the coming weeks' activities are, for the map."""
    wanted = wanted_in(request)
    soon = request.now + timedelta(days=31)
    kinds = [wanted.kind] if wanted.kind else []
    rows = calendar(wanted.area_path, request.now, soon, kinds).exclude(venue__lon=None)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row.venue.lon, row.venue.lat]},
            "properties": {
                "number": row.number, "title": row.title, "light": "green",
                "url": f"/activities/{row.number}",
            },
        }
        for row in rows[:MOST_EVENTS] if row.venue is not None
    ]  # fmt: skip
    return JsonResponse(
        {"type": "FeatureCollection", "features": features},
        content_type="application/geo+json",
        json_dumps_params={"ensure_ascii": False},
    )


def small_map(row: Activity) -> dict[str, Any] | None:
    """Where one activity is; none where its place has no point."""
    if row.venue is None or row.venue.lon is None:
        return None
    return {
        "label": _("活动地点"), "points": "/activities/points.json", "tiles": settings.MAP_TILES,
        "centre": f"{row.venue.lon},{row.venue.lat},15", "low": True,
    }  # fmt: skip
