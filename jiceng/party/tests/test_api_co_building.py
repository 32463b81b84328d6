"""Co-building over the API: what is told, what is moved, and what stays unsaid."""

from __future__ import annotations

import pytest

from jiceng.casework.tests.calling import Caller, is_problem
from jiceng.casework.tests.county import EAST, County
from jiceng.party.models import JointProject, Member
from jiceng.party.tests.cast import Party
from jiceng.party.tests.neighbours import (
    member_registered,
    moved,
    need,
    project,
    registered,
    resource,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def lively(neighbours: Party) -> Party:
    registered(neighbours)
    member_registered(neighbours)
    need(neighbours)
    resource(neighbours)
    moved(project(neighbours), neighbours, "fan", "commit")
    return neighbours


def calling(party: Party, who: str) -> Caller:
    return Caller(County(party.actors, party.people), who)


def test_projects_are_listed_within_reach_page_by_page(lively: Party) -> None:
    for n in range(3):
        project(lively, title=f"项目 {n}")
    first = calling(lively, "wang").get("/co-building", limit=3).json()
    rest = calling(lively, "wang").get("/co-building", limit=3, after=first["next"]).json()
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 1, None)
    assert calling(lively, "sun").get("/co-building").json()["items"] == []
    committed = calling(lively, "fan").get("/co-building", state="committed", unit="HOUSING")
    assert len(committed.json()["items"]) == 1


def test_a_unit_delivers_and_the_community_confirms_and_evaluates(lively: Party) -> None:
    fan, chen = calling(lively, "fan"), calling(lively, "chen")
    url = f"/co-building/{JointProject.objects.get().number}"
    version = fan.get(url).json()["version"]
    body = {"version": version, "result": "好了", "people": 2, "hours": "4.5"}
    assert fan.post(f"{url}/moves/deliver", body).json()["hours"] == "4.5"
    is_problem(fan.post(f"{url}/moves/deliver", body), 409)
    is_problem(fan.post(f"{url}/moves/confirm", {"version": version + 1}), 403)
    is_problem(chen.post(f"{url}/moves/fly", {"version": version + 1}), 404)
    chen.post(f"{url}/moves/confirm", {"version": version + 1})
    done = chen.post(f"{url}/moves/evaluate", {"version": version + 2, "grade": "good"}).json()
    assert (done["state"], done["grade"], done["moves"]) == ("evaluated", "good", [])


@pytest.mark.parametrize("hours", ["-1", "1000"])
def test_hours_that_cannot_be_are_refused_by_field(lively: Party, hours: str) -> None:
    url = f"/co-building/{JointProject.objects.get().number}/moves/deliver"
    answer = calling(lively, "fan").post(url, {"version": 2, "result": "好了", "hours": hours})
    assert is_problem(answer, 422)["reasons"]


def test_a_need_tells_its_matches_to_the_community_that_decides(lively: Party) -> None:
    number = calling(lively, "chen").get("/co-building/needs").json()["items"][0]["number"]
    seen = calling(lively, "chen").get(f"/co-building/needs/{number}").json()
    assert seen["matches"][0]["because"][0] == "都是“设施维修”。"
    assert calling(lively, "fan").get(f"/co-building/needs/{number}").json()["matches"] == []
    is_problem(calling(lively, "sun").get(f"/co-building/needs/{number}"), 404)


def test_communities_and_units_are_told_in_numbers_and_lights(lively: Party) -> None:
    counted = calling(lively, "wang").get("/co-building/communities").json()
    east = next(c for c in counted if c["community"]["code"] == EAST)
    assert (east["units"], east["members"], east["promised"]) == (1, 1, 1)
    units = calling(lively, "wang").get(f"/co-building/communities/{EAST}/units").json()
    assert (units[0]["unit"]["code"], units[0]["light"]) == ("HOUSING", "green")
    is_problem(calling(lively, "sun").get(f"/co-building/communities/{EAST}/units"), 404)


def test_a_statement_is_told_for_a_quarter(lively: Party) -> None:
    url = "/co-building/units/HOUSING/statement"
    seen = calling(lively, "fan").get(url, quarter="2026Q4").json()
    assert (seen["promised"], seen["delivered"], seen["hours"]) == (1, 0, "0")
    is_problem(calling(lively, "fan").get(url, quarter="2026Q9"), 422)
    is_problem(calling(lively, "kong").get(url, quarter="2026Q4"), 404)


def test_no_operation_tells_the_name_of_a_member(lively: Party) -> None:
    chen = calling(lively, "chen")
    told = "".join(
        chen.get(f"/co-building{path}").content.decode()
        for path in ("", "/communities", f"/communities/{EAST}/units", "/needs")
    )
    assert not any(name in told for name in Member.objects.values_list("name", flat=True))
