"""/news: what the county, its towns and its communities tell; searched in Chinese, counted only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from jiceng.casework.desk.programme_forms import WordedForm
from jiceng.casework.portal.show import show
from jiceng.kernel.records.files import CONTENT_TYPE
from jiceng.kernel.records.models import Attachment
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.outreach.actions.article_moves import count_read
from jiceng.outreach.forms.articles_told import (
    area_name,
    corrections_told,
    is_over,
    kind_told,
    row_told,
    text_told,
    unit_name,
)
from jiceng.outreach.models import Article
from jiceng.outreach.queries.article_search import searched
from jiceng.outreach.queries.articles import editions_of, newest, places_above, public_article
from jiceng.outreach.rules.articles import KINDS, is_bot, wanted_grams
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.downloads import sent_file
from jiceng.web.paging import cut, pager, read_cursor
from jiceng.web.words import word

SIZE = 20
LEVELS = ("town", "community", "village")


class Wanted(WordedForm):
    """What somebody looks for. Every field may stay empty."""

    text = forms.CharField(label=N_("找什么"), max_length=40, required=False)
    area = forms.ChoiceField(label=N_("哪里"), required=False)
    kind = forms.ChoiceField(
        label=N_("类别"), required=False, choices=[("", N_("全部")), *KINDS.items()]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        if isinstance(area, forms.ChoiceField):
            area.choices = [("", _("全县")), *_areas()]


def _areas() -> list[tuple[str, str]]:
    land = sorted(territory().areas.values(), key=lambda a: a.path)
    return [
        (a.code, a.name if a.level == "town" else f"\u3000{a.name}")
        for a in land
        if a.level in LEVELS
    ]


@door("public")
@require_safe
def listed(request: Asked) -> HttpResponse:
    """The latest first, of a place and what lies above it; by words, of all that were published."""
    form = Wanted(request.GET)
    said: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    wanted, fault = said.get("text") or "", ""
    if wanted and not wanted_grams(wanted):
        wanted, fault = "", word(Reason("search_too_short"))
    places = places_above(said["area"]) if said.get("area") else None
    kind, after = said.get("kind") or "", request.GET.get("after", "")
    if wanted:
        before = read_cursor(after)[1] if after else 0
        found = searched(wanted_grams(wanted), places, kind, SIZE + 1, before)
    else:
        found = newest(places, kind, SIZE + 1, read_cursor(after) if after else None)
    page = cut(found, key="shown_at", size=SIZE)
    code = said.get("area") or ""
    context = {
        "form": form,
        "fault": fault,
        "place": area_name(code) if code else "",
        "rows": [row_told(a, request.now) for a in page.rows],
        "pager": pager(page, request.GET),
        "feed": f"?area={code}" if code else "",
        "is_searched": bool(wanted),
    }
    return show(request, "outreach/portal_news.html", context)


@door("public")
@require_safe
def one(request: Asked, number: str) -> HttpResponse:
    """One article, what was corrected in it, its files; a withdrawn one says that it is."""
    article = public_article(number)
    if article.state == "withdrawn":
        return show(request, "outreach/portal_withdrawn.html", {"article": article}, status=410)
    if request.method == "GET" and not is_bot(request.headers.get("User-Agent", "")):
        count_read(article, local_day(request.now))
    context = {
        "article": article,
        "kind": kind_told(article.kind),
        "area": area_name(str(article.area_id)),
        "unit": unit_name(article.unit),
        "text": text_told(article.body),
        "files": _files(article),
        "corrections": corrections_told(editions_of(article)) if article.edition > 1 else [],
        "is_over": is_over(article, request.now),
    }
    return show(request, "outreach/portal_article.html", context)


def _files(article: Article) -> list[dict[str, Any]]:
    which = {"subject_kind": "article", "subject_id": article.pk, "erased_at": None}
    rows = Attachment.objects.filter(**which).order_by("pk")
    return [
        {"url": f"/news/{article.number}/files/{r.upload}", "is_picture": r.kind == "image"}
        for r in rows
        if r.kind in CONTENT_TYPE
    ]


@door("public")
@require_safe
def attachment(request: Asked, number: str, upload: UUID) -> HttpResponseBase:
    """A file of a published article."""
    article = public_article(number)
    if article.state == "withdrawn":
        raise NotFound(Reason("not_found"))
    return sent_file(article, upload)


def place_asked(request: Asked) -> str:
    """The area an address names; `Invalid` for one nobody knows."""
    code = request.GET.get("area", "")
    if code and territory().area(code) is None:
        raise Invalid(Reason("unknown_area", {"value": code}, "area"))
    return code
