"""Figures and the cases behind them, each within the caller's reach (contract: figures)."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from jiceng.casework.api.cases import READERS
from jiceng.casework.api.seen import CaseListed, listed
from jiceng.casework.figures import Window, compute, followed, reach_for, records
from jiceng.casework.models import CaseOutcome
from jiceng.kernel.figures import Figure
from jiceng.kernel.records.advance import Movable
from jiceng.web.api import Answer, Calls, Page, local, machine, page_of
from jiceng.web.api.pages import read_cursor
from jiceng.web.clock import county_zone
from jiceng.web.doors import Asked

calls = Calls("figures")
By = Literal["county", "town", "community", "grid", "unit", "type", "month"]
COUNTERS = ("auditor",)
"""Who reads figures beside those who read cases; the records stay with the latter."""


class FigureSeen(Answer):
    """One figure of one group, with everything needed to check it."""

    id: str
    name: str
    definition: str
    value: float | None = Field(description="Null where there is nothing to count.")
    numerator: int
    denominator: int
    unit: str
    scope: str = Field(description="Code of the group, or the month; empty is the whole.")
    scope_name: str
    rule_version: int
    as_of: str
    interval: list[float] | None = Field(None, description="95 %, for estimates from a sample.")
    is_small: bool = Field(description="Too few cases to compare.")


class FiguresSeen(Answer):
    """Every figure of every group."""

    items: list[FigureSeen]
    by: By
    as_of: str


class FollowedListed(Answer):
    """A task, an urging or an item behind a figure of the supervision office."""

    kind: str = Field(description="supervision_task, urging or supervision_item.")
    number: str
    title: str
    unit: str
    state: str
    due_at: str | None


class RecordsSeen(Answer):
    """A page of the records behind a figure; `total` is the figure's own count."""

    items: list[CaseListed | FollowedListed]
    next: str | None
    total: int


class FigureFilter(Schema):
    """Period by local days, both included, and as of the end of which day; now by default."""

    as_of: date | None = None
    start: date | None = Field(None, alias="from")
    end: date | None = Field(None, alias="to")
    by: By = "county"


class RecordFilter(FigureFilter, Page):
    """Which cell of a table of figures."""

    group: str | None = Field(None, max_length=24, description="As `scope`; absent is the whole.")
    part: Literal["numerator", "denominator"] = "numerator"


@calls.get("/figures", door=machine(*READERS, *COUNTERS), answer=FiguresSeen)
def list_figures(request: Asked, wanted: Query[FigureFilter]) -> dict[str, Any]:
    """Every figure by area, unit, type or month, within the caller's reach."""
    window = window_of(request, wanted)
    reach = reach_for(request.actor)
    found = compute(window, by=wanted.by, reach=reach, now=request.now)
    found += followed.compute(window, by=wanted.by, reach=reach, now=request.now)
    as_of = local(window.as_of)
    return {"items": [_seen(f, as_of) for f in found], "by": wanted.by, "as_of": as_of}


@calls.get("/figures/{id}/records", door=machine(*READERS), answer=RecordsSeen)
def list_records(request: Asked, id: str, wanted: Query[RecordFilter]) -> dict[str, Any]:
    """The records behind a figure: as many as it counts, within the caller's reach."""
    if id in followed.FIGURES:
        return _followed(request, id, wanted)
    chosen = records(
        id,
        window=window_of(request, wanted),
        by=wanted.by,
        group=wanted.group,
        reach=reach_for(request.actor),
        part=wanted.part,
    )
    place = read_cursor(wanted.after, int)
    rows = chosen.filter(pk__gt=place[0]) if place else chosen
    found = list(rows.select_related("case")[: wanted.limit + 1])
    return {
        **page_of(found, wanted.limit, show=lambda o: _listed(o, request), key=lambda o: [o.pk]),
        "total": chosen.count(),
    }


def _followed(request: Asked, id: str, wanted: RecordFilter) -> dict[str, Any]:
    chosen = followed.records(
        id,
        window=window_of(request, wanted),
        by=wanted.by,
        group=wanted.group,
        reach=reach_for(request.actor),
        part=wanted.part,
    )
    place = read_cursor(wanted.after, int)
    rows = chosen.filter(pk__gt=place[0]) if place else chosen
    found = list(rows[: wanted.limit + 1])
    return {
        **page_of(found, wanted.limit, show=_line, key=lambda row: [row.pk]),
        "total": chosen.count(),
    }


def _line(row: Movable) -> dict[str, Any]:
    return {
        "kind": row.subject_kind,
        "number": row.number,
        "title": row.title,
        "unit": row.unit,
        "state": row.state,
        "due_at": local(row.due_at),
    }


def window_of(request: Asked, wanted: FigureFilter) -> Window:
    """The period and the instant asked for."""
    return Window.at(
        request.now, county_zone(), as_of=wanted.as_of, start=wanted.start, end=wanted.end
    )


def _listed(outcome: CaseOutcome, request: Asked) -> dict[str, Any]:
    return listed(outcome.case, request.now)


def _seen(figure: Figure, as_of: str | None) -> dict[str, Any]:
    kind = figure.kind
    return {
        "id": kind.id,
        "name": _(kind.name),
        "definition": _(kind.definition),
        "value": None if figure.value is None else float(figure.value),
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "unit": _(kind.unit).strip(),  # English sets it off from the number
        "scope": figure.group,
        "scope_name": _(figure.group_name) if figure.group_name else "",
        "rule_version": kind.version,
        "as_of": as_of,
        "interval": [float(bound) for bound in figure.interval] if figure.interval else None,
        "is_small": figure.is_small,
    }
