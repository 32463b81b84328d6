"""A scheme whose weights do not add up is refused; a town secretary objects to a line of the
published result and the organisation department corrects it: in Chromium."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk
from tests.journeys.test_weak_branches import offer
from tests.journeys.watch import without_barriers

HERE = "/desk/assessments/"


def test_a_scheme_is_looked_at_first_and_an_objection_corrects_a_line(
    live: Live, new_page: Windows
) -> None:
    shen = at_desk(live, new_page, "shen").page
    shen.goto(f"{live.url}{HERE}schemes/edit?from=towns-2025")
    text = shen.input_value("[name=text]")
    shen.fill("[name=text]", text.replace("weight = 30", "weight = 31"))
    shen.fill("[name=reason]", "调整分值")
    new_page.forgive("status of 422", because="weights that do not add up are sent on purpose")
    shen.click("button[name=preview]")
    shen.wait_for_selector("text=合计 101 分，应等于总分 100 分")
    changed = text.replace("weight = 30", "weight = 28").replace("weight = 10", "weight = 12")
    shen.fill("[name=text]", changed)
    shen.click("button[name=preview]")
    shen.wait_for_selector("#targets")

    ma = at_desk(live, new_page, "ma").page
    ma.goto(f"{live.url}{HERE}")
    ma.click("#rows tr:has-text('公示中') a")
    without_barriers(ma)
    ma.click("a:has-text('北镇')")
    before = ma.inner_text(".jc-figures")
    assert_told_how(ma)
    ma.click("section[aria-labelledby=told] a:has-text('提出异议')")
    ma.select_option("[name=target]", "registered")
    ma.fill("[name=reason]", "走访表漏计两件已登记的事项")
    without_barriers(ma)
    ma.click("text=提交异议")
    ma.wait_for_url(re.compile(r"/objections/AO\d+/$"))

    shen.goto(ma.url)
    offer(shen, "accept", answer="核对走访表，属实", numerator="20", denominator="20")
    without_barriers(shen)
    ma.reload()
    assert "核对走访表，属实" in ma.inner_text("main")
    assert "20 件中计为做到 20 件" in ma.inner_text("section[aria-labelledby=after]")
    ma.click("text=得分单")
    assert "更正记录" in ma.inner_text("main")
    assert ma.inner_text(".jc-figures") != before


def assert_told_how(page: Page) -> None:
    """The sheet says where points were lost and until when one may object."""
    told = page.inner_text("section[aria-labelledby=told]")
    assert "失分最多的" in told
    assert "以前提出" in told
