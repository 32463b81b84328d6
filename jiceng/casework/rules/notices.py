"""Reads the yearly holiday notice as people type it off: one day or one span a line.

    2027-01-01 休
    2027-02-06 至 2027-02-12 休 春节
    2月14日 班

Both ends of a span count. A later line wins over an earlier one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from jiceng.kernel.refusal import Reason

DAY = r"(?:(\d{4})[-年/.])?(\d{1,2})[-月/.](\d{1,2})日?"
LINE = re.compile(
    rf"{DAY}(?:\s*(?:至|到|—|~|～)\s*{DAY})?\s*[：:,，]?\s*(休|放假|班|上班)(?:\s.*)?"
)
LONGEST_SPAN = 31


def parse_notice(text: str, year: int) -> tuple[dict[str, bool], list[Reason]]:
    """Days of `year` by ISO date, True for a day worked; and what could not be read, by line.

    Reasons: `notice_line` with the line's number and text, `not_in_year`, `span_too_long`.
    """
    days: dict[str, bool] = {}
    faults: list[Reason] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line:
            continue
        try:
            days.update(_line(line, year))
        except ValueError as error:
            code = str(error) if str(error) in ("not_in_year", "span_too_long") else "notice_line"
            params = {"line": number, "value": line[:40], "year": year}
            faults.append(Reason(code, params, field="days"))
    return days, faults


def _line(line: str, year: int) -> Iterator[tuple[str, bool]]:
    found = LINE.fullmatch(line)
    if found is None:
        raise ValueError("notice_line")
    first = _day(found.group(1), found.group(2), found.group(3), year)
    last = _day(found.group(4), found.group(5), found.group(6), year) if found.group(5) else first
    if {first.year, last.year} != {year} or last < first:
        raise ValueError("not_in_year")
    if (last - first).days >= LONGEST_SPAN:
        raise ValueError("span_too_long")
    works = found.group(7) in ("班", "上班")
    return (
        ((first + timedelta(days=n)).isoformat(), works) for n in range((last - first).days + 1)
    )


def _day(year: str | None, month: str, day: str, default: int) -> date:
    return date(int(year or default), int(month), int(day))
