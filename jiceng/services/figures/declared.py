"""Figures of services: what was decided how quickly, and what is within reach (S14, S15).

Each is two sets of rows; the records behind a figure are its numerator. Units and areas, never
persons.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_
from jiceng.services.models import Application, ServicePoint
from jiceng.services.queries.efficiency import PARTS, READERS, decided, turnarounds
from jiceng.services.queries.items import items_taken
from jiceng.services.queries.points import points_on
from jiceng.services.rules.efficiency import median_of

DONE, SAME_DAY, KEPT, TURNAROUND = (
    "applications_decided",
    "applications_same_day_rate",
    "applications_kept_rate",
    "applications_turnaround",
)
POINTS, ITEMS = "service_points_open", "service_items_taken"
PART_OF = {DONE: "decided", SAME_DAY: "same_day", KEPT: "kept", TURNAROUND: "decided"}
"""Figure -> the part of what was decided that is its numerator."""
APPLICATIONS: Mapping[str, FigureKind] = {
    kind.id: kind
    for kind in (
        FigureKind(
            DONE,
            N_("服务申请办结件数"),
            N_("期内作出决定的服务申请，准予和不予都计，撤回的不计。"),
            N_("件"),
            "count",
            "decided",
            "decided",
        ),
        FigureKind(
            SAME_DAY,
            N_("当日办结率"),
            N_("期内作出决定的服务申请中，提交当天就办结的比例。"),
            "%",
            "share",
            "same_day",
            "decided",
        ),
        FigureKind(
            KEPT,
            N_("按承诺办结率"),
            N_("期内作出决定的服务申请中，不晚于承诺时限的比例。等待申请人补正的时间不计。"),
            "%",
            "share",
            "kept",
            "decided",
        ),
        FigureKind(
            TURNAROUND,
            N_("服务申请办理时长中位数"),
            N_("期内作出决定的服务申请，从受理到决定的工作时间的中位数，不含等待补正。"),
            N_("小时"),
            "median",
            "decided",
            "decided",
        ),
    )
}
STOCKS: Mapping[str, FigureKind] = {
    kind.id: kind
    for kind in (
        FigureKind(
            POINTS,
            N_("在用服务网点"),
            N_("截至期末已经启用、没有撤销的服务网点。"),
            N_("个"),
            "count",
            "points",
            "points",
            is_stock=True,
        ),
        FigureKind(
            ITEMS,
            N_("网点可办事项占比"),
            N_("现行办事事项中，至少有一个在用网点受理的比例。"),
            "%",
            "share",
            "items_taken",
            "items",
            is_stock=True,
        ),
    )
}
FIGURES: Mapping[str, FigureKind] = {**APPLICATIONS, **STOCKS}


def within_subject(subject: str) -> Q | None:
    """Rows of an area or a unit, everything for the whole; None for what is neither."""
    land = territory()
    if not subject:
        return Q()
    if area := land.area(subject):
        return within("area_path", area.path)
    return Q(unit=subject) if subject in land.units else None


def applications_behind(code: str, reach: Q, start: date, end: date) -> QuerySet[Application]:
    """The applications a figure counts."""
    return decided(reach, start, end).filter(PARTS[PART_OF[code]])


def points_behind(reach: Q, day: date) -> QuerySet[ServicePoint]:
    """The points in use on a day."""
    return points_on(day).filter(reach)


def _decided(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    found: dict[str, Figure] = {}
    for subject in subjects:
        reach = within_subject(subject)
        if reach is None:
            continue
        above = applications_behind(code, reach, span.start, span.end).count()
        rows = decided(reach, span.start, span.end)
        found[subject] = Figure(
            FIGURES[code], above, rows.count(), median=_median(rows) if code == TURNAROUND else None
        )
    return found


def _median(rows: QuerySet[Application]) -> Any:
    """In seconds."""
    minutes: dict[int, int] = {}
    for group in turnarounds(rows, "level").values():
        for length, count in group.minutes.items():
            minutes[length] = minutes.get(length, 0) + count
    middle = median_of(minutes)
    return None if middle is None else middle * 60


def _stock(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    found: dict[str, Figure] = {}
    for subject in subjects:
        reach = within_subject(subject)
        if reach is None:
            continue
        rows = points_behind(reach, span.end)
        if code == POINTS:
            found[subject] = Figure(FIGURES[code], rows.count(), rows.count())
        else:
            items = items_taken(rows, span.now)
            found[subject] = Figure(FIGURES[code], sum(map(bool, items.values())), len(items))
    return found


def _decided_url(code: str, subject: str, span: Span) -> str:
    asked = {"part": PART_OF[code], "start": span.start, "end": span.end, "subject": subject}
    return f"/desk/service-efficiency/applications?{urlencode(asked)}"


def _stock_url(code: str, subject: str, span: Span) -> str:
    page = "service-points" if code == POINTS else "service-items"
    return f"/desk/{page}/?{urlencode({'day': span.end, 'subject': subject})}"


REPORTS = (
    Reporter(APPLICATIONS, _decided, _decided_url, READERS, topic=N_("服务办理")),
    Reporter(STOCKS, _stock, _stock_url, topic=N_("服务网点")),
)
"""What services report (`reports` of its AppConfig)."""
