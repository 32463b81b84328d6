"""Needs of a community or resources of a unit taken in from a sheet, line by line (§5.5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from jiceng.casework.actions.sheets import take_rows
from jiceng.casework.rules.sheets import Read, Taken
from jiceng.kernel.scope import Actor
from jiceng.party.actions.needs import Listing, offer_resource, post_need
from jiceng.party.actions.placing import (
    host_grip,
    known_community,
    known_unit,
    safe,
    unit_grip,
)
from jiceng.party.models import Need, Resource
from jiceng.party.rules.listing_table import ListedRow

MOST = 500
"""Lines of one file."""
Key = tuple[str, str, object, object]
Write = Callable[[ListedRow], str]


def take_needs(
    read: Read[ListedRow], community: str, *, by: Actor, now: datetime, is_trial: bool = False
) -> Taken:
    """What a community needs. Raises `NotAllowed`, `Invalid` for more lines than `MOST`."""
    area = known_community(community)
    host_grip(by, area.path)
    rows = Need.objects.filter(community=area.code, closed_on=None)
    there: set[Key] = set(rows.values_list("kind", "title", "starts_on", "ends_on"))

    def write(row: ListedRow) -> str:
        return post_need(_listing(row, area.code), by=by, now=now).number

    return _take(read, there, write, is_trial)


def take_resources(
    read: Read[ListedRow], unit: str, *, by: Actor, now: datetime, is_trial: bool = False
) -> Taken:
    """What a unit can give. Raises `NotAllowed`, `Invalid` for more lines than `MOST`."""
    entry = known_unit(unit)
    unit_grip(by, entry)
    rows = Resource.objects.filter(unit=entry.code, closed_on=None)
    there: set[Key] = set(rows.values_list("kind", "title", "starts_on", "ends_on"))

    def write(row: ListedRow) -> str:
        return offer_resource(_listing(row, entry.code), by=by, now=now).number

    return _take(read, there, write, is_trial)


def _listing(row: ListedRow, at: str) -> Listing:
    return Listing(
        at=at, kind=row.kind, title=row.title, starts_on=row.starts_on, ends_on=row.ends_on,
        amount=row.amount, content=row.content, sectors=row.sectors,
    )  # fmt: skip


def _take(read: Read[ListedRow], there: set[Key], write: Write, is_trial: bool) -> Taken:
    """Write what is new; what cannot be is named with its row and left out."""
    numbers: list[str] = []

    def take(row: ListedRow) -> str:
        key = (row.kind, safe(row.title, 120), row.starts_on, row.ends_on)
        if key in there:
            return "same"
        numbers.append(write(row))
        there.add(key)
        return "added"

    return replace(take_rows(read, take, most=MOST, is_trial=is_trial), numbers=numbers)
