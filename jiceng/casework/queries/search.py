"""Cases found by what somebody remembers of them, always within reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from jiceng.casework.models import CallUp, Case
from jiceng.casework.queries.cases import cases_of, rules_at
from jiceng.kernel.records.access import seen_by
from jiceng.kernel.records.models import Notice, within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import UNIT_BOUND, Actor

RESTING = ("closed", "refused", "merged", "archived")
OPEN = "open"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for; empty means any. `state` may be "open": whatever does not rest."""

    text: str = ""
    state: str = ""
    area: str = ""
    unit: str = ""
    case_type: str = ""
    source: str = ""
    overdue: bool = False
    since: datetime | None = None
    until: datetime | None = None


def search(actor: Actor, wanted: Wanted, now: datetime) -> QuerySet[Case]:
    """The cases within reach that fit everything asked for."""
    rows = cases_of(actor)
    if wanted.text:
        rows = rows.filter(about(wanted.text))
    if wanted.state == OPEN:
        rows = rows.exclude(state__in=RESTING)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.area:
        rows = rows.filter(in_area(wanted.area))
    if wanted.unit:
        unit = territory().units.get(wanted.unit)
        rows = rows.filter(within("unit_path", unit.path) if unit else Q(pk__in=[]))
    if wanted.case_type:
        rows = rows.filter(case_type__in=types_below(wanted.case_type, now))
    return _when(rows, wanted, now)


def _when(rows: QuerySet[Case], wanted: Wanted, now: datetime) -> QuerySet[Case]:
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    if wanted.overdue:
        rows = rows.exclude(state__in=RESTING).filter(overdue(now))
    if wanted.since:
        rows = rows.filter(reported_at__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(reported_at__lt=wanted.until)
    return rows


def about(text: str) -> Q:
    """Words anywhere in title, text or place, or the beginning of a number."""
    return (
        Q(title__icontains=text)
        | Q(text__icontains=text)
        | Q(place_text__icontains=text)
        | Q(number__startswith=text)
    )


def in_area(code: str) -> Q:
    """Rows in an area by any code it ever had; nothing for an unknown one."""
    area = territory().area(code)
    return within("area_path", area.path) if area else Q(pk__in=[])


def types_below(code: str, now: datetime) -> list[str]:
    """A type and every type below it."""
    book, _ = rules_at(now)
    return [code, *(kind.code for kind in book.types.values() if code in kind.path)]


def overdue(now: datetime) -> Q:
    """Past the nearer of its two clocks."""
    return Q(due_at__lte=now) | Q(stage_due_at__lte=now)


def call_ups_of(actor: Actor) -> QuerySet[CallUp]:
    """Call-ups in somebody's area, and those that call a unit for which somebody handles."""
    called = Q(pk__in=[])
    for grip in actor.grips:
        if grip.roles & UNIT_BOUND:
            called |= within("units__unit_path", grip.unit_path)
    ours = seen_by(actor, CallUp.objects.all()).values("pk")
    asked = CallUp.objects.filter(called).values("pk")
    return CallUp.objects.filter(Q(pk__in=ours) | Q(pk__in=asked))


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """What somebody's roles were told, at their units or in their areas."""
    condition = Q(pk__in=[])
    for grip in actor.grips:
        bound, free = sorted(grip.bound_roles), sorted(grip.roles - grip.bound_roles)
        if bound:
            condition |= Q(role__in=bound) & within("unit_path", grip.unit_path)
        if free:
            own = ("unit_path", grip.unit_path) if grip.by_unit else ("area_path", grip.area_path)
            condition |= Q(role__in=free) & within(*own)
    return Notice.objects.filter(condition)
