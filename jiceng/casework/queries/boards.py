"""Boards of the supervision office, read along indexes (see `walks`): by light, state and unit.

A tab is one light, which only running tasks have, or one state. Planned tasks stand in no tab.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from jiceng.casework.models import SupervisionItem, SupervisionTask, SupportingUnit
from jiceng.casework.queries.walks import (
    ANYWHERE,
    BY_DEADLINE,
    CEILING,
    UNORDERED,
    Clause,
    Order,
    any_of,
    at_unit,
    condition,
    counted,
    first_of,
    one_of,
    places_of,
    walk,
)
from jiceng.kernel.records.rows import ask, table
from jiceng.kernel.scope import Actor

BY_STAGE = Order("id, stage_due_at", "ORDER BY stage_due_at ASC NULLS LAST, id")
BY_REPORT = Order("id, next_report_on", "ORDER BY next_report_on ASC NULLS LAST, id")
RUNNING = ("assigned", "returned", "undertaking", "suspended", "under_review")
LIGHTS = ("red", "yellow", "green")
STATES = ("under_review", "returned", "assigned", "suspended")
TABS = (*LIGHTS, *STATES)
Cursor = tuple[datetime | None, int]


def on_tab(
    actor: Actor,
    tab: str,
    limit: int,
    *,
    after: Cursor | None = None,
    narrowed: QuerySet[SupervisionTask] | None = None,
) -> list[SupervisionTask]:
    """The first tasks of a tab within reach after a cursor, earliest deadline first.

    `narrowed` carries conditions of its own; its order and its slice mean nothing.
    """
    also = [] if narrowed is None else [condition(narrowed)]
    walks = [
        path
        for where in _after(after)
        for place in places_of(actor, own=True)
        for path in [walk(SupervisionTask, [place, _tab(tab), where, *also], BY_DEADLINE, limit)]
    ]
    walks += [
        _supported(given, [_tab(tab), where, *also], limit)
        for where in _after(after)
        for given in _supporting(actor)
    ]
    return first_of(SupervisionTask, walks, BY_DEADLINE, limit)


def tab_counts(actor: Actor) -> dict[str, int]:
    """How many tasks of every tab are within reach; more than the ceiling as one above it."""
    places = places_of(actor, own=True)
    own = {
        tab: [walk(SupervisionTask, [place, _tab(tab)], UNORDERED, CEILING + 1) for place in places]
        for tab in TABS
    }
    found = counted(own, actor)
    if supporting := _supporting(actor):
        for tab, count in _supported_counts(supporting, places).items():
            found[tab] = min(found[tab] + count, CEILING + 1)
    return found


def _tab(tab: str) -> Clause:
    return (" AND light = %s" if tab in LIGHTS else " AND state = %s"), (tab,)


def _after(after: Cursor | None) -> list[Clause]:
    """Where the tasks after a cursor stand: dated ones on from it, and all that have no date."""
    if after is None:
        return [ANYWHERE]
    due_at, key = after
    if due_at is None:
        return [(" AND due_at IS NULL AND id > %s", (key,))]
    at = connection.ops.adapt_datetimefield_value(due_at)
    dated = " AND due_at >= %s AND (due_at > %s OR id > %s)"
    return [(dated, (at, at, key)), (" AND due_at IS NULL", ())]


def _supporting(actor: Actor) -> list[Clause]:
    """The units whose support makes a task visible; none where everything is."""
    if ANYWHERE in places_of(actor, own=True):
        return []
    found = [place for grip in actor.grips if grip.reaches_records for place in at_unit(grip)]
    return [*dict.fromkeys(found)]


def _supported(unit: Clause, parts: Sequence[Clause], limit: int) -> Clause:
    """Tasks a unit supports, found from its own list: it is short beside all there are."""
    keys = f"SELECT task_id AS key FROM {table(SupportingUnit)} WHERE 1 = 1{unit[0]}"  # noqa: S608  our own table
    text = (
        f"SELECT {BY_DEADLINE.columns} FROM ({keys}) AS given CROSS JOIN {table(SupervisionTask)} "  # noqa: S608  our own tables and columns
        f"WHERE id = key{''.join(t for t, _ in parts)} {BY_DEADLINE.text} LIMIT {limit}"
    )
    return text, (*unit[1], *(v for _, values in parts for v in values))


def _supported_counts(units: Sequence[Clause], places: Sequence[Clause]) -> Mapping[str, int]:
    """How many supported tasks a tab has beyond those within reach already; all in one reading."""
    within, given = any_of(places)
    keys = " UNION ".join(
        f"SELECT task_id AS key FROM {table(SupportingUnit)} WHERE 1 = 1{text}"  # noqa: S608  our own table
        for text, _ in units
    )
    beyond = f" AND NOT ({within.removeprefix(' AND ')})" if within else ""
    text = (
        f"SELECT light, state, COUNT(*) FROM ({keys}) AS given "  # noqa: S608  our own tables and columns
        f"CROSS JOIN {table(SupervisionTask)} WHERE id = key{beyond} GROUP BY light, state"
    )
    found = dict.fromkeys(TABS, 0)
    for light, state, count in ask(text, *(v for _, values in units for v in values), *given):
        for tab in {light, state} & {*TABS}:
            found[tab] += count
    return found


def running_at(actor: Actor, limit: int, after: Cursor | None = None) -> list[SupervisionTask]:
    """The tasks under way that one's own unit leads, earliest deadline first."""
    walks = [
        walk(SupervisionTask, [place, (" AND state = %s", (state,)), where], BY_DEADLINE, limit)
        for place in _own(actor)
        for state in RUNNING
        for where in _after(after)
    ]
    return first_of(SupervisionTask, walks, BY_DEADLINE, limit)


def to_sign_for(actor: Actor, limit: int) -> list[SupervisionTask]:
    """What one's own unit has not signed for, the most pressing first."""
    return _of_own(actor, [(" AND state = 'assigned'", ())], BY_STAGE, limit)


def to_report_on(actor: Actor, last: date, limit: int) -> list[SupervisionTask]:
    """What one's own unit owes a report on by a day, the longest owed first."""
    owed = " AND state = 'undertaking' AND next_report_on <= %s"
    day = connection.ops.adapt_datefield_value(last)
    return _of_own(actor, [(owed, (day,))], BY_REPORT, limit)


def lit_at(actor: Actor, limit: int) -> list[SupervisionTask]:
    """What one's own unit is behind with: on red or on yellow."""
    walks = [
        walk(SupervisionTask, [place, _tab(light), (" AND state = 'undertaking'", ())],
             BY_DEADLINE, limit)
        for place in _own(actor) for light in ("red", "yellow")
    ]  # fmt: skip
    return first_of(SupervisionTask, walks, BY_DEADLINE, limit)


def to_support(actor: Actor, limit: int) -> list[SupervisionTask]:
    """What waits for a word of one's own unit as a supporting one."""
    places: Iterator[Clause] = (
        (f"{place[0]} AND reported_at IS NULL", place[1])
        for grip in actor.grips
        if grip.reaches_records and "handler" in grip.roles
        for place in at_unit(grip)[:1]
    )
    asked = [one_of("state", ("assigned", "undertaking"))]
    walks = [_supported(place, asked, limit) for place in dict.fromkeys(places)]
    return first_of(SupervisionTask, walks, BY_DEADLINE, limit)


def _of_own(
    actor: Actor, parts: Sequence[Clause], order: Order, limit: int
) -> list[SupervisionTask]:
    """The first tasks of one's own unit in an order of their own."""
    walks = [walk(SupervisionTask, [place, *parts], order, limit) for place in _own(actor)]
    return first_of(SupervisionTask, walks, order, limit)


def _own(actor: Actor) -> list[Clause]:
    found = [place for grip in actor.grips if grip.reaches_records for place in at_unit(grip)]
    return [*dict.fromkeys(found)]


def task_counts(items: Sequence[SupervisionItem]) -> dict[int, int]:
    """How many tasks each of some items has."""
    keys = [item.pk for item in items]
    if not keys:
        return {}
    asked, given = one_of("item_id", keys)
    text = (
        f"SELECT item_id, COUNT(*) FROM {table(SupervisionTask)} "  # noqa: S608  our own table
        f"WHERE 1 = 1{asked} GROUP BY item_id"
    )
    return dict(ask(text, *given))
