"""Problems of a ledger by what somebody looks for: read along indexes, counted up to a ceiling.

A part of a ledger is some states. Each state is a walk of its own (see `walks`): from the newest
problem back, or, where deadlines are asked for, from the earliest deadline on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from jiceng.casework.models import Campaign, Problem
from jiceng.casework.process import PROBLEM
from jiceng.casework.queries.cases import rules_at
from jiceng.casework.queries.problems import problems_of
from jiceng.casework.queries.walks import (
    BY_DEADLINE,
    CEILING,
    NEWEST,
    UNORDERED,
    Clause,
    Order,
    any_of,
    are_apart,
    below_unit,
    condition,
    first_of,
    one_of,
    places_of,
    walk,
)
from jiceng.casework.queries.walks import counted as counted_of
from jiceng.casework.rules.problems import NEAR, OPEN, RECTIFIED, end_of
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor

REVIEWED = ("submitted", "on_notice", "looking_back")
LATE_IN = tuple(state for state in OPEN if state != "looking_back")
AGAIN: Clause = (" AND (reopenings > 0 OR recurrence_of_id IS NOT NULL)", ())
"""As the index `problem_again` has it, to the letter."""
STATES = {
    "open": OPEN,
    "late": LATE_IN,
    "review": REVIEWED,
    "done": RECTIFIED,
    "all": tuple(state.name for state in PROBLEM.states),
}
"""Part of a ledger -> its states; what came again may have any."""
Cursor = tuple[datetime | None, int]


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; empty means any."""

    text: str = ""
    state: str = ""
    unit: str = ""
    category: str = ""
    light: str = ""
    due_by: date | None = None


def late(now: datetime, state: str = "state", due: str = "due_at") -> Q:
    """Past the deadline and not yet rectified: numerator of overdue problems, and their list."""
    return Q(**{f"{state}__in": LATE_IN, f"{due}__lte": now})


def parts(now: datetime) -> dict[str, Q]:
    """The parts of a ledger by name."""
    return {
        "open": Q(state__in=OPEN),
        "late": late(now),
        "review": Q(state__in=REVIEWED),
        "done": Q(state__in=RECTIFIED),
        "again": Q(reopenings__gt=0) | Q(recurrence_of__isnull=False),
        "all": Q(),
    }


def ledger_of(actor: Actor, campaign: Campaign) -> QuerySet[Problem]:
    """The problems of a ledger within reach."""
    return problems_of(actor).filter(campaign=campaign)


def sought(rows: QuerySet[Problem], wanted: Sought, now: datetime) -> QuerySet[Problem]:
    """Those of some problems that fit everything asked for."""
    if wanted.text:
        rows = rows.filter(
            Q(description__icontains=wanted.text)
            | Q(place_text__icontains=wanted.text)
            | Q(number=wanted.text)
            | Q(external_number=wanted.text)
        )
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.unit:
        unit = territory().units.get(wanted.unit)
        rows = rows.filter(within("unit_path", unit.path) if unit else Q(pk__in=[]))
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    if wanted.due_by:
        rows = rows.filter(due_at__lte=end_of(wanted.due_by, rules_at(now)[1].zone))
    return rows.filter(_lit(wanted.light, now))


def _lit(colour: str, now: datetime) -> Q:
    dated = Q(state__in=LATE_IN, due_at__isnull=False)
    return {
        "red": late(now),
        "yellow": dated & Q(due_at__gt=now, due_at__lte=now + NEAR),
        "green": dated & Q(due_at__gt=now + NEAR),
    }.get(colour, Q())


@dataclass(frozen=True, slots=True)
class Ledger:
    """One part of a ledger within reach, narrowed."""

    actor: Actor
    campaign: Campaign
    part: str
    wanted: Sought
    now: datetime

    @property
    def is_dated(self) -> bool:
        """Whether deadlines are asked for: then the earliest comes first, else the newest."""
        return self.part == "late" or bool(self.wanted.light or self.wanted.due_by)

    @property
    def order(self) -> Order:
        return BY_DEADLINE if self.is_dated else NEWEST

    def first(self, limit: int, after: Cursor | None = None) -> list[Problem]:
        """The first problems after the last one shown."""
        return first_of(Problem, [*self.walks(limit, after)], self.order, limit)

    def walks(self, limit: int, after: Cursor | None = None) -> Iterator[Clause]:
        """One short walk for every state and place."""
        common = [_in(self.campaign), *self._narrowed(), *self._after(after)]
        for state in self._states():
            for place in self._places():
                yield walk(Problem, [place, state, *common], self.order, limit)

    def _states(self) -> list[Clause]:
        if self.part == "again":
            chosen: Sequence[str] = [self.wanted.state] if self.wanted.state else []
            return [(f"{AGAIN[0]} AND state = %s", (s,)) for s in chosen] or [AGAIN]
        states = set(STATES[self.part])
        if self.wanted.state:
            states &= {self.wanted.state}
        if self.wanted.light:
            states &= {*LATE_IN}
        return [(" AND state = %s", (state,)) for state in sorted(states)]

    def _places(self) -> list[Clause]:
        if not self.wanted.unit:
            return places_of(self.actor)
        unit = territory().units.get(self.wanted.unit)
        return below_unit(unit.path) if unit else []

    def _narrowed(self) -> list[Clause]:
        """What no walk follows: it is asked of each row on the way."""
        free = replace(self.wanted, state="", unit="", light="")
        found = (
            [condition(sought(Problem.objects.all(), free, self.now))] if free != Sought() else []
        )
        found += [(f" AND due_at {sign} %s", (_written(at),)) for sign, at in self._due()]
        return found + ([any_of(places_of(self.actor))] if self.wanted.unit else [])

    def _due(self) -> list[tuple[str, datetime]]:
        """Between which moments the deadline lies."""
        bounds = {
            "red": [("<=", self.now)],
            "yellow": [(">", self.now), ("<=", self.now + NEAR)],
            "green": [(">", self.now + NEAR)],
        }.get(self.wanted.light, [])
        return [*bounds, ("<=", self.now)] if self.part == "late" else bounds

    def _after(self, after: Cursor | None) -> list[Clause]:
        if after is None:
            return []
        due_at, key = after
        if due_at is None:
            return [(" AND id < %s", (key,))]
        at = _written(due_at)
        return [(" AND due_at >= %s AND (due_at > %s OR id > %s)", (at, at, key))]


def counted(actor: Actor, campaign: Campaign, now: datetime) -> dict[str, int]:
    """How many problems a part has; more than `CEILING` are told as `CEILING` + 1.

    What came again is not counted.
    """
    places = places_of(actor)
    due: Clause = (" AND due_at <= %s", (_written(now),))
    lists = {
        name: [
            walk(
                Problem,
                [
                    place,
                    _in(campaign),
                    *([one_of("state", states)] if name != "all" else []),
                    *([due] if name == "late" else []),
                ],
                UNORDERED,
                CEILING + 1,
            )
            for place in places
        ]
        for name, states in STATES.items()
    }
    return counted_of(lists, is_plain=are_apart(actor))


def _in(campaign: Campaign) -> Clause:
    return " AND campaign_id = %s", (campaign.pk,)


def _written(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
