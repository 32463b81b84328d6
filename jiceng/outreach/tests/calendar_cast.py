"""A venue of East and an activity in it tomorrow at nine, for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from jiceng.casework.tests.county import EAST, LONG_AGO, NOON, County
from jiceng.outreach.actions.activities import ActivityPlan, move_activity, plan_activity
from jiceng.outreach.actions.bookings import Receipt, Wished, book
from jiceng.outreach.actions.content import load_kinds
from jiceng.outreach.actions.venues import VenueTold, register_venue
from jiceng.outreach.models import Activity, Venue

NINE = NOON + timedelta(hours=21)
"""Tomorrow at nine in the county."""
TEN, ELEVEN = NINE + timedelta(hours=1), NINE + timedelta(hours=2)
HALL = VenueTold(
    "community_hall", "东社区实践站", EAST, "文化路 1 号", capacity=60, lon=109.605, lat=19.905
)
PLAN = ActivityPlan("lecture", "防汛知识宣讲", NINE, TEN, area=EAST, place="文化广场", capacity=40)
WISH = Wished(2, "13800006021", "李女士", group="东社区居民", origin="county")


def with_kinds() -> None:
    """Kinds of activity and of venue as they are shipped."""
    load_kinds(by="setup", now=LONG_AGO)


def hall(county: County, **more: Any) -> Venue:
    return register_venue(replace(HALL, **more), by=county["chen"], now=NOON)


def planned(county: County, who: str = "chen", **more: Any) -> Activity:
    """An activity that is written down."""
    return plan_activity(replace(PLAN, **more), by=county[who], now=NOON)


def published(county: County, who: str = "chen", **more: Any) -> Activity:
    """An activity that takes bookings."""
    return moved(planned(county, who, **more), county, "publish", who)


def moved(
    activity: Activity, county: County, name: str, who: str = "chen", now: datetime = NOON,
    reason: str = "",
) -> Activity:  # fmt: skip
    fresh = Activity.objects.get(pk=activity.pk)
    return move_activity(fresh, name, by=county[who], now=now, version=fresh.version, reason=reason)


def booked(activity: Activity, headcount: int = 2) -> Receipt:
    return book(activity, replace(WISH, headcount=headcount), now=NOON)
