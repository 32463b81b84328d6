"""/desk/stars/: one's own branch and what it lacks, ratings within reach, the scheme (S10)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiceng.casework.desk.labels import url_of
from jiceng.kernel.records.territory import UnitEntry
from jiceng.performance.actions.stars import open_rating
from jiceng.performance.desk import star_rating
from jiceng.performance.desk.star_forms import Filters, OpenForm
from jiceng.performance.desk.stars_shown import lacking, row_of, scheme_shown, stars_shown
from jiceng.performance.models import StarRating
from jiceng.performance.queries.apart import BRANCH, KEEPERS, branch_for, branches_of
from jiceng.performance.queries.stars import (
    evidence_rows,
    live_evidence,
    present_scheme,
    ratings_of,
    scheme_for,
    schemes_at,
    years_of,
)
from jiceng.performance.rules.stars import Evidence, stars
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked, door
from jiceng.web.form_page import form_page
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/stars/"
OWN_SHOWN = 3
"""So many branches of one's own are looked at live; a secretary has one."""


@door("staff", *sorted(KEEPERS))
@require_safe
def show(request: Asked) -> HttpResponse:
    """What one's own branch lacks, and the ratings within reach. No order among branches."""
    filters = Filters(years_of(request.actor), request.GET)
    rows = ratings_of(request.actor).filter(_condition(filters))
    page = page_of(rows, request.GET.get("after", ""), key="entered_at", newest=True)
    schemes = {(r.scheme, r.scheme_version): r for r in page.rows}
    known = {key: scheme_for(row) for key, row in schemes.items()}
    context = {
        **office(request, HERE, crumbs=[(_("党支部评星"), "")]),
        "filters": filters,
        "rows": [row_of(r, known[r.scheme, r.scheme_version]) for r in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 个") % {"n": len(page.rows)}),
        "own": [_own(request, b) for b in branches_of(request.actor, BRANCH)[:OWN_SHOWN]],
        "scheme": next(iter(scheme_shown(s) for s in schemes_at(request.now)), None),
    }
    return render(request, "performance/stars.html", context)


def _condition(filters: Filters) -> Q:
    if not filters.is_valid():
        return Q()
    said = filters.cleaned_data
    found = Q(year=said["year"]) if said["year"] else Q()
    found &= Q(state=said["state"]) if said["state"] else Q()
    return found & Q(title__icontains=said["text"]) if said["text"] else found


def _own(request: Asked, branch: UnitEntry) -> dict[str, Any]:
    """A branch as it stands today against the scheme in force."""
    if not schemes_at(request.now):
        return {"name": branch.name, "lacking": [], "stars": []}
    scheme, today = present_scheme(request.now), local_day(request.now)
    kept, live = live_evidence(branch.code, today.year, scheme, request.now, today)
    rating = StarRating.objects.filter(unit=branch.code, year=today.year)
    found = rating.exclude(state="declined").first()
    rows = {k: row for k, row in evidence_rows(found).items() if k not in live} if found else {}
    return {
        "name": branch.name,
        "year": today.year,
        "url": url_of("star_rating", found.number) if found else "",
        "new_url": f"{HERE}new?branch={branch.code}&year={today.year}",
        "count": len(stars(kept, scheme)),
        "of": len(scheme.stars),
        "stars": stars_shown(kept, scheme, rows, live),
        "lacking": lacking(kept, scheme),
    }


@door("staff", *sorted(KEEPERS))
@require_safe
def branch(request: Asked, code: str) -> HttpResponse:
    """One branch as it stands today, for itself and those above it."""
    found = branch_for(request.actor, code)
    context = {
        **office(request, HERE, crumbs=[(_("党支部评星"), HERE), (found.name, "")]),
        "own": [_own(request, found)],
        "name": found.name,
    }
    return render(request, "performance/star_branch.html", context)


@door("staff", *sorted(KEEPERS))
@require_safe
def scheme(request: Asked) -> HttpResponse:
    """The scheme in force: what each star asks, what vetoes, and where it comes from."""
    found = schemes_at(request.now)
    context = {
        **office(request, HERE, crumbs=[(_("党支部评星"), HERE), (_("评星方案"), "")]),
        "schemes": [
            {**scheme_shown(s), "stars": stars_shown(Evidence(), s, {}, {})} for s in found
        ],
    }
    return render(request, "performance/star_scheme.html", context)


@door("staff", *sorted(KEEPERS))
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Asked) -> HttpResponse:
    """Begin a branch's rating of a year."""
    today = local_day(request.now)
    offered = [(b.code, b.name) for b in branches_of(request.actor)]
    initial = {"branch": request.GET.get("branch", ""), "year": today.year}
    form = OpenForm(offered, request.POST or None, initial=initial)

    def write() -> StarRating:
        said = form.cleaned_data
        found = branch_for(request.actor, said["branch"])
        return open_rating(found, said["year"], by=request.actor, now=request.now, today=today)

    crumbs = [(_("党支部评星"), HERE)]
    return form_page(
        request, _("开始评星"), crumbs, form, write,
        lambda rating: url_of("star_rating", rating.number), HERE,
    )  # fmt: skip


urlpatterns = [
    path("stars/", show),
    path("stars/new", new),
    path("stars/scheme", scheme),
    path("stars/branches/<str:code>/", branch),
    *star_rating.urlpatterns,
]
