"""A planner enters households, looks at the gap, makes a problem of it with one click, finds it in
the ledger, and sees what one more point would bring."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk
from tests.journeys.watch import without_barriers


def enter(live: Live, page: Page, name: str, grid: str, households: str, at: str) -> None:
    """A block by hand, with its place on the map."""
    page.goto(f"{live.url}/desk/coverage/blocks/new")
    page.fill("[name=name]", name)
    page.select_option("[name=area]", label=f"\u3000\u3000{grid}")
    page.fill("[name=households]", households)
    page.fill("[name=counted_on]", "2026-11-20")
    page.fill("[name=source]", "社区居委会入户汇总")
    lon, lat = at.split(",")
    page.evaluate(
        "([x, y]) => { for (const [n, v] of [['lon', x], ['lat', y]])"
        " document.querySelector(`[name=${n}]`).value = v; }",
        [lon, lat],
    )
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(r"/desk/coverage/blocks/HB\d+/$"))


def test_from_a_number_of_households_to_a_problem_and_a_suggestion(
    live: Live, new_page: Windows
) -> None:
    wang = at_desk(live, new_page, "wang").page
    enter(live, wang, "中心小区", "东一网格", "260", "109.6055,19.9052")
    enter(live, wang, "河东新村", "东二网格", "140", "109.6195,19.9052")
    wang.click("nav[aria-label='主菜单'] a:has-text('服务覆盖')")
    expect(wang.locator(".jc-figures")).to_contain_text("260 / 400 户")
    expect(wang.locator("#map[data-ready=yes]")).to_be_visible()
    without_barriers(wang)
    row = wang.locator("tr", has_text="河东新村")
    expect(row).to_contain_text("约 30 分钟")
    row.get_by_role("button", name="转为问题").click()
    problem = wang.locator("tr", has_text="河东新村").get_by_role("link", name=re.compile("问题 P"))
    expect(problem).to_be_visible()

    number = problem.inner_text().split()[-1]
    ma = at_desk(live, new_page, "ma").page
    ma.goto(f"{live.url}/desk/problems/{number}/")
    expect(ma.locator("main")).to_contain_text("步行 15 分钟内没有服务网点")
    ma.click("main a:has-text('服务盲区')")
    expect(ma.locator("main h1")).to_have_text("河东新村")

    wang.select_option("[name=more]", "1")
    wang.click("button:has-text('测算')")
    told = wang.locator("section[aria-labelledby=more]")
    expect(told).to_contain_text("现在 260 户（65.0%），增设 1 处以后 400 户（100.0%）")
    expect(told).to_contain_text("河东新村")
    wang.click(".jc-figures a >> nth=2")
    expect(wang.locator("main")).to_contain_text("1 个居住点，260 户")
