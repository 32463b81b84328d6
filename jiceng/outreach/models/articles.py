"""Articles, their reviews, their editions, how often they were opened (S13; facts.md §11)."""

from __future__ import annotations

from django.db import models

from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.models import Area


class Article(Movable):
    """Something told to residents or staff of an area; `unit` drafted it."""

    subject_kind = "article"

    kind = models.CharField(max_length=12)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    """It is told there and everywhere below."""
    audience = models.CharField(max_length=8)
    """public or staff."""
    posts = models.JSONField(default=list)
    """Posts a staff notice is for; empty: all of them."""
    asks_acknowledgement = models.BooleanField(default=False)
    body = models.TextField()
    publish_at = models.DateTimeField(null=True)
    """When it appears by itself; none: when the last review is passed."""
    expires_on = models.DateField(null=True)
    """The last day it holds; afterwards it is marked, and stands on no home page."""
    drafted_by = models.BigIntegerField()
    """The person, who reviews nothing of it."""
    vouched_by = models.BigIntegerField(null=True)
    """Who said yes to numbers that point at a person; none again once the text changes."""
    turn = models.PositiveSmallIntegerField(default=1)
    """Goes up with each return: reviews of an earlier turn do not count."""
    is_urgent = models.BooleanField(default=False)
    shown_to = models.CharField(max_length=8, blank=True)
    """The audience while it is published, else empty."""
    shown_at = models.DateTimeField()
    """Since when it is shown; until then, when it was drafted."""
    edition = models.PositiveSmallIntegerField(default=0)
    """How many editions were published; above 1 it was corrected."""
    is_sample = models.BooleanField(default=False)

    is_own_hand = False
    is_own_vouch = False
    is_later = False
    has_hour = False
    missing: tuple[str, ...] | str = ()
    personal: tuple[str, ...] | str = ()
    """Put on by `queries.articles.ready`; guards ask for them."""

    class Meta:
        indexes = [
            models.Index(fields=["shown_to", "shown_at", "id"], name="article_newest"),
            models.Index(fields=["area", "shown_to", "shown_at", "id"], name="article_by_area"),
            models.Index(fields=["kind", "shown_to", "shown_at", "id"], name="article_by_kind"),
            models.Index(fields=["state", "id"], name="article_by_state"),
        ]

    def __str__(self) -> str:
        return self.title

    def work_tier(self, role: str) -> str:
        """The first review is the town's, the others the county's; a draft stays where it is."""
        if role == "editor":
            return self.tier
        is_first = self.state == "first_review" and self.tier != "county"
        return "town" if is_first else "county"


class ArticleReview(models.Model):
    """One level of review, passed or returned, in time or late."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="reviews")
    turn = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=8)
    """first, second, third; after an urgent notice `urgent`."""
    person = models.BigIntegerField()
    is_passed = models.BooleanField()
    is_in_time = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at", "is_in_time"], name="article_review_by_time")]


class ArticleEdition(models.Model):
    """The text as it was published, or is proposed; a later one says what changed and why."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    body = models.TextField()
    change = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    person = models.BigIntegerField()
    written_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    """None: proposed, not yet agreed to."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_edition_a_number"),
        ]
        indexes = [models.Index(fields=["published_at"], name="article_edition_by_time")]


class ArticleText(models.Model):
    """What a published article is found by; the databases keep an index of their own on it."""

    article = models.OneToOneField(
        Article, primary_key=True, on_delete=models.CASCADE, related_name="found_by"
    )
    grams = models.TextField()


class ArticleReads(models.Model):
    """How often an article was opened on a day. Nothing else is kept: no session, no address."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="reads")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "day"], name="one_count_a_day"),
        ]
        indexes = [models.Index(fields=["day"], name="article_reads_by_day")]
