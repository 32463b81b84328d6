"""Items and tasks by the interface for programs: drafted, approved, signed, reported, refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jiceng.casework.models import SupervisionItem
from jiceng.casework.tests.calling import Caller
from jiceng.casework.tests.county import County
from jiceng.casework.tests.overseeing import at_work, issued

ITEM: dict[str, Any] = {
    "source": "meeting",
    "title": "农贸市场改造",
    "requirement": "年内完成改造",
    "deadline": "2026-12-23T17:30:00+08:00",
    "tasks": [
        {
            "lead": "HOUSING",
            "output": "改造完工",
            "deadline": "2026-12-20T17:30:00+08:00",
            "supporting": [{"unit": "POLICE", "share": "交通疏导"}],
            "nodes": [{"output": "完成施工", "due_on": "2026-12-18", "weight": 100}],
            "report_every": "week",
        }
    ],
}
Calling = Callable[[str], Caller]


def test_an_item_with_its_tasks_goes_all_the_way(calling: Calling) -> None:
    tang, lu, zhao = calling("tang"), calling("lu"), calling("zhao")
    answer = tang.post("/supervision-items", ITEM)
    assert answer.status_code == 201, answer.content.decode()
    item = answer.json()
    where = f"/supervision-items/{item['number']}"
    assert (item["state"], [t["state"] for t in item["tasks"]]) == ("draft", ["planned"])
    item = tang.post(f"{where}/moves/submit", {"version": item["version"]}).json()
    item = lu.post(f"{where}/moves/file", {"version": item["version"]}).json()
    item = tang.post(f"{where}/moves/decompose", {"version": item["version"]}).json()
    task = zhao.get(f"/supervision-tasks/{item['tasks'][0]['number']}").json()
    assert (task["state"], task["light"]) == ("assigned", "green")
    assert [m["name"] for m in task["moves"]] == ["sign_for", "send_back"]
    signed = zhao.post(
        f"/supervision-tasks/{task['number']}/moves/sign_for",
        {"version": task["version"], "responsible_leader": "黄", "responsible_person": "赵"},
    ).json()
    told = zhao.post(
        f"/supervision-tasks/{task['number']}/moves/report",
        {"version": signed["version"], "progress": 40, "done": "主体完工"},
    ).json()
    assert (told["progress"], told["lights"][0]["light"]) == (40, "green")
    assert told["lights"][0]["because"]


def test_a_supporting_unit_reports_its_share(county: County, calling: Calling) -> None:
    task = at_work(county)
    answer = calling("qian").post(
        f"/supervision-tasks/{task.number}/moves/co_report",
        {"version": task.version, "unit": "POLICE", "done": "已疏导"},
    )
    assert answer.json()["supporting"][0]["reported_at"]


def test_a_second_lead_unit_is_refused_by_its_field_and_nothing_is_kept(calling: Calling) -> None:
    two = {**ITEM, "tasks": [{**ITEM["tasks"][0], "lead": ["HOUSING", "T-NORTH"]}]}
    answer = calling("tang").post("/supervision-items", two)
    assert answer.status_code == 422
    assert "牵头单位" in answer.json()["detail"]
    assert "tasks.0.lead" in answer.content.decode()
    assert not SupervisionItem.objects.exists()


def test_a_deadline_without_offset_or_in_the_past_is_refused(calling: Calling) -> None:
    for deadline in ("2026-12-23", "yesterday", "2020-01-01T00:00:00+08:00"):
        answer = calling("tang").post("/supervision-items", {**ITEM, "deadline": deadline})
        assert answer.status_code == 422, deadline
    assert not SupervisionItem.objects.exists()


def test_everybody_lists_what_they_may_read(county: County, calling: Calling) -> None:
    task = issued(county)
    assert [t["number"] for t in calling("zhao").get("/supervision-tasks").json()["items"]] == [
        task.number
    ]
    assert calling("sun").get("/supervision-tasks").json()["items"] == []
    assert calling("sun").get(f"/supervision-tasks/{task.number}").status_code == 404
    green = calling("tang").get("/supervision-tasks?light=red").json()
    assert green == {"items": [], "next": None}


def test_a_stale_or_impossible_move_is_refused_with_its_reasons(
    county: County, calling: Calling
) -> None:
    task = issued(county)
    where = f"/supervision-tasks/{task.number}/moves"
    assert calling("zhao").post(f"{where}/sign_for", {"version": 99}).status_code == 409
    early = calling("zhao").post(f"{where}/report", {"version": task.version, "progress": 1})
    assert early.status_code == 409
    assert any("待签收" in reason for reason in early.json()["reasons"])
    assert any("缺少" in reason for reason in early.json()["reasons"])
    assert calling("zhao").post(f"{where}/complete", {"version": 1}).status_code == 403
    assert calling("zhao").post(f"{where}/fly", {"version": 1}).status_code == 404
