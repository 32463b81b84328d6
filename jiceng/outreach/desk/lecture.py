"""One lecture at the desk, and those who speak and what they speak about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, offer
from jiceng.casework.desk.programme_forms import NoPapers
from jiceng.kernel.records.names import listed
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.outreach.actions.lectures import (
    add_topic,
    change_lecture,
    confirm_lecture,
    decline_lecture,
    plan_lecture,
    register_speaker,
)
from jiceng.outreach.desk.activities import figures_of
from jiceng.outreach.desk.lecture_forms import (
    ChangeLectureForm,
    DeclineForm,
    LectureForm,
    SpeakerForm,
    TopicForm,
    typed_lecture,
)
from jiceng.outreach.desk.lectures import HERE, ROLE, speakers_told
from jiceng.outreach.forms.activities_told import place_told, status_told, unit_name, when_told
from jiceng.outreach.models import Attendance, Lecture, LectureTopic, Speaker
from jiceng.outreach.queries.activities import OPEN, activity_of, organised, organises, ready
from jiceng.outreach.queries.lectures import (
    campaigns,
    lecture_of,
    rating_told,
    speakers_now,
    speaking,
    topics_now,
)
from jiceng.outreach.rules.lectures import LANGUAGES
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import unit_options
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

SPEAKERS = "/desk/speakers/"


def address(row: Lecture) -> str:
    return f"{HERE}{row.activity.number}/"


@door("staff", ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Plan a lecture; a speaker or venue that is taken is named with what holds it."""
    form = LectureForm(request.actor, request.now, request.POST or None)

    def write() -> Lecture:
        return plan_lecture(form.lecture(), by=request.actor, now=request.now)

    crumbs, aids = [(_("宣讲"), HERE)], {"units": unit_options()}
    return form_page(request, _("登记宣讲"), crumbs, form, write, address, HERE, aids)


@door("staff", ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, number: str) -> HttpResponse:
    """Write it down anew."""
    row = lecture_of(organised(request.actor, number, request.now))
    form = ChangeLectureForm(
        request.actor, request.now, request.POST or None, initial=typed_lecture(row)
    )  # fmt: skip

    def write() -> Lecture:
        version = form.cleaned_data["version"]
        given = form.lecture()
        return change_lecture(row, given, by=request.actor, now=request.now, version=version)

    crumbs = [(_("宣讲"), HERE), (row.activity.title, address(row))]
    aids = {"units": unit_options()}
    return form_page(request, _("修改安排"), crumbs, form, write, address, HERE, aids)


def _confirm(request: Asked, row: Lecture, said: dict[str, Any], version: int) -> None:
    confirm_lecture(row, by=request.actor, now=request.now, version=version)


def _decline(request: Asked, row: Lecture, said: dict[str, Any], version: int) -> None:
    decline_lecture(row, said["reason"], by=request.actor, now=request.now, version=version)


def _version(request: Asked, row: Lecture) -> Mapping[str, Any]:
    return {"version": row.activity.version}


CHANGES: Mapping[str, Change] = {
    "confirm": Change(N_("讲师已确认"), NoPapers, _confirm, "primary", _version),
    "decline": Change(N_("讲师不能前来"), DeclineForm, _decline, "plain", _version),
}


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One lecture: what is said by whom, who came, what they thought."""
    return _page(request, lecture_of(ready(activity_of(number), request.now)))


@door("staff")
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """A speaker agrees or cannot come; the organiser tells it of those without an account."""
    row = lecture_of(ready(activity_of(number), request.now))
    if not organises(request.actor, row.activity) and not speaking(row, request.actor):
        raise NotFound(Reason("not_found"))
    return acted(request, row, name, CHANGES, _page, address(row))


def _page(
    request: Asked, row: Lecture, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    activity, url = row.activity, address(row)
    keeps = organises(request.actor, activity)
    came = Attendance.objects.filter(activity=activity).first()
    own = speaking(row, request.actor)
    names = _open_acts(row) if keeps or own else []
    context = {
        **office(request, HERE, crumbs=[(_("宣讲"), HERE), (activity.title, "")]),
        "now": request.now,
        "row": row,
        "activity": activity,
        "status": status_told(activity),
        "when": when_told(activity),
        "details": _details(row, request),
        "figures": figures_of(came) if came else [],
        "rating": rating_told([row]),
        "keeps": keeps,
        "plans": keeps and activity.state in OPEN,
        "offers": [
            offer(request, row, name, CHANGES[name], f"{url}acts/", tried) for name in names
        ],
        "tried": tried,
        "url": url,
    }  # fmt: skip
    return render(request, "outreach/lecture.html", context, status=status)


def _open_acts(row: Lecture) -> list[str]:
    """What a speaker may say now."""
    if row.activity.state == "planned":
        return ["decline"] if row.confirmed_at else ["confirm", "decline"]
    return ["confirm"] if row.activity.state in OPEN and not row.confirmed_at else []


def _confirmed(row: Lecture) -> str:
    if row.confirmed_at:
        return f"{local_day(row.confirmed_at):%Y-%m-%d}"
    if row.declined_because:
        return _("不能前来：%(reason)s") % {"reason": row.declined_because}
    return _("还没有确认")


def _details(row: Lecture, request: Asked) -> list[dict[str, Any]]:
    activity = row.activity
    campaign = campaigns(request.now).get(activity.campaign)
    told = [
        (_("宣讲活动"), campaign.name if campaign else ""),
        (_("主题"), row.topic.title),
        (_("讲师"), speakers_told(row)),
        (_("讲师确认"), _confirmed(row)),
        (_("宣讲语言"), _(LANGUAGES[row.language])),
        (_("材料"), row.materials),
        (_("时间"), when_told(activity)),
        (_("地点"), place_told(activity)),
        (_("举办单位"), unit_name(activity.unit)),
    ]  # fmt: skip
    return [{"label": label, "text": text} for label, text in told if text]


@door("staff", ROLE)
@require_safe
def speakers(request: Asked) -> HttpResponse:
    """Those who lecture, in the order of their register, and the library of topics."""
    rows = speakers_now().prefetch_related("topics")
    page = page_of(rows, request.GET.get("after", ""), key="pk")
    context = {
        **office(request, HERE, crumbs=[(_("宣讲"), HERE), (_("讲师和题库"), "")]),
        "table": {
            "caption": _("讲师列表"),
            "columns": [{"label": c} for c in
                        (_("讲师"), _("所在单位"), _("能讲的主题"), _("宣讲语言"))],
            "rows": [_speaker(s) for s in page.rows],
            "empty": {"title": _("还没有登记讲师"), "text": _("登记后安排宣讲时可以选。")},
        },
        "pager": pager(page, request.GET, _("本页 %(n)d 位") % {"n": len(page.rows)}),
        "topics": topics_now()[:200],
    }  # fmt: skip
    return render(request, "outreach/speakers.html", context)


def _speaker(row: Speaker) -> dict[str, Any]:
    note = row.office + (f" {_('示例')}" if row.is_sample else "")
    return {
        "cells": [
            {"text": row.name, "note": note},
            {"text": unit_name(row.unit)},
            {"text": listed(t.title for t in row.topics.all())},
            {"text": listed(_(LANGUAGES[x]) for x in row.languages if x in LANGUAGES)},
        ]
    }


@door("staff", ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_speaker(request: Asked) -> HttpResponse:
    """Put somebody on the list."""
    form = SpeakerForm(request.POST or None)

    def write() -> Speaker:
        return register_speaker(form.given(), by=request.actor, now=request.now)

    crumbs, aids = [(_("讲师和题库"), SPEAKERS)], {"units": unit_options()}
    return form_page(request, _("登记讲师"), crumbs, form, write, _back, HERE, aids)


@door("staff", ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_topic(request: Asked) -> HttpResponse:
    """Put a topic into the library."""
    form = TopicForm(request.POST or None)

    def write() -> LectureTopic:
        return add_topic(**form.cleaned_data, by=request.actor, now=request.now)

    crumbs = [(_("讲师和题库"), SPEAKERS)]
    return form_page(request, _("登记宣讲主题"), crumbs, form, write, _back, HERE)


def _back(row: object) -> str:
    return SPEAKERS


urlpatterns = [
    path("lectures/new", new),
    path("lectures/<str:number>/", one),
    path("lectures/<str:number>/change", change),
    path("lectures/<str:number>/acts/<str:name>", act),
    path("speakers/", speakers),
    path("speakers/new", new_speaker),
    path("speakers/topics/new", new_topic),
]
