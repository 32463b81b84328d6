"""A route is drawn from sites, changed, and closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.refusal import Invalid, Reason, Refused, Stale
from jiceng.kernel.scope import Actor
from jiceng.outreach.actions.sites import area_of, keeper_grip, say, text_faults, unit_of
from jiceng.outreach.models import Route, RouteStop, Site
from jiceng.outreach.queries.sites import open_sites, today_of
from jiceng.outreach.rules.routes import route_faults

LONGEST = {"name": (1, 60), "told": (0, 500)}


@dataclass(frozen=True, slots=True)
class RouteTold:
    """A route as it is written down; stops are numbers of sites, each with minutes of stay."""

    name: str
    area: str
    stops: tuple[tuple[str, int], ...]
    told: str = ""
    unit: str = ""
    """Empty: the desk that answers for the area."""
    is_sample: bool = field(default=False, kw_only=True)


def draw_route(given: RouteTold, *, by: Actor, now: datetime) -> Route:
    """Write a route down. Raises `NotAllowed`, `Invalid` naming each field."""
    stops, columns = _checked(given)
    key = next_key(Route)
    with transaction.atomic():
        route = Route(pk=key, number="RT" + public_number(today_of(now).year, key), **columns)
        grip = keeper_grip(route, by)
        route.save(force_insert=True)
        _lay_out(route, stops)
        say(grip, "route_drawn", "route", route.pk, now, stops=len(stops))
    return route


def change_route(
    route: Route, given: RouteTold, *, by: Actor, now: datetime, version: int
) -> Route:  # fmt: skip
    """Write it down anew. Raises `Stale`, `Refused`, `NotAllowed`, `Invalid`."""
    grip = keeper_grip(route, by)
    stops, columns = _checked(given)
    columns["is_sample"] = route.is_sample
    with transaction.atomic():
        _compare_and_set(route, version, columns)
        keeper_grip(route, by)  # nor is it given away where they organise nothing
        route.stops.all().delete()
        _lay_out(route, stops)
        say(grip, "route_changed", "route", route.pk, now, stops=len(stops))
    return route


def close_route(route: Route, *, by: Actor, now: datetime, version: int) -> Route:
    """Offer it no more; its page stays. Raises `Stale`, `Refused`, `NotAllowed`."""
    grip = keeper_grip(route, by)
    with transaction.atomic():
        _compare_and_set(route, version, {"closed_on": today_of(now)})
        say(grip, "route_closed", "route", route.pk, now)
    return route


def _compare_and_set(route: Route, version: int, columns: dict[str, Any]) -> None:
    if route.closed_on is not None:
        raise Refused(Reason("route_closed"))
    rows = Route.objects.filter(pk=route.pk, version=version, closed_on=None)
    if not rows.update(**columns, version=version + 1):
        raise Stale(Reason("stale"))
    route.refresh_from_db()


def _checked(given: RouteTold) -> tuple[list[tuple[Site, int]], dict[str, Any]]:
    area = area_of(given.area)
    unit = unit_of(given.unit, area)
    faults = [*text_faults(given, LONGEST)]
    known = {site.number: site for site in open_sites()}
    for number, _minutes in given.stops:
        if number not in known:
            faults.append(Reason("stop_unknown", {"value": number[:40]}, "stops"))
    found = [(known[n], minutes) for n, minutes in given.stops if n in known]
    faults += route_faults([(site.pk, minutes) for site, minutes in found])
    if faults:
        raise Invalid(*faults)
    columns = {
        "name": given.name.strip(), "told": mask_personal(given.told.strip())[0],
        "area_id": area.code, "area_path": area.path, "unit": unit.code, "unit_path": unit.path,
        "tier": unit.tier, "is_sample": given.is_sample,
    }  # fmt: skip
    return found, columns


def _lay_out(route: Route, stops: Sequence[tuple[Site, int]]) -> None:
    RouteStop.objects.bulk_create(
        RouteStop(route=route, order=n, site=site, minutes=minutes)
        for n, (site, minutes) in enumerate(stops, 1)
    )
