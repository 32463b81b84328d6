"""The journal of co-building in the demo county: who did what, read off the days of each row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from jiceng.kernel.process import Process
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.journal import Line
from jiceng.kernel.records.models import Appointment
from jiceng.party.process import JOINT_PROJECT, MEMBER_REGISTRATION, UNIT_REGISTRATION, WISH
from jiceng.project.demo.party_journal import Told

Act = tuple[str, str, datetime]
"""A line's kind, whose side it is (host or unit), and when."""
At = Callable[[date], datetime]
PROCESSES: Mapping[str, Process] = {
    p.name: p for p in (UNIT_REGISTRATION, MEMBER_REGISTRATION, JOINT_PROJECT, WISH)
}


@dataclass(frozen=True, slots=True)
class Sides:
    """Who acts: the clerk of a community by area, the contact of a unit by unit."""

    hosts: Mapping[str, tuple[int, str]]
    contacts: Mapping[str, int]

    @staticmethod
    def known() -> Sides:
        clerks = Appointment.objects.filter(post="community_clerk").order_by("-pk")
        contacts = Appointment.objects.filter(post="co_building_contact").order_by("-pk")
        return Sides(
            {str(a.area_id): (a.pk, str(a.unit_id)) for a in clerks},
            {str(a.unit_id): a.pk for a in contacts},
        )

    def of(self, side: str, row: Any) -> tuple[int, str]:
        """Appointment and unit; 0 where nobody there has an account."""
        if side == "host":
            return self.hosts.get(str(row.community_id), (0, ""))
        if isinstance(unit := getattr(row, "claimed_by_unit", None) or row.unit, str):
            return self.contacts.get(unit, 0), unit
        return 0, ""


def told(rows: Iterable[Movable], at: At) -> Iterator[Told]:
    """The lines of every row, from its beginning to where it stands."""
    sides = Sides.known()
    for row in rows:
        process = PROCESSES[row.subject_kind]
        before = process.start
        for n, (kind, side, when) in enumerate(ACTS[row.subject_kind](row, at)):
            after = process.move(kind).target if n else before
            appointment, unit = sides.of(side, row)
            yield (
                when,
                Line(kind, row.subject_kind, row.pk, appointment, unit, before, after,
                     {"unit": row.unit}),
            )  # fmt: skip
            before = after


def _registered(row: Any, at: At) -> Iterator[Act]:
    yield "register", "unit", at(row.registered_on)
    if row.confirmed_at:
        yield "confirm", "host", row.confirmed_at


def _project(row: Any, at: At) -> Iterator[Act]:
    asks, answers = ("host", "unit") if row.offered_by == "community" else ("unit", "host")
    yield "propose", asks, at(row.starts_on - timedelta(days=2))
    if row.state == "declined":
        yield "decline", answers, row.entered_at
    if row.committed_at is None:
        return
    yield "commit" if answers == "unit" else "accept", answers, row.committed_at
    if row.state == "withdrawn":
        yield "withdraw", "unit", max(row.entered_at, row.committed_at)
    if row.state == "under_way":
        yield "begin", "unit", at(row.starts_on + timedelta(days=1))
    if row.delivered_on:
        yield "deliver", "unit", max(at(row.delivered_on), row.committed_at)
    if row.confirmed_at:
        yield "confirm", "host", row.confirmed_at
    if row.evaluated_at:
        yield "evaluate", "host", row.evaluated_at


def _wish(row: Any, at: At) -> Iterator[Act]:
    yield "post", "host", at(row.posted_on)
    for kind, side, when in (
        ("claim", "unit", row.claimed_at), ("fulfil", "unit", row.fulfilled_at),
        ("confirm", "host", row.confirmed_at),
    ):  # fmt: skip
        if when:
            yield kind, side, when


ACTS: Mapping[str, Callable[[Any, At], Iterator[Act]]] = {
    "unit_registration": _registered,
    "member_registration": _registered,
    "joint_project": _project,
    "wish": _wish,
}
