"""Figures for every group at once, and the records behind each of them.

The counts come from whole conditional sums in one pass over the outcome rows (one pass per
anchor when grouped by month), or, for the present, from the day counts of `days`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any, Literal
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Substr

from jiceng.casework.figures.declared import DECLARED, FIGURES
from jiceng.casework.figures.groups import GROUPINGS, group_name
from jiceng.casework.models import CaseOutcome
from jiceng.casework.queries.predicates import DUE, PREDICATES
from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.refusal import Invalid, NotFound, Reason

Part = Literal["numerator", "denominator"]
STOCK = "_stock"
FLOWS = tuple(PREDICATES)
STOCKS = tuple(sorted({k.numerator + STOCK for k in DECLARED if k.is_stock}))
EVERYTHING = Q()


@dataclass(frozen=True, slots=True)
class Window:
    """A period of local days, both ends included, as known at an instant.

    `is_present` says that nothing recorded lies after `as_of`, so that day counts may answer.
    """

    as_of: datetime
    today: date
    """The local day of `as_of`."""
    start: date | None = None
    end: date | None = None
    is_present: bool = True

    @staticmethod
    def at(
        now: datetime,
        zone: ZoneInfo,
        *,
        as_of: date | None = None,
        start: date | None = None,
        end: date | None = None,
    ) -> Window:
        """As of the end of a local day, or of `now` for today and later. Raises `Invalid`."""
        if start and end and end < start:
            raise Invalid(Reason("period_reversed", field="to"))
        today = now.astimezone(zone).date()
        if as_of is None or as_of >= today:
            return Window(now, today, start, end)
        midnight = datetime.combine(as_of + timedelta(days=1), time(), tzinfo=zone)
        return Window(midnight - timedelta(microseconds=1), as_of, start, end, is_present=False)

    def period(self, column: str) -> Q:
        """The days of the period, for any column that holds a local day."""
        condition = Q(**{f"{column}__isnull": False})
        if self.start:
            condition &= Q(**{f"{column}__gte": self.start})
        if self.end:
            condition &= Q(**{f"{column}__lte": self.end})
        return condition


@dataclass
class Counts:
    """Predicate counts and handling times of one group."""

    by_name: dict[str, int] = field(default_factory=dict)
    median: Fraction | int | None = None

    def add(self, row: dict[str, Any], names: Iterable[str]) -> None:
        for name in names:
            self.by_name[name] = self.by_name.get(name, 0) + int(row.get(name) or 0)


Tally = dict[str, Counts]


def chosen_kinds(only: Collection[str]) -> tuple[FigureKind, ...]:
    """The figures named, in the order of declaration; all of them where none is named."""
    return tuple(kind for kind in DECLARED if not only or kind.id in only)


def names_of(kinds: Iterable[FigureKind]) -> tuple[str, ...]:
    """The predicates to be counted for some figures; a name that ends in `STOCK` is a stock."""
    return tuple({
        name + (STOCK if kind.is_stock else ""): None
        for kind in kinds
        for name in (kind.numerator, kind.denominator)
    })  # fmt: skip


def figures_of(
    tally: Tally, by: str, now: datetime, kinds: Iterable[FigureKind] = DECLARED
) -> list[Figure]:
    """The figures of every group, groups in order of their code."""
    found, kinds = [], tuple(kinds)
    for code in sorted(tally):
        counts, name = tally[code], group_name(by, code, now)
        for kind in kinds:
            suffix = STOCK if kind.is_stock else ""
            found.append(
                Figure(
                    kind,
                    counts.by_name.get(kind.numerator + suffix, 0),
                    counts.by_name.get(kind.denominator + suffix, 0),
                    code,
                    name,
                    counts.median if kind.kind == "median" else None,
                )
            )
    return found


def live(window: Window, by: str, reach: Q, kinds: Collection[FigureKind] = DECLARED) -> Tally:
    """Count the outcome rows themselves."""
    tally = count_live(window, by, reach, names_of(kinds))
    if has_median(kinds):
        for code, values in times_of(window, by, reach).items():
            tally[code].median = median(np.asarray(values, np.int64))
    return tally


def has_median(kinds: Iterable[FigureKind]) -> bool:
    return any(kind.kind == "median" for kind in kinds)


def times_of(window: Window, by: str, reach: Q) -> dict[str, list[int]]:
    """Handling times in seconds of the cases closed in the period, by group."""
    times: dict[str, list[int]] = {}
    rows = CaseOutcome.objects.filter(_chosen("timed", window) & reach)
    rows = rows.annotate(group=group_of(by, anchor=anchor_of("timed")))
    for code, seconds in rows.values_list("group", "handling_seconds"):
        times.setdefault(code, []).append(int(seconds or 0))
    return times


def count_live(window: Window, by: str, reach: Q, names: Iterable[str]) -> Tally:
    """Counts by group of some predicates; a name that ends in `STOCK` ignores the period."""
    wanted = list(names)
    tally: Tally = {} if by != "county" else {"": Counts()}
    if by != "month":
        anchors = {anchor_of(name) for name in wanted}
        if len(anchors) == 1 and not any(name.endswith(STOCK) for name in wanted):
            reach &= window.period(anchors.pop())
        _add_pass(tally, window, group_of(by), reach, wanted)
        return tally
    for anchor in {anchor_of(name) for name in wanted}:
        on_anchor = [name for name in wanted if anchor_of(name) == anchor]
        dated = reach & Q(**{f"{anchor}__isnull": False})
        _add_pass(tally, window, group_of(by, anchor=anchor), dated, on_anchor)
    return {code: counts for code, counts in tally.items() if any(counts.by_name.values())}


def _add_pass(tally: Tally, window: Window, group: Any, reach: Q, names: list[str]) -> None:
    sums = {f"n_{n}": Count("pk", filter=_chosen(n, window)) for n in names}
    rows = CaseOutcome.objects.filter(reach).annotate(group=group).values("group")
    for row in rows.annotate(**sums).order_by("group"):
        counts = tally.setdefault(row["group"], Counts())
        found: Mapping[str, Any] = row
        counts.add({n: found[f"n_{n}"] for n in names}, names)


def anchor_of(name: str) -> str:
    """The column whose day places a predicate in time."""
    return PREDICATES[name.removesuffix(STOCK)].anchor


def _chosen(name: str, window: Window) -> Q:
    predicate = PREDICATES[name.removesuffix(STOCK)]
    condition = predicate.condition(window.as_of)
    return condition if name.endswith(STOCK) else condition & window.period(predicate.anchor)


def group_of(by: str, *, anchor: str = "day") -> Any:
    """The expression whose value names the group of a row."""
    if by == "month":
        return Substr(Cast(anchor, CharField()), 1, 7)
    column = GROUPINGS[by].column
    return F(column) if column else Value("", CharField())


def median(values: np.ndarray[Any, np.dtype[np.int64]]) -> Fraction | int | None:
    """The exact median; a half stays a fraction."""
    count = len(values)
    if not count:
        return None
    low, high = (count - 1) // 2, count // 2
    parted = np.partition(values, [low, high])
    middle = Fraction(int(parted[low]) + int(parted[high]), 2)
    return middle.numerator if middle.denominator == 1 else middle


def records(
    id: str,
    *,
    window: Window,
    by: str = "county",
    group: str | None = None,
    reach: Q = EVERYTHING,
    part: Part = "numerator",
) -> QuerySet[CaseOutcome]:
    """The cases behind a figure, in order of report: their count is the figure's own.

    `group` None is the whole. Raises `NotFound` for an unknown figure, `Invalid` for an unknown
    grouping or a month that is none.
    """
    kind = FIGURES.get(id)
    if kind is None:
        raise NotFound(Reason("not_found"))
    check_grouping(by)
    name = kind.numerator if part == "numerator" else kind.denominator
    chosen = _chosen(name + STOCK if kind.is_stock else name, window)
    inside = Q() if group is None else _inside(kind, by, group)
    return CaseOutcome.objects.filter(chosen & inside & reach).order_by("pk")


def check_grouping(by: str) -> None:
    """Refuse a grouping that does not exist."""
    if by not in GROUPINGS:
        raise Invalid(Reason("unknown_value", {"value": by}, field="by"))


def _inside(kind: FigureKind, by: str, group: str) -> Q:
    if by == "month":
        first = month_start(group)
        anchor, after = anchor_of(kind.numerator), (first + timedelta(days=32)).replace(day=1)
        return Q(**{f"{anchor}__gte": first, f"{anchor}__lt": after})
    column = GROUPINGS[by].column
    return Q(**{column: group}) if column else Q()


def month_start(text: str) -> date:
    """The first day of "2026-11"; raises `Invalid`."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Invalid(Reason("unknown_value", {"value": text}, field="group")) from error


def is_dated_by_promise(name: str) -> bool:
    """Whether time alone adds to a count: what falls due today is not yet due this morning."""
    return anchor_of(name) == DUE
