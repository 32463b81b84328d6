"""What outreach reports of articles: how many, reviewed in time, corrected, opened; by area."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.models import within
from jiceng.kernel.records.territory import territory
from jiceng.kernel.reports import Reporter, Span
from jiceng.kernel.words import N_
from jiceng.outreach.models import Article, ArticleEdition, ArticleReads, ArticleReview, OutsidePost

ARTICLE_FIGURES: Mapping[str, FigureKind] = {
    kind.id: kind
    for kind in (
        FigureKind(
            "articles_published", N_("发布文稿"), N_("期内发布的文稿篇数，后来撤回的也计。"),
            N_("篇"), "count", "published", "published",
        ),
        FigureKind(
            "article_reviews_in_time", N_("文稿按时审核率"),
            N_("期内发布的文稿中，每个审核环节都没有超过时限的所占比例。"),
            N_("%"), "share", "in_time", "published",
        ),
        FigureKind(
            "articles_corrected", N_("勘误文稿"), N_("期内公布过勘误的文稿篇数。"),
            N_("篇"), "count", "corrected", "corrected",
        ),
        FigureKind(
            "article_reads", N_("文稿阅读次数"),
            N_("期内居民打开文稿的次数。只计次数，不记录是谁，网络爬虫不计。"),
            N_("次"), "count", "reads", "read",
        ),
    )
}  # fmt: skip
BEHIND = {
    "articles_published": "published", "article_reviews_in_time": "in_time",
    "articles_corrected": "corrected", "article_reads": "read",
}  # fmt: skip
"""Figure -> the set of articles shown behind it."""


def _midnights(start: date, end: date) -> tuple[datetime, datetime]:
    """The first instant of the days, and the first after them."""
    zone = ZoneInfo(settings.TIME_ZONE)
    first = datetime.combine(start, time(), tzinfo=zone)
    return first, datetime.combine(end + timedelta(days=1), time(), tzinfo=zone)


def of_set(name: str, start: date, end: date) -> Q:
    """The articles of one set in these days, as a condition."""
    first, after = _midnights(start, end)
    published = Q(edition__gt=0, shown_at__gte=first, shown_at__lt=after)
    if name == "in_time":
        late = ArticleReview.objects.filter(article=OuterRef("pk"), is_in_time=False)
        return published & ~Q(Exists(late))
    if name == "corrected":
        later = ArticleEdition.objects.filter(
            article=OuterRef("pk"), number__gt=1, published_at__gte=first, published_at__lt=after
        )
        return Q(Exists(later))
    if name == "read":
        days = {"day__gte": start, "day__lte": end}
        return Q(Exists(ArticleReads.objects.filter(article=OuterRef("pk"), **days)))
    return published


def behind(said: Mapping[str, Any]) -> Q:
    """From what a figure's address says to the articles behind it; all where it names none."""
    name, start, end = BEHIND.get(said.get("figure") or ""), said.get("start"), said.get("end")
    found = of_set(name, start, end) if name and start and end else Q()
    area = territory().area(said.get("under") or "-")
    return found & within("area_path", area.path) if area else found


def articles_of(name: str, path: str, span: Span) -> QuerySet[Article]:
    reach = within("area_path", path) if path else Q()
    return Article.objects.filter(reach, of_set(name, span.start, span.end))


def _reads(path: str, span: Span) -> int:
    reach = within("article__area_path", path) if path else Q()
    rows = ArticleReads.objects.filter(reach, day__gte=span.start, day__lte=span.end)
    return int(rows.aggregate(n=Sum("count"))["n"] or 0)


def _counted(name: str) -> Callable[[str, Span], int]:
    return lambda path, span: articles_of(name, path, span).count()


COUNTS: Mapping[str, Callable[[str, Span], int]] = {
    **{name: _counted(name) for name in ("published", "in_time", "corrected", "read")},
    "reads": _reads,
}


def _count(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    kind, found = ARTICLE_FIGURES[code], dict[str, Figure]()
    for subject in subjects:
        area = territory().area(subject) if subject else None
        if subject and area is None:
            continue
        path = area.path if area else ""
        above = COUNTS[kind.numerator](path, span)
        same = kind.denominator == kind.numerator
        below = above if same else COUNTS[kind.denominator](path, span)
        found[subject] = Figure(kind, above, below)
    return found


def _at(code: str, subject: str, span: Span) -> str:
    asked = {"state": "all", "figure": code, "start": span.start, "end": span.end,
             "under": subject}  # fmt: skip
    return f"/desk/articles/?{urlencode(asked)}"


ARTICLES = Reporter(
    ARTICLE_FIGURES, _count, _at,
    readers=frozenset({"editor", "reviewer", "publisher", "urgent_editor"}), topic=N_("云平台文稿"),
)  # fmt: skip
OUTSIDE_FIGURES: Mapping[str, FigureKind] = {
    "outside_posts": FigureKind(
        "outside_posts", N_("外部平台发布"),
        N_("期内在外部平台发布并登记的条数，同一链接只计一条。"),
        N_("条"), "count", "posts", "posts",
    )
}  # fmt: skip


def _count_outside(code: str, subjects: Collection[str], span: Span) -> Mapping[str, Figure]:
    """Of the whole county: accounts belong to units, not to places."""
    days = {"published_on__gte": span.start, "published_on__lte": span.end}
    posts = OutsidePost.objects.filter(**days).count() if "" in subjects else 0
    return {"": Figure(OUTSIDE_FIGURES[code], posts, posts)} if "" in subjects else {}


def _outside_at(code: str, subject: str, span: Span) -> str:
    asked = {"start": span.start, "end": span.end}
    return f"/desk/publicity/posts/?{urlencode(asked)}"


OUTSIDE = Reporter(
    OUTSIDE_FIGURES, _count_outside, _outside_at,
    readers=frozenset({"editor", "publicity_lead"}), topic=N_("云平台文稿"),
)  # fmt: skip
REPORTS = (ARTICLES, OUTSIDE)
"""What outreach reports of articles."""
