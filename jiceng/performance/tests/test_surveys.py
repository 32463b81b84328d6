"""Surveys from the draft to the result: who may, what it costs, and that nobody is found again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from jiceng.casework.actions.sweep import ring
from jiceng.casework.tests.county import EAST, NOON, NORTH, WEST, County
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.records.models import JournalEntry, PendingAlarm
from jiceng.kernel.refusal import Invalid, NotAllowed, Refusal, Refused, Stale
from jiceng.kernel.scope import SYSTEM
from jiceng.performance.actions.ballots import hashed
from jiceng.performance.actions.survey_answers import (
    Filled,
    answer_for_unit,
    answer_survey,
    make_slips,
)
from jiceng.performance.actions.surveys import (
    Asked,
    change_survey,
    draft_survey,
    move_survey,
    write_form,
)
from jiceng.performance.models import Survey, SurveyAnswer, SurveySlip
from jiceng.performance.process import SURVEY
from jiceng.performance.queries.measuring import measure
from jiceng.performance.queries.survey_rates import survey_code
from jiceng.performance.queries.surveys import (
    counted,
    public_survey,
    shipped_terms,
    survey_for,
    surveys_of,
)
from jiceng.performance.rules.survey_cost import KIND
from jiceng.performance.tests.survey_samples import BRANCHED, asks, content
from jiceng.performance.tests.survey_scene import (
    UNTIL,
    answered,
    closed,
    drafted,
    published,
    seconds,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=30)
SAID = {"used": "yes", "service": "poor", "why": ["slow"], "wish": "修路灯，电话 13812345678"}


def codes(refused: pytest.ExceptionInfo[Refusal]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def in_state(county: County, state: str, **more: Any) -> Survey:
    """A survey of East brought to a state."""
    chen = county["chen"]
    if state == "draft":
        return drafted(chen, **more)
    if state == "approving":
        row = drafted(chen, people={"residents": 9000}, **more)
        return move_survey(row, "submit", by=chen, now=NOON, version=1, confirmed=seconds(row))
    if state == "published":
        return published(chen, **more)
    row = closed(chen, **more)
    return row if state == "closed" else move_survey(row, "announce", by=chen, now=NOON,
                                                     version=row.version)  # fmt: skip


WORKS = {"approve": "gao", "send_back": "gao"}
MOVES = [(move, state) for move in SURVEY.moves for state in move.sources]


def attempt(county: County, row: Survey, name: str, who: str) -> Survey:
    return move_survey(row, name, by=county[who], now=NOON, version=row.version, reason="理由",
                       confirmed=seconds(row))  # fmt: skip


@pytest.mark.parametrize(("move", "state"), MOVES, ids=lambda x: getattr(x, "name", x))
def test_each_move_is_made_by_whom_the_process_names(county: County, move: Any, state: str) -> None:
    row = in_state(county, state)
    if move.name == "submit":
        Survey.objects.filter(pk=row.pk).update(people={"residents": 9000})
        row.people = {"residents": 9000}
    attempt(county, row, move.name, WORKS.get(move.name, "chen"))
    assert row.state == move.target


@pytest.mark.parametrize("who", ["li", "xie", "sun", "zhao", "guo"])
@pytest.mark.parametrize(("move", "state"), MOVES, ids=lambda x: getattr(x, "name", x))
def test_nobody_else_makes_it(county: County, move: Any, state: str, who: str) -> None:
    row = in_state(county, state)
    with pytest.raises((NotAllowed, Refused)):
        attempt(county, row, move.name, who)
    row.refresh_from_db()
    assert row.state == state


@pytest.mark.parametrize(
    ("name", "state"),
    [("publish", "published"), ("close", "draft"), ("announce", "published"),
     ("approve", "draft"), ("submit", "closed")],
)  # fmt: skip
def test_no_move_from_another_state(county: County, name: str, state: str) -> None:
    row = in_state(county, state)
    with pytest.raises(Refused):
        attempt(county, row, name, WORKS.get(name, "chen"))


@pytest.mark.parametrize("state", ["draft", "published", "closed"])
def test_a_withdrawal_says_why(county: County, state: str) -> None:
    row = in_state(county, state)
    with pytest.raises(Refused) as refused:
        move_survey(row, "withdraw", by=county["chen"], now=NOON, version=row.version)
    assert codes(refused) == {"paper_missing"}


def test_nothing_is_published_before_its_cost_was_seen(county: County) -> None:
    row = drafted(county["chen"])
    with pytest.raises(Refused) as refused:
        move_survey(row, "publish", by=county["chen"], now=NOON, version=1)
    assert codes(refused) == {"paper_missing"}
    with pytest.raises(Refused) as refused:
        move_survey(row, "publish", by=county["chen"], now=NOON, version=1,
                    confirmed=seconds(row) - 1)  # fmt: skip
    assert codes(refused) == {"cost_changed"}


def test_above_the_ceiling_a_second_person_agrees_with_a_reason(county: County) -> None:
    """9000 × 66 s are 165 hours; the ceiling is 100."""
    row = drafted(county["gao"], people={"residents": 9000})
    with pytest.raises(Refused) as refused:
        attempt(county, row, "publish", "gao")
    assert codes(refused) == {"survey_over_ceiling"}
    attempt(county, row, "submit", "gao")
    with pytest.raises(Refused) as refused:
        attempt(county, row, "approve", "gao")
    assert codes(refused) == {"survey_approved_by_same"}
    with pytest.raises(Refused) as refused:
        move_survey(row, "approve", by=county["ma"], now=NOON, version=row.version)
    assert codes(refused) == {"paper_missing"}
    attempt(county, row, "approve", "ma")
    assert (row.state, row.cost["total"]) == ("published", 9000 * 66)


def test_a_cheap_survey_bothers_nobody(county: County) -> None:
    with pytest.raises(Refused) as refused:
        attempt(county, drafted(county["chen"]), "submit", "chen")
    assert codes(refused) == {"survey_under_ceiling"}


def test_the_county_sets_ceiling_and_seconds(county: County) -> None:
    terms = {**shipped_terms(), "ceiling_hours": 1}
    set_rule(KIND, "county", terms, valid_from=NOON, reason="试填", by="试", now=NOON)
    with pytest.raises(Refused) as refused:
        attempt(county, drafted(county["chen"]), "publish", "chen")
    assert codes(refused) == {"survey_over_ceiling"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"entry": "fax"}, "unknown_value"),
        ({"closes_on": NOON.date()}, "survey_closes_on"),
        ({"closes_on": date(2028, 1, 1)}, "survey_closes_on"),
        ({"people": {}}, "nobody_expected"),
        ({"entry": "units"}, "survey_units_missing"),
        ({"entry": "units", "units": ("NOWHERE",)}, "unknown_unit"),
        ({"about": ("NOWHERE",)}, "unknown_area"),
    ],
)
def test_whom_it_asks_is_checked(county: County, changes: dict[str, Any], code: str) -> None:
    given = {"entry": "open", "closes_on": UNTIL, "people": {"residents": 5}, **changes}
    with pytest.raises(Invalid) as refused:
        draft_survey(BRANCHED, Asked(**given), by=county["chen"], now=NOON)
    assert code in codes(refused)
    assert not Survey.objects.exists()


@pytest.mark.parametrize(
    ("question", "entry", "code"),
    [
        (asks("a", "number", text="本月办结案件总数（件）"), "units", "number_held"),
        (asks("a", "number", indicator="nothing"), "units", "survey_indicator_unknown"),
        (asks("a", "number", indicator="backlog"), "open", "indicator_asked_openly"),
        (asks("a", text="您的姓名"), "open", "asks_personal"),
    ],
)
def test_what_is_held_is_not_asked_again(
    county: County, question: dict[str, Any], entry: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        drafted(county["chen"], entry, content=content(question), units=("C-EAST",))
    assert codes(refused) == {code}


def test_only_the_own_unit_changes_and_only_a_draft(county: County) -> None:
    row = drafted(county["chen"])
    asked = Asked("open", UNTIL, {"residents": 7})
    with pytest.raises(NotAllowed):
        change_survey(row, asked, by=county["xie"], now=NOON, version=1)
    change_survey(row, asked, by=county["chen"], now=NOON, version=1)
    assert row.people == {"residents": 7}
    with pytest.raises(Stale):
        change_survey(row, asked, by=county["chen"], now=NOON, version=1)
    attempt(county, row, "publish", "chen")
    with pytest.raises(Refused) as refused:
        change_survey(row, asked, by=county["chen"], now=NOON, version=row.version)
    assert codes(refused) == {"form_is_fixed"}


def test_a_form_changed_while_people_answer_is_a_new_version(county: County) -> None:
    row, chen = published(county["chen"]), county["chen"]
    answered(row, 1, used="no")
    changed = content(asks("used", required=True), title="改")
    with pytest.raises(Invalid) as refused:
        write_form(row, changed, by=chen, now=NOON, version=row.version)
    assert codes(refused) == {"revision_reason"}
    with pytest.raises(Invalid) as refused:
        write_form(row, changed, by=chen, now=NOON, version=row.version, reason="题目有歧义")
    assert codes(refused) == {"cost_not_confirmed"}
    write_form(row, changed, by=chen, now=NOON, version=row.version, reason="题目有歧义",
               confirmed=100 * 18)  # fmt: skip
    answered(row, 1, used="yes")
    answer_survey(row, Filled({"used": "no"}, version=1), now=NOON)
    kept = SurveyAnswer.objects.order_by("form_version").values_list("form_version", flat=True)
    assert list(kept) == [1, 1, 2]
    assert [v["n"] for v in counted(row)["versions"]] == [2, 1]


def test_a_form_is_fixed_once_it_is_closed(county: County) -> None:
    row = closed(county["chen"])
    with pytest.raises(Refused) as refused:
        write_form(row, BRANCHED, by=county["chen"], now=NOON, version=row.version, reason="改字")
    assert codes(refused) == {"form_is_fixed"}


def test_a_revision_that_became_costly_needs_approval(county: County) -> None:
    row = published(county["chen"])
    long = content(*(asks(f"q{n}", "text") for n in range(60)), title="长")
    Survey.objects.filter(pk=row.pk).update(people={"residents": 5000})
    row.people = {"residents": 5000}
    with pytest.raises(Refused) as refused:
        write_form(row, long, by=county["chen"], now=NOON, version=row.version, reason="加题")
    assert codes(refused) == {"survey_over_ceiling"}


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
    assert codes(refused) == {"answer_not_shown"}


@pytest.mark.parametrize("state", ["draft", "approving", "closed", "announced"])
def test_an_answer_before_or_after_is_refused(county: County, state: str) -> None:
    row = in_state(county, state)
    before = SurveyAnswer.objects.count()
    with pytest.raises(Refused) as refused:
        answer_survey(row, Filled(SAID), now=NOON)
    assert codes(refused) == {"survey_not_open"}
    assert SurveyAnswer.objects.count() == before


def test_an_answer_after_the_last_day_is_refused_though_the_clock_is_late(county: County) -> None:
    with pytest.raises(Refused) as refused:
        answer_survey(published(county["chen"]), Filled(SAID), now=LATER)
    assert codes(refused) == {"survey_not_open"}


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
        assert codes(refused) == {told}
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
        assert codes(refused) == {code}
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
    attempt(county, row, "close", "chen")
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
        assert codes(refused) == {"unit_not_asked"}
    answer_for_unit(row, filled, "C-EAST", by=county["chen"], now=NOON)
    with pytest.raises(Refused) as twice:
        answer_for_unit(row, filled, "C-EAST", by=county["gao"], now=NOON)
    assert codes(twice) == {"unit_answered"}
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


def test_the_result_is_the_same_when_it_is_counted_again(county: County) -> None:
    row = closed(county["chen"], about=(EAST,))
    row.refresh_from_db()
    assert counted(row) == row.result
    assert row.result["rates"] == {"service": {EAST: [8, 14], "": [8, 14]}}


def test_too_few_answers_are_not_announced(county: County) -> None:
    row = published(county["chen"])
    answered(row, 4, used="no")
    attempt(county, row, "close", "chen")
    with pytest.raises(Refused) as refused:
        attempt(county, row, "announce", "chen")
    assert codes(refused) == {"survey_few_answers"}


def test_measure_reads_the_rate_of_a_closed_survey_by_what_it_is_about(county: County) -> None:
    row = published(county["chen"], about=(NORTH, EAST, WEST))
    answered(row, 8, EAST, used="yes", service="good")
    answered(row, 4, EAST, used="yes", service="poor", why=["far"])
    answered(row, 20, NORTH, used="yes", service="good")
    answered(row, 2, WEST, used="yes", service="good")
    code, year = survey_code(row.number, "service"), (date(2026, 1, 1), date(2026, 12, 31))
    asked = (NORTH, EAST, WEST, "")
    assert measure(code, asked, *year, now=NOON)[NORTH].value is None
    attempt(county, row, "close", "chen")
    found = measure(code, asked, *year, now=NOON)
    assert {
        s: (str(m.value), m.numerator, m.denominator, m.qualifier) for s, m in found.items()
    } == {
        NORTH: ("100.0", 20, 20, ""),
        EAST: ("None", None, None, "<5"),
        WEST: ("None", None, None, "<5"),
        "": ("88.2", 30, 34, ""),
    }
    before = measure(code, asked, date(2025, 1, 1), date(2025, 12, 31), now=NOON)
    assert before[NORTH].value is None and before[NORTH].qualifier == ""


def test_who_sees_a_survey(county: County) -> None:
    row = published(county["zhao"], "units", units=("C-EAST",))
    seen = {who for who in county.actors if surveys_of(county[who]).filter(pk=row.pk).exists()}
    assert seen == {"zhao", "chen", "gao", "han", "li", "lin", "lu"}
    with pytest.raises(Refusal):
        survey_for(county["xie"], row.number, NOON)


@pytest.mark.parametrize("state", ["draft", "approving"])
def test_a_draft_has_no_public_page(county: County, state: str) -> None:
    with pytest.raises(Refusal):
        public_survey(in_state(county, state).number, NOON)


def test_the_system_publishes_nothing(county: County) -> None:
    row = drafted(county["chen"])
    with pytest.raises(Refused):
        move_survey(row, "publish", by=SYSTEM, now=NOON, version=1, confirmed=seconds(row))
