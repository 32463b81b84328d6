"""Routes and the sites they join for other programs: read by every post, drawn by their keepers."""

from __future__ import annotations

from typing import Any

from ninja import Query
from pydantic import Field

from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.api.seen import Named, unit_named
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.outreach.actions.routes import RouteTold, close_route, draw_route
from jiceng.outreach.forms.activities_told import area_name
from jiceng.outreach.models import Route
from jiceng.outreach.queries.routes import Way, kept_route, route_of, way_of, ways_of
from jiceng.web.api import Answer, Calls, Input, Listed, Page, machine, page_of
from jiceng.web.api.pages import read_cursor
from jiceng.web.doors import Asked

calls = Calls("routes")
KEEPER = "organiser"


class StopSeen(Answer):
    """One stop: a site and how long one stays, and the way on to the next."""

    site: str
    name: str
    lon: float | None
    lat: float | None
    minutes: int
    onward_metres: int | None = Field(description="By road as reckoned; none: last or unknown.")
    onward_minutes: int | None


class RouteListed(Answer):
    """A route."""

    number: str
    name: str
    area: Named
    unit: UnitNamed
    stops: list[StopSeen]
    minutes: int = Field(description="Stays and ways together.")
    metres: int
    closed_on: str | None
    is_sample: bool
    version: int


class RouteSeen(RouteListed):
    """One of them with what is told of it."""

    told: str


class RouteFilter(Page):
    """Narrowing."""

    under: str = Field("", description="Code of an area; those at or below it.")
    closed: bool = Field(False, description="Those that are offered no more, too.")


class StopNew(Input):
    """A site by its number, and minutes of stay."""

    site: str = Field(max_length=20)
    minutes: int = Field(ge=0, le=10_000)


class RouteNew(Input):
    """A route as it is drawn."""

    name: str = Field(max_length=200)
    area: str = Field(max_length=15)
    stops: list[StopNew] = Field(max_length=100)
    told: str = Field("", max_length=1000)
    unit: str = Field("", max_length=24)


class RouteMove(Input):
    """The version the caller has looked at."""

    version: int = Field(ge=1, le=2**31 - 1)


@calls.get("/routes", door=machine(), answer=Listed[RouteListed])
def list_routes(request: Asked, wanted: Query[RouteFilter]) -> dict[str, Any]:
    """Routes in the order in which they were drawn."""
    rows = Route.objects.all() if wanted.closed else Route.objects.filter(closed_on=None)
    if wanted.under:
        area = territory().area(wanted.under)
        if area is None:
            raise Invalid(Reason("unknown_area", {"value": wanted.under}, "under"))
        rows = rows.filter(within("area_path", area.path))
    place = read_cursor(wanted.after, int)
    found = list(rows.filter(pk__gt=place[0] if place else 0).order_by("pk")[: wanted.limit + 1])
    ways = ways_of(found)

    def show(route: Route) -> dict[str, Any]:
        return _listed(route, ways[route.pk])

    return page_of(found, wanted.limit, show=show, key=lambda r: (r.pk,))


@calls.post("/routes", door=machine(KEEPER), answer=RouteSeen)
def post_route(request: Asked, given: RouteNew) -> dict[str, Any]:
    """Draw one."""
    said = given.model_dump()
    stops = tuple((s["site"], s["minutes"]) for s in said.pop("stops"))
    return _seen(draw_route(RouteTold(stops=stops, **said), by=request.actor, now=request.now))


@calls.get("/routes/{number}", door=machine(), answer=RouteSeen)
def get_route(request: Asked, number: str) -> dict[str, Any]:
    """One by its number."""
    return _seen(route_of(number))


@calls.post("/routes/{number}/moves/close", door=machine(KEEPER), answer=RouteSeen)
def post_close(request: Asked, number: str, given: RouteMove) -> dict[str, Any]:
    """Offer it no more."""
    route = kept_route(request.actor, number)
    closed = close_route(route, by=request.actor, now=request.now, version=given.version)
    return _seen(closed)


def _listed(route: Route, way: Way) -> dict[str, Any]:
    stops = [
        {
            "site": stop.site.number, "name": stop.site.venue.name, "lon": stop.site.venue.lon,
            "lat": stop.site.venue.lat, "minutes": stop.minutes,
            "onward_metres": onward.metres if onward else None,
            "onward_minutes": onward.minutes if onward else None,
        }
        for stop, onward in zip(way.stops, [*way.ways, None], strict=True)
    ]  # fmt: skip
    return {
        "number": route.number, "name": route.name,
        "area": {"code": str(route.area_id), "name": area_name(str(route.area_id))},
        "unit": unit_named(route.unit), "stops": stops, "minutes": way.minutes,
        "metres": way.metres, "is_sample": route.is_sample, "version": route.version,
        "closed_on": route.closed_on.isoformat() if route.closed_on else None,
    }  # fmt: skip


def _seen(route: Route) -> dict[str, Any]:
    return {**_listed(route, way_of(route)), "told": route.told}
