"""How economy is worded. Each subject has its file."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.economy.rules import investment_words

SENTENCES: Mapping[str, str] = {**investment_words.SENTENCES}
PAPERS: Mapping[str, str] = {**investment_words.PAPERS}
ROLES: Mapping[str, str] = {**investment_words.ROLES}
ACTS: Mapping[str, str] = {**investment_words.ACTS}
SUBJECTS: Mapping[str, str] = {**investment_words.SUBJECTS}
