"""Day counts: the same predicates, summed by day and kept (decisions.md 38).

Written by `actions.day_counts`, read here. While a touched day waits it is counted live, and so is
whatever the kept slices cannot answer; a test holds both answers together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet, Sum

from jiceng.casework.actions import outcomes
from jiceng.casework.actions.day_counts import recount
from jiceng.casework.figures.counting import (
    EVERYTHING,
    FLOWS,
    STOCK,
    STOCKS,
    Counts,
    Tally,
    Window,
    anchor_of,
    check_grouping,
    chosen_kinds,
    count_live,
    figures_of,
    group_of,
    has_median,
    is_dated_by_promise,
    live,
    median,
    names_of,
    times_of,
)
from jiceng.casework.models import CaseDay, TouchedDay
from jiceng.casework.queries.predicates import ANCHORS, CLOSED, DUE
from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.models import reaches_down_to

SLICE_OF = {"county": "county", "month": "county", "town": "town", "unit": "unit",
            "type": "case_type"}  # fmt: skip
TOWN_SLICE_OF = {"county": "town", "month": "town", "town": "town", "type": "town_type"}
"""For a reach over whole towns."""
AREAS = frozenset({"area_path", "pk"})
MANY = 120
"""With more touched days than these, as after a rebuild, everything is counted live."""


def compute(
    window: Window,
    *,
    by: str = "county",
    reach: Q = EVERYTHING,
    now: datetime,
    only: Collection[str] = (),
) -> list[Figure]:
    """The figures for every group within `reach`: all, or those whose ids `only` names.

    Raises `Invalid` for an unknown grouping.
    """
    check_grouping(by)
    kinds = chosen_kinds(only)
    name = slice_for(by, reach) if window.is_present else None
    touched = list(TouchedDay.objects.values_list("day", flat=True)[: MANY + 1]) if name else []
    if name is None or len(touched) > MANY:
        return figures_of(live(window, by, reach, kinds), by, now, kinds)
    return figures_of(_from_days(window, by, reach, name, touched, kinds), by, now, kinds)


def slice_for(by: str, reach: Q) -> str | None:
    """The slice that can answer, or None: a reach may only ask for what the slice still knows."""
    lookups = list(_lookups(reach))
    if not lookups:
        return SLICE_OF.get(by, "area")
    if by == "unit" or not {column for column, _path in lookups} <= AREAS:
        return None
    paths = [path for column, path in lookups if column == "area_path"]
    if all(reaches_down_to("town", path) for path in paths):
        return TOWN_SLICE_OF.get(by, "area")
    return "area" if by != "type" else None


def _lookups(condition: Q) -> Iterable[tuple[str, Any]]:
    """Column and value of every lookup in a condition."""
    for child in condition.children:
        if isinstance(child, Q):
            yield from _lookups(child)
        elif isinstance(child, tuple):
            yield child[0].partition("__")[0], child[1]


def _from_days(
    window: Window,
    by: str,
    reach: Q,
    name: str,
    touched: Sequence[date],
    kinds: Sequence[FigureKind],
) -> Tally:
    """Kept counts where they hold, and live ones beside them for the days where they do not.

    Not kept are touched days, and what falls due today: it is not yet due this morning.
    """
    kept = CaseDay.objects.filter(reach, slice=name).exclude(day__in=touched)
    tally: Tally = {"": Counts()} if by == "county" else {}
    wanted = names_of(kinds)
    for names, condition in _parts(window, wanted):
        _add_kept(tally, kept.filter(condition), by, names)
    for anchor in ANCHORS:
        days = {*touched, window.today} if anchor == DUE else set(touched)
        names = [n for n in wanted if anchor_of(n) == anchor]
        if names and days:
            fresh = count_live(window, by, reach & Q(**{f"{anchor}__in": days}), names)
            for code, counts in fresh.items():
                tally.setdefault(code, Counts()).add(counts.by_name, names)
    if has_median(kinds):
        timed = kept.filter(window.period("day"), timed__gt=0)
        _add_medians(tally, timed, window, by, reach, touched)
    return {c: n for c, n in tally.items() if by == "county" or any(n.by_name.values())}


def _parts(window: Window, wanted: Sequence[str]) -> Iterator[tuple[list[str], Q]]:
    """Predicates that the same kept rows answer, with the condition that finds those rows."""
    before = Q(day__lt=window.today)
    for names, condition in (
        ([n for n in wanted if n in FLOWS and not is_dated_by_promise(n)], window.period("day")),
        (
            [n for n in wanted if n in FLOWS and is_dated_by_promise(n)],
            window.period("day") & before,
        ),
        ([n for n in wanted if n in STOCKS and not is_dated_by_promise(n)], Q(open__gt=0)),
        ([n for n in wanted if n in STOCKS and is_dated_by_promise(n)], Q(overdue__gt=0) & before),
    ):
        if names:
            yield names, condition


def _add_kept(tally: Tally, rows: QuerySet[CaseDay], by: str, names: Sequence[str]) -> None:
    sums = {f"n_{n}": Sum(n.removesuffix(STOCK)) for n in names}
    for row in rows.annotate(group=group_of(by)).values("group").annotate(**sums).order_by("group"):
        counts = tally.setdefault(row["group"], Counts())
        found: Mapping[str, Any] = row
        counts.add({n: found[f"n_{n}"] for n in names}, names)


def _add_medians(
    tally: Tally,
    kept: QuerySet[CaseDay],
    window: Window,
    by: str,
    reach: Q,
    touched: Sequence[date],
) -> None:
    packed: dict[str, list[bytes]] = {}
    for code, times in kept.annotate(group=group_of(by)).values_list("group", "handling"):
        packed.setdefault(code, []).append(bytes(times))
    fresh = times_of(window, by, reach & Q(**{f"{CLOSED}__in": touched})) if touched else {}
    for code, seconds in fresh.items():
        packed.setdefault(code, []).append(np.asarray(seconds, np.dtype("<i8")).tobytes())
    for code, parts in packed.items():
        tally[code].median = median(np.frombuffer(b"".join(parts), np.dtype("<i8")))


def refresh(now: datetime) -> int:
    """Bring outcome rows and day counts up to the journal; returns how many lines were read."""
    read = outcomes.refresh(now)
    recount()
    return read
