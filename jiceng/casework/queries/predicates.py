"""Which sets of cases are counted, and on which day each case counts.

A predicate is a set of outcome rows with an *anchor*: the event whose local day decides the
period and the month it counts in. Figures are made of two of them (figures/declared.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import LessThan

from jiceng.casework.models import CaseOutcome

PUNCTUAL = Q(closed_at__lte=F("due_at"))
Condition = Callable[[datetime | None], Q]


def known(column: str, as_of: datetime | None) -> Q:
    """The event has happened, and was known at `as_of` (None: whatever is known now)."""
    condition = Q(**{f"{column}__isnull": False})
    return condition & Q(**{f"{column}__lte": as_of}) if as_of else condition


def not_yet(column: str, as_of: datetime | None) -> Q:
    """The event had not happened at `as_of`."""
    condition = Q(**{f"{column}__isnull": True})
    return condition | Q(**{f"{column}__gt": as_of}) if as_of else condition


def _reported(as_of: datetime | None) -> Q:
    return known("reported_at", as_of)


def _open(as_of: datetime | None) -> Q:
    return _reported(as_of) & not_yet("ended_at", as_of)


def _closed(as_of: datetime | None) -> Q:
    return known("closed_at", as_of)


def _due(as_of: datetime | None) -> Q:
    """应结案: the promise has come due, unless the case was refused or merged before."""
    ended = known("ended_at", as_of) & Q(closed_at__isnull=True)
    return known("due_at", as_of) & _reported(as_of) & ~ended


def _on_time(as_of: datetime | None) -> Q:
    return _due(as_of) & PUNCTUAL


def _placed(as_of: datetime | None) -> Q:
    """Accepted, of a known type and in a grid, and not merged into another case."""
    is_known = ~Q(grid="") & ~Q(case_type="")
    return _reported(as_of) & Q(accepted=True, is_merged=False) & is_known


def _recurred(as_of: datetime | None) -> Q:
    """Another case of the type in the grid was first closed in the thirty days before.

    Of the closings that still count the earliest decides: one row of the index, however many
    came after it.
    """
    earliest = still_counting().order_by("recurs_until").values("first_closed_at")[:1]
    return _placed(as_of) & Q(LessThan(Subquery(earliest), F("reported_at")))


def still_counting() -> QuerySet[CaseOutcome]:
    """For a subquery: others of the type in the grid whose thirty days reach to a report."""
    others = CaseOutcome.objects.exclude(pk=OuterRef("pk"))
    return others.filter(
        grid=OuterRef("grid"),
        case_type=OuterRef("case_type"),
        recurs_until__gte=OuterRef("reported_at"),
    )


def _ever_closed(as_of: datetime | None) -> Q:
    return known("first_closed_at", as_of)


@dataclass(frozen=True, slots=True)
class Predicate:
    """A set of cases and the column whose local day places each of them in time."""

    anchor: str
    condition: Condition


def _of(anchor: str, base: Condition, **columns: object) -> Predicate:
    return Predicate(anchor, lambda as_of: base(as_of) & Q(**columns))


REPORTED, CLOSED, DUE, FIRST = "reported_on", "closed_on", "due_on", "first_closed_on"
DONE_CHECKS = ("solved", "unsolved")

PREDICATES: Mapping[str, Predicate] = {
    "reported": Predicate(REPORTED, _reported),
    "open": Predicate(REPORTED, _open),
    "accepted": _of(REPORTED, _reported, accepted=True),
    "escalated": _of(REPORTED, _reported, accepted=True, escalated=True),
    "dispatched": _of(REPORTED, _reported, dispatched=True),
    "returned": _of(REPORTED, _reported, dispatched=True, send_backs__gt=0),
    "extended": _of(REPORTED, _reported, dispatched=True, extensions__gt=0),
    "placed": Predicate(REPORTED, _placed),
    "recurred": Predicate(REPORTED, _recurred),
    "closed": Predicate(CLOSED, _closed),
    "closed_in_grids": _of(CLOSED, _closed, has_grids=True),
    "closed_elsewhere": _of(CLOSED, _closed, has_grids=False),
    "grid_settled": _of(CLOSED, _closed, has_grids=True, tier="grid"),
    "community_settled": _of(CLOSED, _closed, has_grids=True, tier__in=("grid", "community")),
    "verified": _of(CLOSED, _closed, verified=True),
    "reworked": _of(CLOSED, _closed, verified=True, reworks__gt=0),
    "rated": Predicate(CLOSED, lambda at: _closed(at) & known("rated_at", at)),
    "satisfied": Predicate(
        CLOSED, lambda at: _closed(at) & known("rated_at", at) & Q(rating__gte=4)
    ),
    "rechecked": Predicate(
        CLOSED,
        lambda at: _closed(at) & known("rechecked_at", at) & Q(recheck__in=DONE_CHECKS),
    ),
    "solved": Predicate(
        CLOSED, lambda at: _closed(at) & known("rechecked_at", at) & Q(recheck="solved")
    ),
    "timed": _of(CLOSED, _closed, handling_seconds__isnull=False),
    "due": Predicate(DUE, _due),
    "on_time": Predicate(DUE, _on_time),
    "late": Predicate(DUE, lambda at: _due(at) & ~(known("closed_at", at) & PUNCTUAL)),
    "overdue": Predicate(DUE, lambda at: _due(at) & not_yet("ended_at", at)),
    "ever_closed": Predicate(FIRST, _ever_closed),
    "reopened_soon": Predicate(
        FIRST, lambda at: _ever_closed(at) & known("reopened_at", at) & Q(reopened_soon=True)
    ),
}  # fmt: skip

ANCHORS = tuple(dict.fromkeys(p.anchor for p in PREDICATES.values()))
