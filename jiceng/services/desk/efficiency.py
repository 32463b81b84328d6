"""/desk/service-efficiency/: how quickly applications are decided and how long people wait.

By item, hall, unit and level, never by who did it; every number opens onto its records.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.desk.sheet_page import Sending, sheet_page
from jiceng.kernel.records.journal import append, line_by
from jiceng.kernel.records.names import named
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.services.actions.tickets import import_tickets
from jiceng.services.desk.efficiency_shown import (
    FILE_HEAD,
    HERE,
    PARTS,
    Asked,
    PeriodForm,
    asked_of,
    compared_told,
    file_rows,
    group_names,
    hours_told,
    minutes_told,
    shown_in_form,
    strip,
    table,
    waited_table,
)
from jiceng.services.figures.declared import within_subject
from jiceng.services.forms.items_told import status_told, unit_name
from jiceng.services.forms.sheets_told import tickets_told
from jiceng.services.models import Application, QueueTicket
from jiceng.services.queries import efficiency
from jiceng.services.queries.applications import applications_of
from jiceng.services.queries.items import items_at
from jiceng.services.queries.points import KEEPER
from jiceng.services.queries.tickets import feeds, tickets_within, waited
from jiceng.services.rules.efficiency import Turnaround, compare
from jiceng.services.rules.tickets import COLUMNS, row_of
from jiceng.web.clock import county_zone, local_day
from jiceng.web.doors import Asked as Request
from jiceng.web.doors import door
from jiceng.web.downloads import csv_answer, xlsx_answer
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

READERS = tuple(sorted(efficiency.READERS))
FEEDERS = ("clerk", KEEPER)


def _asked(request: Request) -> Asked:
    return asked_of(PeriodForm(request.now, request.GET), local_day(request.now))


@door("staff", *READERS)
@require_safe
def show(request: Request) -> HttpResponse:
    """A period, the one before it, its groups, and its queues."""
    asked = _asked(request)
    reach = efficiency.reach_of_efficiency(request.actor)
    rows = efficiency.decided(reach, asked.start, asked.end, asked.item)
    now, staff = request.now, (asked.staff_before, asked.staff) if asked.is_by_staff else (1, 1)
    before = efficiency.worked(
        reach, asked.start_before, asked.end_before, staff[0] or 1, now, asked.item
    )
    after = efficiency.worked(reach, asked.start, asked.end, staff[1] or 1, now, asked.item)
    whole = sum(after.items.values(), Turnaround())
    found = after.items if asked.by == "item" else efficiency.turnarounds(rows, asked.by)
    tickets = tickets_within(request.actor, asked.start, asked.end)
    filters = PeriodForm(now, shown_in_form(request.GET, asked))
    filters.is_valid()
    context = {
        **office(request, HERE, crumbs=[(_("服务效率"), "")]),
        "filters": filters,
        "figures": strip(whole, asked),
        "compared": compared_told(compare(before, after), asked, now),
        "table": table(found, asked, now),
        "queues": waited_table(waited(tickets, now), asked),
        "query": asked.query(by=asked.by),
        "may_import": bool(request.actor.roles & set(FEEDERS)),
    }
    return render(request, "services/efficiency.html", context)


@door("staff", *READERS)
@require_safe
def export(request: Request) -> HttpResponseBase:
    """The groups as a table; who took it is in the journal."""
    asked, kind = _asked(request), request.GET.get("format", "xlsx")
    if kind not in ("csv", "xlsx"):
        raise Invalid(Reason("unknown_value", {"value": kind}, field="format"))
    reach = efficiency.reach_of_efficiency(request.actor)
    rows = efficiency.decided(reach, asked.start, asked.end, asked.item)
    found = efficiency.turnarounds(rows, asked.by)
    payload = {"format": kind, "by": asked.by, "start": str(asked.start), "end": str(asked.end)}
    with transaction.atomic():
        append([line_by(request.actor.grips[0], "export", "application", 0, payload=payload)],
               at=request.now)  # fmt: skip
    answer = csv_answer if kind == "csv" else xlsx_answer
    head = [_(label) for label in FILE_HEAD]
    return answer(f"service-efficiency-{asked.end}", head, file_rows(found, asked, request.now))


@door("staff", *READERS)
@require_safe
def applications(request: Request) -> HttpResponse:
    """The records behind a number: what was decided when, how long it took; nobody's name."""
    asked, part = _asked(request), request.GET.get("part", "decided")
    by, group = request.GET.get("by", ""), request.GET.get("group", "")
    if part not in PARTS or (by and by not in efficiency.GROUPED_BY):
        raise NotFound(Reason("not_found"))
    if by == "point" and group and not (group.isascii() and group.isdigit() and len(group) < 19):
        raise NotFound(Reason("not_found"))
    about = within_subject(request.GET.get("subject", "")[:24])
    reach = efficiency.reach_of_efficiency(request.actor)
    rows = efficiency.decided(reach, asked.start, asked.end, asked.item)
    rows = rows.filter(efficiency.PARTS[part]).filter(Q(pk__in=[]) if about is None else about)
    rows = efficiency.in_group(rows, by, group) if by else rows
    page = page_of(rows, request.GET.get("after", ""), key="decided_at", newest=True)
    own = set(
        applications_of(request.actor)
        .filter(pk__in=[row.pk for row in page.rows])
        .values_list("pk", flat=True)
    )
    kept = {k: v for k, v in request.GET.items() if k not in ("part", "after")}
    context = {
        **office(request, HERE, crumbs=[(_("服务效率"), HERE), (_(PARTS[part]), "")]),
        "heading": _(PARTS[part]),
        "facts": _("%(start)s 至 %(end)s") % {"start": asked.start, "end": asked.end},
        "group": group_names(by, [group], request.now)[group] if by else "",
        "total": rows.count(),
        "parts": [
            {"label": _(label), "url": f"?{urlencode({**kept, 'part': name})}",
             "current": name == part}
            for name, label in PARTS.items()
        ],
        "rows": [_row(row, row.pk in own) for row in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 件") % {"n": len(page.rows)}),
    }  # fmt: skip
    return render(request, "services/efficiency_applications.html", context)


def _row(row: Application, is_own: bool) -> dict[str, Any]:
    return {
        "number": row.number,
        "url": f"/desk/applications/{row.number}/" if is_own else "",
        "name": row.title,
        "unit": unit_name(row.unit),
        "status": status_told(row),
        "submitted_at": row.submitted_at,
        "decided_at": row.decided_at,
        "hours": hours_told(row.spent_minutes),
        "is_kept": row.is_kept,
        "is_sample": row.is_sample,
    }


@door("staff", *READERS)
@require_safe
def tickets(request: Request) -> HttpResponse:
    """The tickets behind a number."""
    asked = _asked(request)
    rows = tickets_within(request.actor, asked.start, asked.end).select_related("point")
    if number := request.GET.get("point", "")[:20]:
        rows = rows.filter(point__number=number)
    if "outside" in request.GET:
        rows = rows.filter(is_outside=True)
    if "served" in request.GET:
        rows = rows.exclude(wait_seconds=None)
    page = page_of(rows, request.GET.get("after", ""), key="day", newest=True)
    known = {key: named(i.name, i.name_en) for key, i in items_at(request.now).items()}
    context = {
        **office(request, HERE, crumbs=[(_("服务效率"), HERE), (_("取号记录"), "")]),
        "facts": _("%(start)s 至 %(end)s") % {"start": asked.start, "end": asked.end},
        "total": rows.count(),
        "rows": [_queue_ticket(row, known) for row in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 张") % {"n": len(page.rows)}),
    }
    return render(request, "services/efficiency_tickets.html", context)


def _queue_ticket(row: QueueTicket, known: dict[str, str]) -> dict[str, Any]:
    return {
        "number": row.number,
        "point": row.point.name,
        "item": known.get(row.item, row.item),
        "taken_at": row.taken_at,
        "called_at": row.called_at,
        "finished_at": row.finished_at,
        "waited": minutes_told(row.wait_seconds),
        "is_outside": row.is_outside,
        "is_sample": row.is_sample,
    }


@door("staff", *FEEDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Request) -> HttpResponse:
    """Tickets of a hall system, from a sheet."""
    names = [p.name for p in feeds(request.actor)[:8]]
    own = _("您可以导入的网点：%(names)s。") % {"names": "、".join(names)} if names else _(
        "您的岗位还没有可以导入的网点。")  # fmt: skip
    sending = Sending(
        title=_("导入取号记录"),
        crumbs=[(_("服务效率"), HERE)],
        here=HERE,
        columns=COLUMNS,
        read=lambda cells, columns: row_of(cells, columns, county_zone()),
        take=lambda sent: import_tickets(
            sent.rows, by=request.actor, now=request.now, is_trial=sent.is_trial
        ),
        told=tickets_told,
        notes=[
            own,
            _("网点写编号或者名称；时间写成 2026-11-23 09:05 或者 2026/11/23 9:05:30。"),
            _("不要有姓名、证件号码和电话；这些列即使有也不读取。"),
            _("网点、日期和票号相同就是同一张票；后来补上的叫号和办完时间会记进去。"),
        ],
    )
    return sheet_page(request, sending)


urlpatterns = [
    path("service-efficiency/", show),
    path("service-efficiency/export", export),
    path("service-efficiency/applications", applications),
    path("service-efficiency/tickets", tickets),
    path("service-efficiency/tickets/import", take),
]
