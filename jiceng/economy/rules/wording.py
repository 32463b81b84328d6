"""How economy is worded. Each subject has its file."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.economy.rules import orders_words, produce_words

SENTENCES: Mapping[str, str] = {**produce_words.SENTENCES, **orders_words.SENTENCES}
PAPERS: Mapping[str, str] = {**orders_words.PAPERS}
ROLES: Mapping[str, str] = {**orders_words.ROLES}
ACTS: Mapping[str, str] = {**produce_words.ACTS, **orders_words.ACTS}
SUBJECTS: Mapping[str, str] = {**produce_words.SUBJECTS, **orders_words.SUBJECTS}
