"""A service point is opened, changed, closed on a day or for good; residents see each change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from jiceng.casework.queries import rules_at
from jiceng.kernel.hours import ON_HOLIDAYS, Hours, Spans
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.configuration import touch
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import AreaEntry, place_faults, territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused, Stale
from jiceng.kernel.scope import Actor, Grip, covers
from jiceng.services.models import PointChange, PointDay, ServicePoint
from jiceng.services.queries.items import items_at
from jiceng.services.queries.points import MARK, keeping, point_kinds
from jiceng.services.rules.points import FACILITIES, Duty

LEVELS = ("county", "town", "community", "village")
"""Levels of the areas a point may belong to."""
MOST = 1_000_000
LONGEST: Mapping[str, int] = {"name": 60, "address": 120, "phone": 20, "note": 200}
QUIET = frozenset({"note", "capacity", "size_m2", "is_sample"})
"""Columns whose change residents need not be told."""


@dataclass(frozen=True, slots=True)
class Place:
    """A service point as it is written down."""

    kind: str
    name: str
    area: str
    address: str
    hours: Hours
    unit: str = ""
    """Empty: the desk that answers for the area."""
    lon: float | None = None
    lat: float | None = None
    phone: str = ""
    duties: tuple[Duty, ...] = ()
    facilities: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    """Keys of the items it takes in."""
    capacity: int | None = None
    size_m2: int | None = None
    note: str = ""
    opened_on: date | None = None
    """None: today."""
    is_sample: bool = field(default=False, kw_only=True)


def open_point(given: Place, *, by: Actor, now: datetime) -> ServicePoint:
    """Write a new point down. Raises `NotAllowed`, `Invalid` naming each field."""
    area = _area(given.area)
    grip = _grip(by, area)
    _check(given, area, now)
    key = next_key(ServicePoint)
    zone = rules_at(now)[1].zone
    number = "SP" + public_number(now.astimezone(zone).year, key)
    with transaction.atomic():
        row = ServicePoint(pk=key, number=number, **_columns(given, area, now))
        _write(row, area)
        _say(grip, "open_point", row, now, sort=given.kind)
    return row


def change_point(
    point: ServicePoint, given: Place, *, by: Actor, now: datetime, version: int
) -> ServicePoint:
    """Write it down anew; what residents should know is kept as a change. Raises `Stale`,
    `Refused` for a closed one, `NotAllowed` where either the old or the new area is not theirs.
    """
    area = _area(given.area)
    grip = _grip(by, territory().areas[str(point.area_id)])
    _grip(by, area)
    _open_still(point, version)
    _check(given, area, now)
    columns = _columns(given, area, now)
    columns["opened_on"] = given.opened_on or point.opened_on
    columns["is_sample"] = point.is_sample
    was = {name: getattr(point, name) for name in columns}
    changed = sorted(name for name, value in columns.items() if was[name] != value)
    if not changed:
        return point
    with transaction.atomic():
        _compare_and_set(point, version, columns, area)
        told = [name for name in changed if name not in QUIET]
        if told:
            PointChange.objects.create(
                point=point, at=now, columns=told, was={n: _plain(was[n]) for n in told}
            )
        _say(grip, "change_point", point, now, columns=changed)
    return point


def set_day(
    point: ServicePoint, day: date, spans: Spans | None, reason: str, *, by: Actor, now: datetime
) -> None:
    """Other hours on a single day, () for closed; None takes them back. `Invalid`, `Refused`."""
    grip = _grip(by, territory().areas[str(point.area_id)])
    if point.closed_on is not None:
        raise Refused(Reason("point_closed"))
    if day < _today(now):
        raise Invalid(Reason("point_day_has_passed", {"day": day.isoformat()}, "day"))
    words = mask_personal(reason.strip())[0]
    if spans is not None and not 1 <= len(words) <= 120:
        raise Invalid(Reason("text_length", {"low": 1, "high": 120}, "reason"))
    with transaction.atomic():
        if spans is None:
            PointDay.objects.filter(point=point, day=day).delete()
        else:
            kept = {"spans": [list(s) for s in spans], "reason": words}
            PointDay.objects.update_or_create(point=point, day=day, defaults=kept)
        _say(grip, "set_point_day", point, now, day=day.isoformat(), closed=spans == ())


def close_point(
    point: ServicePoint, reason: str, *, by: Actor, now: datetime, version: int
) -> ServicePoint:
    """Close it for good; its page stays and says why. Raises `Stale`, `Refused`, `Invalid`."""
    area = territory().areas[str(point.area_id)]
    grip = _grip(by, area)
    _open_still(point, version)
    words = mask_personal(reason.strip())[0]
    if not 1 <= len(words) <= 120:
        raise Invalid(Reason("text_length", {"low": 1, "high": 120}, "reason"))
    with transaction.atomic():
        _compare_and_set(point, version, {"closed_on": _today(now), "closed_because": words}, area)
        _say(grip, "close_point", point, now)
    return point


def _grip(by: Actor, area: AreaEntry) -> Grip:
    able = [g for g in keeping(by) if covers(g.area_path, area.path)]
    if not able:
        raise NotAllowed(Reason("not_point_keeper"))
    return max(able, key=lambda g: len(g.area_path))


def _area(code: str) -> AreaEntry:
    found = territory().areas.get(code)
    if found is None or found.level not in LEVELS:
        raise Invalid(Reason("unknown_area", {"value": code}, "area"))
    return found


def _today(now: datetime) -> date:
    return now.astimezone(rules_at(now)[1].zone).date()


def _check(given: Place, area: AreaEntry, now: datetime) -> None:
    faults = [
        *_text_faults(given),
        *_choice_faults(given, now),
        *place_faults(given.lon, given.lat, area),
    ]
    if faults:
        raise Invalid(*faults)


def _text_faults(given: Place) -> Iterator[Reason]:
    for name, most in LONGEST.items():
        least = 1 if name in ("name", "address") else 0
        length = len(str(getattr(given, name)).strip())
        if name == "address" and not length:
            yield Reason("point_needs_place", field="address")
        elif not least <= length <= most:
            yield Reason("text_length", {"low": least, "high": most}, name)
    for name in ("capacity", "size_m2"):
        value = getattr(given, name)
        if value is not None and not 0 <= value <= MOST:
            yield Reason("number_range", {"low": 0, "high": MOST}, name)


def _choice_faults(given: Place, now: datetime) -> Iterator[Reason]:
    if given.kind not in point_kinds(now):
        yield Reason("unknown_point_kind", {"value": given.kind}, "kind")
    if given.unit and given.unit not in territory().units:
        yield Reason("unknown_unit", {"value": given.unit}, "unit")
    for name in sorted(set(given.facilities) - FACILITIES.keys()):
        yield Reason("unknown_value", {"value": name}, "facilities")
    for name in sorted(set(given.items) - items_at(now).keys()):
        yield Reason("unknown_item", {"value": name}, "items")
    if given.hours.on_holidays not in ON_HOLIDAYS:
        yield Reason("unknown_value", {"value": given.hours.on_holidays}, "on_holidays")
    if not any(given.hours.weekly):
        yield Reason("never_open", field="hours")


def _columns(given: Place, area: AreaEntry, now: datetime) -> dict[str, Any]:
    """The columns as they are kept."""
    told = asdict(given)
    words = {n: mask_personal(str(told[n]).strip())[0] for n in ("name", "address", "note")}
    unit = given.unit or territory().desk_for(area).code
    return {
        "kind": given.kind,
        **words,
        "area_id": area.code,
        "area_path": area.path,
        "unit": unit,
        "lon": given.lon,
        "lat": given.lat,
        "phone": given.phone.strip(),
        "hours": given.hours.as_json(),
        "duties": [duty.as_json() for duty in given.duties],
        "facilities": sorted(set(given.facilities)),
        "items": sorted(set(given.items)),
        "capacity": given.capacity,
        "size_m2": given.size_m2,
        "opened_on": given.opened_on or _today(now),
        "is_sample": given.is_sample,
    }


def _write(row: ServicePoint, area: AreaEntry) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid(Reason("point_twice", {"area": area.name}, "name")) from error


def _open_still(point: ServicePoint, version: int) -> None:
    if point.closed_on is not None:
        raise Refused(Reason("point_closed"))
    if point.version != version:
        raise Stale(Reason("stale"))


def _compare_and_set(
    point: ServicePoint, version: int, columns: Mapping[str, Any], area: AreaEntry
) -> None:
    rows = ServicePoint.objects.filter(pk=point.pk, version=version, closed_on=None)
    try:
        with transaction.atomic():
            changed = rows.update(**columns, version=version + 1)
    except IntegrityError as error:
        raise Invalid(Reason("point_twice", {"area": area.name}, "name")) from error
    if not changed:
        raise Stale(Reason("stale"))
    point.refresh_from_db()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _say(grip: Grip, kind: str, point: ServicePoint, now: datetime, **told: Any) -> None:
    """One journal line; without words. Coverage is measured anew."""
    append([line_by(grip, f"services.{kind}", "service_point", point.pk, payload=told)], at=now)
    touch(MARK)
