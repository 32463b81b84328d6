"""A branch secretary sees what is missing, plans and records a meeting with a telephone, makes a
task of a resolution; the town committee sees counts: in Chromium, at both sizes."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from jiceng.casework.tests.county import NOON
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk
from tests.journeys.watch import without_barriers

TODAY = NOON.date()
YEAR = "/desk/party/life/P-EAST/"


def cell(page: Page, kind: str, period: str) -> str:
    """What the grid of the year says of one kind in one period."""
    row = page.locator(".jc-year tbody tr", has=page.get_by_role("rowheader", name=kind))
    return str(row.locator(f"[title^='{period}']").get_attribute("title"))


def test_a_year_of_a_branch_from_a_gap_to_a_task(live: Live, new_page: Windows) -> None:
    bai = at_desk(live, new_page, "bai").page
    bai.goto(f"{live.url}/desk/party/life/")
    assert "已 0 次，待开展" in cell(bai, "支部党员大会", "四季度")
    assert "已 0 次，临近" in cell(bai, "主题党日", "11月")
    without_barriers(bai)
    plan(bai)
    record(bai)
    bai.goto(f"{live.url}{YEAR}")
    assert "已 1 次，已开展" in cell(bai, "支部党员大会", "四季度")
    assert "已 1 次，已开展" in cell(bai, "主题党日", "11月")
    without_barriers(bai)
    bai.click(".jc-card a:has-text('主题党日')")
    expect(bai.locator("main")).to_contain_text("2026-11-23")
    bai.goto(f"{live.url}/desk/?tab=resolution")
    bai.click("#rows a:has-text('修缮活动室台阶')")
    bai.wait_for_url(re.compile(r"/desk/party/meetings/\w+/#resolution"))
    see_from_above(live, new_page, bai.url.partition("#")[0])


def plan(page: Page) -> None:
    """From the gap to a form that is filled in already."""
    page.click("tr:has-text('四季度'):has-text('支部党员大会') a:has-text('安排')")
    page.wait_for_selector("h1:has-text('安排会议')")
    assert page.is_checked("[name=kinds][value=members_meeting]")
    assert "换届选举准备" in page.input_value("[name=agenda]")
    page.locator("label", has_text="主题党日").click()
    page.fill("[name=on]", TODAY.isoformat())
    page.fill("[name=place]", "社区活动室")
    without_barriers(page)
    page.click("main .jc-form-actions button[type=submit]")
    page.wait_for_url(re.compile(r"/desk/party/meetings/\w+/record"))


def record(page: Page) -> None:
    """With a telephone: only who was missing is tapped; then the resolution becomes a task."""
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("main")).to_contain_text("应到 6 人，其中有表决权的 5 人")
    page.locator("fieldset", has_text="请假的").locator("label", has_text="东2号").click()
    page.fill("[name=duration_minutes]", "90")
    page.fill("[name=decisions]", "修缮活动室台阶")
    page.fill("[name=minutes]", "会议由书记主持，一致同意。")
    without_barriers(page)
    page.click("main .jc-form-actions button[type=submit]")
    page.wait_for_selector("text=已归档")
    assert "东2号" in page.inner_text("section[aria-labelledby=missing]")
    page.click("summary:has-text('转为任务')")
    due = page.locator("input[name=due_on]")
    assert due.input_value() == (TODAY + timedelta(days=30)).isoformat()
    without_barriers(page)
    with page.expect_navigation():
        page.locator("form[action$='/assign'] button[type=submit]").click()
    expect(page.locator("section[aria-labelledby=resolutions]")).to_contain_text("落实中")


def see_from_above(live: Live, new_page: Windows, meeting: str) -> None:
    """The town committee sees counts and what is missing, and no name."""
    live.work_off()
    luo = at_desk(live, new_page, "luo").page
    luo.goto(f"{live.url}/desk/party/life/")
    expect(luo.locator("tr:has-text('东社区党支部')")).to_contain_text("支部党员大会 3")
    without_barriers(luo)
    luo.goto(meeting)
    expect(luo.locator(".jc-figures")).to_contain_text("实到")
    text = luo.inner_text("main")
    for secret in ("东2号", "修缮活动室台阶", "社区活动室", "一致同意"):
        assert secret not in text
    without_barriers(luo)
    luo.goto(f"{live.url}/desk/notices")
    assert "P-EAST" not in luo.inner_text("main")
    bai = at_desk(live, new_page, "bai").page
    bai.goto(f"{live.url}/desk/notices")
    expect(bai.locator("main")).to_contain_text("本期组织生活还没有开展")
