"""Organisational life for other programs: counts go out, names stay in."""

from __future__ import annotations

from typing import Any, cast

import pytest

from jiceng.casework.tests.calling import Caller, is_problem
from jiceng.casework.tests.county import County
from jiceng.party.tests.cast import Party

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
PLAN = {"organisation": "P-EAST", "kinds": ["members_meeting"], "on": "2026-11-20",
        "place": "活动室", "agenda": ["学习"]}  # fmt: skip


def program(party: Party, who: str) -> Caller:
    """A program that acts as one of the Party cast; it asks for people alone."""
    return Caller(cast(County, party), who)


def called(party: Party, **changes: Any) -> dict[str, Any]:
    answer = program(party, "bai").post("/meetings", {**PLAN, **changes})
    assert answer.status_code == 200, answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


def test_a_meeting_is_called_held_and_on_file(party: Party) -> None:
    bai, number = program(party, "bai"), called(party)["number"]
    away = party.members("P-EAST")[1]
    said = {"version": 1, "on_leave": [away.number], "minutes": "记录",
            "decisions": [{"text": "修缮活动室", "due_on": "2026-12-20"}]}  # fmt: skip
    seen = bai.post(f"/meetings/{number}/moves/hold", said).json()
    assert (seen["state"], seen["should_attend"], seen["attended"], seen["resolutions"]) == (
        "recorded", 6, 5, 1,
    )  # fmt: skip
    assert away.name not in bai.get(f"/meetings/{number}").content.decode()
    is_problem(bai.post(f"/meetings/{number}/moves/hold", said), 409)


def test_counts_from_paper_stand_for_a_list(party: Party) -> None:
    bai, number = program(party, "bai"), called(party)["number"]
    counts = {"should": 6, "attended": 7, "leave": 0, "voters": 5, "voters_present": 5}
    url = f"/meetings/{number}/moves/hold"
    problem = is_problem(bai.post(url, {"version": 1, "counts": counts}), 422)
    assert problem["codes"] == ["more_than_should"]
    seen = bai.post(url, {"version": 1, "counts": {**counts, "attended": 6}}).json()
    assert seen["attended"] == 6


@pytest.mark.parametrize("changes", [{"should": 10**20}, {"voters": -1}])
def test_numbers_no_meeting_has_are_sentences(party: Party, changes: dict[str, int]) -> None:
    counts = {"should": 6, "attended": 6, "leave": 0, "voters": 5, "voters_present": 5}
    url = f"/meetings/{called(party)['number']}/moves/hold"
    is_problem(program(party, "bai").post(url, {"version": 1, "counts": counts | changes}), 422)


@pytest.mark.parametrize(
    "changes",
    [
        {"on": "2026-02-29"}, {"kinds": []}, {"kinds": ["picnic"]}, {"begins_at": "25:00"},
        {"lecturer": "D0"}, {"mood": "good"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_a_sentence(party: Party, changes: dict[str, Any]) -> None:
    is_problem(program(party, "bai").post("/meetings", {**PLAN, **changes}), 422)


def test_a_stranger_cannot_be_on_leave(party: Party) -> None:
    bai, number = program(party, "bai"), called(party)["number"]
    said = {"version": 1, "absent": [party.members("P-WEST")[0].number]}
    is_problem(bai.post(f"/meetings/{number}/moves/hold", said), 422)


def test_each_line_reads_its_own(party: Party) -> None:
    number = called(party)["number"]
    for who, status in (("luo", 200), ("shen", 200), ("hao", 404), ("yan", 403), ("zhou", 403)):
        assert program(party, who).get(f"/meetings/{number}").status_code == status
    listed = program(party, "luo").get("/meetings", organisation="P-EAST", year=2026).json()
    assert [m["number"] for m in listed["items"]] == [number]
    assert program(party, "hao").get("/meetings").json()["items"] == []
    is_problem(program(party, "luo").post("/meetings", PLAN), 403)
    move = f"/meetings/{number}/moves"
    is_problem(program(party, "luo").post(f"{move}/cancel", {"version": 1, "reason": "雨"}), 403)
    is_problem(program(party, "bai").post(f"{move}/fly", {"version": 1}), 404)
    cancelled = program(party, "bai").post(f"{move}/cancel", {"version": 1, "reason": "雨"})
    assert cancelled.json()["state"] == "cancelled"


def test_what_is_owed_is_told_with_its_day(party: Party) -> None:
    called_items = program(party, "luo").get("/organisational-life/P-EAST").json()["items"]
    november = next(i for i in called_items
                    if i["kind"] == "theme_day" and i["ends_on"] == "2026-11-30")  # fmt: skip
    assert (november["required"], november["held"], november["light"]) == (1, 0, "yellow")
    is_problem(program(party, "hao").get("/organisational-life/P-EAST"), 404)
    assert program(party, "luo").get("/organisational-life/P-EAST", year=2019).json()["items"] == []
