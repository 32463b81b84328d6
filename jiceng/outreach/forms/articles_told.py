"""Articles in words, for every face that shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from jiceng.kernel.records.configuration import in_force
from jiceng.kernel.records.names import listed, named
from jiceng.kernel.records.territory import territory
from jiceng.outreach.models import Article, ArticleEdition
from jiceng.outreach.process import ARTICLE
from jiceng.outreach.rules.articles import AUDIENCES, KINDS, beginning, blocks_of
from jiceng.web.clock import local_day

LIGHTS: Mapping[str, str] = {
    "drafted": "new", "first_review": "doing", "second_review": "doing", "third_review": "doing",
    "scheduled": "doing", "urgent": "yellow", "published": "done", "correcting": "yellow",
    "withdrawn": "rest", "dropped": "rest",
}  # fmt: skip


def status_told(article: Article) -> dict[str, str]:
    """State as a light and a word."""
    return {"light": LIGHTS[article.state], "text": _(ARTICLE.state(article.state).label)}


def kind_told(kind: str) -> str:
    return _(KINDS[kind]) if kind in KINDS else kind


def area_name(code: str) -> str:
    area = territory().areas.get(code)
    return area.name if area else code


def unit_name(code: str) -> str:
    unit = territory().units.get(code)
    return unit.name if unit else code


def post_names(posts: list[str], now: datetime) -> str:
    """Posts by name, in the reader's language."""
    known = in_force("post", now)
    return listed(
        named(known[p].content["name"], known[p].content.get("name_en", "")) if p in known else p
        for p in posts
    )


def audience_told(article: Article, now: datetime) -> str:
    """To whom it is told: 示例县 全体居民."""
    told = f"{area_name(str(article.area_id))} {_(AUDIENCES[article.audience])}"
    return f"{told}（{post_names(article.posts, now)}）" if article.posts else told


def is_over(article: Article, now: datetime) -> bool:
    """Whether its last day is behind."""
    return article.expires_on is not None and article.expires_on < local_day(now)


def row_told(article: Article, now: datetime) -> dict[str, Any]:
    """An article on a list for residents."""
    return {
        "title": article.title,
        "url": f"/news/{article.number}",
        "kind": kind_told(article.kind),
        "area": area_name(str(article.area_id)),
        "day": local_day(article.shown_at),
        "beginning": beginning(article.body),
        "is_urgent": article.is_urgent and article.state == "urgent",
        "is_over": is_over(article, now),
        "is_sample": article.is_sample,
    }


def text_told(body: str) -> list[dict[str, Any]]:
    """A body as outreach/_text.html draws it."""
    return [{"kind": b.kind, "lines": b.lines} for b in blocks_of(body)]


def corrections_told(editions: list[ArticleEdition]) -> list[dict[str, Any]]:
    """What was corrected and why, the latest first; the first edition is no correction."""
    found: list[dict[str, Any]] = []
    for edition in editions:
        if edition.number > 1 and edition.published_at is not None:
            day: date = local_day(edition.published_at)
            found.append({"day": day, "change": edition.change, "reason": edition.reason})
    return found
