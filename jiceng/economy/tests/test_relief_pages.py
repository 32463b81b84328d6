"""Applying, checking, deciding, booking and announcing relief over HTTP."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from jiceng.casework.tests.calling import is_problem
from jiceng.casework.tests.county import NOON, County
from jiceng.economy.models import Company, CompanyStatement, Relief, ReliefAccount
from jiceng.economy.queries.relief_policies import policies_at
from jiceng.economy.tests.relief_cast import (
    CODE,
    REFUND,
    STATED,
    TRAINING,
    applied,
    approved,
    checked,
    moved,
)
from jiceng.kernel.toml_text import toml_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/desk/reliefs/"
KEY = "0f3b7c1e-2a4d-4c55-9a8e-1f2e3d4c5b6a"
TYPED = {**STATED, "papers": ["form"], "token": KEY}


def desk(county: County, who: str) -> Client:
    client = Client()
    client.force_login(county.people[who])
    return client


def sent(**more: Any) -> Any:
    typed = {**TYPED, "company": "CO000001", "code": CODE, **more}
    return Client().post("/relief/refund", typed)


def acted(county: County, who: str, number: str, name: str, **said: Any) -> int:
    version = Relief.objects.get(number=number).version
    url = f"{HERE}{number}/acts/{name}"
    return desk(county, who).post(url, {"version": version, **said}).status_code


def shown(county: County, who: str, url: str) -> str:
    return desk(county, who).get(url).content.decode()


def test_a_policy_is_told_in_plain_words(town: County) -> None:
    assert "稳岗返还" in Client().get("/relief").content.decode()
    page = Client().get("/relief/refund").content.decode()
    for words in ("裁员率不超过 5.5%（上年末参保人数超过 30 人的企业）", "上年实缴失业保险费的 50%",
                  "每年 20,000.00 元", "审批前公示 5 天", "以工代训补贴", "申请表"):  # fmt: skip
        assert words in page
    english = Client(headers={"accept-language": "en"}).get("/relief/refund").content.decode()
    assert "Refund for jobs kept" in english
    assert Client().get("/relief/nothing").status_code == 404


def test_a_company_tries_itself_and_nothing_is_kept(town: County) -> None:
    page = Client().post("/relief/refund", {**TYPED, "insured": "20", "try": "1"}).content.decode()
    assert "不符合" in page
    assert "33.33%" in page
    page = Client().post("/relief/refund", {**TYPED, "try": "1"}).content.decode()
    assert "6,172.84" in page
    assert not Relief.objects.exists()
    assert not CompanyStatement.objects.exists()


def test_a_company_applies_follows_brings_a_paper_and_withdraws(town: County) -> None:
    page = sent(papers=[]).content.decode()
    number, code = re.search(r"RL\d+", page), re.search(r'name="code" value="(\w+)"', page)
    assert number
    assert code
    assert acted(town, "zhao", number[0], "ask_supplement", missing_papers="还缺申请表") == 302
    held = {"number": number[0], "code": code[1]}
    page = Client().post("/relief/applications", held).content.decode()
    assert "还缺申请表" in page
    assert "企业填报，2026-11-23" in page
    version = Relief.objects.get().version
    given = {**held, "act": "supplement", "version": version, "papers": ["form"]}
    assert "已收到补正" in Client().post("/relief/applications", given).content.decode()
    given = {**held, "act": "withdraw", "version": version + 1}
    assert "申请已撤回" in Client().post("/relief/applications", given).content.decode()


def test_pressed_twice_it_is_one_application(town: County) -> None:
    first, second = (re.search(r"RL\d+", sent().content.decode()) for _time in (1, 2))
    assert first
    assert second
    assert first[0] == second[0]
    assert Relief.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "AAAAAAAA"}, "编号或查询码不对"),
        ({"company": ""}, "不能为空"),
        ({"premium": "很多"}, "填写无效"),
    ],
)
def test_what_was_typed_stays_and_the_fault_is_named(
    town: County, changes: dict[str, str], words: str
) -> None:
    answer = sent(**changes)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert 'value="28"' in page
    assert not Relief.objects.exists()


def test_from_the_portal_to_the_notice_and_the_ledger(
    town: County, at_noon: Callable[[timedelta], None]
) -> None:
    sent()
    number = Relief.objects.get().number
    assert number in shown(town, "zhao", HERE)
    assert number in shown(town, "qian", f"{HERE}?tab=asked")
    assert acted(town, "zhao", number, "check", opinion="好") == 409
    assert acted(town, "qian", number, "say_check", is_met="yes", opinion="缴费相符") == 302
    assert acted(town, "zhao", number, "check", opinion="好", amount="6172.85") == 422
    assert acted(town, "zhao", number, "check", opinion="好", amount="6000") == 302
    assert "示例第1商贸有限公司" not in Client().get("/relief/notices").content.decode()
    assert acted(town, "zhao", number, "publish") == 302
    assert "示例第1商贸有限公司" in Client().get("/relief/notices").content.decode()
    assert acted(town, "yin", number, "approve") == 409
    at_noon(timedelta(days=7))
    assert "示例第1商贸有限公司" not in Client().get("/relief/notices").content.decode()
    assert acted(town, "yin", number, "approve") == 302
    assert acted(town, "yin", number, "pay", reference="付2026-7") == 302
    assert "付2026-7" in shown(town, "yin", f"{HERE}ledger/refund/2026/")
    page = shown(town, "yin", f"{HERE}ledger/")
    assert "6,000.00" in page
    assert "以工代训补贴" in page
    assert "兑付 1 户次，涉及 1 户" in shown(town, "yin", f"{HERE}ledger/refund/2026/")


def test_a_double_grant_is_refused_with_the_name_of_the_other(town: County) -> None:
    approved(town, "training")
    row = moved(checked(applied("refund"), town), town, "zhao", "publish")
    words = "已经享受“以工代训补贴”"
    assert words in shown(town, "yin", f"{HERE}{row.number}/")
    Relief.objects.update(notice_until=NOON.date() - timedelta(days=1))
    version = Relief.objects.get(pk=row.pk).version
    url = f"{HERE}{row.number}/acts/approve"
    answer = desk(town, "yin").post(url, {"version": version})
    assert answer.status_code == 409
    assert words in answer.content.decode()


def test_the_panel_offers_what_a_policy_has(town: County) -> None:
    row = approved(town, "deferral")
    page = shown(town, "yin", f"{HERE}{row.number}/")
    assert "登记缓缴" in page
    assert "登记兑付" not in page
    assert "公示" not in shown(town, "zhao", f"{HERE}{applied('waiver').number}/").partition(
        'id="moves"')[2]  # fmt: skip


def test_money_is_set_apart_and_shown(town: County) -> None:
    url = f"{HERE}ledger/training/budget"
    said = {"period": "2026", "yuan": "1,000.5", "reference": "示例财〔2026〕9 号"}
    assert desk(town, "yin").post(url, said).status_code == 302
    row = ReliefAccount.objects.get(policy="training", account="money.free")
    assert row.fen == 10_000_000 + 100_050
    for wrong in ({"yuan": "-1"}, {"yuan": "1.234"}, {"reference": said["reference"]}):
        assert desk(town, "yin").post(url, {**said, **wrong}).status_code in (409, 422)
    assert desk(town, "zhao").get(url).status_code == 403


def test_lists_are_narrowed_paged_and_taken_away(town: County) -> None:
    row = applied("waiver", 2)
    assert row.number in shown(town, "zhao", f"{HERE}?policy=waiver")
    assert row.number not in shown(town, "zhao", f"{HERE}?policy=refund")
    code = row.company.credit_code
    assert row.number in shown(town, "zhao", f"{HERE}?text={code}&state=paid")
    assert row.number not in shown(town, "qian", HERE)
    assert desk(town, "qian").get(f"{HERE}{row.number}/").status_code == 404
    assert desk(town, "zhao").get(f"{HERE}?after=x").status_code == 422
    assert row.number not in shown(town, "zhao", f"{HERE}?after={row.pk}")
    answer = desk(town, "zhao").get(f"{HERE}export.xlsx?policy=waiver")
    sheet = load_workbook(io.BytesIO(b"".join(answer))).worksheets[0]
    assert [c.value for c in sheet[2]][:3] == [row.number, row.company.name, code]
    answer = desk(town, "yin").get(f"{HERE}ledger/export.xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(answer))).worksheets[0]
    assert "稳岗返还" in [cell.value for cell in sheet[2]]


def test_a_figure_opens_to_its_records(town: County) -> None:
    row = moved(approved(town, "training"), town, "yin", "pay", reference="付3")
    asked = "start=2026-01-01&end=2026-12-31"
    page = shown(town, "yin", f"{HERE}records?figure=relief_paid_sum&{asked}")
    assert row.number in page
    assert "14,000.00" in page
    assert row.number not in shown(town, "yin", f"{HERE}records?figure=relief_deferred_sum&{asked}")
    assert desk(town, "yin").get(f"{HERE}records?figure=nothing&{asked}").status_code == 404


def test_companies_that_may_be_eligible_are_listed_with_reasons(town: County) -> None:
    company = Company.objects.get(number="CO000002")
    table = (f"统一社会信用代码,现参保人数,上年末参保人数,上年实缴失业保险费,连续缴费月数\n"
             f"{company.credit_code},28,30,5000,6\n")  # fmt: skip
    url = f"{HERE}policies/refund/"
    given = {"as_of": "2026-10-31", "file": SimpleUploadedFile("a.csv", table.encode())}
    assert desk(town, "qian").post(f"{url}statements", given).status_code == 302
    page = shown(town, "zhao", f"{url}companies")
    assert company.name in page
    assert "县公安局，2026-10-31" in page
    assert "6 个月" in page
    wrong = SimpleUploadedFile("a.csv", table.replace("91469024", "00000000").encode())
    answer = desk(town, "qian").post(f"{url}statements", {**given, "file": wrong})
    assert "没有统一社会信用代码" in answer.content.decode()
    assert CompanyStatement.objects.count() == 1
    assert desk(town, "chen").get(f"{url}companies").status_code == 404
    assert desk(town, "zhao").get(f"{url}blank.xlsx").status_code == 200


def test_a_policy_is_changed_by_versions_and_a_contradiction_is_refused(town: County) -> None:
    url = f"{HERE}policies/edit"
    yin = desk(town, "yin")
    assert "premium" in yin.get(f"{url}?from=refund").content.decode()
    said = {"key": "refund", "version": 1, "reason": "提高上限", "approved_by": "县政府常务会"}
    changed = toml_text({**REFUND, "cap_yuan": 30000})
    page = yin.post(url, {**said, "text": changed, "preview": "1"}).content.decode()
    assert "30,000.00" in page
    assert policies_at(NOON)["refund"].version == 1
    for text, words in (
        (toml_text({**REFUND, "cap_yuan": 1}), "低于最低发放额"),
        (toml_text({**REFUND, "excludes": ["refund"]}), "不能与自身互斥"),
        ("name = ", "看不懂政策内容"),
    ):
        answer = yin.post(url, {**said, "text": text})
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert yin.post(url, {**said, "text": changed}).status_code == 302
    assert policies_at(NOON)["refund"].cap_fen == 3_000_000
    assert "第 1 版" in shown(town, "zhao", f"{HERE}policies/refund/")
    assert "20,000.00" in shown(town, "zhao", f"{HERE}policies/refund/?version=1")
    assert desk(town, "zhao").get(url).status_code == 403


def test_programs_list_read_and_move(town: County, calling: Any) -> None:
    row = applied("training")
    clerk = calling("zhao")
    assert [i["number"] for i in clerk.get("/reliefs").json()["items"]] == [row.number]
    url = f"/reliefs/{row.number}"
    assert is_problem(calling("qian").get(url), 404)
    seen = clerk.get(url).json()
    assert (seen["kind"], seen["amount"], seen["outstanding"]) == ("subsidy", "0.00", [])
    above = {"version": seen["version"], "opinion": "好", "amount": "20000.01"}
    assert is_problem(clerk.post(f"{url}/moves/check", above), 422)
    done = clerk.post(f"{url}/moves/check", {**above, "amount": ""}).json()
    assert (done["state"], done["amount"], done["unit"]["code"]) == (
        "checked",
        "14000.00",
        "CENTRE",
    )
    text = clerk.get(url).content.decode()
    assert "insured" not in text
    assert clerk.get("/reliefs?led=true").json()["items"]
    assert is_problem(clerk.get("/reliefs?state=x"), 422)


def test_what_is_wrong_with_a_policy_is_told_and_its_reason_at_its_field(town: County) -> None:
    text = toml_text({**TRAINING, "valid_to": "2025-12-31"})
    said = {"key": "training", "text": text, "reason": "改", "version": 1}
    answer = desk(town, "yin").post(f"{HERE}policies/edit", said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "截止日期 2025-12-31 早于开始日期 2026-01-01" in page
    assert "变更理由：内容需在2到200个字之间" in page.replace(" ", "").replace("</b>", "")
    assert "2025-12-31" in page.split("<textarea")[1]
