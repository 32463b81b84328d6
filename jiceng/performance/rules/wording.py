"""How performance is worded. Each subject has its file."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.performance.rules import indicators_words

SENTENCES: Mapping[str, str] = {**indicators_words.SENTENCES}
PAPERS: Mapping[str, str] = {}
ROLES: Mapping[str, str] = {**indicators_words.ROLES}
ACTS: Mapping[str, str] = {**indicators_words.ACTS}
SUBJECTS: Mapping[str, str] = {**indicators_words.SUBJECTS}
