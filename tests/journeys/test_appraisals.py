"""The department, the committee, a branch's secretary and the voters each do their part of an
appraisal; what it brings up goes on in the ledger: in Chromium, at both sizes."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page

from jiceng.casework.tests.county import NOON
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import Official, at_desk
from tests.journeys.test_weak_branches import offer
from tests.journeys.watch import without_barriers

CLASSES = ("上级党组织", "同级党组织", "党员群众代表")
LISTED = "\n".join(f"{name[:2]}-{n}，{name}，单位{n % 3}" for name in CLASSES for n in range(6))
FOUND = "评议中反映党员活动室长期上锁"


def vote(voter: Page, url: str, code: str, choice: str) -> None:
    voter.goto(url)
    voter.fill("[name=slip]", code)
    voter.check(f"[name=q_choice][value={choice}]")
    if choice == "poor":
        voter.check("[name=q_why][value=style]")
    voter.click("main button[type=submit]")


def test_each_does_their_part_and_a_voter_finds_the_ballot(live: Live, new_page: Windows) -> None:
    bai, luo, shen = (at_desk(live, new_page, who).page for who in ("bai", "luo", "shen"))
    bai.goto(f"{live.url}/desk/appraisals/")
    without_barriers(bai)
    bai.click("#rows a")
    bai.wait_for_url(re.compile(r"/desk/appraisals/K\d+/$"))
    number = bai.url.split("/")[-2]
    offer(bai, "report", secretary_report="用数据和事例报告一年的工作")
    luo.goto(bai.url)
    offer(luo, "score", on_site="90", daily="85", words="查阅台账，走访党员8户")
    offer(luo, "review")
    shen.goto(bai.url)
    seats = {f"seats_{n}": "5" for n in range(len(CLASSES))}
    offer(shen, "panel", listed=LISTED, **seats)
    without_barriers(shen)
    offer(shen, "open_vote", until=(NOON.date() + timedelta(days=3)).isoformat())
    without_barriers(shen)
    codes = shen.locator("#slips td:nth-child(2)").all_inner_texts()
    assert len(codes) == 15
    voter, url = new_page(width=390, height=844), f"{live.url}/ballots/{number}"
    for code in codes[1:]:
        vote(voter, url, code, "good")
    vote(voter, url, codes[0], "fairly_good")
    without_barriers(voter)
    mine = voter.inner_text("#ballot")
    voter.goto(url)
    new_page.forgive("status of 409", because="a second vote is refused on purpose")
    vote(voter, url, codes[0], "good")
    assert "一张票签只能投一次" in voter.inner_text("main")
    shen.goto(bai.url)
    offer(shen, "close_vote")
    voter.goto(url)
    assert re.search(rf"{mine}\s+\S+\s+较好", voter.inner_text("main"))
    without_barriers(voter)
    assert "全部选票 15 张" in shen.inner_text("main")
    offer(shen, "decide", decision="县委〔2026〕50号（示例）")
    bai.reload()
    assert "已公布" in bai.inner_text(".jc-page-head")
    without_barriers(bai)
    goes_on_in_the_ledger(live, shen, at_desk(live, new_page, "tang").page)


def goes_on_in_the_ledger(live: Live, shen: Page, tang: Page) -> None:
    """Tang opens a ledger, Shen names the problem; both read where it stands and comes from."""
    tang.goto(f"{live.url}/desk/problems/open")
    tang.select_option("[name=kind]", "appraisal")
    tang.fill("[name=name]", "年度考核反馈问题（示例）")
    tang.fill("[name=starts_on]", "2026-11-01")
    with tang.expect_navigation():
        tang.click("main .jc-form-actions button[type=submit]")
    shen.reload()
    offer(shen, "problem", part="decision", text=FOUND)
    assert FOUND in shen.inner_text("main")
    without_barriers(shen)
    tang.goto(f"{live.url}/desk/problems/")
    tang.click("main a:has-text('年度考核反馈问题')")
    tang.click(f"main a:has-text('{FOUND}')")
    tang.wait_for_url(re.compile(r"/desk/problems/P\d+/$"))
    assert "书记述职评议考核 K" in tang.inner_text("main")
    assert tang.locator("main a[href^='/desk/appraisals/']").count() == 0
    Official(tang, live).presses("confirm", deadline="2026-12-18")
    shen.reload()
    assert "待定措施" in shen.inner_text("main")
