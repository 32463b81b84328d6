"""What outreach reports of lectures: three measures side by side, and who came as a number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from urllib.parse import urlencode

from django.db.models import QuerySet, Sum

from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_
from jiceng.outreach.models import Attendance, Lecture, Speaker
from jiceng.outreach.queries.lectures import HELD, days_of

KINDS: Mapping[str, FigureKind] = {
    kind.id: kind
    for kind in (
        FigureKind(
            "lectures_held", N_("宣讲场次"),
            N_("期内开始、已登记到场人数的宣讲场数。与讲师、户数各计各的，不相乘。"),
            N_("场"), "count", "held", "held",
        ),
        FigureKind(
            "lecture_speakers", N_("宣讲讲师"),
            N_("期内讲过的讲师人数；讲几场也只计一人。"),
            N_("人"), "count", "speakers", "speakers",
        ),
        FigureKind(
            "lecture_households", N_("宣讲走进户数"),
            N_("期内宣讲登记的走进户数合计。"), N_("户"), "count", "households", "households",
        ),
        FigureKind(
            "lecture_units", N_("宣讲走进单位数"),
            N_("期内宣讲登记的走进单位数合计。"), N_("家"), "count", "units", "units",
        ),
        FigureKind(
            "lecture_people", N_("宣讲到场人次"),
            N_("期内宣讲登记的到场人数合计；同一人听几场计几次。"),
            N_("人次"), "count", "people", "people",
        ),
        FigureKind(
            "lecture_villages", N_("宣讲覆盖的社区（村）"),
            N_("期内办过宣讲的社区（村）数。"), N_("个"), "count", "villages", "villages",
        ),
    )
}  # fmt: skip


def lectures_held(path: str, span: Span) -> QuerySet[Lecture]:
    """Lectures of these days at or below an area whose attendance is told."""
    days = days_of(span.start, span.end, span.now)
    return Lecture.objects.filter(HELD, days, within("activity__area_path", path))


def _sum(name: str) -> Callable[[str, Span], int]:
    def count(path: str, span: Span) -> int:
        rows = Attendance.objects.filter(activity__lecture__in=lectures_held(path, span))
        return int(rows.aggregate(n=Sum(name))["n"] or 0)

    return count


def _speakers(path: str, span: Span) -> int:
    return Speaker.objects.filter(lectures__in=lectures_held(path, span)).distinct().count()


def _villages(path: str, span: Span) -> int:
    held = lectures_held(path, span).filter(activity__area__level__in=("community", "village"))
    return held.values("activity__area").distinct().count()


COUNTS: Mapping[str, Callable[[str, Span], int]] = {
    "held": lambda path, span: lectures_held(path, span).count(),
    "speakers": _speakers,
    "households": _sum("households"),
    "units": _sum("units"),
    "people": _sum("people"),
    "villages": _villages,
}


def _count(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    kind, found = KINDS[code], dict[str, Figure]()
    for subject in subjects:
        area = territory().area(subject) if subject else None
        if subject and area is None:
            continue
        number = COUNTS[kind.numerator](area.path if area else "", span)
        found[subject] = Figure(kind, number, number)
    return found


def _at(code: str, subject: str, span: Span) -> str:
    asked = {"state": "held", "start": span.start, "end": span.end, "under": subject}
    return f"/desk/lectures/?{urlencode(asked)}"


LECTURES = Reporter(KINDS, _count, _at, topic=N_("宣讲"))
REPORTS = (LECTURES,)
"""What outreach reports of lectures."""
