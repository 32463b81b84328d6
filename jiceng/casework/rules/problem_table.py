"""Ledgers as clerks type them: where the header stands, days, units, measures. Pure.

Cells in, values and reasons out; every reason names its field, and with the layout its cell.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from jiceng.casework.rules.problems import LONGEST_DESCRIPTION, LONGEST_MEASURE
from jiceng.kernel.places import HALF_WIDTH
from jiceng.kernel.refusal import Reason

HEADER_WITHIN = 10
FIELDS = (
    "number", "description", "category", "source", "found_on", "unit", "supporting",
    "responsible_leader", "responsible_person", "target", "measures", "deadline", "place", "lon",
    "lat", "progress", "closed_on",
)  # fmt: skip
SHEET, ROW, KEPT = "@sheet", "@row", "@kept"
HEADER = (SHEET, ROW, *FIELDS, KEPT)
"""The cells of one line on its way in: where it stood, what it says, and what nobody knows."""
NEEDED = ("description", "unit")
LENGTHS = {
    "number": 40, "category": 40, "responsible_leader": 40, "responsible_person": 40,
    "target": 300, "place": 120,
}  # fmt: skip
OWN_NUMBER = "系统编号"
"""The column of an export that holds our own number; read, it is no news."""
AS_WRITTEN = "（原文）"
"""Marks a kept column that holds what a cell said instead of a value."""
NO_DAY = ("长期坚持", "长期", "持续推进", "持续坚持")
EXCEL_START = date(1899, 12, 30)
SERIAL = range(20_000, 80_000)
BETWEEN = re.compile(r"[、，,；;/\n]+")
NUMBERED = re.compile(r"^\s*(?:[（(]?\d{1,2}[)）.．、]|[①-⑳])\s*")
BRACKETS = re.compile(r"[（(【\[].*?[)）】\]]")
YEARS = range(1900, 2101)
Cells = Sequence[str]
Find = Callable[[str], str | Reason]
"""A unit as it is typed -> its code, or why it means none."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where one sheet has what: the lines of its header, and the places of its columns."""

    first: int
    """Lines above the first row of problems."""
    columns: Mapping[str, int]
    kept: Mapping[str, int]
    """Headings without a meaning of their own -> their places."""


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One problem as the file tells it; units are codes already."""

    number: str
    description: str
    unit: str
    found_on: date | None = None
    category: str = ""
    source: str = ""
    supporting: tuple[str, ...] = ()
    responsible_leader: str = ""
    responsible_person: str = ""
    target: str = ""
    measures: tuple[str, ...] = ()
    deadline: date | None = None
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    progress: str = ""
    closed_on: date | None = None
    kept: Mapping[str, str] = field(default_factory=dict)


def find_layout(lines: Sequence[Cells], headings: Mapping[str, str]) -> Layout | None:
    """The header among the first lines: the one that names most columns, a description among them.

    A header of two lines (a group above its parts) is read as one. None: this is no ledger.
    """
    best: tuple[int, dict[str, int]] = (-1, {})
    for at, line in enumerate(lines[:HEADER_WITHIN]):
        named = _named(line, headings)
        if "description" in named and len(named) > max(1, len(best[1])):
            best = (at, named)
    at, named = best
    if at < 0:
        return None
    below = lines[at + 1] if at + 1 < len(lines) else ()
    second = _named(below, headings)
    is_double = bool(second) and all(
        _heading(cell) in headings or (at < len(lines) and _same(lines[at], place, cell))
        for place, cell in enumerate(below)
        if cell
    )
    if is_double:
        named |= second
    taken = set(named.values())
    kept = {
        _shown(cell): place
        for place, cell in enumerate(lines[at])
        if cell.strip() and place not in taken and _heading(cell) not in {*headings, OWN_NUMBER}
    }
    return Layout(at + 1 + is_double, named, kept)


def _same(above: Cells, place: int, cell: str) -> bool:
    return place < len(above) and above[place] == cell


def _named(line: Cells, headings: Mapping[str, str]) -> dict[str, int]:
    """Field -> place; of two columns for one field the one whose heading says it best counts."""
    found: dict[str, tuple[int, int]] = {}
    rank = {heading: n for n, heading in enumerate(headings)}
    for place, cell in enumerate(line):
        heading = _heading(cell)
        name = headings.get(heading)
        if name and (name not in found or rank[heading] < found[name][0]):
            found[name] = (rank[heading], place)
    return {name: place for name, (_rank, place) in found.items()}


def _heading(cell: str) -> str:
    return BRACKETS.sub("", "".join(cell.translate(HALF_WIDTH).split())).rstrip(":：*")


def _shown(cell: str) -> str:
    return " ".join(cell.split())[:40]


def lines_of_sheet(name: str, lines: Sequence[Cells], layout: Layout) -> Iterator[dict[str, str]]:
    """Every filled line below the header as cells by field; title lines in between are left out."""
    for row, line in enumerate(lines[layout.first :], layout.first + 1):
        filled = [cell for cell in line if cell.strip()]
        is_title = len(set(filled)) == 1 and (len(filled) > 2 or _only_first(line, layout))
        if not filled or is_title:
            continue
        kept = {h: line[p] for h, p in layout.kept.items() if p < len(line) and line[p]}
        cells = {f: line[p].strip() for f, p in layout.columns.items() if p < len(line)}
        yield {SHEET: name, ROW: str(row), **cells, KEPT: json.dumps(kept, ensure_ascii=False)}


def _only_first(line: Cells, layout: Layout) -> bool:
    """One cell alone at the left that is no description: a title between two parts."""
    place = next(n for n, cell in enumerate(line) if cell.strip())
    return place != layout.columns["description"]


def letters(place: int) -> str:
    """The letters of a column, A for 0."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text


def read_problem(
    cells: Mapping[str, str], find: Find, sources: Mapping[str, str], *, today: date
) -> ProblemRow | tuple[Reason, ...]:
    """One line, or every reason to refuse it. `sources` are words -> codes."""
    at = {name: cells.get(name, "").strip() for name in FIELDS}
    faults = [*_missing(at), *_too_long(at)]
    kept = dict(json.loads(cells.get(KEPT) or "{}"))
    unit, supporting = _units(at, find, faults)
    days = _days(at, kept, faults, today)
    lon, lat = _point(at, faults)
    measures = split_measures(at["measures"])
    if any(len(text) > LONGEST_MEASURE for text in measures):
        told = {"low": 2, "high": LONGEST_MEASURE}
        faults.append(Reason("text_length", told, field="measures"))
    source = sources.get(at["source"], "")
    if at["source"] and not source:
        kept[f"问题来源{AS_WRITTEN}"], source = at["source"], "other"
    if faults:
        return tuple(faults)
    plain: dict[str, Any] = {name: at[name] for name in LENGTHS if name != "number"} | days
    return ProblemRow(
        number=at["number"],
        description=at["description"],
        unit=unit,
        supporting=supporting,
        source=source,
        measures=measures,
        lon=lon,
        lat=lat,
        progress=read_progress(at["progress"], at["deadline"]),
        kept=kept,
        **plain,
    )


def _missing(at: Mapping[str, str]) -> Iterator[Reason]:
    for name in NEEDED:
        if not at[name]:
            yield Reason("cell_empty", field=name)


def _too_long(at: Mapping[str, str]) -> Iterator[Reason]:
    for name, most in LENGTHS.items():
        if len(at[name]) > most:
            yield Reason("text_length", {"low": 1, "high": most}, field=name)
    if at["description"] and not 2 <= len(at["description"]) <= LONGEST_DESCRIPTION:
        told = {"low": 2, "high": LONGEST_DESCRIPTION}
        yield Reason("text_length", told, field="description")


def _units(at: Mapping[str, str], find: Find, faults: list[Reason]) -> tuple[str, tuple[str, ...]]:
    named = [word for word in BETWEEN.split(at["unit"]) if word.strip()]
    if len(named) > 1:
        faults.append(Reason("several_lead_units", field="unit"))
    unit = ""
    if len(named) == 1:
        unit = _found(find(named[0].strip()), "unit", faults)
    others = [
        _found(find(word.strip()), "supporting", faults)
        for word in BETWEEN.split(at["supporting"])
        if word.strip()
    ]
    if unit and unit in others:
        faults.append(Reason("second_lead_unit", {"unit": at["unit"]}, field="supporting"))
    return unit, tuple(dict.fromkeys(o for o in others if o))


def _found(code: str | Reason, name: str, faults: list[Reason]) -> str:
    if isinstance(code, str):
        return code
    faults.append(Reason(code.code, code.params, field=name))
    return ""


def _days(
    at: Mapping[str, str], kept: dict[str, str], faults: list[Reason], today: date
) -> dict[str, date | None]:
    found = read_day(at["found_on"], latest=today)
    days = {
        "found_on": found,
        "deadline": read_day(at["deadline"], earliest=found or today, at_end=True),
        "closed_on": read_day(at["closed_on"], latest=today, at_end=True),
    }
    if at["deadline"] in NO_DAY:
        kept[f"整改时限{AS_WRITTEN}"] = at["deadline"]
    for name, day in days.items():
        if at[name] and day is None and not (name == "deadline" and at[name] in NO_DAY):
            faults.append(Reason("bad_day", {"value": at[name][:40]}, field=name))
    if found and found > today:
        faults.append(Reason("in_the_future", field="found_on"))
    if found and days["deadline"] and days["deadline"] < found:
        faults.append(Reason("deadline_before_found", field="deadline"))
    return days


def _point(at: Mapping[str, str], faults: list[Reason]) -> tuple[float | None, float | None]:
    if not at["lon"] and not at["lat"]:
        return None, None
    try:
        lon, lat = float(at["lon"]), float(at["lat"])
    except ValueError:
        lon = lat = 999.0
    if -180 <= lon <= 180 and -90 <= lat <= 90:
        return lon, lat
    faults.append(Reason("bad_point", field="lon"))
    return None, None


def split_measures(text: str) -> tuple[str, ...]:
    """One measure a line; its number goes, since every list is numbered anew."""
    lines = (NUMBERED.sub("", line, count=1).strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def joined_measures(texts: Sequence[str]) -> str:
    """The inverse of `split_measures`."""
    return "\n".join(f"{n}. {text}" for n, text in enumerate(texts, 1))


WORDS_OF_PROGRESS = (
    ("dismissed", ("不成立", "不属实")),
    ("long_term", ("长期",)),
    ("open", ("未启动", "未开始", "未整改", "未完成")),
    ("submitted", ("待验收", "申请销号", "已完成", "整改完成", "整改到位", "已整改")),
    ("struck_off", ("销号",)),
    ("rectifying", ("进行中", "整改中", "正在", "推进")),
)


def read_progress(text: str, deadline: str = "") -> str:
    """A progress of `rules.problems.PROGRESS` from what clerks write; empty when nothing is said.

    未销号 is still being rectified; 已销号 is struck off.
    """
    plain = "".join(text.split())
    if plain in ("未销号", "否"):
        return "rectifying"
    if plain in ("是",):
        return "struck_off"
    return next((name for name, words in WORDS_OF_PROGRESS if any(w in plain for w in words)), "")


def state_for(progress: str, *, has_deadline: bool, has_measures: bool) -> str:
    """Where a problem new to the house begins: where the file says it ended, else as far as what
    it brings along allows."""
    ended = {"struck_off", "long_term", "dismissed", "submitted"}
    if progress in ended:
        return progress
    if has_deadline and has_measures:
        return "rectifying"
    return "confirmed" if has_deadline else "found"


WHOLE = re.compile(r"(\d{4})[.\-/年](\d{1,2})[.\-/月](\d{1,2})日?")
MONTH = re.compile(r"(\d{4})[.\-/年](\d{1,2})月?(?:份|底)?")
SHORT = re.compile(r"(\d{1,2})[月./](\d{1,2})日?")
DENSE = re.compile(r"(\d{4})(\d{2})(\d{2})")


def read_day(
    text: str, *, latest: date | None = None, earliest: date | None = None, at_end: bool = False
) -> date | None:
    """A day as clerks type it: 2026.3.5, 2026年3月5日, 3月5日, 2026年3月, 20260305, or the serial
    number of a spreadsheet. None when it is none.

    Without a year it is the last one up to `latest`, or the first from `earliest` on. A month is
    its first day, or with `at_end` its last.
    """
    plain = "".join(text.translate(HALF_WIDTH).split())
    plain = re.sub(r"(?:00:00:00|T00:00:00)(?:\.0+)?$", "", plain)
    plain = plain.removesuffix("前").removesuffix("之")
    if plain.isascii() and plain.isdigit() and int(plain) in SERIAL:
        return EXCEL_START + timedelta(days=int(plain))
    for pattern in (WHOLE, DENSE):
        if match := pattern.fullmatch(plain):
            return _day(*map(int, match.groups()))
    if match := MONTH.fullmatch(plain):
        return _of_month(*map(int, match.groups()), at_end=at_end)
    if match := SHORT.fullmatch(plain):
        month, day = map(int, match.groups())
        return _without_year(month, day, latest, earliest)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _of_month(year: int, month: int, *, at_end: bool) -> date | None:
    if year not in YEARS or not 1 <= month <= 12:
        return None
    return date(year, month, monthrange(year, month)[1] if at_end else 1)


def _without_year(month: int, day: int, latest: date | None, earliest: date | None) -> date | None:
    if latest is not None:
        years = [latest.year - back for back in range(9)]
        return next((d for y in years if (d := _day(y, month, day)) and d <= latest), None)
    if earliest is not None:
        years = [earliest.year + on for on in range(9)]
        return next((d for y in years if (d := _day(y, month, day)) and d >= earliest), None)
    return None
