"""Problems for other programs, and the public page of what is about to be struck off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from jiceng.casework.models import Campaign, Problem
from jiceng.casework.tests.calling import Caller
from jiceng.casework.tests.county import NOON, County
from jiceng.casework.tests.ledger import found, ledger, moved, submitted

Calls = Callable[[str], Caller]


@pytest.fixture
def campaign(county: County) -> Campaign:
    return ledger(county, "sanitary_county")


@pytest.fixture
def problem(county: County, campaign: Campaign) -> Problem:
    return found(county, campaign, is_public=True, category="健康教育", place="公厕旁")


def test_a_problem_lives_through_the_api(calling: Calls, campaign: Campaign) -> None:
    given = {"campaign": campaign.code, "description": "公厕没有冲水", "unit": "C-EAST",
             "found_on": "2026-11-20", "deadline": "2026-12-18"}  # fmt: skip
    answer = calling("tang").post("/problems", given)
    assert answer.status_code == 201, answer.text
    number = answer.json()["number"]

    def make(who: str, move: str, **papers: object) -> dict[str, object]:
        path = f"/problems/{number}"
        version = calling(who).get(path).json()["version"]
        made = calling(who).post(f"{path}/moves/{move}", {"version": version, **papers})
        assert made.status_code == 200, made.text
        body: dict[str, object] = made.json()
        return body

    make("tang", "confirm")
    seen = make("chen", "plan", measures=[{"text": "修好水箱", "due_on": "2026-12-01"}])
    (submit,) = [m for m in seen["moves"] if m["name"] == "submit"]  # type: ignore[attr-defined]  # JSON
    assert submit["blocked_by"] == ["还有 1 条措施没有完成或没有证明。"]
    make("chen", "measure_done", order=1, note="已修好")
    assert make("chen", "submit", evidence="照片")["state"] == "submitted"
    assert make("wu", "strike_off")["state"] == "struck_off"


@pytest.mark.parametrize(
    ("who", "move", "status"),
    [("tang", "dance", 404), ("chen", "confirm", 403), ("ma", "confirm", 409),
     ("sun", "confirm", 404)],
)  # fmt: skip
def test_who_may_not_is_told_so(
    calling: Calls, problem: Problem, who: str, move: str, status: int
) -> None:
    answer = calling(who).post(f"/problems/{problem.number}/moves/{move}", {"version": 1})
    assert answer.status_code == status


def test_nonsense_names_its_field(calling: Calls, campaign: Campaign) -> None:
    given = {"campaign": campaign.code, "description": "公厕没有冲水", "unit": "MARS",
             "found_on": "2026-11-20", "deadline": "2020-01-01"}  # fmt: skip
    answer = calling("tang").post("/problems", given)
    assert answer.status_code == 422
    assert "MARS" in answer.text
    assert not Problem.objects.exists()


def test_a_list_is_narrowed_and_paged(
    calling: Calls, county: County, problem: Problem, campaign: Campaign
) -> None:
    other = found(county, campaign, unit="C-WEST", place="西村")

    def numbers(query: str) -> list[str]:
        return [p["number"] for p in calling("tang").get(f"/problems?{query}").json()["items"]]

    assert numbers(f"campaign={campaign.code}") == [other.number, problem.number]
    assert numbers("unit=C-WEST") == [other.number]
    assert numbers("category=健康教育") == [problem.number]
    assert numbers("overdue=true") == []
    first = calling("tang").get("/problems?limit=1").json()
    assert numbers(f"limit=1&after={first['next']}") == [problem.number]
    assert calling("tang").get("/problems?campaign=nothing").status_code == 404


def test_the_public_reads_what_is_on_notice_and_nobody_by_name(
    county: County, problem: Problem
) -> None:
    def read() -> str:
        return Client().get("/problems").text

    assert "目前没有正在公示的问题" in read()
    submitted(county, problem)
    moved(county, problem, "wu", "publish")
    text = read()
    assert problem.title in text
    assert "东社区居委会" in text
    assert "清运垃圾" in text
    assert not [name for name in ("陈", "高") if f"{name}<" in text]
    assert "公示截止" in text
    moved(county, problem, "tang", "strike_off_after_notice", NOON + timedelta(days=4))
    assert problem.title not in read()
