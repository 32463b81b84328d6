"""How economy is worded. Each subject has its file."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.economy.rules import produce_words

SENTENCES: Mapping[str, str] = {**produce_words.SENTENCES}
PAPERS: Mapping[str, str] = {}
ROLES: Mapping[str, str] = {}
ACTS: Mapping[str, str] = {**produce_words.ACTS}
SUBJECTS: Mapping[str, str] = {**produce_words.SUBJECTS}
