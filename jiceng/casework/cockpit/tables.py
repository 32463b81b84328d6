"""/cockpit/figures/: every figure, by area, unit, type or month."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.casework.cockpit.asked import READERS, VIEWERS, Asking, asking
from jiceng.casework.cockpit.shown import (
    Group,
    by_group,
    cell,
    counts,
    interval,
    name_of,
    unit,
    value,
)
from jiceng.casework.figures import FIGURES, compute, reach_for
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office

COLUMNS = (
    "cases_reported", "cases_closed", "grid_settled_rate", "community_settled_rate",
    "escalation_rate", "on_time_rate", "cases_late", "backlog", "overdue_open", "rework_rate",
    "return_rate", "reopened_30d_rate", "satisfaction_rate", "median_handling_hours",
)  # fmt: skip
"""Side by side for many groups; the whole list stands on the page of the whole county."""


@door("staff", *VIEWERS)
@require_safe
def show(request: Asked) -> HttpResponse:
    """The figures of a period, within the reader's reach."""
    asked = asking(request)
    found = compute(asked.window, by=asked.by, reach=reach_for(request.actor), now=request.now)
    groups = by_group(found)
    opens = bool(request.actor.roles & frozenset(READERS))
    context = {
        **office(
            request,
            "/cockpit/figures/",
            crumbs=[(_("县域总览"), "/cockpit/"), (_("指标"), "")],
        ),
        "asked": asked,
        "form": asked.form,
        "whole": _whole(groups[""], asked, opens) if asked.by == "county" else None,
        "table": _table(groups, asked, opens) if asked.by != "county" else None,
    }
    return render(request, "casework/cockpit_figures.html", context)


def _whole(group: Group, asked: Asking, opens: bool) -> list[dict[str, Any]]:
    return [
        {
            "id": id,
            "name": _(figure.kind.name),
            "definition": _(figure.kind.definition),
            "value": value(figure),
            "unit": unit(figure),
            "counts": counts(figure),
            "interval": interval(figure),
            "url": asked.url(figure.kind) if opens else "",
        }
        for id, figure in group.items()
    ]


def _table(groups: dict[str, Group], asked: Asking, opens: bool) -> dict[str, Any]:
    heads = [{"label": _(FIGURES[id].name), "numeric": True} for id in COLUMNS]
    rows = []
    for code, group in groups.items():
        cells = [
            cell(group[id], asked.url(group[id].kind, code) if opens else "") for id in COLUMNS
        ]
        rows.append({"cells": [{"text": name_of(asked.by, group)}, *cells]})
    return {
        "caption": _("各组指标"),
        "columns": [{"label": dict(asked.form.fields["by"].choices)[asked.by]}, *heads],  # type: ignore[attr-defined]  # a choice field
        "rows": rows,
    }
