"""Articles: who may read them, what is newest where, and what their guards ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from jiceng.casework.queries import rules_at
from jiceng.casework.queries.walks import Clause, Order, first_of, one_of, walk
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.kernel.scope import RESIDENT, SYSTEM, Actor, covers
from jiceng.outreach.models import Article, ArticleEdition
from jiceng.outreach.process.articles import EDITOR, PUBLISHER, REVIEWER, URGENT
from jiceng.outreach.rules.articles import LEVELS, PERSONAL, personal_in, still_missing

DESK = EDITOR | REVIEWER | PUBLISHER | URGENT
NEWEST = Order("id, shown_at", "ORDER BY shown_at DESC, id DESC")
NOT_YET = ("drafted", "first_review", "second_review", "third_review")
Place = tuple[datetime | None, int]
"""When the last article of a page was published, and its key."""


def today_of(now: datetime) -> date:
    """The day in the county."""
    return now.astimezone(rules_at(now)[1].zone).date()


def places_above(code: str) -> list[str]:
    """An area and those it lies in: what is told there reaches it. Nothing for an unknown code."""
    land = territory()
    area = land.area(code)
    return [a.code for a in land.up(area)] if area else []


def newest(
    areas: Sequence[str] | None, kind: str, limit: int, after: Place | None = None
) -> list[Article]:
    """Published for everybody, the latest first: of some areas, or of the whole county.

    A short walk along an index for each area; nothing is sorted but the page.
    """
    common: list[Clause] = [(" AND shown_to = %s", ("public",))]
    if kind:
        common.append((" AND kind = %s", (kind,)))
    if after:
        moment = Article._meta.get_field("shown_at").get_db_prep_value(after[0], connection)
        common.append(
            (" AND shown_at <= %s AND (shown_at < %s OR id < %s)", (moment, moment, after[1]))
        )
    places: list[list[Clause]] = [[]]
    if areas is not None:
        places = [[one_of("area_id", [code])] for code in areas]
    walks = [walk(Article, [*place, *common], NEWEST, limit) for place in places]
    return first_of(Article, walks, NEWEST, limit)


def article_of(number: str) -> Article:
    """One by its number. Raises `NotFound`."""
    found = Article.objects.filter(number=number).first()
    if found is None:
        raise NotFound(Reason("not_found"))
    return found


def public_article(number: str) -> Article:
    """One that residents may read, or could once: a withdrawn one says that it is."""
    found = article_of(number)
    was_public = found.audience == "public" and found.edition > 0
    if found.shown_to != "public" and not (was_public and found.state == "withdrawn"):
        raise NotFound(Reason("not_found"))
    return found


def works_on(actor: Actor, article: Article) -> bool:
    """Whether somebody drafts, reviews or publishes there."""
    return bool(actor.roles_towards(article) & DESK)


def is_for(actor: Actor, article: Article) -> bool:
    """Whether a published article is told to somebody: at their place, to their post."""
    if not article.shown_to:
        return False
    told = [g for g in actor.grips if not article.posts or g.post in article.posts]
    return article.shown_to == "public" or any(covers(article.area_path, g.area_path) for g in told)


def seen_article(actor: Actor, number: str) -> Article:
    """One that somebody works on or is told; for everybody else it is not found."""
    found = article_of(number)
    if not (works_on(actor, found) or is_for(actor, found)):
        raise NotFound(Reason("not_found"))
    return found


def worked_article(actor: Actor, number: str, now: datetime) -> Article:
    """One that somebody works on, ready for guards; for everybody else it is not found."""
    found = article_of(number)
    if not works_on(actor, found):
        raise NotFound(Reason("not_found"))
    return ready(found, now, actor)


def ready(article: Article, now: datetime, by: Actor) -> Article:
    """Put on what guards ask: whose hand it is, missing reviews, what points at persons."""
    text = proposed(article) or article
    article.is_own_hand = by not in (SYSTEM, RESIDENT) and by.person in hands(article)
    article.is_own_vouch = article.vouched_by == by.person
    article.is_later = article.publish_at is not None and article.publish_at > now
    article.has_hour = article.is_later
    article.missing, article.personal = (), ()
    if article.state in NOT_YET:
        passed = article.reviews.filter(turn=article.turn, is_passed=True)
        levels = still_missing(passed.values_list("level", flat=True))
        article.missing = tuple(_(LEVELS[level]) for level in levels)
    if article.state in (*NOT_YET, "correcting"):
        kinds = personal_in(text.title, text.body)
        article.personal = tuple(_(PERSONAL[k]) for k in PERSONAL if k in kinds)
    return article


def proposed(article: Article) -> ArticleEdition | None:
    """The corrected text that waits for a yes."""
    if article.state != "correcting":
        return None
    return article.editions.filter(published_at=None).order_by("-number").first()


def hands(article: Article) -> set[int]:
    """Who has had a hand in it since it was last submitted: none of them reviews it now."""
    text = proposed(article)
    if text is not None:
        return {text.person}
    rows = article.reviews.filter(turn=article.turn, is_passed=True)
    return {article.drafted_by, *rows.values_list("person", flat=True)}


def editions_of(article: Article) -> list[ArticleEdition]:
    """Its published editions, the latest first."""
    return list(article.editions.exclude(published_at=None).order_by("-number"))


def reach_of_desk(actor: Actor) -> Q:
    """The articles somebody works on, as a condition."""
    found = Q(pk__in=[])
    for grip in actor.grips:
        if not grip.roles & DESK:
            continue
        if grip.by_unit:
            found |= Q(unit_path__startswith=grip.unit_path)
        else:
            found |= Q(area_path__startswith=grip.area_path)
    return found


def at_desk(actor: Actor) -> QuerySet[Article]:
    """Articles somebody works on."""
    return Article.objects.filter(reach_of_desk(actor))


def reads_of(article: Article) -> tuple[int, int]:
    """How often it was opened, and on how many days."""
    found = article.reads.aggregate(whole=Sum("count"), days=Count("pk"))
    return int(found["whole"] or 0), int(found["days"])
