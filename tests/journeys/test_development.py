"""A branch secretary carries an applicant from application to admission, the committee decides: in
Chromium, at both sizes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from playwright.sync_api import Page, expect

from tests.chromium import Windows
from tests.journeys.conftest import Live
from tests.journeys.people import at_desk
from tests.journeys.watch import without_barriers

HERE = "/desk/party/developments/"
BRANCH: Mapping[str, tuple[tuple[str, str, dict[str, str]], ...]] = {
    "recognise": (
        ("first_talk", "2024-02-29", {"by": "书记"}),
        ("recognition", "2024-08-15", {"recommended_by": "党员推荐", "body": "支部委员会"}),
    ),
    "nominate": (
        ("activist_filing", "2024-08-20", {}),
        ("contacts", "2024-08-21", {"people_1": "东1号", "people_2": "东2号"}),
        ("half_year_review", "2025-02-15", {"conclusion": "继续培养考察"}),
        ("half_year_review", "2025-08-10", {"conclusion": "继续培养考察"}),
        ("nomination", "2025-08-15", {"body": "支部委员会", "heard": "yes"}),
    ),
    "pre_review": (
        ("candidate_filing", "2025-08-20", {}),
        ("introducers", "2025-08-21", {"people_1": "东1号", "people_2": "东2号"}),
        ("political_review", "2025-08-25", {"conclusion": "合格", "reference": "示例-政审-7"}),
        ("training", "2025-08-28", {"days": "3", "hours": "24"}),
        ("committee_review", "2025-09-01", {"conclusion": "同意"}),
    ),
    "resolve": (("admission_form", "2025-09-12", {}),),
}
"""Move -> the steps the branch records for it, with what is filled in."""
BALLOT = {"should_attend": "5", "present": "5", "yes": "4", "no": "1", "abstain": "0"}


def choose(page: Page, name: str, text: str) -> None:
    """Fill a field by what people see: an option, a tick, or words."""
    field = page.locator(f"main [name={name}]")
    if field.evaluate("e => e.tagName") == "SELECT":
        label = field.locator("option", has_text=text).first.inner_text()
        field.select_option(label=label)
    elif field.get_attribute("type") == "checkbox":
        field.check()
    else:
        field.fill(text)


def record(page: Page, file: str, step: str, on: str, said: Mapping[str, str]) -> None:
    """Open the form of a step, fill it in and send it."""
    page.goto(f"{file}steps/{step}")
    page.fill("main [name=on]", on)
    for name, text in said.items():
        choose(page, name, text)
    page.click("main .jc-form button[type=submit]")


def recorded(page: Page, file: str, step: str, on: str, said: Mapping[str, str]) -> None:
    record(page, file, step, on, said)
    expect(page.locator(f"#{step}")).to_contain_text(on)


def decide(page: Page, move: str, state: str) -> None:
    page.click(f"#move-{move} button, button#move-{move}")
    expect(page.locator(".jc-page-head")).to_contain_text(state)


def read_as_committee(page: Page, file: str) -> None:
    """From above a file opens once the purpose is given."""
    page.goto(file)
    expect(page.locator("main")).to_contain_text("请先选择事由")
    without_barriers(page)
    page.click("main .jc-form button[type=submit]")
    expect(page.locator(".jc-page-head")).to_contain_text("申请人戊（示例）")


def open_file(page: Page, live: Live) -> str:
    """A new applicant; the answer is the address of the file."""
    page.goto(f"{live.url}{HERE}")
    expect(page.locator("main")).to_contain_text("党组织派人谈话等 2 步")
    page.click("text=登记入党申请人")
    for name, text in (
        ("applicant", "申请人戊（示例）"),
        ("born_on", "2000-02-29"),
        ("on", "2024-02-10"),
    ):
        page.fill(f"[name={name}]", text)
    without_barriers(page)
    page.click("main .jc-form button[type=submit]")
    page.wait_for_url(re.compile(r"/developments/F\w+/"))
    expect(page.locator(".jc-blocked").first).to_contain_text("缺少：党组织派人谈话")
    without_barriers(page)
    return page.url


def hold_the_meeting(page: Page, file: str, new_page: Windows) -> None:
    """A meeting without quorum is refused; with it, the resolution is ready as a paper."""
    new_page.forgive("status of 422", because="a meeting without quorum is refused on purpose")
    too_few = {**BALLOT, "present": "2", "yes": "2", "no": "0"}
    record(page, file, "admission_meeting", "2025-09-20", too_few)
    expect(page.locator("main")).to_contain_text("这次会议不能表决")
    without_barriers(page)
    recorded(page, file, "admission_meeting", "2025-09-20", BALLOT)
    decide(page, "resolve", "支部大会已通过")
    with page.expect_download() as paper:
        page.click("text=支部大会接收预备党员的决议")
    assert paper.value.suggested_filename.endswith("resolution.docx")


def test_from_application_to_admission(live: Live, new_page: Windows) -> None:
    bai = at_desk(live, new_page, "bai").page
    file = open_file(bai, live)
    for name, state in (("recognise", "入党积极分子"), ("nominate", "发展对象")):
        for step, on, said in BRANCH[name]:
            recorded(bai, file, step, on, said)
        without_barriers(bai)
        decide(bai, name, state)
    for step, on, said in BRANCH["pre_review"]:
        recorded(bai, file, step, on, said)
    expect(bai.locator("main")).to_contain_text("还缺 1 个步骤")
    expect(bai.locator("#move-pre_review")).to_have_count(0)

    luo = at_desk(live, new_page, "luo").page
    read_as_committee(luo, file)
    recorded(luo, file, "pre_review", "2025-09-10", {"conclusion": "同意"})
    decide(luo, "pre_review", "已预审")
    for step, on, said in BRANCH["resolve"]:
        recorded(bai, file, step, on, said)
    hold_the_meeting(bai, file, new_page)

    luo.goto(file)
    recorded(luo, file, "committee_talk", "2025-10-10", {"by": "组织员"})
    recorded(luo, file, "approval", "2025-10-20", {"conclusion": "同意"})
    decide(luo, "admit", "预备党员")
    without_barriers(luo)
    bai.goto(file)
    expect(bai.locator("main")).to_contain_text("继续教育考察：2026-03-20 前完成")
    bai.goto(f"{live.url}/desk/party/members/")
    row = bai.locator("tr", has_text="申请人戊（示例）")
    expect(row).to_contain_text("2025-09-20")
    expect(row).to_contain_text("预备党员")
