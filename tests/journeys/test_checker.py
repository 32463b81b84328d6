"""The organisation department screens a history: a table as it was kept, what its columns mean,
what the rules find, one cell put right and the finding gone: in Chromium, at both sizes."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk, fill, read
from tests.journeys.watch import without_barriers

HEAD = "编号,姓名,所在支部,出生时间,申请入党时间,谈话时间,积极分子时间,支部大会,应到,实到,"
EARLY = "L1,甲（示例）,东社区党支部,1990.2.28,2015.1.10,2015.2.5,2015.8.20,2017.9.1,10,5,2016.8.19"
BROKEN = "L2,乙（示例）,东社区党支部,1988.5.1,2015.1.10,2015.2.9,2015.8.20,,,,2016.2.30"


def send(page: Page, live: Live, name: str, *lines: str) -> None:
    """A table is sent as the clerk's program saved it, and the worker looks it over."""
    table = "\n".join(lines).encode("gb18030")
    file: FilePayload = {"name": name, "mimeType": "text/csv", "buffer": table}
    page.set_input_files("[name=file]", file)
    page.click("text=上传并检查")
    page.wait_for_url(re.compile(r"/checker/imports/[0-9a-f-]{36}/"))
    looked_over(page, live)


def looked_over(page: Page, live: Live) -> None:
    live.work_off()
    page.reload()


def opened(page: Page, live: Live) -> str:
    """A new screening of the town; the answer is its address."""
    page.goto(f"{live.url}/desk/party/checker/")
    page.click("text=新建排查")
    page.fill("[name=title]", "北镇历年发展党员排查")
    fill(page.locator("[name=scope]"), "　中共北镇委员会")
    page.click("main .jc-form button[type=submit]")
    page.wait_for_url(re.compile(r"/checker/\w+/$"))
    return page.url


def names_a_column(page: Page, live: Live) -> None:
    """What was recognised is proposed; the one column nobody knows is named by hand."""
    read(page, "这些列没有读取", "拟定对象日", "检查结果，还没有写入任何内容")
    page.click("summary:has-text('列的对应')")
    assert page.get_by_label("积极分子时间").input_value() == "recognition"
    unknown = page.get_by_label("拟定对象日")
    assert unknown.input_value() == ""
    without_barriers(page)
    fill(unknown, "确定发展对象时间")
    page.click("text=按新的对应重新检查")
    looked_over(page, live)
    read(page, "K3", "“2016.2.30”不是一个日期", "将新增")
    without_barriers(page)


def taken_in(page: Page, live: Live, rows: int) -> None:
    page.click(f"button:has-text('导入 {rows} 行')")
    looked_over(page, live)
    with page.expect_navigation():
        page.click("text=打开排查")


def part(page: Page, name: str) -> Locator:
    """One of the parts in which findings stand apart: open, unknown."""
    return page.locator(f"section[aria-labelledby={name}]")


def reads_the_findings(page: Page) -> None:
    """Which rule, what trips it, by which clause and version, what is usually done."""
    for words in (
        "R04", "2015-08-20 确定为入党积极分子，2016-08-19 确定为发展对象", "不早于 2016-08-20",
        "严重", "处理建议：暂停办理", "《中国共产党发展党员工作细则》（2014年）第二十条",
        "第 2 版规则", "条款待查", "应到 10 人、实到 5 人，没有超过应到人数的一半",
    ):  # fmt: skip
        expect(part(page, "open")).to_contain_text(words)
    expect(part(page, "open")).not_to_contain_text("R08")
    expect(part(page, "unknown")).to_contain_text("R08")
    expect(part(page, "unknown")).not_to_contain_text("处理建议")
    page.click("summary:has-text('符合的规则')")
    for rule in ("R01", "R02"):
        expect(page.locator("details[open]")).to_contain_text(rule)


def test_a_history_is_screened_and_a_cell_put_right(live: Live, new_page: Windows) -> None:
    shen = at_desk(live, new_page, "shen").page
    screening = opened(shen, live)
    shen.click("main a:has-text('导入历史台账') >> nth=0")
    send(shen, live, "台账.csv", f"{HEAD}拟定对象日", EARLY, BROKEN)
    names_a_column(shen, live)
    taken_in(shen, live, rows=1)
    row = shen.locator("#rows tr", has_text="甲（示例）")
    expect(row).to_contain_text("R04")
    without_barriers(shen)
    row.locator("a").first.click()
    reads_the_findings(shen)
    without_barriers(shen)
    file = shen.url

    shen.goto(f"{screening}import")
    right = [EARLY.replace("2016.8.19", "2016.8.20"), BROKEN.replace("2016.2.30", "2016.9.30")]
    send(shen, live, "台账（更正）.csv", f"{HEAD}确定发展对象时间", *right)
    read(shen, "将更新")
    taken_in(shen, live, rows=2)
    expect(shen.locator("#rows tr", has_text="乙（示例）")).to_contain_text("没有")
    shen.goto(file)
    expect(part(shen, "open")).to_contain_text("R11")
    expect(part(shen, "open")).not_to_contain_text("R04")
    read(shen, "2016-08-20 确定为发展对象", "资料更新，重新检查")
