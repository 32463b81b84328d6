"""/desk/publicity/: the publicity team, its training and topics, and what stands elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, move_offers
from jiceng.casework.desk.followed import happened
from jiceng.outreach.actions.publicity import (
    count_outside,
    give_topic,
    join_team,
    leave_team,
    move_task,
    record_training,
    register_outside,
)
from jiceng.outreach.desk.publicity_forms import (
    CancelForm,
    DeliverForm,
    MemberForm,
    OutsideForm,
    PostFilters,
    TallyForm,
    TopicForm,
    TrainingForm,
)
from jiceng.outreach.forms.articles_told import unit_name
from jiceng.outreach.models import OutsidePost, TeamTraining, WritingTask
from jiceng.outreach.process import WRITING_TASK
from jiceng.outreach.queries.publicity import (
    latest_counts,
    leads_team,
    member_of,
    members,
    post_of,
    task_of,
)
from jiceng.outreach.rules.articles_words import ACTS
from jiceng.outreach.rules.publicity import DUTIES
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.forms import unit_options, version_in
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE, POSTS = "/desk/publicity/", "/desk/publicity/posts/"
LEADS = ("publicity_lead",)
ALL = ("editor", *LEADS)
RECENT = 12
LIGHTS = {"given": "doing", "delivered": "done", "cancelled": "rest"}


def task_url(task: WritingTask) -> str:
    return f"{HERE}tasks/{task.number}/"


@door("staff", *ALL)
@require_safe
def show(request: Asked) -> HttpResponse:
    """The team at a glance."""
    leads = leads_team(request.actor)
    tasks = WritingTask.objects.select_related("member__person").order_by("-pk")
    if not leads:
        tasks = tasks.filter(member__person=request.person)
    context = {
        **office(request, HERE, crumbs=[(_("宣传队"), "")]),
        "leads": leads,
        "members": [
            {"row": m, "unit": unit_name(m.unit), "duty": _(DUTIES[m.duty])} for m in members()
        ],
        "tasks": [{**_task(t), "url": task_url(t)} for t in tasks[:RECENT]],
        "trainings": TeamTraining.objects.order_by("-held_on", "-pk")[:RECENT],
    }
    return render(request, "outreach/publicity.html", context)


def _task(task: WritingTask) -> dict[str, Any]:
    state = WRITING_TASK.state(task.state)
    return {
        "task": task,
        "writer": task.member.person.name,
        "status": {"light": LIGHTS[task.state], "text": _(state.label)},
    }


def _to_team(row: object) -> str:
    return HERE


def _crumbs() -> list[tuple[str, str]]:
    return [(_("宣传队"), HERE)]


@door("staff", *LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Asked) -> HttpResponse:
    """Somebody joins the team."""
    form = MemberForm(request.POST or None)

    def write() -> object:
        said = form.cleaned_data
        return join_team(said["login"], said["duty"], by=request.actor, now=request.now)

    return form_page(request, _("加入宣传队"), _crumbs(), form, write, _to_team, HERE)


@door("staff", *LEADS)
@require_POST
def leave(request: Asked, key: int) -> HttpResponse:
    """A member leaves."""
    member, version = member_of(key), version_in(request.POST)
    leave_team(member, by=request.actor, now=request.now, version=version)
    return HttpResponseRedirect(HERE)


@door("staff", *LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
def train(request: Asked) -> HttpResponse:
    """A training session was held."""
    form = TrainingForm(request.POST or None)

    def write() -> object:
        return record_training(form.given(), by=request.actor, now=request.now)

    return form_page(request, _("登记培训"), _crumbs(), form, write, _to_team, HERE)


@door("staff", *LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
def topic(request: Asked) -> HttpResponse:
    """A topic is given to a member."""
    form = TopicForm(request.POST or None)

    def write() -> WritingTask:
        return give_topic(form.given(), by=request.actor, now=request.now)

    return form_page(request, _("布置写作任务"), _crumbs(), form, write, task_url, HERE)


def _move(name: str) -> Any:
    def write(request: Asked, row: WritingTask, said: dict[str, Any], version: int) -> None:
        move_task(row, name, by=request.actor, now=request.now, version=version, **said)

    return write


CHANGES: Mapping[str, Change] = {
    "deliver": Change(N_("交稿"), DeliverForm, _move("deliver")),
    "cancel": Change(N_("取消任务"), CancelForm, _move("cancel"), "danger"),
}


@door("staff", *ALL)
@require_safe
def task(request: Asked, number: str) -> HttpResponse:
    """One topic, what came of it, and what may be done."""
    return _task_page(request, task_of(request.actor, number))


@door("staff", *ALL)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """It is delivered or cancelled."""
    row = task_of(request.actor, number)
    return acted(request, row, name, CHANGES, _task_page, task_url(row))


def _task_page(
    request: Asked, row: WritingTask, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    roles, url = request.actor.roles_towards(row), task_url(row)
    context = {
        **office(request, HERE, crumbs=[*_crumbs(), (row.title, "")]),
        "now": request.now,
        **_task(row),
        "offers": move_offers(request, row, WRITING_TASK, roles, CHANGES, f"{url}acts/", tried),
        "tried": tried,
        "timeline": happened(row, WRITING_TASK, ACTS),
    }
    return render(request, "outreach/writing_task.html", context, status=status)


@door("staff", *ALL)
@require_safe
def posts(request: Asked) -> HttpResponse:
    """What was published elsewhere, the latest first, each with its latest numbers."""
    filters = PostFilters(request.GET)
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    wanted = Q(title__icontains=said["text"]) if said.get("text") else Q()
    for name, column in (("start", "published_on__gte"), ("end", "published_on__lte")):
        if found := said.get(name):
            wanted &= Q(**{column: found})
    rows = OutsidePost.objects.filter(wanted)
    page = page_of(rows, request.GET.get("after", ""), key="published_on", newest=True)
    counts = latest_counts(page.rows)
    labels = (_("标题"), _("平台和账号"), _("发布日期"), _("阅读（播放）"), _("转发"))
    context = {
        **office(request, HERE, crumbs=[*_crumbs(), (_("外部发布"), "")]),
        "filters": filters,
        "table": {
            "caption": _("外部发布"),
            "columns": [{"label": c, "numeric": n > 2} for n, c in enumerate(labels)],
            "rows": [_post(p, counts.get(p.pk)) for p in page.rows],
            "empty": {"title": _("还没有登记外部发布"), "text": _("按链接登记，每条只登记一次。")},
        },
        "pager": pager(page, request.GET),
        "leads": leads_team(request.actor),
    }
    return render(request, "outreach/outside_posts.html", context)


def _post(post: OutsidePost, count: Any) -> dict[str, Any]:
    note = unit_name(post.unit) + (f" {_('示例')}" if post.is_sample else "")
    return {
        "cells": [
            {"text": post.title, "url": f"{POSTS}{post.pk}/", "note": note},
            {"text": post.platform},
            {"text": f"{post.published_on:%Y-%m-%d}"},
            {"text": count.views if count else None},
            {"text": count.shares if count else None},
        ]
    }


@door("staff", *LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: Asked) -> HttpResponse:
    """Something published elsewhere is registered."""
    form = OutsideForm(request.POST or None)

    def write() -> OutsidePost:
        return register_outside(form.given(), by=request.actor, now=request.now)

    crumbs = [*_crumbs(), (_("外部发布"), POSTS)]
    more = {"units": unit_options()}
    return form_page(
        request, _("登记外部发布"), crumbs, form, write, lambda p: f"{POSTS}{p.pk}/", HERE, more
    )


@door("staff", *ALL)
@require_safe
def post(request: Asked, key: int) -> HttpResponse:
    """One of them with its numbers day by day."""
    row = post_of(key)
    told = [
        (_("平台和账号"), row.platform, ""),
        (_("账号主管单位"), unit_name(row.unit), ""),
        (_("链接"), row.url, row.url),
        (_("审批单位和岗位"), row.approved_by, ""),
        (_("发布日期"), f"{row.published_on:%Y-%m-%d}", ""),
        (_("来自文稿"), row.article.title if row.article else "",
         f"/desk/articles/{row.article.number}/" if row.article else ""),
    ]  # fmt: skip
    context = {
        **office(request, HERE, crumbs=[*_crumbs(), (_("外部发布"), POSTS), (row.title, "")]),
        "post": row,
        "details": [{"label": lb, "text": t, "url": u} for lb, t, u in told if t],
        "counts": row.counts.order_by("-counted_on"),
        "leads": leads_team(request.actor),
        "url": f"{POSTS}{row.pk}/",
    }
    return render(request, "outreach/outside_post.html", context)


@door("staff", *LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
def tally(request: Asked, key: int) -> HttpResponse:
    """Views and shares until a day."""
    row = post_of(key)
    form, there = TallyForm(request.POST or None), f"{POSTS}{row.pk}/"

    def write() -> object:
        return count_outside(row, form.given(), by=request.actor, now=request.now)

    crumbs = [*_crumbs(), (_("外部发布"), POSTS), (row.title, there)]
    return form_page(request, _("登记传播数字"), crumbs, form, write, lambda _row: there, HERE)


urlpatterns = [
    path("publicity/", show),
    path("publicity/members/new", join),
    path("publicity/members/<int:key>/leave", leave),
    path("publicity/trainings/new", train),
    path("publicity/tasks/new", topic),
    path("publicity/tasks/<str:number>/", task),
    path("publicity/tasks/<str:number>/acts/<str:name>", act),
    path("publicity/posts/", posts),
    path("publicity/posts/new", register),
    path("publicity/posts/<int:key>/", post),
    path("publicity/posts/<int:key>/counts/new", tally),
]
