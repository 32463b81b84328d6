"""A department sends money down and a community uses it; somebody offers a skill and is matched: in
Chromium, at a desk and on a phone."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from jiceng.casework.tests.county import EAST, NOON
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import NARROW, TALL, at_desk
from tests.journeys.watch import without_barriers

TODAY = NOON.date().isoformat()


def typed(page: Page, **said: str) -> None:
    """Fill in fields by their names; a list is chosen from."""
    for field, value in said.items():
        control = page.locator(f"main [name={field}]").first
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)


def acts(page: Page, which: str, **said: str) -> None:
    """Open one of the forms of a page, fill it in and send it."""
    form = page.locator(f"[id^=move-{which}]").first
    if form.locator("summary").count():
        form.locator("summary").click()
    for field, value in said.items():
        control = form.locator(f"[name={field}]").first
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    without_barriers(page)
    with page.expect_navigation():
        form.locator("button[type=submit]").click()


def test_money_is_sent_counted_used_and_the_balance_shows(live: Live, new_page: Windows) -> None:
    zhao = at_desk(live, new_page, "zhao").page
    zhao.goto(f"{live.url}/desk/allotments/new")
    typed(zhao, receiver="东社区居委会", title="楼道照明经费", amount="20000", purpose="更换楼道灯",
          document_number="示财预〔2026〕9 号", use_by="2026-12-31")  # fmt: skip
    without_barriers(zhao)
    zhao.click("main .jc-form button[type=submit]")
    zhao.wait_for_url(re.compile(r"/desk/allotments/FD\d+/"))
    assert "待签收" in zhao.inner_text(".jc-page-head")
    chen = at_desk(live, new_page, "chen").page
    chen.goto(f"{live.url}/desk/allotments/")
    chen.click("#rows a:has-text('楼道照明经费')")
    acts(chen, "receive", received="19000", difference="少到一千元，财政补拨")
    assert "¥19,000.00" in chen.inner_text(".jc-figures")
    acts(chen, "use", amount="6000", purpose="采购楼道灯", on=TODAY, voucher="发票 00012345")
    assert "使用（待确认）" in chen.inner_text("main")
    gao = at_desk(live, new_page, "gao").page
    gao.goto(chen.url)
    acts(gao, "allowed")
    assert "¥13,000.00" in gao.inner_text(".jc-figures")
    zhao.goto(f"{live.url}/desk/allotments/communities/")
    without_barriers(zhao)
    assert "¥6,000.00" in zhao.inner_text("tr:has-text('东社区居委会')")
    zhao.click("tr:has-text('东社区居委会') a")
    assert "楼道照明经费" in zhao.inner_text("#rows")


def test_somebody_offers_and_is_matched_when_both_say_yes(live: Live, new_page: Windows) -> None:
    chen = at_desk(live, new_page, "chen").page
    chen.goto(f"{live.url}/desk/talent/new")
    typed(chen, poster="示例农业合作社", reached_at="办公室 0898-00000000", title="会计一名",
          skill="finance", detail="给合作社记账、报税", area=EAST, until="2026-12-31")  # fmt: skip
    without_barriers(chen)
    chen.click("main .jc-form button[type=submit]")
    chen.wait_for_url(re.compile(r"/desk/talent/TN\d+/"))
    phone = new_page(width=NARROW, height=TALL)
    phone.goto(f"{live.url}/talent")
    assert "会计一名" in phone.inner_text("main")
    without_barriers(phone)
    phone.click("main a:has-text('留下意愿')")
    typed(phone, skill="finance", statement="做过五年企业会计", phone="13800000000",
          free_from=TODAY, free_until="2027-03-01")  # fmt: skip
    phone.check("[name=has_agreed]")
    without_barriers(phone)
    phone.click("main button[type=submit]")
    number, code = (phone.locator(".jc-number").nth(n).inner_text() for n in (0, 1))
    chen.reload()
    assert "专长相符：财务会计" in chen.inner_text("main")
    acts(chen, "propose")
    acts(chen, "yes")
    phone.goto(f"{live.url}/talent/offers")
    typed(phone, number=number, code=code.replace(" ", ""))
    phone.press("[name=code]", "Enter")
    phone.wait_for_selector("text=为什么推荐")
    without_barriers(phone)
    phone.click("button:has-text('同意对接')")
    phone.wait_for_selector("text=办公室 0898-00000000")
    chen.reload()
    with chen.expect_navigation():
        chen.click("button:has-text('查看联系方式')")
    assert "13800000000" in chen.inner_text("main")
    acts(chen, "introduce")
    acts(chen, "place", result="已经上岗")
    assert "待回访" in chen.inner_text(".jc-page-head")
