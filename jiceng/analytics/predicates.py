"""The sets of cases that are counted, as Ibis expressions: one text for every engine.

They say what `casework/queries/predicates.py` says to the database of the product; the anchors are
taken from there, and a test counts both ways. No boolean is cast (PostgreSQL cannot), and no
session's time zone is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import ibis

Condition = Callable[[Any, datetime], Any]
RECURS = 30
"""Days after a first closing in which a report of the type in the grid is a recurrence."""


def instant(moment: datetime) -> Any:
    """An instant as the partitions hold it: UTC without a zone."""
    return ibis.literal(moment.astimezone(UTC).replace(tzinfo=None), type="timestamp")


def known(column: Any, as_of: datetime) -> Any:
    """The event had happened at `as_of`."""
    return column.notnull() & (column <= instant(as_of))


def not_yet(column: Any, as_of: datetime) -> Any:
    """The event had not happened at `as_of`."""
    return column.isnull() | (column > instant(as_of))


def _reported(t: Any, at: datetime) -> Any:
    return known(t.reported_at, at)


def _accepted(t: Any, at: datetime) -> Any:
    return _reported(t, at) & t.accepted


def _dispatched(t: Any, at: datetime) -> Any:
    return _reported(t, at) & t.dispatched


def _closed(t: Any, at: datetime) -> Any:
    return known(t.closed_at, at)


def _in_grids(t: Any, at: datetime) -> Any:
    return _closed(t, at) & t.has_grids


def _verified(t: Any, at: datetime) -> Any:
    return _closed(t, at) & t.verified


def _rated(t: Any, at: datetime) -> Any:
    return _closed(t, at) & known(t.rated_at, at)


def _rechecked(t: Any, at: datetime) -> Any:
    return _closed(t, at) & known(t.rechecked_at, at)


def _due(t: Any, at: datetime) -> Any:
    ended = known(t.ended_at, at) & t.closed_at.isnull()
    return known(t.due_at, at) & _reported(t, at) & ~ended


def _punctual(t: Any) -> Any:
    return t.closed_at.notnull() & (t.closed_at <= t.due_at)


def placed(t: Any, at: datetime) -> Any:
    """Accepted, of a known type and in a grid, and not merged into another case."""
    return _accepted(t, at) & ~t.is_merged & (t.grid != "") & (t.case_type != "")


def _ever_closed(t: Any, at: datetime) -> Any:
    return known(t.first_closed_at, at)


CONDITIONS: Mapping[str, Condition] = {
    "reported": _reported,
    "open": lambda t, at: _reported(t, at) & not_yet(t.ended_at, at),
    "accepted": _accepted,
    "escalated": lambda t, at: _accepted(t, at) & t.escalated,
    "dispatched": _dispatched,
    "returned": lambda t, at: _dispatched(t, at) & (t.send_backs > 0),
    "extended": lambda t, at: _dispatched(t, at) & (t.extensions > 0),
    "placed": placed,
    "recurred": lambda t, at: placed(t, at) & (t.recurrent_id.notnull() | t.hidden_id.notnull()),
    "closed": _closed,
    "closed_in_grids": _in_grids,
    "closed_elsewhere": lambda t, at: _closed(t, at) & ~t.has_grids,
    "grid_settled": lambda t, at: _in_grids(t, at) & (t.tier == "grid"),
    "community_settled": lambda t, at: _in_grids(t, at) & t.tier.isin(("grid", "community")),
    "verified": _verified,
    "reworked": lambda t, at: _verified(t, at) & (t.reworks > 0),
    "rated": _rated,
    "satisfied": lambda t, at: _rated(t, at) & t.rating.notnull() & (t.rating >= 4),
    "rechecked": lambda t, at: _rechecked(t, at) & t.recheck.isin(("solved", "unsolved")),
    "solved": lambda t, at: _rechecked(t, at) & (t.recheck == "solved"),
    "timed": lambda t, at: _closed(t, at) & t.handling_seconds.notnull(),
    "due": _due,
    "on_time": lambda t, at: _due(t, at) & _punctual(t),
    "late": lambda t, at: _due(t, at) & ~(known(t.closed_at, at) & _punctual(t)),
    "overdue": lambda t, at: _due(t, at) & not_yet(t.ended_at, at),
    "ever_closed": _ever_closed,
    "reopened_soon": lambda t, at: _ever_closed(t, at) & known(t.reopened_at, at) & t.reopened_soon,
}
"""Predicate -> the condition on an outcome row beside its moves and its recurrence (`beside`)."""


def recurrences(cases: Any, as_of: datetime) -> Any:
    """Keys of placed cases with another of the type in the grid first closed in the days before.

    Reports and closings of a grid and type in one order of time, each report beside the latest
    closing before it: one sort, however many cases a grid has. A case that is closed before it was
    reported, as files from elsewhere hold, would hide behind its own closing: see `hidden`.
    """
    askers = cases.filter(placed(cases, as_of))
    sound = cases.filter(
        cases.first_closed_at.notnull(), cases.first_closed_at >= cases.reported_at
    )
    rows = sound.select(
        "case_id", "grid", "case_type", moment=sound.first_closed_at, is_closing=ibis.literal(1),
        closed_at=sound.first_closed_at,
    ).union(askers.select(
        "case_id", "grid", "case_type", moment=askers.reported_at, is_closing=ibis.literal(0),
        closed_at=ibis.null(askers.first_closed_at.type()),
    ))  # fmt: skip
    in_order = ibis.cumulative_window(
        group_by=["grid", "case_type"], order_by=["moment", "is_closing"]
    )
    latest = rows.mutate(latest=rows.closed_at.max().over(in_order))
    found = latest.filter(latest.is_closing == 0, latest.latest >= _soonest(latest.moment))
    return found.select(recurrent_id="case_id")


def hidden(cases: Any, as_of: datetime) -> Any:
    """The same for closings that lie before their own report: few, hence joined."""
    askers = cases.filter(placed(cases, as_of))
    early = cases.filter(cases.first_closed_at < cases.reported_at)
    early = early.select(
        early_id="case_id", early_grid="grid", early_type="case_type", moment="first_closed_at"
    )
    same = (askers.grid == early.early_grid) & (askers.case_type == early.early_type)
    pairs = askers.join(early, same)
    before = (pairs.moment < pairs.reported_at) & (pairs.moment >= _soonest(pairs.reported_at))
    found = pairs.filter(before & (pairs.case_id != pairs.early_id))
    return found.select(hidden_id="case_id").distinct()


def _soonest(reported_at: Any) -> Any:
    return reported_at - ibis.interval(days=RECURS)


def moves_of(events: Any, as_of: datetime) -> Any:
    """One row a case: its moves, how often it was dispatched, the seconds until it was signed for.

    Seconds are whole, from the second of the first dispatch to that of the first signing.
    """
    seen = events.filter(known(events["at"], as_of))
    dispatch, sign = seen.kind == "dispatch", seen.kind == "sign_for"
    per_case = seen.group_by(moved_id=seen.case_id).aggregate(
        moves=seen.count(),
        sendings=seen.count(where=dispatch),
        sent=seen["at"].min(where=dispatch),
        signed=seen["at"].min(where=sign),
    )
    is_signed = per_case.sent.notnull() & (per_case.signed >= per_case.sent)
    between = _second(per_case.signed) - _second(per_case.sent)
    return per_case.select("moved_id", "moves", "sendings", waited=is_signed.ifelse(between, None))


def _second(moment: Any) -> Any:
    return moment.truncate("s").epoch_seconds()


def beside(cases: Any, events: Any, as_of: datetime) -> Any:
    """Every outcome row beside its moves, where it has any, and its recurrence, where it is one."""
    moved, again = moves_of(events, as_of), recurrences(cases, as_of)
    joined = cases.left_join(moved, cases.case_id == moved.moved_id)
    joined = joined.left_join(again, joined.case_id == again.recurrent_id)
    late = hidden(cases, as_of)
    return joined.left_join(late, joined.case_id == late.hidden_id)


MOVES: Mapping[str, Condition] = {
    "sent": lambda t, at: _reported(t, at) & (t.sendings > 0),
    "redispatched": lambda t, at: _reported(t, at) & (t.sendings > 1),
    "signed": lambda t, at: _reported(t, at) & t.waited.notnull(),
}
"""Sets of cases by the history of their moves."""
