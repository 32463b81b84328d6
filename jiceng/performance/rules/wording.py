"""How performance is worded. Each subject has its file."""

from __future__ import annotations

from collections.abc import Mapping

from jiceng.performance.rules import (
    appraisals_words,
    assessments_words,
    indicators_words,
    inspections_words,
    stars_words,
    surveys_words,
)

SENTENCES: Mapping[str, str] = {
    **indicators_words.SENTENCES,
    **assessments_words.SENTENCES,
    **stars_words.SENTENCES,
    **appraisals_words.SENTENCES,
    **inspections_words.SENTENCES,
    **surveys_words.SENTENCES,
}
PAPERS: Mapping[str, str] = {
    **stars_words.PAPERS,
    **appraisals_words.PAPERS,
    **inspections_words.PAPERS,
    **surveys_words.PAPERS,
}
ROLES: Mapping[str, str] = {**indicators_words.ROLES, **inspections_words.ROLES}
ACTS: Mapping[str, str] = {
    **indicators_words.ACTS,
    **assessments_words.ACTS,
    **stars_words.ACTS,
    **appraisals_words.ACTS,
    **inspections_words.ACTS,
    **surveys_words.ACTS,
}
SUBJECTS: Mapping[str, str] = {
    **indicators_words.SUBJECTS,
    **stars_words.SUBJECTS,
    **appraisals_words.SUBJECTS,
    **inspections_words.SUBJECTS,
    **surveys_words.SUBJECTS,
}
