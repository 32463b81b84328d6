"""The dated rules of Party work as configuration holds them (decisions.md 27)."""

from __future__ import annotations

from datetime import date
from typing import Any

from jiceng.kernel.records.configuration import KIND, stamp
from jiceng.kernel.records.models import Configuration
from jiceng.kernel.refusal import Invalid, Reason
from jiceng.party.rules.book import History, Version

RULE = "party_rule"
"""The kind of configuration row; its content says from which day it counts."""

_copy: list[tuple[int, dict[str, History]]] = []


def history(key: str) -> History:
    """Every version of one set of rules; empty when the county has none."""
    current = stamp(KIND)
    if not _copy or _copy[0][0] != current:
        _copy[:] = [(current, _read())]
    return _copy[0][1].get(key, History())


def version_on(key: str, day: date) -> Version:
    """The version in force on a day; raises `Invalid` where there is none."""
    found = history(key).on(day)
    if found is None:
        raise Invalid(Reason("no_rule_on_file", {"key": key, "day": f"{day:%Y-%m-%d}"}))
    return found


def _read() -> dict[str, History]:
    """Of several rows for one day the newest counts: that is how a version is put right."""
    found: dict[str, dict[date, Version]] = {}
    for row in Configuration.objects.filter(kind=RULE).order_by("key", "version"):
        version = version_of(row.key, row.version, row.content)
        days = found.setdefault(row.key, {})
        if row.is_withdrawn:
            days.pop(version.valid_from, None)
        else:
            days[version.valid_from] = version
    return {key: History(tuple(days[d] for d in sorted(days))) for key, days in found.items()}


def version_of(key: str, number: int, content: Any) -> Version:
    """A version as its row holds it."""
    return Version(
        key=key,
        number=number,
        valid_from=date.fromisoformat(content["valid_from"]),
        document=content["document"],
        values=content["values"],
        unverified=frozenset(content.get("unverified", ())),
        clauses=content.get("clauses", {}),
    )
