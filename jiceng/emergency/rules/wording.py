"""How emergency is worded. Each subject has its file, with the tables it needs."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.emergency.rules import (
    emergencies_words,
    grid_notices_words,
    home_requests_words,
    posts_words,
)

SUBJECT_FILES = (
    emergencies_words,
    grid_notices_words,
    home_requests_words,
    posts_words,
)


def _joined(table: str) -> Mapping[str, str]:
    return {k: v for words in SUBJECT_FILES for k, v in getattr(words, table, {}).items()}


SENTENCES = _joined("SENTENCES")
PAPERS = _joined("PAPERS")
ROLES = _joined("ROLES")
ACTS = _joined("ACTS")
SUBJECTS = _joined("SUBJECTS")
