"""A resident asks for medicine, a grid worker brings it, and afterwards nothing tells of it."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from jiceng.casework.tests.county import COUNTY
from jiceng.web.clock import county_zone
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import NARROW, TALL, Slip, at_desk, receipt
from tests.journeys.test_emergencies import DOCUMENT
from tests.journeys.test_weak_branches import offer
from tests.journeys.watch import without_barriers

WORDS = "缬沙坦胶囊两盒"
OLD_PAGE = """async () => (await caches.open('jc-field-pages')).put('/field/cases/1/',
  new Response('旧', { headers: { Date: 'Mon, 02 Nov 2020 00:00:00 GMT' } }))"""
GONE = """async () => {
  while (await caches.match('/field/cases/1/')) await new Promise(requestAnimationFrame);
}"""


def switch_on(live: Live, shi: Page, kou: Page) -> str:
    """Level II of the plan has home service open."""
    shi.goto(f"{live.url}/desk/emergencies/new")
    shi.select_option("[name=plan]", "typhoon")
    shi.select_option("[name=level]", "II")
    shi.select_option("[name=area]", COUNTY)
    shi.fill("[name=reason]", "气象台发布台风红色预警")
    ends = live.now.astimezone(county_zone()) + timedelta(days=3)
    shi.fill("[name=ends_by]", f"{ends:%Y-%m-%dT%H:%M}")
    shi.click("main button[type=submit]")
    shi.wait_for_url("**/desk/emergencies/EM*/")
    kou.goto(shi.url)
    offer(kou, "activate", document=DOCUMENT)
    return shi.url


def ask_without_scripts(live: Live, page: Page) -> Slip:
    page.goto(f"{live.url}/home-service")
    page.check("[name=need][value=medicine]")
    page.select_option("[name=area]", label="东社区")
    page.fill("[name=details]", WORDS)
    page.fill("[name=drop_point]", "3号楼门口")
    page.fill("[name=phone]", "13800000000")
    page.click("main form button[type=submit]")
    return receipt(page)


def settle(live: Live, worker: Page, slip: Slip) -> None:
    """From the list of the phone to the door."""
    live.sign_in(worker, "chen", "/field/home-service/")
    without_barriers(worker)
    worker.goto(f"{live.url}/field/home-service/{slip[0]}/")
    without_barriers(worker)
    worker.click("main button[type=submit]")
    expect(worker.locator("#jc-outbox-empty")).to_be_visible()
    worker.goto(f"{live.url}/field/cases/{slip[0]}/settle_on_the_spot")
    worker.fill("[name=result]", "已放到门口")
    worker.click("main button[type=submit]")
    expect(worker.locator("#jc-outbox-empty")).to_be_visible()


def forgets_old_pages(live: Live, phone: Page) -> None:
    """What a phone keeps for times without a network grows old there and goes."""
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.evaluate(OLD_PAGE)
    phone.goto(f"{live.url}/field/home-service/")
    expect(phone.locator("main")).to_be_visible()
    phone.evaluate(GONE)


def test_medicine_is_brought_and_then_forgotten(live: Live, new_page: Windows) -> None:
    shi, kou = at_desk(live, new_page, "shi").page, at_desk(live, new_page, "kou").page
    here = switch_on(live, shi, kou)
    resident = new_page(width=NARROW, height=TALL, java_script_enabled=False)
    slip = ask_without_scripts(live, resident)
    shi.goto(f"{live.url}/home-service")
    without_barriers(shi)
    shi.goto(f"{live.url}/desk/home-service/")
    expect(shi.locator("main")).to_contain_text(slip[0])
    without_barriers(shi)
    phone = new_page(width=NARROW, height=TALL)
    settle(live, phone, slip)
    forgets_old_pages(live, phone)
    shi.goto(here)
    offer(shi, "end", document=DOCUMENT)
    offer(shi, "close")
    shi.goto(f"{here}certificate")
    expect(shi.locator("main")).to_contain_text("已全部删除")
    without_barriers(shi)
    chen = at_desk(live, new_page, "chen").page
    chen.goto(f"{live.url}/desk/cases/{slip[0]}/")
    expect(chen.locator("body")).not_to_contain_text(WORDS)
