"""Surveys from the draft to the result: who may, what it costs, and that nobody is found again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from jiceng.casework.tests.county import EAST, NOON, NORTH, SOUTH, WEST, County
from jiceng.kernel.records.configuration import set_rule
from jiceng.kernel.refusal import Invalid, NotAllowed, Refusal, Refused, Stale
from jiceng.kernel.scope import SYSTEM
from jiceng.performance.actions.assessments import ValueGiven, enter_value, open_assessment
from jiceng.performance.actions.survey_answers import (
    Filled,
    answer_survey,
)
from jiceng.performance.actions.surveys import (
    Asked,
    change_survey,
    draft_survey,
    move_survey,
    write_form,
)
from jiceng.performance.models import Survey, SurveyAnswer
from jiceng.performance.process import SURVEY
from jiceng.performance.queries.assessments import readings
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
from jiceng.performance.tests.cast import with_organisation_department
from jiceng.performance.tests.scene import saved_scheme
from jiceng.performance.tests.schemes import TOWNS, sample_content
from jiceng.performance.tests.survey_samples import BRANCHED, asks, content
from jiceng.performance.tests.survey_scene import (
    UNTIL,
    answered,
    closed,
    drafted,
    in_state,
    published,
    seconds,
    survey_codes,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=30)
SAID = {"used": "yes", "service": "poor", "why": ["slow"], "wish": "修路灯，电话 13812345678"}


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
    assert survey_codes(refused) == {"paper_missing"}


def test_nothing_is_published_before_its_cost_was_seen(county: County) -> None:
    row = drafted(county["chen"])
    with pytest.raises(Refused) as refused:
        move_survey(row, "publish", by=county["chen"], now=NOON, version=1)
    assert survey_codes(refused) == {"paper_missing"}
    with pytest.raises(Refused) as refused:
        move_survey(row, "publish", by=county["chen"], now=NOON, version=1,
                    confirmed=seconds(row) - 1)  # fmt: skip
    assert survey_codes(refused) == {"cost_changed"}


def test_above_the_ceiling_a_second_person_agrees_with_a_reason(county: County) -> None:
    """9000 × 66 s are 165 hours; the ceiling is 100."""
    row = drafted(county["gao"], people={"residents": 9000})
    with pytest.raises(Refused) as refused:
        attempt(county, row, "publish", "gao")
    assert survey_codes(refused) == {"survey_over_ceiling"}
    attempt(county, row, "submit", "gao")
    with pytest.raises(Refused) as refused:
        attempt(county, row, "approve", "gao")
    assert survey_codes(refused) == {"survey_approved_by_same"}
    with pytest.raises(Refused) as refused:
        move_survey(row, "approve", by=county["ma"], now=NOON, version=row.version)
    assert survey_codes(refused) == {"paper_missing"}
    attempt(county, row, "approve", "ma")
    assert (row.state, row.cost["total"]) == ("published", 9000 * 66)


def test_a_cheap_survey_bothers_nobody(county: County) -> None:
    with pytest.raises(Refused) as refused:
        attempt(county, drafted(county["chen"]), "submit", "chen")
    assert survey_codes(refused) == {"survey_under_ceiling"}


def test_the_county_sets_ceiling_and_seconds(county: County) -> None:
    terms = {**shipped_terms(), "ceiling_hours": 1}
    set_rule(KIND, "county", terms, valid_from=NOON, reason="试填", by="试", now=NOON)
    with pytest.raises(Refused) as refused:
        attempt(county, drafted(county["chen"]), "publish", "chen")
    assert survey_codes(refused) == {"survey_over_ceiling"}


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
    assert code in survey_codes(refused)
    assert not Survey.objects.exists()


@pytest.mark.parametrize(
    ("question", "entry", "code"),
    [
        (asks("a", "number", text="本月办结案件总数（件）"), "units", "question_number_held"),
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
    assert survey_codes(refused) == {code}


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
    assert survey_codes(refused) == {"form_is_fixed"}


def test_a_form_changed_while_people_answer_is_a_new_version(county: County) -> None:
    row, chen = published(county["chen"]), county["chen"]
    answered(row, 1, used="no")
    changed = content(asks("used", required=True), title="改")
    with pytest.raises(Invalid) as refused:
        write_form(row, changed, by=chen, now=NOON, version=row.version)
    assert survey_codes(refused) == {"revision_reason"}
    with pytest.raises(Invalid) as refused:
        write_form(row, changed, by=chen, now=NOON, version=row.version, reason="题目有歧义")
    assert survey_codes(refused) == {"cost_not_confirmed"}
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
    assert survey_codes(refused) == {"form_is_fixed"}


def test_a_revision_that_became_costly_needs_approval(county: County) -> None:
    row = published(county["chen"])
    long = content(*(asks(f"q{n}", "text") for n in range(60)), title="长")
    Survey.objects.filter(pk=row.pk).update(people={"residents": 5000})
    row.people = {"residents": 5000}
    with pytest.raises(Refused) as refused:
        write_form(row, long, by=county["chen"], now=NOON, version=row.version, reason="加题")
    assert survey_codes(refused) == {"survey_over_ceiling"}


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
    assert survey_codes(refused) == {"survey_few_answers"}


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


def test_an_assessment_reads_the_result_of_a_survey_and_nobody_types_it(
    county: County,
) -> None:
    shen = with_organisation_department(county)["shen"]
    row = published(county["zhao"], about=TOWNS)
    answered(row, 30, NORTH, used="yes", service="good")
    answered(row, 20, SOUTH, used="yes", service="good")
    answered(row, 10, SOUTH, used="yes", service="poor", why=["far"])
    targets = sample_content()["targets"]
    surveyed = {**targets[0], "source": "surveyed", "formula": "fair_rate",
                "indicator": survey_code(row.number, "service"), "covered_by": []}  # fmt: skip
    saved_scheme(shen, "towns-2026", start="2026-01-01", end="2026-12-31",
                 targets=[surveyed, *({**t, "covered_by": []} for t in targets[1:])])  # fmt: skip
    made = open_assessment("towns-2026", "towns", by=shen, now=NOON)
    key = surveyed["key"]
    assert not readings(made, NOON)[key][NORTH].denominator
    attempt(county, row, "close", "zhao")
    found = readings(made, NOON)[key]
    assert [(found[t].numerator, found[t].denominator) for t in TOWNS] == [(30, 30), (20, 30)]
    with pytest.raises(Invalid) as refused:
        enter_value(made, ValueGiven(key, NORTH, "口头"), by=shen, now=NOON)
    assert survey_codes(refused) == {"record_exists"}


def test_a_scheme_names_a_survey_by_its_code(county: County) -> None:
    shen = with_organisation_department(county)["shen"]
    first, *rest = sample_content()["targets"]
    wrong = {**first, "source": "surveyed", "indicator": "satisfaction"}
    with pytest.raises(Invalid) as refused:
        saved_scheme(shen, targets=[wrong, *rest])
    assert "target_indicator_unknown" in survey_codes(refused)
