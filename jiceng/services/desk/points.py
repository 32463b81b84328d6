"""/desk/service-points/: the points of the county; the desk of an area keeps its own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.kernel.hours import WEEKDAYS, Spans, hours_of, written
from jiceng.kernel.records.territory import territory
from jiceng.services.actions.points import change_point, close_point, open_point, set_day
from jiceng.services.desk.point_forms import (
    ChangeForm,
    CloseForm,
    DayForm,
    Filters,
    PointForm,
    typed,
)
from jiceng.services.figures.declared import within_subject
from jiceng.services.forms.points_told import (
    changes_told,
    days_told,
    duties_told,
    facilities_told,
    kind_told,
    unit_told,
)
from jiceng.services.models import ServicePoint
from jiceng.services.queries.points import (
    KEEPER,
    keeping,
    keeps,
    kept_point,
    point_of,
    points_on,
    standings,
)
from jiceng.web.clock import local_day
from jiceng.web.days import days_in
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import unit_options
from jiceng.web.hours import standing_told, week_told
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/service-points/"
WEEK = {
    "day_0": "8:30-12:00、14:30-17:30",
    **{f"day_{n}": "8:30-12:00、14:30-17:30" for n in range(1, 5)},
}
"""What a new point's form begins with: office hours on weekdays."""


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Points within the reader's own areas first asked for; everybody may look at all."""
    filters = Filters(request.now, request.GET)
    rows = ServicePoint.objects.filter(_condition(filters), behind(request))
    page = page_of(rows, request.GET.get("after", ""), key="id")
    found = standings(page.rows, request.now)
    context = {
        **office(request, HERE, crumbs=[(_("服务网点"), "")]),
        "filters": filters,
        "rows": [_row(request, p, found[p.pk]) for p in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 个") % {"n": len(page.rows)}),
        "may_open": bool(keeping(request.actor)),
    }
    return render(request, "services/points.html", context)


def behind(request: Asked) -> Q:
    """Where a figure led here: its area or unit, and the day it counted."""
    about = within_subject(request.GET.get("subject", "")[:24])
    found = Q(pk__in=[]) if about is None else about
    if day := days_in(request, "day").get("day"):
        found &= Q(pk__in=points_on(day).values("pk"))
    return found


def _condition(filters: Filters) -> Q:
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    is_of_a_day = "day" in filters.data
    found = Q() if said.get("closed") or is_of_a_day else Q(closed_on=None)
    if said.get("kind"):
        found &= Q(kind=said["kind"])
    if text := said.get("text"):
        found &= Q(name__icontains=text) | Q(address__icontains=text)
    return found


def _row(request: Asked, point: ServicePoint, standing: Any) -> dict[str, Any]:
    area = territory().areas.get(str(point.area_id))
    closed = {"light": "rest", "text": _("已撤销")}
    return {
        "name": point.name,
        "number": point.number,
        "url": f"{HERE}{point.number}/",
        "kind": kind_told(point, request.now),
        "area": area.name if area else "",
        "address": point.address,
        "status": closed if point.closed_on else standing_told(standing, request.now),
        "is_sample": point.is_sample,
    }


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Write a point down."""
    form = PointForm(request.actor, request.now, request.POST or None, initial=WEEK)

    def write() -> ServicePoint:
        return open_point(form.given(), by=request.actor, now=request.now)

    return form_page(
        request, _("登记服务网点"), [(_("服务网点"), HERE)], form, write, _address, HERE, map_aids()
    )


def _address(point: ServicePoint) -> str:
    return f"{HERE}{point.number}/"


def map_aids() -> dict[str, Any]:
    """What a form needs by which a place is picked on the map."""
    chosen = {"label": _("选定网点位置"), "source": "/desk/grids.json", "pick": True,
              "tiles": settings.MAP_TILES}  # fmt: skip
    return {"units": unit_options(), "map": chosen}


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One point as its page shows it, and what its keepers may do."""
    point = point_of(number)
    standing = standings([point], request.now)[point.pk]
    context = {
        **office(request, HERE, crumbs=[(_("服务网点"), HERE), (point.name, "")]),
        "point": point,
        "status": standing_told(standing, request.now),
        "details": _details(request, point),
        "week": week_told(hours_of(point.hours)),
        "holidays": point.hours.get("on_holidays", "closed"),
        "days": days_told(point, request.now),
        "single": [_single(row) for row in point.days.filter(day__gte=local_day(request.now))
                   .order_by("day")],
        "duties": duties_told(point),
        "changes": changes_told(point, request.now),
        "keeps": keeps(request.actor, point.area_path) and point.closed_on is None,
        "here": f"{HERE}{number}/",
    }  # fmt: skip
    return render(request, "services/point.html", context)


def _details(request: Asked, point: ServicePoint) -> list[dict[str, Any]]:
    area = territory().areas.get(str(point.area_id))
    told = [
        (_("类型"), kind_told(point, request.now)),
        (_("所在区域"), area.name if area else None),
        (_("地址"), point.address),
        (_("管理单位"), unit_told(point)),
        (_("窗口电话"), point.phone or None),
        (_("设施"), facilities_told(point) or None),
        (_("每日可接待人次"), point.capacity),
        (_("面积（平方米）"), point.size_m2),
        (_("启用日期"), point.opened_on.isoformat()),
    ]
    rows = [{"label": label, "text": text} for label, text in told]
    return [*rows, {"label": _("居民看到的页面"), "text": f"/services/{point.number}",
                    "url": f"/services/{point.number}"}]  # fmt: skip


def _single(row: Any) -> dict[str, Any]:
    spans: Spans = tuple((int(a), int(b)) for a, b in row.spans)
    return {
        "iso": row.day.isoformat(),
        "day": f"{row.day:%Y-%m-%d} {_(WEEKDAYS[row.day.weekday()])}",
        "hours": written(spans) or _("不开放"),
        "reason": row.reason,
    }


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, number: str) -> HttpResponse:
    """Write it down anew."""
    point = kept_point(request.actor, number)
    form = ChangeForm(request.actor, request.now, request.POST or None, initial=typed(point))

    def write() -> ServicePoint:
        version = form.cleaned_data["version"]
        return change_point(point, form.given(), by=request.actor, now=request.now, version=version)

    crumbs = [(_("服务网点"), HERE), (point.name, _address(point))]
    return form_page(request, _("修改网点"), crumbs, form, write, _address, HERE, map_aids())


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: Asked, number: str) -> HttpResponse:
    """Other hours on a single day."""
    point = kept_point(request.actor, number)
    form = DayForm(request.POST or None)

    def write() -> ServicePoint:
        said = form.cleaned_data
        set_day(point, said["day"], said["spans"], said["reason"], by=request.actor,
                now=request.now)  # fmt: skip
        return point

    crumbs = [(_("服务网点"), HERE), (point.name, _address(point))]
    return form_page(request, _("调整某日开放时间"), crumbs, form, write, _address, HERE)


@door("staff", KEEPER)
@require_POST
def day_back(request: Asked, number: str) -> HttpResponse:
    """Take a single day's hours back: the week counts again."""
    point = kept_point(request.actor, number)
    form = DayForm({**request.POST.dict(), "reason": "-"})
    if form.is_valid():
        set_day(point, form.cleaned_data["day"], None, "", by=request.actor, now=request.now)
    return HttpResponseRedirect(_address(point))


@door("staff", KEEPER)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Asked, number: str) -> HttpResponse:
    """Close it for good."""
    point = kept_point(request.actor, number)
    form = CloseForm(request.POST or None, initial={"version": point.version})

    def write() -> ServicePoint:
        said = form.cleaned_data
        return close_point(
            point, said["reason"], by=request.actor, now=request.now, version=said["version"]
        )

    crumbs = [(_("服务网点"), HERE), (point.name, _address(point))]
    return form_page(request, _("撤销网点"), crumbs, form, write, _address, HERE)


urlpatterns = [
    path("service-points/", show),
    path("service-points/new", new),
    path("service-points/<str:number>/", one),
    path("service-points/<str:number>/change", change),
    path("service-points/<str:number>/day", day),
    path("service-points/<str:number>/day-back", day_back),
    path("service-points/<str:number>/close", close),
]
