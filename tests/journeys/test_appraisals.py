"""A voter types the slip on a telephone, votes once, and finds the ballot in the published list."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page

from jiceng.casework.tests.county import NOON
from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk
from tests.journeys.test_weak_branches import offer
from tests.journeys.watch import without_barriers

CLASSES = ("上级党组织", "同级党组织", "党员群众代表")
LISTED = "\n".join(f"{name[:2]}-{n}，{name}，单位{n % 3}" for name in CLASSES for n in range(6))


def vote(voter: Page, url: str, code: str, choice: str) -> None:
    voter.goto(url)
    voter.fill("[name=slip]", code)
    voter.check(f"[name=q_choice][value={choice}]")
    if choice == "poor":
        voter.check("[name=q_why][value=style]")
    voter.click("main button[type=submit]")


def test_a_voter_votes_once_and_finds_the_ballot(live: Live, new_page: Windows) -> None:
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
