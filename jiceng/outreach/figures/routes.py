"""What outreach reports of sites and culture: visitors, groups, honours, practice; no persons."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, Sum

from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_
from jiceng.outreach.models import Activity, Attendance, Honour
from jiceng.outreach.queries.honours import valid_on
from jiceng.outreach.queries.visitors import came_of, groups, instants, people_of, walk_ins
from jiceng.outreach.rules.activities import ORIGINS

PRACTICE = "practice"
MINUTES = 60


def _count(id_: str, name: str, definition: str, unit: str, is_stock: bool = False) -> FigureKind:
    return FigureKind(id_, name, definition, unit, "count", id_, id_, is_stock)


VISITOR_FIGURES: Mapping[str, FigureKind] = {
    kind.id: kind
    for kind in (
        _count(
            "site_visitors", N_("红色点位参观人次"),
            N_("期内各点位登记的散客人数加上预约到场的团队人数，按人次计。"), N_("人次"),
        ),
        _count(
            "site_visitors_county", N_("本县参观人次"),
            N_("期内参观人次中自述来自本县的；未说明来源的不计。"), N_("人次"),
        ),
        _count(
            "site_visitors_province", N_("省内其他市县参观人次"),
            N_("期内参观人次中自述来自省内其他市县的；未说明来源的不计。"), N_("人次"),
        ),
        _count(
            "site_visitors_elsewhere", N_("省外参观人次"),
            N_("期内参观人次中自述来自省外的；未说明来源的不计。"), N_("人次"),
        ),
        _count(
            "site_visitors_abroad", N_("境外参观人次"),
            N_("期内参观人次中自述来自境外的；未说明来源的不计。"), N_("人次"),
        ),
        _count(
            "visit_groups", N_("到访团队"), N_("期内预约并到场的团队数，未到的不计。"), N_("个"),
        ),
    )
}  # fmt: skip
CULTURE_FIGURES: Mapping[str, FigureKind] = {
    kind.id: kind
    for kind in (
        _count(
            "honours_valid", N_("有效的品牌荣誉"),
            N_("期末仍在有效期内的品牌和荣誉数，按历次授予和续期的起止日期推算。"), N_("项"), True,
        ),
        _count(
            "practice_activities", N_("文明实践活动"),
            N_("期内举办、已登记到场人数的新时代文明实践活动场数。"), N_("场"),
        ),
        _count(
            "practice_people", N_("文明实践活动参加人次"),
            N_("期内文明实践活动登记的到场人数合计。"), N_("人次"),
        ),
        _count(
            "volunteer_hours", N_("志愿服务时长"),
            N_("期内文明实践活动登记的志愿服务分钟合计，折成小时，不足一小时的不计；不按个人登记。"),
            N_("小时"),
        ),
    )
}  # fmt: skip


def visitors(path: str, span: Span, origin: str = "") -> int:
    """Walk-ins and groups together."""
    alone = people_of(walk_ins(path, span.start, span.end, origin))
    return alone + came_of(groups(path, span.start, span.end, span.now, origin))


def honours_valid(path: str, span: Span) -> QuerySet[Honour]:
    """Honours valid on the last day."""
    return Honour.objects.filter(valid_on(span.end), within("area_path", path) if path else Q())


def practice(path: str, span: Span) -> QuerySet[Activity]:
    """Practice activities that were held in these days."""
    first, after = instants(span.start, span.end, span.now)
    place = within("area_path", path) if path else Q()
    return Activity.objects.filter(
        place, kind=PRACTICE, state="held", starts_at__gte=first, starts_at__lt=after
    )


def _attended(path: str, span: Span, column: str) -> int:
    rows = Attendance.objects.filter(activity__in=practice(path, span))
    return int(rows.aggregate(n=Sum(column))["n"] or 0)


def _of(origin: str) -> Callable[[str, Span], int]:
    return lambda path, span: visitors(path, span, origin)


COUNTS: Mapping[str, Callable[[str, Span], int]] = {
    "site_visitors": visitors,
    **{f"site_visitors_{origin}": _of(origin) for origin in ORIGINS},
    "visit_groups": lambda path, span: groups(path, span.start, span.end, span.now).count(),
    "honours_valid": lambda path, span: honours_valid(path, span).count(),
    "practice_activities": lambda path, span: practice(path, span).count(),
    "practice_people": lambda path, span: _attended(path, span, "people"),
    "volunteer_hours": lambda path, span: _attended(path, span, "volunteer_minutes") // MINUTES,
}
KINDS: Mapping[str, FigureKind] = {**VISITOR_FIGURES, **CULTURE_FIGURES}


def count(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    """A figure for each area that is known."""
    found = dict[str, Figure]()
    for subject in subjects:
        area = territory().area(subject) if subject else None
        if subject and area is None:
            continue
        number = COUNTS[code](area.path if area else "", span)
        found[subject] = Figure(KINDS[code], number, number)
    return found


def records_at(code: str, subject: str, span: Span) -> str:
    """The page of the records behind a figure."""
    asked = {"start": span.start, "end": span.end, "under": subject}
    if code == "honours_valid":
        return f"/desk/honours/?{urlencode({'on': span.end, 'under': subject})}"
    if code == "visit_groups":
        return f"/desk/sites/groups?{urlencode(asked)}"
    if code in VISITOR_FIGURES:
        origin = code.removeprefix("site_visitors").lstrip("_")
        return f"/desk/sites/visits?{urlencode({**asked, 'origin': origin})}"
    return f"/desk/activities/?{urlencode({**asked, 'kind': PRACTICE, 'state': 'held'})}"


VISITORS = Reporter(
    VISITOR_FIGURES, count, records_at,
    of_people=frozenset(k for k in VISITOR_FIGURES if k != "visit_groups"), topic=N_("红色线路"),
)  # fmt: skip
CULTURE = Reporter(
    CULTURE_FIGURES, count, records_at, of_people=frozenset({"practice_people"}),
    topic=N_("文化和文明实践"),
)  # fmt: skip
REPORTS = (VISITORS, CULTURE)
