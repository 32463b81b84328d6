"""Reading, listing and moving cases over the API, and what it tells of itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from jiceng.casework.tests.calling import ELSEWHERE, RUBBISH, Caller, Calling, is_problem
from jiceng.casework.tests.county import FAR, GRID_1, GRID_2
from jiceng.kernel.records.models import JournalEntry


def test_a_case_of_another_town_looks_like_none(anybody: Caller, calling: Calling) -> None:
    number = anybody.post("/cases", RUBBISH).json()["number"]
    sun = calling("sun")
    missing = is_problem(sun.get("/cases/202600099999"), 404)
    assert is_problem(sun.get(f"/cases/{number}"), 404) == missing
    is_problem(sun.post(f"/cases/{number}/moves/escalate", {"version": 1, "reason": "x"}), 404)
    assert sun.get("/cases").json()["items"] == []
    assert sun.get("/journal").json()["items"] == []
    assert sun.get("/worklist").json()["items"] == []


def test_a_role_that_may_never_is_told_so_and_it_is_written_down(
    anybody: Caller, calling: Calling
) -> None:
    number = anybody.post("/cases", RUBBISH).json()["number"]
    guo = calling("guo")
    for path in ("/cases", f"/cases/{number}"):
        is_problem(guo.get(path), 403)
    move = f"/cases/{number}/moves/settle_on_the_spot"
    is_problem(calling("tang").post(move, {"version": 1, "result": "x"}), 403)
    assert JournalEntry.objects.filter(kind="refused").count() == 3


def test_a_refused_move_gives_every_reason(anybody: Caller, calling: Calling) -> None:
    number = anybody.post("/cases", RUBBISH).json()["number"]
    problem = is_problem(calling("han").post(f"/cases/{number}/moves/handle", {"version": 1}), 409)
    assert problem["codes"] == ["wrong_state", "paper_missing"]
    assert len(problem["reasons"]) == 2


def test_a_stale_version_and_a_double_submit_are_refused(anybody: Caller, calling: Calling) -> None:
    number = anybody.post("/cases", RUBBISH).json()["number"]
    li = calling("li")
    version = li.get(f"/cases/{number}").json()["version"]
    move = f"/cases/{number}/moves/sign_for"
    assert li.post(move, {"version": version}).status_code == 200
    assert is_problem(li.post(move, {"version": version}), 409)["codes"] == ["stale"]


def test_sending_up_without_a_reason_names_the_field(anybody: Caller, calling: Calling) -> None:
    number = anybody.post("/cases", {"text": "东社区路面有坑", "grid_code": GRID_1}).json()[
        "number"
    ]
    chen = calling("chen")
    move = f"/cases/{number}/moves"
    for name, paper in (("accept", {}), ("file", {"case_type": "0102"})):
        version = chen.get(f"/cases/{number}").json()["version"]
        assert chen.post(f"{move}/{name}", {"version": version, **paper}).status_code == 200
    sent = {"version": chen.get(f"/cases/{number}").json()["version"], "unit": "HOUSING"}
    problem = is_problem(chen.post(f"{move}/dispatch", sent), 422)
    assert [f["name"] for f in problem["fields"]] == ["reason"]
    done = chen.post(f"{move}/dispatch", {**sent, "reason": "超出社区权限"})
    assert done.json()["unit"]["code"] == "HOUSING"


def test_a_move_names_what_it_does_not_know(anybody: Caller, calling: Calling) -> None:
    number = anybody.post("/cases", RUBBISH).json()["number"]
    li = calling("li")
    problem = is_problem(
        li.post(f"/cases/{number}/moves/sign_for", {"version": 1, "colour": "red"}), 422
    )
    assert problem["fields"][0]["name"] == "colour"
    missing = is_problem(li.post(f"/cases/{number}/moves/sign_for", {}), 422)
    assert missing["codes"] == ["field_missing"]
    is_problem(li.post(f"/cases/{number}/moves/fly", {"version": 1}), 404)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 3),
        ({"state": "dispatched"}, 2),
        ({"grid": GRID_1}, 2),
        ({"community": FAR}, 1),
        ({"unit": "C-EAST"}, 2),
        ({"text": "远社区"}, 1),
        ({"overdue": "true"}, 0),
        ({"since": "2026-11-23"}, 3),
        ({"since": "2026-11-24T00:00:00+08:00"}, 0),
        ({"state": ""}, 3),
    ],
)
def test_a_list_is_narrowed_by_each_filter(
    anybody: Caller, calling: Calling, query: dict[str, str], count: int
) -> None:
    for body in (RUBBISH, RUBBISH, ELSEWHERE):
        anybody.post("/cases", body)
    assert len(calling("zhou").get("/cases", **query).json()["items"]) == count


def test_overdue_lists_what_is_open_past_its_promise(
    anybody: Caller, calling: Calling, at_noon: Callable[[timedelta], None]
) -> None:
    anybody.post("/cases", RUBBISH)
    at_noon(timedelta(days=3))
    items = calling("zhou").get("/cases", overdue="true").json()["items"]
    assert [i["light"] for i in items] == ["red"]


@pytest.mark.parametrize(
    "query",
    [
        {"stat": "closed"},
        {"state": "open"},
        {"limit": "501"},
        {"limit": "0"},
        {"after": "nonsense"},
        {"after": "WyJhIl0"},
        {"grid": "1"},
        {"since": "yesterday"},
        {"since": "2026-11-24T00:00:00"},
        {"text": "a\x00b"},
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(calling: Calling, query: dict[str, str]) -> None:
    is_problem(calling("zhou").get("/cases", **query), 422)


@pytest.mark.parametrize("path", ["/cases", "/journal", "/worklist", "/areas", "/units"])
def test_pages_follow_each_other_without_gap_or_repeat(
    anybody: Caller, calling: Calling, path: str
) -> None:
    for _ in range(7):
        anybody.post("/cases", {"text": "不知道在哪里的事"})
    zhou = calling("zhou")
    whole = zhou.get(path, limit=500).json()
    assert whole["next"] is None
    walked: list[Any] = []
    after = ""
    while True:
        page = zhou.get(path, limit=3, after=after).json()
        walked += page["items"]
        if not (after := page["next"] or ""):
            break
    assert len(whole["items"]) >= 7
    assert walked == whole["items"]


def test_a_reader_of_the_journal_goes_on_after_the_last_event(
    anybody: Caller, calling: Calling
) -> None:
    anybody.post("/cases", RUBBISH)
    zhou = calling("zhou")
    items = zhou.get("/journal").json()["items"]
    assert [i["kind"] for i in items] == ["report", "accept", "file", "dispatch"]
    assert items[0].keys() == {
        "seq", "at", "kind", "label", "subject", "number", "from_state", "to_state",
    }  # fmt: skip
    assert zhou.get("/journal", after=items[-1]["seq"]).json()["items"] == []


def test_the_worklist_holds_what_awaits_the_caller(anybody: Caller, calling: Calling) -> None:
    number = anybody.post("/cases", RUBBISH).json()["number"]
    assert [i["number"] for i in calling("li").get("/worklist").json()["items"]] == [number]
    assert calling("lin").get("/worklist").json()["items"] == []


def test_territory_is_a_tree_and_a_map(calling: Calling) -> None:
    sun = calling("sun")
    areas = sun.get("/areas").json()["items"]
    codes = {a["code"] for a in areas}
    assert all(a["parent"] in codes for a in areas if a["parent"])
    grids = sun.get("/areas", level="grid", under="469024100", format="geojson")
    assert grids["Content-Type"] == "application/geo+json"
    assert [f["id"] for f in grids.json()["features"]] == [GRID_1, GRID_2]
    assert grids.json()["features"][0]["geometry"]["type"] == "Polygon"


def test_every_declared_process_is_told_with_its_papers(calling: Calling) -> None:
    items = {p["name"]: p for p in calling("li").get("/processes").json()["items"]}
    assert {"case", "call_up", "recheck", "supervision_task", "problem"} <= items.keys()
    case = items["case"]
    states = {s["name"] for s in case["states"]}
    assert all(m["target"] in states and set(m["sources"]) <= states for m in case["moves"])
    asked = {n for m in case["moves"] for n in (*m["needs"], *m["needs_to_rise"])}
    assert asked == case["papers"].keys()
    assert [m["name"] for m in case["moves"] if m["needs_to_rise"]] == ["dispatch"]
    handling = next(s for s in case["states"] if s["name"] == "handling")
    assert handling["term"] == {"term": "3 working_days", "label": "3 个工作日"}


def test_an_unknown_address_of_the_api_is_a_problem_too(anybody: Caller) -> None:
    is_problem(anybody.get("/nowhere"), 404)
    wrong = anybody.client.delete("/api/v1/cases")
    assert is_problem(wrong, 405)
    assert wrong["Allow"] in ("GET, POST", "POST, GET")


def test_the_document_declares_every_problem_on_every_operation(anybody: Caller) -> None:
    schema = anybody.get("/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    wanted = {"400", "401", "403", "404", "409", "413", "415", "422", "429", "503", "507"}
    for methods in schema["paths"].values():
        for operation in methods.values():
            assert wanted <= operation["responses"].keys(), operation["operationId"]
            for status in wanted:
                content = operation["responses"][status]["content"]
                assert list(content) == ["application/problem+json"]
    text = json.dumps(schema)
    named = set(schema["components"]["schemas"])
    assert {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]} <= named


def test_the_documentation_is_read_without_signing_in(anybody: Caller) -> None:
    page = anybody.get("/docs")
    assert page.status_code == 200
    assert "/api/v1/cases/{number}/moves/{move}" in page.content.decode()
