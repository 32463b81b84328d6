"""Reads: querysets in, rows out."""

from jiceng.casework.queries.cases import (
    case_for,
    cases_of,
    needs_of,
    possible_moves,
    rules_at,
    timeline,
    with_rules,
    worklist,
)

__all__ = [
    "case_for",
    "cases_of",
    "needs_of",
    "possible_moves",
    "rules_at",
    "timeline",
    "with_rules",
    "worklist",
]
