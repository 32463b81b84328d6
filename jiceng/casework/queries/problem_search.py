"""Problems of a ledger by what somebody looks for; counted up to a ceiling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat

from jiceng.casework.models import Campaign, Problem
from jiceng.casework.queries.problems import problems_of
from jiceng.casework.queries.waiting import CEILING
from jiceng.casework.rules.problems import NEAR, OPEN, RECTIFIED
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import Actor

REVIEWED = ("submitted", "on_notice", "looking_back")
LATE_IN = tuple(state for state in OPEN if state != "looking_back")


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


def parts(now: datetime, state: str = "state", due: str = "due_at") -> dict[str, Q]:
    """The parts of a ledger by name."""
    return {
        "open": Q(**{f"{state}__in": OPEN}),
        "late": late(now, state, due),
        "review": Q(**{f"{state}__in": REVIEWED}),
        "done": Q(**{f"{state}__in": RECTIFIED}),
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
        rows = rows.filter(due_at__date__lte=wanted.due_by)
    return rows.filter(_lit(wanted.light, now))


def _lit(colour: str, now: datetime) -> Q:
    dated = Q(state__in=LATE_IN, due_at__isnull=False)
    return {
        "red": late(now),
        "yellow": dated & Q(due_at__gt=now, due_at__lte=now + NEAR),
        "green": dated & Q(due_at__gt=now + NEAR),
    }.get(colour, Q())


def newest(rows: QuerySet[Problem], part: str, now: datetime) -> QuerySet[Problem]:
    """One part of a ledger, to be read by key from the newest on.

    State and deadline are compared as expressions, so that no database gathers and sorts all of
    a state where it could stop after a page.
    """
    rows = rows.annotate(
        standing=Concat("state", Value("")), ends_at=Coalesce("due_at", F("due_at"))
    )
    return rows.filter(parts(now, "standing", "ends_at")[part])


def counted(rows: QuerySet[Problem], now: datetime) -> dict[str, int]:
    """How many problems a part has; more than `CEILING` are told as `CEILING` + 1.

    What came again is not counted: it would mean reading the whole ledger for every page.
    """
    plain = rows.order_by().values("pk")
    return {
        name: plain.filter(part)[: CEILING + 1].count()
        for name, part in parts(now).items()
        if name != "again"
    }
