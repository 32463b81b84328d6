"""Routes: their stops, how long they take and how far they go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import Actor
from jiceng.outreach.models import Route, RouteStop
from jiceng.outreach.queries.sites import keeps, place_of
from jiceng.outreach.rules.routes import Leg, legs, whole


@dataclass(frozen=True, slots=True)
class Way:
    """A route laid out: its stops, the way after each, and what it comes to."""

    stops: Sequence[RouteStop]
    ways: Sequence[Leg | None]
    minutes: int
    metres: int


def open_routes() -> QuerySet[Route]:
    """Routes that are offered, in the order in which they were drawn."""
    return Route.objects.filter(closed_on=None).order_by("pk")


def route_of(number: str) -> Route:
    """One by its number, closed ones too. Raises `NotFound`."""
    found = Route.objects.select_related("area").filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def kept_route(actor: Actor, number: str) -> Route:
    """One that somebody keeps; for everybody else it is not found."""
    route = route_of(number)
    if not keeps(actor, route):
        raise NotFound(Reason("not_found"))
    return route


def way_of(route: Route) -> Way:
    """Its stops in their order, with distances from where the sites lie."""
    return _way(list(route.stops.select_related("site__venue").order_by("order")))


def ways_of(routes: Sequence[Route]) -> dict[int, Way]:
    """Route key -> how it is laid out; one query."""
    rows = RouteStop.objects.filter(route__in=[r.pk for r in routes])
    found: dict[int, list[RouteStop]] = {r.pk: [] for r in routes}
    for stop in rows.select_related("site__venue").order_by("route", "order"):
        found[stop.route_id].append(stop)
    return {key: _way(stops) for key, stops in found.items()}


def _way(stops: list[RouteStop]) -> Way:
    ways = legs([place_of(s.site) for s in stops])
    return Way(stops, ways, *whole([s.minutes for s in stops], ways))
