"""What reading and writing a ledger as a table rests on: headings, units by name, columns."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache
from typing import Protocol

from jiceng.casework.models import Measure, Problem
from jiceng.casework.queries.layouts import CONTENT
from jiceng.casework.queries.problems import problem_terms
from jiceng.casework.rules.problem_table import (
    AS_WRITTEN,
    FIELDS,
    OWN_NUMBER,
    find_layout,
    joined_measures,
    letters,
    lines_of_sheet,
)
from jiceng.casework.rules.problems import PROGRESS, SOURCES, progress_of
from jiceng.casework.rules.unit_names import UnitNames, Written
from jiceng.kernel.records.models import Unit
from jiceng.kernel.records.models.unit import APART
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Reason

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A file taken apart: its lines by field, where each column stood, and sheets left out."""

    cells: list[dict[str, str]]
    layouts: dict[str, dict[str, str]]
    """Sheet -> field -> the letters of its column."""
    unread: list[str]


class Sheet(Protocol):
    """One sheet of a file: its name and all its lines."""

    @property
    def name(self) -> str: ...

    @property
    def lines(self) -> Sequence[Sequence[str]]: ...


def ledger_in(sheets: Iterable[Sheet], name: str) -> LedgerFile:
    """Every sheet that has the header of a ledger. `name` is that of the file. Raises `Invalid`."""
    found = LedgerFile([], {}, [])
    for sheet in sheets:
        layout = find_layout(sheet.lines, ledger_headings())
        if layout is None:
            found.unread.extend([sheet.name] if any(sheet.lines) else [])
            continue
        found.layouts[sheet.name] = {f: letters(place) for f, place in layout.columns.items()}
        found.cells.extend(lines_of_sheet(sheet.name, sheet.lines, layout))
    if not found.layouts:
        raise Invalid(Reason("no_ledger_sheet", field="file"))
    if not found.cells:
        raise Invalid(Reason("file_empty", {"file": name[:80]}, field="file"))
    return found


@cache
def ledger_headings() -> Mapping[str, str]:
    """Heading -> field, in the order of how well a heading says it."""
    listed = tomllib.loads((CONTENT / "ledger_headings.toml").read_text(encoding="utf-8"))
    return {heading: field for field, headings in listed.items() for heading in headings}


def source_words() -> Mapping[str, str]:
    """Sources as ledgers write them, in Chinese whatever language a page is in -> codes."""
    return {label: code for code, label in SOURCES.items()}


def unit_names(now: datetime) -> UnitNames:
    """Every unit in force that work may be given to, with its names, that of its town or community,
    and the aliases set."""
    land = territory()
    able = Unit.objects.filter(valid_to=None).exclude(kind__in=APART)
    rows = able.values_list("code", "name", "short_name", "area_id")
    root = next((a for a in land.areas.values() if not a.path.strip("/").count("/")), None)
    desks: dict[str, str] = {}
    for area in land.areas.values():
        if area.level in ("town", "community", "village"):
            desk = land.desk_for(area, "town" if area.level == "town" else "community")
            if desk.area == area.code:
                desks[desk.code] = area.name
    written = (
        Written(code, tuple(dict.fromkeys(n for n in (name, short, desks.get(code, "")) if n)))
        for code, name, short, _area in rows
    )
    return UnitNames(written, root.name if root else "", problem_terms(now).aliases)


def head_of(kept: Iterable[str]) -> list[str]:
    """The headings of a ledger as it is written: the usual ones, those kept, our own number."""
    first = {field: heading for heading, field in reversed(list(ledger_headings().items()))}
    return [*(first[field] for field in FIELDS), *kept, OWN_NUMBER]


def kept_headings(problems: Iterable[Problem]) -> list[str]:
    """Every column of files that was kept, in the order of first appearance."""
    found = (name for p in problems for name in p.kept if not name.endswith(AS_WRITTEN))
    return list(dict.fromkeys(found))


def rows_of(problems: Iterable[Problem], kept: list[str], zone: tzinfo) -> Iterator[list[object]]:
    """The lines of a ledger in Chinese, measures of many problems read at once."""
    batch: list[Problem] = []
    for problem in problems:
        batch.append(problem)
        if len(batch) == AT_ONCE:
            yield from _rows(batch, kept, zone)
            batch = []
    yield from _rows(batch, kept, zone)


def _rows(batch: list[Problem], kept: list[str], zone: tzinfo) -> list[list[object]]:
    measures: dict[int, list[str]] = {}
    found = Measure.objects.filter(problem__in=batch).order_by("problem_id", "order")
    for key, text in found.values_list("problem_id", "text"):
        measures.setdefault(key, []).append(text)
    units = {u.code: u.name for u in territory().units.values()}
    return [_row(p, measures.get(p.pk, []), units, kept, zone) for p in batch]


def _row(
    p: Problem, measures: list[str], units: Mapping[str, str], kept: list[str], zone: tzinfo
) -> list[object]:
    closed = p.struck_off_at
    values = {
        "number": p.external_number or p.number,
        "description": p.description,
        "category": p.category,
        "source": p.kept.get(f"问题来源{AS_WRITTEN}") or SOURCES.get(p.source, p.source),
        "found_on": p.found_on.isoformat(),
        "unit": units.get(p.unit, p.unit),
        "supporting": "、".join(units.get(code, code) for code in p.supporting),
        "responsible_leader": p.responsible_leader,
        "responsible_person": p.responsible_person,
        "target": p.target,
        "measures": joined_measures(measures),
        "deadline": _day(p.due_at, zone) or p.kept.get(f"整改时限{AS_WRITTEN}", ""),
        "place": p.place_text,
        "lon": "" if p.lon is None else p.lon,
        "lat": "" if p.lat is None else p.lat,
        "progress": PROGRESS[progress_of(p.state)][0],
        "closed_on": _day(closed, zone),
    }
    return [*(values[field] for field in FIELDS), *(p.kept.get(k, "") for k in kept), p.number]


def _day(moment: datetime | None, zone: tzinfo) -> str:
    return moment.astimezone(zone).date().isoformat() if moment else ""
