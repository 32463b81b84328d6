"""Dues for other programs: sums without names, payments once."""

from __future__ import annotations

from typing import Any

import pytest

from jiceng.casework.tests.calling import Caller, is_problem
from jiceng.casework.tests.county import County
from jiceng.party.models import Payment
from jiceng.party.tests.cast import Party
from jiceng.party.tests.dues import MONTHLY, fix_year, take


@pytest.fixture
def program(party: Party, at_noon: object) -> Any:
    """A program that acts as one of the cast."""
    return lambda who: Caller(County(party.actors, party.people), who)


def test_a_committee_reads_its_branches_as_sums(party: Party, program: Any) -> None:
    members = fix_year(party)
    take(party, members[5])
    answer = program("luo").get("/dues", month="2026-11")
    east, west = answer.json()["items"]
    assert east == {
        "branch": "P-EAST", "name": "东社区党支部", "month": "2026-11", "members": 6,
        "settled": 1, "due": "180.00", "paid": "30.00", "open": "150.00",
    }  # fmt: skip
    assert (west["branch"], west["members"]) == ("P-WEST", 0)
    assert not [m for m in members if m.name in answer.text]
    whole = program("luo").get("/dues/P-NORTH").json()
    assert (whole["due"], whole["month"]) == ("180.00", "2026-11")


def test_lists_go_page_by_page_within_reach(party: Party, program: Any) -> None:
    first = program("shen").get("/dues", limit=2).json()
    rest = program("shen").get("/dues", limit=2, after=first["next"]).json()
    assert [d["branch"] for d in (*first["items"], *rest["items"])] == [
        "P-HOUSING", "P-EAST", "P-WEST",
    ]  # fmt: skip
    assert [d["branch"] for d in program("bai").get("/dues").json()["items"]] == ["P-EAST"]
    is_problem(program("hao").get("/dues/P-EAST"), 404)
    is_problem(program("yan").get("/dues"), 403)
    is_problem(program("bai").get("/dues", month="2027-01"), 404)
    is_problem(program("bai").get("/dues", month="1"), 422)


def test_a_payment_is_recorded_once_for_one_key(party: Party, program: Any) -> None:
    member = fix_year(party)[5]
    said = {"member": member.number, "through": "2026-11", "amount": "180.00",
            "on": "2026-11-23"}  # fmt: skip
    bai = program("bai")
    first, second = (
        bai.post("/dues/P-EAST/payments", said, **{"Idempotency-Key": "k1"}) for _try in range(2)
    )
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert first.json()["months"][0] == "2026-06"
    assert Payment.objects.get().fen == 6 * MONTHLY
    is_problem(bai.post("/dues/P-EAST/payments", said), 409)


@pytest.mark.parametrize(
    ("change", "status"),
    [({"amount": "30"}, 409), ({"amount": "-1"}, 422), ({"through": "2027-02"}, 422),
     ({"on": "2026-11-24"}, 422), ({"on": "2026-02-30"}, 422), ({"member": "D1"}, 422),
     ({"wage": "5000"}, 422)],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(
    party: Party, program: Any, change: dict[str, str], status: int
) -> None:
    member = fix_year(party)[5]
    said = {"member": member.number, "through": "2026-11", "amount": "180.00",
            "on": "2026-11-23", **change}  # fmt: skip
    is_problem(program("bai").post("/dues/P-EAST/payments", said), status)
    assert not Payment.objects.exists()


def test_only_the_own_secretary_records(party: Party, program: Any) -> None:
    member = fix_year(party)[5]
    said = {"member": member.number, "through": "2026-11", "amount": "180.00",
            "on": "2026-11-23"}  # fmt: skip
    is_problem(program("hao").post("/dues/P-EAST/payments", said), 404)
    is_problem(program("luo").post("/dues/P-EAST/payments", said), 403)
