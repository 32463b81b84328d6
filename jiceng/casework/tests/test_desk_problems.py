"""The pages of the problem ledger, over HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from jiceng.casework.models import Campaign, ImportRun, Problem
from jiceng.casework.tests.county import County
from jiceng.casework.tests.desk import desk, handled, picture
from jiceng.casework.tests.ledger import (
    DEADLINE,
    done,
    found,
    ledger,
    moved,
    rectifying,
    submitted,
    work_off,
)
from jiceng.kernel.records.models import Attachment

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def campaign(county: County) -> Campaign:
    return ledger(county)


@pytest.fixture
def problem(county: County, campaign: Campaign) -> Problem:
    return found(county, campaign)


def here(problem: Problem) -> str:
    return f"/desk/problems/{problem.number}/"


def at(campaign: Campaign) -> str:
    return f"/desk/problems/campaigns/{campaign.code}/"


def test_a_ledger_is_opened_by_who_oversees(county: County) -> None:
    sent = {"kind": "sanitary_county", "name": "卫生县城点位", "starts_on": "2026-11-01",
            "needs_notice": "on", "look_back_days": "60"}  # fmt: skip
    assert desk(county, "chen").post("/desk/problems/open", sent).status_code == 403
    answer = desk(county, "tang").post("/desk/problems/open", sent)
    campaign = Campaign.objects.get()
    assert answer.headers["Location"] == at(campaign)
    assert (campaign.needs_notice, campaign.look_back_days) == (True, 60)
    assert "卫生县城点位" in desk(county, "chen").get("/desk/problems/").text


def test_a_form_sent_twice_makes_one_problem(county: County, campaign: Campaign) -> None:
    sent = {"description": "河道边有成堆垃圾", "unit": "东社区居委会", "supporting": "县住建局",
            "source": "supervision", "found_on": "2026-11-20", "deadline": DEADLINE.isoformat(),
            "category": "环境保护", "idempotency_key": "one-of-these"}  # fmt: skip
    client = desk(county, "tang")
    url = f"/desk/problems/new?campaign={campaign.code}"
    first, second = client.post(url, sent), client.post(url, sent)
    problem = Problem.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == here(problem)
    assert (problem.unit, problem.supporting) == ("C-EAST", ["HOUSING"])


def test_a_wrong_field_is_named_and_what_was_typed_stays(
    county: County, campaign: Campaign
) -> None:
    sent = {"description": "河道边有成堆垃圾", "unit": "火星局", "source": "supervision",
            "found_on": "2026-11-20", "deadline": "2026-01-01"}  # fmt: skip
    answer = desk(county, "tang").post(f"/desk/problems/new?campaign={campaign.code}", sent)
    assert answer.status_code == 422
    assert "河道边有成堆垃圾" in answer.text
    assert "没有找到单位“火星局”" in answer.text


def test_a_case_stands_in_the_form_already(county: County, campaign: Campaign) -> None:
    case = handled(county)
    client = desk(county, "tang")
    choose = client.get(f"/desk/problems/new?case={case.number}").text
    assert f"campaign={campaign.code}&amp;case={case.number}" in choose
    form = client.get(f"/desk/problems/new?campaign={campaign.code}&case={case.number}").text
    assert case.text in form
    assert "东社区居委会" in form


def test_a_life_through_the_pages(county: County, problem: Problem) -> None:
    def press(who: str, name: str, **papers: str) -> None:
        version = Problem.objects.get().version
        answer = desk(county, who).post(
            f"{here(problem)}moves/{name}", {"version": version, **papers}
        )
        assert answer.status_code == 302, answer.text

    press("tang", "confirm")
    press("chen", "plan", text_1="清运垃圾", person_1="陈", due_1="2026-12-01", proof_1="照片")
    client = desk(county, "chen")
    sent = {"version": Problem.objects.get().version, "note": "",
            "photo": SimpleUploadedFile("a.png", picture())}  # fmt: skip
    assert client.post(f"{here(problem)}measures/1", sent).status_code == 302
    upload = Attachment.objects.get().upload
    shown = client.get(f"{here(problem)}photos/{upload}")
    assert b"".join(shown)[:2] == b"\xff\xd8"
    press("chen", "submit", evidence="照片见附件")
    press("wu", "strike_off")
    page = desk(county, "tang").get(here(problem)).text
    assert "已销号" in page
    assert "整改后" in page


def test_the_page_offers_what_may_be_done_and_says_why_not(
    county: County, problem: Problem
) -> None:
    rectifying(county, problem)
    page = desk(county, "chen").get(here(problem)).text
    assert "暂不能申请销号" in page
    assert "还有 2 条措施没有完成或没有证明" in page
    assert "申请延期" in page
    assert "当前没有需要您办理的事项" in desk(county, "li").get(here(problem)).text


def test_a_refused_move_keeps_what_was_typed(county: County, problem: Problem) -> None:
    submitted(county, problem)
    answer = desk(county, "wu").post(
        f"{here(problem)}moves/refuse", {"version": 1, "reason": "东侧还有垃圾"}
    )
    assert answer.status_code == 409
    assert "东侧还有垃圾" in answer.text
    assert "刚刚被别人修改过" in answer.text


def test_a_measure_without_proof_is_refused_at_its_line(county: County, problem: Problem) -> None:
    row = rectifying(county, problem)
    answer = desk(county, "chen").post(f"{here(problem)}measures/1", {"version": row.version})
    assert answer.status_code == 422
    assert "请写明完成情况" in answer.text


def test_a_measure_more_is_added_while_the_unit_rectifies(county: County, problem: Problem) -> None:
    row = rectifying(county, problem)
    sent = {"version": row.version, "text_1": "设立公示牌"}
    assert desk(county, "chen").post(f"{here(problem)}measures", sent).status_code == 302
    assert problem.measures.count() == 3
    late = {"version": row.version + 1, "text_1": "设立公示牌", "due_1": "2027-12-01"}
    assert desk(county, "chen").post(f"{here(problem)}measures", late).status_code == 422


def test_recurrences_are_shown_on_both_sides(county: County, problem: Problem) -> None:
    again = found(county, problem.campaign)
    for one, other in ((problem, again), (again, problem)):
        page = desk(county, "tang").get(here(one)).text
        assert "同一地点出现过同类问题" in page
        assert here(other) in page


@pytest.mark.parametrize("who", ["zhao", "sun"])
def test_out_of_reach_looks_like_missing(county: County, problem: Problem, who: str) -> None:
    client = desk(county, who)
    assert client.get(here(problem)).status_code == 404
    sent = {"version": 1}
    assert client.post(f"{here(problem)}moves/confirm", sent).status_code == 404
    assert "河道边" not in client.get(at(problem.campaign)).text


def test_a_move_nobody_declared_is_missing(county: County, problem: Problem) -> None:
    assert desk(county, "tang").post(f"{here(problem)}moves/dance", {}).status_code == 404


def test_the_ledger_counts_and_filters(county: County, problem: Problem) -> None:
    other = found(county, problem.campaign, unit="C-WEST", place="西村", category="安全生产",
                  description="电线裸露")  # fmt: skip
    rectifying(county, problem)
    done(county, problem)
    client = desk(county, "tang")

    def titles(query: str) -> set[str]:
        text = client.get(f"{at(problem.campaign)}?{query}").text
        return {p.title for p in (problem, other) if p.title in text}

    both = {problem.title, other.title}
    assert titles("") == titles("tab=all") == both
    assert titles("unit=西村村委会") == titles("text=电线") == {other.title}
    assert titles("category=环境保护") == titles("state=rectifying") == {problem.title}
    assert titles("tab=late") == titles("light=red") == titles("tab=done") == set()
    assert titles("light=green") == both
    assert titles("due_by=2026-12-01") == set()
    assert client.get(f"{at(problem.campaign)}?after=x").status_code == 422


@pytest.mark.parametrize("path", ["", "one"])
def test_a_page_asks_little_however_long_the_ledger(
    county: County, problem: Problem, path: str,
    django_assert_max_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    for _ in range(60):
        found(county, problem.campaign)
    client = desk(county, "tang")
    url = here(problem) if path else at(problem.campaign)
    client.get(url)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]  # a context
        text = client.get(url).text
    assert path or "下一页" in text


def test_an_export_is_what_was_looked_at(county: County, problem: Problem) -> None:
    found(county, problem.campaign, unit="C-WEST", place="西村", description="电线裸露")
    client = desk(county, "tang")
    answer = client.get(f"{at(problem.campaign)}export?tab=open&unit=西村村委会")
    sheet = load_workbook(BytesIO(b"".join(answer))).worksheets[0]
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "电线裸露" in cells
    assert problem.description not in cells


def test_a_ledger_file_is_looked_over_then_taken_in(county: County, campaign: Campaign) -> None:
    client = desk(county, "tang")
    table = (
        "编号,问题描述,责任单位,整改时限\n1,路边有垃圾,东社区居委会,2026.12.18\n2,占道,火星局,\n"
    )
    sent = {"file": SimpleUploadedFile("台账.csv", table.encode("gb18030"))}
    answer = client.post(f"{at(campaign)}import", sent)
    run = ImportRun.objects.get()
    page = answer.headers["Location"]
    assert page == f"/desk/problems/imports/{run.key}/"
    assert "正在检查" in client.get(page).text
    work_off()
    text = client.get(page).text
    assert "C3" in text
    assert "没有找到单位“火星局”" in text
    run.refresh_from_db()
    assert client.post(f"{page}start", {"turn": run.turn}).status_code == 302
    work_off()
    assert "已新增 1 个" in client.get(page).text
    refused = load_workbook(BytesIO(b"".join(client.get(f"{page}refused")))).worksheets[0]
    assert refused.max_row == 2
    assert client.post(f"{page}start", {"turn": 1}).status_code == 409
    assert desk(county, "ma").get(page).status_code == 404
    assert desk(county, "tang").get("/desk/imports/").status_code == 403


def test_a_wrong_file_is_told_at_its_field(county: County, campaign: Campaign) -> None:
    sent = {"file": SimpleUploadedFile("a.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600))}
    answer = desk(county, "tang").post(f"{at(campaign)}import", sent)
    assert answer.status_code == 422
    assert "旧格式" in answer.text


def test_an_extension_waits_on_the_desk_of_the_keeper(county: County, problem: Problem) -> None:
    rectifying(county, problem)
    moved(county, problem, "chen", "ask_extension", term="5 working_days", reason="雨季")
    page = desk(county, "tang").get(here(problem)).text
    assert "同意延期" in page
    assert "5 个工作日" in page


@pytest.mark.parametrize("path", ["?tab=done", "import"])
def test_an_empty_page_has_no_link_without_words(
    county: County, campaign: Campaign, path: str
) -> None:
    page = desk(county, "tang").get(f"{at(campaign)}{path}").text
    assert not re.findall(r"<a class=\"btn[^>]*></a>", page)
