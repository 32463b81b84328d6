"""The pages of member development, as each level sees them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from docx import Document

from jiceng.casework.actions.sweep import notice_of
from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.models import JournalEntry, WorkItem
from jiceng.party.desk.development_papers import papers
from jiceng.party.models import Development, StepRecord
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.developing import Carried, applied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/desk/party/developments/"


@pytest.fixture
def file(party: Party) -> Carried:
    return applied(party)


def browser(party: Party, who: str) -> Client:
    client = Client()
    client.force_login(party.people[who])
    return client


def text(answer: object, status: int = 200) -> str:
    assert getattr(answer, "status_code", 0) == status
    return str(getattr(answer, "content", b"").decode())


def url(file: Carried) -> str:
    return f"{HERE}{file.file.number}/"


def test_the_list_shows_what_is_next_and_by_when(file: Carried) -> None:
    page = text(browser(file.party, "bai").get(HERE))
    assert file.file.applicant in page and "党组织派人谈话" in page and "已超" in page
    assert file.file.applicant not in text(browser(file.party, "hao").get(HERE))


def test_from_above_the_list_shows_numbers_until_somebody_says_why(file: Carried) -> None:
    party, name = file.party, file.file.applicant
    client = browser(party, "luo")
    page = text(client.get(HERE))
    assert name not in page and file.file.number in page and "东社区党支部" in page
    assert "没有符合条件的档案" in text(client.get(f"{HERE}?text={name}"))
    client.post("/desk/party/members/purpose/P-EAST", {"purpose": "development"})
    assert name in text(client.get(HERE)) and name in text(client.get(f"{HERE}?text={name}"))
    assert name not in text(browser(party, "shen").get(HERE)), "each says it for themselves"


def test_from_above_a_file_opened_today_is_listed_by_name(file: Carried) -> None:
    other = applied(file.party, name="申请人庚（示例）").file
    client = browser(file.party, "luo")
    client.post(f"{url(file)}purpose", {"purpose": "development"})
    page = text(client.get(HERE))
    assert file.file.applicant in page and other.applicant not in page


def test_from_above_the_page_of_a_branch_tells_its_work_by_number(file: Carried) -> None:
    where = "/desk/party/organisations/P-EAST/"
    page = text(browser(file.party, "luo").get(where))
    assert file.file.number in page and file.file.applicant not in page
    assert file.file.applicant in text(browser(file.party, "bai").get(where))


def test_worklist_and_notices_name_the_applicant_to_the_branch_alone(file: Carried) -> None:
    file.carry("resolved")
    row = file.file
    assert WorkItem.objects.get(subject_id=row.pk).title == row.number
    titles = {
        role: notice_of(row, "stage_100", "red", role, NOON).params["title"]
        for role in ("party_committee", "branch_secretary")
    }
    assert titles == {"party_committee": row.number, "branch_secretary": row.applicant}
    assert row.applicant not in text(browser(file.party, "luo").get("/desk/"))


def test_an_empty_list_says_what_fills_it(party: Party) -> None:
    page = text(browser(party, "bai").get(HERE))
    assert "这一栏没有档案" in page
    assert "没有符合条件的档案" in text(browser(party, "bai").get(f"{HERE}?text=无此人"))


@pytest.mark.parametrize("who", ["hao", "zhou"])
def test_a_file_of_another_line_is_missing(file: Carried, who: str) -> None:
    answer = browser(file.party, who).get(url(file))
    assert answer.status_code == (404 if who == "hao" else 403)


def test_a_file_is_opened_by_a_form(party: Party) -> None:
    client = browser(party, "bai")
    said = {"organisation": "P-EAST", "applicant": "申请人乙（示例）", "born_on": "2000-02-29",
            "on": "2026-11-20", "has_paper": "on"}  # fmt: skip
    answer = client.post(f"{HERE}new", said)
    row = Development.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"{HERE}{row.number}/"
    young = client.post(f"{HERE}new", {**said, "applicant": "丙", "born_on": "2010-01-01"})
    assert "年满十八岁才能申请入党" in text(young, 422)


def test_a_step_is_recorded_by_a_form_with_only_its_fields(file: Carried) -> None:
    client, where = browser(file.party, "bai"), f"{url(file)}steps/first_talk"
    page = text(client.get(where))
    assert 'name="by"' in page and 'name="should_attend"' not in page
    assert "收到申请后一个月内谈话" in page
    sent = {"version": file.file.version, "on": "2024-01-09", "by": "secretary"}
    refused = text(client.post(where, sent), 422)
    assert "早于第 1 步“递交入党申请书”的日期 2024-01-10" in refused
    answer = client.post(where, {**sent, "on": "2024-02-29"})
    assert answer["Location"] == f"{url(file)}#first_talk"
    assert StepRecord.objects.filter(step="first_talk").count() == 1
    page = text(client.get(url(file)))
    assert "2024-02-29" in page and "谈话人：书记" in page
    assert "R02" in page and "2024-02-29 谈话，规定 1 个月内（不晚于 2024-02-10）" in page


def test_a_correction_asks_for_its_reason_and_keeps_what_stood_there(file: Carried) -> None:
    old = file.take("first_talk")
    client = browser(file.party, "bai")
    where = f"{url(file)}steps/first_talk?replaces={old.pk}"
    assert 'value="2024-01-20"' in text(client.get(where))
    sent = {"version": file.file.version, "on": "2024-01-22", "by": "secretary",
            "reason": "登记时抄错"}  # fmt: skip
    assert client.post(where, sent).status_code == 302
    page = text(client.get(url(file)))
    assert "原记 2024-01-20，更正原因：登记时抄错" in page


def test_two_contacts_are_chosen_in_two_boxes(file: Carried) -> None:
    file.carry("activist")
    first, second = file.party.members("P-EAST")[:2]
    client, where = browser(file.party, "bai"), f"{url(file)}steps/contacts"
    sent = {"version": file.file.version, "on": "2024-07-21", "people_1": first.pk}
    twice = text(client.post(where, {**sent, "people_2": first.pk}), 422)
    assert "同一名党员选了两次" in twice
    assert client.post(where, {**sent, "people_2": second.pk}).status_code == 302
    assert f"培养联系人：{first.name}、{second.name}" in text(client.get(url(file)))


def test_the_committee_says_why_it_reads_and_then_decides(file: Carried) -> None:
    file.carry("resolved")
    client = browser(file.party, "luo")
    asked = text(client.get(url(file)))
    assert "查阅事由" in asked and file.file.applicant not in asked
    for way in ("steps/approval", "papers/approval"):
        assert file.file.applicant not in text(client.get(f"{url(file)}{way}"))
    answer = client.post(f"{url(file)}purpose", {"purpose": "development"})
    assert answer.status_code == 302
    assert JournalEntry.objects.filter(kind="read_development").count() == 1
    page = text(client.get(url(file)))
    assert "还缺 2 个步骤" in page and "暂不能审批接收为预备党员" in page
    file.take("committee_talk")
    file.take("approval")
    sent = {"version": file.file.version}
    assert client.post(f"{url(file)}moves/admit", sent).status_code == 302
    member = Development.objects.get().member
    assert member is not None and member.number in text(client.get(url(file)))


def test_a_move_that_cannot_be_made_tells_every_reason(file: Carried) -> None:
    client = browser(file.party, "bai")
    sent = {"version": file.file.version}
    page = text(client.post(f"{url(file)}moves/recognise", sent), 409)
    assert "缺少：党组织派人谈话。" in page and "缺少：推荐和确定入党积极分子。" in page
    assert client.post(f"{url(file)}moves/nothing", sent).status_code == 404


def test_a_refused_ballot_keeps_what_was_typed(file: Carried) -> None:
    file.carry("pre_reviewed")
    file.take("admission_form")
    client = browser(file.party, "bai")
    sent = {"version": file.file.version, "on": "2025-08-20", "should_attend": 5, "present": 2,
            "yes": 2, "no": 0, "abstain": 0}  # fmt: skip
    page = text(client.post(f"{url(file)}steps/admission_meeting", sent), 422)
    assert "这次会议不能表决" in page and 'value="2"' in page


@pytest.mark.parametrize("key", sorted(papers()))
def test_every_paper_is_filled_in_from_what_was_recorded(file: Carried, key: str) -> None:
    file.carry("full")
    answer = browser(file.party, "bai").get(f"{url(file)}papers/{key}")
    assert answer.status_code == 200
    paper = Document(BytesIO(answer.content))
    cells = [c.text for t in paper.tables for r in t.rows for c in r.cells]
    said = "\n".join([p.text for p in paper.paragraphs] + cells)
    assert papers()[key]["title"] in said and "示例" in said
    assert file.file.applicant in said
    assert "{" not in said


def test_blanks_of_a_paper_are_underlined_and_its_time_comes_with_its_steps(file: Carried) -> None:
    client = browser(file.party, "bai")
    paper = Document(BytesIO(client.get(f"{url(file)}papers/talk").content))
    blanks = [r for p in paper.paragraphs for r in p.runs if r.underline]
    assert blanks and all(not r.text.strip() for r in blanks)
    assert client.get(f"{url(file)}papers/approval").status_code == 404


def test_every_slot_of_a_paper_is_known(file: Carried) -> None:
    file.carry("archived")
    client = browser(file.party, "bai")
    for key in papers():
        assert client.get(f"{url(file)}papers/{key}").status_code == 200


def test_a_paper_about_political_review_says_nothing_but_its_conclusion(file: Carried) -> None:
    file.carry("pre_reviewed")
    client = browser(file.party, "bai")
    paper = Document(BytesIO(client.get(f"{url(file)}papers/political-review").content))
    cells = [c.text for r in paper.tables[0].rows for c in r.cells]
    assert "合格" in cells and "2025-7" in cells


def test_pages_stay_within_their_queries(file: Carried, django_assert_max_num_queries: Any) -> None:
    file.carry("resolved")
    for n in range(2, 6):
        applied(file.party, on=TODAY.replace(day=n), name=f"申请人{n}（示例）")
    client = browser(file.party, "bai")
    for where in (HERE, url(file), f"{url(file)}steps/approval"):
        client.get(where)
        with django_assert_max_num_queries(12):
            assert client.get(where).status_code == 200
