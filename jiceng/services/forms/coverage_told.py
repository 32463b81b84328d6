"""Coverage in words: what was chosen, how it was measured, how far a place is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from math import ceil, isinf
from typing import Any

from django.utils.translation import gettext as _

from jiceng.kernel.places import distance_m
from jiceng.kernel.records.names import named
from jiceng.services.models import ServicePoint
from jiceng.services.queries.blocks import area_name
from jiceng.services.queries.coverage import Choice, Reading
from jiceng.services.queries.items import items_at
from jiceng.services.queries.points import point_kinds
from jiceng.services.rules.blocks import MOMENTS, Counted
from jiceng.services.rules.coverage import BANDS
from jiceng.web.clock import local_day

HERE = "/desk/coverage/"
FAR_MINUTES = 120
"""Beyond two hours nobody walks; the number would only pretend to be exact."""


def choice_told(choice: Choice, now: datetime) -> str:
    """Which points count: 党群服务中心，周六上午."""
    kind, item = point_kinds(now).get(choice.kind), items_at(now).get(choice.item)
    parts = [
        named(kind.name, kind.name_en) if kind else _("所有网点"),
        _("可办“%(item)s”") % {"item": named(item.name, item.name_en)} if item else "",
        _("%(when)s开放") % {"when": _(MOMENTS[choice.when])} if choice.when else "",
    ]
    return _("，").join(p for p in parts if p)


def rule_told(read: Reading) -> str:
    """How ways were measured, with the version of the rule."""
    walking = read.walking
    given = {
        "detour": f"{walking.detour:g}", "pace": f"{walking.metres_per_minute:g}",
        "snap": f"{walking.snap_m:g}",
    }  # fmt: skip
    if read.network is None:
        way = _("没有步行路网，按直线距离乘以绕行系数 %(detour)s") % given
    else:
        given["name"] = read.network.name
        given["day"] = local_day(read.network.taken_at).isoformat()
        way = (
            _(
                "沿步行路网“%(name)s”（%(day)s 导入）；离路 %(snap)s 米以外的，"
                "按直线距离乘以绕行系数 %(detour)s"
            )
            % given
        )
    pace = _("每分钟 %(pace)s 米") % given
    version = (
        _("测算口径第 %(n)s 版") % {"n": walking.version} if walking.version else _("产品默认口径")
    )
    return _("；").join((way, pace, version))


def minutes_told(minutes: float) -> str:
    """Minutes as they are said, begun ones as whole: 约 12 分钟, 2 小时以上, 走不到."""
    if isinf(minutes):
        return _("走不到")
    if minutes > FAR_MINUTES:
        return _("2 小时以上")
    return _("约 %(n)s 分钟") % {"n": max(1, ceil(minutes))}


def band_of(minutes: float, limit: int) -> str:
    """In which band a place lies: a number of minutes, or beyond."""
    return next((str(b) for b in sorted({*BANDS, limit}) if minutes <= b), "beyond")


def place_told(read: Reading, row: int) -> dict[str, Any]:
    """A line of a list: the place, its households, the nearest point and the way to it."""
    count, minutes = read.counts[row], float(read.minutes[row])
    point = read.nearest(row)
    return {
        **count_told(count),
        "minutes": minutes_told(minutes),
        "is_gap": minutes > read.limit,
        "point": point.name if point else "",
        "point_url": f"/desk/service-points/{point.number}/" if point else "",
        "straight": straight_told(count, point),
    }


def count_told(count: Counted) -> dict[str, Any]:
    """The same of a place that cannot be measured: it has no place on the map."""
    return {
        "key": count.key,
        "name": count.name,
        "url": f"{HERE}blocks/{count.key}/",
        "area": "" if count.is_area else area_name(count.area_path),
        "households": f"{count.households:,}",
        "minutes": _("没有地图位置"),
        "is_sample": count.is_sample,
    }


def straight_told(count: Counted, point: ServicePoint | None) -> str:
    """How far the point is in a straight line, for whoever checks the minutes."""
    if point is None or point.lon is None or point.lat is None:
        return ""
    if count.lon is None or count.lat is None:
        return ""
    metres = distance_m((count.lon, count.lat), (point.lon, point.lat))
    return _("直线 %(n)s 米") % {"n": f"{metres:,.0f}"}


def source_told(count: Counted) -> str:
    """Who counted."""
    return count.source or _("区划管理中录入的户数")


def query_of(choice: Choice, area: str, **more: str) -> Mapping[str, str]:
    """What an address carries of a choice."""
    said = {"area": area, "kind": choice.kind, "item": choice.item, "when": choice.when, **more}
    return {key: value for key, value in said.items() if value}
