"""What economy reports of itself: sums and counts of fairs by area, never by person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from urllib.parse import urlencode

from django.db.models import Q, QuerySet, Sum

from jiceng.economy.models import Fair, FairSale, FairStall, Producer
from jiceng.economy.queries.fairs import HELD
from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_

FAIR_FIGURES: Mapping[str, FigureKind] = {
    kind.id: kind
    for kind in (
        FigureKind(
            "fairs_held", N_("举办集市"), N_("期内开始、已经收市的集市场数，取消的不计。"),
            N_("场"), "count", "held", "held",
        ),
        FigureKind(
            "fair_stalls", N_("集市摊位"), N_("期内开始、已经收市的集市中安排了生产者的摊位数。"),
            N_("个"), "count", "stalls", "stalls",
        ),
        FigureKind(
            "fair_sales_sum", N_("集市销售额"),
            N_("期内集市录入的销售额合计，冲正的已扣除。收款不经过平台。"),
            N_("元"), "sum", "sales", "households",
        ),
        FigureKind(
            "fair_producers", N_("集市有收入的生产者"),
            N_("期内在集市上有销售收入的生产者数；参加几场也只计一个。"),
            N_("个"), "count", "earning", "earning",
        ),
        FigureKind(
            "fair_household_income", N_("集市户均收入"),
            N_("期内集市销售额除以有收入的生产者的户数；同一户参加几场也只计一户。"),
            N_("元"), "mean", "sales", "households",
        ),
        FigureKind(
            "fair_villages", N_("集市覆盖的社区（村）"),
            N_("期内有生产者在集市上取得收入的社区（村）数。"),
            N_("个"), "count", "villages", "villages",
        ),
    )
}  # fmt: skip


def fairs_held(reach: Q, span: Span) -> QuerySet[Fair]:
    """Fairs that began in these days and are over."""
    days = Q(first_day__gte=span.start, first_day__lte=span.end)
    return Fair.objects.filter(HELD, reach, days)


def fair_sales(path: str, span: Span) -> QuerySet[FairSale]:
    """Entries and counter entries of these days, by where the fair was."""
    days = Q(day__gte=span.start, day__lte=span.end)
    return FairSale.objects.filter(days & (within("fair__area_path", path) if path else Q()))


def fair_earners(path: str, span: Span) -> QuerySet[Producer]:
    """Producers whose sales of these days come to more than nothing."""
    sums = fair_sales(path, span).values("producer").annotate(total=Sum("fen"))
    return Producer.objects.filter(pk__in=sums.filter(total__gt=0).values("producer"))


def _stalls(path: str, span: Span) -> int:
    held = fairs_held(within("area_path", path) if path else Q(), span)
    return FairStall.objects.filter(fair__in=held).exclude(producer=None).count()


def _households(path: str, span: Span) -> int:
    found = fair_earners(path, span).aggregate(n=Sum("households"))["n"]
    return int(found or 0)


FAIR_COUNTS: Mapping[str, Callable[[str, Span], int]] = {
    "held": lambda path, span: fairs_held(within("area_path", path) if path else Q(), span).count(),
    "stalls": _stalls,
    "sales": lambda path, span: int(fair_sales(path, span).aggregate(n=Sum("fen"))["n"] or 0),
    "earning": lambda path, span: fair_earners(path, span).count(),
    "households": _households,
    "villages": lambda path, span: fair_earners(path, span).values("area").distinct().count(),
}


def _count_fairs(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    kind, found = FAIR_FIGURES[code], dict[str, Figure]()
    for subject in subjects:
        area = territory().area(subject) if subject else None
        if subject and area is None:
            continue
        path = area.path if area else ""
        above = FAIR_COUNTS[kind.numerator](path, span)
        same = kind.denominator == kind.numerator
        below = above if same else FAIR_COUNTS[kind.denominator](path, span)
        found[subject] = Figure(kind, above, below)
    return found


def _fairs_at(code: str, subject: str, span: Span) -> str:
    asked = {"state": "held", "start": span.start, "end": span.end, "under": subject}
    return f"/desk/fairs/?{urlencode(asked)}"


FAIRS = Reporter(
    FAIR_FIGURES, _count_fairs, _fairs_at,
    of_people=frozenset({"fair_sales_sum", "fair_household_income"}), topic=N_("爱心扶贫集市"),
)  # fmt: skip
REPORTS = (FAIRS,)
"""What economy reports (`reports` of its AppConfig)."""
