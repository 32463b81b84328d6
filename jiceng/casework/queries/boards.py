"""Boards of the supervision office, read along indexes (see `walks`): by light, state and unit.

A tab is one light, which only running tasks have, or one state. Planned tasks stand in no tab.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    are_apart,
    at_unit,
    below,
    condition,
    counted,
    first_of,
    one_of,
    places_of,
    walk,
    walk_in,
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
        walk(SupervisionTask, [place, _tab(tab), where, *also], BY_DEADLINE, limit)
        for where in _after(after)
        for place in places_of(actor, own=True)
    ]
    walks += [
        _supported([unit, _tab(tab), where, *map(_of_the_task, also)], BY_DEADLINE, limit)
        for where in _after(after)
        for unit in _supporting(actor)
    ]
    return first_of(SupervisionTask, walks, BY_DEADLINE, limit)


def tab_counts(actor: Actor) -> dict[str, int]:
    """How many tasks of every tab are within reach; more than the ceiling as one above it."""
    places, units, elsewhere = places_of(actor, own=True), _supporting(actor), _led_elsewhere(actor)
    own = {
        tab: [walk(SupervisionTask, [place, _tab(tab)], UNORDERED, CEILING + 1) for place in places]
        for tab in TABS
    }
    given = {
        tab: [_supported([unit, _tab(tab), elsewhere], UNORDERED, CEILING + 1) for unit in units]
        for tab in TABS
    }
    found, also = counted(own, is_plain=are_apart(actor)), counted(given)
    return {tab: min(found[tab] + also[tab], CEILING + 1) for tab in TABS}


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


def _supported(parts: Sequence[Clause], order: Order, limit: int) -> Clause:
    """A walk along the tasks that units support, by what their own rows say of them."""
    source = (
        "(SELECT task_id AS id, unit_path, reported_at, state, light, due_at, lead_path, area_path "  # noqa: S608  our own table
        f"FROM {table(SupportingUnit)}) AS given"
    )
    return walk_in(source, parts, order, limit)


def _of_the_task(asked: Clause) -> Clause:
    """A condition on columns that only the task itself has."""
    if asked == ANYWHERE:
        return ANYWHERE
    task = table(SupervisionTask)
    return f" AND EXISTS (SELECT 1 FROM {task} WHERE {task}.id = given.id{asked[0]})", asked[1]  # noqa: S608  our own table


def _led_elsewhere(actor: Actor) -> Clause:
    """Supported and led by somebody out of reach: the others are counted where they are led."""
    within: list[Clause] = []
    for grip in actor.grips:
        if grip.reaches_records and grip.by_unit:
            within.append(below("lead_path", grip.unit_path))
        elif grip.reaches_records:
            within += [
                below("area_path", grip.area_path),
                (" AND lead_path = %s", (grip.unit_path,)),
            ]
    text, given = any_of(within)
    return f" AND NOT ({text.removeprefix(' AND ')})", given


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
    units = [
        at_unit(grip)[0] for grip in actor.grips if grip.reaches_records and "handler" in grip.roles
    ]
    silent = (" AND reported_at IS NULL", ())
    walks = [
        _supported([unit, (" AND state = %s", (state,)), silent], BY_DEADLINE, limit)
        for unit in dict.fromkeys(units)
        for state in ("assigned", "undertaking")
    ]
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
