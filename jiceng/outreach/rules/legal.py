"""A year of legal publicity: where it goes, who owes it, and what it has not reached (facts.md §9).

The kinds of place are those venues lie in (`venue_place`, six since 2006). Each department
publicises the laws it applies (谁执法谁普法).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiceng.kernel.refusal import Reason

KIND = "legal_programme"
"""The kind of configuration that holds the programme of a year; its key is the year."""
MOST_LAWS = 40


@dataclass(frozen=True, slots=True)
class Duty:
    """A unit, and the laws it has to make known."""

    unit: str
    laws: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """The publicity of one year in the version in force."""

    key: str
    version: int
    name: str
    start: date
    end: date
    laws: Mapping[str, str]
    """Key of what is made known -> its name."""
    duties: tuple[Duty, ...]
    basis: str
    is_unverified: bool

    def is_on(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Reached:
    """Sessions held in one community or village, by kind of place."""

    area: str
    sessions: Mapping[str, int]

    def gaps(self, places: Iterable[str]) -> tuple[str, ...]:
        """Kinds of place into which nothing went."""
        return tuple(p for p in places if not self.sessions.get(p))


def programme_of(key: str, version: int, content: Mapping[str, Any]) -> Programme:
    """A programme as configuration keeps it, once it has passed `check_programme`."""
    return Programme(
        key, version, str(content["name"]), _day(content, "start"), _day(content, "end"),
        {str(k): str(v) for k, v in content["laws"].items()},
        tuple(Duty(str(d["unit"]), tuple(d["laws"])) for d in content.get("duties") or ()),
        str(content.get("basis") or ""), bool(content.get("unverified")),
    )  # fmt: skip


def _day(content: Mapping[str, Any], name: str) -> date:
    return date.fromisoformat(str(content[name]))


def check_programme(key: str, content: Mapping[str, Any], units: Collection[str]) -> list[Reason]:
    """What makes a version unfit, each fault a reason."""
    return [*_names(content), *_days(key, content), *_duties(content, units)]


def _names(content: Mapping[str, Any]) -> Iterator[Reason]:
    if not 1 <= len(str(content.get("name") or "").strip()) <= 60:
        yield Reason("text_length", {"low": 1, "high": 60}, "name")
    laws = content.get("laws")
    if not isinstance(laws, Mapping) or not 1 <= len(laws) <= MOST_LAWS:
        yield Reason("legal_list_needed", {"most": MOST_LAWS}, "laws")
    elif not all(str(label).strip() for label in laws.values()):
        yield Reason("legal_without_name", field="laws")


def _days(key: str, content: Mapping[str, Any]) -> Iterator[Reason]:
    try:
        start, end = _day(content, "start"), _day(content, "end")
    except (KeyError, ValueError):
        yield Reason("legal_days_needed", field="start")
        return
    if end < start:
        yield Reason("legal_days_reversed", field="end")
    if not key.isdigit() or {start.year, end.year} != {int(key)}:
        yield Reason("legal_other_year", {"year": key}, "start")


def _duties(content: Mapping[str, Any], units: Collection[str]) -> Iterator[Reason]:
    laws = content.get("laws") or {}
    seen = set[str]()
    for duty in content.get("duties") or ():
        unit = str(duty.get("unit") or "")
        if unit not in units:
            yield Reason("unknown_unit", {"value": unit}, "duties")
        if unit in seen:
            yield Reason("legal_unit_twice", {"value": unit}, "duties")
        seen.add(unit)
        for law in duty.get("laws") or ():
            if law not in laws:
                yield Reason("legal_unknown_law", {"value": str(law)}, "duties")


def reached(areas: Sequence[str], sessions: Iterable[tuple[str, str, int]]) -> tuple[Reached, ...]:
    """Areas in their order, each with what was held there; (area, place, count) are summed.

    Sessions in an area that is not asked for are left out.
    """
    found: dict[str, dict[str, int]] = {area: {} for area in areas}
    for area, place, count in sessions:
        if area in found:
            found[area][place] = found[area].get(place, 0) + count
    return tuple(Reached(area, found[area]) for area in areas)


def covered(rows: Iterable[Reached]) -> int:
    """Communities and villages in which at least one session was held."""
    return sum(1 for row in rows if any(row.sessions.values()))
