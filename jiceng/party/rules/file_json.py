"""The facts of a file as they are stored with a screening, and back: days, counts, no names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from jiceng.party.rules.facts_of_file import Authority, Backer, Event, FileFacts

DAYS = frozenset({"until"})
"""Particulars of a step that are days."""


def stored(facts: FileFacts) -> dict[str, Any]:
    """The stored form; `loaded` is its inverse."""
    return {
        "born": _iso(facts.born_on),
        "may": {code: _put_may(may) for code, may in facts.may_approve.items()},
        "papers": sorted(facts.papers) if facts.papers is not None else None,
        "events": [
            [event.step, _iso(event.on), {k: _put(v) for k, v in event.values.items()}]
            for event in facts.events
        ],
    }


def loaded(kept: Mapping[str, Any]) -> FileFacts:
    """The facts as a screening keeps them."""
    return FileFacts(
        _day(kept["born"]),
        tuple(
            Event(step, _day(on), {k: _get(k, v) for k, v in values.items()})
            for step, on, values in kept["events"]
        ),
        {code: _get_may(may) for code, may in kept["may"].items()},
        frozenset(kept["papers"]) if kept["papers"] is not None else None,
    )


def plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What a finding tells, with days as text."""
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in facts.items()}


def _put(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [[_iso(p.full_on), _iso(p.ended_on), p.is_known] for p in value]
    return value


def _get(name: str, value: Any) -> Any:
    if name == "people":
        return tuple(Backer(_day(full), _day(ended), known) for full, ended, known in value)
    return _day(value) if name in DAYS else value


def _put_may(may: Authority) -> bool | list[str | None]:
    return may if isinstance(may, bool) else [_iso(day) for day in may]


def _get_may(kept: bool | list[str | None]) -> Authority:
    return kept if isinstance(kept, bool) else (_day(kept[0]), _day(kept[1]))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
