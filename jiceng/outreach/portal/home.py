"""The newest notices and the coming activities on the home page of the portal."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from jiceng.casework.portal.sections import HomeSection, Shown
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.outreach.forms.activities_told import WEEKDAYS
from jiceng.outreach.forms.articles_told import is_over, kind_told
from jiceng.outreach.models import Article
from jiceng.outreach.queries.activities import calendar
from jiceng.outreach.queries.articles import newest, places_above
from jiceng.outreach.queries.slots import VISIT
from jiceng.web.clock import county_zone, local_day

SHOWN, READ = 5, 20
"""So many are shown; so many notices are looked through for those that still hold."""
DAYS = 7
"""So far ahead activities are shown."""


def notices(area: AreaEntry | None, now: datetime) -> HomeSection:
    """What is new for a community, its town and the county; without one, for the whole county."""
    places = places_above(area.code) if area else None
    rows = [a for a in newest(places, "", READ) if not is_over(a, now)][:SHOWN]
    asked = f"?area={area.code}" if area else ""
    return HomeSection(
        "news", _("通知公告"), tuple(_line(a) for a in rows), f"/news{asked}", _("全部通知"),
        _("还没有发布通知，发布后会显示在这里。"), place=10,
    )  # fmt: skip


def _line(article: Article) -> Shown:
    url = f"/news/{article.number}"
    if article.state == "urgent":
        return Shown(article.title, url, _("紧急"), "red")
    return Shown(
        article.title, url, f"{local_day(article.shown_at):%m-%d} {kind_told(article.kind)}"
    )


def activities(area: AreaEntry | None, now: datetime) -> HomeSection:
    """What one may come to in the coming days in the town of a community, the first first.

    Visits are not among it: they are groups that booked a site for themselves."""
    around = territory().of_level(area, "town") or area
    path, asked = (around.path, f"?area={around.code}") if around else ("", "")
    coming = calendar(path, now, now + timedelta(days=DAYS)).exclude(kind=VISIT)
    rows = coming.filter(state="published").values_list(
        "number", "title", "starts_at", "venue__name", "place"
    )[:SHOWN]
    return HomeSection(
        "activities", _("近期活动"), tuple(_activity(*row) for row in rows),
        f"/activities{asked}", _("全部活动"), place=30,
    )  # fmt: skip


def _activity(number: str, title: str, at: datetime, venue: str | None, place: str) -> Shown:
    start = at.astimezone(county_zone())
    day = f"{start:%m-%d} {_(WEEKDAYS[start.weekday()])} {start.hour}:{start:%M}"
    return Shown(title, f"/activities/{number}", day, aside=venue or place)


SECTIONS = (notices, activities)
