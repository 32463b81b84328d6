"""A resident finds a point that is open, applies, brings what was missing, reads the result and
rates; a clerk takes another in at the counter for somebody old; a page says how quickly it went."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import NARROW, TALL, Official, at_desk
from tests.journeys.watch import without_barriers

NUMBER = re.compile(r"/desk/applications/(AP\d+)/$")


def find_and_apply(resident: Page, live: Live) -> tuple[str, str]:
    """From the list of points to a receipt; one of two papers is at hand."""
    resident.goto(f"{live.url}/services")
    resident.fill("[name=place]", "文化广场")
    resident.check("[name=only_open]")
    resident.click("main form button[type=submit]")
    expect(resident.locator("#rows")).to_contain_text("正在开放")
    expect(resident.locator("#rows")).to_contain_text("步行约 1 分钟")
    resident.click("#rows a:has-text('东社区党群服务中心')")
    resident.click("main a:has-text('租房提取公积金')")
    without_barriers(resident)
    resident.check("[name=papers][value=form]")
    resident.fill("[name=phone]", "13812345678")
    resident.click("main button[type=submit]:has-text('提交')")
    expect(resident.locator("main")).to_contain_text("我们答应在")
    number, code = resident.locator(".jc-number").all_inner_texts()
    return number, code.replace(" ", "")


def track(resident: Page, live: Live, slip: tuple[str, str]) -> None:
    resident.goto(f"{live.url}/services/applications?number={slip[0]}")
    resident.fill("[name=code]", slip[1])
    resident.press("[name=code]", "Enter")
    expect(resident.locator("main")).to_contain_text(slip[0])


def opens(official: Official, number: str) -> None:
    official.page.goto(f"{official.live.url}/desk/applications/{number}/")


def test_a_resident_is_asked_once_served_and_rates(live: Live, new_page: Windows) -> None:
    resident = new_page(width=NARROW, height=TALL)
    clerk, decider = (at_desk(live, new_page, who) for who in ("zhao", "du"))
    slip = find_and_apply(resident, live)
    opens(clerk, slip[0])
    clerk.reads("租房合同", "未收到")
    clerk.presses("ask_supplement", missing_papers="请补充租房合同")
    track(resident, live, slip)
    expect(resident.locator("main")).to_contain_text("请补充租房合同")
    resident.check("[name=papers][value=contract]")
    resident.click("button:has-text('材料已补齐')")
    expect(resident.locator("main")).to_contain_text("恢复计时")
    opens(clerk, slip[0])
    clerk.presses("accept")
    clerk.presses("examine", opinion="材料齐全")
    opens(decider, slip[0])
    decider.presses("grant", result="准予提取")
    track(resident, live, slip)
    expect(resident.locator("main")).to_contain_text("准予提取")
    without_barriers(resident)
    resident.check("[name=rating][value='5']", force=True)
    resident.click("button:has-text('提交评价')")
    expect(resident.locator("main")).to_contain_text("谢谢您的评价")


def at_the_counter(clerk: Official) -> str:
    """For an old neighbour, with her word; refused without it, and nothing typed is lost."""
    page = clerk.page
    page.goto(f"{clerk.live.url}/desk/applications/new")
    page.select_option("[name=item]", "housing_fund")
    page.fill("[name=phone]", "13912345678")
    page.check("[name=by_agent]")
    page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("代办须有申请人本人同意")
    page.check("[name=has_word]")
    page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("查询码只显示这一次")
    page.click("text=去办理")
    found = NUMBER.search(page.url)
    assert found
    return found[1]


def test_a_clerk_takes_it_in_for_somebody_and_the_page_says_how_quickly(
    live: Live, new_page: Windows
) -> None:
    clerk, decider = (at_desk(live, new_page, who) for who in ("zhao", "du"))
    new_page.forgive("status of 422", because="the word of the applicant is left out on purpose")
    number = at_the_counter(clerk)
    clerk.reads("是，申请人本人同意")
    clerk.unfold("papers")
    for key in ("form", "contract"):
        clerk.page.check(f"#move-papers [name=papers][value={key}]")
    with clerk.page.expect_navigation():
        clerk.page.click("#move-papers button[type=submit]")
    clerk.presses("accept")
    clerk.presses("examine", opinion="材料齐全")
    opens(decider, number)
    decider.presses("decline", reason="不符合提取条件")
    page = clerk.page
    page.goto(f"{live.url}/desk/")
    page.click("nav a:has-text('服务效率')")
    expect(page.locator("#compared")).to_contain_text("两种读法")
    without_barriers(page)
    page.locator("#groups a").first.click()
    expect(page.locator("main")).to_contain_text(number)
    without_barriers(page)
