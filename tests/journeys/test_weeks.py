"""The weeks of four people on the demo county: a supervision officer, a unit's clerk, a leader and
a town secretary, each with the accounts that `jiceng demo` hands out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect

from jiceng.casework.tests.county import NOON
from tests.chromium import Windows
from tests.journeys.conftest import Demo
from tests.journeys.people import Official, at_desk
from tests.journeys.watch import without_barriers
from tests.journeys.workbook import send, workbook

TODAY = NOON.date()
ROOM = "/desk/supervision/"
APPRAISAL = "年度考核反馈问题（示例）"
CIVILISED = "省级文明城市点位测评（示例）"


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def goes(official: Official, path: str) -> None:
    official.page.goto(f"{official.live.url}{path}")


def opens(official: Official, tab: str, title: str) -> None:
    """From a tab of the worklist to the page of a matter."""
    goes(official, f"/desk/?tab={tab}")
    with official.page.expect_navigation():
        official.page.click(f"#rows a:has-text('{title}')")


def sends(official: Official, button: str, **said: str) -> None:
    """Fill in the form of a page and send it."""
    for name, text in said.items():
        official.page.fill(f"main [name={name}]", text)
    with official.page.expect_navigation():
        official.page.click(f"main button:has-text('{button}')")


def decided(officer: Official, meeting: str, *decisions: tuple[str, str]) -> None:
    """What a meeting decided, a line each with its unit; every line becomes an item."""
    goes(officer, ROOM)
    officer.follows("会议立项")
    said = {"title": meeting, "held_on": day(0)}
    for n, (requirement, unit) in enumerate(decisions, 1):
        said |= {f"d{n}_requirement": requirement, f"d{n}_lead": unit, f"d{n}_deadline": day(30)}
    sends(officer, "立项报批", **said)


def assigned(officer: Official, leader: Official, title: str) -> None:
    """Approved by the leader, handed to its unit by the office."""
    goes(leader, f"{ROOM}leader")
    leader.follows(title)
    leader.makes("file", "已立项")
    opens(officer, "supervision_item", title)
    officer.makes("decompose", "督办中")


def urged(officer: Official, words: str) -> None:
    """By a slip, from the page of a task."""
    officer.follows("催办")
    officer.page.check("[name=sort][value=slip]")
    sends(officer, "发出", text=words)
    officer.reads("蓝色督办单", words)


def test_the_week_of_a_supervision_officer(demo: Demo, new_page: Windows) -> None:
    officer, leader, clerk = (
        at_desk(demo, new_page, who)
        for who in ("supervision-officer.1", "leader.1", "unit-clerk.1")
    )
    # On Monday the meeting's decision becomes an item, its task goes to the unit.
    title = "更换解放路破损井盖"
    decided(officer, "县政府第 18 次常务会议", (title, "县住建局"))
    assigned(officer, leader, title)
    opens(clerk, "supervision_task", title)
    clerk.makes("sign_for", "承办中", responsible_leader="黄局长", responsible_person="邓")

    # On Wednesday nothing has moved: a slip, and an answer.
    officer.follows(title)
    urged(officer, "两日内书面说明进度")
    opens(clerk, "urging", title)
    sends(clerk, "回复", words="已到货，周四更换完毕")
    clerk.reads("已回复")

    # On Friday the unit is done; the office looks, sends back, looks again.
    opens(clerk, "supervision_task", title)
    clerk.presses("submit", result="更换井盖六处，附照片")
    opens(officer, "supervision_task", title)
    officer.reads("已到货，周四更换完毕")
    officer.presses("rework", reason="缺少更换前照片")
    opens(clerk, "supervision_task", title)
    clerk.reads("缺少更换前照片")
    clerk.presses("submit", result="更换前后照片已补齐")
    opens(officer, "supervision_task", title)
    officer.makes("complete", "按期完成", completion="办结")

    bulletin_and_score(officer, leader)


def bulletin_and_score(officer: Official, leader: Official) -> None:
    """What the week brought is told from the records, and so is the score."""
    goes(officer, f"{ROOM}bulletins/new")
    sends(officer, "生成草稿", title="第四十八周督查通报")
    officer.reads("草稿，未经批准印发", "蓝色督办单", "县住建局")
    without_barriers(officer.page)
    leader.page.goto(officer.page.url)
    sends(leader, "批准印发")
    expect(leader.page.locator("body")).not_to_contain_text("草稿，未经批准印发")
    goes(officer, f"{ROOM}scores/")
    officer.follows("县住建局")
    officer.reads("得分怎么来的", "扣分事项")


def test_the_week_of_a_units_clerk(demo: Demo, new_page: Windows, tmp_path: Path) -> None:
    clerk, officer = (
        at_desk(demo, new_page, who) for who in ("unit-clerk.1", "supervision-officer.1")
    )
    without_barriers(clerk.page)

    # What records prove is not written again; the page says so before he writes the rest.
    title = "沿街商户排水接入规范"
    opens(clerk, "supervision_task", title)
    clerk.reads("系统已有的数字，不用再填", "办结案件")
    clerk.presses("report", progress="80", done="沿街五十二户已接入，余下十三户下月完成")
    clerk.reads("80%", "沿街五十二户已接入", "办结案件")

    # The rest needs more time, and that is asked for before it is over.
    clerk.presses("ask_extension", reason="雨天多，开挖天数不足", term="10 个工作日")
    clerk.reads("申请延期 10 个工作日")
    without_barriers(clerk.page)
    opens(officer, "supervision_task", title)
    officer.presses("grant_extension")
    officer.reads("同意延期")

    # His own ledger, as he keeps it: the office takes it in, and it is his to plan.
    fault = "两处临时围挡占用人行道"
    row = ["住建01", "", fault, "文澜路", "县住建局", "", "", "2026.12.25", "2026年11月20日"]
    takes_in(officer, workbook(tmp_path / "自查台账.xlsx", row, title="县住建局自查问题台账"))
    opens(clerk, "problem", fault)
    clerk.presses("plan", text_1="拆除围挡，恢复通行", person_1="邓", due_1=day(7))
    clerk.proves(1, "围挡已拆，恢复通行")
    clerk.presses("submit", evidence="前后照片各两张")
    clerk.reads("待验收")


def takes_in(officer: Official, file: Path) -> None:
    """A clerk's workbook goes into the ledger of appraisal findings."""
    goes(officer, "/desk/problems/")
    officer.follows(APPRAISAL)
    send(officer.page, file)
    officer.live.work_off()
    officer.page.click("button:has-text('导入 1 行')")
    officer.live.work_off()
    officer.reads("已新增 1 个")


def test_the_week_of_a_leader(demo: Demo, new_page: Windows) -> None:
    leader, officer = (
        at_desk(demo, new_page, who) for who in ("leader.1", "supervision-officer.1")
    )

    # What is red, under whose name, and why.
    goes(leader, f"{ROOM}leader")
    leader.reads("建设县级智慧停车平台", "分管应急的副县长", "六个社区建成集中充电点四十处")
    without_barriers(leader.page)
    leader.follows("建设县级智慧停车平台")
    leader.makes("file", "已立项")
    goes(leader, f"{ROOM}?tab=red")
    leader.follows("错接混接点位全部改造")
    leader.reads("红灯")

    # The office sets a light by hand only with his word for it; he reads the reason.
    officer.page.goto(leader.page.url)
    officer.presses(
        "override", light="黄灯", reason="汛期停工，已重排工期",
        approved_by="分管水务的副县长", until=day(14),
    )  # fmt: skip
    leader.page.reload()
    leader.reads("黄灯", "汛期停工，已重排工期", "分管水务的副县长")

    # A report somebody would like to have: what it costs, and until when.
    goes(leader, "/desk/?tab=report_demand")
    leader.follows("沿海渔船回港避风情况表")
    leader.reads("每个单位每周", "每次 15 分钟", "新盈镇")
    leader.presses("approve", last_on=day(20))
    leader.reads("执行中")

    takes_a_late_case(officer, leader)


def takes_a_late_case(officer: Official, leader: Official) -> None:
    """The latest of all is taken under supervision; whoever opens the case sees by whom."""
    goes(officer, "/desk/cases/?state=open&overdue=on")
    with officer.page.expect_navigation():
        officer.page.click("#rows tbody a >> nth=0")
    case = officer.page.url
    officer.follows("挂牌督办")
    sends(
        officer, "挂牌督办", reason="承诺期限已过", requirement="五日内办结并回复群众",
        deadline=f"{day(7)}T17:30",
    )  # fmt: skip
    leader.page.goto(case)
    leader.reads("由县委督查室挂牌督办")
    goes(leader, f"{ROOM}items/?source=taken")
    leader.reads("挂牌督办")


def test_the_week_of_a_town_secretary(demo: Demo, new_page: Windows) -> None:
    secretary = at_desk(demo, new_page, "town-secretary.100")
    clerk = at_desk(demo, new_page, "clerk.100.001")
    officer = at_desk(demo, new_page, "supervision-officer.1")

    # What is hers to do next: a task, an urging about it, a problem; each a tab of one list.
    secretary.reads("督办任务", "催办", "问题")
    without_barriers(secretary.page)
    opens(secretary, "urging", "六个社区建成集中充电点四十处")
    sends(secretary, "回复", words="余下二十四处月底前建成，清单附后")
    secretary.reads("已回复")
    opens(secretary, "problem", "跃进早市散市后仍有摊位占用非机动车道")
    secretary.presses("plan", text_1="在文化广场西侧划定疏导点", person_1="城建办", due_1=day(10))
    secretary.reads("整改中", "在文化广场西侧划定疏导点")

    # What she heard on a visit goes to the community, and comes back done.
    goes(secretary, "/desk/research/")
    secretary.reads("发现问题 2 个，待转办 1 个")
    secretary.follows("老旧小区加装照明后居民感受走访")
    without_barriers(secretary.page)
    secretary.page.select_option("main select[name=campaign]", label=CIVILISED)
    sends(secretary, "转为问题")
    found = secretary.page.url
    officer.page.goto(found)
    officer.presses("confirm", deadline=day(15))
    clerk.page.goto(found)
    clerk.presses("plan", text_1="改为声控并贴维修电话", person_1="物业", due_1=day(5))
    clerk.proves(1, "已改造，电话已贴")
    clerk.presses("submit", evidence="夜间照片两张")
    secretary.page.goto(found)
    secretary.reads("待验收", "改为声控并贴维修电话")

    knows_and_objects(secretary)


def knows_and_objects(secretary: Official) -> None:
    """What the county builds, what her town has to report, and a deduction she does not accept."""
    goes(secretary, "/desk/programmes/")
    secretary.reads("国家卫生县城创建（示例）", "智慧临高（示例）")
    goes(secretary, "/desk/demands/")
    secretary.reads("病媒生物孳生地清理周报", "每周约 10.4 分钟")
    goes(secretary, f"{ROOM}scores/")
    secretary.follows("临城镇")
    secretary.page.click("main summary:has-text('提出异议') >> nth=0")
    sends(secretary, "提交", reason="选址由县里统一调整，不是本镇迟报")
    secretary.reads("等待督查室答复")
