"""Figures of co-building: what units promised beside what communities confirmed.

Each is two sets of rows; the records behind a figure are its numerator. They speak of units and
communities; no figure is grouped by a person (facts.md §5.5).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet

from jiceng.casework.figures import Window
from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.kernel.words import N_
from jiceng.party.models import JointProject, UnitRegistration, Wish
from jiceng.party.rules.co_building import DONE, PROMISED, WELL

GROUPED_BY = {"county": "", "community": "community", "unit": "unit"}
Condition = Callable[[datetime], Q]


@dataclass(frozen=True, slots=True)
class Predicate:
    """A set of rows of one table and the column that places each of them in time."""

    model: type[Movable]
    anchor: str
    condition: Condition
    is_day: bool = False
    """Whether the anchor is a day rather than an instant."""


def _due(as_of: datetime) -> Q:
    """Promised for a day that has come."""
    return Q(state__in=PROMISED, ends_on__lte=as_of.astimezone(_zone()).date())


def _delivered(as_of: datetime) -> Q:
    """Delivered no later than promised, and confirmed by the community."""
    in_time = Q(state__in=DONE, delivered_on__lte=F("ends_on"), confirmed_at__lte=as_of)
    return _due(as_of) & in_time


def _late(as_of: datetime) -> Q:
    """Promised for a day that has passed, and not delivered."""
    before = as_of.astimezone(_zone()).date()
    return Q(state__in=("committed", "under_way"), ends_on__lt=before)


def _evaluated(as_of: datetime) -> Q:
    return Q(evaluated_at__lte=as_of)


def _found_well(as_of: datetime) -> Q:
    return _evaluated(as_of) & Q(grade__in=WELL)


def _posted(as_of: datetime) -> Q:
    """Posted and not taken down again."""
    return Q(posted_on__lte=as_of.astimezone(_zone()).date()) & ~Q(state="withdrawn")


def _fulfilled(as_of: datetime) -> Q:
    return _posted(as_of) & Q(confirmed_at__lte=as_of)


def _registered(as_of: datetime) -> Q:
    """Confirmed, and not ended by then."""
    stands = Q(ended_at=None) | Q(ended_at__gt=as_of)
    return Q(confirmed_at__lte=as_of) & stands


PREDICATES: Mapping[str, Predicate] = {
    "projects_due": Predicate(JointProject, "ends_on", _due, is_day=True),
    "projects_delivered": Predicate(JointProject, "ends_on", _delivered, is_day=True),
    "projects_late": Predicate(JointProject, "ends_on", _late, is_day=True),
    "projects_evaluated": Predicate(JointProject, "evaluated_at", _evaluated),
    "projects_found_well": Predicate(JointProject, "evaluated_at", _found_well),
    "wishes_posted": Predicate(Wish, "posted_on", _posted, is_day=True),
    "wishes_fulfilled": Predicate(Wish, "posted_on", _fulfilled, is_day=True),
    "units_registered": Predicate(UnitRegistration, "confirmed_at", _registered),
}

DECLARED = (
    FigureKind(
        "registered_units",
        N_("报到单位"),
        N_("截至统计时间已经社区确认、尚未结束的单位报到，一个单位在几个社区报到计几次。"),
        N_("个"),
        "count",
        "units_registered",
        "units_registered",
        is_stock=True,
    ),
    FigureKind(
        "co_building_delivered_rate",
        N_("共建项目按期完成率"),
        N_("承诺日期在期内的共建项目中，按期完成并经社区确认的比例。谢绝和中止的不计。"),
        "%",
        "share",
        "projects_delivered",
        "projects_due",
    ),
    FigureKind(
        "co_building_late",
        N_("逾期共建项目"),
        N_("截至统计时间已过承诺日期、单位仍未报告完成的共建项目。"),
        N_("个"),
        "count",
        "projects_late",
        "projects_late",
        is_stock=True,
    ),
    FigureKind(
        "co_building_well_rate",
        N_("社区评价较好以上比例"),
        N_("期内经社区评价的共建项目中，评价为好或者较好的比例。评价的是单位的工作。"),
        "%",
        "share",
        "projects_found_well",
        "projects_evaluated",
    ),
    FigureKind(
        "wishes_fulfilled_rate",
        N_("微心愿实现率"),
        N_("期内发布的微心愿中，已经实现并经社区确认的比例。撤下的不计。"),
        "%",
        "share",
        "wishes_fulfilled",
        "wishes_posted",
    ),
)
FIGURES: Mapping[str, FigureKind] = {kind.id: kind for kind in DECLARED}


def compute(window: Window, *, by: str, reach: Q) -> list[Figure]:
    """Every figure of every group within `reach`, by county, community or unit.

    Raises `Invalid` for another grouping.
    """
    if by not in GROUPED_BY:
        raise Invalid(Reason("unknown_value", {"value": by}, field="by"))
    return [figure for kind in DECLARED for figure in _figures(kind, window, by, reach)]


def _figures(kind: FigureKind, window: Window, by: str, reach: Q) -> list[Figure]:
    above = _counts(kind.numerator, kind, window, by, reach)
    below = _counts(kind.denominator, kind, window, by, reach)
    groups = sorted({*above, *below} | ({""} if by == "county" else set()))
    return [Figure(kind, above.get(g, 0), below.get(g, 0), g, name_of(by, g)) for g in groups]


def _counts(name: str, kind: FigureKind, window: Window, by: str, reach: Q) -> dict[str, int]:
    rows = _rows(name, kind, window, reach)
    if by == "county":
        return {"": rows.count()}
    counted = rows.order_by().values_list(GROUPED_BY[by]).annotate(n=Count("pk"))
    return {str(group): int(n) for group, n in counted}


def _rows(name: str, kind: FigureKind, window: Window, reach: Q) -> QuerySet[Any]:
    predicate = PREDICATES[name]
    condition = predicate.condition(window.as_of) & reach
    if not kind.is_stock:
        condition &= _period(predicate, window.start, window.end)
    return predicate.model._default_manager.filter(condition)


def _period(predicate: Predicate, start: date | None, end: date | None) -> Q:
    condition, anchor = Q(), predicate.anchor
    if start:
        first: Any = start if predicate.is_day else _midnight(start)
        condition &= Q(**{f"{anchor}__gte": first})
    if end:
        after = end + timedelta(days=1)
        condition &= Q(**{f"{anchor}__lt": after if predicate.is_day else _midnight(after)})
    return condition


def name_of(by: str, group: str) -> str:
    """The community or unit of a group, by its name."""
    land = territory()
    named = land.areas.get(group) if by == "community" else land.units.get(group)
    return named.name if named else group


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=_zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def records(
    id: str,
    *,
    window: Window,
    by: str = "county",
    group: str = "",
    reach: Q,
    part: str = "numerator",
) -> QuerySet[Any]:
    """The rows behind a figure: as many as it counts. An empty `group` is the whole.

    Raises `NotFound` for an unknown figure, `Invalid` for a grouping that is none.
    """
    kind = FIGURES.get(id)
    if kind is None:
        raise NotFound(Reason("not_found"))
    if by not in GROUPED_BY:
        raise Invalid(Reason("unknown_value", {"value": by}, field="by"))
    name = kind.numerator if part == "numerator" else kind.denominator
    rows = _rows(name, kind, window, reach)
    if group and by != "county":
        rows = rows.filter(**{GROUPED_BY[by]: group})
    return rows.order_by("pk")
