"""Needs of a community or resources of a unit taken in from a sheet, line by line (§5.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from jiceng.kernel.refusal import Invalid, Reason
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
Read = Sequence[tuple[int, ListedRow | Sequence[Reason]]]
"""Row of the file, and the line it holds or what is wrong with it."""
Key = tuple[str, str, object, object]
Write = Callable[[ListedRow], str]


@dataclass
class Taken:
    """What became of the lines of a file."""

    added: list[str] = field(default_factory=list)
    """Numbers."""
    same: int = 0
    """Already on the list; a file sent twice doubles nothing."""
    refused: list[tuple[int, Sequence[Reason]]] = field(default_factory=list)


def take_needs(read: Read, community: str, *, by: Actor, now: datetime) -> Taken:
    """What a community needs. Raises `NotAllowed`, `Invalid` for more lines than `MOST`."""
    area = known_community(community)
    host_grip(by, area.path)
    rows = Need.objects.filter(community=area.code, closed_on=None)
    there: set[Key] = set(rows.values_list("kind", "title", "starts_on", "ends_on"))

    def write(row: ListedRow) -> str:
        return post_need(_listing(row, area.code), by=by, now=now).number

    return _take(read, there, write)


def take_resources(read: Read, unit: str, *, by: Actor, now: datetime) -> Taken:
    """What a unit can give. Raises `NotAllowed`, `Invalid` for more lines than `MOST`."""
    entry = known_unit(unit)
    unit_grip(by, entry)
    rows = Resource.objects.filter(unit=entry.code, closed_on=None)
    there: set[Key] = set(rows.values_list("kind", "title", "starts_on", "ends_on"))

    def write(row: ListedRow) -> str:
        return offer_resource(_listing(row, entry.code), by=by, now=now).number

    return _take(read, there, write)


def _listing(row: ListedRow, at: str) -> Listing:
    return Listing(
        at=at, kind=row.kind, title=row.title, starts_on=row.starts_on, ends_on=row.ends_on,
        amount=row.amount, content=row.content, sectors=row.sectors,
    )  # fmt: skip


def _take(read: Read, there: set[Key], write: Write) -> Taken:
    """Write what is new; what cannot be is named with its row and left out."""
    if len(read) > MOST:
        raise Invalid(Reason("too_many_rows", {"most": MOST}, "file"))
    taken = Taken()
    with transaction.atomic():
        for number, row in read:
            if not isinstance(row, ListedRow):
                taken.refused.append((number, row))
                continue
            key = (row.kind, safe(row.title, 120), row.starts_on, row.ends_on)
            if key in there:
                taken.same += 1
                continue
            try:
                taken.added.append(write(row))
                there.add(key)
            except Invalid as refusal:
                taken.refused.append((number, refusal.reasons))
    return taken
