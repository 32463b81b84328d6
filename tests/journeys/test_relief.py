"""A company tries itself and applies by telephone; two departments check; it is announced; another
day somebody else approves and records the payment; a second grant is refused."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from jiceng.economy.tests.relief_cast import CODE
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk
from tests.journeys.test_weak_branches import offer
from tests.journeys.watch import without_barriers

STATED = {"insured": "28", "insured_before": "30", "premium": "12345.67", "premium_months": "14"}
NAME = "示例第1商贸有限公司"


def state(page: Page, url: str, figures: dict[str, str]) -> None:
    page.goto(url)
    for name, value in figures.items():
        page.fill(f"[name={name}]", value)


def apply(page: Page, live: Live, policy: str, figures: dict[str, str]) -> str:
    """From the policy to the number on the receipt."""
    state(page, f"{live.url}/relief/{policy}", figures)
    if page.locator("[name=papers]").count():
        page.check("[name=papers]")
    page.fill("[name=company]", "CO000001")
    page.fill("[name=code]", CODE)
    with page.expect_navigation():
        page.click("main form.jc-form button:not([name=try])")
    found = re.search(r"RL\d+", page.inner_text("main"))
    assert found
    return found[0]


def at_relief(live: Live, new_page: Windows, who: str, number: str) -> Page:
    page = at_desk(live, new_page, who).page
    page.goto(f"{live.url}/desk/reliefs/{number}/")
    return page


def test_relief_from_a_try_to_a_payment(live: Live, new_page: Windows) -> None:
    company = new_page(width=390, height=844)
    company.goto(f"{live.url}/relief")
    without_barriers(company)
    state(company, f"{live.url}/relief/refund", {**STATED, "insured": "20"})
    company.click("[name=try]")
    assert "33.33%" in company.inner_text("#tried")
    without_barriers(company)
    number = apply(company, live, "refund", STATED)
    asked = at_relief(live, new_page, "qian", number)
    asked.locator("#move-say_check summary").click()
    asked.check("[name=is_met][value=yes]", force=True)
    asked.fill("#move-say_check [name=opinion]", "缴费记录相符")
    with asked.expect_navigation():
        asked.click("#move-say_check button[type=submit]")
    clerk = at_relief(live, new_page, "zhao", number)
    offer(clerk, "check", opinion="材料和数据相符")
    assert "6,172.84 元" in clerk.inner_text("main")
    offer(clerk, "publish")
    company.goto(f"{live.url}/relief/notices")
    expect(company.locator("#rows")).to_contain_text(NAME)
    without_barriers(company)
    other = apply(company, live, "training", {"insured": "28"})
    clerk.goto(f"{live.url}/desk/reliefs/{other}/")
    offer(clerk, "check", opinion="人数相符")
    live.pass_time(timedelta(days=7))
    company.goto(f"{live.url}/relief/notices")
    expect(company.locator("#rows")).not_to_contain_text(NAME)
    finance = at_relief(live, new_page, "yin", number)
    offer(finance, "approve")
    offer(finance, "pay", reference="付2026-77")
    assert "付2026-77" in finance.inner_text("main")
    finance.goto(f"{live.url}/desk/reliefs/{other}/")
    new_page.forgive("status of 409", because="a double grant is refused on purpose")
    offer(finance, "approve")
    assert "已经享受“稳岗返还”" in finance.inner_text("main")
    finance.goto(f"{live.url}/desk/reliefs/ledger/")
    assert "6,172.84" in finance.inner_text("#money, main")
    without_barriers(finance)
