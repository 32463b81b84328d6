"""What a published article is found by."""

from __future__ import annotations

from jiceng.outreach.models import Article, ArticleText
from jiceng.outreach.rules.articles import grams


def keep_text(article: Article) -> None:
    """What the article is found by from now on; what is not public is found by nobody."""
    if article.shown_to != "public":
        ArticleText.objects.filter(article=article).delete()
        return
    words = " ".join(grams(f"{article.title}\n{article.body}"))
    ArticleText.objects.update_or_create(article=article, defaults={"grams": words})
