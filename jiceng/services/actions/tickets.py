"""Queue tickets of a hall system are taken in: each once, however often its file comes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jiceng.casework.actions.sheets import check_length
from jiceng.casework.rules.sheets import Read, Taken
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason
from jiceng.kernel.scope import SYSTEM, SYSTEM_GRIP, Actor, Grip
from jiceng.services.models import QueueTicket, ServicePoint
from jiceng.services.queries.items import items_at
from jiceng.services.queries.points import openings
from jiceng.services.queries.tickets import feeds, points_named
from jiceng.services.rules.tickets import QueueTicketRow, is_outside

Key = tuple[int, date, str]
TOLD_LATER = ("called_at", "finished_at")
"""What a ticket taken in before may learn; everything else stays as it was."""


def import_tickets(
    read: Read[QueueTicketRow], *, by: Actor, now: datetime, is_trial: bool = False,
    is_sample: bool = False,
) -> Taken:  # fmt: skip
    """Take in the rows that can be; each wrong one is named and left out. A trial writes nothing.

    Raises `NotAllowed` for who keeps no point, `Invalid` for more rows than `MOST`.
    """
    check_length(read)
    if by is not SYSTEM and not feeds(by).exists():
        raise NotAllowed(Reason("not_ticket_keeper"))
    taken, known = Taken(), _Known(read, by, now)
    found: dict[Key, QueueTicket] = {}
    changed: dict[Key, QueueTicket] = {}
    for number, row in read:
        try:
            if isinstance(row, tuple):
                raise Invalid(*row)
            _place(row, known, taken, found, changed, now)
        except Invalid as refusal:
            taken.refused.append((number, refusal.reasons))
    if not is_trial:
        _write(found, changed, by, now, is_sample)
    return taken


class _Known:
    """Points, items, opening hours and tickets that the rows of a file may touch."""

    def __init__(self, read: Read[QueueTicketRow], by: Actor, now: datetime) -> None:
        rows = [row for _number, row in read if isinstance(row, QueueTicketRow)]
        self.points = points_named()
        self.own = set(self._own(by))
        self.items = {i.name: i.key for i in items_at(now).values()}
        days = {row.taken_at.date() for row in rows}
        used = {p.pk: p for row in rows if (p := self.points.get(row.point))}
        self.hours = openings(list(used.values()), days, now)
        kept = QueueTicket.objects.filter(point__in=used, day__in=days)
        self.tickets: dict[Key, QueueTicket] = {(t.point_id, t.day, t.number): t for t in kept}

    def _own(self, by: Actor) -> list[int]:
        if by is SYSTEM:
            return [p.pk for p in self.points.values()]
        return list(feeds(by).values_list("pk", flat=True))

    def point(self, said: str) -> ServicePoint:
        found = self.points.get(said)
        if found is None:
            raise Invalid(Reason("unknown_service_point", {"value": said[:60]}, "point"))
        if found.pk not in self.own:
            raise Invalid(Reason("service_point_not_yours", {"name": found.name}, "point"))
        return found


def _place(
    row: QueueTicketRow, known: _Known, taken: Taken, found: dict[Key, QueueTicket],
    changed: dict[Key, QueueTicket], now: datetime,
) -> None:  # fmt: skip
    """A ticket goes to the new ones, to those that learn something, or nowhere: it is there."""
    point, day = known.point(row.point), row.taken_at.date()
    if row.taken_at > now:
        raise Invalid(Reason("ticket_in_future", field="taken_at"))
    key = (point.pk, day, row.number)
    before = known.tickets.get(key)
    if before is None:
        found[key] = known.tickets[key] = _queue_ticket(row, point, known)
        taken.added += 1
        taken.flagged += found[key].is_outside
        return
    told = _told(row, before)
    if not told:
        taken.same += 1
        return
    for name, value in told.items():
        setattr(before, name, value)
    before.wait_seconds = _wait(before.taken_at, before.called_at)
    if key not in found:
        changed[key] = before
    taken.changed += 1


def _queue_ticket(row: QueueTicketRow, point: ServicePoint, known: _Known) -> QueueTicket:
    day = row.taken_at.date()
    return QueueTicket(
        point=point, day=day, number=row.number, item=known.items.get(row.item, row.item),
        taken_at=row.taken_at, called_at=row.called_at, finished_at=row.finished_at,
        wait_seconds=_wait(row.taken_at, row.called_at),
        is_outside=is_outside(row.taken_at, known.hours[point.pk, day].spans),
    )  # fmt: skip


def _told(row: QueueTicketRow, before: QueueTicket) -> dict[str, Any]:
    """What a row adds to a ticket. Raises `Invalid` where it says otherwise than before."""
    told: dict[str, Any] = {}
    for name in ("taken_at", *TOLD_LATER):
        said, kept = getattr(row, name), getattr(before, name)
        if said is None or said == kept:
            continue
        if name not in TOLD_LATER or kept is not None:
            raise Invalid(Reason("ticket_differs", {"number": row.number}, name))
        told[name] = said
    return told


def _wait(taken_at: datetime, called_at: datetime | None) -> int | None:
    return int((called_at - taken_at).total_seconds()) if called_at else None


def _write(
    found: Mapping[Key, QueueTicket], changed: Mapping[Key, QueueTicket], by: Actor, now: datetime,
    is_sample: bool,
) -> None:  # fmt: skip
    counts: dict[int, list[int]] = {}
    for place, rows in enumerate((found, changed)):
        for point, _day, _number in rows:
            counts.setdefault(point, [0, 0])[place] += 1
    if not counts:
        return
    for row in found.values():
        row.is_sample = is_sample
    with transaction.atomic():
        QueueTicket.objects.bulk_create(found.values(), batch_size=500, ignore_conflicts=True)
        QueueTicket.objects.bulk_update(
            changed.values(), [*TOLD_LATER, "wait_seconds"], batch_size=200
        )
        append([
            line_by(_grip(by), "services.import_tickets", "service_point", point,
                    payload={"added": added, "changed": more})
            for point, (added, more) in counts.items()
        ], at=now)  # fmt: skip


def _grip(by: Actor) -> Grip:
    return SYSTEM_GRIP if by is SYSTEM else by.grips[0]
