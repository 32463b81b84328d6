"""/desk/home-service/: what was asked for at home, by place, with state and promise."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from jiceng.casework.desk.programme_forms import WordedForm, day
from jiceng.emergency.desk.emergency_forms import area_choices_below
from jiceng.emergency.forms.home_requests_told import request_told
from jiceng.emergency.models import HomeRequest
from jiceng.emergency.queries.emergency_cases import ENDED
from jiceng.emergency.queries.home_requests import ANSWERED, IN_TIME, asked_in
from jiceng.emergency.rules.home_requests import NEEDS
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Span
from jiceng.web.clock import county_zone, local_day
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/home-service/"
SHOWN = timedelta(days=365)
STATES = [("", N_("全部")), ("open", N_("办理中")), ("answered", N_("已办结")),
          ("timely", N_("按时办结"))]  # fmt: skip
CONDITIONS = {"open": ~Q(case__state__in=ENDED), "answered": ANSWERED, "timely": IN_TIME}


class Filters(WordedForm):
    """Which days, where, what for."""

    start = day(N_("开始日期"), required=False)
    end = day(N_("结束日期"), required=False)
    under = forms.ChoiceField(label=N_("区域"), required=False)
    need = forms.ChoiceField(
        label=N_("需要"), required=False, choices=[("", N_("全部")), *NEEDS.items()]
    )
    state = forms.ChoiceField(label=N_("状态"), required=False, choices=STATES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        under = self.fields["under"]
        if isinstance(under, forms.ChoiceField):
            under.choices = [("", _("全县")), *area_choices_below()]


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """The newest first: kind of need, place, state and promise; names stand in the case alone."""
    filters = Filters(request.GET)
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    today = local_day(request.now)
    area = territory().area(said.get("under") or "-")
    span = Span(said.get("start") or today - SHOWN, said.get("end") or today, request.now)
    rows = asked_in(area.path if area else "", span, county_zone())
    if need := said.get("need"):
        rows = rows.filter(need=need)
    if state := said.get("state"):
        rows = rows.filter(CONDITIONS[state])
    page = page_of(rows.select_related("case"), request.GET.get("after", ""), key="asked_at",
                   newest=True)  # fmt: skip
    context = {
        **office(request, HERE, crumbs=[(_("居家服务"), "")]),
        "filters": filters,
        "figures": _figures(rows, said),
        "table": _table([_row(r, request) for r in page.rows]),
        "pager": pager(page, request.GET, _("本页 %(n)d 件") % {"n": len(page.rows)}),
    }
    return render(request, "emergency/home_service.html", context)


def _figures(rows: Any, said: dict[str, Any]) -> list[dict[str, Any]]:
    """How many of what is listed, by need."""
    found = dict(rows.values_list("need").annotate(n=Count("pk")).order_by())
    if said.get("need") or not found:
        return []
    return [
        {"label": _(label), "value": str(found[key]), "unit": _("件")}
        for key, label in NEEDS.items() if key in found
    ]  # fmt: skip


def _table(rows: list[dict[str, Any]]) -> dict[str, Any]:
    columns = [_("需要"), _("状态"), _("网格（村）"), _("时限"), _("时段"), _("送达和费用")]
    empty = {
        "title": _("没有居家服务"),
        "text": _("应急响应开通居家服务后，居民和网格员提出的需要会出现在这里。"),
    }
    return {"caption": _("居家服务列表"), "columns": [{"label": c} for c in columns],
            "rows": rows, "empty": empty}  # fmt: skip


def _row(row: HomeRequest, request: Asked) -> dict[str, Any]:
    told = request_told(row, request.now)
    number = f"{told['number']} {_('示例')}" if row.case.is_sample else told["number"]
    return {
        "cells": [
            {"text": told["need"], "url": f"/desk/cases/{told['number']}/", "note": number},
            {"status": told["status"]},
            {"text": told["place"] or None},
            {"text": told["due"] or None},
            {"text": told["window"]},
            {"text": told["cost"] or None},
        ]
    }


urlpatterns = [path("home-service/", show)]
