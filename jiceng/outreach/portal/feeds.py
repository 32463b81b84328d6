"""/news/feed.atom and feed.rss: the latest notices of a place, for whoever reads by program."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.outreach.forms.articles_told import area_name, kind_told, unit_name
from jiceng.outreach.portal.news import place_asked
from jiceng.outreach.queries.articles import newest, places_above
from jiceng.outreach.rules.articles import beginning
from jiceng.web.doors import Asked, door

MOST = 30


@door("public")
@require_safe
def atom(request: Asked) -> HttpResponse:
    """As Atom (RFC 4287)."""
    return _fed(request, Atom1Feed)


@door("public")
@require_safe
def rss(request: Asked) -> HttpResponse:
    """As RSS 2.0."""
    return _fed(request, Rss201rev2Feed)


def _fed(request: Asked, shape: type[Atom1Feed] | type[Rss201rev2Feed]) -> HttpResponse:
    code, here = place_asked(request), request.build_absolute_uri
    title = _("%(place)s通知公告") % {"place": area_name(code) if code else ""}
    feed = shape(
        title=title, link=here("/news"), description=title, language=settings.LANGUAGE_CODE,
        feed_url=here(request.get_full_path()),
    )  # fmt: skip
    for article in newest(places_above(code) if code else None, "", MOST):
        link = here(f"/news/{article.number}")
        feed.add_item(
            title=article.title, link=link, description=beginning(article.body, 300),
            unique_id=link, pubdate=article.shown_at, updateddate=article.shown_at,
            categories=[kind_told(article.kind)], author_name=unit_name(article.unit),
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
