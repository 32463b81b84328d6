"""The department plans and publishes, an inspector records a visit without a network, the problem
stands in the ledger, the unit signs, and the coverage counts it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from jiceng.performance.tests.inspection_scene import INSPECTORS
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import NARROW, TALL, at_desk
from tests.journeys.test_weak_branches import offer
from tests.journeys.watch import without_barriers

NOTE = "缺九月份支委会记录"


def plan(live: Live, shen: Page) -> None:
    """A plan for the half-year, published; nothing is planned from a scheme without content."""
    shen.goto(f"{live.url}/desk/inspections/schemes/13579/")
    expect(shen.locator("main")).to_contain_text("内容由县委组织部录入")
    assert not shen.locator("main a[href*='plans/new']").count()
    shen.goto(f"{live.url}/desk/inspections/plans/new")
    without_barriers(shen)
    shen.select_option("[name=scheme]", "community_work")
    shen.fill("[name=period]", "2026年下半年")
    ledger = shen.locator("[name=campaign] option", has_text="党建巡查").first
    shen.select_option("[name=campaign]", ledger.get_attribute("value"))
    shen.click("main button[type=submit]")
    shen.wait_for_url(re.compile(r"/desk/inspections/plans/IP\d+/$"))
    expect(shen.locator("main")).to_contain_text("结果与下表一致")
    offer(shen, "publish")
    without_barriers(shen)


def record_without_a_network(page: Page, live: Live, number: str) -> None:
    """What was typed survives a closed page, and what was handed in waits for the network."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.goto(f"{live.url}/field/inspections/{number}/")
    without_barriers(page)
    page.check("[name=answer_life][value=not_ok]")
    page.click("text=写说明：组织生活记录")
    page.fill("[name=note_life]", NOTE)
    page.reload()
    expect(page.locator("[name=note_life]")).to_have_value(NOTE)
    page.check("[name=answer_dues][value=ok]")
    page.check("[name=answer_grid][value=一致]")
    page.fill("[name=answer_talks]", "8")
    page.context.set_offline(True)
    page.click("main button[type=submit]")
    expect(page.locator("#jc-outbox")).to_contain_text("巡查记录")
    page.context.set_offline(False)
    expect(page.locator("#jc-outbox-empty")).to_be_visible()


def test_a_visit_from_its_plan_to_the_coverage(live: Live, new_page: Windows) -> None:
    shen = at_desk(live, new_page, "shen").page
    plan(live, shen)
    row = shen.locator("tr", has_text="东社区居委会").last
    number = str(row.locator("a").get_attribute("href")).split("/")[-2]
    here = f"{live.url}/desk/inspections/{number}/"
    shen.goto(here)
    team = shen.locator("main h3 + ul").inner_text()
    who = next(login for login, (name, *_rest) in INSPECTORS.items() if name in team)
    inspector = new_page(width=NARROW, height=TALL)
    new_page.forgive("ERR_INTERNET_DISCONNECTED", because="the network is taken away on purpose")
    live.sign_in(inspector, who, "/field/inspections/")
    without_barriers(inspector)
    record_without_a_network(inspector, live, number)
    chen = at_desk(live, new_page, "chen").page
    chen.goto(here)
    expect(chen.locator("main")).to_contain_text(NOTE)
    without_barriers(chen)
    offer(chen, "sign")
    tang = at_desk(live, new_page, "tang").page
    tang.goto(here)
    tang.click("section[aria-labelledby=findings] a")
    tang.wait_for_url(re.compile(r"/desk/problems/P\d+/$"))
    expect(tang.locator("main")).to_contain_text(number)
    shen.goto(f"{live.url}/desk/inspections/coverage/?period=2026Q4")
    without_barriers(shen)
    shen.locator("tr", has_text="社区").first.locator("td[data-label='已巡查'] a").click()
    expect(shen.locator("#rows")).to_contain_text(number)
