"""Companies, leads, promises and the business environment over HTTP."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from openpyxl import Workbook

from jiceng.casework.actions.moves import Given, make_move
from jiceng.casework.tests.calling import is_problem
from jiceng.casework.tests.county import EAST, NOON, County
from jiceng.economy.actions.companies import Request, ask, new_access_code
from jiceng.economy.models import Company, CountyPromise, InvestmentLead
from jiceng.economy.queries.leads import leads_of
from jiceng.economy.tests.investment_cast import (
    LEAD,
    SOON,
    TODAY,
    code_of,
    company,
    filed,
    in_talks,
    moved,
)
from jiceng.web.paging import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
DESK, LEADS = "/desk/companies/", "/desk/investment-leads/"
KEY = "0f3b7c1e-2a4d-4c55-9a8e-1f2e3d4c5b6a"


def desk(office: County, who: str) -> Client:
    client = Client()
    client.force_login(office.people[who])
    return client


def read(answer: Any) -> str:
    return str(answer.content.decode())


def opened(office: County, row: Company) -> dict[str, str]:
    """Number and code as the company types them."""
    row.refresh_from_db()
    made = new_access_code(row, by=office["bei"], now=NOON, version=row.version)
    return {"number": row.credit_code, "code": made.access_code}


def test_a_company_is_registered_and_handed_its_code(office: County) -> None:
    officer = desk(office, "bei")
    typed = {"credit_code": "91350100m000100y44", "name": "示例公司", "area": EAST}
    refused = officer.post(f"{DESK}new", typed)
    assert refused.status_code == 422
    assert "有一位写错了" in read(refused)
    assert "示例公司" in read(refused)
    done = officer.post(f"{DESK}new", {**typed, "credit_code": "91350100m000100y43"}, follow=True)
    code = re.findall(r'jc-number">([^<]+)<', read(done))
    number, shown = code
    page = read(Client().post("/companies", {"number": number, "code": shown}))
    assert "示例公司" in page
    assert officer.get(f"{DESK}receipt").status_code == 302


def test_a_company_asks_and_reads_the_answer(office: County) -> None:
    row = company(office)
    known = opened(office, row)
    assert "还没有提出过诉求" in read(Client().post("/companies", known))
    asked = {**known, "act": "ask", "case_type": "1902", "text": "冷库增容", "token": KEY}
    first, second = (read(Client().post("/companies", asked)) for _ in range(2))
    assert "已收到，编号" in first
    assert row.requests.count() == 1
    assert "已收到，编号" in second
    case = row.requests.get().case
    answer = Given(result="已安排增容，十二月五日送电")
    for name, given in (("sign_for", Given()), ("start", Given()), ("handle", answer)):
        case.refresh_from_db()
        make_move(case, name, by=office["zhao"], now=NOON, version=case.version, given=given)
    assert "十二月五日送电" in read(Client().post("/companies", known))


def test_without_the_code_nothing_is_told(office: County) -> None:
    row = company(office)
    ask(row, Request("1902", "冷库增容"), now=NOON)
    answer = Client().post("/companies", {"number": row.number, "code": "AAAAAAAA"})
    assert answer.status_code == 404
    assert row.name not in read(answer)
    assert "冷库增容" not in read(answer)


def test_what_a_company_typed_stays_when_it_is_refused(office: County) -> None:
    known = opened(office, company(office))
    asked = {**known, "act": "ask", "case_type": "1902", "text": "冷库要增容", "phone": "12",
             "token": KEY}  # fmt: skip
    answer = Client().post("/companies", asked)
    assert answer.status_code == 422
    assert "冷库要增容" in read(answer)
    assert "位数不对" in read(answer)


def test_a_table_names_the_line_that_is_wrong(office: County) -> None:
    def table(code: str) -> SimpleUploadedFile:
        book, kept = Workbook(), BytesIO()
        sheet: Any = book.active
        sheet.append(["统一社会信用代码", "企业名称", "所在区域", "规模", "成立日期"])
        sheet.append([code_of(1), "示例一公司", "东社区", "小型", "2026-03-02"])
        sheet.append([code, "示例二公司", EAST, "", ""])
        book.save(kept)
        return SimpleUploadedFile("企业.xlsx", kept.getvalue())

    officer = desk(office, "bei")
    refused = officer.post(f"{DESK}import", {"file": table("123")})
    assert refused.status_code == 422
    assert "第 3 行" in read(refused)
    assert not Company.objects.exists()
    assert officer.post(f"{DESK}import", {"file": table(code_of(2))}).status_code == 302
    assert Company.objects.get(name="示例一公司").size == "small"


def test_a_lead_goes_from_filing_to_a_framework_at_the_desk(office: County) -> None:
    row, officer = company(office), desk(office, "bei")
    typed = {"credit_code": row.credit_code, "title": LEAD.title, "content": LEAD.content,
             "next_step": "电话联系", "next_on": SOON, "planned": "5000"}  # fmt: skip
    assert "没有登记信用代码" in read(
        officer.post(f"{LEADS}new", {**typed, "credit_code": code_of(8)})
    )
    officer.post(f"{LEADS}new", typed)
    lead = InvestmentLead.objects.get()
    url = f"{LEADS}{lead.number}/"

    def acted(name: str, **said: Any) -> int:
        version = InvestmentLead.objects.get().version
        following = {"next_step": "再谈", "next_on": SOON}
        answer = officer.post(f"{url}acts/{name}", {"version": version, **following, **said})
        return answer.status_code

    assert acted("screen", screening="可行") == 302
    assert acted("negotiate", on=TODAY, talk_record="谈了用海") == 302
    assert acted("sign_framework", on="2026-01-01", paper="框架", amount="900") == 422
    assert acted("sign_framework", on=TODAY, paper="框架 1 号", amount="900") == 302
    page = read(officer.get(url))
    for words in ("框架 1 号", "900 万元", "谈了用海", "没有约束力"):
        assert words in page
    assert acted("fund", kind="in_place", amount="1", on=TODAY, paper="进账单") == 409
    assert acted("promise", text="通水通电", unit="县住建局", due_on=SOON) == 302
    promise = CountyPromise.objects.get()
    handler = desk(office, "zhao")
    assert "通水通电" in read(handler.get("/desk/county-promises/"))
    here = f"/desk/county-promises/{promise.number}/fulfil"
    assert handler.post(here, {"paper": "验收单"}).status_code == 302
    assert "已兑现" in read(officer.get(url))


def test_the_list_shows_the_nearest_step_and_what_is_stale(office: County, at_noon: Any) -> None:
    filed(office, title="稍后的项目")
    from_now = filed(office, company(office, 2), title="最近的项目", next_on=TODAY)
    page = read(desk(office, "bei").get(LEADS))
    assert page.index("最近的项目") < page.index("稍后的项目")
    assert "停留超期" not in page.split("<tbody>")[1]
    at_noon(SOON - TODAY)
    page = read(desk(office, "bei").get(f"{LEADS}?flag=overdue"))
    assert from_now.number in page
    assert "稍后的项目" not in page
    board = read(desk(office, "lu").get(f"{LEADS}board/"))
    assert "state=lead&amp;flag=late" in board
    assert desk(office, "lu").get(f"{LEADS}new").status_code == 403


def test_the_business_environment_opens_its_records_and_prints(office: County) -> None:
    lead = in_talks(office)
    here = "/desk/business-environment/"
    leader = desk(office, "lu")
    page = read(leader.get(here))
    assert "深入洽谈的企业" in page
    assert "figures/companies_in_talks/" in page
    assert lead.company.name in read(leader.get(f"{here}figures/companies_in_talks/"))
    moved(lead, office, "sign_contract", on=TODAY, paper="合同", approval="批复", fen=10**8)
    promised = read(leader.get(f"{here}figures/funds_promised_sum/"))
    assert "100 万元" in promised
    assert lead.number in promised
    assert "data-print" in read(leader.get(f"{here}print?start=2026-01-01&end=2026-12-31"))
    assert leader.get(f"{here}figures/nothing/").status_code == 404
    assert desk(office, "zhao").get(here).status_code == 403


def test_programs_file_move_and_are_told_no_telephone(office: County, calling: Any) -> None:
    row, officer = company(office), calling("bei")
    given = {
        "credit_code": row.credit_code,
        "title": "深海网箱",
        "content": "养殖加工",
        "next_step": "电话联系",
        "next_on": str(SOON),
        "contact_phone": "13812345678",
    }
    made = officer.post("/investment-leads", given).json()
    assert [m["name"] for m in made["moves"]] == ["screen"]
    url = f"/investment-leads/{made['number']}"
    said = {
        "version": made["version"],
        "screening": "可行",
        "next_step": "约谈",
        "next_on": str(SOON),
    }
    assert officer.post(f"{url}/moves/screen", said).json()["state"] == "screened"
    past = {**said, "version": 2, "talk_record": "谈", "on": str(TODAY), "next_on": "2026-01-01"}
    assert is_problem(officer.post(f"{url}/moves/negotiate", past), 422)
    assert is_problem(officer.post(f"{url}/moves/nothing", said), 404)
    text = read(officer.get(url)) + read(officer.get("/investment-leads?state=screened"))
    assert "13812345678" not in text
    assert '"promised_fen": 0' in text or '"promised_fen":0' in text
    assert is_problem(calling("zhao").get(url), 403)


@pytest.mark.parametrize("narrowed", [{}, {"state": "negotiating"}])
@pytest.mark.parametrize("who", ["bei", "lu"])
def test_a_page_of_leads_is_read_in_order_from_an_index(
    office: County, who: str, narrowed: dict[str, str]
) -> None:
    """However many leads there are, no more than a page of them is read and none is sorted."""
    rows = leads_of(office[who]).filter(**narrowed)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
        statements: list[tuple[str, Any]] = []

        def hear(execute: Any, sql: str, given: Any, many: bool, context: Any) -> Any:
            statements.append((sql, given))
            return execute(sql, given, many, context)

        with connection.execute_wrapper(hear):
            page_of(rows, key="next_on")
        [(sql, given)] = statements
        verb = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
        cursor.execute(verb + sql, given)
        plan = "\n".join(str(line[-1]) for line in cursor.fetchall())
    assert re.search(r"INDEX lead_|using lead_", plan, re.IGNORECASE), plan
    assert not re.search(r"TEMP B-TREE|Sort  ", plan), plan
