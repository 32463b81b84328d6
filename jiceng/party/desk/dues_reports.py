"""Reports of dues as workbooks, and the yearly publication of totals (facts.md §5.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiceng.kernel.numbers import yuan
from jiceng.kernel.records.models import within
from jiceng.kernel.refusal import NotFound, Reason, Refusal
from jiceng.party.actions.dues_publication import publish_dues
from jiceng.party.apps import PARTY
from jiceng.party.desk.dues import STATUS
from jiceng.party.desk.dues_shown import (
    done_once,
    fixing_words,
    frame,
    fresh_key,
    month_in,
    rule_shown,
    today_of,
    totals_shown,
    url_of,
    year_in,
)
from jiceng.party.models import DuesMonth, DuesPublication, Organisation, Remittance
from jiceng.party.process import REMITTANCE
from jiceng.party.queries.access import organisation_for
from jiceng.party.queries.dues import (
    below,
    branch_month,
    is_own_branch,
    keeps_itself,
    own_branch_for,
    own_organisation_for,
)
from jiceng.party.queries.dues_totals import TOTALS, totals_of
from jiceng.party.queries.rule_book import version_on
from jiceng.party.rules.dues import month_of, plus
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import Row, xlsx_answer
from jiceng.web.words import sentences


@door("staff", *PARTY)
@require_safe
def show(request: Asked, code: str) -> HttpResponse:
    """Workbooks to take away, and what was published."""
    return _page(request, organisation_for(request.actor, code))


def _page(
    request: Asked, at: Organisation, reasons: list[str] | None = None, status: int = 200
) -> HttpResponse:
    today, year = today_of(request), year_in(request)
    quarter = date(year, 1, 1) if year < today.year else _quarter(today)
    rows = DuesPublication.objects.filter(organisation=at).order_by("-published_on", "-pk")
    context = {
        **frame(request, at, "reports", _("报表与公布")),
        "is_own": is_own_branch(request.actor, at),
        "keeps": keeps_itself(request.actor, at),
        "year": year,
        "years": {"before": year - 1, "after": year + 1 if year < today.year else 0},
        "month": f"{month_of(today):%Y-%m}",
        "quarter": f"{quarter:%Y-%m}",
        "quarter_words": _("%(year)d 年第 %(n)d 季度") % {
            "year": quarter.year, "n": (quarter.month + 2) // 3},
        "totals": totals_shown(totals_of(at, year)),
        "published": [_published(row) for row in rows[:10]],
        "reasons": reasons,
        "key": fresh_key(request),
        "rule": rule_shown(today, "remit_percent"),
    }  # fmt: skip
    return render(request, "party/dues_reports.html", context, status=status)


def _quarter(day: date) -> date:
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def _published(row: DuesPublication) -> dict[str, Any]:
    return {"year": row.year, "on": row.published_on, "totals": totals_shown(row.totals)}


@door("staff", *PARTY)
@require_POST
def publish(request: Asked, code: str) -> HttpResponse:
    """Publish the totals of a year to the members."""
    at, year = own_organisation_for(request.actor, code), year_in(request)

    def work() -> dict[str, Any]:
        row = publish_dues(at, year, by=request.actor, now=request.now, today=today_of(request))
        return {"publication": row.pk}

    try:
        done_once(request, work)
    except Refusal as refusal:
        return _page(request, at, sentences(refusal.reasons), refusal.status)
    return HttpResponseRedirect(f"{url_of(at, 'reports')}?year={year}")


# Workbooks.


@door("staff", "branch_secretary")
@require_safe
def collection(request: Asked, code: str) -> HttpResponseBase:
    """收缴明细: who owed what in a month and paid it when; the branch's own."""
    at, month = own_branch_for(request.actor, code), month_in(request)
    values = version_on("dues", month).values
    head = [_("党员编号"), _("姓名"), _("类别和比例"), _("应交（元）"), _("已交（元）"),
            _("未交（元）"), _("交清日期"), _("状态")]  # fmt: skip

    def rows() -> Iterator[Row]:
        for one in branch_month(at, month, today_of(request), values):
            due = one.due
            sums = [due.due_fen, due.paid_fen, due.open_fen] if due else [0, 0, 0]
            paid_on = due.paid_on if due and due.due_fen else None
            yield [one.member.number, one.member.name, fixing_words(one.fixing),
                   *map(yuan, sums), paid_on, _(STATUS[one.status][1])]  # fmt: skip

    return xlsx_answer(f"dues-{month:%Y-%m}", head, rows())


@door("staff", "branch_secretary")
@require_safe
def arrears(request: Asked, code: str) -> HttpResponseBase:
    """欠交名单: the secretary's own list."""
    at, today = own_branch_for(request.actor, code), today_of(request)
    values = version_on("dues", today).values
    head = [_("党员编号"), _("姓名"), _("连续未交月数"), _("提示档"), _("累计未交（元）")]
    rows = (
        [r.member.number, r.member.name, r.late, r.flag, yuan(r.owed_fen)]
        for r in branch_month(at, month_of(today), today, values)
        if r.late
    )
    return xlsx_answer("dues-arrears", head, rows)


@door("staff", *PARTY)
@require_safe
def summary(request: Asked, code: str) -> HttpResponseBase:
    """季度汇总: sums of every branch below, month by month; no names."""
    at, first = organisation_for(request.actor, code), _quarter(month_in(request))
    last = plus(first, 2)
    sums = DuesMonth.objects.filter(
        below(at.path), month__range=(first, last)
    ).values_list("organisation__path", "organisation__unit__name", "month").annotate(
        members=Count("pk"), due=Sum("due_fen"), paid=Sum("paid_fen"),
        settled=Count("pk", filter=Q(paid_fen=F("due_fen"))),
    ).order_by("organisation__path", "month")  # fmt: skip
    head = [_("党组织"), _("月份"), _("应交人数"), _("交清人数"), _("应收（元）"), _("已收（元）"),
            _("未收（元）")]  # fmt: skip
    rows = (
        [name, f"{month:%Y-%m}", members, settled, yuan(due), yuan(paid), yuan(due - paid)]
        for _path, name, month, members, due, paid, settled in sums
    )
    return xlsx_answer(f"dues-quarter-{first:%Y-%m}", head, rows)


@door("staff", *PARTY)
@require_safe
def remitted(request: Asked, code: str) -> HttpResponseBase:
    """上缴: what went up and came from below in a half year or a year."""
    at, year = organisation_for(request.actor, code), year_in(request)
    first, last = _half(year, request.GET.get("half", ""))
    rows = Remittance.objects.filter(
        within("from_organisation__path", at.path), sent_on__range=(first, last)
    ).select_related("from_organisation__unit", "to_organisation__unit")
    head = [_("编号"), _("上缴单位"), _("收款单位"), _("款项"), _("金额（元）"), _("上缴日期"),
            _("所属期起"), _("所属期止"), _("状态"), _("确认日期")]  # fmt: skip
    return xlsx_answer(f"dues-remitted-{year}", head, (
        [r.number, r.from_organisation.name, r.to_organisation.name,
         _("转交中央的大额党费") if r.purpose == "centre" else _("党费"), yuan(r.fen), r.sent_on,
         r.period_from, r.period_to, _(REMITTANCE.state(r.state).label), r.settled_on]
        for r in rows.order_by("sent_on", "pk")
    ))  # fmt: skip


def _half(year: int, half: str) -> tuple[date, date]:
    halves = {"": (1, 12, 31), "1": (1, 6, 30), "2": (7, 12, 31)}
    if half not in halves:
        raise NotFound(Reason("not_found"))
    start, end, day = halves[half]
    return date(year, start, 1), date(year, end, day)


@door("staff", *PARTY)
@require_safe
def published(request: Asked, code: str) -> HttpResponseBase:
    """收支公示: the totals of a year."""
    at, year = organisation_for(request.actor, code), year_in(request)
    totals = totals_of(at, year)
    rows: list[Row] = [
        [_(label), str(totals[name]) if name == "members" else yuan(totals[name])]
        for name, label in TOTALS.items()
    ]
    head = [_("%(name)s %(year)d 年党费收支") % {"name": at.name, "year": year}, _("元")]
    return xlsx_answer(f"dues-totals-{year}", head, rows)


urlpatterns = [
    path("party/dues/<str:code>/reports", show),
    path("party/dues/<str:code>/reports/publish", publish),
    path("party/dues/<str:code>/reports/collection.xlsx", collection),
    path("party/dues/<str:code>/reports/arrears.xlsx", arrears),
    path("party/dues/<str:code>/reports/summary.xlsx", summary),
    path("party/dues/<str:code>/reports/remitted.xlsx", remitted),
    path("party/dues/<str:code>/reports/totals.xlsx", published),
]
