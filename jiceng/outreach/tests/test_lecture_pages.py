"""Lectures over HTTP: the desk, listeners, spreadsheets, programs."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest
from django.test import Client
from openpyxl import load_workbook

from jiceng.casework.tests.calling import Caller
from jiceng.casework.tests.county import EAST, County
from jiceng.outreach.models import Activity, Lecture, Speaker
from jiceng.outreach.tests.calendar_cast import hall
from jiceng.outreach.tests.lecture_cast import Pulpit, pulpit
from jiceng.outreach.tests.pages import desk, sent, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE, REQUESTS = "/desk/lectures/", "/desk/lecture-requests/"


@pytest.fixture
def set_up(county: County) -> Pulpit:
    return pulpit(county)


def typed(set_up: Pulpit, **more: Any) -> dict[str, Any]:
    return {
        "title": "防汛知识宣讲", "starts_at": "2026-11-25T09:00", "ends_at": "2026-11-25T10:00",
        "area": EAST, "place": "文化广场", "capacity": 30, "is_public": "on", "campaign": "all",
        "topic": set_up.topic.number, "speakers": [set_up.jia.number], "language": "local", **more,
    }  # fmt: skip


def test_a_clash_of_the_speaker_is_said_and_another_hour_is_free(set_up: Pulpit) -> None:
    clerk = desk(set_up.county)
    first = sent(clerk, f"{HERE}new", **typed(set_up))
    again = typed(set_up, title="再讲一场")
    page = sent(clerk, f"{HERE}new", 409, **again)
    assert "示例讲师甲在" in page
    assert "已用于“防汛知识宣讲”" in page
    assert "再讲一场" in page
    sent(clerk, f"{HERE}new", **(again | {"starts_at": "2026-11-25T10:00",
                                          "ends_at": "2026-11-25T11:00"}))  # fmt: skip
    sent(clerk, f"{first}acts/confirm", version=1)
    shown = text(first, clerk)
    assert "2026-11-23" in shown
    sent(clerk, f"{first}change", **typed(set_up, title="改名宣讲", version=2))
    assert "还没有确认" in text(first, clerk)
    assert Lecture.objects.count() == 2


def test_a_request_becomes_a_lecture_its_speaker_answers(set_up: Pulpit) -> None:
    clerk, town, speaker = (desk(set_up.county, who) for who in ("chen", "wang", "tang"))
    account: dict[str, Any] = {
        "name": "示例讲师丙",
        "topics": [set_up.topic.number],
        "languages": ["local"],
    }
    sent(clerk, "/desk/speakers/new", login="tang", **account)
    bing = Speaker.objects.get(name="示例讲师丙")
    wished: dict[str, Any] = {"area": EAST, "topic": set_up.topic.number, "first_day": "2026-11-25",
              "last_day": "2026-11-27", "audience": 40}  # fmt: skip
    url = sent(clerk, f"{REQUESTS}new", **wished)
    assert "2026-11-25 至 2026-11-27" in text(url, town)
    assert url in text(REQUESTS, town)
    assert 'value="40"' in text(f"{url}arrange", town)
    lecture = sent(town, f"{url}arrange", **typed(set_up, speakers=[bing.number]))
    assert "已安排" in text(url, clerk)
    assert "等您确认的宣讲" in text(HERE, speaker)
    sent(speaker, f"{lecture}acts/decline", 422, reason="", version=1)
    sent(speaker, f"{lecture}acts/decline", reason="当天出差", version=1)
    assert "不能前来：当天出差" in text(lecture, clerk)
    assert "等您确认的宣讲" not in text(HERE, speaker)
    assert desk(set_up.county, "xie").post(f"{lecture}acts/confirm").status_code == 404


def test_held_lectures_stand_in_progress_map_and_spreadsheet_and_are_rated(
    set_up: Pulpit, at_noon: Callable[[timedelta], None]
) -> None:
    clerk, venue = desk(set_up.county), hall(set_up.county)
    row = set_up.planned(venue=venue.number).activity
    url = f"/desk/activities/{row.number}/"
    assert "讲师还没有确认" in text(url, clerk)
    sent(clerk, f"{HERE}{row.number}/acts/confirm", version=1)
    sent(clerk, f"{url}acts/publish", version=2)
    at_noon(timedelta(days=2))
    sent(clerk, f"{url}acts/record", people=28, households=12, units="", note="", version=3)
    page = text(HERE, clerk)
    assert "12 / 20" in page
    assert "2 个社区" not in page
    points = clerk.get(f"{HERE}points.json").json()["features"]
    assert [p["properties"]["ramp"] for p in points] == [1]
    out = clerk.get(f"{HERE}export.xlsx?state=held")
    sheet = load_workbook(io.BytesIO(b"".join(cast(Any, out)))).active
    assert sheet is not None
    assert [c.value for c in sheet[2]][-3:] == ["28", "12", None]
    public = f"/activities/{row.number}"
    assert "这场宣讲怎么样" in text(public)
    for grade in ("5", "4", "5"):
        sent(Client(), f"{public}/rating", rating=grade)
    assert "3 人评价，平均 4.7 分" in text(public)
    assert "请选择一个评价" in text(sent(Client(), f"{public}/rating").partition("#")[0])


def test_speakers_and_topics_have_their_page(set_up: Pulpit) -> None:
    clerk = desk(set_up.county)
    sent(clerk, "/desk/speakers/topics/new", title="移风易俗", materials="折页")
    new: dict[str, Any] = {
        "name": "示例讲师丙",
        "topics": [set_up.topic.number],
        "languages": ["local"],
    }
    sent(clerk, "/desk/speakers/new", **new)
    page = text("/desk/speakers/", clerk)
    assert "移风易俗" in page
    assert "示例讲师丙" in page
    assert Speaker.objects.count() == 3
    assert "登记讲师" in sent(clerk, "/desk/speakers/new", 422, name="丁")


def test_programs_plan_publish_and_tell_lectures(
    set_up: Pulpit, calling: Callable[[str], Caller], at_noon: Callable[[timedelta], None]
) -> None:
    chen = calling("chen")
    plan = {
        "title": "防汛知识宣讲", "topic": set_up.topic.number, "speakers": [set_up.jia.number],
        "starts_at": "2026-11-24T09:00:00+08:00", "ends_at": "2026-11-24T10:00:00+08:00",
        "area": EAST, "place": "文化广场", "campaign": "all",
    }  # fmt: skip
    made = chen.post("/lectures", plan).json()
    assert made["state"] == "planned"
    assert chen.post("/lectures", plan).status_code == 409
    url = f"/lectures/{made['number']}"
    assert chen.post(f"{url}/moves/publish", {"version": 1}).status_code == 409
    assert chen.post(f"{url}/moves/confirm", {"version": 1}).json()["confirmed_at"]
    chen.post(f"{url}/moves/publish", {"version": 2})
    assert chen.post(f"{url}/moves/record", {"version": 3}).status_code == 422
    at_noon(timedelta(days=2))
    told = chen.post(f"{url}/moves/record", {"version": 3, "people": 28, "households": 12}).json()
    assert told["attendance"] == {"people": 28, "households": 12, "units": None}
    listed = chen.get(f"/lectures?state=held&under={EAST}&campaign=all").json()
    assert [row["number"] for row in listed["items"]] == [made["number"]]
    assert calling("xie").post(f"{url}/moves/cancel", {"version": 4}).status_code == 404
    assert Activity.objects.get().state == "held"
