"""Answers are taken by page, slip and unit, each once, and nobody is found again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from jiceng.casework.actions.sweep import ring
from jiceng.casework.tests.county import NOON, WEST, County
from jiceng.kernel.records.models import JournalEntry, PendingAlarm
from jiceng.kernel.refusal import Invalid, NotAllowed, Refusal, Refused
from jiceng.performance.actions.ballots import hashed
from jiceng.performance.actions.survey_answers import (
    Filled,
    answer_for_unit,
    answer_survey,
    make_slips,
)
from jiceng.performance.actions.surveys import (
    move_survey,
)
from jiceng.performance.models import SurveyAnswer, SurveySlip
from jiceng.performance.tests.survey_samples import asks, content
from jiceng.performance.tests.survey_scene import (
    answered,
    drafted,
    in_state,
    published,
    survey_codes,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=30)
SAID = {"used": "yes", "service": "poor", "why": ["slow"], "wish": "修路灯，电话 13812345678"}


def test_an_answer_is_kept_by_question_and_without_numbers_of_persons(county: County) -> None:
    answer_survey(published(county["chen"]), Filled(SAID), now=NOON)
    kept = SurveyAnswer.objects.get()
    assert kept.said == {**SAID, "wish": "修路灯，电话 138****5678"}


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({}, {"used": "answer_missing"}),
        ({"used": "maybe"}, {"used": "answer_not_offered"}),
        ({"used": "yes"}, {"service": "answer_missing"}),
        ({"used": "yes", "service": "poor", "why": ["slow", "far", "other"]},
         {"why": "ticks_wrong"}),
        ({"used": "no", "wish": "长" * 51}, {"wish": "answer_too_long"}),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_named_at_its_question(
    county: County, said: dict[str, Any], wrong: dict[str, str]
) -> None:
    row = published(county["chen"])
    with pytest.raises(Invalid) as refused:
        answer_survey(row, Filled(said), now=NOON)
    assert {r.field: r.code for r in refused.value.reasons} == wrong
    assert not SurveyAnswer.objects.exists()


def test_what_hangs_on_another_answer_is_dropped_from_a_page_and_named_to_a_program(
    county: County,
) -> None:
    row, filled = published(county["chen"]), Filled({"used": "no", "service": "poor"})
    answer_survey(row, filled, now=NOON)
    assert SurveyAnswer.objects.get().said == {"used": "no"}
    with pytest.raises(Invalid) as refused:
        answer_survey(row, filled, now=NOON, is_strict=True)
    assert survey_codes(refused) == {"answer_not_shown"}


@pytest.mark.parametrize("state", ["draft", "approving", "closed", "announced"])
def test_an_answer_before_or_after_is_refused(county: County, state: str) -> None:
    row = in_state(county, state)
    before = SurveyAnswer.objects.count()
    with pytest.raises(Refused) as refused:
        answer_survey(row, Filled(SAID), now=NOON)
    assert survey_codes(refused) == {"survey_not_open"}
    assert SurveyAnswer.objects.count() == before


def test_an_answer_after_the_last_day_is_refused_though_the_clock_is_late(county: County) -> None:
    with pytest.raises(Refused) as refused:
        answer_survey(published(county["chen"]), Filled(SAID), now=LATER)
    assert survey_codes(refused) == {"survey_not_open"}


def test_the_clock_closes_on_the_last_day(county: County) -> None:
    row = published(county["chen"])
    answered(row, 3, used="no")
    alarm = PendingAlarm.objects.get(subject_kind="survey", subject_id=row.pk)
    assert alarm.at == datetime(2026, 12, 7, 15, 59, 59, tzinfo=NOON.tzinfo)
    assert ring(alarm, now=alarm.at)
    row.refresh_from_db()
    assert (row.state, row.result["answers"], row.slip_key) == ("closed", 3, "")


def test_a_slip_counts_once(county: County) -> None:
    row = published(county["chen"], "slips")
    made = make_slips(row, 3, by=county["chen"], now=NOON, version=row.version)
    answer_survey(row, Filled({"used": "no"}, code=made[0].code.lower()), now=NOON)
    for code, told in ((made[0].code, "survey_slip_spent"), ("A" * 16, "survey_slip_unknown")):
        with pytest.raises((Invalid, Refused)) as refused:
            answer_survey(row, Filled({"used": "no"}, code=code), now=NOON)
        assert survey_codes(refused) == {told}
    with pytest.raises(Invalid):
        answer_survey(row, Filled({}, code=made[1].code), now=NOON)
    assert SurveySlip.objects.filter(is_spent=True).count() == 1
    assert SurveyAnswer.objects.count() == 1


def test_slips_are_made_by_the_keeper_for_a_survey_by_slips(county: County) -> None:
    chen, by_slip, free = (
        county["chen"],
        published(county["chen"], "slips"),
        published(county["chen"]),
    )
    for row, count, about, who, code in (
        (free, 3, "", "chen", "slips_of_another_kind"),
        (by_slip, 0, "", "chen", "slips_count"),
        (by_slip, 3, WEST, "chen", "unknown_subject"),
        (by_slip, 3, "", "xie", "not_survey_keeper"),
    ):
        with pytest.raises(Refusal) as refused:
            make_slips(row, count, about, by=county[who], now=NOON, version=row.version)
        assert survey_codes(refused) == {code}
    draft = drafted(chen, "slips")
    with pytest.raises(Refused):
        make_slips(draft, 3, by=chen, now=NOON, version=draft.version)


def test_nothing_in_the_database_says_who_answered(county: County) -> None:
    """No journal line, no time, no account; after closing slips and their key are gone and the
    answers lie in the order of their random numbers."""
    row = published(county["chen"], "slips")
    made = make_slips(row, 9, by=county["chen"], now=NOON, version=row.version)
    assert {s.hash for s in SurveySlip.objects.all()} == {
        hashed(row.slip_key, m.code) for m in made
    }
    lines = JournalEntry.objects.count()
    numbers = [answer_survey(row, Filled({"used": "no"}, code=m.code), now=NOON) for m in made]
    assert JournalEntry.objects.count() == lines
    fields = {f.attname for f in SurveyAnswer._meta.concrete_fields}
    assert fields == {"number", "survey_id", "form_version", "about", "unit", "said"}
    move_survey(row, "close", by=county["chen"], now=NOON, version=row.version)
    row.refresh_from_db()
    assert (SurveySlip.objects.count(), row.slip_key) == (0, "")
    assert _as_they_lie() == sorted(numbers)


def _as_they_lie() -> list[str]:
    asked = {
        "sqlite": "SELECT number FROM performance_surveyanswer ORDER BY rowid",
        "postgresql": "SELECT number FROM performance_surveyanswer ORDER BY ctid",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return [number for (number,) in cursor.fetchall()]


def test_a_unit_answers_once_and_for_itself(county: County) -> None:
    row = published(county["zhao"], "units", units=("C-EAST", "C-WEST"))
    filled = Filled({"used": "yes", "service": "good"})
    for who, unit in (("li", "C-EAST"), ("xie", "C-EAST"), ("sun", "T-SOUTH")):
        with pytest.raises(NotAllowed) as refused:
            answer_for_unit(row, filled, unit, by=county[who], now=NOON)
        assert survey_codes(refused) == {"unit_not_asked"}
    answer_for_unit(row, filled, "C-EAST", by=county["chen"], now=NOON)
    with pytest.raises(Refused) as twice:
        answer_for_unit(row, filled, "C-EAST", by=county["gao"], now=NOON)
    assert survey_codes(twice) == {"unit_answered"}
    with pytest.raises(IntegrityError), transaction.atomic():
        SurveyAnswer.objects.create(number="X", survey=row, form_version=1, unit="C-EAST", said={})
    with pytest.raises(Refused):
        answer_survey(row, filled, now=NOON)


def test_a_number_that_is_held_is_taken_from_the_records(county: County) -> None:
    form = content(asks("held", "number", indicator="backlog"), asks("a", required=True))
    row = published(county["zhao"], "units", units=("C-EAST",), content=form)
    assert row.cost["most"] == 1
    answer_for_unit(row, Filled({"held": "999", "a": "yes"}), "C-EAST", by=county["chen"], now=NOON)
    said = SurveyAnswer.objects.get().said
    assert said["a"] == "yes"
    assert said.get("held") != "999"
