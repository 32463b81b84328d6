"""/desk/activities/: what is held, what it takes up, who booked and who came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, move_offers, offer
from jiceng.casework.desk.followed import happened
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.outreach.actions.activities import (
    change_activity,
    correct_attendance,
    move_activity,
    plan_activity,
    record_attendance,
)
from jiceng.outreach.desk.activity_forms import (
    ActivityForm,
    AttendanceForm,
    ChangeActivityForm,
    Filters,
    MoveForm,
    attended,
    measures_of,
    typed,
    typed_attendance,
)
from jiceng.outreach.forms.activities_told import (
    area_name,
    booking_told,
    kind_name,
    place_told,
    status_told,
    unit_name,
    when_told,
)
from jiceng.outreach.models import Activity, Attendance
from jiceng.outreach.process import ACTIVITY
from jiceng.outreach.process.activities import ORGANISER
from jiceng.outreach.queries.activities import (
    OPEN,
    activity_of,
    bookings_of,
    organised,
    organises,
    ready,
)
from jiceng.outreach.rules.activities_words import ACTS
from jiceng.web.clock import county_zone
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import unit_options
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/activities/"
ROLE = "organiser"
MOST_BOOKINGS = 300


def address(row: Activity) -> str:
    return f"{HERE}{row.number}/"


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """Activities, the latest first; everybody with a post may look."""
    filters = Filters(request.now, request.GET)
    rows = Activity.objects.filter(condition(filters)).select_related("venue")
    page = page_of(rows, request.GET.get("after", ""), key="starts_at", newest=True)
    context = {
        **office(request, HERE, crumbs=[(_("活动"), "")]),
        "filters": filters,
        "table": _table([_row(r, request.now) for r in page.rows]),
        "pager": pager(page, request.GET, _("本页 %(n)d 场") % {"n": len(page.rows)}),
        "may_plan": ROLE in request.actor.roles,
    }
    return render(request, "outreach/activities.html", context)


def condition(filters: Filters) -> Q:
    """What the list is narrowed to; figures lead to it by the same."""
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    state, area = said.get("state") or "", territory().area(said.get("under") or "-")
    found = {"all": Q(), "": Q(state__in=OPEN)}.get(state, Q(state=state))
    zone = county_zone()
    if day := said.get("start"):
        found &= Q(starts_at__gte=datetime.combine(day, time(), tzinfo=zone))
    if day := said.get("end"):
        after = datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)
        found &= Q(starts_at__lt=after)
    if area is not None:
        found &= within("area_path", area.path)
    if said.get("kind"):
        found &= Q(kind=said["kind"])
    if text := said.get("text"):
        found &= Q(title__icontains=text) | Q(place__icontains=text) | Q(number=text)
    return found


def _table(rows: list[dict[str, Any]]) -> dict[str, Any]:
    columns = [_("活动"), _("状态"), _("时间"), _("地点"), _("主办单位"), _("已预约")]
    empty = {"title": _("没有符合条件的活动"), "text": _("由举办地或举办单位的组织人员登记。")}
    return {
        "caption": _("活动列表"),
        "columns": [{"label": c, "numeric": place > 4} for place, c in enumerate(columns)],
        "rows": rows,
        "empty": empty,
    }


def _row(row: Activity, now: datetime) -> dict[str, Any]:
    note = f"{kind_name(row.kind, now)} {row.number}" + (f" {_('示例')}" if row.is_sample else "")
    booked = None if row.capacity is None else f"{row.taken}/{row.capacity}"
    return {
        "cells": [
            {"text": row.title, "url": address(row), "note": note},
            {"status": status_told(row)},
            {"text": when_told(row)},
            {"text": row.venue.name if row.venue else row.place,
             "note": area_name(str(row.area_id))},
            {"text": unit_name(row.unit)},
            {"text": booked},
        ]
    }  # fmt: skip


@door("staff", ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Plan an activity."""
    form = ActivityForm(request.actor, request.now, request.POST or None)

    def write() -> Activity:
        return plan_activity(form.given(), by=request.actor, now=request.now)

    crumbs, aids = [(_("活动"), HERE)], {"units": unit_options()}
    return form_page(request, _("登记活动"), crumbs, form, write, address, HERE, aids)


@door("staff", ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, number: str) -> HttpResponse:
    """Write it down anew; what it takes up besides its venue stays with it."""
    row = organised(request.actor, number, request.now)
    form = ChangeActivityForm(
        request.actor, request.now, request.POST or None, initial=typed(row)
    )  # fmt: skip

    def write() -> Activity:
        version = form.cleaned_data["version"]
        given = form.given(campaign=row.campaign, resources=held(row))
        return change_activity(row, given, by=request.actor, now=request.now, version=version)

    crumbs = [(_("活动"), HERE), (row.title, address(row))]
    aids = {"units": unit_options()}
    return form_page(request, _("修改安排"), crumbs, form, write, address, HERE, aids)


def held(row: Activity) -> dict[str, str]:
    """What it takes up besides its venue."""
    rows = row.occupies.exclude(resource__startswith="venue:")
    return dict(rows.values_list("resource", "name"))


def _form(needs: frozenset[str]) -> Any:
    def build(*args: Any, **kwargs: Any) -> MoveForm:
        return MoveForm(needs, *args, **kwargs)

    return build


def _write(name: str) -> Any:
    def write(request: Asked, row: Activity, said: dict[str, Any], version: int) -> None:
        move_activity(row, name, by=request.actor, now=request.now, version=version, **said)

    return write


def _record(request: Asked, row: Activity, said: dict[str, Any], version: int) -> None:
    record_attendance(row, attended(said), by=request.actor, now=request.now, version=version)


def changes_of(row: Activity, now: datetime) -> Mapping[str, Change]:
    """What may be done to it, by name."""

    def asks(*args: Any, **kwargs: Any) -> AttendanceForm:
        return AttendanceForm(measures_of(row, now), *args, **kwargs)

    return {
        "publish": Change(N_("发布"), _form(frozenset()), _write("publish")),
        "record": Change(N_("登记到场人数"), asks, _record),
        "cancel": Change(N_("取消"), _form(frozenset({"reason"})), _write("cancel"), "danger"),
        "correct": Change(N_("更正到场人数"), asks, _correct, "", _told_before),
    }


def _correct(request: Asked, row: Activity, said: dict[str, Any], version: int) -> None:
    came = _came(row)
    if came is None:
        raise NotFound(Reason("attendance_missing"))
    correct_attendance(came, attended(said), by=request.actor, now=request.now, version=version)


def _told_before(request: Asked, row: Activity) -> Mapping[str, Any]:
    came = _came(row)
    return {**typed_attendance(came), "version": came.version} if came else {}


def _came(row: Activity) -> Attendance | None:
    return Attendance.objects.select_related("activity").filter(activity=row).first()


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One activity: facts, bookings, attendance, and what may be done."""
    return _page(request, ready(activity_of(number), request.now))


@door("staff", ROLE)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """One move, or who came told anew."""
    row = organised(request.actor, number, request.now)
    return acted(request, row, name, changes_of(row, request.now), _page, address(row))


def _page(
    request: Asked, row: Activity, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    url, keeps, came = address(row), organises(request.actor, row), _came(row)
    offers = _offers(request, row, tried, came) if keeps else []
    known = {o["name"] for o in offers}
    context = {
        **office(request, HERE, crumbs=[(_("活动"), HERE), (row.title, "")]),
        "now": request.now,
        "row": row,
        "status": status_told(row),
        "when": when_told(row),
        "details": _details(row, request.now),
        "figures": figures_of(came) if came else [],
        "came": came,
        "bookings": _bookings(row) if keeps else [],
        "keeps": keeps,
        "plans": keeps and row.state in OPEN,
        "timeline": happened(row, ACTIVITY, ACTS) if keeps else [],
        "offers": offers,
        "tried": tried if tried and tried.name not in known else None,
        "url": url,
        "lecture": getattr(row, "lecture", None),
    }
    return render(request, "outreach/activity.html", context, status=status)


def _offers(
    request: Asked, row: Activity, tried: Tried | None, came: Attendance | None
) -> list[dict[str, Any]]:
    changes, url = changes_of(row, request.now), f"{address(row)}acts/"
    roles = request.actor.roles_towards(row) & ORGANISER
    known = {**changes, "reschedule": changes["publish"]}
    offers = move_offers(request, row, ACTIVITY, roles, known, url, tried)
    offers = [o for o in offers if o["name"] in changes]
    if came is not None:
        offers.append(offer(request, row, "correct", changes["correct"], url, tried))
    return offers


def figures_of(came: Attendance) -> list[dict[str, Any]]:
    """Who came: measures side by side, never multiplied with one another."""
    told = [
        (_("到场人数"), came.people, _("人")),
        (_("走进户数"), came.households, _("户")),
        (_("走进单位数"), came.units, _("家")),
        (_("志愿服务"), came.volunteer_minutes or None, _("分钟")),
    ]
    return [{"label": x, "value": str(n), "unit": unit} for x, n, unit in told if n is not None]


def _details(row: Activity, now: datetime) -> list[dict[str, Any]]:
    taken = "、".join(row.occupies.order_by("pk").values_list("name", flat=True))
    told = [
        (_("类别"), kind_name(row.kind, now), ""),
        (_("时间"), when_told(row), ""),
        (_("地点"), place_told(row), ""),
        (_("举办区域"), area_name(str(row.area_id)), ""),
        (_("主办单位"), unit_name(row.unit), ""),
        (_("占用"), taken, ""),
        (_("预约"), f"{row.taken}/{row.capacity}" if row.capacity is not None else "", ""),
        (_("内容介绍"), row.told, ""),
        (_("公开"), "" if row.is_public else _("只有工作人员看到"), ""),
    ]
    rows = [{"label": label, "text": text, "url": url} for label, text, url in told if text]
    if row.published_at and row.is_public:
        public = f"/activities/{row.number}"
        rows.append({"label": _("居民看到的页面"), "text": public, "url": public})
    return rows


def _bookings(row: Activity) -> list[dict[str, Any]]:
    return [
        {
            "number": b.number, "url": f"/desk/bookings/{b.number}/", "headcount": b.headcount,
            "group": b.group, "came": b.came, "status": booking_told(b),
            "hint": b.contact.hint if hasattr(b, "contact") else "",
        }
        for b in bookings_of(row)[:MOST_BOOKINGS]
    ]  # fmt: skip


urlpatterns = [
    path("activities/", show),
    path("activities/new", new),
    path("activities/<str:number>/", one),
    path("activities/<str:number>/change", change),
    path("activities/<str:number>/acts/<str:name>", act),
]
