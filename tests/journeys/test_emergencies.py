"""A typhoon: the officer proposes, a leader decides, everybody sees it, a worker counts households
without a network, the officer ends it and reads the report."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from jiceng.casework.tests.county import COUNTY
from jiceng.web.clock import county_zone
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import NARROW, TALL, at_desk
from tests.journeys.test_weak_branches import offer
from tests.journeys.watch import without_barriers

DOCUMENT = "临应急〔2026〕10 号"


def propose(live: Live, shi: Page) -> str:
    """Without an end it is refused with a sentence; with one it waits for a decision."""
    shi.goto(f"{live.url}/desk/emergencies/new")
    without_barriers(shi)
    shi.select_option("[name=plan]", "typhoon")
    shi.select_option("[name=level]", "III")
    shi.select_option("[name=area]", COUNTY)
    shi.fill("[name=reason]", "气象台发布台风橙色预警")
    shi.click("main button[type=submit]")
    expect(shi.locator("main")).to_contain_text("没有结束时间的应急响应不能启动")
    ends = live.now.astimezone(county_zone()) + timedelta(days=3)
    shi.fill("[name=ends_by]", f"{ends:%Y-%m-%dT%H:%M}")
    shi.click("main button[type=submit]")
    shi.wait_for_url(re.compile(r"/desk/emergencies/EM\d+/$"))
    without_barriers(shi)
    return shi.url


def count_without_a_network(live: Live, page: Page) -> None:
    """What was handed in waits for the network, and arrives once."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.locator("main a", has_text="报户数").first.click()
    without_barriers(page)
    page.fill("[name=building]", "1号楼")
    page.fill("[name=households]", "40")
    page.fill("[name=reached]", "33")
    page.context.set_offline(True)
    page.click("main button[type=submit]")
    expect(page.locator("#jc-outbox")).to_contain_text("入户通知")
    page.context.set_offline(False)
    expect(page.locator("#jc-outbox-empty")).to_be_visible()


def test_a_typhoon_from_its_proposal_to_its_report(live: Live, new_page: Windows) -> None:
    shi = at_desk(live, new_page, "shi").page
    new_page.forgive("status of 422", because="a proposal without an end is refused on purpose")
    here = propose(live, shi)
    kou = at_desk(live, new_page, "kou").page
    kou.goto(here)
    offer(kou, "activate", document="临应急〔2026〕9 号")
    resident = new_page(width=NARROW, height=TALL)
    resident.goto(f"{live.url}/")
    expect(resident.locator("main")).to_contain_text("示例县 台风Ⅲ级应急响应")
    without_barriers(resident)
    shi.goto(here)
    shi.locator("section[aria-labelledby=notices] td a").first.click()
    offer(shi, "issue")
    notice = shi.url
    worker = new_page(width=NARROW, height=TALL)
    new_page.forgive("ERR_INTERNET_DISCONNECTED", because="the network is taken away on purpose")
    live.sign_in(worker, "li", "/field/grid-notices/")
    without_barriers(worker)
    count_without_a_network(live, worker)
    shi.goto(notice)
    row = shi.locator("section[aria-labelledby=grids] tr", has_text="东一网格")
    expect(row).to_contain_text("33")
    shi.goto(here)
    offer(shi, "end", document=DOCUMENT)
    shi.goto(f"{here}report")
    expect(shi.locator("main")).to_contain_text(DOCUMENT)
    without_barriers(shi)
