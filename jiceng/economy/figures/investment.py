"""Figures of the county's work with companies: each is sets of rows that anybody can open.

A framework agreement is counted as one and never as a contract (facts.md §7.4); companies in talks
are counted once each, however many leads they have. No figure speaks of a person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q, QuerySet, Sum

from jiceng.economy.apps import LEAD_READERS
from jiceng.economy.models import (
    Company,
    CompanyRequest,
    CountyPromise,
    InvestmentLead,
    LeadFunds,
)
from jiceng.economy.queries.leads import companies_in_talks, today_of
from jiceng.economy.rules.leads import CONTRACT, IN_PLACE
from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_

Rows = Callable[[Span], QuerySet[Any]]


def _last(span: Span) -> date:
    """The last day of the period that has come."""
    return min(span.end, today_of(span.now))


def _between(column: str, span: Span) -> Q:
    """Instants of the days of the period."""
    zone = ZoneInfo(settings.TIME_ZONE)
    first = datetime.combine(span.start, time(), zone)
    after = datetime.combine(_last(span) + timedelta(days=1), time(), zone)
    return Q(**{f"{column}__gte": first, f"{column}__lt": after})


def _set_up(span: Span) -> QuerySet[Company]:
    return Company.objects.filter(_between("set_up_at", span), set_up_asked_at__isnull=False)


def _requests_due(span: Span) -> QuerySet[CompanyRequest]:
    """Promised for a moment of the period that has come; neither refused nor merged."""
    come = _between("case__due_at", span) & Q(case__due_at__lte=span.now)
    rows = CompanyRequest.objects.filter(come).select_related("case")
    return rows.exclude(case__state__in=("refused", "merged"))


def _requests_in_time(span: Span) -> QuerySet[CompanyRequest]:
    return _requests_due(span).filter(case__closed_at__lte=F("case__due_at"))


def _promises_due(span: Span) -> QuerySet[CountyPromise]:
    """Promised for a day of the period that is over, or fulfilled before."""
    known = Q(due_on__lt=today_of(span.now)) | Q(fulfilled_on__isnull=False)
    return CountyPromise.objects.filter(known, due_on__gte=span.start, due_on__lte=span.end)


def _promises_kept(span: Span) -> QuerySet[CountyPromise]:
    return _promises_due(span).filter(fulfilled_on__lte=F("due_on"))


def _in_talks(span: Span) -> QuerySet[Company]:
    return companies_in_talks(_last(span))


def _frameworks(span: Span) -> QuerySet[InvestmentLead]:
    return InvestmentLead.objects.filter(framework_on__lte=_last(span))


def _contracts(span: Span) -> QuerySet[InvestmentLead]:
    return InvestmentLead.objects.filter(contract_on__lte=_last(span))


def _funds(kind: str) -> Rows:
    rows = LeadFunds.objects.select_related("lead")
    return lambda span: rows.filter(kind=kind, on__lte=_last(span))


PREDICATES: Mapping[str, Rows] = {
    "set_up": _set_up,
    "requests_due": _requests_due,
    "requests_in_time": _requests_in_time,
    "promises_due": _promises_due,
    "promises_kept": _promises_kept,
    "in_talks": _in_talks,
    "frameworks": _frameworks,
    "contracts": _contracts,
    "funds_promised": _funds(CONTRACT),
    "funds_in_place": _funds(IN_PLACE),
}
DECLARED = (
    FigureKind(
        "company_set_up_hours",
        N_("企业设立时间（中位数）"),
        N_("期内成立、登记有申请时间的企业，从申请设立到领取执照所用时间的中位数。"),
        N_("小时"),
        "median",
        "set_up",
        "set_up",
    ),
    FigureKind(
        "company_requests_in_time_rate",
        N_("企业诉求按时答复率"),
        N_("承诺期限在期内届满的企业诉求中，期限内办结的比例。不予受理和并案的不计。"),
        "%",
        "share",
        "requests_in_time",
        "requests_due",
    ),
    FigureKind(
        "county_promises_kept_rate",
        N_("对企业承诺兑现率"),
        N_("兑现日期在期内、已经到期或者已经兑现的承诺中，不晚于约定日期兑现的比例。"),
        "%",
        "share",
        "promises_kept",
        "promises_due",
    ),
    FigureKind(
        "companies_in_talks",
        N_("深入洽谈的企业"),
        N_("截至期末，招商线索到过洽谈及以后阶段的企业，一家企业只计一次。"),
        N_("家"),
        "count",
        "in_talks",
        "in_talks",
        is_stock=True,
    ),
    FigureKind(
        "framework_agreements",
        N_("框架协议"),
        N_("截至期末签订的框架协议。框架协议没有约束力，不计入合同和协议投资额。"),
        N_("份"),
        "count",
        "frameworks",
        "frameworks",
        is_stock=True,
    ),
    FigureKind(
        "investment_contracts",
        N_("招商合同"),
        N_("截至期末经协议审批签订合同的项目，框架协议不计。"),
        N_("个"),
        "count",
        "contracts",
        "contracts",
        is_stock=True,
    ),
    FigureKind(
        "funds_promised_sum",
        N_("协议投资额"),
        N_("截至期末合同和补充合同约定的投资额，冲销的已减去，框架协议的意向金额不计。"),
        N_("元"),
        "sum",
        "funds_promised",
        "funds_promised",
        is_stock=True,
    ),
    FigureKind(
        "funds_in_place_sum",
        N_("到位资金"),
        N_("截至期末凭证登记的到位资金，冲销的已减去。"),
        N_("元"),
        "sum",
        "funds_in_place",
        "funds_in_place",
        is_stock=True,
    ),
)
FIGURES: Mapping[str, FigureKind] = {kind.id: kind for kind in DECLARED}


def figure(code: str, span: Span) -> Figure:
    """One figure of the whole county. Raises `NotFound`."""
    kind = _kind(code)
    rows = PREDICATES[kind.denominator](span)
    if kind.kind == "sum":
        fen = int(rows.aggregate(n=Sum("fen", default=0))["n"])
        return Figure(kind, fen, fen)
    if kind.kind == "median":
        took = [_seconds(*at) for at in rows.values_list("set_up_asked_at", "set_up_at")]
        middle = int(median(took)) if took else None
        return Figure(kind, len(took), len(took), median=middle)
    return Figure(kind, PREDICATES[kind.numerator](span).count(), rows.count())


def records(code: str, span: Span, part: str = "numerator") -> QuerySet[Any]:
    """The rows behind a figure. Raises `NotFound`."""
    kind = _kind(code)
    name = kind.denominator if part == "denominator" else kind.numerator
    return PREDICATES[name](span).order_by("-pk")


def _kind(code: str) -> FigureKind:
    if code not in FIGURES:
        raise NotFound(Reason("not_found"))
    return FIGURES[code]


def _seconds(asked: datetime, set_up: datetime) -> int:
    return int((set_up - asked).total_seconds())


def _count(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    """Of the whole county alone."""
    return {"": figure(code, span)} if "" in subjects else {}


def _address(code: str, subject: str, span: Span) -> str:
    asked = urlencode({"start": span.start, "end": span.end})
    return f"/desk/business-environment/figures/{code}/?{asked}"


REPORTS = (Reporter(FIGURES, _count, _address, LEAD_READERS, topic=N_("营商环境")),)
"""What economy reports (`reports` of its AppConfig)."""
