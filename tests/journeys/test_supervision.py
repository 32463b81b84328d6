"""A meeting's decision on its way: the office, the leader, the unit's clerk, its helper; in
Chromium, at both sizes."""

from __future__ import annotations

import re
from datetime import timedelta

from jiceng.casework.tests.county import NOON
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import Official, at_desk
from tests.journeys.watch import without_barriers

TODAY = NOON.date()
HERE = "/desk/supervision/"
TASK = "夜间施工围挡和导行牌齐全"


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def opens(official: Official, title: str) -> None:
    """From the worklist to the page of a matter."""
    page = official.page
    page.click(f"#rows a:has-text('{title}')")
    page.wait_for_url(re.compile(r"/desk/supervision/(items|tasks)/S"))


def reports(official: Official, move: str, **said: str) -> None:
    """Fill in a report and send it."""
    official.unfold(move)
    box = official.box(move)
    for name, text in said.items():
        box.locator(f"[name={name}]").fill(text)
    with official.page.expect_navigation():
        box.locator("button[type=submit]").click()


def decides(tang: Official) -> None:
    """The office writes down what a meeting decided."""
    page = tang.page
    page.goto(f"{tang.live.url}{HERE}")
    page.click("main a:has-text('会议立项')")
    without_barriers(page)
    page.fill("[name=title]", "县政府第 12 次常务会议")
    page.fill("[name=held_on]", day(0))
    page.fill("[name=d1_requirement]", "修好文明东路人行道")
    page.fill("[name=d1_lead]", "县住建局")
    page.fill("[name=d1_deadline]", day(30))
    page.click("main button[type=submit]")
    page.wait_for_url(f"**{HERE}items/")


def approves(lu: Official) -> None:
    """The leader approves it."""
    lu.page.goto(f"{lu.live.url}{HERE}leader")
    without_barriers(lu.page)
    lu.page.click("main a:has-text('修好文明东路人行道')")
    lu.makes("file", "已立项")


def takes_apart(tang: Official) -> None:
    """The office plans a second task with a supporting unit, and assigns both."""
    page = tang.page
    page.goto(f"{tang.live.url}/desk/?tab=supervision_item")
    opens(tang, "修好文明东路人行道")
    page.click("main a:has-text('增加任务')")
    said = {
        "lead": "县住建局",
        "supporting": "县公安局",
        "output": TASK,
        "node_1_output": "围挡到位",
        "node_1_day": day(7),
        "node_1_weight": "100",
    }
    for name, text in said.items():
        page.fill(f"[name={name}]", text)
    without_barriers(page)
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/items/S\d+/$"))
    tang.makes("decompose", "督办中")
    without_barriers(page)


def works(zhao: Official) -> str:
    """The unit signs and reports; it cannot finish without its helper. The address of the task."""
    zhao.page.goto(f"{zhao.live.url}{HERE}mine")
    zhao.reads("待签收", TASK)
    without_barriers(zhao.page)
    zhao.page.click(f"main a:has-text('{TASK}') >> nth=0")
    zhao.makes("sign_for", "承办中", responsible_leader="黄局长", responsible_person="赵")
    reports(zhao, "report", progress="60", done="围挡已到位")
    zhao.reads("60%", "暂不能申请办结", "县公安局")
    without_barriers(zhao.page)
    return zhao.page.url


def test_a_decision_becomes_a_task_that_is_done_and_reviewed(live: Live, new_page: Windows) -> None:
    tang, lu, zhao, qian = (at_desk(live, new_page, who) for who in ("tang", "lu", "zhao", "qian"))
    decides(tang)
    approves(lu)
    takes_apart(tang)
    task = works(zhao)

    qian.page.goto(f"{live.url}/desk/?tab=supervision_task")
    opens(qian, TASK)
    reports(qian, "support_POLICE", done="已派人疏导")
    qian.reads("已反馈")
    zhao.page.goto(task)
    zhao.makes("submit", "待审核", result="围挡、导行牌齐全，附照片")

    tang.page.goto(f"{live.url}/desk/?tab=supervision_task")
    opens(tang, TASK)
    tang.makes("complete", "按期完成", completion="办结")
    without_barriers(tang.page)
