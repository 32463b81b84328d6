"""Worklist, search, export, batches, call-ups and the map, over HTTP."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from jiceng.casework.actions.outcomes import refresh
from jiceng.casework.api.seen import public_view
from jiceng.casework.models import CallUp, Case, CaseOutcome, SavedFilter
from jiceng.casework.tests.calling import Caller
from jiceng.casework.tests.county import EAST, GRID_1, NOON, NORTH, County
from jiceng.casework.tests.desk import closed, desk, handled, moved, report, untyped
from jiceng.kernel.records.models import JournalEntry

BUDGETS = Path(__file__).parent / "query_budgets.json"


@pytest.fixture(autouse=True)
def _noon(settings: Settings) -> None:
    settings.FIXED_NOW = (NOON + timedelta(hours=2)).isoformat()


# The worklist.


def test_each_finds_on_the_worklist_what_waits_for_them(county: County) -> None:
    road, lost = report("路面有大坑", "0102"), untyped(county)
    chen = desk(county, "chen").get("/desk/").text
    assert road.number in chen
    assert lost.number in chen
    assert road.number not in desk(county, "sun").get("/desk/").text
    assert road.number not in desk(county, "xie").get("/desk/").text


def test_what_is_to_be_verified_stands_on_its_own_tab(county: County) -> None:
    case = handled(county)
    client = desk(county, "wang")
    assert case.number not in client.get("/desk/?tab=todo").text
    assert case.number in client.get("/desk/?tab=check").text


def test_an_asked_extension_waits_for_its_answer(county: County) -> None:
    case = report("路面有大坑", "0102")
    moved(case, county, "chen", "sign_for")
    moved(case, county, "chen", "ask_extension", reason="等料", term="2 working_days")
    assert case.number in desk(county, "wang").get("/desk/?tab=extension").text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("state=dispatched", {"road"}),
        ("state=reported", {"lost"}),
        ("text=大坑", {"road"}),
        (f"area={GRID_1}", {"road", "lost"}),
        ("area=469024100001002", set()),
        ("case_type=01", {"road"}),
        ("case_type=0101", set()),
        ("light=red", set()),
        ("light=green", {"road", "lost"}),
        ("light=purple", {"road", "lost"}),
    ],
)
def test_the_worklist_narrows(county: County, query: str, shown: set[str]) -> None:
    cases = {"road": report("路面有大坑", "0102"), "lost": untyped(county)}
    page = desk(county, "chen").get(f"/desk/?{query}").text
    assert {name for name, case in cases.items() if case.number in page} == shown


def test_a_late_case_is_red_by_word_and_stands_first(county: County, settings: Settings) -> None:
    late = report("路面有大坑", "0102")
    settings.FIXED_NOW = (NOON + timedelta(days=3)).isoformat()
    fresh = report("路面又有坑", "0102", now=NOON + timedelta(days=3))
    page = desk(county, "chen").get("/desk/").text
    assert page.index(late.number) < page.index(fresh.number)
    assert "已超" in page
    assert "超期 1 件" in page


def test_a_long_list_is_read_page_by_page(county: County) -> None:
    numbers = {report(f"路面第{n}个坑", "0102").number for n in range(55)}
    client = desk(county, "chen")
    first = client.get("/desk/")
    assert len(first.context["rows"]) == 50
    second = client.get("/desk/" + first.context["pager"]["next_url"])
    seen = {r["number"] for page in (first, second) for r in page.context["rows"]}
    assert seen == numbers


# Batches.


def test_a_batch_does_what_it_can_and_names_what_it_cannot(county: County) -> None:
    good, gone = report("路面有大坑", "0102"), report("路面又有坑", "0102")
    far = report("南镇的坑", "0102", lon=None, lat=None, grid_code="469024101001")
    moved(gone, county, "chen", "sign_for")
    picks = [f"{c.number}@dispatched" for c in (good, gone, far)]
    answer = desk(county, "chen").post("/desk/batch", {"batch": "sign_for", "pick": picks})
    assert answer.status_code == 200
    assert "办成 1 件，未办成 2 件" in answer.text
    assert "刚刚被别人修改过" in answer.text
    assert "没有找到" in answer.text
    assert Case.objects.get(pk=good.pk).state == "handling"
    assert Case.objects.get(pk=far.pk).state == "dispatched"


def test_a_batch_verifies_and_closes(county: County) -> None:
    case = handled(county)
    sent = {"batch": "check_off", "pick": [f"{case.number}@handled"]}
    assert "未办成 1 件" in desk(county, "chen").post("/desk/batch", sent).text
    assert "办成 1 件" in desk(county, "wang").post("/desk/batch", sent).text
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.verifier_unit) == ("closed", "T-NORTH")


def test_a_batch_accepts_and_dispatches(county: County) -> None:
    lost = untyped(county)
    client = desk(county, "chen")
    client.post("/desk/batch", {"batch": "accept", "pick": [f"{lost.number}@reported"]})
    moved(lost, county, "chen", "file", case_type="0102")
    sent = {"batch": "dispatch", "pick": [f"{lost.number}@filed"], "unit": "县住建局"}
    assert "县住建局是上级单位" in client.post("/desk/batch", sent).text
    client.post("/desk/batch", sent | {"reason": "属住建部门职责"})
    assert Case.objects.get().unit == "HOUSING"


@pytest.mark.parametrize("sent", [{"batch": "sign_for"}, {"batch": "erase", "pick": ["1@x"]}, {}])
def test_a_batch_of_nothing_or_of_an_unknown_move_is_refused(
    county: County, sent: dict[str, Any]
) -> None:
    assert desk(county, "chen").post("/desk/batch", sent).status_code == 422


# Search.


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"road", "rubbish", "done"}),
        ("text=垃圾", {"rubbish"}),
        ("state=open", {"road", "rubbish"}),
        ("state=closed", {"done"}),
        (f"community={EAST}", {"road", "rubbish", "done"}),
        (f"town={NORTH}", {"road", "rubbish", "done"}),
        (f"grid={GRID_1}", {"road", "rubbish", "done"}),
        ("area=469024100001002", set()),
        ("unit=东社区居委会", {"road", "rubbish", "done"}),
        ("unit=HOUSING", set()),
        ("case_type=01", {"road", "rubbish", "done"}),
        ("case_type=0101", {"rubbish"}),
        ("source=hotline", {"rubbish"}),
        ("overdue=on", set()),
        ("since=2026-11-23", {"road", "rubbish", "done"}),
        ("since=2026-11-24", set()),
        ("until=2026-11-23", {"road", "rubbish", "done"}),
        ("until=2026-11-22", set()),
    ],
)
def test_cases_are_found_by_what_is_remembered(county: County, query: str, shown: set[str]) -> None:
    cases = {
        "road": report("路面有大坑", "0102"),
        "rubbish": report(source="hotline"),
        "done": closed(county),
    }
    page = desk(county, "wang").get(f"/desk/cases/?{query}").text
    assert {name for name, case in cases.items() if case.number in page} == shown


def test_nobody_finds_a_case_beyond_their_reach(county: County) -> None:
    case = report()
    for who in ("sun", "xie", "zhao", "lin"):
        assert case.number not in desk(county, who).get("/desk/cases/?text=垃圾").text


def test_a_search_is_kept_under_a_name_of_one_s_own(county: County) -> None:
    client = desk(county, "wang")
    sent = {"name": "未结案的坑", "query": "text=坑&state=open&evil=1"}
    client.post("/desk/cases/filters", sent)
    kept = SavedFilter.objects.get()
    assert kept.query == "text=%E5%9D%91&state=open"
    assert "未结案的坑" in client.get("/desk/cases/").text
    assert "未结案的坑" not in desk(county, "chen").get("/desk/cases/").text
    desk(county, "chen").post(f"/desk/cases/filters/{kept.pk}/delete")
    assert SavedFilter.objects.exists(), "nobody deletes another's"
    client.post(f"/desk/cases/filters/{kept.pk}/delete")
    assert not SavedFilter.objects.exists()


# Export.


def taken(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_an_export_holds_what_was_found_within_reach_and_no_contact(county: County) -> None:
    near = report(phone="13876541234", name="王女士")
    far = report("南镇的坑", "0102", lon=None, lat=None, grid_code="469024101001")
    text = taken(desk(county, "wang").get("/desk/cases/export?format=csv"))
    assert near.number in text
    assert far.number not in text
    assert "138" not in text
    assert "王女士" not in text


def test_a_case_open_again_has_no_closing_anywhere(county: County) -> None:
    case = closed(county)
    wang, api = desk(county, "wang"), Caller(county, "wang")

    def told() -> dict[str, Any]:
        rows = csv.DictReader(io.StringIO(taken(wang.get("/desk/cases/export?format=csv"))))
        return {
            "desk": next(rows)["结案时间"],
            "list": api.get("/cases").json()["items"][0]["closed_at"] or "",
            "api": api.get(f"/cases/{case.number}").json()["closed_at"] or "",
            "public": public_view(Case.objects.get())["closed_at"] or "",
        }

    assert all(told().values())
    moved(case, county, "wang", "reopen", reason="又坏了")
    assert not any(told().values()), told()
    refresh(NOON)
    assert CaseOutcome.objects.get().first_closed_at == NOON, "figures keep the first closing"


def test_an_export_carries_no_live_formula(county: County) -> None:
    report("=HYPERLINK(1)垃圾")
    text = taken(desk(county, "wang").get("/desk/cases/export?format=csv"))
    assert ",'=HYPERLINK" in text
    assert desk(county, "wang").get("/desk/cases/export?format=xlsx").status_code == 200


def test_an_export_is_journalled_without_the_words_searched_for(county: County) -> None:
    desk(county, "wang").get("/desk/cases/export?format=csv&text=张三家&state=open")
    line = JournalEntry.objects.get(kind="export")
    assert line.subject_id == county["wang"].person
    assert json.loads(line.payload) == {
        "format": "csv", "filters": {"state": "open"}, "by_words": True,
    }  # fmt: skip
    assert "张三家" not in line.payload


def test_an_unknown_format_is_refused(county: County) -> None:
    assert desk(county, "wang").get("/desk/cases/export?format=exe").status_code == 422


# Call-ups.


def test_a_call_up_from_case_to_outcome(county: County) -> None:
    case = report("路面有大坑", "0102")
    wang, zhao = desk(county, "wang"), desk(county, "zhao")
    sent = {"case": case.number, "reason_kind": "emergency", "title": "路面塌陷",
            "place": "广场", "lead": "县住建局", "unit_1": "县公安局"}  # fmt: skip
    assert wang.post("/desk/call-ups/new", sent).status_code == 302
    row = CallUp.objects.get()
    url = f"/desk/call-ups/{row.number}/"
    assert row.number in zhao.get("/desk/?tab=call_up").text
    assert "路面塌陷" in wang.get(f"/desk/cases/{case.number}/").text
    assert zhao.post(url + "arrive", {"version": row.version}).status_code == 302
    row.refresh_from_db()
    refused = wang.post(url + "settle", {"version": row.version, "words": "已回填"})
    assert refused.status_code == 409
    reason = {"version": row.version, "unit": "POLICE", "words": "另有警情"}
    assert desk(county, "qian").post(url + "excuse", reason).status_code == 302
    row.refresh_from_db()
    assert wang.post(url + "settle", {"version": row.version, "words": "已回填"}).status_code == 302
    row.refresh_from_db()
    rated = {"version": row.version, "unit": "HOUSING", "rating": "5"}
    assert wang.post(url + "rate", rated).status_code == 302
    page = wang.get(url).text
    for told in ("已回填", "另有警情", "5 分", "按时到场"):
        assert told in page


def test_a_call_up_is_missing_for_whoever_was_not_called(county: County) -> None:
    sent = {"reason_kind": "demand", "title": "停车", "place": "广场", "lead": "县住建局"}
    desk(county, "wang").post("/desk/call-ups/new", sent)
    url = f"/desk/call-ups/{CallUp.objects.get().number}/"
    assert desk(county, "qian").get(url).status_code == 404
    assert desk(county, "sun").get(url).status_code == 404
    assert desk(county, "zhao").post(url + "settle", {"version": 1}).status_code == 409


def test_a_whistle_with_an_unknown_unit_keeps_what_was_typed(county: County) -> None:
    sent = {"reason_kind": "demand", "title": "停车难", "place": "广场", "lead": "天庭"}
    answer = desk(county, "wang").post("/desk/call-ups/new", sent)
    assert answer.status_code == 422
    assert "停车难" in answer.text
    assert "没有找到单位“天庭”" in answer.text


# The map.


def test_the_map_counts_open_cases_within_reach(county: County) -> None:
    report()
    report("路面有大坑", "0102")
    closed(county)
    found = json.loads(desk(county, "wang").get("/desk/grids.json").content)
    counts = {f["properties"]["code"]: f["properties"]["count"] for f in found["features"]}
    assert counts == {GRID_1: 2, "469024100001002": 0}
    elsewhere = json.loads(desk(county, "sun").get("/desk/grids.json").content)
    assert {f["properties"]["count"] for f in elsewhere["features"]} == {0}


# The menu.


@pytest.mark.parametrize(
    ("who", "sees", "misses"),
    [("chen", "/desk/cases/new", "/admin/"), ("zhao", "/desk/call-ups/", "/desk/cases/new"),
     ("wu", "/desk/rechecks/", "/desk/cases/new")],
)  # fmt: skip
def test_the_menu_follows_the_roles_and_leads_nowhere_missing(
    county: County, who: str, sees: str, misses: str
) -> None:
    client = desk(county, who)
    page = client.get("/desk/")
    urls = [item["url"] for group in page.context["menu"] for item in group["items"]]
    assert sees in urls
    assert misses not in urls
    desks = [url for url in urls if url.startswith("/desk/")]
    assert {client.get(url, follow=True).status_code for url in desks} == {200}


# Budgets.


@pytest.mark.parametrize("name", ["worklist", "case"])
def test_a_page_stays_within_its_queries(county: County, name: str) -> None:
    """On file in query_budgets.json; UPDATE=1 writes what is used now, and 12 is the ceiling."""
    case = handled(county)
    for n in range(20):
        report(f"路面第{n}个坑", "0102")
    url = {"worklist": "/desk/?tab=check", "case": f"/desk/cases/{case.number}/"}[name]
    client = desk(county, "wang")
    client.get(url)
    with CaptureQueriesContext(connection) as used:
        assert client.get(url).status_code == 200
    budgets = json.loads(BUDGETS.read_text("utf-8"))
    if os.environ.get("UPDATE"):
        budgets[name] = len(used)
        BUDGETS.write_text(json.dumps(budgets, indent=2, sort_keys=True) + "\n", "utf-8")
    assert len(used) <= min(budgets[name], 12), "\n".join(q["sql"] for q in used.captured_queries)
