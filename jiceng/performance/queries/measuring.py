"""What an indicator says of areas and units: the one door through which numbers are asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings

from jiceng.casework.figures import Window, compute, figure_kind
from jiceng.kernel.figures import Figure
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import NotFound, Reason
from jiceng.performance.rules.measured import Measured


def measure(
    code: str, subjects: Collection[str], start: date, end: date, *, now: datetime
) -> Mapping[str, Measured]:
    """Subject (code of an area or unit, empty for the whole) -> its value in a period of days.

    A subject about which nothing is recorded has a value of None, never zero. Raises `NotFound` for
    a code no capability reports.
    """
    kind = figure_kind(code)
    if kind is None:
        raise NotFound(Reason("not_found"))
    window = Window.at(now, ZoneInfo(settings.TIME_ZONE), start=start, end=end)
    found: dict[str, Measured] = {}
    for by in sorted({grouping_of(subject) for subject in subjects}):
        for figure in compute(window, by=by, now=now):
            if figure.kind.id == code and figure.group in subjects:
                found[figure.group] = _measured(figure, by, window, start, end)
    empty = Figure(kind, 0, 0)
    for subject in set(subjects) - set(found):
        by = grouping_of(subject)
        found[subject] = _measured(empty, by, window, start, end, subject=subject)
    return found


def grouping_of(subject: str) -> str:
    """How figures are broken down so that `subject` is one of the groups."""
    if not subject:
        return "county"
    area = territory().area(subject)
    if area is None:
        return "unit"
    return "community" if area.level in ("village", "community") else area.level


def _measured(
    figure: Figure, by: str, window: Window, start: date, end: date, *, subject: str | None = None
) -> Measured:
    kind, group = figure.kind, figure.group if subject is None else subject
    asked = {"start": start, "end": end, "by": by, "group": group}
    return Measured(
        indicator=kind.id,
        subject=group,
        start=start,
        end=end,
        as_of=window.as_of,
        value=figure.value,
        unit=kind.unit,
        numerator=figure.numerator,
        denominator=figure.denominator if kind.kind == "share" else None,
        rule_version=kind.version,
        url=f"/cockpit/figures/{kind.id}/records?{urlencode(asked)}",
    )
