"""Development files over the API: the same reach, the same refusals, the same file."""

from __future__ import annotations

import pytest

from jiceng.casework.tests.calling import Caller, is_problem
from jiceng.party.tests.cast import Party
from jiceng.party.tests.developing import BORN, Carried, applied

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


class Keeper(Caller):
    """A program that acts for somebody who keeps Party records."""

    def __init__(self, party: Party, who: str) -> None:
        super().__init__(party, who)  # type: ignore[arg-type]  # both casts know people by name


@pytest.fixture
def file(party: Party) -> Carried:
    return applied(party)


def test_lists_carry_no_names_and_end_at_the_line(file: Carried) -> None:
    for who, count in (("bai", 1), ("luo", 1), ("shen", 1), ("hao", 0)):
        answer = Keeper(file.party, who).get("/developments")
        assert len(answer.json()["items"]) == count
        assert file.file.applicant not in answer.content.decode()
    row = Keeper(file.party, "bai").get("/developments", state="applicant").json()["items"][0]
    assert row["missing"] == ["first_talk", "recognition"]
    assert not Keeper(file.party, "bai").get("/developments", state="full").json()["items"]


def test_other_posts_and_other_branches_find_nothing(file: Carried) -> None:
    where = f"/developments/{file.file.number}"
    is_problem(Keeper(file.party, "hao").get(where), 404)
    is_problem(Keeper(file.party, "zhou").get(where), 403)


def test_from_above_a_purpose_is_asked_for_once_a_day(file: Carried) -> None:
    above, where = Keeper(file.party, "luo"), f"/developments/{file.file.number}"
    told = is_problem(above.get(where), 422)
    assert told["codes"] == ["purpose_needed"]
    is_problem(above.get(where, purpose="curiosity"), 422)
    assert above.get(where, purpose="development").json()["applicant"] == file.file.applicant
    assert above.get(where).status_code == 200


def test_a_file_is_opened_carried_and_moved(party: Party) -> None:
    branch = Keeper(party, "bai")
    opened = {"organisation": "P-EAST", "applicant": "申请人丁（示例）",
              "born_on": BORN.isoformat(), "on": "2024-01-10"}  # fmt: skip
    seen = branch.post("/developments", opened).json()
    assert (seen["state"], seen["due_step"], seen["due_rule"]) == (
        "applicant", "first_talk", "talk_within_months",
    )  # fmt: skip
    where = f"/developments/{seen['number']}"
    for step, on, values in (
        ("first_talk", "2024-01-20", {"by": "secretary"}),
        ("recognition", "2024-07-15", {"recommended_by": "members", "body": "meeting"}),
    ):
        sent = {"version": seen["version"], "step": step, "on": on, "values": values}
        seen = branch.post(f"{where}/steps", sent).json()
    assert [s["number"] for s in seen["steps"]] == [1, 2, 3]
    assert next(m for m in seen["moves"] if m["name"] == "recognise")["blocked_by"] == []
    moved = branch.post(f"{where}/moves/recognise", {"version": seen["version"]}).json()
    assert moved["state"] == "activist" and moved["due_rule"] == "review_every_months"


def test_values_of_another_kind_are_refused_by_field(file: Carried) -> None:
    branch, where = Keeper(file.party, "bai"), f"/developments/{file.file.number}/steps"
    sent = {"version": file.file.version, "step": "first_talk", "on": "2024-01-20"}
    for values, code in (
        ({}, "needed"),
        ({"by": 7}, "unknown_value"),
        ({"by": ["x"]}, "unknown_value"),
        ({"by": "secretary", "family": "…"}, "unknown_field"),
    ):
        told = is_problem(branch.post(where, {**sent, "values": values}), 422)
        assert told["codes"] == [code]
    told = is_problem(branch.post(where, {**sent, "on": "2027-01-01", "values": {
        "by": "secretary"}}), 422)  # fmt: skip
    assert told["codes"] == ["in_the_future_day"]


def test_a_move_tells_every_missing_step(file: Carried) -> None:
    branch, where = Keeper(file.party, "bai"), f"/developments/{file.file.number}/moves/recognise"
    told = is_problem(branch.post(where, {"version": file.file.version}), 409)
    assert told["codes"] == ["paper_missing"] * 2
    is_problem(branch.post(where, {"version": file.file.version + 1}), 409)
    nowhere = f"/developments/{file.file.number}/moves/nothing"
    is_problem(branch.post(nowhere, {"version": 1}), 404)
