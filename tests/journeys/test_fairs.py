"""A community organiser plans a fair, is refused a lapsed paper, opens it and enters a sale on a
telephone; a visitor reads about it and says how it was; the income of a household is shown."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from jiceng.casework.tests.county import EAST, NOON
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import NARROW, TALL, at_desk
from tests.journeys.watch import resized, without_barriers

TODAY = NOON.date()


def sent(page: Page) -> None:
    """The form of the page."""
    with page.expect_navigation():
        page.click("main form[method=post] button[type=submit]")


def offered(page: Page, name: str, **typed: str) -> None:
    """One act of the panel, with what it asks for."""
    form = page.locator(f"#move-{name}")
    if form.evaluate("e => e.tagName") == "DETAILS" and form.get_attribute("open") is None:
        form.locator("summary").click()
    for field, value in typed.items():
        control = form.locator(f"[name={field}]")
        if control.evaluate("e => e.tagName") == "SELECT":
            option = control.locator(f"option:has-text('{value}')")
            control.select_option(option.get_attribute("value"))
        else:
            control.fill(value)
    with page.expect_navigation():
        form.locator("button[type=submit]").click()


def register(page: Page, live: Live) -> None:
    """示例农户子 sells potatoes; its certificate ends today."""
    page.goto(f"{live.url}/desk/producers/")
    without_barriers(page)
    page.click("text=登记生产者")
    page.fill("[name=name]", "示例农户子")
    page.select_option("[name=area]", EAST)
    sent(page)
    page.click("text=登记农产品")
    page.fill("[name=name]", "红薯")
    page.select_option("[name=kind]", "vegetable")
    page.fill("[name=price_fen]", "3.50")
    sent(page)
    expect(page.locator("main")).to_contain_text("“红薯”缺少承诺达标合格证")
    certify(page, "HG-1", 0)


def certify(page: Page, number: str, days: int) -> None:
    page.click("a:text-is('登记质量证明')")
    page.fill("[name=number]", number)
    page.fill("[name=until]", (TODAY + timedelta(days=days)).isoformat())
    sent(page)


def plan(page: Page, live: Live) -> str:
    """Today and tomorrow, three stalls; returns the address of the fair."""
    page.goto(f"{live.url}/desk/fairs/new")
    page.fill("[name=title]", "东社区周末集市")
    page.select_option("[name=area]", EAST)
    page.fill("[name=place]", "文化广场")
    page.fill("[name=first_day]", TODAY.isoformat())
    page.fill("[name=last_day]", (TODAY + timedelta(days=1)).isoformat())
    page.fill("[name=stalls]", "A01-A03 9")
    sent(page)
    expect(page.locator(".jc-moves")).to_contain_text("还没有安排生产者的摊位")
    without_barriers(page)
    return page.url


def test_a_fair_from_its_plan_to_the_income_of_a_household(live: Live, new_page: Windows) -> None:
    clerk = at_desk(live, new_page, "chen").page
    register(clerk, live)
    producer = clerk.url
    fair = plan(clerk, live)
    clerk.click("a:text-is('A01')")
    offered(clerk, "assign", producer="示例农户子")
    new_page.forgive("status of 422", because="a paper lapses before the fair ends, on purpose")
    offered(clerk, "offer", produce="红薯")
    expect(clerk.locator("main")).to_contain_text(
        f"有效期到 {TODAY}，{TODAY + timedelta(days=1)} 已失效"
    )
    clerk.goto(producer)
    certify(clerk, "HG-2", 30)
    clerk.goto(f"{fair}stalls/A01/")
    offered(clerk, "offer", produce="红薯")
    without_barriers(clerk)
    clerk.goto(fair)
    offered(clerk, "publish")
    offered(clerk, "open")
    sell(live, new_page, fair)
    visit(live, new_page)
    clerk.goto(fair)
    offered(clerk, "close")
    expect(clerk.locator("section[aria-labelledby=producers]")).to_contain_text("35.00")
    expect(clerk.locator("section[aria-label=收入情况]")).to_contain_text("户均收入")
    expect(clerk.locator("section[aria-labelledby=feedback]")).to_contain_text("红薯很甜")
    offered(clerk, "settle")
    without_barriers(clerk)


def sell(live: Live, new_page: Windows, fair: str) -> None:
    """On a telephone: too much is refused; without a network the sale waits, then is taken once."""
    phone = new_page(width=NARROW, height=TALL)
    live.sign_in(phone, "chen", fair.removeprefix(live.url))
    phone.click("text=销售录入")
    without_barriers(phone)
    resized(phone, NARROW, TALL)
    phone.click("a:text-is('录入')")
    phone.fill("[name=quantity]", "10")
    phone.fill("[name=amount]", "36")
    sent(phone)
    expect(phone.locator("main")).to_contain_text("金额高于摊位标价应收的 35.00 元")
    phone.goto(f"{live.url}/field/fairs/")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.reload()
    phone.click("a:text-is('录入销售')")
    without_barriers(phone)
    phone.fill("[name=quantity]", "10")
    new_page.forgive("ERR_INTERNET_DISCONNECTED", because="the network is taken away on purpose")
    phone.context.set_offline(True)
    with phone.expect_navigation():
        phone.click("main button[type=submit]")
    expect(phone.locator("[data-outbox-count]")).to_have_text("1")
    phone.context.set_offline(False)
    expect(phone.locator("[data-outbox-count]")).to_be_hidden()
    phone.reload()
    expect(phone.locator("section[aria-labelledby=entered]")).to_contain_text("35.00 元")


def visit(live: Live, new_page: Windows) -> None:
    """A visitor finds the fair, its stalls and prices, and rates it."""
    visitor = new_page(width=NARROW, height=TALL)
    visitor.goto(f"{live.url}/fairs")
    without_barriers(visitor)
    visitor.click("text=东社区周末集市")
    expect(visitor.locator("main")).to_contain_text("3.50 元/斤")
    visitor.check("[name=rating][value='5']", force=True)
    visitor.fill("[name=comment]", "红薯很甜")
    without_barriers(visitor)
    sent(visitor)
    expect(visitor.locator("main")).to_contain_text("谢谢您的评价")
