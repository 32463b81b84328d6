"""Indicators for other programs: the catalogue, and a value with everything that made it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from jiceng.kernel.refusal import Invalid, NotFound, Reason
from jiceng.kernel.reports import Span
from jiceng.performance.apps import INDICATORS
from jiceng.performance.queries.catalogue import catalogue, name_of
from jiceng.performance.queries.measuring import compose, measure
from jiceng.performance.queries.series import points, usual_period
from jiceng.performance.queries.subjects import subjects_of
from jiceng.performance.rules.catalogue import COMPOSED, DERIVED, IMPORTED, Entry
from jiceng.performance.rules.measured import Measured
from jiceng.performance.rules.periods import Period
from jiceng.web.api import Answer, Calls, local, machine
from jiceng.web.clock import local_day
from jiceng.web.doors import Asked
from jiceng.web.words import word

calls = Calls("indicators")
READERS = tuple(sorted(INDICATORS))


class IndicatorListed(Answer):
    """An entry of the catalogue."""

    code: str
    name: str
    kind: str = Field(description="derived, imported or composed.")
    definition: str
    unit: str
    formula: str
    period_kind: str = Field(description="instant, period or cumulative.")
    scope: str
    source: str
    owner: str = Field(description="Code of the unit that answers for it.")
    target: float | None
    direction: str = Field(description="up, down, or empty for neither.")
    basis: str
    rule_version: int


class IndicatorsSeen(Answer):
    """The whole catalogue of today."""

    items: list[IndicatorListed]


class PointSeen(Answer):
    """A published value; `revision` counts from 1."""

    start: str
    end: str
    value: float
    qualifier: str
    status: str = Field(description="preliminary, revised or final.")
    revision: int
    released_on: str
    break_note: str


class PartSeen(Answer):
    """A term of a formula and its value."""

    code: str
    step: str = Field(description="Empty, or year or period: how far back.")
    value: float | None
    qualifier: str


class IndicatorSeen(IndicatorListed):
    """A value with what made it."""

    subject: str = Field(description="Code of an area or a unit; empty is the whole.")
    start: str
    end: str
    as_of: str
    value: float | None = Field(description="Null where there is nothing to count.")
    qualifier: str = Field(description="近, 余, 约, <, >; <3 where few people are not told.")
    numerator: int | None
    denominator: int | None
    fault: str = Field(description="Why a formula has no value.")
    parts: list[PartSeen]
    series: list[PointSeen]


class Wanted(Schema):
    """Of whom, and for which local days, both included; the latest published period by default."""

    subject: str | None = Field(None, max_length=24)
    start: date | None = Field(None, alias="from")
    end: date | None = Field(None, alias="to")


@calls.get("/indicators", door=machine(*READERS), answer=IndicatorsSeen)
def list_indicators(request: Asked) -> dict[str, Any]:
    """Every indicator of today."""
    known = catalogue(local_day(request.now))
    return {"items": [_listed(known[code]) for code in sorted(known)]}


@calls.get("/indicators/{code}", door=machine(*READERS), answer=IndicatorSeen)
def read_indicator(request: Asked, code: str, wanted: Query[Wanted]) -> dict[str, Any]:
    """One value, its counts or parts, and the series behind it."""
    known = catalogue(local_day(request.now))
    if code not in known:
        raise NotFound(Reason("not_found"))
    period = _period(request, known[code], known, wanted)
    known = catalogue(period.end)
    entry = known[code]
    offered = subjects_of(request.actor, entry, known)
    subject = next(iter(offered), "") if wanted.subject is None else wanted.subject
    if subject not in offered:
        raise NotFound(Reason("not_found"))
    return _seen(request, entry, subject, period)


def _period(request: Asked, entry: Entry, known: dict[str, Entry], wanted: Wanted) -> Period:
    usual = usual_period(entry, known, local_day(request.now), request.now)
    period = Period(wanted.start or usual.start, wanted.end or usual.end)
    if period.end < period.start:
        raise Invalid(Reason("period_reversed", field="to"))
    return period


def _listed(entry: Entry) -> dict[str, Any]:
    return {
        "code": entry.code,
        "name": name_of(entry),
        "kind": entry.kind,
        "definition": _(entry.definition) if entry.kind == DERIVED else entry.definition,
        "unit": _(entry.unit).strip(),
        "formula": entry.formula,
        "period_kind": entry.period_kind,
        "scope": entry.scope,
        "source": entry.source,
        "owner": entry.owner,
        "target": _number(entry.target),
        "direction": entry.direction,
        "basis": entry.basis,
        "rule_version": entry.version,
    }


def _seen(request: Asked, entry: Entry, subject: str, period: Period) -> dict[str, Any]:
    span = Span(period.start, period.end, request.now)
    composed = compose(entry, subject, span) if entry.kind == COMPOSED else None
    found: Measured = (
        composed.value
        if composed
        else measure(entry.code, [subject], period.start, period.end, now=request.now)[subject]
    )
    return {
        **_listed(entry),
        "rule_version": found.rule_version,
        "subject": found.subject,
        "start": found.start.isoformat(),
        "end": found.end.isoformat(),
        "as_of": local(found.as_of),
        "value": _number(found.value),
        "qualifier": found.qualifier,
        "numerator": found.numerator,
        "denominator": found.denominator,
        "fault": word(composed.fault) if composed and composed.fault else "",
        "parts": [
            {"code": term.code, "step": term.step, "value": _number(part.value),
             "qualifier": part.qualifier}
            for term, part in (composed.parts if composed else {}).items()
        ],
        "series": _series(entry, subject, request) if entry.kind == IMPORTED else [],
    }  # fmt: skip


def _series(entry: Entry, subject: str, request: Asked) -> list[dict[str, Any]]:
    return [
        {
            "start": row.start.isoformat(),
            "end": row.end.isoformat(),
            "value": float(row.value),
            "qualifier": row.qualifier,
            "status": row.status,
            "revision": row.revision,
            "released_on": row.released_on.isoformat(),
            "break_note": row.break_note,
        }
        for point in points(entry.code, subject, request.now)
        for row in (*point.earlier, point.row)
    ]


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
