"""How services are worded. Each subject has its file."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.services.rules import points_words

SENTENCES: Mapping[str, str] = {**points_words.SENTENCES}
ACTS: Mapping[str, str] = {**points_words.ACTS}
SUBJECTS: Mapping[str, str] = {**points_words.SUBJECTS}
