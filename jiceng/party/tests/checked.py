"""What the tests of the checker share: the shipped rules, and files written down in one line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from jiceng.party.actions.rule_book import SHIPPED
from jiceng.party.rules.book import History, read_book
from jiceng.party.rules.checker import RULES
from jiceng.party.rules.checker_looks import Look, Said
from jiceng.party.rules.facts_of_file import Event, FileFacts

RULE_BOOK = read_book(SHIPPED.read_text("utf-8"), "development")
"""The rules as they are shipped, without a database."""
OLD, NEW = RULE_BOOK.versions
Row = tuple[str, str, FileFacts]
"""A rule, what it says, and of which file."""


def day(text: str) -> date:
    return date.fromisoformat(text)


def file(
    *events: tuple[str, str, Mapping[str, Any]] | tuple[str, str],
    born: str = "",
    papers: frozenset[str] | None = None,
    may: Mapping[str, bool] | None = None,
) -> FileFacts:
    """A file of (step, day or nothing, particulars)."""
    return FileFacts(
        day(born) if born else None,
        tuple(Event(e[0], day(e[1]) if e[1] else None, e[2] if len(e) > 2 else {}) for e in events),
        may or {},
        papers,
    )


def said(rule: str, facts: FileFacts, history: History = RULE_BOOK) -> Said:
    """What one rule says about a file."""
    look = RULES[rule].look
    assert look, f"{rule} looks at branches"
    return look(Look(facts, history))
