"""Figures of needs for skills: how many were met, and how long it took until both said yes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from fractions import Fraction

from django.db.models import F, Q, QuerySet

from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_
from jiceng.services.figures.counted import Counted
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


def _rows(name: str, span: Span) -> QuerySet[SkillNeed]:
    return SkillNeed.objects.filter(PREDICATES[name](span))


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


def _figure(
    kind: FigureKind, above: QuerySet[SkillNeed], below: QuerySet[SkillNeed], subject: str
) -> Figure:
    median = _median(above) if kind.kind == "median" else None
    return Figure(kind, above.count(), below.count(), subject, median=median)


COUNTED = Counted(FIGURES, HERE, "unit", _rows, _figure)
REPORT = Reporter(FIGURES, COUNTED.count, COUNTED.address, KEEPERS, topic=N_("人才对接"))
