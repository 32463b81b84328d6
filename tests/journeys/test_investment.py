"""An officer takes a lead through talks to a framework; a company opens its page and asks."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from jiceng.casework.tests.county import EAST, NOON
from jiceng.economy.tests.investment_cast import code_of
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import NARROW, TALL, Official, Slip, at_desk
from tests.journeys.test_weak_branches import offer
from tests.journeys.watch import without_barriers

TODAY = NOON.date()
SOON = (TODAY + timedelta(days=7)).isoformat()
CODE = code_of(77)
NEXT = {"next_step": "送框架文本", "next_on": SOON}
ASKED = "冷库要增容，现有电力不够"


def register(bei: Official) -> Slip:
    """The company with one place of its code wrong, then right; its number and code."""
    page = bei.page
    page.goto(f"{bei.live.url}/desk/companies/new")
    without_barriers(page)
    page.fill("[name=credit_code]", CODE[:-2] + "QQ")
    page.fill("[name=name]", "示例海晟渔业有限公司")
    page.select_option("[name=area]", EAST)
    page.click("main button[type=submit]")
    bei.reads("有一位写错了")
    page.fill("[name=credit_code]", CODE)
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_have_text("示例海晟渔业有限公司")
    without_barriers(page)
    number, code = page.locator(".jc-number").all_inner_texts()
    return number, code


def framework(bei: Official) -> None:
    """From filing over talks to a framework, which is nowhere a contract."""
    page = bei.page
    page.goto(f"{bei.live.url}/desk/investment-leads/new?company={CODE}")
    page.fill("[name=title]", "深海网箱养殖")
    page.fill("[name=content]", "建设网箱和苗种车间")
    page.fill("[name=next_step]", "电话联系")
    page.fill("[name=next_on]", "2026-11-01")
    page.click("main button[type=submit]")
    bei.reads("已经过去")
    page.fill("[name=next_on]", SOON)
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/desk/investment-leads/IL\d+/$"))
    without_barriers(page)
    offer(page, "screen", screening="符合产业方向", **NEXT)
    offer(page, "negotiate", on=TODAY.isoformat(), talk_record="介绍了用海政策", **NEXT)
    offer(
        page, "sign_framework", on=TODAY.isoformat(), paper="框架协议 1 号", amount="9000", **NEXT
    )
    bei.reads("已签框架协议", "框架协议 1 号", "9,000", "未签订")
    offer(page, "promise", text="三十日内通水通电", unit="县住建局", due_on=SOON)
    bei.reads("三十日内通水通电", "兑现中")
    page.goto(f"{bei.live.url}/desk/business-environment/")
    without_barriers(page)
    row = page.locator("tr", has_text="框架协议没有约束力")
    expect(row).to_contain_text("1 份")
    row.locator("a").click()
    bei.reads("深海网箱养殖")


def opened(page: Page, live: Live, slip: Slip) -> None:
    page.goto(f"{live.url}/companies")
    page.fill("[name=number]", slip[0])
    page.fill("[name=code]", slip[1])
    page.press("[name=code]", "Enter")


def test_a_lead_to_a_framework_and_a_company_that_is_answered(
    live: Live, new_page: Windows
) -> None:
    new_page.forgive("status of 422", because="a wrong code and a past day are typed on purpose")
    bei = at_desk(live, new_page, "bei")
    slip = register(bei)
    framework(bei)
    company = new_page(width=NARROW, height=TALL)
    opened(company, live, slip)
    without_barriers(company)
    expect(company.locator("main")).to_contain_text("三十日内通水通电")
    company.select_option("[name=case_type]", "1902")
    company.fill("[name=text]", ASKED)
    company.click("#ask button[type=submit]")
    expect(company.locator("main")).to_contain_text("已收到，编号")
    number = re.search(r"编号 (\d+)", company.locator("main").inner_text())
    assert number
    zhao = at_desk(live, new_page, "zhao")
    zhao.opens((number[1], ""))
    zhao.presses("sign_for")
    zhao.presses("start")
    zhao.presses("handle", result="已安排增容，十二月五日送电")
    opened(company, live, slip)
    expect(company.locator("main")).to_contain_text("已安排增容，十二月五日送电")
    new_page.forgive("status of 404", because="a wrong code is typed on purpose")
    opened(company, live, (slip[0], "AAAAAAAA"))
    expect(company.locator("main")).to_contain_text("编号或查询码不对")
