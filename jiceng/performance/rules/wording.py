"""How performance is worded: sentences of refusals, papers, acts. Each subject has its file."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.performance.rules import appraisals_words, stars_words

SENTENCES: Mapping[str, str] = {**stars_words.SENTENCES, **appraisals_words.SENTENCES}
PAPERS: Mapping[str, str] = {**stars_words.PAPERS, **appraisals_words.PAPERS}
ACTS: Mapping[str, str] = {**stars_words.ACTS, **appraisals_words.ACTS}
SUBJECTS: Mapping[str, str] = {**stars_words.SUBJECTS, **appraisals_words.SUBJECTS}
