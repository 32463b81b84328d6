"""Periods of statistics: read as tables write them, stepped back a year or their own length."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jiceng.kernel.refusal import Invalid, Reason

NUMERALS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
MONTHS = {"year": 12, "half": 6, "quarter": 3, "month": 1}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Local days, both included."""

    start: date
    end: date

    @property
    def sort(self) -> str:
        """year, half, quarter, month, or days where it is no part of the calendar."""
        after = self.end + timedelta(days=1)
        months = 12 * (after.year - self.start.year) + after.month - self.start.month
        if self.start.day != 1 or after.day != 1:
            return "days"
        fits = (self.start.month - 1) % months == 0 if 0 < months <= 12 else False
        return next((s for s, n in MONTHS.items() if n == months and fits), "days")

    @property
    def code(self) -> str:
        """As it stands in files and addresses: 2020, 2020H1, 2020Q1, 2020-05, or two days."""
        year, month = self.start.year, self.start.month
        names = {
            "year": f"{year}",
            "half": f"{year}H{(month + 5) // 6}",
            "quarter": f"{year}Q{(month + 2) // 3}",
            "month": f"{year}-{month:02d}",
        }
        return names.get(self.sort) or (
            self.start.isoformat() if self.start == self.end else f"{self.start}~{self.end}"
        )


def year_before(period: Period) -> Period:
    """The same period of the year before; 29 February becomes the 28th, or the end of February."""
    is_whole = period.sort != "days"
    start = _last_year(period.start)
    if is_whole:
        return Period(start, _last_year(period.end + timedelta(days=1)) - timedelta(days=1))
    return Period(start, _last_year(period.end))


def period_before(period: Period) -> Period:
    """The period just before, of the same sort; of days, as many days."""
    end = period.start - timedelta(days=1)
    months = MONTHS.get(period.sort)
    if months is None:
        return Period(end - (period.end - period.start), end)
    first = 12 * period.start.year + period.start.month - 1 - months
    return Period(date(first // 12, first % 12 + 1, 1), end)


def _last_year(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def months_of(year: int, month: int, count: int) -> Period:
    """Some months from a first one on."""
    after = 12 * year + month - 1 + count
    return Period(date(year, month, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1))


Found = Sequence[str]
FORMS: Sequence[tuple[str, Callable[[Found], Period]]] = (
    (r"(\d{4})年?", lambda f: months_of(int(f[0]), 1, 12)),
    (r"(\d{4})H([12])", lambda f: months_of(int(f[0]), 6 * int(f[1]) - 5, 6)),
    (r"(\d{4})年(上|下)半年", lambda f: months_of(int(f[0]), 1 if f[1] == "上" else 7, 6)),
    (r"(\d{4})Q([1-4])", lambda f: months_of(int(f[0]), 3 * int(f[1]) - 2, 3)),
    (r"(\d{4})年第?([一二三四1-4])季度",
     lambda f: months_of(int(f[0]), 3 * NUMERALS[f[1]] - 2, 3)),
    (r"(\d{4})(?:-|年)(\d{1,2})月?", lambda f: months_of(int(f[0]), int(f[1]), 1)),
    (r"(\d{4})年1[-—至~](\d{1,2})月", lambda f: months_of(int(f[0]), 1, int(f[1]))),
    (r"(\d{4}-\d{2}-\d{2})", lambda f: Period(date.fromisoformat(f[0]), date.fromisoformat(f[0]))),
    (r"(\d{4}-\d{2}-\d{2})[~至](\d{4}-\d{2}-\d{2})",
     lambda f: Period(date.fromisoformat(f[0]), date.fromisoformat(f[1]))),
)  # fmt: skip


def read_period(text: str) -> Period:
    """2020, 2020年上半年, 2020Q1, 2020年5月, 2018-01-01~2020-06-30. Raises `Invalid`."""
    plain = "".join(text.split())
    refusal = Invalid(Reason("bad_period", {"value": text[:40]}, "period"))
    for pattern, made in FORMS:
        if found := re.fullmatch(pattern, plain):
            try:
                period = made(found.groups())
            except ValueError as error:
                raise refusal from error
            if period.start <= period.end and 1900 <= period.start.year < period.end.year + 1:
                return period
    raise refusal
