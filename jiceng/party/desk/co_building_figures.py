"""/desk/co-building/figures/: figures of co-building, each open onto its records."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.casework.desk.labels import unit_name, url_of
from jiceng.casework.figures import Window
from jiceng.kernel.figures import Figure
from jiceng.kernel.records.advance import Movable
from jiceng.kernel.records.kinds import kinds
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.party.desk.co_building_shown import HERE as ROOM
from jiceng.party.desk.co_building_shown import ways
from jiceng.party.figures import co_building as counted
from jiceng.party.queries.co_building import reach
from jiceng.web.clock import county_zone
from jiceng.web.days import days_in
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager

HERE = f"{ROOM}figures/"
GROUPS = ("community", "unit")


@door("staff")
@require_safe
def show(request: Asked) -> HttpResponse:
    """The whole within reach, and each community or unit beside it, in the order of their codes."""
    window, within = Window.at(request.now, county_zone()), reach(request.actor)
    by = "unit" if request.GET.get("by") == "unit" else "community"
    whole = counted.compute(window, by="county", reach=within)
    groups: dict[str, dict[str, Figure]] = {}
    for figure in counted.compute(window, by=by, reach=within):
        groups.setdefault(figure.group, {})[figure.kind.id] = figure
    context = {
        **office(request, ROOM, crumbs=[(_("双报到与共建"), f"{ROOM}?all"), (_("共建数字"), "")]),
        "ways": ways(request.actor, "figures"),
        "figures": [_figure(f) for f in whole],
        "parts": [
            {"label": label, "url": f"?by={name}", "current": name == by}
            for name, label in zip(GROUPS, (_("按社区（村）"), _("按单位")), strict=True)
        ],
        "head": _("社区（村）") if by == "community" else _("单位"),
        "heads": [_(kind.name) for kind in counted.DECLARED],
        "rows": [_row(by, code, found) for code, found in sorted(groups.items())],
    }
    return render(request, "party/co_building_figures.html", context)


def _figure(figure: Figure) -> dict[str, Any]:
    is_share = figure.kind.kind == "share"
    value = "—" if figure.value is None else str(figure.value if is_share else figure.numerator)
    return {
        "label": _(figure.kind.name),
        "value": value,
        "unit": "" if figure.value is None else _(figure.kind.unit),
        "note": _(figure.kind.definition),
        "url": f"{HERE}{figure.kind.id}/",
    }


def _row(by: str, code: str, found: dict[str, Figure]) -> dict[str, Any]:
    named = next(iter(found.values())).group_name
    return {"name": named, "cells": [_cell(by, code, found, k.id) for k in counted.DECLARED]}


def _cell(by: str, code: str, found: dict[str, Figure], id: str) -> dict[str, str]:
    figure, label = found.get(id), _(counted.FIGURES[id].name)
    if figure is None or not figure.denominator:
        return {"label": label, "text": "—"}
    is_share = figure.kind.kind == "share"
    text = f"{figure.numerator}/{figure.denominator}" if is_share else f"{figure.numerator}"
    return {"label": label, "text": text, "url": f"{HERE}{id}/?{urlencode({by: code})}"}


@door("staff")
@require_safe
def one(request: Asked, id: str) -> HttpResponse:
    """The records behind one figure, the whole or one group's; or what it is a part of."""
    kind = counted.FIGURES.get(id)
    if kind is None:
        raise NotFound(Reason("not_found"))
    by = next((g for g in GROUPS if request.GET.get(g)), "county")
    group, days = request.GET.get(by, "")[:24], days_in(request)
    part = "denominator" if request.GET.get("part") == "denominator" else "numerator"
    rows = counted.records(
        id, window=Window.at(request.now, county_zone(), **days), by=by, group=group,
        reach=reach(request.actor), part=part,
    )  # fmt: skip
    page = page_of(rows, request.GET.get("after", ""), key="entered_at", newest=True)
    kept = {k: v for k, v in request.GET.items() if k in (by, *days)}
    crumbs = [(_("双报到与共建"), f"{ROOM}?all"), (_("共建数字"), HERE), (_(kind.name), "")]
    context = {
        **office(request, ROOM, crumbs=crumbs),
        "heading": _(kind.name),
        "definition": _(kind.definition),
        "unit": counted.name_of(by, group) if group else "",
        "total": rows.count(),
        "parts": [
            {
                "label": label,
                "url": f"?{urlencode({**kept, 'part': name})}",
                "current": name == part,
            }
            for name, label in (("numerator", _("计入的")), ("denominator", _("全部")))
        ]
        if kind.kind == "share"
        else [],
        "rows": [_record(row) for row in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 件") % {"n": len(page.rows)}),
    }  # fmt: skip
    return render(request, "casework/desk_followed_records.html", context)


def _record(row: Movable) -> dict[str, Any]:
    return {
        "url": url_of(row.subject_kind, row.number),
        "title": row.title or row.number,
        "number": row.number,
        "unit": unit_name(row.unit),
        "due_at": row.stage_due_at,
        "state": _(kinds()[row.subject_kind].process.state(row.state).label),
    }
