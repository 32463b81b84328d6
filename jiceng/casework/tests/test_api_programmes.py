"""Programmes and projects for other programs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jiceng.casework.actions import programmes as acts
from jiceng.casework.actions.programmes import Aim, Undertaking
from jiceng.casework.queries.programmes import programme_by
from jiceng.casework.tests.calling import Calling, is_problem
from jiceng.casework.tests.county import NOON, County

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def number(county: County) -> str:
    """A project of Housing with one late milestone and some money."""
    programme = acts.open_programme(
        Aim("slow-city", "国际慢城", "HOUSING", TODAY), by=county["tang"], now=NOON
    )
    given = Undertaking("改造老街", "HOUSING", TODAY, TODAY + timedelta(days=90))
    row = acts.add_project(programme, given, by=county["zhao"], now=NOON)
    acts.add_milestone(
        row, name="开工", due_on=TODAY - timedelta(days=2), by=county["zhao"], now=NOON, version=1
    )
    acts.set_budget(
        row, year=2026, source="bond", planned=123_456, paid=50, by=county["zhao"], now=NOON,
        version=row.version,
    )  # fmt: skip
    return row.number


def test_a_project_tells_its_light_and_why_and_its_money_in_yuan(
    number: str, calling: Calling
) -> None:
    seen = calling("tang").get(f"/projects/{number}").json()
    assert seen["light"] == "red"
    assert seen["because"] == ["“开工”应于 2026-11-21 完成，已超 2 天。"]
    assert seen["budget"] == [
        {"year": 2026, "source": "bond", "planned": "1234.56", "paid": "0.50"}
    ]


def test_a_programme_counts_the_lights_of_its_projects(number: str, calling: Calling) -> None:
    seen = calling("sun").get("/programmes/slow-city").json()
    assert (seen["light"], seen["projects"], seen["lights"]) == ("red", 1, {"red": 1})
    assert [p["code"] for p in calling("sun").get("/programmes").json()["items"]] == ["slow-city"]


def test_projects_are_listed_within_reach_page_by_page(
    number: str, county: County, calling: Calling
) -> None:
    programme = programme_by("slow-city")
    for n in range(3):
        given = Undertaking(f"项目 {n}", "HOUSING", TODAY, TODAY)
        acts.add_project(programme, given, by=county["zhao"], now=NOON)
    first = calling("zhao").get("/projects", limit=3).json()
    rest = calling("zhao").get("/projects", limit=3, after=first["next"]).json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 1, None)
    assert calling("sun").get("/projects").json()["items"] == []
    assert calling("zhao").get("/projects", state="completed").json()["items"] == []


def test_the_owner_starts_a_project_and_a_stale_version_is_refused(
    number: str, calling: Calling
) -> None:
    zhao = calling("zhao")
    version = zhao.get(f"/projects/{number}").json()["version"]
    moved = zhao.post(f"/projects/{number}/moves/start", {"version": version})
    assert (moved.status_code, moved.json()["state"]) == (200, "under_way")
    is_problem(zhao.post(f"/projects/{number}/moves/start", {"version": version}), 409)
    is_problem(zhao.post(f"/projects/{number}/moves/suspend", {"version": version}), 403)
    is_problem(zhao.post(f"/projects/{number}/moves/fly", {"version": version}), 404)
