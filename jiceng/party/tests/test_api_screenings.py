"""Screenings for other programs of the organisation department."""

from __future__ import annotations

from typing import Any

import pytest

from jiceng.casework.tests.calling import Caller, is_problem
from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.tokens import issue_token
from jiceng.party.models import Screening
from jiceng.party.rules.drill_defects import DEFECTS, Defect
from jiceng.party.tests.cast import Party
from jiceng.party.tests.screening import line, opened, table, taken_in, work_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
CLEAN = Defect("clean", frozenset(), lambda draft, rng: None)
SHORT = next(d for d in DEFECTS if d.name == "a year less a day")


def caller(party: Party, who: str) -> Caller:
    made = Caller()
    token = issue_token(party.people[who], "test", now=NOON)
    made.headers = {"Authorization": f"Bearer {token}"}
    return made


@pytest.fixture
def screening(party: Party) -> Screening:
    made = opened(party)
    taken_in(party, made, table([line(SHORT, 1, "A1"), line(CLEAN, 2, "A2")]))
    return made


def test_a_screening_is_opened_read_and_listed(party: Party) -> None:
    shen = caller(party, "shen")
    made = shen.post("/screenings", {"title": "历年排查", "scope": "P-NORTH"}).json()
    assert (made["scope"], made["files"]) == ("P-NORTH", 0)
    shen.post(f"/screenings/{made['number']}/look", {})
    work_off()
    seen = shen.get(f"/screenings/{made['number']}").json()
    assert seen["checked_at"]
    assert [v["number"] for v in seen["versions"]] == [1, 2]
    assert [s["number"] for s in shen.get("/screenings").json()["items"]] == [made["number"]]


def test_files_are_listed_by_what_a_rule_said_page_by_page(
    party: Party, screening: Screening
) -> None:
    shen, url = caller(party, "shen"), f"/screenings/{screening.number}/files"
    failed = shen.get(url, rule="R04", result="fail").json()["items"]
    assert [f["external_number"] for f in failed] == ["A1"]
    first = shen.get(url, limit=1).json()
    rest = shen.get(url, limit=1, after=first["next"]).json()
    assert [f["external_number"] for f in first["items"] + rest["items"]] == ["A1", "A2"]


def test_a_file_tells_every_finding_and_is_moved(party: Party, screening: Screening) -> None:
    shen = caller(party, "shen")
    file = screening.files.get(external_number="A1")
    url = f"/screenings/{screening.number}/files/{file.number}"
    seen: dict[str, Any] = shen.get(url).json()
    worst = seen["findings"][0]
    assert (worst["rule"], worst["result"], worst["severity"]) == ("R04", "fail", "fatal")
    assert len(seen["findings"]) == 20
    moved = shen.post(f"{url}/moves/suspect", {"version": 1, "reason": "培养时间不足"})
    assert moved.json()["state"] == "suspected"
    is_problem(shen.post(f"{url}/moves/suspect", {"version": 1, "reason": "再来"}), 409)
    is_problem(shen.post(f"{url}/moves/nothing", {"version": 2}), 404)


@pytest.mark.parametrize("who", ["luo", "bai", "tang"])
def test_others_may_not_call(party: Party, screening: Screening, who: str) -> None:
    is_problem(caller(party, who).get(f"/screenings/{screening.number}"), 403)


def test_a_file_of_another_screening_is_missing(party: Party, screening: Screening) -> None:
    other = opened(party, "P-NORTH")
    file = screening.files.first()
    assert file is not None
    is_problem(caller(party, "shen").get(f"/screenings/{other.number}/files/{file.number}"), 404)
