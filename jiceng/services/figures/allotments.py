"""Figures of funds and goods sent down. The rows behind a sum add up to it, those behind a count
are as many; what concerns a community is what was sent to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet, Sum

from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_
from jiceng.services.figures.counted import Counted
from jiceng.services.figures.days import midnight
from jiceng.services.models import Allotment
from jiceng.services.queries.allotments import READERS, overdue

HERE = "/desk/allotments/"


@dataclass(frozen=True, slots=True)
class Predicate:
    """A set of rows, and which of their columns is added up; none: they are counted."""

    condition: Callable[[Span], Q]
    amount: str = ""


def _today(span: Span) -> date:
    return span.now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def _sent(span: Span) -> Q:
    """Funds sent in the period."""
    after = min(midnight(span.end + timedelta(days=1)), span.now + timedelta(microseconds=1))
    return Q(kind="funds", sent_at__gte=midnight(span.start), sent_at__lt=after)


def _due(span: Span) -> Q:
    """Funds and goods whose use-by day lies in the period and is over."""
    return Q(use_by__range=(span.start, min(span.end, _today(span) - timedelta(days=1))))


def _used_up(span: Span) -> Q:
    return _due(span) & Q(under_way=0, in_hand=0, held=0)


def _overdue(span: Span) -> Q:
    return overdue(_today(span))


PREDICATES: Mapping[str, Predicate] = {
    "funds_sent": Predicate(_sent, "sent"),
    "funds_used": Predicate(_sent, "used"),
    "allotments_due": Predicate(_due),
    "allotments_used_up": Predicate(_used_up),
    "allotments_overdue": Predicate(_overdue),
}
DECLARED = (
    FigureKind("funds_sent_down", N_("下沉资金"), N_("期内下达给镇和社区（村）的资金合计。"),
               N_("元"), "sum", "funds_sent", "funds_sent"),
    FigureKind("funds_sent_down_used", N_("下沉资金已用"),
               N_("期内下达的资金中，截至统计时间已经登记使用的合计；待确认的不计。"), N_("元"),
               "sum", "funds_used", "funds_used"),
    FigureKind("allotments_used_up_rate", N_("下沉资金物资到期用完率"),
               N_("使用期限在期内届满的资金物资中，已经用完或者退回的笔数比例。"), "%", "share",
               "allotments_used_up", "allotments_due"),
    FigureKind("overdue_allotments", N_("逾期未用完的资金物资"),
               N_("截至统计时间已过使用期限、仍有余额没有退回的资金物资，不论何时下达。"), N_("笔"),
               "count", "allotments_overdue", "allotments_overdue", is_stock=True),
)  # fmt: skip
FIGURES: Mapping[str, FigureKind] = {kind.id: kind for kind in DECLARED}


def _rows(name: str, span: Span) -> QuerySet[Allotment]:
    return Allotment.objects.filter(PREDICATES[name].condition(span))


def _figure(
    kind: FigureKind, above: QuerySet[Allotment], below: QuerySet[Allotment], subject: str
) -> Figure:
    column = PREDICATES[kind.numerator].amount
    return Figure(kind, _value(above, column), _value(below, column), subject)


def _value(rows: QuerySet[Allotment], column: str) -> int:
    if not column:
        return rows.count()
    return int(rows.aggregate(total=Sum(column))["total"] or 0)


COUNTED = Counted(FIGURES, HERE, "receiver", _rows, _figure)
REPORT = Reporter(FIGURES, COUNTED.count, COUNTED.address, READERS, topic=N_("资金物资下沉"))
