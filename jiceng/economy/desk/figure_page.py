"""The page of the records behind a figure: as many as it counts, or adding up to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from jiceng.kernel.figures import FigureKind
from jiceng.kernel.reports import Span
from jiceng.web.doors import Asked
from jiceng.web.paging import page_of, pager

PARTS: Mapping[str, str] = {"numerator": N_("分子"), "denominator": N_("分母")}
Draw = Callable[[Any, Asked], dict[str, Any]]
"""A record -> title, note, where it is opened, and what counts of it."""


def when_told(kind: FigureKind, span: Span) -> str:
    """The days a figure speaks of."""
    start, end = f"{span.start:%Y-%m-%d}", f"{span.end:%Y-%m-%d}"
    if kind.is_stock:
        return _("截至 %(day)s") % {"day": end}
    return _("%(start)s 至 %(end)s") % {"start": start, "end": end}


def records_page(
    request: Asked, frame: Mapping[str, Any], told: Mapping[str, Any], rows: QuerySet[Any],
    drawn: Mapping[type, Draw],
) -> HttpResponse:  # fmt: skip
    """The records of one part of a figure (`part` of the address), newest first."""
    page = page_of(rows, request.GET.get("after", ""), key="id", newest=True)
    part = PARTS.get(request.GET.get("part", ""), PARTS["numerator"])
    context = {
        **frame,
        "now": request.now,
        "figure": told,
        "part": _(part) if told["is_share"] else "",
        "total": rows.count(),
        "rows": [drawn[type(row)](row, request) for row in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 条") % {"n": len(page.rows)}),
    }
    return render(request, "economy/figure_records.html", context)
