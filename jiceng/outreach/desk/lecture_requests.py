"""/desk/lecture-requests/: a community asks for a lecture, an organiser arranges it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, offer
from jiceng.casework.desk.followed import happened
from jiceng.casework.desk.programme_forms import NoPapers, ReasonForm
from jiceng.outreach.actions.lecture_requests import (
    arrange_lecture,
    ask_for_lecture,
    move_request,
)
from jiceng.outreach.desk.lecture_forms import LectureForm, RequestForm
from jiceng.outreach.desk.lectures import HERE as LECTURES
from jiceng.outreach.desk.lectures import ROLE
from jiceng.outreach.forms.activities_told import area_name, unit_name
from jiceng.outreach.models import Lecture, LectureRequest
from jiceng.outreach.process.lectures import LECTURE_REQUEST
from jiceng.outreach.queries.lectures import request_for, requests_for
from jiceng.outreach.rules.lectures_words import ACTS
from jiceng.web.clock import county_zone
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import unit_options
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/lecture-requests/"
LIGHTS = {"asked": "new", "arranged": "done", "refused": "rest", "withdrawn": "rest"}
FIRST_HOUR = time(9)


def address(row: LectureRequest) -> str:
    return f"{HERE}{row.number}/"


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("宣讲"), LECTURES), (_("宣讲需求"), HERE), *more]


def _status(row: LectureRequest) -> dict[str, str]:
    return {"light": LIGHTS[row.state], "text": _(LECTURE_REQUEST.state(row.state).label)}


def _days(row: LectureRequest) -> str:
    if row.first_day == row.last_day:
        return f"{row.first_day}"
    return _("%(first)s 至 %(last)s") % {"first": row.first_day, "last": row.last_day}


@door("staff", ROLE)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Requests of one's area, the latest first."""
    rows = requests_for(request.actor)
    page = page_of(rows, request.GET.get("after", ""), key="pk", newest=True)
    columns = (_("宣讲主题"), _("状态"), _("社区（村）"), _("希望的日期"), _("预计听众"))
    context = {
        **office(request, LECTURES, crumbs=[(_("宣讲"), LECTURES), (_("宣讲需求"), "")]),
        "table": {
            "caption": _("宣讲需求"),
            "columns": [{"label": c, "numeric": n == 4} for n, c in enumerate(columns)],
            "rows": [_row(r) for r in page.rows],
            "empty": {"title": _("还没有宣讲需求"), "text": _("社区（村）提出后会显示在这里。")},
        },
        "pager": pager(page, request.GET),
    }  # fmt: skip
    return render(request, "outreach/lecture_requests.html", context)


def _row(row: LectureRequest) -> dict[str, Any]:
    note = row.number + (f" {_('示例')}" if row.is_sample else "")
    return {
        "cells": [
            {"text": row.topic.title, "url": address(row), "note": note},
            {"status": _status(row)},
            {"text": area_name(str(row.area_id))},
            {"text": _days(row)},
            {"text": row.audience},
        ]
    }


@door("staff", ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """A community asks for a lecture."""
    form = RequestForm(request.actor, request.POST or None)

    def write() -> LectureRequest:
        return ask_for_lecture(form.given(), by=request.actor, now=request.now)

    return form_page(request, _("提出宣讲需求"), _crumbs(), form, write, address, LECTURES)


@door("staff", ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: Asked, number: str) -> HttpResponse:
    """A speaker and a venue are found; the form begins with what was asked for."""
    row = request_for(request.actor, number)
    form = LectureForm(request.actor, request.now, request.POST or None, initial=_begun(row))

    def write() -> Lecture:
        version = row.version
        given = form.lecture()
        return arrange_lecture(row, given, by=request.actor, now=request.now, version=version)

    def onward(lecture: Lecture) -> str:
        return f"{LECTURES}{lecture.activity.number}/"

    crumbs, aids = _crumbs((row.number, address(row))), {"units": unit_options()}
    return form_page(request, _("安排宣讲"), crumbs, form, write, onward, LECTURES, aids)


def _begun(row: LectureRequest) -> dict[str, Any]:
    start = datetime.combine(row.first_day, FIRST_HOUR, tzinfo=county_zone())
    return {
        "title": _("%(topic)s宣讲") % {"topic": row.topic.title}, "topic": row.topic.number,
        "area": str(row.area_id), "capacity": row.audience, "starts_at": start,
        "ends_at": start.replace(hour=FIRST_HOUR.hour + 1),
    }  # fmt: skip


def _move(name: str) -> Any:
    def write(request: Asked, row: LectureRequest, said: dict[str, Any], version: int) -> None:
        move_request(row, name, by=request.actor, now=request.now, version=version, **said)

    return write


CHANGES: Mapping[str, Change] = {
    "refuse": Change(N_("不能安排"), ReasonForm, _move("refuse"), "plain"),
    "withdraw": Change(N_("撤回"), NoPapers, _move("withdraw"), "plain"),
}


@door("staff", ROLE)
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One request: what is wished, and what came of it."""
    return _page(request, request_for(request.actor, number))


@door("staff", ROLE)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """It is refused or withdrawn."""
    row = request_for(request.actor, number)
    return acted(request, row, name, CHANGES, _page, address(row))


def _page(
    request: Asked, row: LectureRequest, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    moves = LECTURE_REQUEST.open_moves(row.state, request.actor.roles_towards(row))
    told = [
        (_("宣讲主题"), row.topic.title),
        (_("社区（村）"), area_name(str(row.area_id))),
        (_("希望的日期"), _days(row)),
        (_("预计听众"), _("%(n)d 人") % {"n": row.audience}),
        (_("说明"), row.note),
        (_("由谁安排"), unit_name(row.unit)),
    ]
    context = {
        **office(request, LECTURES, crumbs=_crumbs((row.number, ""))),
        "now": request.now,
        "row": row,
        "status": _status(row),
        "details": [{"label": label, "text": text} for label, text in told if text],
        "may_arrange": any(move.name == "arrange" for move in moves),
        "offers": [
            offer(request, row, m.name, CHANGES[m.name], f"{address(row)}acts/", tried)
            for m in moves if m.name in CHANGES
        ],
        "tried": tried,
        "timeline": happened(row, LECTURE_REQUEST, ACTS),
        "url": address(row),
    }  # fmt: skip
    return render(request, "outreach/lecture_request.html", context, status=status)


urlpatterns = [
    path("lecture-requests/", show),
    path("lecture-requests/new", new),
    path("lecture-requests/<str:number>/", one),
    path("lecture-requests/<str:number>/arrange", arrange),
    path("lecture-requests/<str:number>/acts/<str:name>", act),
]
