"""A community asks for a lecture; the town finds a speaker, is told that she is taken, and chooses
another hour; the speaker says yes, and only then it is published. A resident books places;
afterwards who came is told as numbers, and progress, map and list follow."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import NARROW, TALL, at_desk
from tests.journeys.test_fairs import offered, sent
from tests.journeys.watch import resized, without_barriers

TITLE = "台风季防汛宣讲"


def ask(page: Page, live: Live) -> str:
    """East asks: on floods, this week, for thirty. Where the request is."""
    page.goto(f"{live.url}/desk/lecture-requests/")
    without_barriers(page)
    page.click("text=提出宣讲需求")
    page.select_option("[name=area]", label="东社区")
    page.select_option("[name=topic]", label="防汛知识")
    page.fill("[name=first_day]", "2026-11-24")
    page.fill("[name=last_day]", "2026-11-27")
    page.fill("[name=audience]", "30")
    without_barriers(page)
    sent(page)
    expect(page.locator("main")).to_contain_text("北镇")
    without_barriers(page)
    return page.url


def arrange(page: Page, request: str) -> str:
    """The speaker lectures in East at half past ten already. Where the lecture is."""
    page.goto(request)
    page.click("text=安排宣讲")
    page.fill("[name=title]", TITLE)
    at(page, "10:30", "11:30")
    page.select_option("[name=venue]", label="东社区 东社区实践站")
    expect(page.locator("[name=capacity]")).to_have_value("30")
    page.select_option("[name=campaign]", "all")
    page.select_option("[name=speakers]", label="示例讲师甲（东社区居委会）")
    page.select_option("[name=language]", "local")
    sent(page)
    expect(page.locator("main")).to_contain_text("示例讲师甲在 2026-11-24 10:00")
    without_barriers(page)
    at(page, "14:00", "15:00")
    sent(page)
    expect(page.locator("h1")).to_contain_text(TITLE)
    page.click("text=预约和到场")
    expect(page.locator("main")).to_contain_text("讲师还没有确认")
    without_barriers(page)
    return page.url


def agree(page: Page, live: Live) -> None:
    """The speaker finds what waits for her and says yes."""
    page.goto(f"{live.url}/desk/lectures/")
    page.click(f"section[aria-labelledby=awaiting] >> text={TITLE}")
    without_barriers(page)
    offered(page, "confirm")
    expect(page.locator("main")).to_contain_text("2026-11-23")


def at(page: Page, start: str, end: str) -> None:
    page.fill("[name=starts_at]", f"2026-11-24T{start}")
    page.fill("[name=ends_at]", f"2026-11-24T{end}")


def book(page: Page, live: Live) -> None:
    """On a telephone: the month, the day, the lecture, two places."""
    page.goto(f"{live.url}/activities")
    without_barriers(page)
    resized(page, NARROW, TALL)
    page.click("a[href*='day=2026-11-24']")
    page.click(f"text={TITLE}")
    page.fill("[name=headcount]", "2")
    page.fill("[name=phone]", "13800006021")
    without_barriers(page)
    sent(page)
    expect(page.locator("main")).to_contain_text("预约成功")
    without_barriers(page)
    with page.expect_navigation():
        page.click("text=现在查看预约")
    expect(page.locator("main")).to_contain_text("已确认")
    without_barriers(page)


def test_a_lecture_from_its_clash_to_the_progress_of_its_unit(
    live: Live, new_page: Windows
) -> None:
    clerk, town = (at_desk(live, new_page, who).page for who in ("chen", "wang"))
    new_page.forgive("status of 409", because="the speaker is taken at that hour, on purpose")
    address = arrange(town, ask(clerk, live))
    agree(at_desk(live, new_page, "lu").page, live)
    clerk.goto(address)
    offered(clerk, "publish")
    activity = clerk.url.removeprefix(live.url)
    book(new_page(width=NARROW, height=TALL), live)
    clerk.reload()
    expect(clerk.locator("section[aria-labelledby=bookings]")).to_contain_text("138****6021")
    live.pass_time(timedelta(days=2))
    later = new_page()
    live.sign_in(later, "chen", activity)
    offered(later, "record", people="28", households="12")
    expect(later.locator("section[aria-label=到场情况]")).to_contain_text("28")
    later.goto(f"{live.url}/desk/lectures/")
    row = later.locator("section[aria-labelledby=progress] tr:has-text('北镇政府')")
    for told in ("1 / 4", "12 / 40", "1 / 8"):
        expect(row).to_contain_text(told)
    expect(later.locator("section[aria-labelledby=covered]")).to_contain_text("1 个办过")
    without_barriers(later)
    row.locator("a").click()
    expect(later.locator("#rows")).to_contain_text(TITLE)
