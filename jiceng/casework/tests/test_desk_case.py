"""One case on the desk: who may see it, what it tells, and every move through its form."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from jiceng.casework.actions.shortcuts import take_in
from jiceng.casework.models import Case
from jiceng.casework.process import CASE
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import closed, desk, handled, moved, report, untyped
from jiceng.kernel.records.models import JournalEntry, Note
from jiceng.kernel.refusal import Invalid, Refused, Stale


@pytest.fixture(autouse=True)
def _noon(settings: Settings) -> None:
    settings.FIXED_NOW = (NOON + timedelta(hours=2)).isoformat()


def url(case: Case, rest: str = "") -> str:
    return f"/desk/cases/{case.number}/{rest}"


def post(client: Client, case: Case, name: str, **sent: Any) -> Any:
    return client.post(url(case, f"moves/{name}"), {"version": case.version, **sent})


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


# Who may see it.


@pytest.mark.parametrize(
    ("who", "status"),
    [("chen", 200), ("wang", 200), ("wu", 200), ("tang", 200), ("li", 200),
     ("lin", 404), ("xie", 404), ("sun", 404), ("zhao", 404)],
)  # fmt: skip
def test_a_case_is_shown_within_reach_and_is_missing_beyond_it(
    county: County, who: str, status: int
) -> None:
    assert desk(county, who).get(url(report())).status_code == status


def test_without_signing_in_there_is_only_the_way_to_the_door(county: County) -> None:
    answer = Client().get(url(report()))
    assert (answer.status_code, answer.headers["Location"][:8]) == (302, "/sign-in")


def test_somebody_without_a_post_is_told_so(county: County) -> None:
    county.people["chen"].appointments.all().delete()
    assert desk(county, "chen").get("/desk/").status_code == 403


# What it tells.


def test_the_timeline_says_who_did_what_when_and_with_which_words(county: County) -> None:
    page = desk(county, "wang").get(url(handled(county))).text
    timeline = page[page.index("办理过程") :]
    for told in ("东社区居委会 陈", "签收", "12:00", "处置完成", "13:00", "已填平", "系统", "派遣"):
        assert told in timeline
    assert timeline.index("处置完成") < timeline.index("签收"), "newest first"


def test_the_time_of_each_stage_and_holder_is_shown_and_adds_up(county: County) -> None:
    page = desk(county, "wang").get(url(handled(county))).text
    split = page[page.index("各环节用时") :]
    assert split.count("1 小时 0 分") == 2, "one hour handling, one hour awaiting verification"
    assert "东社区居委会" in split


def test_an_overdue_case_says_who_has_it_and_who_is_told_next(
    county: County, settings: Settings
) -> None:
    case = report()
    settings.FIXED_NOW = (NOON + timedelta(days=4)).isoformat()
    page = desk(county, "chen").get(url(case)).text
    assert "jc-notice-red" in page
    assert "现由东社区居委会承办" in page
    assert "提醒" in page


def test_why_it_went_there_is_told_in_sentences(county: County) -> None:
    page = desk(county, "chen").get(url(report())).text
    assert "地图上的位置在东一网格范围内。" in page


def test_what_cannot_be_done_says_why(county: County) -> None:
    case = handled(county)
    page = desk(county, "wang").get(url(case)).text
    assert "暂不能结案" in page
    assert "需由其他单位核查后才能结案。" in page


# Contact.


def test_the_phone_number_is_masked_and_every_look_is_journalled(county: County) -> None:
    case = report(phone="13876541234", name="王女士")
    client = desk(county, "chen")
    page = client.get(url(case)).text
    assert "138****1234" in page
    assert "13876541234" not in page
    shown = client.post(url(case, "contact")).text
    assert "13876541234" in shown
    assert JournalEntry.objects.filter(kind="show_contact").count() == 1
    assert "查看联系方式" in client.get(url(case)).text
    assert "13876541234" not in client.get(url(case)).text


def test_an_overseer_cannot_look_at_the_number(county: County) -> None:
    case = report(phone="13876541234")
    client = desk(county, "tang")
    assert "查看号码" not in client.get(url(case)).text
    answer = client.post(url(case, "contact"))
    assert (answer.status_code, "13876541234" in answer.text) == (403, False)


# Notes.


def test_a_note_moves_no_clock(county: County) -> None:
    case = report()
    before = Case.objects.filter(pk=case.pk).values().get()
    answer = desk(county, "chen").post(url(case, "notes"), {"note": "已电话核实"})
    assert answer.status_code == 302
    assert Case.objects.filter(pk=case.pk).values().get() == before
    assert Note.objects.get().text == "已电话核实"
    assert "已电话核实" in desk(county, "chen").get(url(case)).text


def test_an_empty_note_is_refused_where_it_was_written(county: County) -> None:
    answer = desk(county, "chen").post(url(report(), "notes"), {"note": " "})
    assert answer.status_code == 422
    assert not Note.objects.exists()


def test_a_suspended_case_says_since_when_its_clock_stands_still(county: County) -> None:
    case = report("路面有大坑", "0102")
    moved(case, county, "chen", "sign_for")
    moved(case, county, "wang", "suspend", reason="等汛期过去", evidence="水务局通知")
    chen = desk(county, "chen")
    for page in (url(case), "/desk/cases/", "/desk/", f"/field/cases/{case.number}/"):
        text = chen.get(page).text
        assert re.search("暂停计时（自 (2026-11-23 |11-23 )?12:00）", text), page
        assert "无时限" not in text, page
    moved(case, county, "chen", "resume")
    assert "暂停计时" not in chen.get("/desk/cases/").text


# Moves: works, wrong role, wrong area, wrong state, paper missing, stale.

LIFE: tuple[tuple[str, str, dict[str, str], str], ...] = (
    # who, move, papers, where it stands afterwards
    ("chen", "sign_for", {}, "handling"),
    ("chen", "start", {}, "handling"),
    ("chen", "ask_extension", {"reason": "等材料", "term": "2 working_days"}, "handling"),
    ("wang", "grant_extension", {}, "handling"),
    ("wang", "suspend", {"reason": "等汛期过去", "evidence": "水务局通知"}, "suspended"),
    ("chen", "resume", {}, "handling"),
    ("chen", "handle", {"result": "已填平"}, "handled"),
    ("wang", "verify", {}, "verifying"),
    ("wang", "rework", {"reason": "又塌了"}, "handling"),
    ("chen", "handle", {"result": "重新夯实"}, "handled"),
    ("wang", "verify", {}, "verifying"),
    ("wang", "close", {}, "closed"),
    ("wang", "reopen", {"reason": "居民说没好"}, "dispatched"),
    ("chen", "send_back", {"reason": "路权在住建局", "proposed_unit": "县住建局"}, "returned"),
    ("wang", "dispatch", {"unit": "县住建局", "reason": "属住建职责"}, "dispatched"),
)


def test_a_long_life_is_led_through_the_forms_of_its_moves(county: County) -> None:
    case = report("路面有大坑", "0102")
    for who, name, papers, after in LIFE:
        case = Case.objects.get(pk=case.pk)
        answer = post(desk(county, who), case, name, **papers)
        assert answer.status_code == 302, (name, answer.text)
        assert state(case) == after, name
    assert Case.objects.get(pk=case.pk).unit == "HOUSING"


@pytest.mark.parametrize(("who", "name", "papers", "_after"), LIFE[:9])
def test_no_move_is_made_for_somebody_else(
    county: County, who: str, name: str, papers: dict[str, str], _after: str
) -> None:
    case = report("路面有大坑", "0102")
    before = state(case)
    answer = post(desk(county, "tang"), case, name, **papers)
    assert answer.status_code == 409, "an overseer sees the case and may not move it"
    assert post(desk(county, "sun"), case, name, **papers).status_code == 404
    assert state(case) == before


def test_a_move_from_another_state_is_refused_with_a_sentence(county: County) -> None:
    case = report("路面有大坑", "0102")
    answer = post(desk(county, "chen"), case, "handle", result="已填平")
    assert answer.status_code == 409
    assert "不能处置完成" in answer.text


def test_a_missing_paper_keeps_what_was_typed(county: County) -> None:
    case = report("路面有大坑", "0102")
    sent = {"reason": "路权不在本社区"}
    answer = post(desk(county, "chen"), case, "send_back", **sent)
    assert answer.status_code == 422
    assert "路权不在本社区" in answer.text
    assert "建议承办单位" in answer.text
    assert state(case) == "dispatched"


def test_an_unknown_unit_is_named_at_its_field(county: County) -> None:
    case = report("路面有大坑", "0102")
    sent = {"reason": "不归我们", "proposed_unit": "天庭"}
    answer = post(desk(county, "chen"), case, "send_back", **sent)
    assert answer.status_code == 422
    assert "没有找到单位“天庭”" in answer.text


def test_a_stale_form_changes_nothing_and_stays_stale(county: County) -> None:
    case = report("路面有大坑", "0102")
    moved(case, county, "chen", "sign_for")
    for _ in range(2):
        answer = desk(county, "chen").post(
            url(case, "moves/handle"), {"version": case.version, "result": "已填平"}
        )
        assert answer.status_code == 409
        assert "刚刚被别人修改过" in answer.text
        assert "已填平" in answer.text
        assert f'name="version" value="{case.version}"' in answer.text
    assert state(case) == "handling"


def test_an_unknown_move_is_refused(county: County) -> None:
    assert post(desk(county, "chen"), report(), "vanish").status_code == 409


def test_a_law_department_s_matter_goes_to_no_community(county: County) -> None:
    case = untyped(county)
    client = desk(county, "chen")
    sent = {"version": case.version, "case_type": "0201", "unit": "东社区居委会"}
    answer = client.post(url(case, "take-in"), sent)
    assert answer.status_code == 409
    assert "县公安局" in answer.text
    assert state(case) == "reported"


# Taking in at once.


def test_taking_in_accepts_files_and_dispatches_in_one_step(county: County) -> None:
    case = untyped(county)
    sent = {"version": case.version, "case_type": "0102", "unit": "东社区居委会"}
    answer = desk(county, "chen").post(url(case, "take-in"), sent)
    assert answer.status_code == 302
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.case_type, case.unit, case.version) == (
        "dispatched", "0102", "C-EAST", 2,
    )  # fmt: skip
    lines = JournalEntry.objects.filter(subject_id=case.pk, subject_kind="case").order_by("seq")
    assert [e.kind for e in lines] == ["report", "accept", "file", "dispatch"]
    assert len({e.at for e in lines[1:]}) == 1


@pytest.mark.parametrize("act", ["take-in", "moves/dispatch"])
def test_sending_a_case_up_asks_for_the_reason_in_its_form(county: County, act: str) -> None:
    case = untyped(county)
    if act != "take-in":
        moved(case, county, "chen", "accept")
        moved(case, county, "chen", "file", case_type="0102")
    client, version = desk(county, "chen"), Case.objects.get(pk=case.pk).version
    sent = {"version": version, "case_type": "0102", "unit": "县住建局"}
    refused = client.post(url(case, act), sent)
    assert refused.status_code == 422
    assert "县住建局是上级单位，派给上级须写明原因。" in refused.text
    assert 'value="县住建局' in refused.text
    told = "墙体开裂，电话 13800138000"
    assert client.post(url(case, act), sent | {"reason": told}).status_code == 302
    assert Case.objects.get(pk=case.pk).unit == "HOUSING"
    assert "13800138000" not in Note.objects.get(kind="dispatch.reason").text


@pytest.mark.parametrize(
    ("case_type", "unit", "error"),
    [("", "C-EAST", Refused), ("01", "C-EAST", Invalid), ("0102", "", Refused),
     ("0102", "NOWHERE", Invalid)],
)  # fmt: skip
def test_taking_in_leaves_everything_alone_when_one_part_fails(
    county: County, case_type: str, unit: str, error: type[Exception]
) -> None:
    case = untyped(county)
    with pytest.raises(error):
        take_in(
            case, case_type=case_type, unit=unit, by=county["chen"], now=NOON, version=case.version
        )
    assert state(case) == "reported"
    assert JournalEntry.objects.count() == 1


def test_taking_in_what_somebody_else_took_in_is_stale(county: County) -> None:
    case = untyped(county)
    moved(case, county, "chen", "accept")
    with pytest.raises(Stale):
        take_in(case, case_type="0102", unit="C-EAST", by=county["chen"], now=NOON, version=1)


def test_a_handler_without_the_desk_s_role_cannot_take_in(county: County) -> None:
    case = untyped(county)
    assert desk(county, "li").post(url(case, "take-in"), {"version": 1}).status_code == 403


# Merging.


def test_merging_offers_what_is_alike_with_why_and_can_be_undone(county: County) -> None:
    first, second = report("路面有大坑", "0102"), report("路面有个大坑", "0102")
    client = desk(county, "chen")
    page = client.get(url(second, "merge")).text
    assert first.number in page
    assert "同一类事项：路面破损。" in page
    sent = {"version": second.version, "into": first.number}
    assert client.post(url(second, "merge"), sent).status_code == 302
    second = Case.objects.get(pk=second.pk)
    assert (second.state, second.merged_into_id) == ("merged", first.pk)
    assert second.number in client.get(url(first)).text
    assert first.number in client.get(url(second)).text
    assert post(client, second, "unmerge", reason="不是同一处").status_code == 302
    assert state(second) == "accepted"


@pytest.mark.parametrize("into", ["", "000", "own", "far"])
def test_a_case_merges_into_nothing_unknown_itself_or_out_of_reach(
    county: County, into: str
) -> None:
    case = report("路面有大坑", "0102")
    far = report("南镇的坑", "0102", lon=None, lat=None, grid_code="469024101001")
    number = {"own": case.number, "far": far.number}.get(into, into)
    answer = desk(county, "chen").post(
        url(case, "merge"), {"version": case.version, "other": number}
    )
    assert answer.status_code in (409, 422)
    assert state(case) == "dispatched"


def test_a_closed_case_is_not_offered_for_merging(county: County) -> None:
    assert desk(county, "chen").get(url(closed(county), "merge")).status_code in (403, 409)


def test_every_move_of_the_process_has_a_form_that_asks_for_its_papers(county: County) -> None:
    """A new move cannot be forgotten by the desk: its papers have fields."""
    asked = {need for move in CASE.moves for need in move.needs}
    from_fields = {"case_type", "unit", "proposed_unit", "term", "into", "result", "reason",
                   "evidence"}  # fmt: skip
    assert asked <= from_fields


def test_the_page_of_a_merged_case_asks_no_more_than_any_other(
    county: County, django_assert_max_num_queries: Any
) -> None:
    first, second = untyped(county), untyped(county)
    client = desk(county, "chen")
    moved(second, county, "chen", "merge", into=first.number)
    client.get(url(first))
    with django_assert_max_num_queries(11):
        page = client.get(url(second))
    assert first.number in page.text
    with django_assert_max_num_queries(11):
        assert second.number in client.get(url(first)).text
