"""The counts of a day, kept: counted again when a change touched it, added to by a file.

A day that a change touched is counted again as a whole. What a file brings is new, so its counts
are added in the transaction that brings it: the cost follows the file and not the county
(decisions.md 38). A law holds that both ways lead to the same counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import Case, Count, Exists, Q, Value, When
from django.db.models.expressions import RawSQL

from jiceng.casework.models import CaseDay, CaseOutcome, TouchedDay
from jiceng.casework.queries.predicates import (
    ANCHORS,
    CLOSED,
    PREDICATES,
    REPORTED,
    closed_shortly_before,
)
from jiceng.kernel.records.bulk import Row, add_up, converter, insert
from jiceng.kernel.records.rows import ask, table

SLICES: Mapping[str, tuple[str, ...]] = {
    "county": (),
    "area": ("area_path", "town", "community", "grid"),
    "unit": ("unit",),
    "case_type": ("case_type",),
}
GROUPED = tuple(column for columns in SLICES.values() for column in columns)
PLACES = {name: place for place, name in enumerate(PREDICATES)}
OF_ANCHOR = {a: [n for n, p in PREDICATES.items() if p.anchor == a] for a in ANCHORS}
WHOSE = ("slice", "day", *GROUPED)
COLUMNS = (*WHOSE, *PREDICATES, "handling")
NOTHING = [0] * len(PREDICATES)
TIMED = PLACES["timed"]
CHUNK = 31
AT_ONCE = 3_000_000
"""Days times cases counted in one transaction; SQLite lets nobody else write meanwhile."""
LOCK = 0x6A6964
"""The advisory lock that keeps counting and writing outcomes apart on PostgreSQL."""
Key = tuple[Any, ...]
"""What `WHOSE` says: the slice, the day as it is stored, and for every column of a slice a value
or nothing."""


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

    def rows(self) -> Iterator[Row]:
        """As the columns `COLUMNS` are stored."""
        times = {
            key: np.asarray(seconds, np.dtype("<i8")).tobytes()
            for key, seconds in self.seconds.items()
        }
        return ((*key, *counts, times.get(key, b"")) for key, counts in self.counts.items())


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
    book = Book()
    for name, columns in SLICES.items():
        for anchor in ANCHORS:
            _count_anchor(book, name, columns, anchor, days)
    timed = CaseOutcome.objects.filter(PREDICATES["timed"].condition(None), closed_on__in=days)
    stored = _day_as_stored()
    for seconds, day, *groups in timed.values_list("handling_seconds", CLOSED, *GROUPED):
        for key in _keys(stored(day), groups):
            book.seconds.setdefault(key, []).append(seconds)
    return book


def _count_anchor(
    book: Book, name: str, columns: tuple[str, ...], anchor: str, days: Sequence[date]
) -> None:
    names = OF_ANCHOR[anchor]
    sums = {f"n_{n}": Count("pk", filter=PREDICATES[n].condition(None)) for n in names}
    found = CaseOutcome.objects.filter(**{f"{anchor}__in": days}).values(anchor, *columns)
    places, stored = [PLACES[n] for n in names], _day_as_stored()
    at = GROUPED.index(columns[0]) if columns else 0
    before, after = [""] * at, [""] * (len(GROUPED) - at - len(columns))
    counted = found.annotate(**sums).order_by().values_list(anchor, *columns, *sums)
    for day, *values in counted:
        counts = book.at((name, stored(day), *before, *values[: len(columns)], *after))
        for place, count in zip(places, values[len(columns) :], strict=True):
            counts[place] = count


def _day_as_stored() -> Callable[[date], Any]:
    stored = converter(CaseDay._meta.get_field("day"), connection.vendor)
    return stored or (lambda day: day)


def _keys(day: Any, groups: Sequence[str]) -> list[Key]:
    """Where a case with these values counts on a day: once in every slice."""
    area_path, town, community, grid, unit, case_type = groups
    return [
        ("county", day, "", "", "", "", "", ""),
        ("area", day, area_path, town, community, grid, "", ""),
        ("unit", day, "", "", "", "", unit, ""),
        ("case_type", day, "", "", "", "", "", case_type),
    ]


def add(new: Sequence[int]) -> None:
    """Count cases whose outcome rows have just been written for the first time.

    In the transaction that wrote them, after `hold`.
    """
    book = Book()
    among, given = _among("case_id", new)
    for days, groups, seconds, hits in _hits(among, given):
        for day, places in zip(days, hits, strict=True):
            for key in _keys(day, groups) if places and day else ():
                counts = book.at(key)
                for place in places:
                    counts[place] += 1
                if TIMED in places:
                    book.seconds.setdefault(key, []).append(seconds)
    stored = _day_as_stored()
    for day, *groups in _made_recurrences(new):
        for key in _keys(stored(day), groups):
            book.at(key)[PLACES["recurred"]] += 1
    add_up(CaseDay, list(book.rows()), COLUMNS, unique=WHOSE, joined="handling")


def _among(column: str, keys: Sequence[int]) -> tuple[str, list[int]]:
    """A condition for exactly these keys; mostly they follow one another."""
    if keys[-1] - keys[0] == len(keys) - 1 and list(keys) == list(range(keys[0], keys[-1] + 1)):
        return f"{column} BETWEEN %s AND %s", [keys[0], keys[-1]]
    return f"{column} IN ({', '.join(['%s'] * len(keys))})", list(keys)


Hit = tuple[Sequence[Any], Sequence[str], int, list[tuple[int, ...]]]
"""Of a case: the day of every anchor, its groups, its handling time, and what it counts for."""


def _hits(among: str, given: Sequence[int]) -> Iterator[Hit]:
    text, constants = _told(connection.vendor)
    of_anchor = [[PLACES[name] for name in names] for names in OF_ANCHOR.values()]
    days, groups = len(ANCHORS), len(ANCHORS) + len(GROUPED)
    seen: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    for row in ask(f"{text} WHERE {among}", *constants, *given):
        told = row[groups + 1 :]
        hits = seen.get(told)
        if hits is None:
            hits = [tuple(p for p in places if told[p]) for places in of_anchor]
            seen[told] = hits
        yield row[:days], row[days:groups], row[groups], hits


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
    known = Exists(closed_shortly_before().exclude(ours))
    recurred = CaseOutcome.objects.filter(
        PREDICATES["recurred"].condition(None), ~known, pk__in=followed
    )
    yield from recurred.values_list(REPORTED, *GROUPED)


def kept_columns() -> set[str]:
    """The counts a day keeps; a test compares them with the predicates."""
    return {f.name for f in CaseDay._meta.concrete_fields if f.name in PREDICATES}
