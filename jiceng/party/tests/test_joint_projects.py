"""Joint projects: who proposes, who answers, who delivers, and who alone confirms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from jiceng.casework.tests.county import FAR, NOON, WEST
from jiceng.kernel.records.models import JournalEntry, Note, PendingAlarm, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refused, Stale
from jiceng.party.actions.joint_projects import move_project
from jiceng.party.actions.needs import close_need, close_resource, left_of_need
from jiceng.party.models import JointProject
from jiceng.party.queries.co_building import project_for
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.neighbours import (
    in_days,
    moved,
    need,
    project,
    registered,
    resource,
)

DELIVERED: dict[str, Any] = {"result": "灯都亮了", "people": 2, "hours": Decimal("6.5")}


@pytest.fixture
def promised(neighbours: Party) -> JointProject:
    registered(neighbours)
    return moved(project(neighbours), neighbours, "fan", "commit")


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [r.code for r in refused.value.reasons]


def test_a_project_lives_from_invitation_to_evaluation(
    promised: JointProject, neighbours: Party
) -> None:
    steps: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("fan", "begin", {}),
        ("fan", "deliver", DELIVERED),
        ("chen", "confirm", {}),
        ("gao", "evaluate", {"grade": "good", "words": "随叫随到"}),
    )
    for who, name, given in steps:
        moved(promised, neighbours, who, name, days=2, **given)
    kept = JointProject.objects.get()
    assert (kept.state, kept.grade, kept.hours, kept.people) == (
        "evaluated", "good", Decimal("6.5"), 2,
    )  # fmt: skip
    assert kept.delivered_on == in_days(2)
    assert not WorkItem.objects.filter(subject_kind="joint_project").exists()
    words = Note.objects.filter(subject_kind="joint_project").values_list("kind", flat=True)
    assert set(words) == {"deliver.result", "evaluate.evaluation"}
    assert not any("随叫" in line.payload for line in JournalEntry.objects.all())


@pytest.mark.parametrize(("side", "role"), [("community", "co_builder"), ("unit", "host")])
def test_a_proposal_waits_for_the_other_side(neighbours: Party, side: str, role: str) -> None:
    registered(neighbours)
    row = project(neighbours, side)
    item = WorkItem.objects.get(subject_kind="joint_project")
    assert (item.role, item.tier) == (role, "community" if role == "host" else "county")
    assert PendingAlarm.objects.get(subject_kind="joint_project", subject_id=row.pk).at


@pytest.mark.parametrize(
    ("side", "who", "name"),
    [("community", "chen", "accept"), ("unit", "fan", "commit")],
)
def test_nobody_answers_their_own_proposal(
    neighbours: Party, side: str, who: str, name: str
) -> None:
    registered(neighbours)
    with pytest.raises(Refused) as refused:
        moved(project(neighbours, side), neighbours, who, name)
    assert codes(refused) == ["other_side_answers"]


def test_a_unit_that_is_not_registered_promises_nothing(neighbours: Party) -> None:
    with pytest.raises(Refused) as refused:
        project(neighbours, "unit")
    assert codes(refused) == ["not_registered_here"]


def test_another_units_contact_and_another_community_propose_nothing(neighbours: Party) -> None:
    registered(neighbours)
    for who, more in (("fan", {"unit": "POLICE"}), ("chen", {"community": WEST})):
        side = "unit" if who == "fan" else "community"
        with pytest.raises(NotAllowed):
            project(neighbours, side, **more)


def test_the_unit_never_confirms_its_own_delivery(
    promised: JointProject, neighbours: Party
) -> None:
    moved(promised, neighbours, "fan", "deliver", **DELIVERED)
    with pytest.raises(Refused) as refused:
        moved(promised, neighbours, "fan", "confirm")
    assert codes(refused) == ["own_delivery"]


def test_a_handler_of_the_unit_has_no_say_either(promised: JointProject, neighbours: Party) -> None:
    with pytest.raises(Refused) as refused:
        moved(promised, neighbours, "zhao", "begin")
    assert codes(refused) == ["wrong_role"]


def test_what_has_not_been_delivered_is_not_evaluated(
    promised: JointProject, neighbours: Party
) -> None:
    with pytest.raises(Refused) as refused:
        moved(promised, neighbours, "chen", "evaluate", grade="good")
    assert codes(refused) == ["evaluate_after_delivery"]


def test_an_evaluation_has_a_grade_that_exists(promised: JointProject, neighbours: Party) -> None:
    moved(promised, neighbours, "fan", "deliver", **DELIVERED)
    moved(promised, neighbours, "chen", "confirm")
    with pytest.raises(Refused) as refused:
        moved(promised, neighbours, "chen", "evaluate")
    assert codes(refused) == ["paper_missing"]
    with pytest.raises(Invalid):
        moved(promised, neighbours, "chen", "evaluate", grade="splendid")


def test_a_day_that_has_passed_is_promised_no_more(neighbours: Party) -> None:
    registered(neighbours)
    row = project(neighbours)
    with pytest.raises(Refused) as refused:
        moved(row, neighbours, "fan", "commit", days=21)
    assert codes(refused) == ["commitment_past"]
    moved(row, neighbours, "fan", "commit", days=20)


def test_late_work_may_still_begin_and_be_delivered(
    promised: JointProject, neighbours: Party
) -> None:
    moved(promised, neighbours, "fan", "begin", days=30)
    moved(promised, neighbours, "fan", "deliver", days=31, **DELIVERED)
    assert promised.state == "delivered"


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"hours": Decimal("-1")}, ["hours"]),
        ({"hours": Decimal("48.1")}, ["hours"]),
        ({"people": 0}, ["people"]),
        ({"delivered_on": in_days(1)}, ["delivered_on"]),
        ({"delivered_on": in_days(-1)}, ["delivered_on"]),
    ],
)
def test_a_delivery_that_cannot_be_is_refused_by_field(
    promised: JointProject, neighbours: Party, changes: dict[str, Any], fields: list[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        moved(promised, neighbours, "fan", "deliver", **{**DELIVERED, **changes})
    assert [r.field for r in refused.value.reasons] == fields
    assert JointProject.objects.get().state == "committed"


def test_a_delivery_says_what_was_done_and_for_how_long(
    promised: JointProject, neighbours: Party
) -> None:
    with pytest.raises(Refused) as refused:
        moved(promised, neighbours, "fan", "deliver")
    assert {r.field for r in refused.value.reasons} == {"result", "hours"}


def test_a_delivery_sent_back_is_done_again_and_counted_once(
    promised: JointProject, neighbours: Party
) -> None:
    moved(promised, neighbours, "fan", "deliver", **DELIVERED)
    moved(promised, neighbours, "chen", "send_back", reason="三楼还没亮")
    assert (promised.state, promised.hours) == ("under_way", None)
    moved(promised, neighbours, "fan", "deliver", **{**DELIVERED, "hours": Decimal(8)})
    assert JointProject.objects.get().hours == 8


def test_an_older_page_is_refused(promised: JointProject, neighbours: Party) -> None:
    with pytest.raises(Stale):
        move_project(promised, "begin", by=neighbours["fan"], now=NOON, version=1)


def test_numbers_that_point_at_a_person_are_not_kept(neighbours: Party) -> None:
    registered(neighbours)
    row = project(neighbours, title="联系 13812345678 修灯")
    assert "13812345678" not in row.title


def test_a_project_wrong_in_every_way_names_every_field(neighbours: Party) -> None:
    registered(neighbours)
    with pytest.raises(Invalid) as refused:
        project(neighbours, title=" ", kind="nothing", ends_on=in_days(-1), amount=0)
    assert [r.field for r in refused.value.reasons] == ["title", "ends_on", "kind", "amount"]


def test_a_need_and_a_resource_give_no_more_than_they_have(neighbours: Party) -> None:
    registered(neighbours)
    wanted, offered = need(neighbours), resource(neighbours)
    project(neighbours, need=wanted, resource=offered, amount=2)
    assert left_of_need(wanted) == 0
    with pytest.raises(Invalid) as refused:
        project(neighbours, need=wanted, resource=offered, amount=2)
    assert [r.code for r in refused.value.reasons] == ["nothing_left", "nothing_left"]


def test_what_was_declined_is_free_again(neighbours: Party) -> None:
    registered(neighbours)
    wanted = need(neighbours)
    row = project(neighbours, need=wanted, amount=2)
    moved(row, neighbours, "fan", "decline", reason="人手不够")
    assert left_of_need(wanted) == 2


def test_closed_needs_and_resources_take_no_more_projects(neighbours: Party) -> None:
    registered(neighbours)
    wanted, offered = need(neighbours), resource(neighbours)
    close_need(wanted, "已自行解决", by=neighbours["gao"], now=NOON, version=1)
    close_resource(offered, "车辆调走", by=neighbours["fan"], now=NOON, version=1)
    with pytest.raises(Invalid) as refused:
        project(neighbours, need=wanted, resource=offered)
    assert [r.code for r in refused.value.reasons] == ["need_closed", "resource_closed"]
    with pytest.raises(Refused):
        close_need(wanted, "再关一次", by=neighbours["gao"], now=NOON, version=2)


def test_only_the_own_side_lists_and_closes(neighbours: Party) -> None:
    wanted, offered = need(neighbours), resource(neighbours)
    with pytest.raises(NotAllowed):
        close_need(wanted, "不要了", by=neighbours["xie"], now=NOON, version=1)
    with pytest.raises(NotAllowed):
        close_resource(offered, "不给了", by=neighbours["kong"], now=NOON, version=1)
    with pytest.raises(NotAllowed):
        need(neighbours, at=FAR)
    with pytest.raises(Invalid):
        resource(neighbours, communities=("nowhere",), ends_on=TODAY)


def test_a_resource_out_of_time_is_not_listed(neighbours: Party) -> None:
    with pytest.raises(Invalid) as refused:
        need(neighbours, starts_on=in_days(5), ends_on=in_days(4))
    assert [r.code for r in refused.value.reasons] == ["window_reversed"]


@pytest.mark.parametrize("who", ["chen", "gao", "wang", "ma", "zhou", "zhao", "fan", "shen", "luo"])
def test_a_project_is_read_by_area_and_by_its_unit(
    promised: JointProject, neighbours: Party, who: str
) -> None:
    assert project_for(neighbours[who], promised.number) == promised


@pytest.mark.parametrize("who", ["xie", "sun", "kong", "qian", "guo", "he", "bai", "yan"])
def test_a_project_is_missing_to_everybody_else(
    promised: JointProject, neighbours: Party, who: str
) -> None:
    with pytest.raises(NotFound):
        project_for(neighbours[who], promised.number)
