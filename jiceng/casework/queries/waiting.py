"""What awaits somebody, line by line: no more lines are read than are shown or counted.

A line stands at the desk of an area or with a unit, and is found there in the order of deadlines
along one index. The roles, desks and units of a reader are so many short walks; each stops after
a page, or at the ceiling of a count. Nothing is sorted, and what waits for others costs nothing.
The statements are written by hand: their shape is what makes them cheap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import QuerySet

from jiceng.casework.process import (
    CALL_UP,
    CASE,
    PROBLEM,
    PROJECT,
    RECHECK,
    REPORT_DEMAND,
    SUPERVISION_ITEM,
    SUPERVISION_TASK,
    URGING,
)
from jiceng.kernel.process import Process
from jiceng.kernel.records.kinds import kinds
from jiceng.kernel.records.models import WorkItem
from jiceng.kernel.records.models.fields import is_desk
from jiceng.kernel.records.rows import ask, table
from jiceng.kernel.scope import ABOVE_BOUND, Actor, Grip

CEILING = 999
"""Lines are counted one by one up to here; beyond it nobody needs to know how many more."""
BY_DEADLINE = "ORDER BY due_at ASC NULLS LAST"
HOLDERS = frozenset({"worker", "handler"})
"""Who a process calls the holder: the worker of a grid, else whoever handles."""
Clause = tuple[str, tuple[Any, ...]]
"""A condition in SQL and what its marks stand for."""
Cursor = tuple[datetime | None, int]
"""Deadline and key of the last line shown."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the worklist: matters of one kind that wait for some roles, perhaps on purpose."""

    kind: str
    roles: frozenset[str]
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """Lines and late lines; more than `CEILING` of either are told as `CEILING` + 1."""

    lines: int = 0
    late: int = 0


def awaited(process: Process) -> frozenset[str]:
    """The roles for which the matters of a process may wait."""
    actors = frozenset(state.actor for state in process.states if state.actor)
    return (actors - {"holder"}) | HOLDERS if "holder" in actors else actors


PARTS: Mapping[str, Part] = {
    "todo": Part("case", awaited(CASE) - {"verifier"}, "act"),
    "check": Part("case", frozenset({"verifier"}), "act"),
    "extension": Part("case", frozenset({"approver"}), "extension"),
    "recheck": Part("recheck", awaited(RECHECK)),
    "call_up": Part("call_up", awaited(CALL_UP)),
    "supervision_item": Part("supervision_item", awaited(SUPERVISION_ITEM)),
    "supervision_task": Part("supervision_task", awaited(SUPERVISION_TASK)),
    "urging": Part("urging", awaited(URGING)),
    "problem": Part("problem", awaited(PROBLEM)),
    "project": Part("project", awaited(PROJECT)),
    "report_demand": Part("report_demand", awaited(REPORT_DEMAND)),
}


def parts() -> dict[str, Part]:
    """Those of casework, then one for each kind that another capability lists under a name."""
    others = {name: kind for name, kind in kinds().items() if kind.tab and name not in PARTS}
    return {**PARTS, **{name: Part(name, awaited(kind.process)) for name, kind in others.items()}}


def counted(actor: Actor, now: datetime) -> dict[str, Counted]:
    """How many lines of every part await the actor, and how many of them are late.

    The earliest are counted first, so that the late ones are all among them.
    """
    moment = connection.ops.adapt_datetimefield_value(now)
    texts, given = [], []
    for name, part in parts().items():
        if paths := list(walks(actor, part, CEILING + 1)):
            text, values = _joined(paths, actor)
            texts.append(
                f"SELECT '{name}', COUNT(*), COUNT(*) FILTER (WHERE due_at <= %s) "  # noqa: S608  names of our own parts
                f"FROM ({text}) AS found"
            )
            given += [moment, *values]
    found = ask(" UNION ALL ".join(texts), *given) if texts else []
    most = CEILING + 1
    told = {str(name): Counted(min(lines, most), min(late, most)) for name, lines, late in found}
    return {name: told.get(name, Counted()) for name in parts()}


def awaiting(
    actor: Actor,
    part: Part,
    limit: int,
    *,
    after: Cursor | None = None,
    narrowed: QuerySet[WorkItem] | None = None,
) -> list[WorkItem]:
    """The first lines of a part after a cursor, earliest deadline first, undated ones last.

    `narrowed` carries conditions of its own; its order and its slice mean nothing.
    """
    try:
        also = [_condition(narrowed)] if narrowed is not None else []
    except EmptyResultSet:
        return []
    paths = [
        path for place in _places_after(after) for path in walks(actor, part, limit, [place, *also])
    ]
    if not paths:
        return []
    text, values = _joined(paths, actor)
    statement = (
        f"SELECT * FROM {table(WorkItem)} WHERE id IN (SELECT id FROM ({text}) AS found) "  # noqa: S608  our own table
        f"{BY_DEADLINE}, id LIMIT {limit}"
    )
    return list(WorkItem.objects.raw(statement, values))


def _places_after(after: Cursor | None) -> list[Clause]:
    """Where the lines after a cursor stand: dated ones on from it, and all that have no date."""
    if after is None:
        return [("", ())]
    due_at, pk = after
    if due_at is None:
        return [(" AND due_at IS NULL AND id > %s", (pk,))]
    moment = connection.ops.adapt_datetimefield_value(due_at)
    dated = " AND due_at >= %s AND (due_at > %s OR id > %s)"
    return [(dated, (moment, moment, pk)), (" AND due_at IS NULL", ())]


def _condition(rows: QuerySet[WorkItem]) -> Clause:
    """The conditions of a queryset as text; `EmptyResultSet` where nothing can fit."""
    try:
        text, given = rows.query.get_compiler(connection=connection).compile(rows.query.where)
    except FullResultSet:
        return "", ()
    return f" AND {text}" if text else "", tuple(given)


def _joined(paths: Sequence[Clause], actor: Actor) -> Clause:
    """Several walks as one; those of several posts may meet the same line."""
    both = " UNION ALL " if len(actor.grips) == 1 else " UNION "
    text = both.join(f"SELECT * FROM ({text}) AS walk" for text, _ in paths)  # noqa: S608  walks of our own
    return text, tuple(value for _, values in paths for value in values)


def walks(actor: Actor, part: Part, limit: int, also: Iterable[Clause] = ()) -> Iterator[Clause]:
    """One short walk for every role and place of the actor."""
    named = " AND purpose = %s" if part.purpose else ""
    purpose = (part.purpose,) if part.purpose else ()
    more = [*also]
    for role, (place, where) in _stands(actor, part.roles):
        text = (
            f"SELECT id, due_at FROM {table(WorkItem)} WHERE role = %s AND {place} "  # noqa: S608  our own table and columns
            f"AND subject_kind = %s{named}{''.join(t for t, _ in more)} "
            f"{BY_DEADLINE}, id LIMIT {limit}"
        )
        yield text, (role, *where, part.kind, *purpose, *(v for _, vs in more for v in vs))


def _stands(actor: Actor, roles: frozenset[str]) -> Iterator[tuple[str, Clause]]:
    """Every role of the actor with each place where lines wait for it, each once."""
    found = (
        (role, place)
        for grip in actor.grips
        for role in sorted(grip.roles & roles)
        for place in (_at_units(grip) if role in grip.bound_roles else [_at_desk(grip, role)])
    )
    yield from dict.fromkeys(found)


def _at_units(grip: Grip) -> list[Clause]:
    """One's own unit; a department also has what its parts have."""
    own = ("unit_path = %s", (grip.unit_path,))
    if not grip.by_unit:
        return [own]
    beyond = grip.unit_path[:-1] + "0"
    return [own, ("unit_path > %s AND unit_path < %s", (grip.unit_path, beyond))]


def _at_desk(grip: Grip, role: str) -> Clause:
    """The desk of the post's area at its tier; at the top nobody judges their own unit's work."""
    column, path = ("unit_path", grip.unit_path) if grip.by_unit else ("area_path", grip.area_path)
    own, unit = "", tuple[str, ...]()
    if grip.tier == "county" and role in ABOVE_BOUND:
        own, unit = " AND NOT unit = %s", (grip.unit,)
    if column == "area_path" and is_desk(grip.tier, path):
        return f"tier = %s AND desk_path = %s{own}", (grip.tier, path, *unit)
    if not path:
        return f"tier = %s{own}", (grip.tier, *unit)
    within = f"tier = %s AND {column} >= %s AND {column} < %s{own}"
    return within, (grip.tier, path, path[:-1] + "0", *unit)
