"""How services are worded. Each subject has its file."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.services.rules import coverage_words, items_words, points_words

SENTENCES: Mapping[str, str] = {
    **points_words.SENTENCES, **items_words.SENTENCES, **coverage_words.SENTENCES,
}  # fmt: skip
PAPERS: Mapping[str, str] = {**items_words.PAPERS}
ROLES: Mapping[str, str] = {**items_words.ROLES}
ACTS: Mapping[str, str] = {**points_words.ACTS, **items_words.ACTS, **coverage_words.ACTS}
SUBJECTS: Mapping[str, str] = {
    **points_words.SUBJECTS, **items_words.SUBJECTS, **coverage_words.SUBJECTS,
}  # fmt: skip
PAGES: Mapping[str, str] = {**coverage_words.PAGES}
