"""What every simulated life reads: rules, territory, words, and who may act for whom.

Built once in the parent process and inherited by the children; it holds no connection.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random

from jiceng.casework.models import Case
from jiceng.casework.queries import rules_at
from jiceng.casework.rules.rulebook import Rulebook
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Person
from jiceng.kernel.records.territory import Territory, territory
from jiceng.kernel.remembering import RememberingCalendar
from jiceng.kernel.scope import Actor
from jiceng.project.demo.content import Content

NEXT_TO_TOWN = ("grid", "community")


class Cast:
    """Everybody in office, by what they may do where."""

    def __init__(self, actors: list[Actor]) -> None:
        self.workers: dict[str, list[Actor]] = {}
        self.handlers: dict[str, list[Actor]] = {}
        self.dispatchers: dict[str, list[Actor]] = {}
        self.above: dict[tuple[str, str], list[Actor]] = {}
        """(role, area path): who verifies, approves and arbitrates there."""
        for actor in actors:
            self._place(actor)

    def _place(self, actor: Actor) -> None:
        grip = actor.grips[0]
        if "worker" in grip.roles:
            self.workers.setdefault(grip.area_path, []).append(actor)
        if "handler" in grip.roles:
            self.handlers.setdefault(grip.unit, []).append(actor)
        if "dispatcher" in grip.roles:
            self.dispatchers.setdefault(grip.unit, []).append(actor)
        for role in ("verifier", "approver", "arbiter"):
            if role in grip.roles:
                self.above.setdefault((role, grip.area_path), []).append(actor)

    def holder(self, case: Case, rng: Random) -> Actor:
        """Whoever handles it where it lies now."""
        if case.tier == "grid" and (near := self.workers.get(case.area_path)):
            return rng.choice(near)
        return rng.choice(self.handlers[case.unit])

    def desk(self, case: Case, rng: Random) -> Actor:
        """A dispatcher of the desk that has it."""
        return rng.choice(self.dispatchers[case.unit])

    def judge(self, case: Movable, role: str, rng: Random) -> Actor:
        """Verifier, approver or arbiter, one tier above whoever holds the case."""
        codes = case.area_path.split("/")
        depth = 2 if case.tier in NEXT_TO_TOWN else 1
        return rng.choice(self.above[role, "/".join(codes[:depth]) + "/"])


@dataclass(frozen=True)
class World:
    """One consistent copy of everything; `now` is where the simulation ends."""

    content: Content
    book: Rulebook
    calendar: RememberingCalendar
    land: Territory
    cast: Cast
    now: datetime
    vendor: str

    def phrase(self, name: str, rng: Random) -> str:
        return rng.choice(self.content.wording.phrases[name])


def read_world(content: Content, *, now: datetime, vendor: str) -> World:
    """Read it from the database, in which the county has just been written."""
    book, calendar = rules_at(now)
    remembering = RememberingCalendar.like(calendar)
    today = now.astimezone(calendar.zone).date()
    people = Person.objects.filter(is_sample=True).order_by("pk")
    cast = Cast([actor_for(person, now=now, today=today) for person in people])
    return World(content, book, remembering, territory(), cast, now, vendor)
