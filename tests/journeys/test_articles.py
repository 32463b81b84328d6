"""An editor drafts, two others review, the head publishes; a resident finds it by search and on the
home page of the community; an urgent notice is out by one form, and reviewed afterwards."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from jiceng.casework.tests.county import EAST
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import NARROW, TALL, at_desk
from tests.journeys.test_fairs import offered, sent
from tests.journeys.watch import without_barriers

HERE = "/desk/articles/"
TITLE = "东社区公园夜间亮灯"


def draft(page: Page, live: Live) -> str:
    """What is typed wrong is told; then the address of the draft."""
    page.goto(f"{live.url}{HERE}")
    without_barriers(page)
    page.click("text=起草文稿")
    without_barriers(page)
    page.fill("[name=title]", TITLE)
    page.select_option("[name=area]", EAST)
    page.fill("[name=body]", "## 时间\n每晚 7 时到 10 时亮灯。\n- 雨天照常")
    sent(page)
    offered(page, "submit")
    return page.url.removeprefix(live.url)


def reviewed(live: Live, new_page: Windows, who: str, url: str, move: str) -> None:
    page = at_desk(live, new_page, who).page
    page.goto(f"{live.url}{url}")
    offered(page, move)
    without_barriers(page)


def test_an_article_reaches_the_residents_of_its_community(live: Live, new_page: Windows) -> None:
    editor = at_desk(live, new_page, "shu").page
    url = draft(editor, live)
    expect(editor.locator(".jc-moves")).to_contain_text("起草的人不审核自己的文稿")
    for who, move in (("pang", "pass_first"), ("jiang", "pass_second"), ("min", "publish")):
        reviewed(live, new_page, who, url, move)
    resident = new_page(width=NARROW, height=TALL)
    resident.goto(f"{live.url}/?community={EAST}")
    expect(resident.locator("section[aria-labelledby=home-news]")).to_contain_text(TITLE)
    without_barriers(resident)
    resident.click("text=全部通知")
    resident.fill("[name=text]", "亮灯")
    resident.press("[name=text]", "Enter")
    resident.click(f"a:text-is('{TITLE}')")
    expect(resident.locator("main")).to_contain_text("每晚 7 时到 10 时亮灯")
    without_barriers(resident)


def test_an_urgent_notice_is_out_by_one_form(live: Live, new_page: Windows) -> None:
    editor = at_desk(live, new_page, "shu").page
    editor.goto(f"{live.url}{HERE}urgent")
    without_barriers(editor)
    editor.fill("[name=title]", "台风红色预警")
    editor.select_option("[name=area]", EAST)
    editor.fill("[name=body]", "请勿外出。")
    editor.fill("[name=reason]", "台风今晚登陆")
    sent(editor)
    resident = new_page(width=NARROW, height=TALL)
    resident.goto(f"{live.url}/?community={EAST}")
    expect(resident.locator("section[aria-labelledby=home-news]")).to_contain_text("台风红色预警")
    url = editor.url.removeprefix(live.url)
    reviewed(live, new_page, "pang", url, "approve")
    resident.goto(f"{live.url}/news")
    expect(resident.locator("main")).to_contain_text("台风红色预警")
