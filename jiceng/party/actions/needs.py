"""A community posts what it needs, a unit lists what it can give; both may close it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason, Refused, Stale
from jiceng.kernel.scope import Actor, Grip
from jiceng.party.actions.placing import (
    host_grip,
    known_community,
    known_unit,
    safe,
    say,
    title_faults,
    today_at,
    unit_grip,
    window_faults,
    zone_at,
)
from jiceng.party.models import Need, Resource
from jiceng.party.queries.co_building import LEVELS, taken
from jiceng.party.rules.co_building import KINDS
from jiceng.party.rules.organisations import SECTORS

R = TypeVar("R", Need, Resource)
MOST = 999


@dataclass(frozen=True, slots=True)
class Listing:
    """A need or a resource as it is written down.

    `at` is the community that needs it, or the unit that gives it. `sectors` are those a community
    would rather have; a resource names its own as the only one. `communities` narrow a resource.
    """

    at: str
    kind: str
    title: str
    starts_on: date
    ends_on: date
    amount: int = 1
    content: str = ""
    sectors: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()


def post_need(given: Listing, *, by: Actor, now: datetime) -> Need:
    """A community says what it needs. Raises `NotAllowed`, `Invalid` naming each field."""
    area = known_community(given.at)
    grip = host_grip(by, area.path)
    if faults := list(_faults(given, today_at(now))):
        raise Invalid(*faults)
    with transaction.atomic():
        key = next_key(Need)
        row = Need.objects.create(
            pk=key, number=_number("ND", key, now), community_id=area.code, area_path=area.path,
            kind=given.kind, title=safe(given.title, 120), content=safe(given.content, 2000),
            amount=given.amount, starts_on=given.starts_on, ends_on=given.ends_on,
            sectors=sorted(set(given.sectors)), posted_at=now,
        )  # fmt: skip
        say(grip, "post_need", "need", row.pk, now, sort=given.kind, amount=given.amount)
    return row


def offer_resource(given: Listing, *, by: Actor, now: datetime) -> Resource:
    """A unit says what it can give. Raises `NotAllowed`, `Invalid` naming each field."""
    unit = known_unit(given.at)
    grip = unit_grip(by, unit)
    faults = [*_faults(given, today_at(now)), *_unknown_communities(given)]
    if faults:
        raise Invalid(*faults)
    with transaction.atomic():
        key = next_key(Resource)
        row = Resource.objects.create(
            pk=key, number=_number("RS", key, now), unit=unit.code, unit_path=unit.path,
            kind=given.kind, title=safe(given.title, 120), content=safe(given.content, 2000),
            capacity=given.amount, starts_on=given.starts_on, ends_on=given.ends_on,
            sector=given.sectors[0] if given.sectors else "", offered_at=now,
            communities=sorted(set(given.communities)),
        )  # fmt: skip
        say(grip, "offer_resource", "resource", row.pk, now, sort=given.kind, amount=given.amount)
    return row


def _number(letters: str, key: int, now: datetime) -> str:
    return letters + public_number(now.astimezone(zone_at(now)).year, key)


def _faults(given: Listing, today: date) -> Iterator[Reason]:
    yield from title_faults(given.title)
    yield from window_faults(given.starts_on, given.ends_on, today)
    if given.kind not in KINDS:
        yield Reason("unknown_value", {"value": given.kind}, "kind")
    if not 1 <= given.amount <= MOST:
        yield Reason("count_range", {"low": 1, "high": MOST}, "amount")
    for sector in sorted(set(given.sectors) - SECTORS.keys()):
        yield Reason("unknown_value", {"value": sector}, "sectors")


def _unknown_communities(given: Listing) -> Iterator[Reason]:
    areas = territory().areas
    for code in given.communities:
        if code not in areas or areas[code].level not in LEVELS:
            yield Reason("unknown_area", {"value": code}, "communities")


def close_need(need: Need, because: str, *, by: Actor, now: datetime, version: int) -> Need:
    """A community closes a need, with the reason; projects under way go on."""
    grip = host_grip(by, need.area_path)
    return _close(need, "need", because, grip, now, version)


def close_resource(
    resource: Resource, because: str, *, by: Actor, now: datetime, version: int
) -> Resource:
    """A unit takes a resource back, with the reason; what it has promised it still owes."""
    grip = unit_grip(by, known_unit(resource.unit))
    return _close(resource, "resource", because, grip, now, version)


def _close(row: R, kind: str, because: str, grip: Grip, now: datetime, version: int) -> R:
    if row.closed_on is not None:
        raise Refused(Reason(f"{kind}_closed"))
    words = safe(because, 120)
    if not words:
        raise Invalid(Reason("paper_missing", {"paper": "reason"}, "reason"))
    rows = type(row)._default_manager.filter(pk=row.pk, version=version, closed_on=None)
    closed = {"closed_on": today_at(now), "closed_because": words, "version": version + 1}
    with transaction.atomic():
        if not rows.update(**closed):
            raise Stale(Reason("stale"))
        say(grip, f"close_{kind}", kind, row.pk, now)
    for name, value in closed.items():
        setattr(row, name, value)
    return row


def left_of_need(need: Need) -> int:
    """How much of a need nobody has taken on yet."""
    return need.amount - taken("need", [need.pk]).get(need.pk, 0)


def left_of_resource(resource: Resource) -> int:
    """How much of a resource is not promised to anybody yet."""
    return resource.capacity - taken("resource", [resource.pk]).get(resource.pk, 0)
