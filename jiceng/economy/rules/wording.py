"""How economy is worded. Each subject has its file."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.economy.rules import relief_words

SENTENCES: Mapping[str, str] = {**relief_words.SENTENCES}
PAPERS: Mapping[str, str] = {**relief_words.PAPERS}
ROLES: Mapping[str, str] = {**relief_words.ROLES}
ACTS: Mapping[str, str] = {**relief_words.ACTS}
SUBJECTS: Mapping[str, str] = {**relief_words.SUBJECTS}
