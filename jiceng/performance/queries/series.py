"""Published series as they were known at an instant, with what they said before."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet

from jiceng.kernel.formulas import change, point_difference, rounded
from jiceng.performance.models import SeriesValue
from jiceng.performance.queries.subjects import entry_codes
from jiceng.performance.rules.catalogue import COMPOSED, IMPORTED, Entry
from jiceng.performance.rules.periods import Period, period_before, year_before


@dataclass(frozen=True, slots=True)
class Point:
    """The latest revision of one period, and the revisions it replaced, the oldest first."""

    period: Period
    row: SeriesValue
    earlier: tuple[SeriesValue, ...] = field(default=())

    @property
    def value(self) -> Decimal:
        return self.row.value


def known(code: str, now: datetime) -> QuerySet[SeriesValue]:
    """Everything taken in by an instant, revisions in their order."""
    rows = SeriesValue.objects.filter(indicator=code, file__taken_at__lte=now)
    return rows.select_related("file").order_by("start", "end", "revision")


def points(code: str, subject: str, now: datetime) -> list[Point]:
    """A series in order of time."""
    by_period: dict[Period, list[SeriesValue]] = {}
    for row in known(code, now).filter(subject=subject):
        by_period.setdefault(Period(row.start, row.end), []).append(row)
    return [Point(period, rows[-1], tuple(rows[:-1])) for period, rows in by_period.items()]


def latest(
    code: str, subjects: Collection[str], start: date, end: date, now: datetime
) -> dict[str, SeriesValue]:
    """Subject -> the last revision of exactly this period."""
    rows = known(code, now).filter(subject__in=subjects, start=start, end=end)
    return {row.subject: row for row in rows}


def usual_period(entry: Entry, known: Mapping[str, Entry], today: date, now: datetime) -> Period:
    """What is shown first: the latest published period, or this year up to today."""
    for code in _published_codes(entry, known):
        if found := points(code, "", now):
            return found[-1].period
    return Period(date(today.year, 1, 1), today)


def _published_codes(entry: Entry, known: Mapping[str, Entry], depth: int = 0) -> list[str]:
    if entry.kind == IMPORTED:
        return [entry.code]
    if entry.kind != COMPOSED or depth > 8:
        return []
    parts = [known[code] for code in entry_codes(entry) if code in known]
    return [code for part in parts for code in _published_codes(part, known, depth + 1)]


def grown(
    of: list[Point], unit: str, *, steps_back: bool
) -> dict[Period, dict[str, Decimal | None]]:
    """Period -> 同比 and 环比, rounded to one place; in points where the unit is a rate.

    Across a break of definition nothing is compared, and cumulated values only with last year's.
    """
    by_period = {point.period: point for point in of}
    breaks = [point.period.start for point in of if point.row.break_note]
    found: dict[Period, dict[str, Decimal | None]] = {}
    for period, point in by_period.items():
        asked = {"year": year_before(period)}
        if steps_back and period.sort not in ("year", "days"):
            asked["period"] = period_before(period)
        found[period] = {
            name: _compared(point, by_period.get(before), breaks, unit)
            for name, before in asked.items()
        }
    return found


def _compared(point: Point, before: Point | None, breaks: list[date], unit: str) -> Decimal | None:
    if before is None or point.row.qualifier or before.row.qualifier:
        return None
    if any(before.period.start < day <= point.period.start for day in breaks):
        return None
    now, then = Fraction(point.value), Fraction(before.value)
    return rounded(point_difference(now, then) if unit == "%" else change(now, then), 1)
