"""A class books a slot on the phone, the keeper confirms it with a guide and counts who came; a
visitor says how it was and reports a broken railing, which becomes a case; an honour is renewed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from jiceng.casework.tests.county import EAST, NOON
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import NARROW, TALL, at_desk
from tests.journeys.watch import without_barriers

TODAY = NOON.date()
LATER = TODAY + timedelta(days=900)


def sent(page: Page, form: str = "main form[method=post]") -> None:
    """One form of the page."""
    with page.expect_navigation():
        page.locator(f"{form} button[type=submit]").first.click()


def offered(page: Page, act: str, **typed: str) -> None:
    """One act of a panel, with what it asks for."""
    form = page.locator(f"[id^='move-{act}']")
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


def open_site(page: Page, live: Live) -> str:
    """A site open round the clock, so that today still has a slot; returns its number."""
    page.goto(f"{live.url}/desk/sites/new")
    page.fill("[name=name]", "海角纪念馆（示例）")
    page.select_option("[name=area]", EAST)
    page.fill("[name=address]", "滨海路 1 号")
    page.fill("[name=told]", "讲述 1950 年渡海登陆的经过。")
    for n in range(7):
        page.fill(f"[name=day_{n}]", "全天")
    page.fill("[name=slot_capacity]", "40")
    sent(page)
    offered(page, "guide", name="讲解员海风", told="普通话")
    without_barriers(page)
    return page.url.rstrip("/").rpartition("/")[2]


def book(page: Page, live: Live, site: str) -> None:
    """Too many are refused with what is free instead, thirty are taken."""
    page.goto(f"{live.url}/sites/{site}")
    without_barriers(page)
    page.locator("[name=slot]").first.check(force=True)
    page.fill("[name=headcount]", "60")
    page.fill("[name=group]", "示例小学")
    page.fill("[name=phone]", "0898-00000001")
    sent(page, "#book form")
    expect(page.locator("main")).to_contain_text("没有能容下 60 人的时段")
    page.fill("[name=headcount]", "30")
    sent(page, "#book form")
    expect(page.locator("main")).to_contain_text("等主办单位确认")
    without_barriers(page)


def test_a_visit_from_its_booking_to_the_broken_railing(live: Live, new_page: Windows) -> None:
    keeper = at_desk(live, new_page, "chen").page
    site = open_site(keeper, live)
    phone = new_page(width=NARROW, height=TALL)
    new_page.forgive("status of 409", because="more than a slot takes, on purpose")
    book(phone, live, site)
    keeper.goto(f"{live.url}/desk/sites/{site}/")
    expect(keeper.locator("section[aria-labelledby=slots]")).to_contain_text("1 份待确认")
    keeper.locator("section[aria-labelledby=slots] tbody a").first.click()
    offered(keeper, "confirm-", guide="讲解员海风")
    expect(keeper.locator("main")).to_contain_text("讲解员：讲解员海风")
    without_barriers(keeper)
    slot = keeper.url
    live.pass_time(timedelta(hours=2))
    keeper = at_desk(live, new_page, "chen").page
    keeper.goto(slot)
    offered(keeper, "attend-", came="28")
    expect(keeper.locator("main")).to_contain_text("实到 28 人")
    phone.goto(f"{live.url}/sites/{site}")
    phone.check("[name=rating][value='5']", force=True)
    phone.fill("[name=comment]", "讲得很细致")
    sent(phone, "form[action$=ratings]")
    expect(phone.locator("main")).to_contain_text("谢谢您的评价")
    phone.fill("[name=text]", "观海台东侧护栏断了一截")
    sent(phone, "form[action$=matters]")
    expect(phone.locator("#matters")).to_contain_text("上报")
    without_barriers(phone)
    keeper.goto(f"{live.url}/desk/sites/{site}/visits")
    keeper.fill("[name=county]", "12")
    sent(keeper)
    expect(keeper.locator("section[aria-labelledby=visits]")).to_contain_text("12 人")
    expect(keeper.locator("section[aria-labelledby=matters]")).to_contain_text("上报")


def test_an_honour_is_renewed_with_its_evidence(
    live: Live, new_page: Windows, tmp_path: Path
) -> None:
    keeper = at_desk(live, new_page, "chen").page
    keeper.goto(f"{live.url}/desk/honours/new")
    for name, value in (("name", "示例诗词之乡"), ("granted_by", "示例诗词学会"),
                        ("document", "文 1"), ("valid_from", "2024-01-01"),
                        ("valid_until", f"{TODAY + timedelta(days=30)}")):  # fmt: skip
        keeper.fill(f"[name={name}]", value)
    keeper.select_option("[name=area]", EAST)
    sent(keeper)
    expect(keeper.locator("main")).to_contain_text("待复核续期")
    paper = tmp_path / "letter.pdf"
    paper.write_bytes(b"%PDF-1.4 renewed")
    keeper.locator("#move-renew summary").click()
    keeper.set_input_files("#move-renew [name=evidence]", paper)
    offered(keeper, "renew", document="文 2", valid_from=f"{TODAY}", valid_until=f"{LATER}")
    expect(keeper.locator("section[aria-labelledby=terms]")).to_contain_text("文 2")
    expect(keeper.locator("section[aria-labelledby=terms] a")).to_contain_text("证明材料 1")
    without_barriers(keeper)
