"""An article is drafted and changed; a second person says yes to numbers in it; files are added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from jiceng.casework.actions.following import start
from jiceng.casework.actions.pictures import bind_pictures
from jiceng.casework.queries import rules_at
from jiceng.kernel.numbers import public_number
from jiceng.kernel.records.advance import Passage, check_version
from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.keys import next_key
from jiceng.kernel.records.territory import AreaEntry, territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused
from jiceng.kernel.scope import Actor, Grip, covers
from jiceng.outreach.models import Article
from jiceng.outreach.process.articles import ARTICLE, EDITOR
from jiceng.outreach.queries.articles import DESK, NOT_YET, ready, today_of
from jiceng.outreach.rules.articles import AUDIENCES, KINDS, text_faults

LEVELS = ("county", "town", "community", "village")


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """An article as it is written."""

    title: str
    body: str
    area: str
    kind: str = "notice"
    audience: str = "public"
    posts: tuple[str, ...] = ()
    asks_acknowledgement: bool = False
    publish_at: datetime | None = None
    expires_on: date | None = None
    is_sample: bool = field(default=False, kw_only=True)


def draft_article(
    given: ArticleDraft, *, by: Actor, now: datetime, roles: frozenset[str] = EDITOR
) -> Article:
    """Write an article down. Raises `NotAllowed`, `Invalid` naming each field."""
    area = _check(given, now)
    grip = editor_grip(area, by, roles)
    key = next_key(Article)
    with transaction.atomic():
        row = Article(
            pk=key, number="AR" + public_number(today_of(now).year, key), entered_at=now,
            shown_at=now, drafted_by=by.person, unit=grip.unit, unit_path=grip.unit_path,
            tier=grip.tier, is_sample=given.is_sample, **_columns(given, area),
        )  # fmt: skip
        start(row, ARTICLE, "article_drafted", grip=grip, now=now)
    return ready(row, now, by)


def change_article(
    article: Article, given: ArticleDraft, *, by: Actor, now: datetime, version: int
) -> Article:
    """Write a draft anew. Raises `Stale`, `NotAllowed`, `Refused`, `Invalid`."""
    check_version(article, version)
    grip = by.acting_grip(article, EDITOR)
    if grip is None:
        raise NotAllowed(Reason("not_article_editor"))
    if article.state != "drafted":
        raise Refused(Reason("article_not_draft", {"state": ARTICLE.state(article.state).label}))
    area = _check(given, now)
    editor_grip(area, by)  # nor is it moved where they draft nothing
    with transaction.atomic():
        passage = Passage(article, ARTICLE, now=now, calendar=rules_at(now)[1])
        passage.put(**_columns(given, area), vouched_by=None, drafted_by=by.person)
        passage.say(grip, "article_changed")
        passage.write()
    return ready(article, now, by)


def vouch_article(article: Article, *, by: Actor, now: datetime, version: int) -> Article:
    """A second person's yes: the numbers in it may be public. `Stale`, `NotAllowed`, `Refused`."""
    check_version(article, version)
    grip = desk_grip(article, by)
    ready(article, now, by)
    if article.state not in (*NOT_YET, "correcting"):
        raise Refused(Reason("article_vouch_over", {"state": ARTICLE.state(article.state).label}))
    if not article.personal:
        raise Refused(Reason("article_no_personal"))
    if article.vouched_by is not None:
        raise Refused(Reason("article_vouched"))
    if article.is_own_hand:
        raise Refused(Reason("article_own_hand"))
    with transaction.atomic():
        passage = Passage(article, ARTICLE, now=now, calendar=rules_at(now)[1])
        passage.put(vouched_by=by.person)
        passage.say(grip, "article_vouched")
        passage.write()
    return ready(article, now, by)


def attach(
    article: Article, uploads: Sequence[UUID], *, by: Actor, now: datetime, version: int
) -> Article:
    """Add pictures or papers to a draft. Raises `Stale`, `NotAllowed`, `Refused`, `Invalid`."""
    check_version(article, version)
    grip = by.acting_grip(article, EDITOR)
    if grip is None:
        raise NotAllowed(Reason("not_article_editor"))
    if article.state != "drafted":
        raise Refused(Reason("article_not_draft", {"state": ARTICLE.state(article.state).label}))
    with transaction.atomic():
        bind_pictures(article, uploads, field="file", moment="article")
        passage = Passage(article, ARTICLE, now=now, calendar=rules_at(now)[1])
        passage.say(grip, "article_attached", files=len(uploads))
        passage.write()
    return ready(article, now, by)


def editor_grip(area: AreaEntry, by: Actor, roles: frozenset[str] = EDITOR) -> Grip:
    """The narrowest post by which somebody drafts for an area; a department's reaches them all.

    Raises `NotAllowed`.
    """
    able = [
        g for g in by.grips if g.roles & roles and (g.by_unit or covers(g.area_path, area.path))
    ]
    if not able:
        raise NotAllowed(Reason("not_article_editor"))
    return max(able, key=lambda g: (len(g.area_path), len(g.unit_path)))


def desk_grip(article: Article, by: Actor) -> Grip:
    """The post by which somebody works on an article. Raises `NotAllowed`."""
    grip = by.acting_grip(article, DESK)
    if grip is None:
        raise NotAllowed(Reason("not_article_reviewer"))
    return grip


def _check(given: ArticleDraft, now: datetime) -> AreaEntry:
    area = territory().areas.get(given.area)
    if area is None or area.level not in LEVELS:
        raise Invalid(Reason("unknown_area", {"value": given.area}, "area"))
    if faults := [*text_faults(given.title, given.body), *_range_faults(given, now)]:
        raise Invalid(*faults)
    return area


def _range_faults(given: ArticleDraft, now: datetime) -> Iterator[Reason]:
    if given.kind not in KINDS:
        yield Reason("unknown_article_kind", {"value": given.kind}, "kind")
    if given.audience not in AUDIENCES:
        yield Reason("unknown_audience", {"value": given.audience}, "audience")
    posts = in_force("post", now)
    yield from (
        Reason("article_post_unknown", {"value": post}, "posts")
        for post in given.posts
        if post not in posts
    )
    if given.asks_acknowledgement:
        yield from (
            Reason("article_post_silent", {"value": str(posts[post].content["name"])}, "posts")
            for post in given.posts
            if post in posts and "recipient" not in posts[post].content["roles"]
        )
    if given.audience == "public" and given.posts:
        yield Reason("article_posts_public", field="posts")
    if given.asks_acknowledgement and (given.audience == "public" or not given.posts):
        yield Reason("article_acknowledge_public", field="asks_acknowledgement")
    if given.publish_at is not None and given.publish_at <= now:
        yield Reason("article_publish_past", field="publish_at")
    if given.expires_on is not None and given.expires_on < today_of(now):
        day = {"day": given.expires_on.isoformat()}
        yield Reason("article_expires_early", day, "expires_on")


def _columns(given: ArticleDraft, area: AreaEntry) -> dict[str, Any]:
    return {
        "title": given.title.strip(), "body": given.body.strip(), "area_id": area.code,
        "area_path": area.path, "kind": given.kind,
        "audience": given.audience, "posts": list(given.posts),
        "asks_acknowledgement": given.asks_acknowledgement, "publish_at": given.publish_at,
        "expires_on": given.expires_on,
    }  # fmt: skip
