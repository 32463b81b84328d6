"""A ledger from the clerk's workbook to the last problem struck off, looked at on wide and narrow
screens by each post."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.chromium import Windows
from tests.house import expect_none
from tests.journeys.conftest import Live
from tests.journeys.people import Official, at_desk, read
from tests.journeys.watch import look_at
from tests.journeys.workbook import send, workbook

TITLE = "菜市场门口积水发臭"
GOOD = ["1", "市容环境卫生", TITLE, "菜市场北门", "东社区居委会", "住建局",
        "1.清理排水沟\n2.每日冲洗", "2026.12.18", "2026年11月20日"]  # fmt: skip
FAULTY = ["2", "市容环境卫生", "公厕标识缺失", "老街公厕", "县主建局", "", "", "尽快", "11月20日"]
NARROW = {"width": 390, "height": 844}


def look(page: Page, faults: list[str]) -> None:
    """axe and overflow, wide and narrow."""
    wide = page.viewport_size
    faults += look_at(page)
    page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
    faults += look_at(page)
    if wide:
        page.set_viewport_size(wide)


def opens(official: Official, title: str) -> None:
    """From the tab of the worklist that holds problems."""
    official.page.goto(f"{official.live.url}/desk/?tab=problem")
    official.page.click(f"#rows a:has-text('{title}')")
    official.page.wait_for_url("**/desk/problems/P*/")


def opened_from_workbook(tang: Official, tmp_path: Path, faults: list[str]) -> None:
    """The officer opens a ledger, sees two rejected cells, and takes in what is good."""
    page = tang.page
    page.click("nav >> text=问题台账")
    page.click("text=建立台账")
    page.select_option("[name=kind]", label="卫生县城点位")
    page.fill("[name=name]", "卫生县城复审点位")
    page.check("[name=needs_notice]")
    look(page, faults)
    page.click("main button[type=submit]")
    page.wait_for_url("**/desk/problems/campaigns/*/")
    send(page, workbook(tmp_path / "点位台账.xlsx", GOOD, FAULTY))
    tang.live.work_off()
    expect(page.locator("tr", has_text="E4")).to_contain_text("是不是“县住建局”")
    expect(page.locator("tr", has_text="H4")).to_contain_text("看不出是哪一天")
    look(page, faults)
    page.click("button:has-text('导入 1 行')")
    tang.live.work_off()
    read(page, "已新增 1 个")
    page.click("text=打开问题台账")
    read(page, TITLE)
    look(page, faults)


def test_a_ledger_comes_from_a_workbook_and_ends_in_public(
    live: Live, new_page: Windows, tmp_path: Path
) -> None:
    faults = list[str]()
    tang, chen, wu = (at_desk(live, new_page, who) for who in ("tang", "chen", "wu"))
    opened_from_workbook(tang, tmp_path, faults)
    opens(chen, TITLE)
    chen.proves(1, "已清理，见现场记录")
    chen.proves(2, "已安排每日冲洗")
    look(chen.page, faults)
    chen.presses("submit", evidence="排水沟已清，照片见附件")
    chen.reads("待验收")
    opens(wu, TITLE)
    wu.presses("refuse", reason="北门西侧仍有积水")
    opens(chen, TITLE)
    chen.reads("北门西侧仍有积水")
    chen.proves(3, "西侧已疏通")
    chen.presses("submit", evidence="西侧已疏通")
    opens(wu, TITLE)
    wu.presses("publish")
    wu.reads("公示中")
    street = new_page(width=NARROW["width"], height=NARROW["height"], java_script_enabled=False)
    street.goto(f"{live.url}/problems")
    read(street, TITLE, "东社区居委会", "清理排水沟", "公示截止")
    opens(tang, TITLE)
    tang.reads("暂不能公示期满销号")
    look(tang.page, faults)
    expect_none(faults)
