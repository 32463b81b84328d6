"""Figures of needs for skills: how many were met, and how long it took until both said yes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet

from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_
from jiceng.services.figures.days import midnight
from jiceng.services.models import SkillNeed
from jiceng.services.queries.talent import KEEPERS

HERE = "/desk/talent/"


def _in(column: str, span: Span) -> Q:
    """Happened in the period, and was known by then."""
    return Q(**{
        f"{column}__gte": midnight(span.start), f"{column}__lte": span.now,
        f"{column}__lt": midnight(span.end + timedelta(days=1)),
    })  # fmt: skip


def _ended(span: Span) -> Q:
    return _in("ended_at", span)


def _met(span: Span) -> Q:
    return _ended(span) & Q(outcome__in=("placed", "founded"))


def _matched(span: Span) -> Q:
    return _in("matched_at", span)


PREDICATES: Mapping[str, Callable[[Span], Q]] = {
    "needs_ended": _ended, "needs_met": _met, "needs_matched": _matched,
}  # fmt: skip
DECLARED = (
    FigureKind("talent_needs_met_rate", N_("用才需求满足率"),
               N_("期内结束的用才需求中，入职、合作或者创办企业的比例。"), "%", "share",
               "needs_met", "needs_ended"),
    FigureKind("talent_match_time", N_("用才对接时长"),
               N_("期内双方都同意对接的需求，从发布到双方同意的时间，取中位数。"), N_("小时"),
               "median", "needs_matched", "needs_matched"),
)  # fmt: skip
FIGURES: Mapping[str, FigureKind] = {kind.id: kind for kind in DECLARED}


def records(
    code: str, span: Span, subject: str = "", part: str = "numerator"
) -> QuerySet[SkillNeed]:
    """The rows behind a figure: as many as it counts."""
    kind = FIGURES[code]
    name = kind.numerator if part == "numerator" else kind.denominator
    return SkillNeed.objects.filter(PREDICATES[name](span) & _place(subject))


def _place(subject: str) -> Q:
    area = territory().area(subject) if subject else None
    if area is not None:
        return within("area_path", area.path)
    return Q(unit=subject) if subject else Q()


def _median(rows: QuerySet[SkillNeed]) -> Fraction | None:
    """Exact, in seconds."""
    spans = rows.annotate(span=F("matched_at") - F("posted_at")).values_list("span", flat=True)
    seconds = sorted(int(span.total_seconds()) for span in spans)
    if not seconds:
        return None
    middle = len(seconds) // 2
    if len(seconds) % 2:
        return Fraction(seconds[middle])
    return Fraction(seconds[middle - 1] + seconds[middle], 2)


def count(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    """By area of the work or unit that keeps the need; others are left out."""
    land, found = territory(), dict[str, Figure]()
    for subject in subjects:
        if subject and land.area(subject) is None and subject not in land.units:
            continue
        above, below = (records(code, span, subject, p) for p in ("numerator", "denominator"))
        median = _median(above) if FIGURES[code].kind == "median" else None
        found[subject] = Figure(FIGURES[code], above.count(), below.count(), subject, median=median)
    return found


def behind(code: str, start: date | None, end: date | None, subject: str, now: datetime) -> Q:
    """The rows behind a figure as an address names it; nothing for a figure nobody declared."""
    if code not in FIGURES or start is None or end is None:
        return Q(pk__in=[])
    return Q(pk__in=records(code, Span(start, end, now), subject).values("pk"))


def _address(code: str, subject: str, span: Span) -> str:
    asked = {"figure": code, "subject": subject, "start": span.start, "end": span.end}
    return f"{HERE}?{urlencode(asked)}"


REPORT = Reporter(FIGURES, count, _address, KEEPERS, topic=N_("人才对接"))
