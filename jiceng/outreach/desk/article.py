"""/desk/articles/<number>/: one article, its reviews, editions and receipts; what may be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from jiceng.casework.desk.acting import Change, Tried, acted, move_offers, offer
from jiceng.casework.desk.followed import happened
from jiceng.kernel.process import Move
from jiceng.kernel.records.files import store_upload
from jiceng.kernel.records.models import Attachment
from jiceng.outreach.actions.article_moves import ArticlePapers, move_article
from jiceng.outreach.actions.articles import attach, vouch_article
from jiceng.outreach.desk.article_forms import AttachForm, CorrectForm, MoveForm
from jiceng.outreach.desk.articles import HERE, WORKERS, address
from jiceng.outreach.forms.articles_told import (
    audience_told,
    corrections_told,
    is_over,
    kind_told,
    status_told,
    text_told,
    unit_name,
)
from jiceng.outreach.models import Acknowledgement, Article
from jiceng.outreach.process import ARTICLE
from jiceng.outreach.process.articles import EDITOR
from jiceng.outreach.queries.acknowledgements import own_receipt, receipt_counts, receipts_of
from jiceng.outreach.queries.articles import (
    DESK,
    editions_of,
    proposed,
    reads_of,
    ready,
    seen_article,
    worked_article,
    works_on,
)
from jiceng.outreach.rules.articles_words import ACTS
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office

GRAVE = ("withdraw", "drop", "publish_urgent")
POINTLESS = frozenset({"article_no_time", "article_later"})
"""What has an hour is scheduled, what has none is published: never both."""


def _form(move: Move) -> Any:
    def build(*args: Any, **kwargs: Any) -> MoveForm:
        return MoveForm(move, *args, **kwargs)

    return build


def _write(name: str) -> Any:
    def write(request: Asked, row: Article, said: dict[str, Any], version: int) -> None:
        move_article(row, name, by=request.actor, now=request.now, version=version,
                     given=ArticlePapers(**said))  # fmt: skip

    return write


def _vouch(request: Asked, row: Article, said: dict[str, Any], version: int) -> None:
    vouch_article(row, by=request.actor, now=request.now, version=version)


def _attach(request: Asked, row: Article, said: dict[str, Any], version: int) -> None:
    kept = store_upload(said["file"].read(), now=request.now, moment="article")
    attach(row, [kept.upload], by=request.actor, now=request.now, version=version)


def _nothing(*args: Any, **kwargs: Any) -> MoveForm:
    return MoveForm(ARTICLE.move("submit"), *args, **kwargs)


def _as_it_is(request: Asked, row: Article) -> Mapping[str, Any]:
    return {"title": row.title, "body": row.body}


CHANGES: Mapping[str, Change] = {
    **{
        move.name: Change(
            move.label, _form(move), _write(move.name),
            "danger" if move.name in GRAVE else "primary",
        )
        for move in ARTICLE.moves
    },
    "correct": Change(N_("勘误"), CorrectForm, _write("correct"), initial=_as_it_is),
    "vouch": Change(N_("确认可以公开"), _nothing, _vouch, ""),
    "attach": Change(N_("添加附件"), AttachForm, _attach, ""),
}  # fmt: skip


@door("staff")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One article, for whoever works on it or is told it."""
    article = seen_article(request.actor, number)
    return _page(request, ready(article, request.now, request.actor))


@door("staff", *WORKERS)
@require_POST
def act(request: Asked, number: str, name: str) -> HttpResponse:
    """One move, a yes to numbers, or another file."""
    article = worked_article(request.actor, number, request.now)
    return acted(request, article, name, CHANGES, _page, address(article))


def _page(
    request: Asked, article: Article, tried: Tried | None = None, status: int = 200
) -> HttpResponse:
    url, works = address(article), works_on(request.actor, article)
    offers = _offers(request, article, tried) if works else []
    known = {o["name"] for o in offers}
    proposal = proposed(article) if works else None
    context = {
        **office(request, HERE, crumbs=[(_("文稿"), HERE), (article.title, "")]),
        "now": request.now,
        "article": article,
        "status": status_told(article),
        "details": _details(request, article, works),
        "text": text_told(article.body),
        "proposal": proposal,
        "proposed_text": text_told(proposal.body) if proposal else [],
        "files": _files(article, url),
        "corrections": corrections_told(editions_of(article)),
        "editions": editions_of(article)[1:] if works else [],
        "works": works,
        "edits": article.state == "drafted" and bool(request.actor.roles_towards(article) & EDITOR),
        "is_over": is_over(article, request.now),
        "receipt": own_receipt(request.actor, article) if article.asks_acknowledgement else None,
        **_receipts(article, works),
        "timeline": happened(article, ARTICLE, ACTS) if works else [],
        "offers": offers,
        "tried": tried if tried and tried.name not in known else None,
        "url": url,
    }
    return render(request, "outreach/article.html", context, status=status)


def _offers(request: Asked, article: Article, tried: Tried | None) -> list[dict[str, Any]]:
    roles, here = request.actor.roles_towards(article) & DESK, f"{address(article)}acts/"
    offers = move_offers(request, article, ARTICLE, roles, CHANGES, here, tried, POINTLESS)
    if article.personal and article.vouched_by is None and not article.is_own_hand:
        offers.append(offer(request, article, "vouch", CHANGES["vouch"], here, tried))
    if article.state == "drafted" and roles & EDITOR:
        offers.append(offer(request, article, "attach", CHANGES["attach"], here, tried))
    return offers


def _details(request: Asked, article: Article, works: bool) -> list[dict[str, Any]]:
    told = [
        (_("类别"), kind_told(article.kind), ""),
        (_("对象"), audience_told(article, request.now), ""),
        (_("起草单位"), unit_name(article.unit), ""),
        (_("有效期到"), f"{article.expires_on:%Y-%m-%d}" if article.expires_on else "", ""),
    ]
    if works and article.edition:
        whole, days = reads_of(article)
        told.append((_("阅读"), _("%(n)d 次，%(days)d 天") % {"n": whole, "days": days}, ""))
    if article.shown_to == "public":
        public = f"/news/{article.number}"
        told.append((_("居民看到的页面"), public, public))
    return [{"label": label, "text": text, "url": url} for label, text, url in told if text]


def _files(article: Article, url: str) -> list[dict[str, Any]]:
    which = {"subject_kind": "article", "subject_id": article.pk, "erased_at": None}
    rows = Attachment.objects.filter(**which).order_by("pk")
    return [{"url": f"{url}files/{r.upload}", "kind": r.kind} for r in rows]


def _receipts(article: Article, works: bool) -> dict[str, Any]:
    """By unit, for whoever published it: who has acknowledged, and who still has to."""
    if not (works and article.asks_acknowledgement and article.edition):
        return {"receipts": [], "receipt_counts": (0, 0)}
    return {
        "receipts": [_receipt(r) for r in receipts_of(article)],
        "receipt_counts": receipt_counts(article),
    }


def _receipt(row: Acknowledgement) -> dict[str, Any]:
    given = row.acknowledged_at is not None
    return {
        "unit": unit_name(row.unit),
        "at": row.acknowledged_at,
        "light": "done" if given else "yellow",
        "text": _("已回执") if given else _("待回执"),
    }


urlpatterns = [
    path("articles/<str:number>/", one),
    path("articles/<str:number>/acts/<str:name>", act),
]
