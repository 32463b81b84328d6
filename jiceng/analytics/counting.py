"""Counts of every figure by any groups: one expression, and its answer as figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import ibis

from jiceng.analytics.declared import EVERY, MEDIANS
from jiceng.analytics.predicates import CONDITIONS, MOVES, beside
from jiceng.casework.figures.counting import STOCK, STOCKS, Window, anchor_of
from jiceng.casework.figures.groups import GROUPINGS
from jiceng.casework.queries.predicates import ANCHORS, PREDICATES, REPORTED
from jiceng.kernel.figures import Figure

MONTH = "month"
TOTAL = "moves"
COUNTED = (*PREDICATES, *STOCKS, *MOVES, TOTAL)
"""Every number that is added up; the medians stand beside them."""


@dataclass(frozen=True, slots=True)
class History:
    """The two tables of an engine, with the columns of `layout.COLUMNS`."""

    outcomes: Any
    events: Any


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its codes in the order asked for, its counts, and its medians in seconds."""

    codes: tuple[str, ...]
    counts: dict[str, int]
    medians: dict[str, Fraction | int | None]

    def figures(self) -> Iterator[Figure]:
        """Every figure of the group."""
        for kind in EVERY:
            suffix = STOCK if kind.is_stock else ""
            yield Figure(
                kind,
                self.counts[kind.numerator + suffix],
                self.counts[kind.denominator + suffix],
                median=self.medians.get(kind.numerator),
            )


def count(history: History, window: Window, by: Sequence[str]) -> list[Group]:
    """Ask the engine; groups in order of their codes, none without anything counted."""
    keys = [name for name in by if name != "county"]
    answer = expression(history, window, by).to_pyarrow()
    columns = {name: answer.column(name).to_pylist() for name in answer.column_names}
    found = []
    for number in range(answer.num_rows):
        row = {name: values[number] for name, values in columns.items()}
        counts = {name: int(row[name] or 0) for name in COUNTED}
        if keys and not any(counts.values()):
            continue
        medians = {name: _exact(row[f"median_{name}"]) for name in MEDIANS}
        found.append(Group(tuple(_code(name, row[name]) for name in keys), counts, medians))
    return sorted(found, key=lambda group: group.codes)


def _code(name: str, value: Any) -> str:
    return f"{value // 100}-{value % 100:02}" if name == MONTH else str(value)


def _exact(seconds: float | None) -> Fraction | int | None:
    """Whole seconds or halves: a float holds both exactly. An engine may say nothing by NaN."""
    if seconds is None or seconds != seconds:
        return None
    exact = Fraction(seconds)
    return exact.numerator if exact.denominator == 1 else exact


def expression(history: History, window: Window, by: Sequence[str]) -> Any:
    """One table: the groups' codes, every count, every median.

    By month each number counts in the month of its own anchor, so each anchor is a pass.
    """
    rows = beside(history.outcomes, history.events, window.as_of)
    keys = [name for name in by if name != "county"]
    if MONTH not in by:
        return _pass(rows, window, keys, COUNTED, MEDIANS)
    plain = history.outcomes  # moves and recurrences count in the month of the report
    parts = [
        _pass(
            _dated(rows if anchor == REPORTED else plain, anchor),
            window,
            keys,
            [name for name in COUNTED if _anchor(name) == anchor],
            [name for name in MEDIANS if _anchor(name) == anchor],
            anchor,
        )
        for anchor in ANCHORS
    ]
    return _together(ibis.union(*parts), keys)


def _dated(rows: Any, anchor: str) -> Any:
    return rows.filter(rows[anchor].notnull())


def _anchor(name: str) -> str:
    return anchor_of(name) if name.removesuffix(STOCK) in PREDICATES else REPORTED


def _pass(
    rows: Any,
    window: Window,
    keys: Sequence[str],
    names: Iterable[str],
    medians: Iterable[str],
    anchor: str = "",
) -> Any:
    """Counts of some names by group; the others stand as nothing."""
    mine, timed = set(names), set(medians)
    numbers = {name: _number(rows, window, name) for name in COUNTED if name in mine}
    numbers |= {f"median_{name}": _times(rows, window, name).median() for name in timed}
    groups = {name: _group(rows, name, anchor) for name in keys}
    found = rows.group_by(**groups).aggregate(**numbers) if groups else rows.aggregate(**numbers)
    nothing = {name: ibis.literal(0, "int64") for name in COUNTED if name not in mine}
    unknown = {f"median_{n}": ibis.null("float64") for n in MEDIANS if n not in timed}
    typed = {n: found[n].cast("int64") for n in mine}
    typed |= {f"median_{n}": found[f"median_{n}"].cast("float64") for n in timed}
    every = nothing | unknown | typed
    order = [*COUNTED, *(f"median_{name}" for name in MEDIANS)]
    return found.select(*keys, **{name: every[name] for name in order})


def _number(rows: Any, window: Window, name: str) -> Any:
    if name == TOTAL:
        return rows[TOTAL].sum(where=_reported(rows, window))
    return rows.count(where=_chosen(rows, window, name))


def _times(rows: Any, window: Window, name: str) -> Any:
    """Seconds where they count; a filter beside a median is more than Spark understands."""
    seconds = rows[MEDIANS[name]]
    return _chosen(rows, window, name).ifelse(seconds, ibis.null(seconds.type()))


def _reported(rows: Any, window: Window) -> Any:
    return _chosen(rows, window, "reported")


def _chosen(rows: Any, window: Window, name: str) -> Any:
    plain = name.removesuffix(STOCK)
    condition = (CONDITIONS.get(plain) or MOVES[plain])(rows, window.as_of)
    if name.endswith(STOCK):
        return condition
    day = rows[_anchor(name)]
    condition &= day.notnull()
    if window.start:
        condition &= day >= ibis.literal(window.start)
    if window.end:
        condition &= day <= ibis.literal(window.end)
    return condition


def _group(rows: Any, name: str, anchor: str) -> Any:
    if name == MONTH:
        day = rows[anchor]
        return (day.year() * 100 + day.month()).cast("int64")
    return rows[GROUPINGS[name].column]


def _together(parts: Any, keys: Sequence[str]) -> Any:
    """The passes side by side: each number comes from one of them."""
    numbers = {name: parts[name].sum().cast("int64") for name in COUNTED}
    numbers |= {f"median_{name}": parts[f"median_{name}"].max() for name in MEDIANS}
    return parts.group_by(*keys).aggregate(**numbers)
