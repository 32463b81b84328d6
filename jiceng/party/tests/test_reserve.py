"""Reserve cadres, secondments and talent needs: purpose before names, no scores, own line only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refused, Stale
from jiceng.party.actions.reserve import (
    Entry,
    end_reserve,
    note_training,
    open_reserve,
    review,
    take_in,
)
from jiceng.party.actions.secondments import (
    Need,
    Verdict,
    close_need,
    finish_task,
    post_need,
    say_whether_served,
    set_task,
)
from jiceng.party.models import ReserveCadre, Training
from jiceng.party.queries.health import reviews_due
from jiceng.party.queries.organisations import seen
from jiceng.party.queries.reserve import (
    matches_of,
    need_for,
    reserve_of,
    reserve_opened,
    secondments_of,
)
from jiceng.party.rules.reserve import quarter_name, quarters_served
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.weak_scene import secondment_to
from jiceng.web.clock import county_zone

pytestmark = pytest.mark.django_db
NEXT = date(2027, 11, 23)
ENTRY = Entry("community_secretary", TODAY, "北镇委〔2026〕5号", NEXT)
Q3 = date(2026, 7, 1)
SERVED = Verdict(Q3, "yes", "规范了三会一课，按时到岗")


def taken(
    party: Party, code: str = "P-EAST", line: str = "P-NORTH", by: str = "luo"
) -> ReserveCadre:
    return take_in(
        party.members(code)[3], ENTRY, line=party.at(line), by=party[by], now=NOON, today=TODAY
    )


@pytest.mark.parametrize(
    ("starts", "ends", "today", "quarters"),
    [
        # the running quarter counts from its last month on
        (date(2026, 5, 4), None, date(2026, 8, 31), ["2026Q2"]),
        (date(2026, 5, 4), None, date(2026, 9, 1), ["2026Q2", "2026Q3"]),
        (date(2026, 5, 4), None, date(2026, 5, 31), []),
        # gone before the quarter ended: it may be spoken of at once
        (date(2026, 5, 4), date(2026, 7, 20), date(2026, 7, 21), ["2026Q2", "2026Q3"]),
        (date(2026, 5, 4), date(2026, 7, 20), date(2026, 7, 20), ["2026Q2"]),
        (date(2026, 12, 1), None, date(2026, 11, 23), []),
    ],
)
def test_a_quarter_is_judged_when_somebody_was_there_long_enough(
    starts: date, ends: date | None, today: date, quarters: list[str]
) -> None:
    assert [quarter_name(q) for q in quarters_served(starts, ends, today)] == quarters


def test_the_register_opens_for_a_purpose_and_for_that_day_alone(party: Party) -> None:
    luo, zone = party["luo"], county_zone()
    assert not reserve_opened(luo, NOON, TODAY, zone)
    open_reserve(party.at("P-NORTH"), "selection", by=luo, now=NOON)
    assert reserve_opened(luo, NOON, TODAY, zone)
    tomorrow = TODAY + timedelta(days=1)
    assert not reserve_opened(luo, NOON + timedelta(days=1), tomorrow, zone)
    line = JournalEntry.objects.get(kind="read_reserve")
    assert '"selection"' in line.payload


@pytest.mark.parametrize(("who", "error"), [("bai", NotAllowed), ("yan", NotAllowed)])
def test_a_branch_opens_no_register(party: Party, who: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        open_reserve(party.at("P-NORTH"), "selection", by=party[who], now=NOON)


def test_curiosity_is_no_purpose(party: Party) -> None:
    with pytest.raises(Invalid):
        open_reserve(party.at("P-NORTH"), "curiosity", by=party["luo"], now=NOON)


def test_each_line_sees_its_own_and_the_department_all(party: Party) -> None:
    east = taken(party)
    housing = take_in(party.members("P-HOUSING")[3], ENTRY, line=party.at("P"), by=party["shen"],
                      now=NOON, today=TODAY)  # fmt: skip
    assert set(reserve_of(party["luo"])) == {east}
    assert set(reserve_of(party["shen"])) == {east, housing}
    assert not reserve_of(party["bai"]).exists()


@pytest.mark.parametrize(
    ("member", "change", "field"),
    [
        (5, {}, "member"),  # still on probation
        (3, {"office": "king"}, "office"),
        (3, {"since": TODAY + timedelta(days=1)}, "since"),
        (3, {"approval_number": " "}, "approval_number"),
        (3, {"review_on": TODAY}, "review_on"),
    ],
)
def test_an_entry_is_refused_with_the_field_that_is_wrong(
    party: Party, member: int, change: dict[str, object], field: str
) -> None:
    given = {"office": ENTRY.office, "since": TODAY, "approval_number": "一号", "review_on": NEXT}
    with pytest.raises(Invalid) as refused:
        take_in(party.members("P-EAST")[member], Entry(**(given | change)),  # type: ignore[arg-type]  # fields of the table above
                line=party.at("P-NORTH"), by=party["luo"], now=NOON, today=TODAY)  # fmt: skip
    assert {r.field for r in refused.value.reasons} == {field}


def test_a_line_takes_in_nobody_of_another(party: Party) -> None:
    with pytest.raises(Invalid):
        taken(party, code="P-HOUSING")
    with pytest.raises(NotAllowed):
        taken(party, line="P")


def test_somebody_stands_in_the_register_once_and_may_come_back(party: Party) -> None:
    row = taken(party)
    with pytest.raises(Refused) as refused:
        taken(party)
    assert {r.code for r in refused.value.reasons} == {"in_reserve"}
    end_reserve(row, "adjusted", on=TODAY, by=party["luo"], now=NOON, version=1)
    assert taken(party).pk != row.pk


def test_an_ended_entry_takes_no_more_and_an_old_form_nothing(party: Party) -> None:
    row, luo = taken(party), party["luo"]
    course = Training(course="调解员培训班", skill="law", days=5, on=TODAY)
    note_training(row, course, by=luo, now=NOON, today=TODAY, version=1)
    with pytest.raises(Stale):
        review(row, NEXT, by=luo, now=NOON, today=TODAY, version=1)
    end_reserve(row, "appointed", on=TODAY, by=luo, now=NOON, version=2)
    with pytest.raises(Refused):
        review(row, NEXT, by=luo, now=NOON, today=TODAY, version=3)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"skill": "magic"}, "skill"),
        ({"course": "x"}, "course"),
        ({"days": 0}, "days"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
    ],
)
def test_a_faulty_course_is_refused(party: Party, change: dict[str, object], field: str) -> None:
    given: dict[str, object] = {"course": "调解员培训班", "skill": "law", "days": 5, "on": TODAY}
    with pytest.raises(Invalid) as refused:
        note_training(taken(party), Training(**(given | change)), by=party["luo"], now=NOON,
                      today=TODAY, version=1)  # fmt: skip
    assert {r.field for r in refused.value.reasons} == {field}


def test_nothing_about_a_reserve_cadre_ranks_them() -> None:
    names = {f.name for f in (*ReserveCadre._meta.fields, *Training._meta.fields)}
    assert not names & {"score", "rank", "grade", "opinion", "mark", "points"}


def test_secondments_are_seen_by_the_community_and_those_above_it(party: Party) -> None:
    east = secondment_to(party, "P-EAST")
    for who, rows in (("bai", [east]), ("luo", [east]), ("shen", [east]), ("hao", [])):
        assert list(secondments_of(party[who])) == rows


def test_the_community_says_once_a_quarter_whether_it_served(party: Party) -> None:
    sent = secondment_to(party, "P-EAST")
    row = say_whether_served(sent, SERVED, by=party["bai"], now=NOON, today=TODAY)
    assert row.organisation == party.at("P-EAST")
    with pytest.raises(Refused) as refused:
        say_whether_served(sent, SERVED, by=party["bai"], now=NOON, today=TODAY)
    assert {r.code for r in refused.value.reasons} == {"reviewed_already"}


@pytest.mark.parametrize("who", ["luo", "shen", "hao", "zhao"])
def test_nobody_else_says_it_and_never_the_home_unit(party: Party, who: str) -> None:
    sent = secondment_to(party, "P-EAST")
    with pytest.raises(NotAllowed):
        say_whether_served(sent, SERVED, by=party[who], now=NOON, today=TODAY)


def test_a_branch_of_the_home_unit_does_not_judge_its_own_officer(party: Party) -> None:
    east = party.at("P-EAST")
    east.home_units = ["HOUSING"]
    east.save()
    with pytest.raises(NotAllowed):
        say_whether_served(secondment_to(party, "P-EAST"), SERVED, by=party["bai"], now=NOON,
                           today=TODAY)  # fmt: skip


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Verdict(date(2026, 1, 1), "yes", "按时到岗"), "quarter"),
        (Verdict(Q3, "excellent", "按时到岗"), "served"),
        (Verdict(Q3, "no", "差"), "words"),
    ],
)
def test_a_verdict_is_about_a_quarter_served_in_words(
    party: Party, given: Verdict, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        say_whether_served(secondment_to(party, "P-EAST"), given, by=party["bai"], now=NOON,
                           today=TODAY)  # fmt: skip
    assert {r.field for r in refused.value.reasons} == {field}


def test_quarters_not_spoken_of_stand_on_the_branch_s_page(party: Party) -> None:
    sent = secondment_to(party, "P-EAST")
    east = seen([party.at("P-EAST")], TODAY)[0]
    told = [(d.what.params["quarter"], d.light) for d in reviews_due(east, NOON, TODAY)]
    assert told == [("2026Q2", "red"), ("2026Q3", "red")]
    say_whether_served(sent, SERVED, by=party["bai"], now=NOON, today=TODAY)
    assert len(list(reviews_due(east, NOON, TODAY))) == 1


def test_a_task_is_set_and_done_once(party: Party) -> None:
    sent = secondment_to(party, "P-EAST")
    task = set_task(sent, "整理党员名册", by=party["bai"], now=NOON, today=TODAY)
    assert finish_task(sent, task.pk, by=party["bai"], now=NOON, today=TODAY).done_on == TODAY
    with pytest.raises(NotFound):
        finish_task(sent, task.pk, by=party["bai"], now=NOON, today=TODAY)
    with pytest.raises(NotAllowed):
        set_task(sent, "整理党员名册", by=party["hao"], now=NOON, today=TODAY)


def test_a_need_is_matched_with_reasons_and_in_the_order_of_the_register(party: Party) -> None:
    row, luo = taken(party), party["luo"]
    course = Training(course="调解员培训班", skill="law", days=5, on=TODAY)
    note_training(row, course, by=luo, now=NOON, today=TODAY, version=1)
    given = Need("law", 1, NEXT, "调解宅基地纠纷", "community_secretary")
    need = post_need(party.at("P-WEST"), given, by=party["hao"], now=NOON, today=TODAY)
    match = matches_of(need, luo)[0]
    assert match.cadre == row
    assert [r.code for r in match.reasons] == [
        "trained_in_skill", "same_office", "same_line_as_need",
    ]  # fmt: skip
    other = post_need(party.at("P-WEST"), Need("farming", 1, NEXT, "指导种植瓜菜"),
                      by=party["hao"], now=NOON, today=TODAY)  # fmt: skip
    assert matches_of(other, luo) == []
    assert matches_of(need, party["hao"]) == [], "a branch is shown nobody"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"skill": "magic"}, "skill"),
        ({"count": 0}, "count"),
        ({"until": TODAY - timedelta(days=1)}, "until"),
        ({"purpose": "用"}, "purpose"),
    ],
)
def test_a_faulty_need_is_refused(party: Party, change: dict[str, object], field: str) -> None:
    given: dict[str, object] = {"skill": "law", "count": 1, "until": TODAY, "purpose": "调解纠纷"}
    with pytest.raises(Invalid) as refused:
        post_need(party.at("P-EAST"), Need(**(given | change)), by=party["bai"], now=NOON,  # type: ignore[arg-type]  # as above
                  today=TODAY)  # fmt: skip
    assert {r.field for r in refused.value.reasons} == {field}


def test_a_need_is_closed_once_by_those_it_belongs_to(party: Party) -> None:
    need = post_need(party.at("P-EAST"), Need("law", 1, NEXT, "调解纠纷"), by=party["bai"],
                     now=NOON, today=TODAY)  # fmt: skip
    with pytest.raises(NotFound):
        need_for(party["hao"], need.pk)
    close_need(need, by=party["bai"], now=NOON, today=TODAY, version=1)
    with pytest.raises(Refused):
        close_need(need, by=party["bai"], now=NOON, today=TODAY, version=2)


def test_names_of_the_reserve_stand_on_no_page_before_the_purpose_is_given(
    party: Party, client: Client
) -> None:
    row = taken(party)
    client.force_login(party.people["luo"])
    assert row.member.name not in client.get("/desk/party/reserve/").content.decode()
    assert client.get(f"/desk/party/reserve/{row.pk}/").status_code == 302
    answer = client.post("/desk/party/reserve/purpose", {"purpose": "review"}, follow=True)
    assert row.member.name in answer.content.decode()
    assert client.get(f"/desk/party/reserve/{row.pk}/").status_code == 200


@pytest.mark.parametrize("act", ["training", "review", "end"])
def test_no_form_of_an_entry_opens_before_the_purpose_is_given(
    party: Party, client: Client, act: str
) -> None:
    row = taken(party)
    client.force_login(party.people["luo"])
    url = f"/desk/party/reserve/{row.pk}/{act}"
    said = {"version": 1, "review_on": NEXT, "on": TODAY, "because": "appointed",
            "course": "班", "skill": "law", "days": 1}  # fmt: skip
    for answer in (client.get(url), client.post(url, said)):
        assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/party/reserve/")
    row.refresh_from_db()
    assert row.version == 1 and not row.trainings.exists()
    client.post("/desk/party/reserve/purpose", {"purpose": "review"})
    assert row.member.name in client.get(url).content.decode()
