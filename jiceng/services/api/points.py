"""Service points for other programs: read by every post, kept by the desk of their area."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Query
from pydantic import Field

from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.api.seen import Named, unit_named
from jiceng.kernel.hours import BadHours, Hours, Spans, hours_of, spans_of, written
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.services.actions.points import Place, change_point, close_point, open_point, set_day
from jiceng.services.forms.points_told import kind_told
from jiceng.services.models import ServicePoint
from jiceng.services.queries.points import kept_point, point_of, points_under, standings
from jiceng.services.rules.points import duties_of, duty_line, kept_duties
from jiceng.web.api import Answer, Calls, Input, Listed, Page, local, machine, page_of
from jiceng.web.api.moves import Versioned
from jiceng.web.api.pages import rows_after
from jiceng.web.doors import Asked

calls = Calls("service-points")
DAY_HOURS = Annotated[str, Field(max_length=80)]
Holidays = Literal["closed", "sunday", "usual"]


class PointListed(Answer):
    """A service point and whether it is open now."""

    number: str
    name: str
    kind: str
    kind_name: str
    area: Named
    unit: UnitNamed
    address: str
    phone: str
    lon: float | None
    lat: float | None
    is_open: bool = Field(description="At the instant of the answer.")
    open_until: str | None
    opens_at: str | None
    closed_on: str | None
    is_sample: bool
    version: int


class PointSeen(PointListed):
    """One of them with its week."""

    weekly: list[str] = Field(description="Seven days, Monday first; empty is closed.")
    on_holidays: Holidays
    duties: list[str]
    facilities: list[str]
    items: list[str] = Field(description="Keys of the items it takes in.")
    capacity: int | None
    size_m2: int | None
    note: str
    opened_on: str
    closed_because: str


class PointFilter(Page):
    """Narrowing."""

    kind: str = ""
    under: str = Field("", description="Code of an area; those at or below it.")


class PointGiven(Input):
    """A service point as it is written down."""

    kind: str = Field(max_length=24)
    name: str = Field(max_length=200)
    area: str = Field(max_length=15)
    address: str = Field(max_length=400)
    weekly: list[DAY_HOURS] = Field(min_length=7, max_length=7)
    on_holidays: Holidays = "closed"
    unit: str = Field("", max_length=24)
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    phone: str = Field("", max_length=40)
    duties: str = Field("", max_length=2000, description="One a line: 周三 9:00-11:30 律师值班")
    facilities: list[str] = Field(default_factory=list, max_length=20)
    items: list[str] = Field(default_factory=list, max_length=200)
    capacity: int | None = None
    size_m2: int | None = None
    note: str = Field("", max_length=400)


class PointChanged(Versioned):
    """What is to be different; what is left out stays. The version the caller has looked at."""

    kind: str | None = Field(None, max_length=24)
    name: str | None = Field(None, max_length=200)
    area: str | None = Field(None, max_length=15)
    address: str | None = Field(None, max_length=400)
    weekly: list[DAY_HOURS] | None = Field(None, min_length=7, max_length=7)
    on_holidays: Holidays | None = None
    unit: str | None = Field(None, max_length=24)
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    phone: str | None = Field(None, max_length=40)
    duties: str | None = Field(None, max_length=2000)
    facilities: list[str] | None = Field(None, max_length=20)
    items: list[str] | None = Field(None, max_length=200)
    capacity: int | None = None
    size_m2: int | None = None
    note: str | None = Field(None, max_length=400)


class PointDayGiven(Input):
    """Other hours on a single day; empty is closed, null takes them back."""

    day: date | None = None
    hours: DAY_HOURS | None = None
    reason: str = Field("", max_length=200)
    version: int | None = Field(None, description="Not asked for: days do not disturb each other.")


class PointClosed(Input):
    """Why, and the version the caller has looked at."""

    reason: str = Field("", max_length=200)
    version: int = Field(ge=1, le=2**31 - 1)


@calls.get("/service-points", door=machine(), answer=Listed[PointListed])
def list_service_points(request: Asked, wanted: Query[PointFilter]) -> dict[str, Any]:
    """Points in use, in the order in which they were written down."""
    area = territory().area(wanted.under) if wanted.under else None
    if wanted.under and area is None:
        raise Invalid(Reason("unknown_area", {"value": wanted.under}, "under"))
    rows = points_under(area.path if area else "")
    rows = rows.filter(kind=wanted.kind) if wanted.kind else rows
    found = rows_after(rows, wanted)
    known = standings(found, request.now)

    def show(point: ServicePoint) -> dict[str, Any]:
        return _listed(point, known[point.pk], request)

    return page_of(found, wanted.limit, show=show, key=lambda p: (p.pk,))


@calls.post("/service-points", door=machine("dispatcher"), answer=PointSeen)
def write_service_point(request: Asked, given: PointGiven) -> dict[str, Any]:
    """Write a point down."""
    return _seen(open_point(_place(given), by=request.actor, now=request.now), request)


@calls.get("/service-points/{number}", door=machine(), answer=PointSeen)
def read_service_point(request: Asked, number: str) -> dict[str, Any]:
    """One of them."""
    return _seen(point_of(number), request)


@calls.post("/service-points/{number}/moves/change", door=machine("dispatcher"), answer=PointSeen)
def change_service_point(request: Asked, number: str, given: PointChanged) -> dict[str, Any]:
    """Write it down anew; residents see what changed."""
    point = kept_point(request.actor, number)
    said = given.model_dump(exclude={"version"}, exclude_unset=True)
    place = _place(PointGiven(**{**_given(point), **said}))
    changed = change_point(point, place, by=request.actor, now=request.now, version=given.version)
    return _seen(changed, request)


@calls.post("/service-points/{number}/moves/set_day", door=machine("dispatcher"), answer=PointSeen)
def set_service_point_day(request: Asked, number: str, given: PointDayGiven) -> dict[str, Any]:
    """Other hours on a single day."""
    point = kept_point(request.actor, number)
    if given.day is None:
        raise Invalid(Reason("needed", field="day"))
    spans = None if given.hours is None else _spans(given.hours, "hours")
    set_day(point, given.day, spans, given.reason, by=request.actor, now=request.now)
    return _seen(point, request)


@calls.post("/service-points/{number}/moves/close", door=machine("dispatcher"), answer=PointSeen)
def close_service_point(request: Asked, number: str, given: PointClosed) -> dict[str, Any]:
    """Close it for good."""
    point = close_point(
        kept_point(request.actor, number),
        given.reason,
        by=request.actor,
        now=request.now,
        version=given.version,
    )
    return _seen(point, request)


def _spans(text: str, field: str) -> Spans:
    try:
        return spans_of(text)
    except BadHours as error:
        raise Invalid(error.reason(field)) from error


def _place(given: PointGiven) -> Place:
    said = given.model_dump(exclude={"weekly", "on_holidays", "duties", "facilities", "items"})
    weekly = tuple(_spans(text, f"weekly.{n}") for n, text in enumerate(given.weekly))
    try:
        duties = duties_of(given.duties)
    except BadHours as error:
        raise Invalid(error.reason("duties")) from error
    hours = Hours(weekly, given.on_holidays)
    return Place(hours=hours, duties=duties, facilities=tuple(given.facilities),
                 items=tuple(given.items), **said)  # fmt: skip


def _listed(point: ServicePoint, standing: Any, request: Asked) -> dict[str, Any]:
    area = territory().areas.get(str(point.area_id))
    return {
        "number": point.number,
        "name": point.name,
        "kind": point.kind,
        "kind_name": kind_told(point, request.now),
        "area": {"code": str(point.area_id), "name": area.name if area else ""},
        "unit": unit_named(point.unit),
        "address": point.address,
        "phone": point.phone,
        "lon": point.lon,
        "lat": point.lat,
        "is_open": standing.is_open and point.closed_on is None,
        "open_until": local(standing.until),
        "opens_at": local(standing.opens_at),
        "closed_on": point.closed_on.isoformat() if point.closed_on else None,
        "is_sample": point.is_sample,
        "version": point.version,
    }


def _seen(point: ServicePoint, request: Asked) -> dict[str, Any]:
    hours = hours_of(point.hours)
    return {
        **_listed(point, standings([point], request.now)[point.pk], request),
        "weekly": [written(spans) for spans in hours.weekly],
        "on_holidays": hours.on_holidays,
        "duties": _duties(point),
        "facilities": list(point.facilities),
        "items": list(point.items),
        "capacity": point.capacity,
        "size_m2": point.size_m2,
        "note": point.note,
        "opened_on": point.opened_on.isoformat(),
        "closed_because": point.closed_because,
    }


def _duties(point: ServicePoint) -> list[str]:
    kept = kept_duties(point.duties)
    return [duty_line(d) for d in kept]


def _given(point: ServicePoint) -> dict[str, Any]:
    """A point as it would be written down again, unchanged."""
    hours = hours_of(point.hours)
    same = ("kind", "name", "address", "unit", "lon", "lat", "phone", "capacity", "size_m2", "note")
    return {
        **{name: getattr(point, name) for name in same},
        "area": str(point.area_id),
        "weekly": [written(spans) for spans in hours.weekly],
        "on_holidays": hours.on_holidays,
        "duties": "\n".join(_duties(point)),
        "facilities": list(point.facilities),
        "items": list(point.items),
    }
