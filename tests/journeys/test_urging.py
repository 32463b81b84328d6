"""The office urges, a unit answers, a late case is taken and lifted, a bulletin is issued: in
Chromium, at both sizes."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk, read, resident
from tests.journeys.watch import without_barriers

DAY = timedelta(days=1)


def presses(page: Page, label: str) -> None:
    with page.expect_navigation():
        page.click(f"main button:has-text('{label}')")


def test_a_week_of_the_supervision_office(live: Live, new_page: Windows) -> None:
    number, _code = resident(live, new_page).report("文化广场垃圾没人清运")
    case = f"{live.url}/desk/cases/{number}/"

    tang = at_desk(live, new_page, "tang").page
    tang.goto(case)
    with tang.expect_navigation():
        tang.click("#urgings ~ a:has-text('催办')")
    read(tang, "东社区居委会")
    tang.check("[name=sort][value=slip]")
    tang.fill("[name=text]", "两日内清运并反馈")
    without_barriers(tang)
    presses(tang, "发出")
    read(tang, "蓝色督办单", "两日内清运并反馈", "县督查室")
    without_barriers(tang)

    answers(at_desk(live, new_page, "chen").page, live)

    new_page.forgive("ERR_CONNECTION_(REFUSED|RESET)", because="the server starts again")
    live.pass_time(4 * DAY)
    tang = at_desk(live, new_page, "tang").page
    tang.goto(case)
    read(tang, "已安排今晚清运", "已超过期限")
    takes_and_lifts(tang)
    address = draws_up(tang, live)

    jin = at_desk(live, new_page, "jin").page
    jin.goto(address)
    presses(jin, "批准印发")
    expect(jin.locator("body")).not_to_contain_text("草稿，未经批准印发")
    for where in ("figures/", "figures/urgings/", "scores/"):
        jin.goto(f"{live.url}/desk/supervision/{where}")
        without_barriers(jin)


def answers(chen: Page, live: Live) -> None:
    """From the list of what waits for the unit to the answer."""
    chen.goto(f"{live.url}/desk/supervision/urgings/")
    without_barriers(chen)
    with chen.expect_navigation():
        chen.click("main table a >> nth=0")
    without_barriers(chen)
    chen.fill("[name=words]", "已安排今晚清运")
    presses(chen, "回复")
    read(chen, "已回复", "已安排今晚清运")
    without_barriers(chen)


def takes_and_lifts(tang: Page) -> None:
    """From the page of a late case, and back to it twice."""
    with tang.expect_navigation():
        tang.click("main a:has-text('挂牌督办')")
    without_barriers(tang)
    tang.fill("[name=reason]", "承诺期限已过四天")
    tang.fill("[name=requirement]", "三日内清运到位")
    tang.fill("[name=deadline]", "2026-12-04T17:30")
    presses(tang, "挂牌督办")
    read(tang, "由县督查室挂牌督办")
    without_barriers(tang)
    with tang.expect_navigation():
        tang.click("main a:has-text('摘牌')")
    without_barriers(tang)
    tang.fill("[name=reason]", "已移交县住建局处理")
    presses(tang, "摘牌")
    read(tang, "已超过期限")


def draws_up(tang: Page, live: Live) -> str:
    """A bulletin of the month; the answer is its address."""
    tang.goto(f"{live.url}/desk/supervision/bulletins/new")
    without_barriers(tang)
    tang.fill("[name=title]", "第四十八周督查通报")
    presses(tang, "生成草稿")
    read(tang, "第四十八周督查通报", "草稿，未经批准印发", "蓝色督办单")
    without_barriers(tang)
    return tang.url
