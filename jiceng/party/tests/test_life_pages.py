"""Organisational life over HTTP: the secretary's year, recording, counts for those above."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import cast

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from openpyxl import load_workbook

from jiceng.casework.models import Problem
from jiceng.casework.tests.county import EAST as AREA
from jiceng.casework.tests.county import NOON, START, County
from jiceng.casework.tests.ledger import ledger
from jiceng.kernel.records.models import Appointment
from jiceng.party.actions.life_periods import life_round
from jiceng.party.actions.meetings import Plan, plan_meeting
from jiceng.party.actions.recording import Recording, record_meeting
from jiceng.party.actions.resolutions import Decision
from jiceng.party.models import Meeting, Resolution, Talk
from jiceng.party.tests.cast import TODAY, Party

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
EAST = "/desk/party/life/P-EAST/"
PLANNED = {
    "kinds": ["theme_day", "members_meeting"], "on": "2026-11-20", "begins_at": "15:00",
    "place": "社区活动室", "agenda": "学习\n审议年度计划",
}  # fmt: skip
MOST_QUERIES = 12


def desk(party: Party, who: str) -> Client:
    client = Client()
    client.force_login(party.people[who])
    return client


def held(party: Party, kinds: tuple[str, ...] = ("members_meeting",), **said: object) -> Meeting:
    given = Plan(kinds, TODAY - timedelta(days=1), place="活动室", agenda=("学习条例原文",))
    row = plan_meeting(given, at=party.at("P-EAST"), by=party["bai"], now=NOON)
    recording = Recording(**said)  # type: ignore[arg-type]  # a test names what it says
    return record_meeting(row, recording, by=party["bai"], now=NOON, version=row.version)


def test_the_secretary_sees_what_is_missing_plans_and_records_on_one_page(party: Party) -> None:
    bai = desk(party, "bai")
    page = bai.get("/desk/party/life/").content.decode()
    assert "四季度应 1 次，已 0 次，待开展" in page
    where = bai.post(f"{EAST}plan", PLANNED)["Location"]
    assert where.endswith("/record")
    page = bai.get(where).content.decode()
    assert "应到 6 人，其中有表决权的 5 人" in page
    member = party.members("P-EAST")[2]
    said = {"version": 1, "on_leave": [member.pk], "duration_minutes": 90,
            "decisions": "修缮活动室", "minutes": "会议由书记主持。"}  # fmt: skip
    where = bai.post(where, said)["Location"]
    page = bai.get(where).content.decode()
    for text in ("已归档", member.name, "会议由书记主持。", "修缮活动室", "转为任务"):
        assert text in page
    assert "四季度应 1 次，已 1 次，已开展" in bai.get(EAST).content.decode()


def test_a_resolution_is_assigned_and_completed_on_the_page(party: Party) -> None:
    bai = desk(party, "bai")
    where = bai.post(f"{EAST}plan", PLANNED)["Location"]
    bai.post(where, {"version": 1, "duration_minutes": 60, "decisions": "走访困难党员"})
    decided = Resolution.objects.get()
    url = f"/desk/party/resolutions/{decided.number}/"
    refused = bai.post(f"{url}assign", {"version": 1, "due_on": "2026-11-22"})
    assert refused.status_code == 422
    assert "完成时限应晚于今天。" in refused.content.decode()
    assert bai.post(f"{url}assign", {"version": 1, "due_on": "2026-12-20"}).status_code == 302
    assert "走访困难党员" in bai.get("/desk/?tab=resolution").content.decode()
    assert f"#resolution-{decided.number}" in bai.get(url)["Location"]
    assert bai.post(f"{url}complete", {"version": 2, "result": "已走访"}).status_code == 302
    assert bai.post(f"{url}complete", {"version": 2, "result": "已走访"}).status_code == 409
    assert bai.post(f"{url}fly", {"version": 2}).status_code == 404
    assert bai.post(f"{url}item", {"version": 3}).status_code == 403


def community_secretary(party: Party) -> Client:
    """Bai, who is also secretary of the community and may find problems there."""
    Appointment.objects.create(
        person=party.people["bai"], post="community_secretary", unit_id="C-EAST", area_id=AREA,
        starts_on=START,
    )  # fmt: skip
    return desk(party, "bai")


def test_a_resolution_becomes_a_problem_of_a_ledger_on_the_page(party: Party) -> None:
    campaign = ledger(cast(County, party))
    row = held(party, decisions=(Decision("清理楼道堆放的杂物"),))
    decided = Resolution.objects.get()
    bai, url = community_secretary(party), f"/desk/party/resolutions/{decided.number}/problem"
    page = f"/desk/party/meetings/{row.number}/"
    for text in ("转为问题", campaign.name, 'id="jc-units"'):
        assert text in bai.get(page).content.decode()
    said = {"version": 1, "campaign": campaign.code, "unit": "C-EAST"}
    refused = bai.post(url, {**said, "unit": "没有的单位"})
    assert refused.status_code == 422
    assert "没有找到单位" in refused.content.decode()
    assert bai.post(url, {**said, "campaign": "X"}).status_code == 422
    assert bai.post(url, {**said, "version": 2}).status_code == 409
    assert bai.post(url, said).status_code == 302
    problem = Problem.objects.get()
    assert (problem.description, problem.unit) == ("清理楼道堆放的杂物", "C-EAST")
    decided.refresh_from_db()
    assert (decided.state, decided.problem) == ("handed_over", problem)
    shown = bai.get(page).content.decode()
    assert problem.number in shown and "转为问题" not in shown
    assert bai.post(url, {**said, "version": 2}).status_code == 409


def test_whoever_finds_no_problems_is_offered_none(party: Party) -> None:
    campaign = ledger(cast(County, party))
    row = held(party, decisions=(Decision("清理楼道堆放的杂物"),))
    bai, url = desk(party, "bai"), f"/desk/party/resolutions/{Resolution.objects.get().number}"
    assert "转为问题" not in bai.get(f"/desk/party/meetings/{row.number}/").content.decode()
    said = {"version": 1, "campaign": campaign.code, "unit": "C-EAST"}
    assert bai.post(f"{url}/problem", said).status_code == 403
    assert not Problem.objects.exists()


def test_without_an_open_ledger_a_resolution_becomes_no_problem(party: Party) -> None:
    row = held(party, decisions=(Decision("清理楼道堆放的杂物"),))
    page = community_secretary(party).get(f"/desk/party/meetings/{row.number}/")
    assert "转为问题" not in page.content.decode()


@pytest.mark.parametrize("who", ["luo", "shen"])
def test_those_above_see_counts_and_no_names(party: Party, who: str) -> None:
    member = party.members("P-EAST")[3]
    row = held(party, absent=frozenset({member.pk}), minutes="记录全文")
    life_round(NOON)
    above = desk(party, who)
    listed = above.get("/desk/party/life/").content.decode()
    assert "东社区党支部" in listed
    page = above.get(f"/desk/party/meetings/{row.number}/").content.decode()
    assert "<dt>实到</dt>" in page
    for secret in (member.name, "记录全文", "活动室", "条例原文"):
        assert secret not in page
    assert member.name not in above.get(EAST).content.decode()
    assert above.get(f"/desk/party/meetings/{row.number}/minutes.docx").status_code == 403
    assert above.post(f"{EAST}plan", PLANNED).status_code == 403


@pytest.mark.parametrize("who", ["hao", "yan", "zhou", "wang"])
def test_outside_the_line_there_is_nothing(party: Party, who: str) -> None:
    row = held(party)
    client = desk(party, who)
    expected = 404 if who == "hao" else 403
    for url in (EAST, f"/desk/party/meetings/{row.number}/", f"{EAST}ledgers/three/"):
        assert client.get(url).status_code == expected


def test_the_committee_sees_which_branches_lack_something(party: Party) -> None:
    luo = desk(party, "luo")
    held(party)
    life_round(NOON)
    page = luo.get("/desk/party/life/?show=missing").content.decode()
    assert "支部党员大会 3" in page
    assert "主题党日（11-30 前）" in page
    assert "县住建局党支部" not in page
    assert luo.get("/desk/party/life/P-NORTH/").status_code == 200


@pytest.mark.parametrize("id", ["life_compliance_rate", "life_periods_missed", "meetings_held"])
def test_a_figure_opens_onto_as_many_records_as_it_counts(party: Party, id: str) -> None:
    held(party)
    life_round(NOON)
    page = desk(party, "luo").get(f"/desk/party/life/figures/{id}/")
    assert len(page.context["rows"]) == page.context["total"]
    figure = {"life_compliance_rate": 0, "life_periods_missed": 52, "meetings_held": 1}[id]
    assert page.context["total"] == figure


def test_ledgers_are_read_printed_and_taken_away(party: Party) -> None:
    bai = desk(party, "bai")
    held(party, ("theme_day", "members_meeting"))
    for which in ("three", "theme"):
        sheet = bai.get(f"{EAST}ledgers/{which}/").content.decode()
        assert "2026-11-22" in sheet
    book = load_workbook(BytesIO(b"".join(bai.get(f"{EAST}ledgers/three.xlsx"))))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert rows[0][:4] == ["日期", "类型", "应到", "实到"]
    assert rows[1][:4] == ["2026-11-22", "支部党员大会", "6", "6"]
    above = load_workbook(BytesIO(b"".join(desk(party, "luo").get(f"{EAST}ledgers/three.xlsx"))))
    assert len(next(above.worksheets[0].iter_rows())) == 7
    assert bai.get(f"{EAST}ledgers/secrets/").status_code == 404


def test_the_minutes_are_a_word_file(party: Party) -> None:
    row = held(party, minutes="会议由书记主持。\n一致同意。")
    answer = desk(party, "bai").get(f"/desk/party/meetings/{row.number}/minutes.docx")
    paper = Document(BytesIO(b"".join(answer)))
    text = "\n".join(p.text for p in paper.paragraphs)
    assert "支部党员大会会议记录" in text
    assert "一致同意。" in text
    assert "实到：6" in text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kinds": []}, "这个字段是必填项。"),
        ({"kinds": ["members_meeting", "lecture"], "guest_lecturer": "县委党校教师"},
         "一次会议不能同时计为支部党员大会和党课"),
        ({"on": "2026-02-29"}, "日期"),
        ({"on": "2019-01-01"}, "会议日期早于党组织成立日期"),
        ({"kinds": ["lecture"]}, "党课请写明讲课人"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_says_why_and_keeps_what_was_typed(
    party: Party, said: dict[str, object], sentence: str
) -> None:
    answer = desk(party, "bai").post(f"{EAST}plan", {**PLANNED, **said})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert "社区活动室" in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"duration_minutes": 0}, "请填写 1 到 720 之间的整数。"),
        ({"absent": "stranger"}, "选择"),
        ({"on_leave": "first", "absent": "first"}, "不能既是请假又是缺席"),
        ({"absent": "three"}, "党员大会不能举行"),
    ],
)
def test_a_recording_that_cannot_be_says_why(
    party: Party, said: dict[str, object], sentence: str
) -> None:
    members = party.members("P-EAST")
    meant = {"stranger": [party.members("P-WEST")[0].pk], "first": [members[0].pk],
             "three": [m.pk for m in members[:3]]}  # fmt: skip
    given = {k: meant.get(str(v), v) for k, v in said.items()}
    bai = desk(party, "bai")
    where = bai.post(f"{EAST}plan", PLANNED)["Location"]
    answer = bai.post(where, {"version": 1, "duration_minutes": 60, **given})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_minutes_come_later_and_an_old_page_is_told(party: Party) -> None:
    bai, row = desk(party, "bai"), held(party)
    url = f"/desk/party/meetings/{row.number}/"
    assert bai.post(f"{url}minutes", {"version": row.version, "minutes": ""}).status_code == 422
    old = {"version": row.version - 1, "minutes": "记录"}
    assert bai.post(f"{url}minutes", old).status_code == 409
    assert bai.post(f"{url}minutes", {**old, "version": row.version}).status_code == 302
    assert "已归档" in bai.get(url).content.decode()


def test_a_plan_is_changed_or_cancelled_until_it_was_held(party: Party) -> None:
    bai = desk(party, "bai")
    url = bai.post(f"{EAST}plan", {**PLANNED, "on": "2026-11-25"})["Location"]
    assert "到会议当天即可登记召开" in bai.get(url).content.decode()
    changed = {**PLANNED, "on": "2026-11-26", "version": 1}
    assert bai.get(f"{url}amend").status_code == 200
    assert bai.post(f"{url}amend", {**changed, "version": 9}).status_code == 422
    assert bai.post(f"{url}amend", changed).status_code == 302
    assert bai.post(f"{url}cancel", {"version": 2, "reason": ""}).status_code == 422
    assert bai.post(f"{url}cancel", {"version": 2, "reason": "台风"}).status_code == 302
    assert "已取消" in bai.get(url).content.decode()


def test_a_review_with_too_many_excellent_is_said_and_kept(party: Party) -> None:
    bai, row = desk(party, "bai"), held(party, ("life_meeting", "democratic_review"))
    url = f"/desk/party/meetings/{row.number}/"
    said = {"graded": 5, "probationary": 1, "ballots": 6, "excellent": 2, "qualified": 3,
            "basically_qualified": 0, "unqualified": 0}  # fmt: skip
    assert bai.post(f"{url}review", {**said, "qualified": 4}).status_code == 422
    assert bai.post(f"{url}review", said).status_code == 302
    assert "超过参加评定人数的三分之一" in bai.get(url).content.decode()


def test_talks_are_recorded_as_numbers(party: Party) -> None:
    bai = desk(party, "bai")
    said = {"sort": "with_members", "on": "2026-11-20", "count": 4}
    assert bai.post(f"{EAST}talks", {**said, "count": 0}).status_code == 422
    assert bai.post(f"{EAST}talks", said).status_code == 302
    assert Talk.objects.get().count == 4
    assert "书记、委员与党员之间" in bai.get(f"{EAST}ledgers/talks/").content.decode()


def test_the_agenda_suggests_what_is_due(party: Party) -> None:
    page = desk(party, "bai").get(f"{EAST}plan?kind=members_meeting").content.decode()
    assert "换届选举准备（任期 2027-01-10 届满）" in page
    assert "安排组织生活会" in page
    assert "checked" in page


@pytest.mark.parametrize(("who", "url"), [("bai", EAST), ("luo", "/desk/party/life/")])
def test_a_page_of_organisational_life_stays_within_its_queries(
    party: Party, who: str, url: str
) -> None:
    held(party)
    life_round(NOON)
    client = desk(party, who)
    client.get(url)
    with CaptureQueriesContext(connection) as used:
        assert client.get(url).status_code == 200
    assert len(used) <= MOST_QUERIES, "\n".join(q["sql"] for q in used.captured_queries)
