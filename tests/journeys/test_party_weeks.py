"""What five people have to do for the Party on the demo county: a branch secretary, a member, the
organisation department, a town committee and a unit that builds together with a community."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.chromium import Windows
from tests.journeys.conftest import Demo
from tests.journeys.people import Official, at_desk, fill
from tests.journeys.watch import without_barriers

HOME = "/desk/party/"
OWED = re.compile(r"(\d+) 名党员的党费没有交清")


def goes(official: Official, path: str) -> None:
    official.page.goto(f"{official.live.url}{path}")


def sends(official: Official, **said: str) -> None:
    """Fill in the form of a page and send it."""
    for name, text in said.items():
        fill(official.page.locator(f"main [name={name}]"), text)
    with official.page.expect_navigation():
        official.page.click("main .jc-form > .jc-form-actions button[type=submit]")


def owing(due: Locator) -> int:
    """How many members owe dues, as the page of the branch says."""
    found = OWED.search(due.inner_text())
    return int(found[1]) if found else 0


def test_a_branch_secretary_does_what_is_due(demo: Demo, new_page: Windows) -> None:
    secretary = at_desk(demo, new_page, "branch.100.001")
    goes(secretary, HOME)
    due = secretary.page.locator("section[aria-labelledby=due]")
    rows = due.locator("tbody tr").all_inner_texts()
    late = ["已超" in row for row in rows]
    assert late == sorted(late, reverse=True), "what is late comes first"
    assert late[0] and not late[-1]
    before = owing(due)
    assert before
    secretary.follows("名党员的党费没有交清")
    secretary.follows("收款")
    with secretary.page.expect_navigation():
        secretary.page.click("button[name=pick] >> nth=0")
    secretary.reads("元整", "跃进社区党支部")
    goes(secretary, HOME)
    assert owing(due) == before - 1
    without_barriers(secretary.page)


def test_a_member_reads_the_own_record(demo: Demo, new_page: Windows) -> None:
    member = at_desk(demo, new_page, "party-member.1")
    member.page.click("nav a:has-text('我的党籍')")
    member.reads("名册上记录的全部内容", "县住建局机关党支部", "我的党费", "已交", "查阅记录")
    without_barriers(member.page)
    member.follows("申请更正")
    sends(member, field="所在党小组", reason="我在第一党小组")
    member.reads("待答复", "我在第一党小组")
    goes(member, f"{HOME}me/")
    expect(member.page.locator("section[aria-labelledby=corrections]")).to_contain_text("待答复")
    expect(member.page.locator("main a:has-text('申请更正')")).to_have_count(0)


def test_the_department_goes_on_with_the_screening(demo: Demo, new_page: Windows) -> None:
    officer = at_desk(demo, new_page, "organisation-officer.1")
    goes(officer, f"{HOME}checker/")
    screening = officer.page.locator("tr", has_text="历年发展党员排查（示例）")
    expect(screening.locator("td[data-label=已认定]")).to_have_text("47")
    officer.follows("历年发展党员排查（示例）")
    with officer.page.expect_navigation():
        officer.page.click(".jc-figure:has-text('疑似，待核实') a")
    with officer.page.expect_navigation():
        officer.page.click("#rows tbody a >> nth=0")
    officer.reads("不符合", "处理建议：", "版规则", "按规则")
    without_barriers(officer.page)
    officer.makes("verify", "已认定，待分类", grounds="查阅会议记录原件，情况属实。")
    officer.presses("classify", classification="符合条件、违反程序")
    officer.reads("已分类，待处理", "查阅会议记录原件")
    goes(officer, f"{HOME}checker/")
    expect(screening.locator("td[data-label=已认定]")).to_have_text("48")


def test_a_town_committee_sees_who_is_late_and_puts_a_branch_forward(
    demo: Demo, new_page: Windows
) -> None:
    town = at_desk(demo, new_page, "town-organisation.100")
    goes(town, f"{HOME}life/")
    town.reads("组织生活落实率", "只显示数字，不显示名单")
    town.follows("有缺项或临近期限的")
    expect(town.page.locator("tr:has-text('多琏村党支部')")).to_contain_text("主题党日")
    without_barriers(town.page)
    town.follows("多琏村党支部")
    town.reads("缺什么、何时前补上", "主题党日")

    goes(town, f"{HOME}weak-branches/")
    town.reads("整顿转化", "整顿中调整书记", "干部新村社区党支部")
    town.follows("开展排查")
    sends(town)
    town.reads("共排查 44 个党支部", "没有发展对象")
    without_barriers(town.page)
    with town.page.expect_navigation():
        town.page.click("button[aria-label^='提请列入'] >> nth=0")
    town.reads("待研究确定")
    officer = at_desk(demo, new_page, "organisation-officer.1")
    officer.page.goto(town.page.url)
    officer.presses("confirm", decision="临组〔2026〕41号（示例）")
    officer.reads("待定整顿方案", "临组〔2026〕41号（示例）")


def test_a_unit_meets_a_need_and_the_community_confirms(demo: Demo, new_page: Windows) -> None:
    unit, clerk = (
        at_desk(demo, new_page, who) for who in ("co-building-contact.1", "clerk.100.002")
    )
    goes(unit, "/desk/co-building/")
    unit.reads("供电企业", "可以认领的需求", "社区（村）的评价")
    without_barriers(unit.page)
    need = unit.page.locator("tr:has-text('法律咨询进社区'):has-text('城内社区')").first
    with unit.page.expect_navigation():
        need.locator("a").first.click()
    unit.presses("take", resource="律师和普法志愿者")
    unit.reads("待回应")
    clerk.page.goto(unit.page.url)
    clerk.presses("accept")
    unit.page.reload()
    unit.presses("deliver", result="法律咨询一场，接待二十六人", people="4", hours="12")
    unit.reads("待社区确认")
    clerk.page.reload()
    clerk.presses("confirm")
    clerk.reads("待评价", "法律咨询一场，接待二十六人")
    goes(unit, "/desk/co-building/units/E01/statement")
    unit.reads("城内社区")
