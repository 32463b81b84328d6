"""What legal publicity amounts to: sessions, people as a number, coverage (facts.md §9)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, Sum

from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_
from jiceng.outreach.models import LegalSession
from jiceng.outreach.queries.legal import GROUND, disputes_of, moments

FIGURES: Mapping[str, FigureKind] = {
    kind.id: kind
    for kind in (
        FigureKind(
            "legal_sessions_held", N_("普法活动"), N_("期内举办、已登记到场人数的普法活动场数。"),
            N_("场"), "count", "held", "held",
        ),
        FigureKind(
            "legal_people_reached", N_("普法活动到场人次"),
            N_("期内普法活动登记的到场人数合计，同一人参加几场计几次。"),
            N_("人次"), "sum", "people", "held",
        ),
        FigureKind(
            "legal_coverage_rate", N_("普法覆盖率"),
            N_("期内至少举办过一场普法活动的社区（村）占全部社区（村）的比例。"),
            "%", "share", "areas", "ground",
        ),
        FigureKind(
            "disputes_handed_over", N_("普法中移交的纠纷"),
            N_("期内从普法活动和律师值班中移交、作为事件办理的矛盾纠纷件数。"),
            N_("件"), "count", "disputes", "disputes",
        ),
    )
}  # fmt: skip


def sessions_held(path: str, span: Span) -> QuerySet[LegalSession]:
    """Sessions of these days whose attendance was told, by where they were."""
    start, end = moments(span.start, span.end, span.now)
    there = within("activity__area_path", path) if path else Q()
    return LegalSession.objects.filter(
        there, activity__state="held", activity__starts_at__gte=start, activity__starts_at__lt=end
    )


def _people(path: str, span: Span) -> int:
    found = sessions_held(path, span).aggregate(n=Sum("activity__attendance__people"))["n"]
    return int(found or 0)


def _ground(path: str, span: Span) -> int:
    areas = territory().areas.values()
    return sum(1 for a in areas if a.level in GROUND and a.path.startswith(path))


def _areas(path: str, span: Span) -> int:
    there = sessions_held(path, span).filter(activity__area__level__in=GROUND)
    return there.values("activity__area").distinct().count()


COUNTS: Mapping[str, Callable[[str, Span], int]] = {
    "held": lambda path, span: sessions_held(path, span).count(),
    "people": _people,
    "areas": _areas,
    "ground": _ground,
    "disputes": lambda path, span: disputes_of(path, span.start, span.end, span.now).count(),
}


def _count(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    kind, found = FIGURES[code], dict[str, Figure]()
    for subject in subjects:
        area = territory().area(subject) if subject else None
        if subject and area is None:
            continue
        path = area.path if area else ""
        above = COUNTS[kind.numerator](path, span)
        same = kind.denominator == kind.numerator
        found[subject] = Figure(
            kind, above, above if same else COUNTS[kind.denominator](path, span)
        )
    return found


def _at(code: str, subject: str, span: Span) -> str:
    asked = {"start": span.start, "end": span.end, "under": subject}
    page = "disputes/" if code == "disputes_handed_over" else "sessions/"
    return f"/desk/legal/{page}?{urlencode(asked)}"


LEGAL = Reporter(FIGURES, _count, _at, topic=N_("普法依法治理"))
REPORTS = (LEGAL,)
