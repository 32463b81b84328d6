"""Reads: querysets in, rows out."""

from jiceng.casework.queries.cases import (
    case_for,
    cases_of,
    needs_of,
    possible_moves,
    rules_at,
    timeline,
    why_not_check,
    with_rules,
    worklist,
)
from jiceng.casework.queries.near import Near, near, near_in_public
from jiceng.casework.queries.overlays import kind_for
from jiceng.casework.queries.story import Entry, act_of, erased_words, standing, story, words_of
from jiceng.casework.queries.texts import county_text, text_in_force

__all__ = [
    "Entry",
    "Near",
    "act_of",
    "case_for",
    "cases_of",
    "county_text",
    "erased_words",
    "kind_for",
    "near",
    "near_in_public",
    "needs_of",
    "possible_moves",
    "rules_at",
    "standing",
    "story",
    "text_in_force",
    "timeline",
    "why_not_check",
    "with_rules",
    "words_of",
    "worklist",
]
