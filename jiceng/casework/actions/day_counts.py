"""The counts of a day, kept: counted again when a change touched it, added to by a file.

A day that a change touched is counted again as a whole. What a file brings is new, so its counts
are added in the transaction that brings it: the cost follows the file and not the county
(decisions.md 38). A law holds that both ways lead to the same counts.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.expressions import RawSQL

from jiceng.casework.models import CaseDay, CaseOutcome, TouchedDay
from jiceng.casework.queries.predicates import (
    ANCHORS,
    PREDICATES,
    REPORTED,
    still_counting,
)
from jiceng.kernel.records.bulk import Row, add_up, converter, insert
from jiceng.kernel.records.models import path_at
from jiceng.kernel.records.rows import ask, table

GROUPED = ("area_path", "town", "community", "grid", "unit", "case_type")
PLACES = {name: place for place, name in enumerate(PREDICATES)}
OF_ANCHOR = {a: [n for n, p in PREDICATES.items() if p.anchor == a] for a in ANCHORS}
WHOSE = ("slice", "day", *GROUPED)
COLUMNS = (*WHOSE, *PREDICATES, "handling")
NOTHING = [0] * len(PREDICATES)
TIMED = PLACES["timed"]
CHUNK = 31
AT_ONCE = 3_000_000
"""Days times cases counted in one transaction; SQLite lets nobody else write meanwhile."""
AT_A_TIME = 2_000
"""Rows in memory."""
LOCK = 0x6A6964
"""The advisory lock that keeps counting and writing outcomes apart on PostgreSQL."""
Key = tuple[Any, ...]
"""What `WHOSE` says: the slice, the day, and a value or nothing for every column of a slice."""


class Book:
    """Counts under way: for every key the counts in the order of the predicates."""

    def __init__(self) -> None:
        self.counts: dict[Key, list[int]] = {}
        self.seconds: dict[Key, list[int]] = {}
        """Handling times, for no median can be added up."""

    def at(self, key: Key) -> list[int]:
        found = self.counts.get(key)
        if found is None:
            found = self.counts[key] = NOTHING.copy()
        return found

    def take(self, which: str, given: Sequence[Any], only: Container[date] | None = None) -> None:
        """Count the outcome rows of a condition, on all their days or on some of them only."""
        for days, groups, seconds, hits in _hits(which, given):
            for day, places in zip(days, hits, strict=True):
                if not places or day is None or (only is not None and day not in only):
                    continue
                for key in _keys(day, groups):
                    counts = self.at(key)
                    for place in places:
                        counts[place] += 1
                    if TIMED in places:
                        self.seconds.setdefault(key, []).append(seconds)

    def rows(self) -> Iterator[Row]:
        """As the columns `COLUMNS` are stored."""
        times = {
            key: np.asarray(seconds, np.dtype("<i8")).tobytes()
            for key, seconds in self.seconds.items()
        }
        stored = _as_stored()
        for key, counts in self.counts.items():
            name, day, *groups = key
            yield name, stored(day), *groups, *counts, times.get(key, b"")


def hold() -> None:
    """Until the transaction ends nobody else counts days or changes what they count.

    On SQLite one transaction at a time writes anyway.
    """
    if connection.vendor == "postgresql":
        ask("SELECT pg_advisory_xact_lock(%s)", LOCK)


def recount() -> int:
    """Count every touched day again; returns how many days there were."""
    total = 0
    chunk = max(CHUNK, min(366, AT_ONCE // (CaseOutcome.objects.count() or 1)))
    while days := _recount_some(chunk):
        total += days
    return total


def _recount_some(chunk: int) -> int:
    with transaction.atomic():
        hold()
        days = list(TouchedDay.objects.order_by("day").values_list("day", flat=True)[:chunk])
        if days:
            TouchedDay.objects.filter(day__in=days).delete()
            CaseDay.objects.filter(day__in=days).delete()
            insert(CaseDay, _count_days(days).rows(), COLUMNS)
    return len(days)


def _count_days(days: Sequence[date]) -> Book:
    wanted = list(map(_as_stored(), days))
    marks = ", ".join(["%s"] * len(wanted))
    touching = " OR ".join(f"{anchor} IN ({marks})" for anchor in ANCHORS)
    book = Book()
    book.take(touching, wanted * len(ANCHORS), only=frozenset(days))
    return book


def _as_stored() -> Callable[[date], Any]:
    """How this database is given a day."""
    stored = converter(CaseDay._meta.get_field("day"), connection.vendor)
    return stored or (lambda day: day)


def _day(read: Any) -> date | None:
    """A day as a driver reads it: some leave the text."""
    return date.fromisoformat(read) if isinstance(read, str) else read


def _keys(day: date, groups: Sequence[str]) -> list[Key]:
    """Where a case with these values counts on a day: once in every slice."""
    area_path, town, community, grid, unit, case_type = groups
    at_town = path_at("town", area_path)
    return [
        ("county", day, "", "", "", "", "", ""),
        ("town", day, at_town, town, "", "", "", ""),
        ("town_type", day, at_town, town, "", "", "", case_type),
        ("area", day, area_path, town, community, grid, "", ""),
        ("unit", day, "", "", "", "", unit, ""),
        ("case_type", day, "", "", "", "", "", case_type),
    ]


def add(new: Sequence[int]) -> None:
    """Count cases whose outcome rows have just been written for the first time.

    In the transaction that wrote them, after `hold`.
    """
    book = Book()
    book.take(*_among("case_id", new))
    for day, *groups in _made_recurrences(new):
        for key in _keys(day, groups):
            book.at(key)[PLACES["recurred"]] += 1
    add_up(CaseDay, list(book.rows()), COLUMNS, unique=WHOSE, joined="handling")


def _among(column: str, keys: Sequence[int]) -> tuple[str, list[int]]:
    """A condition for exactly these keys; mostly they follow one another."""
    if keys[-1] - keys[0] == len(keys) - 1 and list(keys) == list(range(keys[0], keys[-1] + 1)):
        return f"{column} BETWEEN %s AND %s", [keys[0], keys[-1]]
    return f"{column} IN ({', '.join(['%s'] * len(keys))})", list(keys)


Hit = tuple[Sequence[date | None], Sequence[str], int, list[tuple[int, ...]]]
"""Of a case: the day of every anchor, its groups, its handling time, and what it counts for."""


def _hits(which: str, given: Sequence[Any]) -> Iterator[Hit]:
    text, constants = _told(connection.vendor)
    of_anchor = [[PLACES[name] for name in names] for names in OF_ANCHOR.values()]
    days, groups = len(ANCHORS), len(ANCHORS) + len(GROUPED)
    seen: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    for row in _stream(f"{text} WHERE {which}", *constants, *given):
        told = row[groups + 1 :]
        hits = seen.get(told)
        if hits is None:
            hits = [tuple(p for p in places if told[p]) for places in of_anchor]
            seen[told] = hits
        yield list(map(_day, row[:days])), row[days:groups], row[groups], hits


def _stream(text: str, *given: Any) -> Iterator[Row]:
    with connection.cursor() as cursor:
        cursor.execute(text, given)
        while rows := cursor.fetchmany(AT_A_TIME):
            yield from rows


@cache
def _told(vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The SELECT that says of every outcome row which predicates hold, and what it is given."""
    flags = {
        f"is_{name}": Case(When(p.condition(None), then=Value(1)), default=Value(0))
        for name, p in PREDICATES.items()
    }
    asked = CaseOutcome.objects.annotate(**flags)
    query = asked.values_list(*ANCHORS, *GROUPED, "handling_seconds", *flags).query
    text, given = query.get_compiler(connection=connection).as_sql()
    return text, tuple(given)


def _made_recurrences(new: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    """Day and groups of older reports that the closings among the new cases make recurrences."""
    outcomes = table(CaseOutcome)
    (closed, given), (later, again) = _among("closed.case_id", new), _among("later.case_id", new)
    followed = RawSQL(  # noqa: S611  our own table; what is given is keys of ours
        f"SELECT later.case_id FROM {outcomes} closed JOIN {outcomes} later "  # noqa: S608  our own table
        "ON later.grid = closed.grid AND later.case_type = closed.case_type "
        "AND later.reported_at > closed.first_closed_at "
        "AND later.reported_at <= closed.recurs_until "
        f"WHERE {closed} AND NOT ({later}) AND closed.grid <> '' AND closed.case_type <> ''",
        [*given, *again],
    )
    ours = Q(pk__gte=given[0], pk__lte=given[-1]) if len(given) < len(new) else Q(pk__in=new)
    before = Q(first_closed_at__lt=OuterRef("reported_at"))
    known = Exists(still_counting().filter(before).exclude(ours))
    recurred = CaseOutcome.objects.filter(
        PREDICATES["recurred"].condition(None), ~known, pk__in=followed
    )
    yield from recurred.values_list(REPORTED, *GROUPED)


def kept_columns() -> set[str]:
    """The counts a day keeps; a test compares them with the predicates."""
    return {f.name for f in CaseDay._meta.concrete_fields if f.name in PREDICATES}
