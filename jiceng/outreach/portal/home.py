"""The newest notices on the home page of the portal."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from jiceng.casework.portal.sections import HomeSection, Shown
from jiceng.kernel.records.territory import AreaEntry
from jiceng.outreach.forms.articles_told import is_over, kind_told
from jiceng.outreach.models import Article
from jiceng.outreach.queries.articles import newest, places_above
from jiceng.web.clock import local_day

SHOWN, READ = 5, 20
"""So many are shown; so many are looked through for those that still hold."""


def notices(area: AreaEntry | None, now: datetime) -> HomeSection:
    """What is new for a community, its town and the county; without one, for the whole county."""
    places = places_above(area.code) if area else None
    rows = [a for a in newest(places, "", READ) if not is_over(a, now)][:SHOWN]
    asked = f"?area={area.code}" if area else ""
    return HomeSection(
        "news", _("通知公告"), tuple(_line(a) for a in rows), f"/news{asked}", _("全部通知"),
        _("还没有发布通知，发布后会显示在这里。"),
    )  # fmt: skip


def _line(article: Article) -> Shown:
    url = f"/news/{article.number}"
    if article.state == "urgent":
        return Shown(article.title, url, _("紧急"), "red")
    return Shown(
        article.title, url, f"{local_day(article.shown_at):%m-%d} {kind_told(article.kind)}"
    )


SECTIONS = (notices,)
