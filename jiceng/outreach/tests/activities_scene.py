"""What addresses of activities name, for the walk along every door."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from jiceng.casework.tests.county import EAST, FAR, NOON, County
from jiceng.outreach.actions.venues import register_venue
from jiceng.outreach.models import Activity, Venue
from jiceng.outreach.tests.calendar_cast import ELEVEN, HALL, TEN, booked, hall, published
from jiceng.outreach.tests.lecture_cast import pulpit

KEEPERS = {"near": {"chen", "gao", "wang"}, "far": {"sun"}}
SEEN_BY: dict[tuple[str, str], set[str]] = {
    (kind, where): seen
    for kind in ("activity", "booking", "venue", "lecture", "lecture_request")
    for where, seen in KEEPERS.items()
}
"""Everybody with a post may look at activities and venues; these may change them."""


def activities_scene(county: County) -> dict[str, dict[str, object]]:
    """An activity with a booking in East and one in the other town, each in a venue there."""
    desk = pulpit(county)
    near = hall(county)
    told = replace(HALL, name="远社区实践站", area=FAR, lon=None, lat=None)
    far = register_venue(told, by=county["sun"], now=NOON)
    first = published(county, venue=near.number)
    second = published(county, "sun", venue=far.number)
    later: dict[str, Any] = {"starts_at": TEN, "ends_at": ELEVEN}
    next_day: dict[str, Any] = {name: at + timedelta(days=1) for name, at in later.items()}
    desk.planned(**later)  # 甲 has an account, and may say yes wherever she speaks
    talks = [
        desk.planned(desk.yi, **later),
        desk.planned(desk.yi, who="sun", area=FAR, **next_day),
    ]
    named = {"near": _named(first, near), "far": _named(second, far)}
    for where, talk in zip(named, talks, strict=True):
        named[where]["lecture"] = talk.activity.number
    for where, (who, area) in {"near": ("chen", EAST), "far": ("sun", FAR)}.items():
        named[where]["lecture_request"] = desk.wished(who, area=area).number
    return named


def _named(row: Activity, venue: Venue) -> dict[str, object]:
    number = booked(row).booking.number
    return {"activity": row.number, "booking": number, "venue": venue.number}
