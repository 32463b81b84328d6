"""What relief amounts to: granted, paid, put off; times and companies apart (facts.md §7.3).

Each figure is a set of applications; its number is the sum or the count over exactly that set.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import F, Q, QuerySet, Sum

from jiceng.casework.queries import rules_at
from jiceng.economy.models import Relief
from jiceng.economy.queries.reliefs import WORKERS
from jiceng.economy.rules.relief import DEFERRAL, REDUCTION, REFUND, SUBSIDY
from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_

GRANTED, PAID, SUBSIDIES, REDUCTIONS, PUT_OFF, TIMES, COMPANIES = (
    "relief_granted_sum", "relief_paid_sum", "relief_subsidies_sum", "relief_reductions_sum",
    "relief_deferred_sum", "relief_times", "relief_companies",
)  # fmt: skip
GIVEN = (SUBSIDY, REFUND, REDUCTION)
"""A deferral gives nobody money: it is never among these."""


def _sum(code: str, name: str, definition: str) -> FigureKind:
    return FigureKind(code, name, definition, N_("元"), kind="sum", numerator=code)


FIGURES: Mapping[str, FigureKind] = {
    GRANTED: _sum(GRANTED, N_("惠企资金批准金额"),
                  N_("期内批准的补贴、返还和减免金额；批准后撤销的不计，缓缴不计。")),
    PAID: _sum(PAID, N_("惠企资金兑付金额"),
               N_("期内兑付的补贴、返还和减免金额，减去其中已经追回的；缓缴不计。")),
    SUBSIDIES: _sum(SUBSIDIES, N_("其中：稳岗等补贴和返还"),
                    N_("期内兑付的补贴和返还金额，减去其中已经追回的。")),
    REDUCTIONS: _sum(REDUCTIONS, N_("其中：减税降费"),
                     N_("期内落实的减免金额，减去其中已经追回的。")),
    PUT_OFF: _sum(PUT_OFF, N_("缓缴金额"),
                  N_("期内办理缓缴的金额；到期要补缴，不计入减免。")),
    TIMES: FigureKind(TIMES, N_("惠企资金兑付户次"),
                      N_("期内兑付的补贴、返还和减免笔数；同一企业每享受一次计一次。"), N_("户次"),
                      kind="count", numerator=TIMES),
    COMPANIES: FigureKind(COMPANIES, N_("惠企资金惠及企业"),
                          N_("期内兑付补贴、返还和减免的企业数，同一企业只计一次。"), N_("户"),
                          kind="count", numerator=COMPANIES),
}  # fmt: skip
KINDS_OF: Mapping[str, tuple[str, ...]] = {
    SUBSIDIES: (SUBSIDY, REFUND), REDUCTIONS: (REDUCTION,), PUT_OFF: (DEFERRAL,),
}  # fmt: skip


def records_of(code: str, span: Span) -> QuerySet[Relief]:
    """The applications a figure counts, newest first."""
    zone = rules_at(span.now)[1].zone
    column = "approved_at" if code == GRANTED else "paid_at"
    since = datetime.combine(span.start, time(), zone)
    until = datetime.combine(span.end + timedelta(days=1), time(), zone)
    days = Q(**{f"{column}__gte": since, f"{column}__lt": until})
    return Relief.objects.filter(days, kind__in=KINDS_OF.get(code, GIVEN)).order_by("-pk")


def value_of(code: str, rows: QuerySet[Relief]) -> int:
    """Fen, times or companies over a set of applications."""
    if code == COMPANIES:
        return rows.order_by().values("company").distinct().count()
    if code == TIMES:
        return rows.count()
    net = F("amount_fen") if code in (GRANTED, PUT_OFF) else F("amount_fen") - F("back_fen")
    return int(rows.aggregate(fen=Sum(net))["fen"] or 0)


def _count(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    """For the whole, and for a unit what it leads."""
    found = {}
    for subject in subjects:
        if subject and subject not in territory().units:
            continue
        rows = records_of(code, span)
        rows = rows.filter(lead=subject) if subject else rows
        found[subject] = Figure(FIGURES[code], value_of(code, rows), 0)
    return found


def _address(code: str, subject: str, span: Span) -> str:
    asked = {"figure": code, "start": span.start, "end": span.end, "lead": subject}
    return f"/desk/reliefs/records?{urlencode(asked)}"


REPORTS = (Reporter(FIGURES, _count, _address, WORKERS, topic=N_("惠企资金")),)
