"""Figures of organisational life: two predicates over periods or meetings each (decisions.md 37).

A period counts in the figure when it is over: what may still be held is neither met nor missed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Model, Q, QuerySet

from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.words import N_
from jiceng.party.models import LifePeriod, Meeting


@dataclass(frozen=True, slots=True)
class Window:
    """A span of days, and the day up to which things are known."""

    start: date
    end: date
    as_of: date


@dataclass(frozen=True, slots=True)
class Predicate:
    """A set of rows of one table; `path` is the column that reach is decided by."""

    model: type[Model]
    path: str
    span: Callable[[Window], Q]
    """The rows of a window that predicates of this table share, read along their index."""
    among: Q
    """Which of these; an empty one is all."""


def _over(window: Window) -> Q:
    """Over, and its last day lies in the window."""
    last = min(window.end, window.as_of - timedelta(days=1))
    return Q(ends_on__range=(window.start, last))


def _held(window: Window) -> Q:
    return Q(on__range=(window.start, window.end), state__in=("held", "recorded"))


PREDICATES: Mapping[str, Predicate] = {
    "periods_over": Predicate(LifePeriod, "path", _over, Q()),
    "periods_met": Predicate(LifePeriod, "path", _over, Q(held__gte=F("required"))),
    "periods_missed": Predicate(LifePeriod, "path", _over, Q(held__lt=F("required"))),
    "meetings_held": Predicate(Meeting, "unit_path", _held, Q()),
}
DECLARED = (
    FigureKind(
        "life_compliance_rate",
        N_("组织生活落实率"),
        N_("期内届满的各类组织生活中，按规定次数开展的比例。一类一期计一项。"),
        "%",
        "share",
        "periods_met",
        "periods_over",
    ),
    FigureKind(
        "life_periods_missed",
        N_("未落实的组织生活"),
        N_("期内届满、没有按规定次数开展的组织生活。一类一期计一项。"),
        N_("项"),
        "count",
        "periods_missed",
        "periods_missed",
    ),
    FigureKind(
        "meetings_held",
        N_("召开会议"),
        N_("期内登记召开的组织生活会议。一次会议计一次，不论计入几个台账。"),
        N_("次"),
        "count",
        "meetings_held",
        "meetings_held",
    ),
)
FIGURES: Mapping[str, FigureKind] = {kind.id: kind for kind in DECLARED}


def compute(window: Window, reach: Callable[[str], Q]) -> list[Figure]:
    """Every figure within reach, which says for a column what somebody may count.

    Predicates of one table are counted in one pass over its index.
    """
    counts: dict[str, int] = {}
    for model, path, span in dict.fromkeys((p.model, p.path, p.span) for p in PREDICATES.values()):
        asked = {
            name: Count("pk", filter=predicate.among or None)
            for name, predicate in PREDICATES.items() if predicate.model is model
        }  # fmt: skip
        rows = model._default_manager.filter(reach(path), span(window))
        counts |= rows.aggregate(**asked)
    return [Figure(kind, counts[kind.numerator], counts[kind.denominator]) for kind in DECLARED]


def records(
    id: str, window: Window, reach: Callable[[str], Q], *, part: str = "numerator"
) -> QuerySet[Any]:
    """The rows behind a figure, as many as it counts; `NotFound` for one nobody declared."""
    kind = FIGURES.get(id)
    if kind is None:
        raise NotFound(Reason("not_found"))
    name = kind.numerator if part == "numerator" else kind.denominator
    return _rows(name, window, reach)


def _rows(name: str, window: Window, reach: Callable[[str], Q]) -> QuerySet[Any]:
    predicate = PREDICATES[name]
    condition = predicate.span(window) & predicate.among & reach(predicate.path)
    return predicate.model._default_manager.filter(condition)
