"""/cockpit/figures/<id>/records: the cases behind one figure, exactly as many as it counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.casework.cockpit.asked import READERS, Asking, asking
from jiceng.casework.cockpit.shown import interval, unit, value
from jiceng.casework.figures import GROUPINGS, compute, figure_kind, group_name, reach_for, records
from jiceng.casework.figures.counting import Part
from jiceng.casework.models import CaseOutcome
from jiceng.casework.process import CASE
from jiceng.casework.queries import rules_at
from jiceng.kernel.figures import Figure, FigureKind
from jiceng.kernel.records.names import named
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.web.doors import Asked, door
from jiceng.web.menu import office
from jiceng.web.paging import page_of, pager


@door("staff", *READERS)
@require_safe
def show(request: Asked, id: str) -> HttpResponse:
    """Definition, counts and every case of a figure within the reader's reach."""
    kind = figure_kind(id)
    if kind is None:
        raise NotFound(Reason("not_found"))
    asked, group = asking(request), request.GET.get("group")
    part: Part = "denominator" if request.GET.get("part") == "denominator" else "numerator"
    reach = reach_for(request.actor)
    chosen = records(kind.id, window=asked.window, by=asked.by, group=group, reach=reach, part=part)
    page = page_of(
        chosen.select_related("case"),
        request.GET.get("after", ""),
        key="reported_at",
        newest=True,
    )
    figure = _figure(request, kind, asked, group)
    context = {
        **office(request, "/cockpit/figures/", crumbs=_crumbs(kind)),
        "asked": asked,
        "kind": kind,
        "name": _(kind.name),
        "definition": _(kind.definition),
        "value": value(figure),
        "unit": unit(figure),
        "interval": interval(figure),
        "figure": figure,
        "group_name": _group(asked.by, group, request.now),
        "part": part,
        "parts": _parts(request, figure),
        "rows": [_row(outcome, request.now) for outcome in page.rows],
        "pager": pager(page, request.GET, _("本页 %(n)d 件") % {"n": len(page.rows)}),
    }
    return render(request, "casework/cockpit_records.html", context)


def _crumbs(kind: FigureKind) -> list[tuple[str, str]]:
    return [(_("县域总览"), "/cockpit/"), (_("指标"), "/cockpit/figures/"), (_(kind.name), "")]


def _figure(request: Asked, kind: FigureKind, asked: Asking, group: str | None) -> Figure:
    """The figure itself, counted as everywhere; an empty group counts nothing."""
    by = asked.by if group is not None else "county"
    found = compute(asked.window, by=by, reach=reach_for(request.actor), now=request.now)
    wanted = group if by != "county" else ""
    own = [f for f in found if f.kind.id == kind.id and f.group == (wanted or "")]
    return own[0] if own else replace(Figure(kind, 0, 0), group=wanted or "")


def _group(by: str, group: str | None, now: datetime) -> str:
    if group is None or by == "county":
        return ""
    return _("%(label)s：%(text)s") % {
        "label": _(GROUPINGS[by].label),
        "text": _(group_name(by, group, now)),
    }


def _parts(request: Asked, figure: Figure) -> list[dict[str, Any]]:
    """The two sets of a share; a count has one."""
    if figure.kind.kind != "share":
        return []
    rest = [(k, v) for k, v in request.GET.items() if k not in ("part", "after")]
    return [
        {
            "name": name,
            "label": label,
            "count": count,
            "url": f"?{urlencode([*rest, ('part', name)])}",
        }
        for name, label, count in (
            ("numerator", _("分子"), figure.numerator),
            ("denominator", _("分母"), figure.denominator),
        )
    ]


def _row(outcome: CaseOutcome, now: datetime) -> dict[str, Any]:
    land = territory()
    places = (land.areas.get(c) for c in (outcome.grid, outcome.community, outcome.town) if c)
    area = next((a for a in places if a), None)
    unit_entry = land.units.get(outcome.unit)
    kind = rules_at(now)[0].type_of(outcome.case_type)
    return {
        "number": outcome.number,
        "title": outcome.case.title,
        "type": named(kind.name, kind.name_en) or _("未分类"),
        "area": area.name if area else "",
        "unit": unit_entry.name if unit_entry else outcome.unit,
        "state": _(CASE.state(outcome.state).label),
        "reported_at": outcome.reported_at,
        "due_at": outcome.due_at,
        "closed_at": outcome.closed_at,
        "is_late": _is_late(outcome, now),
    }


def _is_late(outcome: CaseOutcome, now: datetime) -> bool:
    if outcome.due_at is None or (outcome.ended_at and not outcome.closed_at):
        return False
    return (outcome.closed_at or now) > outcome.due_at
