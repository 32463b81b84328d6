"""Notices for other programs: what residents read, and what the desk drafts, reviews, publishes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from jiceng.casework.api.intake import UnitNamed
from jiceng.casework.api.seen import MoveOpen, Named, moves_seen, unit_named
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.outreach.actions.article_moves import ArticlePapers, move_article
from jiceng.outreach.actions.articles import ArticleDraft, draft_article
from jiceng.outreach.forms.articles_told import area_name, kind_told
from jiceng.outreach.models import Article
from jiceng.outreach.process import ARTICLE
from jiceng.outreach.queries.article_search import searched
from jiceng.outreach.queries.articles import (
    newest,
    places_above,
    ready,
    seen_article,
    worked_article,
)
from jiceng.outreach.rules.articles import KINDS, wanted_grams
from jiceng.web.api import Answer, Calls, Input, Listed, Page, local, machine, page_of, public
from jiceng.web.api.pages import read_cursor
from jiceng.web.doors import Asked

calls = Calls("notices")
EDITOR = "editor"
WORKERS = ("editor", "reviewer", "publisher", "urgent_editor")


class NoticeListed(Answer):
    """A published notice."""

    number: str
    title: str
    kind: str
    kind_label: str
    area: Named
    unit: UnitNamed
    published_at: str | None
    expires_on: str | None
    is_urgent: bool
    edition: int = Field(description="Above 1 it was corrected.")
    is_sample: bool


class NoticeSeen(NoticeListed):
    """One of them with its text, for those who work on it or are told it."""

    state: str
    state_label: str
    audience: str
    posts: list[str]
    asks_acknowledgement: bool
    body: str
    version: int
    moves: list[MoveOpen]


class NoticeFilter(Page):
    """Narrowing."""

    area: str = Field("", description="Code of an area; what is told there and above it.")
    kind: str = ""
    text: str = Field("", max_length=40, description="Words; the latest number comes first.")


class NoticeNew(Input):
    """A notice as it is drafted."""

    title: str = Field(max_length=200)
    body: str = Field(max_length=30_000, description="Paragraphs, ## headings, - lists, links.")
    area: str = Field(max_length=15)
    kind: str = Field("notice", max_length=12)
    audience: str = Field("public", max_length=8)
    posts: list[str] = Field(default_factory=list, max_length=40)
    asks_acknowledgement: bool = False
    publish_at: datetime | None = None
    expires_on: date | None = None


class NoticeMove(Input):
    """The version the caller has looked at, and what the move asks for."""

    version: int = Field(ge=1, le=2**31 - 1)
    reason: str = Field("", max_length=2000)
    comment: str = Field("", max_length=2000)
    change: str = Field("", max_length=2000)
    title: str = Field("", max_length=200)
    body: str = Field("", max_length=30_000)


@calls.get("/notices", door=public(), answer=Listed[NoticeListed])
def list_notices(request: Asked, wanted: Query[NoticeFilter]) -> dict[str, Any]:
    """Published for everybody, the latest first."""
    places = None
    if wanted.area:
        if territory().area(wanted.area) is None:
            raise Invalid(Reason("unknown_area", {"value": wanted.area}, "area"))
        places = places_above(wanted.area)
    if wanted.kind and wanted.kind not in KINDS:
        raise Invalid(Reason("unknown_article_kind", {"value": wanted.kind}, "kind"))
    most = wanted.limit + 1
    if wanted.text:
        grams = wanted_grams(wanted.text)
        if not grams:
            raise Invalid(Reason("search_too_short", field="text"))
        last = read_cursor(wanted.after, int)
        found = searched(grams, places, wanted.kind, most, last[0] if last else 0)
        return page_of(found, wanted.limit, show=_listed, key=lambda a: (a.pk,))
    place = read_cursor(wanted.after, datetime, int)
    found = newest(places, wanted.kind, most, (place[0], place[1]) if place else None)
    return page_of(found, wanted.limit, show=_listed, key=lambda a: (a.shown_at, a.pk))


@calls.post("/notices", door=machine(EDITOR), answer=NoticeSeen)
def write_notice(request: Asked, given: NoticeNew) -> dict[str, Any]:
    """Draft a notice."""
    said = given.model_dump()
    draft = ArticleDraft(**{**said, "posts": tuple(said["posts"])})
    return _seen(draft_article(draft, by=request.actor, now=request.now), request)


@calls.get("/notices/{number}", door=machine(), answer=NoticeSeen)
def read_notice(request: Asked, number: str) -> dict[str, Any]:
    """One of them."""
    found = seen_article(request.actor, number)
    return _seen(ready(found, request.now, request.actor), request)


@calls.post("/notices/{number}/moves/{move}", door=machine(*WORKERS), answer=NoticeSeen)
def move_notice(request: Asked, number: str, move: str, given: NoticeMove) -> dict[str, Any]:
    """Any move: it is submitted, passed, published, corrected, withdrawn."""
    article = worked_article(request.actor, number, request.now)
    papers = ArticlePapers(**given.model_dump(exclude={"version"}))
    moved = move_article(article, move, by=request.actor, now=request.now,
                         version=given.version, given=papers)  # fmt: skip
    return _seen(moved, request)


def _listed(article: Article) -> dict[str, Any]:
    area, ends = str(article.area_id), article.expires_on
    return {
        "number": article.number,
        "title": article.title,
        "kind": article.kind,
        "kind_label": kind_told(article.kind),
        "area": {"code": area, "name": area_name(area)},
        "unit": unit_named(article.unit),
        "published_at": local(article.shown_at) if article.edition else None,
        "expires_on": ends.isoformat() if ends else None,
        "is_urgent": article.is_urgent,
        "edition": article.edition,
        "is_sample": article.is_sample,
    }


def _seen(article: Article, request: Asked) -> dict[str, Any]:
    return {
        **_listed(article),
        "state": article.state,
        "state_label": _(ARTICLE.state(article.state).label),
        "audience": article.audience,
        "posts": article.posts,
        "asks_acknowledgement": article.asks_acknowledgement,
        "body": article.body,
        "version": article.version,
        "moves": moves_seen(article, ARTICLE, request),
    }
