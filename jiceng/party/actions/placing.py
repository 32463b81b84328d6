"""What every action of co-building shares: who acts for whom, where a record stands, checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, tzinfo
from typing import Any, TypeVar

from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.places import mask_personal
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import AreaEntry, UnitEntry, territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.kernel.scope import Actor, Grip, covers
from jiceng.party.models import UnitRegistration
from jiceng.party.queries.co_building import LEVELS, contacts, hosts

M = TypeVar("M", bound=Movable)


def host_grip(by: Actor, area_path: str) -> Grip:
    """The post with which somebody acts for a community; raises `NotAllowed`."""
    able = [g for g in hosts(by) if covers(g.area_path, area_path)]
    if not able:
        raise NotAllowed(Reason("community_only"))
    return max(able, key=lambda g: len(g.area_path))


def unit_grip(by: Actor, unit: UnitEntry) -> Grip:
    """The post with which somebody acts for a unit; raises `NotAllowed`."""
    able = [g for g in contacts(by) if covers(g.unit_path, unit.path)]
    if not able:
        raise NotAllowed(Reason("unit_contact_only"))
    return max(able, key=lambda g: len(g.unit_path))


def known_unit(code: str, field: str = "unit") -> UnitEntry:
    """A unit that may promise something; raises `Invalid`."""
    found = territory().units.get(code)
    if found is None:
        raise Invalid(Reason("unknown_unit", {"value": code}, field))
    return found


def known_community(code: str) -> AreaEntry:
    """A community or village; raises `Invalid`."""
    found = territory().areas.get(code)
    if found is None or found.level not in LEVELS:
        raise Invalid(Reason("unknown_area", {"value": code}, "community"))
    return found


def stand(
    model: type[M], letters: str, at: AreaEntry, unit: UnitEntry, *, now: datetime, **values: Any
) -> M:
    """An unsaved record of a community and a unit, with key and number.

    To be called in the transaction that saves it. `letters` set its numbers apart from others.
    """
    key = next_key(model)
    return model(
        pk=key,
        number=letters + public_number(now.astimezone(zone_at(now)).year, key),
        area_path=at.path,
        unit=unit.code,
        unit_path=unit.path,
        tier="community",
        entered_at=now,
        community_id=at.code,
        **values,
    )


def zone_at(now: datetime) -> tzinfo:
    """The county's zone."""
    return rules_at(now)[1].zone


def today_at(now: datetime) -> date:
    """The day it is in the county."""
    return now.astimezone(zone_at(now)).date()


def end_of(day: date, now: datetime) -> datetime:
    """The last second of a day in the county."""
    return datetime.combine(day, time(23, 59, 59), zone_at(now))


def safe(text: str, longest: int) -> str:
    """Words as they are kept: trimmed, and without numbers that point at a person."""
    return mask_personal(text.strip())[0][:longest]


def title_faults(title: str) -> Iterator[Reason]:
    if not 1 <= len(title.strip()) <= 120:
        yield Reason("text_length", {"low": 1, "high": 120}, "title")


def window_faults(starts_on: date, ends_on: date, today: date) -> Iterator[Reason]:
    """A window that ends before it begins, or before today."""
    if ends_on < starts_on:
        yield Reason("window_reversed", field="ends_on")
    elif ends_on < today:
        yield Reason("day_in_the_past", field="ends_on")


def is_registered(unit: str, community: str) -> bool:
    """Whether a community has confirmed a unit's registration."""
    rows = UnitRegistration.objects.filter(unit=unit, community=community, state="confirmed")
    return rows.exists()


def say(grip: Grip, kind: str, subject: str, pk: int, now: datetime, **told: Any) -> None:
    """One journal line for an act that is no move; without names and free text."""
    append([line_by(grip, f"party.{kind}", subject, pk, payload=told)], at=now)
