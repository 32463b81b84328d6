"""What goes outward of performance: public figures, open data, stars once made public, ballots."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.casework.queries import county_text
from jiceng.kernel.records.names import named
from jiceng.performance.models import StarRating
from jiceng.performance.portal import ballots, figures, open_tables, surveys
from jiceng.performance.queries.stars import honours, scheme_for
from jiceng.web.clock import local_day
from jiceng.web.display import preferences
from jiceng.web.doors import Asked, door


@door("public")
@require_safe
def show_stars(request: Asked) -> HttpResponse:
    """Branches on notice and those whose stars hold today, in the order of the tree."""
    context = {
        **preferences(request),
        "hotline": county_text("county", request.now, "hotline"),
        "rows": [_row(r) for r in honours(local_day(request.now))],
    }
    return render(request, "performance/portal_stars.html", context)


def _row(rating: StarRating) -> dict[str, Any]:
    names = {s.key: named(s.name, s.name_en) for s in scheme_for(rating).stars}
    if rating.state == "awarded":
        state = _("有效期至 %(day)s") % {"day": rating.valid_until}
    else:
        state = _("公示至 %(day)s") % {"day": rating.notice_until}
    return {
        "name": rating.title,
        "year": rating.year,
        "stars": [names.get(key, key) for key in rating.stars],
        "state": state,
        "is_sample": rating.is_sample,
    }


urlpatterns = [
    path("figures", figures.show),
    path("figures/<str:code>", figures.one),
    path("open-data/", open_tables.show),
    path("open-data/catalogue.json", open_tables.catalogue_json),
    path("open-data/<str:code>.csv", open_tables.table_csv),
    path("open-data/<str:code>.json", open_tables.table_json),
    path("stars", show_stars),
    path("ballots/<str:number>", ballots.vote),
    path("surveys/<str:number>", surveys.answer),
]
