"""Dated rules: which version of a rule was in force on a day, and on which document it rests.

What happened is judged by the rule of its own day, a length by that of the day from which it runs
(facts.md §5.4); a day before the first version on file has no rule, which is "not enough known",
never "passed".
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a set of rules. `values` are its parameters, in the units their names say."""

    key: str
    number: int
    valid_from: date
    document: str
    """The document it rests on: title and number, as cited to people."""
    values: Mapping[str, Any]
    unverified: frozenset[str] = frozenset()
    """Parameters taken from reprints or from local practice: shown as such, never as law."""
    clauses: Mapping[str, str] = field(default_factory=dict)
    """Parameter or rule -> the clause that says so, where it is known."""

    def clause_of(self, name: str) -> str:
        """Where the document says it; empty when nobody has looked it up."""
        return self.clauses.get(name, "")


@dataclass(frozen=True, slots=True)
class History:
    """Every version of one set of rules, oldest first."""

    versions: tuple[Version, ...] = ()

    def __post_init__(self) -> None:
        days = [v.valid_from for v in self.versions]
        if days != sorted(set(days)):
            raise ValueError("versions of a rule follow each other by day, one a day")

    def on(self, day: date) -> Version | None:
        """The version in force on a day; None before the first."""
        place = bisect_right(self.versions, day, key=lambda v: v.valid_from)
        return self.versions[place - 1] if place else None


def read_book(text: str, key: str) -> History:
    """Every version of one set of rules in a rule book file, numbered in its order."""
    listed = [v for v in tomllib.loads(text)["version"] if v["key"] == key]
    return History(
        tuple(
            Version(
                key, number, version["valid_from"], version["document"], version["values"],
                frozenset(version.get("unverified", ())), version.get("clauses", {}),
            )
            for number, version in enumerate(listed, 1)
        )
    )  # fmt: skip
