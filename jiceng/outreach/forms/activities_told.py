"""Activities, bookings and venues in words, for every face that shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory
from jiceng.outreach.models import Activity, Booking, Venue
from jiceng.outreach.process import ACTIVITY, BOOKING
from jiceng.outreach.queries.activities import activity_kinds, venue_kinds, venue_places
from jiceng.outreach.rules.activities import places_left
from jiceng.web.clock import county_zone

LIGHTS: Mapping[str, str] = {
    "planned": "new", "published": "doing", "held": "done", "cancelled": "rest",
}  # fmt: skip
BOOKING_LIGHTS: Mapping[str, str] = {
    "requested": "new", "confirmed": "green", "attended": "done", "absent": "rest",
    "declined": "rest", "cancelled": "rest",
}  # fmt: skip
WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


def status_told(row: Activity) -> dict[str, str]:
    """State as a light and a word."""
    return {"light": LIGHTS[row.state], "text": _(ACTIVITY.state(row.state).label)}


def booking_told(row: Booking) -> dict[str, str]:
    """State of a booking as a light and a word."""
    return {"light": BOOKING_LIGHTS[row.state], "text": _(BOOKING.state(row.state).label)}


def when_told(row: Activity) -> str:
    """When it is, in the county's time: 2026-11-24 周二 9:00—10:00."""
    start, end = (m.astimezone(county_zone()) for m in (row.starts_at, row.ends_at))
    first = f"{start:%Y-%m-%d} {_(WEEKDAYS[start.weekday()])} {start.hour}:{start:%M}"
    if start.date() == end.date():
        return f"{first}—{end.hour}:{end:%M}"
    return f"{first}—{end:%m-%d} {end.hour}:{end:%M}"


def place_told(row: Activity) -> str:
    """Where it is: the venue with its address, or the words."""
    if row.venue is None:
        return row.place
    return "，".join(t for t in (row.venue.name, row.venue.address, row.place) if t)


def area_name(code: str) -> str:
    area = territory().areas.get(code)
    return area.name if area else code


def unit_name(code: str) -> str:
    unit = territory().units.get(code)
    return unit.name if unit else code


def kind_name(key: str, now: datetime) -> str:
    """A kind of activity in the reader's language."""
    kind = activity_kinds(now).get(key)
    return named(kind.name, kind.name_en) if kind else key


def kind_choices(now: datetime) -> list[tuple[str, str]]:
    return [(k.key, named(k.name, k.name_en)) for k in activity_kinds(now).values()]


def venue_kind_name(key: str, now: datetime) -> str:
    kind = venue_kinds(now).get(key)
    return named(kind.name, kind.name_en) if kind else key


def venue_place_name(row: Venue, now: datetime) -> str:
    """The place a venue lies in: 机关, 乡村, 社区, 学校, 企业 or 单位."""
    kind = venue_kinds(now).get(row.kind)
    names = venue_places(now).get(kind.place) if kind else None
    return named(*names) if names else ""


def left_told(row: Activity) -> str:
    """How many places are left, where places are booked."""
    left = places_left(row.capacity, row.taken)
    if left is None:
        return ""
    return _("还有 %(n)d 个名额") % {"n": left} if left else _("名额已满")


def row_told(row: Activity, now: datetime) -> dict[str, Any]:
    """One of a list for everybody."""
    return {
        "title": row.title,
        "url": f"/activities/{row.number}",
        "when": when_told(row),
        "place": row.venue.name if row.venue else row.place,
        "kind": kind_name(row.kind, now),
        "status": status_told(row),
        "left": left_told(row) if row.state == "published" and row.starts_at > now else "",
        "is_sample": row.is_sample,
    }
