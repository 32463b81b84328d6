"""A town committee sweeps and puts a branch forward, the organisation department confirms; plan,
measures, both checks, the plate: in Chromium, at both sizes."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page

from jiceng.casework.tests.county import NOON
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk
from tests.journeys.watch import without_barriers

SUPPORTERS = {
    "county_leader": "县委常委、组织部部长", "town_leader": "镇党委副书记",
    "first_secretary": "县住建局选派第一书记", "paired_unit": "县供电局党委",
}  # fmt: skip


def offer(page: Page, which: str, /, **said: str) -> None:
    """Open one of the forms of the panel where it has one, fill it in and send it."""
    form = page.locator(f"#move-{which}")
    if form.locator("summary").count():
        form.locator("summary").click()
    for field, value in said.items():
        control = form.locator(f"[name={field}]").first
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    with page.expect_navigation():
        form.locator("button[type=submit]").click()


def put_forward(luo: Page, live: Live) -> None:
    """The sweep lists what the town states; the town puts the branch forward.

    What was put forward last week rested on too little, and is taken back first.
    """
    luo.goto(f"{live.url}/desk/party/weak-branches/")
    without_barriers(luo)
    luo.click("#rows a:has-text('东社区党支部')")
    offer(luo, "dismiss", reason="情况没有核实，重新排查")
    luo.goto(f"{live.url}/desk/party/weak-branches/")
    luo.click("text=开展排查")
    luo.click("main .jc-form > .jc-form-actions button[type=submit]")
    luo.wait_for_url(re.compile(r"/sweeps/\d+/$"))
    luo.click("text=补充情况")
    luo.select_option("[name=organisation]", "P-EAST")
    luo.select_option("[name=condition]", "life_empty")
    luo.fill("[name=words]", "上半年支部党员大会缺两次")
    without_barriers(luo)
    luo.click("main .jc-form button[type=submit]")
    luo.wait_for_selector("text=上半年支部党员大会缺两次")
    without_barriers(luo)
    luo.click("button[aria-label='提请列入：东社区党支部']")
    luo.wait_for_url(re.compile(r"/weak-branches/R\d+/$"))
    assert "待研究确定" in luo.inner_text(".jc-page-head")


def planned(luo: Page) -> None:
    """One measure for the condition, four supporters, and the plan is handed in."""
    assert "还没有写明" in luo.inner_text(".jc-moves-panel")
    due = (NOON.date() + timedelta(days=60)).isoformat()
    item = {"problem": "党员大会次数不足", "measure": "镇党委委员列席，按季召开党员大会"}
    offer(luo, "item", condition="life_empty", duty="联系支部的镇党委委员", due_on=due, **item)
    for kind, office in SUPPORTERS.items():
        offer(luo, "supporter", kind=kind, office=office)
    without_barriers(luo)
    offer(luo, "plan")
    assert "方案待备案" in luo.inner_text(".jc-page-head")


def test_a_branch_from_the_sweep_to_the_plate_taken_down(live: Live, new_page: Windows) -> None:
    luo = at_desk(live, new_page, "luo").page
    put_forward(luo, live)
    shen = at_desk(live, new_page, "shen").page
    shen.goto(luo.url)
    offer(shen, "confirm", decision="临委〔2026〕12号（示例）")
    luo.reload()
    planned(luo)
    shen.reload()
    offer(shen, "file_plan")
    bai = at_desk(live, new_page, "bai").page
    bai.goto(luo.url)
    assert "还有 1 项措施没有完成" in bai.inner_text(".jc-moves-panel")
    bai.click("text=报告完成")
    bai.fill("[name=proof]", "党员大会记录2份")
    without_barriers(bai)
    with bai.expect_navigation():
        bai.click("form[action$='/changes/done'] button")
    offer(bai, "request_acceptance")
    luo.reload()
    without_barriers(luo)
    with luo.expect_navigation():
        luo.click("button[aria-label='第 1 项属实']")
    offer(luo, "check", decision="北镇委〔2026〕9号（示例）")
    shen.reload()
    offer(shen, "accept", decision="临组〔2026〕30号（示例）")
    luo.reload()
    offer(luo, "take_down")
    assert "跟踪巩固" in luo.inner_text(".jc-page-head")
    assert "跟踪期还有 365 天" in reread(shen)
    without_barriers(shen)


def reread(page: Page) -> str:
    """What the panel offers now."""
    page.reload()
    return page.inner_text(".jc-moves-panel")
