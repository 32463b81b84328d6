"""Lists that grow, read along their indexes: no more rows are read than are shown or counted.

A reader reaches some places: a unit, its parts, a town. Of each place a list reads a short walk of
neighbouring rows in the order shown, which stops after a page or at the ceiling of a count; the
walks are then put together. Nothing is sorted but the page, and what lies elsewhere costs nothing.
The statements are written by hand: their shape is what makes them cheap.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import Model, QuerySet

from jiceng.kernel.records.models.fields import DEPTHS
from jiceng.kernel.records.rows import ask, read, table
from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import UNIT_BOUND, Actor, Grip

M = TypeVar("M", bound=Model)
CEILING = 999
"""Rows are counted one by one up to here; beyond it nobody needs to know how many more."""
NAMED = 60
"""Parts of a unit are named up to here; whoever has more sees most of the county anyhow."""
Clause: TypeAlias = tuple[str, tuple[Any, ...]]
"""Some SQL and what its marks stand for."""
ANYWHERE: Clause = ("", ())
NOWHERE: Clause = (" AND 1 = 0", ())


@dataclass(frozen=True, slots=True)
class Order:
    """The order in which a list is read: the columns it takes, and the words for it."""

    columns: str
    text: str


UNORDERED = Order("id", "")
NEWEST = Order("id", "ORDER BY id DESC")
BY_DEADLINE = Order("id, due_at", "ORDER BY due_at ASC NULLS LAST, id")


def places_of(actor: Actor, *, own: bool = False) -> list[Clause]:
    """Conditions that together are `seen_by`, each answered by one index.

    With `own` the matters of one's own unit belong to everybody, not to those alone who handle.
    """
    found: list[Clause] = []
    for grip in actor.grips:
        if not grip.reaches_records:
            continue
        if not grip.by_unit and grip.area_path.count("/") <= 1:
            return [ANYWHERE]
        found += at_unit(grip) if grip.by_unit else [_in_area(grip.area_path)]
        if not grip.by_unit and (own or grip.roles & UNIT_BOUND):
            found += at_unit(grip)
    return [*dict.fromkeys(found)]


def at_unit(grip: Grip) -> list[Clause]:
    """One's own unit; a department also has what its parts have."""
    return below_unit(grip.unit_path) if grip.by_unit else below_unit(grip.unit_path)[:1]


def below_unit(path: str) -> list[Clause]:
    """A unit, and then its parts: named one by one, for a range would leave their indexes."""
    parts = territory().parts_of(path)
    own: Clause = (" AND unit_path = %s", (path,))
    if len(parts) > NAMED:
        return [own, (" AND unit_path > %s AND unit_path < %s", (path, path[:-1] + "0"))]
    return [own, one_of("unit_path", parts)] if parts else [own]


def _in_area(path: str) -> Clause:
    if path.count("/") == DEPTHS["town"]:
        return " AND town_path = %s", (path,)
    return below("area_path", path)


def below(column: str, path: str) -> Clause:
    """A path in some column is this one, or lies beneath it."""
    return f" AND {column} >= %s AND {column} < %s", (path, path[:-1] + "0")


def walk(model: type[Model], parts: Iterable[Clause], order: Order, limit: int) -> Clause:
    """The first keys of the rows of a model that fit every part, with what they are ordered by."""
    return walk_in(table(model), parts, order, limit)


def walk_in(source: str, parts: Iterable[Clause], order: Order, limit: int) -> Clause:
    """The same in whatever has the columns of the rows, and their keys as `id`."""
    given = [*parts]
    text = "".join(text for text, _ in given)
    return (
        f"SELECT {order.columns} FROM {source} WHERE 1 = 1{text} {order.text} LIMIT {limit}",  # noqa: S608  our own tables and columns
        tuple(value for _, values in given for value in values),
    )


def joined(walks: Sequence[Clause], *, is_plain: bool) -> Clause:
    """Several walks as one; unless `is_plain` they may meet the same row, and give it once."""
    both = " UNION ALL " if is_plain else " UNION "
    text = both.join(f"SELECT * FROM ({text}) AS walk" for text, _ in walks)  # noqa: S608  walks of our own
    return text, tuple(value for _, values in walks for value in values)


def first_of(model: type[M], walks: Sequence[Clause], order: Order, limit: int) -> list[M]:
    """The first rows of several walks put together."""
    if not walks:
        return []
    text, given = joined(walks, is_plain=len(walks) == 1)
    found = f"SELECT id FROM (SELECT * FROM ({text}) AS found {order.text} LIMIT {limit}) AS page"  # noqa: S608  walks of our own
    return read(model, f"WHERE id IN ({found}) {order.text}", *given)


def are_apart(actor: Actor) -> bool:
    """Whether no row stands at two places of somebody: a single post, and that of a department."""
    return len(actor.grips) == 1 and actor.grips[0].by_unit


def counted(lists: Mapping[str, Sequence[Clause]], *, is_plain: bool = False) -> dict[str, int]:
    """How many rows each list has in all of its walks; the ceiling is the end of them all.

    Unless `is_plain` two walks may meet the same row.
    """
    texts: list[str] = []
    given: list[Any] = []
    for name, walks in lists.items():
        if walks:
            text, values = joined(walks, is_plain=is_plain or len(walks) == 1)
            texts.append(f"SELECT '{name}', COUNT(*) FROM ({text}) AS found")  # noqa: S608  names of our own lists
            given += values
    found = ask(" UNION ALL ".join(texts), *given) if texts else []
    told = {str(name): min(int(count), CEILING + 1) for name, count in found}
    return {name: told.get(name, 0) for name in lists}


def one_of(column: str, values: Sequence[str | int]) -> Clause:
    """A column has one of some values."""
    marks = ", ".join(["%s"] * len(values))
    return (f" AND {column} IN ({marks})", tuple(values)) if values else NOWHERE


def any_of(places: Sequence[Clause]) -> Clause:
    """One of several conditions holds."""
    if ANYWHERE in places:
        return ANYWHERE
    text = " OR ".join(f"({text.removeprefix(' AND ')})" for text, _ in places)
    given = tuple(value for _, values in places for value in values)
    return (f" AND ({text})", given) if text else NOWHERE


def condition(rows: QuerySet[Any]) -> Clause:
    """The conditions of a queryset on columns of its own table, as text."""
    try:
        text, given = rows.query.get_compiler(connection=connection).compile(rows.query.where)
    except FullResultSet:
        return ANYWHERE
    except EmptyResultSet:
        return NOWHERE
    return (f" AND {text}", tuple(given)) if text else ANYWHERE
