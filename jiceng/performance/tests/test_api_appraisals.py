"""Appraisals for other programs: who reads and moves what, and that no answer points at a voter."""

from __future__ import annotations

from typing import Any, cast

import pytest

from jiceng.casework.tests.calling import Caller, is_problem
from jiceng.casework.tests.county import LONG_AGO, NOON, County
from jiceng.casework.tests.ledger import ledger
from jiceng.kernel.records.configuration import set_rule
from jiceng.performance.actions import ballots as votes
from jiceng.performance.rules.appraisals import KIND, Ballot, count, scheme_of
from jiceng.performance.tests.apart import Apart
from jiceng.performance.tests.appraising import LISTED, SCHEME, opened, reviewed, voting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
GIVEN = {"organisation": "Q-EAST", "year": 2026}


def program(apart: Apart, who: str) -> Caller:
    """A program that acts as one of the cast; it asks for people alone."""
    return Caller(cast(County, apart), who)


@pytest.fixture
def scheme(apart: Apart) -> None:
    set_rule(KIND, "yearly", SCHEME, valid_from=LONG_AGO, reason="试行", by="setup", now=NOON)


@pytest.mark.usefixtures("scheme")
def test_the_department_opens_and_the_branch_reports(apart: Apart) -> None:
    shen, bai = program(apart, "shen"), program(apart, "bai")
    number = shen.post("/appraisals", GIVEN).json()["number"]
    seen = bai.get(f"/appraisals/{number}").json()
    assert [m["name"] for m in seen["moves"]] == ["report"]
    url = f"/appraisals/{number}/moves/report"
    said = {"version": seen["version"], "report": "用数据和事例报告一年的工作"}
    assert bai.post(url, said).json()["state"] == "reviewing"
    is_problem(bai.post(url, said), 409)
    is_problem(shen.post("/appraisals", GIVEN), 409)


@pytest.mark.usefixtures("scheme")
@pytest.mark.parametrize(
    ("who", "given", "status"),
    [
        ("luo", GIVEN, 403),
        ("shen", {**GIVEN, "organisation": "NOBODY"}, 404),
        ("shen", {**GIVEN, "organisation": "GOV"}, 404),
        ("shen", {**GIVEN, "organisation": "Q"}, 409),
        ("shen", {**GIVEN, "year": 2024}, 422),
        ("shen", {**GIVEN, "weight": 1}, 422),
    ],
)
def test_an_appraisal_that_cannot_be_opened_says_why(
    apart: Apart, who: str, given: dict[str, Any], status: int
) -> None:
    is_problem(program(apart, who).post("/appraisals", given), status)


def test_the_review_is_written_from_above(apart: Apart) -> None:
    row = reviewed(apart)
    assert program(apart, "luo").get(f"/appraisals/{row.number}").json()["on_site"] == 90
    said = {"version": row.version, "on_site": 50, "daily": 50, "words": "再看一次"}
    is_problem(program(apart, "luo").post(f"/appraisals/{row.number}/review", said), 409)
    is_problem(program(apart, "bai").post(f"/appraisals/{row.number}/review", said), 403)


def test_a_sibling_and_a_stranger_find_nothing(apart: Apart) -> None:
    row = opened(apart)
    for who in ("hao", "zhou"):
        caller = program(apart, who)
        assert caller.get(f"/appraisals/{row.number}").status_code in (403, 404)
    assert program(apart, "hao").get("/appraisals").json()["items"] == []
    assert Caller().get("/appraisals").status_code == 401


def test_the_published_ballots_count_to_the_published_result(apart: Apart) -> None:
    row, made = voting(apart)
    mine = [votes.cast(row.number, one.code, "good", now=NOON) for one in made]
    shen = program(apart, "shen")
    seen = shen.get(f"/appraisals/{row.number}").json()
    assert (seen["ballots"], seen["result"]) == ([], {}), "nothing before the vote is closed"
    is_problem(shen.post(f"/appraisals/{row.number}/moves/open_vote", {"version": 1}), 409)
    url = f"/appraisals/{row.number}/moves/close_vote"
    seen = shen.post(url, {"version": row.version}).json()
    again = count([Ballot(**b) for b in seen["ballots"]], scheme_of(seen["scheme"]))
    assert [dict(c.votes) for c in again] == [c["votes"] for c in seen["result"]["counts"]]
    assert {b["number"] for b in seen["ballots"]} == set(mine)


def test_no_answer_names_a_slip_its_key_or_who_was_drawn(apart: Apart) -> None:
    row, made = voting(apart)
    text = program(apart, "shen").get(f"/appraisals/{row.number}").content.decode()
    hidden = {row.slip_key, *(m.code for m in made), *(one.code for one in LISTED)}
    assert not {secret for secret in hidden if secret in text}


def test_a_problem_is_named_for_a_ledger(apart: Apart) -> None:
    campaign, row = ledger(apart, "appraisal"), reviewed(apart)
    said = {"version": row.version, "text": "党员活动室长期上锁", "part": "review",
            "ledger": campaign.code, "unit": "C-EAST"}  # fmt: skip
    url = f"/appraisals/{row.number}/problems"
    [problem] = program(apart, "luo").post(url, said).json()["problems"]
    assert (problem["part"], problem["state"]) == ("实地考评", "found")
    origin = program(apart, "tang").get(f"/problems/{problem['number']}").json()["origin"]
    assert origin == {"kind": "appraisal", "number": row.number}


@pytest.mark.parametrize("query", [{"state": "nowhere"}, {"year": 1}, {"after": "x"}, {"x": "y"}])
def test_a_list_that_cannot_be_narrowed_so_says_why(apart: Apart, query: dict[str, Any]) -> None:
    is_problem(program(apart, "shen").get("/appraisals", **query), 422)
