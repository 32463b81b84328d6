"""An article is reviewed, published, corrected and withdrawn; its readers are counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from jiceng.casework.actions.following import make
from jiceng.kernel.clocks import Alarm
from jiceng.kernel.process import Terms
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.kinds import Effect
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.kernel.scope import SYSTEM, Actor
from jiceng.outreach.actions.acknowledgements import ask_for_receipts, void_receipts
from jiceng.outreach.actions.article_text import keep_text
from jiceng.outreach.actions.articles import ArticleDraft, draft_article
from jiceng.outreach.models import Article, ArticleEdition, ArticleReads, ArticleReview
from jiceng.outreach.process.articles import ARTICLE, URGENT
from jiceng.outreach.queries.articles import proposed, ready
from jiceng.outreach.rules.articles import REVIEW_OF, text_faults

SHOWS = ("publish", "appear", "publish_urgent")
REVIEWS = ("pass_first", "pass_second", "publish", "schedule", "approve", "return")


@dataclass(frozen=True, slots=True)
class ArticlePapers:
    """What a move brings along; `title` and `body` are those of a correction."""

    reason: str = ""
    comment: str = ""
    change: str = ""
    title: str = ""
    body: str = ""


def move_article(
    article: Article, name: str, *, by: Actor, now: datetime, version: int,
    given: ArticlePapers | None = None,
) -> Article:  # fmt: skip
    """Any move. Raises `Stale`, `Refused` with all reasons, `Invalid`."""
    papers = given or ArticlePapers()
    ready(article, now, by)
    before = article.state, article.stage_due_at
    words = {"reason": papers.reason, "comment": papers.comment, "change": papers.change}
    if name == "correct":
        _check_correction(article, papers)
    with transaction.atomic():
        text = proposed(article)
        make(article, ARTICLE, name, by=by, now=now, version=version, words=words,
             terms=Terms(by_hand=article.publish_at) if name == "schedule" else None,
             changes=_changes(article, name, text, now))  # fmt: skip
        _keep_review(article, name, before, by, now)
        _keep_edition(article, name, text, papers, by, now)
        keep_text(article)
        if name in SHOWS:
            ask_for_receipts(article, now=now)
        elif name == "withdraw":
            void_receipts(article, now=now)
    return ready(article, now, by)


def _changes(
    article: Article, name: str, text: ArticleEdition | None, now: datetime
) -> dict[str, Any]:
    """Columns that change with a move."""
    if name in SHOWS:
        more = {"is_urgent": True} if name == "publish_urgent" else {}
        return {"shown_to": article.audience, "shown_at": now, "edition": 1, **more}
    if name == "return":
        return {"turn": article.turn + 1}
    if name == "correct":
        return {"vouched_by": None}
    if name == "confirm" and text is not None:
        return {"title": text.title, "body": text.body, "edition": article.edition + 1}
    return {"shown_to": ""} if name == "withdraw" else {}


def _check_correction(article: Article, papers: ArticlePapers) -> None:
    faults = [*text_faults(papers.title, papers.body)]
    if (papers.title.strip(), papers.body.strip()) == (article.title, article.body):
        faults.append(Reason("article_same", field="body"))
    if faults:
        raise Invalid(*faults)


def _keep_review(
    article: Article, name: str, before: tuple[str, datetime | None], by: Actor, now: datetime
) -> None:
    """One level of review, and whether it was in time; a return belongs to the turn it ends."""
    state, due_at = before
    level = "urgent" if state == "urgent" else REVIEW_OF.get(state)
    if name not in REVIEWS or level is None:
        return
    ArticleReview.objects.create(
        article=article, turn=article.turn - (name == "return"), level=level, person=by.person,
        is_passed=name != "return", is_in_time=due_at is None or now <= due_at, at=now,
    )  # fmt: skip


def _keep_edition(
    article: Article, name: str, text: ArticleEdition | None, papers: ArticlePapers, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """The text as it is published or proposed; a proposal refused is no edition."""
    if name in SHOWS or name == "correct":
        is_first = name != "correct"
        ArticleEdition.objects.create(
            article=article, number=1 if is_first else article.edition + 1,
            title=article.title if is_first else papers.title.strip(),
            body=article.body if is_first else papers.body.strip(),
            change=papers.change.strip()[:300],
            reason="" if is_first else papers.reason.strip()[:300],
            person=article.drafted_by if is_first else by.person, written_at=now,
            published_at=now if is_first else None,
        )  # fmt: skip
    elif name == "confirm" and text is not None:
        ArticleEdition.objects.filter(pk=text.pk).update(published_at=now)
    elif text is not None and name in ("refuse", "withdraw"):
        ArticleEdition.objects.filter(pk=text.pk).delete()


def publish_urgent(given: ArticleDraft, reason: str, *, by: Actor, now: datetime) -> Article:
    """Write an urgent notice and publish it in one act. `NotAllowed`, `Refused`, `Invalid`."""
    with transaction.atomic():
        row = draft_article(given, by=by, now=now, roles=URGENT)
        return move_article(row, "publish_urgent", by=by, now=now, version=row.version,
                            given=ArticlePapers(reason=reason))  # fmt: skip


def appears(subject: Movable, rung: Alarm) -> Effect | None:
    """What was scheduled is published when its hour comes."""
    is_due = subject.state == "scheduled" and rung.percent >= 100
    return appear if is_due else None


def appear(subject: Movable, now: datetime) -> None:
    if isinstance(subject, Article):
        move_article(subject, "appear", by=SYSTEM, now=now, version=subject.version)


def count_read(article: Article, day: date) -> None:
    """One more time it was opened on a day. Nothing else is kept: no session, no address."""
    rows = ArticleReads.objects.filter(article=article, day=day)
    if not rows.update(count=F("count") + 1):
        ArticleReads.objects.bulk_create(
            [ArticleReads(article=article, day=day)], ignore_conflicts=True
        )
        rows.update(count=F("count") + 1)
