"""A site of East that opens on weekdays from nine to twelve, for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from jiceng.casework.tests.county import EAST, NOON, County
from jiceng.kernel.hours import Hours, spans_of
from jiceng.outreach.actions.bookings import Receipt, Wished
from jiceng.outreach.actions.honours import HonourTold, TermTold, record_honour
from jiceng.outreach.actions.routes import RouteTold, draw_route
from jiceng.outreach.actions.sites import SiteTold, add_guide, open_site
from jiceng.outreach.actions.slots import book_visit
from jiceng.outreach.models import Guide, Honour, Route, Site
from jiceng.outreach.tests.calendar_cast import with_kinds

TODAY = NOON.date()
NINE = NOON + timedelta(hours=21)
"""Tomorrow, a Tuesday, at nine in the county."""
HOURS = Hours((spans_of("9:00-12:00"),) * 5 + ((),) * 2)
MUSEUM = SiteTold(
    "东社区革命旧址", EAST, "文化路 9 号", "讲述渡海登陆的经过。", HOURS, 60, 40,
    lon=109.605, lat=19.905,
)  # fmt: skip
STONE = replace(MUSEUM, name="东社区纪念碑", address="纪念广场", lon=109.615, lat=19.905)
GROUP = Wished(30, "13800006021", "李老师", group="东社区小学", origin="county")
TERM = TermTold("文旅字〔2024〕1 号", TODAY - timedelta(days=900), TODAY + timedelta(days=60))
TOWN_OF_POEMS = HonourTold("示例诗词之乡", "示例诗词学会", EAST, TERM)


def site(county: County, who: str = "chen", **more: Any) -> Site:
    """The museum, with the kinds of venue there have to be."""
    with_kinds()
    return open_site(replace(MUSEUM, **more), by=county[who], now=NOON)


def stone(county: County) -> Site:
    return open_site(STONE, by=county["chen"], now=NOON)


def guide(of: Site, county: County, name: str = "讲解员一号") -> Guide:
    return add_guide(of, name, "普通话", is_volunteer=False, by=county["chen"], now=NOON)


def group(of: Site, at: datetime = NINE, **more: Any) -> Receipt:
    """A school class books."""
    return book_visit(of, at, replace(GROUP, **more), now=NOON)


def route(county: County, first: Site, second: Site) -> Route:
    told = RouteTold("红色半日线路", EAST, ((first.number, 60), (second.number, 30)))
    return draw_route(told, by=county["chen"], now=NOON)


def honour(county: County, who: str = "chen", **more: Any) -> Honour:
    return record_honour(replace(TOWN_OF_POEMS, **more), by=county[who], now=NOON)
