"""Where one is served near a community, on the home page of the portal."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from jiceng.casework.portal.sections import HomeSection, Shown
from jiceng.kernel.records.territory import AreaEntry
from jiceng.services.queries.points import Near, nearest, open_points
from jiceng.web.hours import standing_told

SHOWN = 4


def points(area: AreaEntry | None, now: datetime) -> HomeSection:
    """The nearest points of a chosen community, those open now first; without one, how to ask."""
    rows = nearest(area, now, SHOWN) if area else []
    asks = area is None and open_points().exists()
    return HomeSection(
        "points", _("附近的服务网点"), tuple(_line(row, now) for row in rows), "/services",
        _("全部网点"), _("选好“我的社区（村）”后，这里列出附近的网点和开放时间。") if asks else "",
        place=20,
    )  # fmt: skip


def _line(row: Near, now: datetime) -> Shown:
    told = standing_told(row.standing, now)
    way = _("步行约 %(n)d 分钟") % {"n": row.minutes} if row.minutes else ""
    return Shown(row.point.name, f"/services/{row.point.number}", told["text"], told["light"], way)


SECTIONS = (points,)
