"""How outreach is worded. Each subject has its file, with the tables it needs."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.outreach.rules import (
    activities_words,
    articles_words,
    lectures_words,
    legal_words,
    routes_words,
)

SUBJECT_FILES = (
    activities_words,
    articles_words,
    lectures_words,
    legal_words,
    routes_words,
)


def _joined(table: str) -> Mapping[str, str]:
    return {k: v for words in SUBJECT_FILES for k, v in getattr(words, table, {}).items()}


SENTENCES = _joined("SENTENCES")
PAPERS = _joined("PAPERS")
ROLES = _joined("ROLES")
ACTS = _joined("ACTS")
SUBJECTS = _joined("SUBJECTS")
