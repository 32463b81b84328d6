"""How services are worded. Each subject has its file."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.services.rules import allotments_words, items_words, points_words, talent_words

SENTENCES: Mapping[str, str] = {
    **points_words.SENTENCES, **items_words.SENTENCES, **allotments_words.SENTENCES,
    **talent_words.SENTENCES,
}  # fmt: skip
PAPERS: Mapping[str, str] = {**items_words.PAPERS, **allotments_words.PAPERS}
ROLES: Mapping[str, str] = {**items_words.ROLES}
ACTS: Mapping[str, str] = {
    **points_words.ACTS, **items_words.ACTS, **allotments_words.ACTS, **talent_words.ACTS,
}  # fmt: skip
SUBJECTS: Mapping[str, str] = {
    **points_words.SUBJECTS, **items_words.SUBJECTS, **allotments_words.SUBJECTS,
    **talent_words.SUBJECTS,
}  # fmt: skip
