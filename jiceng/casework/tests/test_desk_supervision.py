"""The supervision office at the desk: what each post sees, does, and is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from jiceng.casework.actions import outcomes
from jiceng.casework.actions.lights import relight
from jiceng.casework.actions.planning import Step
from jiceng.casework.models import Meeting, SupervisionItem, SupervisionTask
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.desk import desk, handled, moved
from jiceng.casework.tests.overseeing import (
    at_work,
    drafted,
    filed,
    issued,
    item_moved,
    planned,
    supported,
    task_moved,
)

HERE = "/desk/supervision/"
AtNoon = Callable[[timedelta], None]
ITEM = {
    "source": "meeting",
    "title": "农贸市场改造",
    "requirement": "年内完成改造",
    "deadline": "2026-12-23",
    "importance": "B",
}
TASK = {
    "lead": "县住建局",
    "supporting": "县公安局、北镇政府",
    "output": "改造完工",
    "task_deadline": "2026-12-20",
    "report_every": "week",
    "node_1_output": "完成施工",
    "node_1_day": "2026-12-18",
    "node_1_weight": "100",
}


@pytest.fixture(autouse=True)
def _noon(at_noon: AtNoon) -> None:
    """Pages are asked for at noon."""


def task_url(task: SupervisionTask) -> str:
    return f"{HERE}tasks/{task.number}/"


@pytest.mark.parametrize("who", ["tang", "lu", "zhao", "wang", "chen", "ma"])
@pytest.mark.parametrize("page", ["", "items/", "?tab=green", "?tab=under_review&source=meeting"])
def test_lists_open_for_everybody_empty_and_full(county: County, who: str, page: str) -> None:
    assert desk(county, who).get(HERE + page).status_code == 200
    at_work(county)
    assert desk(county, who).get(HERE + page).status_code == 200


def test_the_office_drafts_plans_and_decomposes_by_forms(county: County) -> None:
    tang = desk(county, "tang")
    answer = tang.post(f"{HERE}items/new", ITEM)
    item = SupervisionItem.objects.get()
    assert answer["Location"] == f"{HERE}items/{item.number}/"
    answer = tang.post(f"{answer['Location']}tasks/new", {**TASK, "version": item.version})
    assert answer.status_code == 302
    task = SupervisionTask.objects.get()
    assert set(task.supporting.values_list("unit", flat=True)) == {"POLICE", "T-NORTH"}
    assert task.due_at and task.due_at.isoformat() == "2026-12-20T09:30:00+00:00"
    page = f"{HERE}items/{item.number}/"
    for who, name in (("tang", "submit"), ("lu", "file"), ("tang", "decompose")):
        item.refresh_from_db()
        answer = desk(county, who).post(f"{page}moves/{name}", {"version": item.version})
        assert answer.status_code == 302, answer.text
    task.refresh_from_db()
    assert task.state == "assigned"
    assert "督查通知" not in desk(county, "zhao").get(page).text
    assert task.title in desk(county, "zhao").get(f"{HERE}mine").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"task_deadline": "2026-11-01"}, "请填写晚于现在的完成时限"),
        ({"task_deadline": "2027-11-01"}, "任务时限不能晚于事项的完成时限"),
        ({"node_1_weight": "60"}, "各节点的权重合计应为 100"),
        ({"node_1_day": "2026-12-22"}, "晚于任务时限"),
        ({"supporting": "县住建局"}, "牵头单位不能同时是配合单位"),
        ({"supporting": "外星局"}, "没有找到单位"),
        ({"lead": "县住建局、县公安局"}, "没有找到单位"),
        ({"node_1_day": ""}, "填写完整"),
    ],
)
def test_a_wrong_plan_comes_back_with_its_sentence_and_what_was_typed(
    county: County, changes: dict[str, str], sentence: str
) -> None:
    item = drafted(county)
    given = {**TASK, **changes, "version": item.version}
    answer = desk(county, "tang").post(f"{HERE}items/{item.number}/tasks/new", given)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "改造完工" in answer.text
    assert not SupervisionTask.objects.exists()


def test_a_form_sent_twice_drafts_one_item(county: County) -> None:
    tang, key = desk(county, "tang"), {"idempotency_key": "0b8f7f3e-6a8e-4a6e-9a53-4f7e1b7c1d11"}
    for _ in range(2):
        assert tang.post(f"{HERE}items/new", {**ITEM, **key}).status_code == 302
    assert SupervisionItem.objects.count() == 1


def test_a_draft_is_amended_by_its_form(county: County) -> None:
    item = drafted(county)
    page = f"{HERE}items/{item.number}/amend"
    tang = desk(county, "tang")
    assert item.title in tang.get(page).text
    given = {**ITEM, "title": "农贸市场整体改造", "version": item.version}
    assert tang.post(page, given).status_code == 302
    item.refresh_from_db()
    assert item.title == "农贸市场整体改造"


ROAD = ("修好文明东路", "县住建局", "2026-12-20")


def meeting(*decisions: tuple[str, str, str]) -> dict[str, str]:
    said = {"title": "县政府常务会议", "held_on": "2026-11-20"}
    for n, (requirement, lead, deadline) in enumerate(decisions, 1):
        said |= {f"d{n}_requirement": requirement, f"d{n}_lead": lead, f"d{n}_deadline": deadline}
    return said


def test_a_meetings_decisions_become_items_waiting_for_approval(county: County) -> None:
    given = meeting(ROAD, ("整治夜市", "北镇政府", "2026-12-25"))
    assert desk(county, "tang").post(f"{HERE}meetings/new", given).status_code == 302
    waiting = desk(county, "lu").get(f"{HERE}leader").text
    assert "修好文明东路" in waiting and "整治夜市" in waiting
    assert SupervisionItem.objects.filter(meeting=Meeting.objects.get()).count() == 2


def test_a_decision_half_written_keeps_the_whole_meeting_back(county: County) -> None:
    given = meeting(ROAD, ("整治夜市", "", "2026-11-02"))
    answer = desk(county, "tang").post(f"{HERE}meetings/new", given)
    assert answer.status_code == 422
    assert "整治夜市" in answer.text
    late = meeting(ROAD, ("整治夜市", "北镇政府", "2026-11-02"))
    answer = desk(county, "tang").post(f"{HERE}meetings/new", late)
    assert answer.status_code == 422
    assert "请填写晚于现在的完成时限" in answer.text
    assert not SupervisionItem.objects.exists() and not Meeting.objects.exists()


def test_a_unit_signs_reports_and_submits_on_the_page_of_its_task(county: County) -> None:
    task = issued(county, supporting=())
    zhao, url = desk(county, "zhao"), task_url(task)

    def makes(name: str, **said: Any) -> None:
        task.refresh_from_db()
        answer = zhao.post(f"{url}moves/{name}", {"version": task.version, **said})
        assert answer.status_code == 302, answer.text

    makes("sign_for", responsible_leader="黄", responsible_person="赵")
    makes("report", progress="30", done="完成初步设计", problem="审查排队", node="1")
    page = zhao.get(url).text
    assert "完成初步设计" in page and "审查排队" in page and "按期完成" in page
    makes("submit", result="完工")
    assert "完工" in desk(county, "tang").get(url).text


def test_what_was_typed_stays_when_a_move_is_refused(county: County) -> None:
    task = at_work(county)
    answer = desk(county, "zhao").post(
        f"{task_url(task)}moves/report",
        {"version": task.version, "progress": "130", "done": "完成初步设计"},
    )
    assert answer.status_code == 422
    assert "完成初步设计" in answer.text
    answer = desk(county, "zhao").post(
        f"{task_url(task)}moves/submit", {"version": task.version, "result": "全部完工"}
    )
    assert answer.status_code == 409
    assert "还有配合单位没有反馈" in answer.text and "全部完工" in answer.text


def test_a_report_says_by_itself_what_records_prove(county: County, at_noon: AtNoon) -> None:
    task = issued(county, leads=("C-EAST",), supporting=())
    task_moved(county, task, "chen", "sign_for", responsible_leader="高", responsible_person="陈")
    case = handled(county)
    moved(case, county, "wang", "verify")
    moved(case, county, "wang", "close", NOON + timedelta(hours=2))
    outcomes.refresh(NOON + timedelta(hours=3))
    at_noon(timedelta(hours=3))
    chen = desk(county, "chen")
    page = chen.get(task_url(task)).text
    assert "系统已有的数字" in page and f"/desk/cases/{case.number}/" in page
    task.refresh_from_db()
    given = {"version": task.version, "progress": "10", "done": "已动工"}
    assert chen.post(f"{task_url(task)}moves/report", given).status_code == 302
    report = task.reports.get()
    assert [(e["figure"], e["value"], e["numbers"]) for e in report.evidence] == [
        ("cases_closed", 1, [case.number])
    ]
    assert "系统已有的数字" not in chen.get(task_url(task)).text, "told once"


def test_a_supporting_unit_reports_its_share_on_the_same_page(county: County) -> None:
    task = at_work(county)
    page = desk(county, "qian").get(task_url(task))
    assert "move-support_POLICE" in page.text
    given = {"version": task.version, "done": "已疏导"}
    url = f"{task_url(task)}support?unit=POLICE"
    assert desk(county, "zhao").post(url, given).status_code == 403
    assert desk(county, "qian").post(url, given).status_code == 302
    assert task.supporting.get().reported_at


def test_the_office_sets_a_light_by_hand_and_its_reason_stands_on_the_page(county: County) -> None:
    task = at_work(county)
    given = {
        "version": task.version,
        "light": "red",
        "reason": "现场无人施工",
        "approved_by": "县长",
        "until": "2026-11-30",
    }
    url = f"{task_url(task)}override"
    assert desk(county, "tang").post(url, {**given, "until": "2027-11-30"}).status_code == 422
    assert desk(county, "tang").post(url, given).status_code == 302
    page = desk(county, "zhao").get(task_url(task)).text
    assert "现场无人施工" in page and "县长" in page


def test_the_board_narrows_by_source_unit_leader_and_week(county: County) -> None:
    at_work(county)
    task = issued(county, leads=("T-NORTH",), supporting=())
    tang = desk(county, "tang")
    for asked, found in (
        ("unit=北镇政府", 1),
        ("source=meeting", 2),
        ("source=project", 0),
        ("leader=黄", 1),
        ("leader=陆", 2),
        ("week=2026-W52", 2),
        ("week=2026-W50", 0),
        ("week=soon", 2),
    ):
        rows = tang.get(f"{HERE}?tab=green&{asked}").context["rows"]
        assert rows.count("<tr>") == found, asked
    assert task.number in tang.get(f"{HERE}?tab=assigned").text


def test_a_leader_finds_what_waits_for_approval_and_what_is_red(county: County) -> None:
    item = drafted(county, title="公厕改造")
    planned(county, item)
    item_moved(county, item, "tang", "submit")
    task = at_work(county)
    SupervisionTask.objects.filter(pk=task.pk).update(light="red")
    page = desk(county, "lu").get(f"{HERE}leader").text
    assert "公厕改造" in page and task.number in page
    assert desk(county, "zhao").get(f"{HERE}leader").status_code == 403


def test_one_unit_does_not_open_the_pages_of_another(county: County) -> None:
    task = at_work(county)
    for who in ("sun", "chen"):
        assert desk(county, who).get(task_url(task)).status_code == 404
        assert desk(county, who).get(f"{HERE}items/{task.item.number}/").status_code == 404
        url = f"{task_url(task)}moves/report"
        assert desk(county, who).post(url, {"version": 1}).status_code == 404


def test_every_line_of_the_worklist_opens_its_page(county: County) -> None:
    supported(county, at_work(county))
    filed(county, title="公厕改造")
    for who, tab in (
        ("tang", "supervision_item"),
        ("zhao", "supervision_task"),
    ):
        client = desk(county, who)
        rows = client.get(f"/desk/?tab={tab}").context["rows"]
        assert rows
        for row in rows:
            assert client.get(row["url"]).status_code == 200


PAGES = ("", "?tab=green", "items/", "leader")


@pytest.mark.parametrize("page", PAGES)
def test_lists_cost_the_same_number_of_queries_however_long(
    county: County, page: str, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        at_work(county)
    who = "lu" if page == "leader" else "tang"
    client = desk(county, who)
    client.get(HERE + page)
    with django_assert_max_num_queries(12):
        assert client.get(HERE + page).status_code == 200


def test_the_worklist_opens_where_something_waits(county: County) -> None:
    """A clerk with one task and no case does not look at an empty list first."""
    client = desk(county, "zhao")
    assert client.get("/desk/").context["tab"] == "todo"
    task = issued(county)
    opened = client.get("/desk/")
    assert opened.context["tab"] == "supervision_task"
    assert task.number in opened.text
    assert client.get("/desk/?tab=todo").context["tab"] == "todo"


def test_the_reasons_of_a_light_are_of_today_though_its_colour_stays(
    county: County, at_noon: AtNoon
) -> None:
    """A report that brings a red task half way is seen in the sentence, not only in the bar."""
    due = NOON.date()
    steps = (Step("一半", due + timedelta(days=2), 50), Step("全部", due + timedelta(days=20), 50))
    task = at_work(county, nodes=steps, report_every="")
    at_noon(timedelta(days=6))
    relight(task, now=NOON + timedelta(days=6))
    assert "进度 0%，比计划的 50% 落后 50 个百分点" in desk(county, "tang").get(task_url(task)).text
    later = NOON + timedelta(days=6)
    task = task_moved(county, task, "zhao", "report", later, progress=20, done="已进场")
    assert task.light == "red"
    page = desk(county, "tang").get(task_url(task))
    assert page.context["because"]["because"][0].startswith("进度 20%，比计划的 50% 落后 30")
