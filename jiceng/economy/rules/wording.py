"""How economy is worded. Each subject has its file."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.economy.rules import fairs_words, produce_words
from jiceng.economy.rules.produce import QUALITY_PAPERS

SENTENCES: Mapping[str, str] = {**produce_words.SENTENCES, **fairs_words.SENTENCES}
PAPERS: Mapping[str, str] = {**QUALITY_PAPERS}
ROLES: Mapping[str, str] = {}
ACTS: Mapping[str, str] = {**produce_words.ACTS, **fairs_words.ACTS}
SUBJECTS: Mapping[str, str] = {**produce_words.SUBJECTS, **fairs_words.SUBJECTS}
