"""/desk/supervision/figures/: figures of the supervision office, each open onto its records."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.desk.supervision_views import HERE as ROOM
from jiceng.casework.desk.supervision_views import views
from jiceng.casework.figures import Window, followed, reach_for
from jiceng.kernel.figures import Figure
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.kinds import kinds
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.web.clock import county_zone
from jiceng.web.days import days_in
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = "/desk/supervision/figures/"


@door("staff", "overseer", "signatory", "reader", "leader")
@require_safe
def show(request: Asked) -> HttpResponse:
    """The whole within reach, and each unit beside it."""
    window = Window.at(request.now, county_zone())
    reach = reach_for(request.actor)
    whole = followed.compute(window, by="county", reach=reach, now=request.now)
    by_unit = followed.compute(window, by="unit", reach=reach, now=request.now)
    units: dict[str, dict[str, Figure]] = {}
    for figure in by_unit:
        units.setdefault(figure.group, {})[figure.kind.id] = figure
    context = {
        **office(request, ROOM, crumbs=[(_("督查数字"), "")]),
        "ways": views(request.actor, "figures"),
        "figures": [_figure(f) for f in whole],
        "heads": [_(kind.name) for kind in followed.DECLARED],
        "rows": [
            {
                "name": unit_name(code),
                "cells": [_cell(found, code, k.id) for k in followed.DECLARED],
            }
            for code, found in sorted(units.items())
        ],
    }
    return render(request, "casework/desk_followed_figures.html", context)


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "label": _(figure.kind.name),
        "value": _value(figure),
        "unit": "" if figure.value is None else _(figure.kind.unit),
        "note": _(figure.kind.definition),
        "url": f"{HERE}{figure.kind.id}/",
    }


def _value(figure: Figure) -> str:
    if figure.value is None:
        return "—"
    if figure.kind.kind == "share":
        return f"{figure.value}"
    return str(figure.numerator)


def _cell(found: dict[str, Figure], code: str, id: str) -> dict[str, str]:
    figure = found.get(id)
    if figure is None or not figure.denominator:
        return {"label": _(followed.FIGURES[id].name), "text": "—"}
    text = f"{figure.numerator}"
    if figure.kind.kind == "share":
        text = f"{figure.numerator}/{figure.denominator}"
    asked = urlencode({"unit": code})
    return {"label": _(figure.kind.name), "text": text, "url": f"{HERE}{id}/?{asked}"}


@door("staff", "overseer", "signatory", "reader", "leader")
@require_safe
def one(request: Asked, id: str) -> HttpResponse:
    """The records behind one figure, the whole or one unit's; or what it is a part of."""
    kind = followed.FIGURES.get(id)
    if kind is None:
        raise NotFound(Reason("not_found"))
    unit, days = request.GET.get("unit", "")[:24], days_in(request)
    part = "denominator" if request.GET.get("part") == "denominator" else "numerator"
    rows = followed.records(
        id,
        window=Window.at(request.now, county_zone(), **days),
        by="unit" if unit else "county",
        group=unit or None,
        reach=reach_for(request.actor),
        part=part,
    )
    page = page_of(rows, request.GET.get("after", ""), key="entered_at", newest=True)
    kept = {k: v for k, v in request.GET.items() if k in ("unit", *days)}
    context = {
        **office(request, ROOM, crumbs=[(_("督查数字"), HERE), (_(kind.name), "")]),
        "heading": _(kind.name),
        "definition": _(kind.definition),
        "unit": unit_name(unit) if unit else "",
        "total": rows.count(),
        "parts": [
            {"label": _("计入的"), "url": f"?{urlencode(kept)}", "current": part == "numerator"},
            {
                "label": _("全部"),
                "url": f"?{urlencode({**kept, 'part': 'denominator'})}",
                "current": part == "denominator",
            },
        ]
        if kind.kind == "share"
        else [],
        "rows": [_row(row) for row in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 件") % {"n": len(page.rows)}),
    }
    return render(request, "casework/desk_followed_records.html", context)


def _row(row: Movable) -> dict[str, Any]:
    return {
        "url": url_of(row.subject_kind, row.number),
        "title": row.title or row.number,
        "number": row.number,
        "unit": unit_name(row.unit),
        "due_at": row.due_at,
        "state": _(kinds()[row.subject_kind].process.state(row.state).label),
    }
