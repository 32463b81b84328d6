"""/figures: what the county tells everybody in numbers, each down to what was counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiceng.casework.queries import county_text
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.performance.models import OpenValue
from jiceng.performance.queries.catalogue import name_of
from jiceng.performance.queries.measuring import figure_kind
from jiceng.performance.queries.open_tables import area_choices, datasets, suppression_words
from jiceng.performance.queries.open_values import disclosure_terms, open_entries, told_now
from jiceng.performance.queries.telling import (
    period_words,
    qualified,
    subject_name,
    topic_of,
    topics,
    unit_words,
)
from jiceng.performance.rules.catalogue import DERIVED, KINDS, Entry
from jiceng.performance.rules.disclosure import SHOWN, STATES
from jiceng.performance.rules.periods import Period
from jiceng.web.clock import local_day
from jiceng.web.display import preferences
from jiceng.web.doors import Asked, door

HERE = "/figures"
SHARE, MEDIAN = "share", "median"


def portal_page(request: Asked, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page for residents with the head and foot it needs."""
    frame = {**preferences(request), "hotline": county_text("county", request.now, "hotline")}
    return render(request, f"performance/{template}", {**frame, **context})


@door("public")
@require_safe
def show(request: Asked) -> HttpResponse:
    """The latest public value of every indicator for one area, by topic."""
    area = _area(request)
    entries = open_entries(request.now, local_day(request.now))
    latest: dict[str, OpenValue] = {}
    for row in told_now(entries):
        if row.subject == area:
            latest.setdefault(row.indicator, row)
    by_topic: dict[str, list[dict[str, Any]]] = {}
    for code, row in latest.items():
        by_topic.setdefault(topic_of(entries[code]), []).append(_listed(entries[code], row))
    context = {
        "area": area,
        "areas": area_choices() if entries else [],
        "topics": [{"label": _(t), "rows": by_topic[t]} for t in topics() if t in by_topic],
        "is_open": bool(entries),
        "suppression": suppression_words(disclosure_terms(request.now)),
    }
    return portal_page(request, "portal_figures.html", context)


def _area(request: Asked) -> str:
    """The area asked for; `NotFound` for one there is not."""
    code = request.GET.get("area", "")
    if code and territory().area(code) is None:
        raise NotFound(Reason("not_found"))
    return code


def _listed(entry: Entry, row: OpenValue) -> dict[str, Any]:
    return {"name": name_of(entry), "url": url_of(row), **value_told(entry, row)}


def value_told(entry: Entry, row: OpenValue) -> dict[str, Any]:
    """A value as residents read it: hidden and withdrawn ones say so."""
    is_told = row.state == SHOWN
    known = is_told and row.value is not None
    return {
        "is_told": known,
        "value": _told(entry, row) if is_told else _(STATES[row.state]),
        "unit": unit_words(entry) if known else "",
        "period": period_words(Period(row.start, row.end)),
        "row": row,
    }


def _told(entry: Entry, row: OpenValue) -> str:
    if row.value is None:
        return _("没有可算的件数")
    places = 0 if row.value == row.value.to_integral_value() and not _has_rate(entry) else None
    if places == 0:
        return qualified(row.value.quantize(1), row.qualifier, entry)
    return qualified(round(row.value, entry.places), row.qualifier, entry)


def _has_rate(entry: Entry) -> bool:
    return entry.places > 0


def url_of(row: OpenValue) -> str:
    """The page of an indicator, of the area and period of a row."""
    asked = {"area": row.subject, "start": row.start}
    return f"{HERE}/{row.indicator}?{urlencode(asked)}"


@door("public")
@require_safe
def one(request: Asked, code: str) -> HttpResponse:
    """A value, what it means, what was counted, and the same in other periods and areas."""
    area = _area(request)
    dataset = datasets(request.now, local_day(request.now)).get(code)
    if dataset is None or dataset.is_withdrawn:
        raise NotFound(Reason("not_found"))
    entry, rows = dataset.entry, told_now([code])
    own = [row for row in rows if row.subject == area]
    asked = request.GET.get("start", "")
    chosen = next((r for r in own if r.start.isoformat() == asked or not asked), None)
    if chosen is None:
        raise NotFound(Reason("not_found"))
    context = {
        "name": name_of(entry),
        "area": area,
        "place": subject_name(area),
        "definition": _(entry.definition) if entry.kind == DERIVED else entry.definition,
        **value_told(entry, chosen),
        "counts": _counts(entry, chosen),
        "details": _details(entry, chosen),
        "periods": [{"url": url_of(r), **value_told(entry, r)} for r in own if r.pk != chosen.pk],
        "below": _below(entry, rows, chosen),
        "code": code,
        "suppression": suppression_words(dataset.terms),
    }
    return portal_page(request, "portal_figure.html", context)


def _counts(entry: Entry, row: OpenValue) -> list[dict[str, str]]:
    """What was counted: part and whole of a share, or how many a middle value stands on."""
    kind = figure_kind(entry.code)
    if row.numerator is None:
        return []
    if row.denominator is not None:
        return [
            {"label": _("符合的（分子）"), "text": f"{row.numerator:,}"},
            {"label": _("全部的（分母）"), "text": f"{row.denominator:,}"},
        ]
    if kind is not None and kind.kind == MEDIAN:
        return [{"label": _("共统计"), "text": _("%(n)s 件") % {"n": f"{row.numerator:,}"}}]
    return []


def _details(entry: Entry, row: OpenValue) -> list[dict[str, str]]:
    shown = [
        (_("从哪里来"), entry.source or _(KINDS[entry.kind])),
        (_("统计口径"), entry.scope),
        (_("依据"), entry.basis),
        (_("口径版本"), str(row.rule_version)),
        (_("第几次给出"), str(row.revision)),
        (_("改动原因"), row.note),
    ]
    return [{"label": label, "text": text} for label, text in shown if text]


def _below(entry: Entry, rows: Sequence[OpenValue], chosen: OpenValue) -> list[dict[str, Any]]:
    """The areas just below the one shown, in the order of their codes: no ranking."""
    land = territory().areas
    same = [r for r in rows if (r.start, r.end) == (chosen.start, chosen.end) and r.subject in land]

    def is_below(code: str) -> bool:
        parent = land[code].parent
        if chosen.subject:
            return parent == chosen.subject
        return not parent or not land[parent].parent

    return [
        {"name": land[r.subject].name, "url": url_of(r), **value_told(entry, r)}
        for r in sorted(same, key=lambda r: land[r.subject].path)
        if is_below(r.subject)
    ]
