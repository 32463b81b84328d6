"""/desk/articles/: what is drafted, reviewed and published; staff notices; who has acknowledged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiceng.kernel.records.territory import territory
from jiceng.kernel.scope import covers
from jiceng.outreach.actions.acknowledgements import acknowledge
from jiceng.outreach.actions.article_moves import publish_urgent
from jiceng.outreach.actions.articles import change_article, draft_article
from jiceng.outreach.desk.article_forms import (
    ArticleForm,
    ChangeArticleForm,
    Filters,
    UrgentForm,
    typed,
)
from jiceng.outreach.figures.articles import behind
from jiceng.outreach.forms.articles_told import (
    area_name,
    kind_told,
    status_told,
    unit_name,
)
from jiceng.outreach.models import Article
from jiceng.outreach.process import ARTICLE
from jiceng.outreach.queries.acknowledgements import receipt_of
from jiceng.outreach.queries.articles import at_desk, is_for, seen_article, worked_article
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import sent_file
from jiceng.web.form_page import form_page
from jiceng.web.forms import version_in
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE, STAFF = "/desk/articles/", "/desk/staff-notices/"
EDITOR, URGENT = "editor", "urgent_editor"
REVIEWERS = ("reviewer", "publisher")
WORKERS = (EDITOR, *REVIEWERS, URGENT)
OVER = tuple(s.name for s in ARTICLE.states if s.final or s.resting)


def address(article: Article) -> str:
    return f"{HERE}{article.number}/"


@door("staff", *WORKERS)
@require_safe
def show(request: Asked) -> HttpResponse:
    """Articles of one's desk, the latest first."""
    filters = Filters(request.GET)
    rows = at_desk(request.actor).filter(_condition(filters))
    page = page_of(rows, request.GET.get("after", ""), key="pk", newest=True)
    context = {
        **office(request, HERE, crumbs=[(_("文稿"), "")]),
        "filters": filters,
        "table": _table([_row(a) for a in page.rows]),
        "pager": pager(page, request.GET, _("本页 %(n)d 篇") % {"n": len(page.rows)}),
        "drafts": EDITOR in request.actor.roles,
        "is_urgent": URGENT in request.actor.roles,
    }
    return render(request, "outreach/articles.html", context)


def _condition(filters: Filters) -> Q:
    said: dict[str, Any] = filters.cleaned_data if filters.is_valid() else {}
    found = behind(said)
    state = said.get("state")
    if state == "shown":
        found &= ~Q(shown_to="")
    elif state:
        found &= Q() if state == "all" else Q(state=state)
    elif not said.get("figure"):
        found &= ~Q(state__in=OVER)
    if kind := said.get("kind"):
        found &= Q(kind=kind)
    if text := said.get("text"):
        found &= Q(title__icontains=text) | Q(number=text)
    return found


def _table(rows: list[dict[str, Any]]) -> dict[str, Any]:
    columns = (_("标题"), _("状态"), _("类别"), _("发布到"), _("起草单位"), _("发布时间"))
    empty = {"title": _("没有符合条件的文稿"), "text": _("起草后提交审核，三审通过才会发布。")}
    return {
        "caption": _("文稿列表"),
        "columns": [{"label": c} for c in columns],
        "rows": rows,
        "empty": empty,
    }


def _row(article: Article) -> dict[str, Any]:
    note = article.number + (f" {_('示例')}" if article.is_sample else "")
    return {
        "cells": [
            {"text": article.title, "url": address(article), "note": note},
            {"status": status_told(article)},
            {"text": kind_told(article.kind)},
            {"text": area_name(str(article.area_id))},
            {"text": unit_name(article.unit)},
            {"at": article.shown_at} if article.edition else {"text": None},
        ]
    }


@door("staff", EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Draft an article."""
    form = ArticleForm(request.actor, request.now, request.POST or None)

    def write() -> Article:
        return draft_article(form.given(), by=request.actor, now=request.now)

    return form_page(request, _("起草文稿"), [(_("文稿"), HERE)], form, write, address, HERE)


@door("staff", URGENT)
@require_http_methods(["GET", "HEAD", "POST"])
def urgent(request: Asked) -> HttpResponse:
    """An urgent notice: three lines and a reason, and it is out."""
    form = UrgentForm(request.actor, request.POST or None)

    def write() -> Article:
        given, reason = form.given()
        return publish_urgent(given, reason, by=request.actor, now=request.now)

    more = {"send": _("立即发布"), "facts": _("发布后马上出现在居民首页，由其他人补审")}
    crumbs = [(_("文稿"), HERE)]
    return form_page(request, _("紧急通知"), crumbs, form, write, address, HERE, more)


@door("staff", EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Asked, number: str) -> HttpResponse:
    """Write a draft anew."""
    article = worked_article(request.actor, number, request.now)
    form = ChangeArticleForm(
        request.actor, request.now, request.POST or None, initial=typed(article)
    )

    def write() -> Article:
        version = form.cleaned_data["version"]
        return change_article(
            article, form.given(), by=request.actor, now=request.now, version=version
        )

    crumbs = [(_("文稿"), HERE), (article.title, address(article))]
    return form_page(request, _("修改文稿"), crumbs, form, write, address, HERE)


@door("staff")
@require_safe
def staff_notices(request: Asked) -> HttpResponse:
    """What is told to one's post, the latest first."""
    land = territory()
    paths = {g.area_path for g in request.actor.grips if not g.is_apart}
    areas = [a.code for a in land.areas.values() if any(covers(a.path, p) for p in paths)]
    rows = Article.objects.filter(shown_to="staff", area_id__in=areas)
    page = page_of(rows, request.GET.get("after", ""), key="shown_at", newest=True)
    told = [a for a in page.rows if is_for(request.actor, a)]
    columns = (_("通知"), _("发布单位"), _("发布时间"))
    context = {
        **office(request, STAFF, crumbs=[(_("工作通知"), "")]),
        "table": {
            "caption": _("工作通知"),
            "columns": [{"label": c} for c in columns],
            "rows": [
                {"cells": [{"text": a.title, "url": address(a)}, {"text": unit_name(a.unit)},
                           {"at": a.shown_at}]}
                for a in told
            ],
            "empty": {"title": _("还没有发给您岗位的通知")},
        },
        "pager": pager(page, request.GET),
    }  # fmt: skip
    return render(request, "outreach/staff_notices.html", context)


@door("staff")
@require_safe
def attachment(request: Asked, number: str, upload: UUID) -> HttpResponseBase:
    """A picture or paper of an article somebody may read."""
    return sent_file(seen_article(request.actor, number), upload)


@door("staff")
@require_safe
def receipt(request: Asked, number: str) -> HttpResponse:
    """From the worklist to the notice it is about."""
    return HttpResponseRedirect(address(receipt_of(request.actor, number).article))


@door("staff")
@require_POST
def give_receipt(request: Asked, number: str) -> HttpResponse:
    """The notice has reached the unit."""
    found = receipt_of(request.actor, number)
    version = version_in(request.POST)
    acknowledge(found, by=request.actor, now=request.now, version=version)
    return HttpResponseRedirect(address(found.article))


urlpatterns = [
    path("articles/", show),
    path("articles/new", new),
    path("articles/urgent", urgent),
    path("articles/<str:number>/change", change),
    path("articles/<str:number>/files/<uuid:upload>", attachment),
    path("staff-notices/", staff_notices),
    path("acknowledgements/<str:number>/", receipt),
    path("acknowledgements/<str:number>/acts/acknowledge", give_receipt),
]
