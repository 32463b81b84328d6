"""Figures of weak branches, the reserve and secondments: sets of records, counted (§3.3, S9).

Each figure is a set of rows; the records behind it are the same set. Outward go counts alone, and
no figure is grouped by a person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Model, Q, QuerySet

from jiceng.casework.figures import Window
from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.words import N_
from jiceng.party.models import ReserveCadre, SecondmentReview, SecretaryChange, WeakBranch

Condition = Callable[[datetime, date], Q]


@dataclass(frozen=True, slots=True)
class Predicate:
    """A set of rows of one table, the column that places each in time, and its column of reach."""

    model: type[Model]
    anchor: str
    condition: Condition
    reached_by: str = "path"
    is_day: bool = True
    """Whether the anchor is a day rather than an instant."""


def _rectified(as_of: datetime, today: date) -> Q:
    """Accepted at both levels, the plate taken down, and not come back since."""
    stands = Q(relapsed_at=None) | Q(relapsed_at__lt=F("accepted_at"))
    return Q(accepted_at__lte=as_of, state__in=("follow_up", "released")) & stands


def _adjusted(as_of: datetime, today: date) -> Q:
    return Q(on__lte=today)


def _in_reserve(as_of: datetime, today: date) -> Q:
    return Q(since__lte=today) & (Q(ended_on=None) | Q(ended_on__gt=today))


def _said(as_of: datetime, today: date) -> Q:
    return Q(said_at__lte=as_of)


def _served(as_of: datetime, today: date) -> Q:
    return _said(as_of, today) & Q(served="yes")


PREDICATES: Mapping[str, Predicate] = {
    "weak_branches_rectified": Predicate(
        WeakBranch, "accepted_at", _rectified, "unit_path", is_day=False
    ),
    "secretaries_adjusted": Predicate(SecretaryChange, "on", _adjusted),
    "reserve_cadres": Predicate(ReserveCadre, "since", _in_reserve),
    "secondments_evaluated": Predicate(
        SecondmentReview, "said_at", _said, "organisation__path", is_day=False
    ),
    "secondments_served": Predicate(
        SecondmentReview, "said_at", _served, "organisation__path", is_day=False
    ),
}

DECLARED = (
    FigureKind(
        "weak_branches_rectified",
        N_("整顿转化的软弱涣散党组织"),
        N_("期内经镇党委和组织部门两级验收、已经摘牌且没有反弹的党组织。"),
        N_("个"),
        "count",
        "weak_branches_rectified",
        "weak_branches_rectified",
    ),
    FigureKind(
        "secretaries_adjusted",
        N_("整顿中调整的书记"),
        N_("期内因整顿离任的软弱涣散党组织书记。"),
        N_("名"),
        "count",
        "secretaries_adjusted",
        "secretaries_adjusted",
    ),
    FigureKind(
        "reserve_cadres",
        N_("在册后备干部"),
        N_("截至统计时间在后备干部名册上、没有退出的党员。只计人数。"),
        N_("名"),
        "count",
        "reserve_cadres",
        "reserve_cadres",
        is_stock=True,
    ),
    FigureKind(
        "secondments_evaluated",
        N_("下派评价"),
        N_("期内接收社区（村）按季度作出的下派评价，每人每季度一次。"),
        N_("次"),
        "count",
        "secondments_evaluated",
        "secondments_evaluated",
    ),
    FigureKind(
        "secondments_served_rate",
        N_("下派达到目的的比例"),
        N_("期内接收社区（村）作出的下派评价中，认为达到下派目的的比例。"),
        "%",
        "share",
        "secondments_served",
        "secondments_evaluated",
    ),
)
FIGURES: Mapping[str, FigureKind] = {kind.id: kind for kind in DECLARED}
Reach = Callable[[str], Q]
"""Column of a path -> the rows within reach (queries/access.py)."""


def compute(window: Window, *, reach: Reach, only: Collection[str] = FIGURES) -> list[Figure]:
    """The figures asked for, of what lies within reach."""
    return [_figure(kind, window, reach) for kind in DECLARED if kind.id in only]


def _figure(kind: FigureKind, window: Window, reach: Reach) -> Figure:
    above = _rows(kind.numerator, kind, window, reach).count()
    is_one = kind.numerator == kind.denominator
    below = above if is_one else _rows(kind.denominator, kind, window, reach).count()
    return Figure(kind, above, below)


def records(id: str, *, window: Window, reach: Reach) -> QuerySet[Any]:
    """The rows behind a figure: as many as it counts. Raises `NotFound` for an unknown one."""
    kind = FIGURES.get(id)
    if kind is None:
        raise NotFound(Reason("not_found"))
    return _rows(kind.numerator, kind, window, reach).order_by("pk")


def _rows(name: str, kind: FigureKind, window: Window, reach: Reach) -> QuerySet[Any]:
    predicate = PREDICATES[name]
    condition = predicate.condition(window.as_of, window.today) & reach(predicate.reached_by)
    if not kind.is_stock:
        condition &= _period(predicate, window)
    return predicate.model._default_manager.filter(condition)


def _period(predicate: Predicate, window: Window) -> Q:
    condition, name = Q(), predicate.anchor
    if window.start:
        condition &= Q(**{f"{name}__gte": _bound(predicate, window.start)})
    if window.end:
        condition &= Q(**{f"{name}__lt": _bound(predicate, window.end + timedelta(days=1))})
    return condition


def _bound(predicate: Predicate, day: date) -> date | datetime:
    return day if predicate.is_day else datetime.combine(day, time(), tzinfo=_zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
