"""/desk/party/dues/<code>/figures/: figures of dues of an organisation, each by branch."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.kernel.records.models import within
from jiceng.party.apps import PARTY
from jiceng.party.desk.counted import few, part_in, row, total_of, ways, year_in, years
from jiceng.party.desk.dues_shown import HERE, frame, today_of, url_of
from jiceng.party.figures import dues as figures
from jiceng.party.figures.life import Window
from jiceng.party.models import Organisation
from jiceng.party.queries.access import organisation_for
from jiceng.party.queries.dues import is_own_branch
from jiceng.web.days import days_in
from jiceng.web.doors import Asked, door

ARREARS = "dues_arrears"


@door("staff", *PARTY)
@require_safe
def show(request: Asked, code: str) -> HttpResponse:
    """Every figure of a year of an organisation and what is below it."""
    at, year = organisation_for(request.actor, code), year_in(request)
    base, today = url_of(at, "figures/"), today_of(request)
    found = figures.compute(_window(year, today), _reach(at))
    context = {
        **frame(request, at, "figures/", _("党费数字")),
        "title": at.name,
        "facts": _("党费数字"),
        "year": year,
        "years": years(year, today),
        "rows": [row(figure, base, year) for figure in found],
    }
    return render(request, "party/figures.html", context)


@door("staff", *PARTY)
@require_safe
def one(request: Asked, code: str, id: str) -> HttpResponse:
    """A figure by branch: counts and sums that add up to it, no names."""
    at, year, part = organisation_for(request.actor, code), year_in(request), part_in(request)
    window = replace(_window(year, today_of(request)), **days_in(request))
    found = figures.by_branch(id, window, _reach(at), part=part)
    kind = figures.FIGURES[id]
    is_hidden = id.startswith(ARREARS) and not is_own_branch(request.actor, at)
    context = {
        **frame(request, at, "figures/", _(kind.name)),
        "title": _(kind.name),
        "definition": _(kind.definition),
        "total": total_of(found),
        "ways": ways(kind, year, part),
        "counted": _("人数") if id.startswith(ARREARS) else _("条数"),
        "has_sums": kind.kind == "sum",
        "is_hidden": is_hidden,
        "rows": [_part(one, is_hidden=is_hidden) for one in found],
    }
    return render(request, "party/figure_parts.html", context)


def _part(one: figures.Part, *, is_hidden: bool) -> dict[str, Any]:
    return {"name": one.name, "url": f"{HERE}{one.code}/",
            **few(one.many, one.fen, is_hidden=is_hidden)}  # fmt: skip


def _window(year: int, today: date) -> Window:
    return Window(date(year, 1, 1), date(year, 12, 31), today)


def _reach(at: Organisation) -> figures.Reach:
    def reach(column: str) -> Q:
        return within(column, at.path)

    return reach


urlpatterns = [
    path("party/dues/<str:code>/figures/", show),
    path("party/dues/<str:code>/figures/<str:id>/", one),
]
