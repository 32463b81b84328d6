"""How services are worded. Each subject has its file, with the tables it needs."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.services.rules import (
    allotments_words,
    coverage_words,
    efficiency_words,
    items_words,
    points_words,
    talent_words,
)

SUBJECT_FILES = (
    allotments_words,
    coverage_words,
    efficiency_words,
    items_words,
    points_words,
    talent_words,
)


def _joined(table: str) -> Mapping[str, str]:
    return {k: v for words in SUBJECT_FILES for k, v in getattr(words, table, {}).items()}


SENTENCES = _joined("SENTENCES")
PAPERS = _joined("PAPERS")
ROLES = _joined("ROLES")
ACTS = _joined("ACTS")
SUBJECTS = _joined("SUBJECTS")
PAGES = _joined("PAGES")
