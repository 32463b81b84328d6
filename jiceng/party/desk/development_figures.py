"""/desk/party/developments/figures/: figures of member development and the files behind them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.casework.figures import Window
from jiceng.kernel.figures import FigureKind
from jiceng.party.desk.counted import few, part_in, row, total_of, ways, year_in, years
from jiceng.party.desk.development_shown import HERE as FILES
from jiceng.party.desk.development_shown import status_of, url_of_file
from jiceng.party.figures import development as figures
from jiceng.party.figures.dues import Part
from jiceng.party.models import Development, Organisation
from jiceng.party.queries.access import KEEPERS, keeping, reach
from jiceng.party.queries.screenings import DEPARTMENT
from jiceng.web.clock import county_zone, local_day
from jiceng.web.days import days_in
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = f"{FILES}figures/"


@door("staff", *sorted(KEEPERS))
@require_safe
def show(request: Asked) -> HttpResponse:
    """Every figure of a year within reach."""
    year = year_in(request)
    found = figures.compute(_window(request, year), _reach(request))
    context = {
        **office(request, FILES, crumbs=[(_("发展党员"), FILES), (_("发展党员数字"), "")]),
        "title": _("发展党员数字"),
        "facts": _("只显示数字，不显示名单"),
        "year": year,
        "years": years(year, local_day(request.now)),
        "rows": [row(figure, HERE, year) for figure in found],
    }
    return render(request, "party/figures.html", context)


@door("staff", *sorted(KEEPERS))
@require_safe
def one(request: Asked, id: str) -> HttpResponse:
    """The files behind a figure; screened ones by branch, for they are the department's to read."""
    year, part = year_in(request), part_in(request)
    rows = figures.records(id, _window(request, year), _reach(request), part=part)
    kind = figures.FIGURES[id]
    crumbs = [(_("发展党员"), FILES), (_("发展党员数字"), HERE), (_(kind.name), "")]
    context = {
        **office(request, FILES, crumbs=crumbs),
        "title": _(kind.name),
        "definition": _(kind.definition),
        "ways": ways(kind, year, part),
    }
    if rows.model is Development:
        return _files(request, kind, rows, context)
    found, is_hidden = _by_branch(rows), not keeping(request.actor, DEPARTMENT)
    context |= {
        "total": total_of(found),
        "counted": _("条数"),
        "is_hidden": is_hidden,
        "rows": [
            {"name": p.name or _("未对应到党支部"), "url": "",
             **few(p.many, None, is_hidden=is_hidden)}
            for p in found
        ],
    }  # fmt: skip
    return render(request, "party/figure_parts.html", context)


def _files(
    request: Asked, kind: FigureKind, rows: QuerySet[Any], context: dict[str, Any]
) -> HttpResponse:
    """Files by number and branch; whose they are is told by the file, which asks for a purpose."""
    files = rows.select_related("organisation__unit")
    page = page_of(files, request.GET.get("after", ""), key="entered_at", newest=True)
    context |= {
        "heading": context["title"],
        "unit": "",
        "total": rows.count(),
        "parts": context["ways"],
        "rows": [
            {"url": url_of_file(file), "title": file.number, "number": "",
             "unit": file.organisation.name, "due_at": file.stage_due_at,
             "state": status_of(file, request.now)["text"]}
            for file in page.rows
        ],
        "pager": pager(page, request.GET, _("本页 %(n)d 份") % {"n": len(page.rows)}),
    }  # fmt: skip
    return render(request, "casework/desk_followed_records.html", context)


def _by_branch(rows: QuerySet[Any]) -> list[Part]:
    counts = dict(rows.order_by().values_list("path").annotate(n=Count("pk")))
    known = Organisation.objects.filter(path__in=counts).values_list("path", "unit", "unit__name")
    found = [Part(code, name, path, counts.pop(path), None) for path, code, name in known]
    lost = sum(counts.values())
    return sorted(found, key=lambda p: p.path) + ([Part("", "", "", lost, None)] if lost else [])


def _window(request: Asked, year: int) -> Window:
    days = {"start": date(year, 1, 1), "end": date(year, 12, 31)} | days_in(request)
    return Window.at(request.now, county_zone(), **days)


def _reach(request: Asked) -> figures.Reach:
    def within_reach(column: str) -> Q:
        return reach(request.actor, column)

    return within_reach


urlpatterns = [
    path("party/developments/figures/", show),
    path("party/developments/figures/<str:id>/", one),
]
