"""Sites, routes and honours in words, for every face that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from jiceng.casework.portal.told import told
from jiceng.casework.queries import rules_at
from jiceng.kernel.hours import hours_of
from jiceng.kernel.records.names import listed
from jiceng.outreach.forms.activities_told import status_told, when_told
from jiceng.outreach.models import Activity, Honour, Route, Site, SiteMatter
from jiceng.outreach.queries.routes import Way
from jiceng.outreach.queries.sites import days_of, standings, today_of
from jiceng.outreach.queries.slots import slots_of_site
from jiceng.outreach.rules.honours import STATES, honour_state
from jiceng.outreach.rules.routes import kilometres
from jiceng.web.hours import differing_told, standing_told, week_told
from jiceng.web.templatetags.jiceng import local_time

HONOUR_LIGHTS: Mapping[str, str] = {
    "valid": "green", "to_renew": "yellow", "expired": "red", "upcoming": "rest",
}  # fmt: skip
MOST_MATTERS = 20
NEXT = 20
"""Slots that stand on the page of a site."""
HERE = "/desk/sites/"


def address(site: Site) -> str:
    """A site at the desk."""
    return f"{HERE}{site.number}/"


def crumbs_of(site: Site) -> list[tuple[str, str]]:
    """The way back from a page below a site."""
    return [(_("红色点位"), HERE), (site.venue.name, address(site))]


def site_status(site: Site, now: datetime) -> dict[str, str]:
    """Open or not as a light and a sentence; closed for good before everything else."""
    if site.venue.closed_on is not None:
        return {"light": "rest", "text": _("已停止开放")}
    return standing_told(standings([site], now)[site.pk], now)


def hours_told(site: Site, now: datetime) -> dict[str, Any]:
    """What web/_hours.html shows of a site."""
    today, hours = today_of(now), hours_of(site.hours)
    days = differing_told(hours, today, rules_at(now)[1], days_of([site], today)[site.pk])
    return {"week": week_told(hours), "holidays": hours.on_holidays, "days": days}


def slot_url(site: Site, slot: Activity) -> str:
    return f"{address(site)}slots/{slot.number}/"


def slot_rows(site: Site) -> list[dict[str, Any]]:
    """The next slots of a site that were booked, and those still to be told of."""
    rows = slots_of_site(site).filter(state="published").order_by("starts_at", "pk")[:NEXT]
    return [slot_row(site, row) for row in rows.prefetch_related("occupies", "bookings")]


def slot_row(site: Site, slot: Activity) -> dict[str, Any]:
    return {
        "url": slot_url(site, slot),
        "when": when_told(slot),
        "status": status_told(slot),
        "taken": slot.taken,
        "capacity": slot.capacity,
        "guides": guides_told(slot),
        "waiting": sum(b.state == "requested" for b in slot.bookings.all()),
    }


def guides_told(slot: Activity) -> str:
    return listed(o.name for o in slot.occupies.all() if o.resource.startswith("guide:"))


def minutes_told(minutes: int) -> str:
    """How long something takes: 2 小时 15 分钟."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)s 分钟") % {"n": rest}
    if not rest:
        return _("%(n)s 小时") % {"n": hours}
    return _("%(hours)s 小时 %(rest)s 分钟") % {"hours": hours, "rest": rest}


def way_told(way: Way) -> str:
    """A route in one line: 3 站，约 2 小时 15 分钟，车程约 12.4 公里."""
    return _("%(stops)s 站，约 %(time)s，路程约 %(km)s 公里") % {
        "stops": len(way.stops), "time": minutes_told(way.minutes), "km": kilometres(way.metres),
    }  # fmt: skip


def stops_told(way: Way, under: str = "/sites/") -> list[dict[str, Any]]:
    """Stops in their order, each with the way on to the next."""
    rows = []
    for stop, after in zip(way.stops, [*way.ways, None], strict=True):
        onward = _("约 %(km)s 公里，车程约 %(time)s") % {
            "km": kilometres(after.metres), "time": minutes_told(after.minutes),
        } if after else ""  # fmt: skip
        rows.append(
            {
                "order": stop.order,
                "name": stop.site.venue.name,
                "url": f"{under}{stop.site.number}",
                "stay": minutes_told(stop.minutes),
                "told": stop.site.told,
                "onward": onward,
                "is_closed": stop.site.venue.closed_on is not None,
            }
        )
    return rows


def route_row(route: Route, way: Way, url: str) -> dict[str, Any]:
    """A route as a list shows it."""
    return {
        "name": route.name,
        "url": url,
        "told": route.told,
        "way": way_told(way),
        "stops": [s.site.venue.name for s in way.stops],
        "is_sample": route.is_sample,
    }


def site_points(found: Iterable[Site], under: str) -> list[dict[str, Any]]:
    """Sites that have a place, as GeoJSON."""
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [s.venue.lon, s.venue.lat]},
            "properties": {
                "number": s.number, "title": s.venue.name, "light": "red",
                "url": f"{under}{s.number}",
            },
        }
        for s in found
        if s.venue.lon is not None
    ]  # fmt: skip


def matters_told(site: Site, now: datetime) -> list[dict[str, Any]]:
    """What was raised there, and how far it has come, the newest first."""
    rows = SiteMatter.objects.filter(site=site).select_related("case__merged_into")
    return [_matter(row, now) for row in rows.order_by("-raised_at", "-pk")[:MOST_MATTERS]]


def _matter(row: SiteMatter, now: datetime) -> dict[str, Any]:
    seen = told(row.case, now, local_time)
    return {
        "number": seen.number,
        "status": {"light": seen.light, "text": seen.status},
        "raised_at": row.raised_at,
        "due_at": seen.due_at,
        "is_late": seen.is_late,
    }


def honour_status(honour: Honour, now: datetime) -> dict[str, str]:
    """What an honour is today."""
    state = honour_state(honour.valid_from, honour.valid_until, today_of(now))
    return {"light": HONOUR_LIGHTS[state], "text": _(STATES[state])}


def term_told(row: Any) -> str:
    """From when until when: 2024-03-01 至 2027-02-28."""
    if row.valid_until is None:
        return _("%(day)s 起长期有效") % {"day": f"{row.valid_from:%Y-%m-%d}"}
    return _("%(first)s 至 %(last)s") % {
        "first": f"{row.valid_from:%Y-%m-%d}", "last": f"{row.valid_until:%Y-%m-%d}",
    }  # fmt: skip
