"""The organisation department sets a branch up, a branch elects; a member is entered, moves to
another branch, reads the own record and has it put right: in Chromium, at both sizes."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk, fill, read
from tests.journeys.watch import without_barriers

HOME = "/desk/party/"
REGISTER = f"{HOME}members/"


def send(page: Page, /, **said: str) -> None:
    """Fill in the form of the page and send it."""
    for name, text in said.items():
        fill(page.locator(f"main [name={name}]"), text)
    with page.expect_navigation():
        page.click("main .jc-form button[type=submit]")


def offer(page: Page, which: str, /, **said: str) -> None:
    """Open one of the forms of the panel where it is folded, fill it in and send it."""
    form = page.locator(f"#move-{which}")
    if form.locator("summary").count():
        form.locator("summary").click()
    for name, text in said.items():
        fill(form.locator(f"[name={name}]"), text)
    with page.expect_navigation():
        form.locator("button[type=submit]").click()


def waiting(page: Page, live: Live, tab: str, who: str) -> None:
    """From the worklist to the page of a record."""
    page.goto(f"{live.url}/desk/?tab={tab}")
    with page.expect_navigation():
        page.click(f"#rows a:has-text('{who}')")


def test_a_branch_is_set_up_by_the_department(live: Live, new_page: Windows) -> None:
    shen = at_desk(live, new_page, "shen").page
    shen.goto(f"{live.url}{HOME}")
    shen.click("main a:has-text('中共北镇委员会')")
    shen.click("text=设立党组织")
    without_barriers(shen)
    made = {"code": "PNEWVILLAGE", "kind": "党支部", "sector": "行政村", "founded_on": "2026-11-02"}
    new_page.forgive("status of 422", because="letters of a code are refused on purpose")
    send(shen, **made | {"name": "新村党支部", "code": "新村"})
    read(shen, "党组织代码用英文字母和数字")
    send(shen, **made)
    read(shen, "新村党支部", "正式党员", "撤销党组织")
    without_barriers(shen)
    shen.goto(f"{live.url}{HOME}?text=新村")
    expect(shen.locator("main")).to_contain_text("空缺")


def test_a_branch_elects_before_its_term_is_over(live: Live, new_page: Windows) -> None:
    bai = at_desk(live, new_page, "bai").page
    bai.goto(f"{live.url}{HOME}")
    due = bai.locator("section[aria-labelledby=due]")
    expect(due).to_contain_text("本届任期将于 2027-01-10 届满")
    bai.click("text=登记换届结果")
    term = {"elected_on": "2026-11-20", "starts_on": "2026-11-20", "ends_on": "2029-11-20"}
    seats = {"seat_secretary": "东2号（示例）", "seat_organisation": "东3号（示例）"}
    send(bai, **term, **seats, seat_discipline="东4号（示例）")
    read(bai, "书记 东2号（示例）", "纪检委员 东4号（示例）", "2026-11-20 — 2029-11-20")
    expect(due).not_to_contain_text("届满")
    without_barriers(bai)


def test_a_member_is_entered_and_moves_with_both_branches_agreeing(
    live: Live, new_page: Windows
) -> None:
    bai, hao = (at_desk(live, new_page, who).page for who in ("bai", "hao"))
    bai.goto(f"{live.url}{REGISTER}")
    bai.click("text=登记党员")
    said = {"name": "东7号（示例）", "born_on": "1990-02-28", "letter": "示例-介-18"}
    new_page.forgive("status of 422", because="a day of conversion too early is refused on purpose")
    send(bai, **said, accepted_on="2015-07-01", full_on="2014-07-01")
    read(bai, "转正日期不能早于支部大会接收日期")
    without_barriers(bai)
    send(bai, full_on="2016-07-01", since="2026-11-01")
    read(bai, "正式党员", "东社区党支部 2026-11-01 起")
    bai.click("text=转接组织关系")
    send(bai, to="西村党支部")
    read(bai, "待转出", "西村党支部")
    offer(bai, "release", letter="示例-介-19")
    read(bai, "待接收")
    assert bai.locator("#move-receive").count() == 0
    waiting(hao, live, "transfer", "东7号")
    without_barriers(hao)
    offer(hao, "receive")
    read(hao, "已接收", "示例-介-19")
    hao.goto(f"{live.url}{REGISTER}")
    with hao.expect_navigation():
        hao.click("#rows a:has-text('东7号')")
    read(hao, "西村党支部 2026-11-23 起", "东社区党支部 2026-11-01 — 2026-11-23")
    bai.goto(f"{live.url}{REGISTER}")
    expect(bai.locator("#rows")).not_to_contain_text("东7号")


def test_who_reads_from_above_says_why_and_the_member_sees_it(
    live: Live, new_page: Windows
) -> None:
    luo, yan, bai = (at_desk(live, new_page, who).page for who in ("luo", "yan", "bai"))
    bai.goto(f"{live.url}{REGISTER}")
    with bai.expect_navigation():
        bai.click("#rows a:has-text('东1号')")
    luo.goto(bai.url)
    read(luo, "请先选择事由")
    expect(luo.locator("main")).not_to_contain_text("2001-07-01")
    luo.click("label:has-text('督导检查')")
    send(luo)
    read(luo, "2001-07-01")
    reading = "中共北镇委员会 镇党委组织委员 查阅党员信息：督导检查"
    yan.goto(f"{live.url}{HOME}me/")
    for page in (bai, yan):
        page.reload()
        expect(page.locator("section[aria-labelledby=readings]")).to_contain_text(reading)
    without_barriers(yan)


def test_a_member_has_the_own_record_put_right(live: Live, new_page: Windows) -> None:
    yan, bai = (at_desk(live, new_page, who).page for who in ("yan", "bai"))
    yan.goto(f"{live.url}{HOME}me/")
    read(yan, "名册上记录的全部内容", "1971-02-28", "2001-07-01", "我的党费")
    yan.click("main a:has-text('所在党小组')")
    read(yan, "我在第二党小组", "待答复")
    offer(yan, "withdraw")
    yan.goto(f"{live.url}{HOME}me/")
    yan.click("text=申请更正")
    send(yan, field="出生日期", reason="身份证为1971年3月1日")
    yan.wait_for_url(re.compile(r"/desk/party/corrections/\w+/"))
    waiting(bai, live, "correction", "东1号")
    read(bai, "身份证为1971年3月1日")
    without_barriers(bai)
    offer(bai, "accept", value="1971-03-01")
    read(bai, "已更正")
    yan.goto(f"{live.url}{HOME}me/")
    read(yan, "1971-03-01", "已更正", "申请更正")
    expect(yan.locator("section[aria-labelledby=facts]")).not_to_contain_text("1971-02-28")
