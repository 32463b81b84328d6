"""An answer at the moment a survey is closed: it is in the count, or it comes too late."""

from __future__ import annotations

from functools import partial

import pytest

from jiceng.casework.tests.county import NOON, build_county
from jiceng.kernel.refusal import Refusal
from jiceng.performance.actions.survey_answers import Filled, answer_survey
from jiceng.performance.actions.surveys import move_survey
from jiceng.performance.models import Survey, SurveyAnswer
from jiceng.performance.queries.surveys import counted
from jiceng.performance.tests.survey_scene import answered, published
from tests.together import at_once


@pytest.mark.django_db(transaction=True)
def test_an_answer_given_while_it_is_closed_counts_or_comes_too_late() -> None:
    chen = build_county()["chen"]
    row = published(chen)
    answered(row, 6, used="no")
    give = partial(answer_survey, row, Filled({"used": "no"}), now=NOON)
    close = partial(move_survey, row, "close", by=chen, now=NOON, version=row.version)
    _closed, *told = at_once(close, *[give] * 7)
    kept = Survey.objects.get(pk=row.pk)
    assert kept.state == "closed"
    assert kept.result == counted(kept)
    assert SurveyAnswer.objects.count() == 6 + sum(isinstance(t, str) for t in told)
    assert {t.reasons[0].code for t in told if isinstance(t, Refusal)} <= {"survey_not_open"}
