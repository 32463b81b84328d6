"""How indicators are shown: a value with what was said of it, its parts, its series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from jiceng.kernel.records.reporting import reporters
from jiceng.kernel.scope import Actor
from jiceng.performance.apps import INDICATORS
from jiceng.performance.queries.catalogue import name_of
from jiceng.performance.queries.series import Point, grown, points
from jiceng.performance.queries.telling import period_words, qualified, told, unit_words
from jiceng.performance.rules.catalogue import IMPORTED, STATUSES, Entry
from jiceng.performance.rules.expression import Term
from jiceng.performance.rules.measured import Measured
from jiceng.performance.rules.periods import Period

HERE = "/desk/indicators/"
READERS = tuple(sorted(INDICATORS))


def may_open(actor: Actor, entry: Entry) -> bool:
    """Whether the records behind a derived number are somebody's to open at all."""
    reporter = reporters().get(entry.code)
    return reporter is None or not reporter.readers or bool(reporter.readers & actor.roles)


DRAWN = 3
"""Points from which on a line says something; between two any line would be straight."""


def url_of(code: str, found: Measured | None = None) -> str:
    """The page of an indicator, in the period of a value."""
    if found is None:
        return f"{HERE}{code}/"
    asked = {"subject": found.subject, "start": found.start, "end": found.end}
    return f"{HERE}{code}/?{urlencode(asked)}"


def part_rows(parts: Mapping[Term, Measured], known: Mapping[str, Entry]) -> list[dict[str, Any]]:
    """The terms of a formula, each open onto its own page."""
    steps = {"": "", "year": _("上年同期"), "period": _("上一期")}
    return [
        {
            "name": name_of(known[term.code]),
            "code": term.code,
            "step": steps[term.step],
            "value": told(found, known[term.code]),
            "unit": unit_words(known[term.code]),
            "url": url_of(term.code, found),
        }
        for term, found in parts.items()
        if term.code in known
    ]


def series_shown(entry: Entry, subject: str, now: Any) -> dict[str, Any] | None:
    """A published series with its growth and its revisions, and what a chart needs."""
    if entry.kind != IMPORTED or not (found := points(entry.code, subject, now)):
        return None
    compared = grown(found, entry.unit, steps_back=entry.period_kind != "cumulative")
    values = [float(point.value) for point in found]
    return {
        "rows": [_point(point, entry, compared[point.period]) for point in reversed(found)],
        "is_drawn": len(found) >= DRAWN and min(values) >= 0,
        "labels": [point.period.code for point in found],
        "lines": [{"label": name_of(entry), "values": values}],
        "growth_unit": _("百分点") if entry.unit == "%" else "%",
    }


def _point(point: Point, entry: Entry, compared: Mapping[str, Decimal | None]) -> dict[str, Any]:
    return {
        "period": period_words(point.period),
        "url": f"?{urlencode({'start': point.period.start, 'end': point.period.end})}",
        "value": qualified(point.row.value, point.row.qualifier, entry),
        "year": _signed(compared.get("year")),
        "before": _signed(compared.get("period")),
        "status": _(STATUSES[point.row.status]),
        "released_on": point.row.released_on,
        "break_note": point.row.break_note,
        "file": point.row.file,
        "file_url": f"{HERE}files/{point.row.file_id}/",
        "row": point.row.row,
        "earlier": [
            {"value": qualified(old.value, old.qualifier, entry), "status": _(STATUSES[old.status]),
             "released_on": old.released_on}
            for old in point.earlier
        ],
    }  # fmt: skip


def _signed(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:+}"


def months_before(today: date, count: int) -> Sequence[Period]:
    """The last whole months, the earliest first."""
    found, end = list[Period](), today.replace(day=1) - timedelta(days=1)
    for _step in range(count):
        found.append(Period(end.replace(day=1), end))
        end = end.replace(day=1) - timedelta(days=1)
    return found[::-1]
