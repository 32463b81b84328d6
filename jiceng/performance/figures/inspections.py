"""What performance reports of itself: coverage of inspections, and what became of their findings.

Two sets of rows each; units and areas, never persons (S6).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlencode

from django.db.models import Q

from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_
from jiceng.performance.models import InspectionFinding
from jiceng.performance.queries.inspection_coverage import (
    as_settled,
    due_visits,
    group_condition,
    within_subject,
)
from jiceng.performance.queries.inspections import today_of
from jiceng.performance.rules.inspection_coverage import by_element

READERS = frozenset({"organisation_department", "overseer"})
COVERAGE, FOUND, SETTLED = (
    "inspection_coverage_rate",
    "inspection_findings",
    "inspection_settled_rate",
)
FIGURES: Mapping[str, FigureKind] = {
    COVERAGE: FigureKind(
        COVERAGE,
        N_("巡查覆盖率"),
        N_("周期在期内结束的应巡查次数中，已经巡查并提交记录的比例；改期不移动周期。"),
        "%",
        numerator="visited",
        denominator="due",
    ),
    FOUND: FigureKind(
        FOUND,
        N_("巡查发现的问题"),
        N_("期内巡查发现、进入问题台账的问题数，不成立的不计。"),
        N_("个"),
        kind="count",
        numerator="found",
    ),
    SETTLED: FigureKind(
        SETTLED,
        N_("巡查问题按期整改率"),
        N_("期内巡查发现、已经销号或者首次整改期限已过的问题中，不晚于首次期限销号的比例。"),
        "%",
        numerator="settled_in_time",
        denominator="settled_or_over",
    ),
}


def _count(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    counted = _covered if code == COVERAGE else _found
    return {
        subject: figure
        for subject in subjects
        if (figure := counted(code, subject, span)) is not None
    }


def _covered(code: str, subject: str, span: Span) -> Figure | None:
    reach = within_subject(subject)
    if reach is None:
        return None
    rows = due_visits(span.start, span.end).filter(reach)
    visited = rows.filter(group_condition("visited", today_of(span.now)))
    return Figure(FIGURES[code], visited.count(), rows.count())


def _found(code: str, subject: str, span: Span) -> Figure | None:
    reach = within_subject(subject, "visit__")
    if reach is None:
        return None
    days = Q(visit__visited_on__gte=span.start, visit__visited_on__lte=span.end)
    rows = InspectionFinding.objects.filter(reach, days).select_related("problem")
    told = by_element(as_settled(rows), today_of(span.now)).values()
    found, kept, over = (sum(column) for column in zip(*told, strict=True)) if told else (0, 0, 0)
    return Figure(FIGURES[code], found, 0) if code == FOUND else Figure(FIGURES[code], kept, over)


def _address(code: str, subject: str, span: Span) -> str:
    asked = {"start": span.start, "end": span.end, "subject": subject}
    page = "coverage" if code == COVERAGE else "findings"
    return f"/desk/inspections/{page}/?{urlencode(asked)}"


REPORTS = (Reporter(FIGURES, _count, _address, READERS, topic=N_("巡查")),)
"""What performance reports (`reports` of its AppConfig)."""
