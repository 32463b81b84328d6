"""/desk/emergencies/deliveries: the grids behind a figure of households reached."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from jiceng.casework.desk.programme_forms import WordedForm, day
from jiceng.emergency.desk.emergencies import HERE
from jiceng.emergency.figures.grid_notices import deliveries
from jiceng.emergency.forms.grid_notices_told import NOTICES, delivery_told
from jiceng.emergency.models import GridDelivery
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Span
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

SHOWN = timedelta(days=365)


class Filters(WordedForm):
    """The days in which notices were issued, and where."""

    start = day(N_("开始日期"), required=False)
    end = day(N_("结束日期"), required=False)
    under = forms.CharField(max_length=15, required=False, widget=forms.HiddenInput)


def rows_of(request: Asked, filters: Filters) -> tuple[Span, str]:
    """The period and the area asked for; the last year and everything where nothing is said."""
    said = filters.cleaned_data if filters.is_valid() else {}
    today = local_day(request.now)
    area = territory().area(said.get("under") or "-")
    span = Span(said.get("start") or today - SHOWN, said.get("end") or today, request.now)
    return span, area.path if area else ""


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Grids a notice went to, with households of record and reached; drills are left out."""
    filters = Filters(request.GET)
    span, where = rows_of(request, filters)
    rows = deliveries(where, span).select_related("area", "notice")
    page = page_of(rows, request.GET.get("after", ""), key="area_path")
    context = {
        **office(request, HERE, crumbs=[(_("应急响应"), HERE), (_("入户通知送达"), "")]),
        "filters": filters,
        "table": _table([_row(d) for d in page.rows]),
        "pager": pager(page, request.GET, _("本页 %(n)d 个网格") % {"n": len(page.rows)}),
    }
    return render(request, "emergency/deliveries.html", context)


def _table(rows: list[dict[str, object]]) -> dict[str, object]:
    columns = [_("网格（村）"), _("登记户数"), _("通知到"), _("送达率"), _("最近回报")]
    empty = {"title": _("这段时间没有入户通知"), "text": _("发出的通知按网格列在这里。")}
    return {
        "caption": _("入户通知送达"),
        "columns": [{"label": c, "numeric": 0 < n < 4} for n, c in enumerate(columns)],
        "rows": rows,
        "empty": empty,
    }


def _row(row: GridDelivery) -> dict[str, object]:
    told, number = delivery_told(row), row.notice.number
    return {
        "cells": [
            {"text": told["area"], "url": f"{NOTICES}{number}/", "note": number},
            {"text": told["households"]},
            {"text": told["reached"]},
            {"text": told["percent"]},
            {"text": told["told"] or None},
        ]
    }


urlpatterns = [path("emergencies/deliveries", show)]
