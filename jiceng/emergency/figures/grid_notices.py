"""What emergency reports of its notices: households reached by count, by area, no drill."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import QuerySet, Sum

from jiceng.emergency.models import GridDelivery
from jiceng.emergency.queries.grid_notices import counted
from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_
from jiceng.web.clock import county_zone

FIGURES: Mapping[str, FigureKind] = {
    kind.id: kind
    for kind in (
        FigureKind(
            "notice_households", N_("入户通知到的户数"),
            N_("期内发出、没有撤回的入户通知在有户数记录的网格通知到的户数；演练不计。"),
            N_("户"), "count", "reached", "reached",
        ),
        FigureKind(
            "notice_coverage", N_("入户通知送达率"),
            N_("期内入户通知到的户数除以同一批网格的登记户数；没有户数记录的网格和演练不计。"),
            "%", "share", "reached", "households",
        ),
    )
}  # fmt: skip


def deliveries(path: str, span: Span) -> QuerySet[GridDelivery]:
    """Deliveries of these days in grids with a record of households, at or below a path."""
    zone, day = county_zone(), timedelta(days=1)
    starts = datetime.combine(span.start, time(), tzinfo=zone)
    ends = datetime.combine(span.end + day, time(), tzinfo=zone)
    return counted(starts, ends).filter(within("area_path", path), households__gt=0)


def _count(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    kind, found = FIGURES[code], dict[str, Figure]()
    for subject in subjects:
        area = territory().area(subject) if subject else None
        if subject and area is None:
            continue
        sums = deliveries(area.path if area else "", span).aggregate(
            reached=Sum("reached", default=0), there=Sum("households", default=0)
        )
        below = sums["reached"] if kind.denominator == "reached" else sums["there"]
        found[subject] = Figure(kind, sums["reached"], below)
    return found


def _at(code: str, subject: str, span: Span) -> str:
    asked = {"start": span.start, "end": span.end, "under": subject}
    return f"/desk/emergencies/deliveries?{urlencode(asked)}"


NOTICES = Reporter(FIGURES, _count, _at, topic=N_("应急通知"))
