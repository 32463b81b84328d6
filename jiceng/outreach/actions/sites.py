"""A site is opened, changed, closed on a day or for good; its guides are written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from jiceng.kernel.hours import ON_HOLIDAYS, Hours, Spans
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import AreaEntry, UnitEntry, place_faults, territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused, Stale
from jiceng.kernel.scope import Actor, Grip
from jiceng.outreach.actions.venues import VenueTold, change_venue, close_venue, register_venue
from jiceng.outreach.models import Guide, Site, SiteDay, Venue
from jiceng.outreach.queries.sites import KEEPING, today_of
from jiceng.outreach.rules.routes import slot_faults

KIND = "red_site"
"""The kind of venue a site is."""
LEVELS = ("county", "town", "community", "village")
LONGEST: Mapping[str, tuple[int, int]] = {"told": (1, 1000), "note": (0, 200)}


@dataclass(frozen=True, slots=True)
class SiteTold:
    """A site as it is written down."""

    name: str
    area: str
    address: str
    told: str
    hours: Hours
    slot_minutes: int
    slot_capacity: int
    unit: str = ""
    """Empty: the unit of whoever writes it down, or the desk of the area."""
    lon: float | None = None
    lat: float | None = None
    is_approximate: bool = False
    note: str = ""
    is_sample: bool = field(default=False, kw_only=True)


def open_site(given: SiteTold, *, by: Actor, now: datetime) -> Site:
    """Write a site down with its venue. Raises `NotAllowed`, `Invalid` naming each field."""
    _check(given, area_of(given.area))
    if Venue.objects.filter(name=given.name.strip(), kind=KIND, closed_on=None).exists():
        raise Invalid(Reason("site_twice", field="name"))
    with transaction.atomic():
        venue = register_venue(_venue(given), by=by, now=now)
        site = Site(pk=next_key(Site), venue=venue, **_columns(given, venue))
        site.save(force_insert=True)
        say(keeper_grip(site, by), "site_opened", "site", site.pk, now)
    return site


def change_site(site: Site, given: SiteTold, *, by: Actor, now: datetime, version: int) -> Site:
    """Write it down anew. Raises `Stale`, `Refused`, `NotAllowed`, `Invalid`."""
    grip = keeper_grip(site, by)
    open_still(site)
    _check(given, area_of(given.area))
    with transaction.atomic():
        venue = change_venue(site.venue, _venue(given), by=by, now=now, version=site.venue.version)
        _compare_and_set(site, version, _columns(given, venue))
        say(grip, "site_changed", "site", site.pk, now)
    return site


def close_site(site: Site, *, by: Actor, now: datetime, version: int) -> Site:
    """Close it for good; its page stays. Raises `Stale`, `NotAllowed`, `Refused` while somebody is
    still to come."""
    grip = keeper_grip(site, by)
    open_still(site)
    with transaction.atomic():
        _compare_and_set(site, version, {})
        close_venue(site.venue, by=by, now=now, version=site.venue.version)
        say(grip, "site_closed", "site", site.pk, now)
    return site


def set_site_day(
    site: Site, day: date, spans: Spans | None, reason: str, *, by: Actor, now: datetime
) -> None:
    """Other hours on a single day, () for closed; None takes them back. `Invalid`, `Refused`."""
    grip = keeper_grip(site, by)
    open_still(site)
    if day < today_of(now):
        raise Invalid(Reason("site_day_has_passed", {"day": day.isoformat()}, "day"))
    words = mask_personal(reason.strip())[0]
    if spans is not None and not 1 <= len(words) <= 120:
        raise Invalid(Reason("text_length", {"low": 1, "high": 120}, "reason"))
    with transaction.atomic():
        if spans is None:
            SiteDay.objects.filter(site=site, day=day).delete()
        else:
            kept = {"spans": [list(s) for s in spans], "reason": words}
            SiteDay.objects.update_or_create(site=site, day=day, defaults=kept)
        say(grip, "site_day_set", "site", site.pk, now, day=day.isoformat())


def add_guide(
    site: Site, name: str, told: str, *, is_volunteer: bool, by: Actor, now: datetime
) -> Guide:
    """Write down who leads groups at the sites of its unit. `NotAllowed`, `Invalid`."""
    grip = keeper_grip(site, by)
    for value, column, least, most in ((name, "name", 1, 30), (told, "told", 0, 60)):
        if not least <= len(value.strip()) <= most:
            raise Invalid(Reason("text_length", {"low": least, "high": most}, column))
    row = Guide(unit=site.unit, name=mask_personal(name.strip())[0], is_volunteer=is_volunteer,
                told=mask_personal(told.strip())[0], is_sample=site.venue.is_sample)  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            say(grip, "guide_added", "site", site.pk, now)
    except IntegrityError as error:
        raise Invalid(Reason("guide_twice", field="name")) from error
    return row


def end_guide(site: Site, guide: int, *, by: Actor, now: datetime) -> None:
    """Somebody leads no groups any more; what they led stays. `NotAllowed`, `Invalid`."""
    grip = keeper_grip(site, by)
    with transaction.atomic():
        rows = Guide.objects.filter(pk=guide, unit=site.unit, left_on=None)
        if not rows.update(left_on=today_of(now)):
            raise Invalid(Reason("guide_unknown", field="guide"))
        say(grip, "guide_left", "site", site.pk, now)


def keeper_grip(kept: Any, by: Actor) -> Grip:
    """The post by which somebody keeps a site, a route or an honour. Raises `NotAllowed`."""
    grip = by.acting_grip(kept, KEEPING)
    if grip is None:
        raise NotAllowed(Reason("not_site_keeper"))
    return grip


def open_still(site: Site) -> None:
    """Raises `Refused` once it is closed for good."""
    if site.venue.closed_on is not None:
        raise Refused(Reason("site_closed"))


def say(grip: Grip, kind: str, subject: str, key: int, now: datetime, **told: Any) -> None:
    """One journal line; without words."""
    append([line_by(grip, kind, subject, key, payload=told)], at=now)


def area_of(code: str) -> AreaEntry:
    """An area that things may belong to. Raises `Invalid`."""
    area = territory().areas.get(code)
    if area is None or area.level not in LEVELS:
        raise Invalid(Reason("unknown_area", {"value": code}, "area"))
    return area


def unit_of(code: str, area: AreaEntry) -> UnitEntry:
    """A unit by its code; for an empty one the desk of the area. Raises `Invalid`."""
    unit = territory().units.get(code or territory().desk_for(area).code)
    if unit is None:
        raise Invalid(Reason("unknown_unit", {"value": code}, "unit"))
    return unit


def _check(given: SiteTold, area: AreaEntry) -> None:
    faults = [
        *text_faults(given, LONGEST),
        *place_faults(given.lon, given.lat, area),
        *slot_faults(given.slot_minutes, given.slot_capacity),
    ]
    if given.hours.on_holidays not in ON_HOLIDAYS:
        faults.append(Reason("unknown_value", {"value": given.hours.on_holidays}, "on_holidays"))
    if not any(given.hours.weekly):
        faults.append(Reason("never_open", field="day_0"))
    if faults:
        raise Invalid(*faults)


def text_faults(given: object, longest: Mapping[str, tuple[int, int]]) -> Iterator[Reason]:
    """Texts of a record that are too short or too long."""
    for name, (least, most) in longest.items():
        if not least <= len(str(getattr(given, name)).strip()) <= most:
            yield Reason("text_length", {"low": least, "high": most}, name)


def _venue(given: SiteTold) -> VenueTold:
    return VenueTold(KIND, given.name, given.area, given.address, given.unit, given.slot_capacity,
                     given.lon, given.lat, is_sample=given.is_sample)  # fmt: skip


def _columns(given: SiteTold, venue: Venue) -> dict[str, Any]:
    unit = territory().units[venue.unit]
    return {
        "unit_path": unit.path, "tier": unit.tier, "told": given.told.strip(),
        "is_approximate": given.is_approximate and given.lon is not None,
        "hours": given.hours.as_json(), "slot_minutes": given.slot_minutes,
        "slot_capacity": given.slot_capacity, "note": mask_personal(given.note.strip())[0],
    }  # fmt: skip


def _compare_and_set(site: Site, version: int, columns: Mapping[str, Any]) -> None:
    rows = Site.objects.filter(pk=site.pk, version=version)
    if not rows.update(**columns, version=version + 1):
        raise Stale(Reason("stale"))
    site.refresh_from_db(fields=[*columns, "version"])
