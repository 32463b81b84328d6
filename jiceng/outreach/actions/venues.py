"""Venues are registered, changed and closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.rows import change
from jiceng.kernel.records.territory import AreaEntry, UnitEntry, territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused, Stale
from jiceng.kernel.scope import Actor, Grip, covers
from jiceng.outreach.models import Venue
from jiceng.outreach.process.activities import ORGANISER
from jiceng.outreach.queries.activities import venue_kinds
from jiceng.outreach.rules.activities import MOST_PEOPLE


@dataclass(frozen=True, slots=True)
class VenueTold:
    """A venue as it is written down."""

    kind: str
    name: str
    area: str
    address: str
    unit: str = ""
    """Who keeps it; empty: the desk that answers for the area."""
    capacity: int | None = None
    lon: float | None = None
    lat: float | None = None
    is_sample: bool = field(default=False, kw_only=True)


def register_venue(given: VenueTold, *, by: Actor, now: datetime) -> Venue:
    """Put a venue on the register. Raises `NotAllowed`, `Invalid` naming each field."""
    columns = _checked(given, by, now)
    local = now.astimezone(rules_at(now)[1].zone)
    with transaction.atomic():
        key = next_key(Venue)
        row = Venue(pk=key, number="VE" + public_number(local.year, key), opened_on=local.date(),
                    is_sample=given.is_sample, **columns)  # fmt: skip
        row.save(force_insert=True)
        _say(row, venue_grip(row, by), "venue_registered", now)
    return row


def change_venue(
    venue: Venue, given: VenueTold, *, by: Actor, now: datetime, version: int
) -> Venue:
    """Write it down anew. Raises `Stale`, `NotAllowed`, `Invalid`, `Refused` once it is closed."""
    grip = venue_grip(venue, by)
    if venue.closed_on is not None:
        raise Refused(Reason("venue_closed"))
    columns = _checked(given, by, now)
    _write(venue, columns, grip, "venue_changed", now, version)
    return venue


def close_venue(venue: Venue, *, by: Actor, now: datetime, version: int) -> Venue:
    """Take it out of use; what was held there stays. Raises `Stale`, `NotAllowed`, `Refused` with
    what is still to be held there."""
    grip = venue_grip(venue, by)
    if venue.closed_on is not None:
        raise Refused(Reason("venue_closed"))
    ahead = venue.activities.filter(state__in=("planned", "published"), ends_at__gt=now)
    if first := ahead.order_by("starts_at").first():
        raise Refused(Reason("venue_needed", {"title": first.title, "number": first.number}))
    day = now.astimezone(rules_at(now)[1].zone).date()
    _write(venue, {"closed_on": day}, grip, "venue_shut", now, version)
    return venue


def venue_grip(venue: Venue, by: Actor) -> Grip:
    """The post by which somebody keeps it. Raises `NotAllowed`."""
    able = [g for g in by.grips if g.roles & ORGANISER and _reaches(g, venue.unit, venue.area_path)]
    if not able:
        raise NotAllowed(Reason("not_venue_keeper"))
    return max(able, key=lambda g: len(g.area_path))


def _reaches(grip: Grip, unit: str, area_path: str) -> bool:
    if grip.by_unit:
        return covers(grip.unit_path, territory().units[unit].path)
    return covers(grip.area_path, area_path)


def _checked(given: VenueTold, by: Actor, now: datetime) -> dict[str, Any]:
    area = territory().areas.get(given.area)
    faults = list(_faults(given, area, now))
    if faults or area is None:
        raise Invalid(*faults)
    unit = territory().units[given.unit or _keeper(area, by).code]
    if not any(g.roles & ORGANISER and _reaches(g, unit.code, area.path) for g in by.grips):
        raise NotAllowed(Reason("not_venue_keeper"))
    words = {n: mask_personal(str(getattr(given, n)).strip())[0] for n in ("name", "address")}
    return {
        **words, "kind": given.kind, "area_id": area.code, "area_path": area.path,
        "unit": unit.code, "capacity": given.capacity, "lon": given.lon, "lat": given.lat,
    }  # fmt: skip


def _keeper(area: AreaEntry, by: Actor) -> UnitEntry:
    """Whoever organises for a unit keeps its venues; otherwise the desk of the area."""
    for grip in by.grips:
        if grip.roles & ORGANISER and grip.by_unit:
            return territory().units[grip.unit]
    return territory().desk_for(area)


def _faults(given: VenueTold, area: AreaEntry | None, now: datetime) -> Iterator[Reason]:
    if area is None:
        yield Reason("unknown_area", {"value": given.area}, "area")
    if given.kind not in venue_kinds(now):
        yield Reason("unknown_value", {"value": given.kind}, "kind")
    if given.unit and given.unit not in territory().units:
        yield Reason("unknown_unit", {"value": given.unit}, "unit")
    for name, most in (("name", 60), ("address", 120)):
        if not 1 <= len(str(getattr(given, name)).strip()) <= most:
            yield Reason("text_length", {"low": 1, "high": most}, name)
    if given.capacity is not None and not 1 <= given.capacity <= MOST_PEOPLE:
        yield Reason("number_range", {"low": 1, "high": MOST_PEOPLE}, "capacity")
    if (given.lon is None) != (given.lat is None):
        yield Reason("bad_point", field="lon")


def _write(
    venue: Venue, columns: dict[str, Any], grip: Grip, kind: str, now: datetime, version: int
) -> None:
    with transaction.atomic():
        for name, value in columns.items():
            setattr(venue, name, value)
        names = {name.removesuffix("_id") for name in columns}
        if not change(venue, names, version=version):
            raise Stale(Reason("stale"))
        venue.version = version + 1
        _say(venue, grip, kind, now)


def _say(venue: Venue, grip: Grip, kind: str, now: datetime) -> None:
    append([line_by(grip, kind, "venue", venue.pk)], at=now)
