"""A branch reads what its next star asks, states evidence and its vote; the committee looks, the
department makes it public: in Chromium, at both sizes."""

from __future__ import annotations

import re

from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk
from tests.journeys.test_weak_branches import offer
from tests.journeys.watch import without_barriers

RECORDS = {"team_complete": "10", "papers_overdue": "0", "projects_done": "2"}


def test_a_branch_from_what_is_missing_to_the_public_notice(live: Live, new_page: Windows) -> None:
    bai = at_desk(live, new_page, "bai").page
    bai.goto(f"{live.url}/desk/stars/")
    without_barriers(bai)
    assert "还没有报送“班子配备到位的月数”的材料，标准为 9个月" in bai.inner_text("main")
    bai.click("text=查看本年度评星")
    bai.wait_for_url(re.compile(r"/desk/stars/X\d+/$"))
    for key, value in RECORDS.items():
        offer(bai, "evidence", criterion=key, value=value, proof="支部台账和会议记录")
    assert "办成的共建项目和微心愿现为 2件，应不低于 3件" in bai.inner_text(
        "#lacking >> xpath=../.."
    )
    without_barriers(bai)
    offer(bai, "submit")
    offer(bai, "mass", eligible="30", cast="24", support="22")
    offer(bai, "close_vote")
    luo = at_desk(live, new_page, "luo").page
    luo.goto(bai.url)
    assert "还有 3 项自报材料没有核验" in luo.inner_text(".jc-moves-panel")
    for name in ("班子配备到位的月数", "逾期未归档的会议记录", "办成的共建项目和微心愿"):
        with luo.expect_navigation():
            luo.click(f"button[aria-label='{name}属实']")
    without_barriers(luo)
    offer(luo, "endorse")
    shen = at_desk(live, new_page, "shen").page
    shen.goto(bai.url)
    offer(shen, "publish", decision="临组〔2026〕31号（示例）")
    assert "公示中" in shen.inner_text(".jc-page-head")
    street = new_page(width=390, height=844)
    street.goto(f"{live.url}/stars")
    without_barriers(street)
    assert "班子建设好" in street.inner_text("main")
    assert "作用发挥好" not in street.inner_text("main")
