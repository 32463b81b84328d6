"""The office opens a programme, a department keeps its project, a leader signs a report: in
Chromium, at both sizes."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page

from jiceng.casework.tests.county import NOON
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk
from tests.journeys.watch import without_barriers

TODAY = NOON.date()


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def offer(page: Page, which: str, /, **said: str) -> None:
    """Open one of the forms of the panel, fill it in and send it."""
    form = page.locator(f"#move-{which}")
    form.locator("summary").click()
    for field, value in said.items():
        control = form.locator(f"[name={field}]").first
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    without_barriers(page)
    with page.expect_navigation():
        form.locator("button[type=submit]").click()


def test_a_programme_from_opening_to_the_light_of_its_first_milestone(
    live: Live, new_page: Windows
) -> None:
    tang = at_desk(live, new_page, "tang").page
    tang.goto(f"{live.url}/desk/programmes/new")
    for field, value in (("name", "国家卫生县城"), ("code", "clean"), ("unit", "县住建局"),
                         ("starts_on", day(0))):  # fmt: skip
        tang.fill(f"[name={field}]", value)
    without_barriers(tang)
    tang.click("main .jc-form button[type=submit]")
    tang.wait_for_url("**/desk/programmes/clean/")
    zhao = at_desk(live, new_page, "zhao").page
    zhao.goto(f"{live.url}/desk/programmes/clean/new")
    zhao.fill("[name=title]", "农贸市场改造")
    zhao.fill("[name=ends_on]", day(90))
    without_barriers(zhao)
    zhao.click("main .jc-form > .jc-form-actions button[type=submit]")
    zhao.wait_for_url(re.compile(r"/desk/projects/\w+/"))
    assert "还没有里程碑" in zhao.inner_text(".jc-moves-panel")
    offer(zhao, "milestone", name="摊位腾空", due_on=day(5), output="现场照片")
    offer(zhao, "budget", year="2026", source="county", planned="120.5", paid="20")
    offer(zhao, "risk", text="临时摊位未定", level="middle", measure="与商户代表商定")
    zhao.click("#move-start button")
    zhao.wait_for_selector("text=推进中")
    assert "“摊位腾空”应于" in zhao.inner_text(".jc-because")
    without_barriers(zhao)
    zhao.click("text=报告完成")
    with zhao.expect_navigation():
        zhao.click("form[action$='/reach'] button")
    assert "里程碑全部按时完成" in zhao.inner_text(".jc-because")
    tang.goto(zhao.url)
    offer(tang, "complete", result="市场重新开业")
    assert "已完成" in tang.inner_text(".jc-page-head")
    tang.goto(f"{live.url}/desk/programmes/")
    assert "按时完成" in tang.inner_text("tr:has-text('国家卫生县城')")
    without_barriers(tang)


def test_a_report_is_reckoned_freed_of_what_is_held_and_signed(
    live: Live, new_page: Windows
) -> None:
    tang = at_desk(live, new_page, "tang").page
    tang.goto(f"{live.url}/desk/demands/new")
    for field, value in (("title", "防汛物资周报"), ("purpose", "统筹调拨"),
                         ("field_names", "编织袋\n救生衣\n本月办结数"), ("minutes_per_field", "5"),
                         ("last_on", day(30))):  # fmt: skip
        tang.fill(f"[name={field}]", value)
    tang.check("[name=groups][value=towns]")
    tang.select_option("[name=frequency]", "week")
    tang.click("button[name=check]")
    tang.wait_for_selector("text=这张报表的代价")
    assert "15.0" in tang.inner_text(".jc-figures")
    assert tang.locator("a[href='/cockpit/figures/#cases_closed']").inner_text() == "结案数"
    without_barriers(tang)
    tang.fill("[name=field_names]", "编织袋\n救生衣")
    tang.click("text=提交审批")
    tang.wait_for_url(re.compile(r"/desk/demands/RD\w+/"))
    without_barriers(tang)
    lu = at_desk(live, new_page, "lu").page
    lu.goto(tang.url)
    with lu.expect_navigation():
        lu.click("#move-approve button")
    assert "执行中" in lu.inner_text(".jc-page-head")
    wang = at_desk(live, new_page, "wang").page
    wang.goto(f"{live.url}/desk/demands/")
    assert "防汛物资周报" in wang.inner_text("main")
    assert "每周约 10.0 分钟" in wang.inner_text("main")
    without_barriers(wang)
