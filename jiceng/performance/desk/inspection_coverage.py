"""/desk/inspections/coverage/: how many visits were due, made, not made and why; units never
reached; findings by element. Like units together; nobody is ranked (S6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.performance.desk.inspection_forms import PeriodForm
from jiceng.performance.desk.inspections import HERE
from jiceng.performance.forms.inspections_shown import (
    element_name,
    findings_shown,
    kind_name,
    row_of,
)
from jiceng.performance.queries.inspection_coverage import (
    as_settled,
    as_visits,
    due_visits,
    findings_recorded,
    group_condition,
    latest_planned,
    not_reached,
    within_subject,
)
from jiceng.performance.queries.inspections import (
    OFFICE,
    OVERSEER,
    scheme_under,
    today_of,
)
from jiceng.performance.rules.inspection_coverage import GROUPS, Covered, by_element, coverage
from jiceng.performance.rules.periods import Period, months_of, read_period
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.words import sentences

READING = (OFFICE, OVERSEER)
MOST = 500
MONTHS = 6
"""Since so many months a unit is looked for that was not reached."""


@door("staff", *READING)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Coverage of some days by kind of unit; each count opens its visits."""
    today = today_of(request.now)
    period, reasons = _period(request, today)
    months = _months(request.GET.get("months", ""))
    rows = due_visits(period.start, period.end).filter(_subject(request))
    since = _months_before(today, months)
    found = list(findings_recorded(period.start, period.end).filter(_subject(request, "visit__")))
    elements = {
        (row.visit.plan.scheme_key, code): element
        for row in found
        for code, element in scheme_under(row.visit.plan).by_code.items()
    }
    names = {code: element_name(e) for (_key, code), e in elements.items()}
    context = {
        **office(request, HERE, crumbs=[(_("巡查"), HERE), (_("覆盖情况"), "")]),
        "filters": PeriodForm(initial={"period": period.code, "months": months}),
        "reasons": reasons,
        "period": period,
        "groups": [_(label) for label in GROUPS.values()],
        "rows": [_covered(c, period) for c in coverage(as_visits(rows), today)],
        "since": since,
        "not_reached": [
            {"name": unit.name, "kind": kind_name(unit.kind), "last": last}
            for unit, last in not_reached(since)[:MOST]
        ],
        "elements": [
            {"name": names.get(code, code), "found": n, "kept": kept, "over": over}
            for code, (n, kept, over) in by_element(as_settled(found), today).items()
        ],
        "findings_url": f"{HERE}findings/?{urlencode({'start': period.start, 'end': period.end})}",
    }
    return render(request, "performance/inspection_coverage.html", context)


def _covered(counts: Covered, period: Period) -> dict[str, Any]:
    """A kind of unit: every count with the address of its visits."""
    asked = {"start": period.start, "end": period.end, "kind": counts.kind}
    return {
        "kind": kind_name(counts.kind),
        "cells": [
            {"n": getattr(counts, name), "label": _(label), "is_late": name == "late",
             "url": f"{HERE}coverage/visits/?{urlencode({**asked, 'group': name})}"}
            for name, label in GROUPS.items()
        ],
        "visited": counts.visited,
        "due": counts.due,
        "share": {"numerator": counts.visited, "denominator": counts.due},
    }  # fmt: skip


@door("staff", *READING)
@require_safe
def visits(request: Asked) -> HttpResponse:
    """The visits behind one count."""
    today = today_of(request.now)
    period, reasons = _period(request, today)
    group = request.GET.get("group", "due")
    if group not in GROUPS:
        raise NotFound(Reason("not_found"))
    kind = request.GET.get("kind", "")
    rows = due_visits(period.start, period.end).filter(
        _subject(request), group_condition(group, today), Q(kind=kind) if kind else Q()
    )
    listed = rows.select_related("plan").order_by("unit_path", "starts_on")
    crumbs = [(_("巡查"), HERE), (_("覆盖情况"), f"{HERE}coverage/"), (_(GROUPS[group]), "")]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "title": f"{_(GROUPS[group])} · {kind_name(kind)}" if kind else _(GROUPS[group]),
        "period": period, "reasons": reasons, "total": rows.count(),
        "rows": [row_of(r, today) for r in listed[:MOST]],
    }  # fmt: skip
    return render(request, "performance/inspection_visits.html", context)


@door("staff", *READING)
@require_safe
def findings(request: Asked) -> HttpResponse:
    """What was found in some days, with how each problem stands now."""
    period, reasons = _period(request, today_of(request.now))
    rows = findings_recorded(period.start, period.end).filter(_subject(request, "visit__"))
    crumbs = [(_("巡查"), HERE), (_("覆盖情况"), f"{HERE}coverage/"), (_("巡查发现的问题"), "")]
    context = {
        **office(request, HERE, crumbs=crumbs),
        "period": period, "reasons": reasons, "total": rows.count(),
        "findings": findings_shown(rows[:MOST], request.actor, request),
    }  # fmt: skip
    return render(request, "performance/inspection_findings.html", context)


def _period(request: Asked, today: date) -> tuple[Period, list[str]]:
    """The days asked for, by two days or in words; else those of the latest plan that has begun,
    and this quarter before the first one."""
    start, end = (_day(request.GET.get(name, "")) for name in ("start", "end"))
    if start and end and start <= end:
        return Period(start, end), []
    this = months_of(today.year, (today.month - 1) // 3 * 3 + 1, 3)
    if not (text := request.GET.get("period", "").strip()):
        return latest_planned(today) or this, []
    try:
        return read_period(text), []
    except Invalid as refusal:
        return this, sentences(refusal.reasons)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _months(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 1 <= int(text) <= 60 else MONTHS


def _months_before(today: date, months: int) -> date:
    """The same day of the month so many months before, or that month's last."""
    at = 12 * today.year + today.month - 1 - months
    part = months_of(at // 12, at % 12 + 1, 1)
    return min(part.end, part.start + timedelta(days=today.day - 1))


def _subject(request: Asked, column: str = "") -> Q:
    found = within_subject(request.GET.get("subject", ""), column)
    return Q(pk__in=[]) if found is None else found


urlpatterns = [
    path("inspections/coverage/", show),
    path("inspections/coverage/visits/", visits),
    path("inspections/findings/", findings),
]
