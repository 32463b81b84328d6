"""A leader's quarter of an hour: what is late and why, down to the cases; the month on paper."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.chromium import Windows
from tests.journeys.conftest import Demo
from tests.journeys.watch import without_barriers

SHEET = re.compile(rb"/Type\s*/Page[^s]")


def number_in(page: Page, selector: str) -> int:
    found = re.search(r"\d+", page.locator(selector).first.inner_text())
    assert found
    return int(found[0])


def sheets(page: Page) -> int:
    """How many sheets of A4 the page is printed on."""
    return len(SHEET.findall(page.pdf(format="A4")))


def test_a_leader_sees_what_is_late_and_why_and_takes_the_month_along(
    demo: Demo, new_page: Windows
) -> None:
    page = new_page()
    demo.sign_in(page, "leader.1", "/cockpit/")
    without_barriers(page)
    assert sheets(page) == 1

    late = number_in(page, ".jc-late a")
    page.click(".jc-late a >> nth=0")
    expect(page.locator("main")).to_contain_text(f"{late} 件")

    page.goto(f"{demo.url}/cockpit/")
    page.click("a:has-text('每月简报')")
    expect(page.locator(".jc-letter")).to_contain_text("本月上报案件")
    without_barriers(page)
    assert sheets(page) == 1
    reported = number_in(page, ".jc-letter a")
    page.click(".jc-letter a >> nth=0")
    expect(page.locator("main")).to_contain_text(f"{reported}")
    with page.expect_download() as word_file:
        page.goto(f"{demo.url}/cockpit/brief")
        page.click("text=下载 Word 文件")
    assert word_file.value.suggested_filename.endswith(".docx")
