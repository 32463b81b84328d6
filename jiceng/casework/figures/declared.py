"""Which figures there are, and the predicates they are made of. Read this file first.

A predicate is a set of outcome rows with an *anchor*: the event whose local day decides the
period and the month it counts in. A figure is two predicates on one anchor, the numerator a
subset of the denominator.

**As of.** A figure as of an instant D counts what was known then: reported, closed, due, rated,
re-checked, reopened no later than D. A case that was reopened counts as open from its report to
its last closing, for what was reopened had not been settled. Tier, unit, send-backs, extensions
and reworks are those of today: the row keeps how often, not when.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from jiceng.casework.models import CaseOutcome
from jiceng.kernel.figures import FigureKind
from jiceng.kernel.words import N_

PUNCTUAL = Q(closed_at__lte=F("due_at"))
Condition = Callable[[datetime | None], Q]


def known(column: str, as_of: datetime | None) -> Q:
    """The event has happened, and was known at `as_of` (None: whatever is known now)."""
    condition = Q(**{f"{column}__isnull": False})
    return condition & Q(**{f"{column}__lte": as_of}) if as_of else condition


def not_yet(column: str, as_of: datetime | None) -> Q:
    """The event had not happened at `as_of`."""
    condition = Q(**{f"{column}__isnull": True})
    return condition | Q(**{f"{column}__gt": as_of}) if as_of else condition


def _reported(as_of: datetime | None) -> Q:
    return known("reported_at", as_of)


def _open(as_of: datetime | None) -> Q:
    return _reported(as_of) & not_yet("ended_at", as_of)


def _closed(as_of: datetime | None) -> Q:
    return known("closed_at", as_of)


def _due(as_of: datetime | None) -> Q:
    """应结案: the promise has come due, unless the case was refused or merged before."""
    ended = known("ended_at", as_of) & Q(closed_at__isnull=True)
    return known("due_at", as_of) & _reported(as_of) & ~ended


def _on_time(as_of: datetime | None) -> Q:
    return _due(as_of) & PUNCTUAL


def _placed(as_of: datetime | None) -> Q:
    """Accepted, of a known type and in a grid, and not merged into another case."""
    is_known = ~Q(grid="") & ~Q(case_type="")
    return _reported(as_of) & Q(accepted=True, is_merged=False) & is_known


def _recurred(as_of: datetime | None) -> Q:
    """Another case of the type in the grid was first closed in the thirty days before."""
    before = CaseOutcome.objects.filter(
        grid=OuterRef("grid"),
        case_type=OuterRef("case_type"),
        recurs_until__gte=OuterRef("reported_at"),
        first_closed_at__lt=OuterRef("reported_at"),
    )
    return _placed(as_of) & Q(Exists(before))


def _ever_closed(as_of: datetime | None) -> Q:
    return known("first_closed_at", as_of)


@dataclass(frozen=True, slots=True)
class Predicate:
    """A set of cases and the column whose local day places each of them in time."""

    anchor: str
    condition: Condition


def _of(anchor: str, base: Condition, **columns: object) -> Predicate:
    return Predicate(anchor, lambda as_of: base(as_of) & Q(**columns))


REPORTED, CLOSED, DUE, FIRST = "reported_on", "closed_on", "due_on", "first_closed_on"
DONE_CHECKS = ("solved", "unsolved")

PREDICATES: Mapping[str, Predicate] = {
    "reported": Predicate(REPORTED, _reported),
    "open": Predicate(REPORTED, _open),
    "accepted": _of(REPORTED, _reported, accepted=True),
    "escalated": _of(REPORTED, _reported, accepted=True, escalated=True),
    "dispatched": _of(REPORTED, _reported, dispatched=True),
    "returned": _of(REPORTED, _reported, dispatched=True, send_backs__gt=0),
    "extended": _of(REPORTED, _reported, dispatched=True, extensions__gt=0),
    "placed": Predicate(REPORTED, _placed),
    "recurred": Predicate(REPORTED, _recurred),
    "closed": Predicate(CLOSED, _closed),
    "closed_in_grids": _of(CLOSED, _closed, has_grids=True),
    "closed_elsewhere": _of(CLOSED, _closed, has_grids=False),
    "grid_settled": _of(CLOSED, _closed, has_grids=True, tier="grid"),
    "community_settled": _of(CLOSED, _closed, has_grids=True, tier__in=("grid", "community")),
    "verified": _of(CLOSED, _closed, verified=True),
    "reworked": _of(CLOSED, _closed, verified=True, reworks__gt=0),
    "rated": Predicate(CLOSED, lambda at: _closed(at) & known("rated_at", at)),
    "satisfied": Predicate(
        CLOSED, lambda at: _closed(at) & known("rated_at", at) & Q(rating__gte=4)
    ),
    "rechecked": Predicate(
        CLOSED,
        lambda at: _closed(at) & known("rechecked_at", at) & Q(recheck__in=DONE_CHECKS),
    ),
    "solved": Predicate(
        CLOSED, lambda at: _closed(at) & known("rechecked_at", at) & Q(recheck="solved")
    ),
    "timed": _of(CLOSED, _closed, handling_seconds__isnull=False),
    "due": Predicate(DUE, _due),
    "on_time": Predicate(DUE, _on_time),
    "late": Predicate(DUE, lambda at: _due(at) & ~(known("closed_at", at) & PUNCTUAL)),
    "overdue": Predicate(DUE, lambda at: _due(at) & not_yet("ended_at", at)),
    "ever_closed": Predicate(FIRST, _ever_closed),
    "reopened_soon": Predicate(
        FIRST, lambda at: _ever_closed(at) & known("reopened_at", at) & Q(reopened_soon=True)
    ),
}  # fmt: skip


def _count(id: str, name: str, definition: str, of: str, *, is_stock: bool = False) -> FigureKind:
    return FigureKind(id, name, definition, N_("件"), "count", of, of, is_stock)


def _share(id: str, name: str, definition: str, numerator: str, denominator: str,
           **rest: bool) -> FigureKind:  # fmt: skip
    return FigureKind(id, name, definition, "%", "share", numerator, denominator, **rest)


DECLARED = (
    _count(
        "cases_reported",
        N_("上报数"),
        N_("期内上报的案件。"),
        "reported",
    ),
    _count(
        "cases_open",
        N_("期内未结数"),
        N_("期内上报、截至统计时间仍未结案的案件。"),
        "open",
    ),
    _count(
        "cases_closed",
        N_("结案数"),
        N_("期内结案、此后没有重新办理的案件。"),
        "closed",
    ),
    _share(
        "grid_settled_rate",
        N_("网格办结率"),
        N_("小事不出网格：期内结案的案件中，由网格办结的比例。只计划分了网格的区域。"),
        "grid_settled",
        "closed_in_grids",
    ),
    _share(
        "community_settled_rate",
        N_("社区办结率"),
        N_("大事不出社区：期内结案的案件中，由网格或社区办结的比例。只计划分了网格的区域。"),
        "community_settled",
        "closed_in_grids",
    ),
    _count(
        "cases_closed_elsewhere",
        N_("未设网格区域结案数"),
        N_("期内在未划分网格的区域结案的案件，不计入网格、社区办结率。"),
        "closed_elsewhere",
    ),
    _share(
        "escalation_rate",
        N_("上报上级率"),
        N_("期内上报并受理的案件中，由镇或县承办的比例。"),
        "escalated",
        "accepted",
    ),
    _share(
        "on_time_rate",
        N_("按时结案率"),
        N_("承诺期限在期内届满的案件中，期限内结案的比例。"),
        "on_time",
        "due",
    ),
    _count(
        "cases_late",
        N_("超期数"),
        N_("承诺期限在期内届满、未在期限内结案的案件。"),
        "late",
    ),
    _share(
        "rework_rate",
        N_("返工率"),
        N_("期内结案且经过核查的案件中，被要求返工的比例。"),
        "reworked",
        "verified",
    ),
    _share(
        "return_rate",
        N_("退单率"),
        N_("期内上报并派遣的案件中，被退过单的比例。"),
        "returned",
        "dispatched",
    ),
    _share(
        "extension_rate",
        N_("延期率"),
        N_("期内上报并派遣的案件中，延期过的比例。"),
        "extended",
        "dispatched",
    ),
    _share(
        "reopened_30d_rate",
        N_("三十日内重新办理率"),
        N_("期内首次结案的案件中，三十日内重新办理的比例。"),
        "reopened_soon",
        "ever_closed",
    ),
    _share(
        "recurrence_rate",
        N_("重复发生率"),
        N_("期内上报、类型和网格明确的案件中，前三十日内同一网格有同类案件首次结案的比例。"),
        "recurred",
        "placed",
    ),
    _share(
        "satisfaction_rate",
        N_("满意率"),
        N_("期内结案并有群众评价的案件中，评价为四分或五分的比例。"),
        "satisfied",
        "rated",
    ),
    _share(
        "rated",
        N_("评价率"),
        N_("期内结案的案件中，群众作出评价的比例。"),
        "rated",
        "closed",
    ),
    _share(
        "true_solve_rate",
        N_("实际解决率"),
        N_("期内结案并被抽中复查、已有结论的案件中，确已解决的比例，附百分之九十五置信区间。"),
        "solved",
        "rechecked",
        is_sampled=True,
    ),
    FigureKind(
        "median_handling_hours",
        N_("办理时长中位数"),
        N_("期内结案的案件，从上报到处置完成的时长的中位数。"),
        N_("小时"),
        "median",
        "timed",
        "timed",
    ),
    _count(
        "backlog",
        N_("在办数"),
        N_("截至统计时间仍未结案的全部案件，不论何时上报。"),
        "open",
        is_stock=True,
    ),
    _count(
        "overdue_open",
        N_("逾期未结数"),
        N_("截至统计时间已过承诺期限、仍未结案的全部案件。"),
        "overdue",
        is_stock=True,
    ),
)

FIGURES: Mapping[str, FigureKind] = {kind.id: kind for kind in DECLARED}


def figure_kind(id: str) -> FigureKind | None:
    """The figure of an id, or None."""
    return FIGURES.get(id)
