"""Day counts: the same predicates, summed by day and kept (decisions.md 38).

Written by `actions.day_counts`, read here. While a touched day waits it is counted live, and so is
whatever the kept slices cannot answer; a test holds both answers together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    count_live,
    figures_of,
    group_of,
    is_dated_by_promise,
    live,
    median,
    times_of,
)
from jiceng.casework.models import CaseDay, TouchedDay
from jiceng.casework.queries.predicates import ANCHORS, CLOSED, DUE
from jiceng.kernel.figures import Figure

SLICE_OF = {"county": "county", "month": "county", "unit": "unit", "type": "case_type"}
AREAS = frozenset({"area_path", "pk"})
MANY = 120
"""With more touched days than these, as after a rebuild, everything is counted live."""


def compute(
    window: Window, *, by: str = "county", reach: Q = EVERYTHING, now: datetime
) -> list[Figure]:
    """Every figure for every group within `reach`; raises `Invalid` for an unknown grouping."""
    check_grouping(by)
    name = slice_for(by, reach) if window.is_present else None
    touched = list(TouchedDay.objects.values_list("day", flat=True)[: MANY + 1]) if name else []
    if name is None or len(touched) > MANY:
        return figures_of(live(window, by, reach), by, now)
    return figures_of(_from_days(window, by, reach, name, touched), by, now)


def slice_for(by: str, reach: Q) -> str | None:
    """The slice that can answer, or None: a reach may only ask for what the slice still knows."""
    columns = set(_columns(reach))
    if not columns:
        return SLICE_OF.get(by, "area")
    if columns <= AREAS and by not in ("unit", "type"):
        return "area"
    return None


def _columns(condition: Q) -> Iterable[str]:
    for child in condition.children:
        if isinstance(child, Q):
            yield from _columns(child)
        else:
            yield str(child[0]).partition("__")[0]  # type: ignore[index]  # a lookup is a pair


def _from_days(window: Window, by: str, reach: Q, name: str, touched: Sequence[date]) -> Tally:
    """Kept counts where they hold, and live ones beside them for the days where they do not.

    Not kept are touched days, and what falls due today: it is not yet due this morning.
    """
    kept = CaseDay.objects.filter(reach, slice=name).exclude(day__in=touched)
    tally: Tally = {"": Counts()} if by == "county" else {}
    before = Q(day__lt=window.today)
    due = [n for n in (*FLOWS, *STOCKS) if is_dated_by_promise(n)]
    for names, condition in (
        ([n for n in FLOWS if n not in due], window.period("day")),
        ([n for n in FLOWS if n in due], window.period("day") & before),
        ([n for n in STOCKS if n not in due], Q(open__gt=0)),
        ([n for n in STOCKS if n in due], Q(overdue__gt=0) & before),
    ):
        _add_kept(tally, kept.filter(condition), by, names)
    for anchor in ANCHORS:
        days = {*touched, window.today} if anchor == DUE else set(touched)
        names = [n for n in (*FLOWS, *STOCKS) if anchor_of(n) == anchor]
        fresh = count_live(window, by, reach & Q(**{f"{anchor}__in": days}), names) if days else {}
        for code, counts in fresh.items():
            tally.setdefault(code, Counts()).add(counts.by_name, names)
    _add_medians(tally, kept.filter(window.period("day"), timed__gt=0), window, by, reach, touched)
    return {c: n for c, n in tally.items() if by == "county" or any(n.by_name.values())}


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
