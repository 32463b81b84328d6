"""Units and members report to a community; names stay with the member and the community."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from jiceng.casework.tests.county import EAST, NOON, START, WEST
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.models import Appointment, JournalEntry, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refused
from jiceng.party.actions.hours import Served, answer_hours, enter_hours
from jiceng.party.actions.registrations import (
    Reporting,
    change_posts,
    evaluate_unit,
    move_member_registration,
    move_unit_registration,
    register_member,
    register_unit,
)
from jiceng.party.models import HoursEntry, MemberRegistration, UnitRegistration
from jiceng.party.queries.co_building import (
    communities_of,
    community_for,
    member_registration_for,
    member_registrations,
)
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.neighbours import in_days, member_registered, registered


def also_holds(party: Party, who: str, post: str, unit: str, area: str) -> None:
    """Somebody of the cast holds another post besides."""
    Appointment.objects.create(
        person=party.people[who], post=post, unit_id=unit, area_id=area, starts_on=START
    )
    party.actors[who] = actor_for(party.people[who], now=NOON, today=TODAY)


def test_a_unit_reports_and_the_community_confirms(neighbours: Party) -> None:
    row = register_unit("HOUSING", EAST, "维修 13812345678", by=neighbours["fan"], now=NOON)
    assert "13812345678" not in row.offers
    item = WorkItem.objects.get(subject_kind="unit_registration")
    assert (item.role, item.tier, item.area_path) == ("host", "community", row.area_path)
    move_unit_registration(row, "confirm", by=neighbours["gao"], now=NOON, version=1)
    assert UnitRegistration.objects.get().state == "confirmed"


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_a_unit_reports_to_a_community_once(neighbours: Party, is_confirmed: bool) -> None:
    row = register_unit("HOUSING", EAST, by=neighbours["fan"], now=NOON)
    if is_confirmed:
        move_unit_registration(row, "confirm", by=neighbours["gao"], now=NOON, version=1)
    with pytest.raises(Refused) as refused:
        register_unit("HOUSING", EAST, by=neighbours["fan"], now=NOON)
    assert refused.value.reasons[0].params["number"] == row.number
    register_unit("HOUSING", WEST, by=neighbours["fan"], now=NOON)


def test_a_unit_that_left_may_come_back(neighbours: Party) -> None:
    row = registered(neighbours)
    move_unit_registration(
        row, "end", by=neighbours["fan"], now=NOON, version=row.version, reason="搬迁"
    )
    assert register_unit("HOUSING", EAST, by=neighbours["fan"], now=NOON).state == "registered"


def test_only_its_own_contact_reports_a_unit(neighbours: Party) -> None:
    for who in ("kong", "zhao", "chen", "yan"):
        with pytest.raises(NotAllowed):
            register_unit("HOUSING", EAST, by=neighbours[who], now=NOON)


def test_a_community_does_not_report_to_itself(neighbours: Party) -> None:
    also_holds(neighbours, "chen", "co_building_contact", "C-EAST", EAST)
    with pytest.raises(Invalid) as refused:
        register_unit("C-EAST", EAST, by=neighbours["chen"], now=NOON)
    assert [r.code for r in refused.value.reasons] == ["community_itself"]


def test_whoever_reports_a_unit_does_not_confirm_it(neighbours: Party) -> None:
    row = register_unit("HOUSING", EAST, by=neighbours["fan"], now=NOON)
    also_holds(neighbours, "fan", "community_clerk", "C-EAST", EAST)
    with pytest.raises(Refused) as refused:
        move_unit_registration(row, "confirm", by=neighbours["fan"], now=NOON, version=1)
    assert [r.code for r in refused.value.reasons] == ["own_delivery"]


def test_another_community_confirms_nothing(neighbours: Party) -> None:
    row = register_unit("HOUSING", EAST, by=neighbours["fan"], now=NOON)
    with pytest.raises(Refused) as refused:
        move_unit_registration(row, "confirm", by=neighbours["xie"], now=NOON, version=1)
    assert [r.code for r in refused.value.reasons] == ["wrong_role"]


def test_an_unknown_place_or_unit_is_named(neighbours: Party) -> None:
    for unit, community in (("NOBODY", EAST), ("HOUSING", "469024100")):
        with pytest.raises(Invalid):
            register_unit(unit, community, by=neighbours["fan"], now=NOON)


def test_a_member_reports_by_the_own_account(neighbours: Party) -> None:
    row = member_registered(neighbours)
    assert (row.state, row.posts, row.member.person_id) == (
        "confirmed", ["skills"], neighbours.people["yan"].pk,
    )  # fmt: skip
    with pytest.raises(Refused):
        register_member(Reporting(WEST), by=neighbours["yan"], now=NOON)


def test_nobody_without_a_record_reports_as_a_member(neighbours: Party) -> None:
    for who in ("bai", "chen", "fan"):
        with pytest.raises(NotAllowed):
            register_member(Reporting(EAST), by=neighbours[who], now=NOON)


def test_a_post_nobody_offers_is_refused(neighbours: Party) -> None:
    with pytest.raises(Invalid):
        register_member(Reporting(EAST, posts=("spying",)), by=neighbours["yan"], now=NOON)


def test_a_name_is_read_by_the_member_and_the_community_alone(neighbours: Party) -> None:
    row = member_registered(neighbours)
    for who in ("yan", "chen", "gao"):
        assert member_registration_for(neighbours[who], row.number) == row
    for who in ("bai", "luo", "shen", "wang", "ma", "zhou", "tang", "lu", "fan", "xie", "zhao"):
        assert not member_registrations(neighbours[who]).exists(), who
        with pytest.raises(NotFound):
            member_registration_for(neighbours[who], row.number)


def test_the_worklist_and_the_journal_tell_no_name(neighbours: Party) -> None:
    row = register_member(Reporting(EAST), by=neighbours["yan"], now=NOON)
    name = row.member.name
    assert name not in WorkItem.objects.get(subject_kind="member_registration").title
    assert not any(name in line.payload for line in JournalEntry.objects.all())


def test_a_member_of_the_communitys_staff_does_not_confirm_themselves(neighbours: Party) -> None:
    also_holds(neighbours, "yan", "community_clerk", "C-EAST", EAST)
    row = register_member(Reporting(EAST), by=neighbours["yan"], now=NOON)
    with pytest.raises(Refused) as refused:
        move_member_registration(row, "confirm", by=neighbours["yan"], now=NOON, version=1)
    assert [r.code for r in refused.value.reasons] == ["own_registration"]


def test_a_member_changes_posts_and_ends_their_own_registration(neighbours: Party) -> None:
    row = member_registered(neighbours)
    with pytest.raises(NotAllowed):
        change_posts(row, Reporting(EAST), by=neighbours["chen"], now=NOON, version=row.version)
    change_posts(
        row, Reporting(EAST, "", ("care", "policy")), by=neighbours["yan"], now=NOON,
        version=row.version,
    )  # fmt: skip
    assert MemberRegistration.objects.get().posts == ["care", "policy"]
    move_member_registration(
        row, "end", by=neighbours["yan"], now=NOON, version=row.version, reason="搬家"
    )
    assert MemberRegistration.objects.get().state == "ended"


SERVED = Served(TODAY, "skills", "修理电扇", Decimal("2.5"))


def test_hours_are_entered_by_the_member_and_confirmed_by_the_community(neighbours: Party) -> None:
    row = member_registered(neighbours)
    entry = enter_hours(row, SERVED, by=neighbours["yan"], now=NOON)
    with pytest.raises(NotAllowed):
        answer_hours(entry, confirms=True, by=neighbours["xie"], now=NOON)
    answer_hours(entry, confirms=True, by=neighbours["chen"], now=NOON)
    assert HoursEntry.objects.get().confirmed_at == NOON
    with pytest.raises(Refused) as refused:
        answer_hours(entry, confirms=False, by=neighbours["gao"], now=NOON)
    assert [r.code for r in refused.value.reasons] == ["hours_answered"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"hours": Decimal("-0.5")}, "hours"),
        ({"hours": Decimal(0)}, "hours"),
        ({"hours": Decimal("24.1")}, "hours"),
        ({"served_on": in_days(1)}, "served_on"),
        ({"served_on": in_days(-1)}, "served_on"),
        ({"post": "spying"}, "post"),
        ({"work": " "}, "work"),
    ],
)
def test_hours_that_cannot_be_are_refused_by_field(
    neighbours: Party, changes: dict[str, Any], field: str
) -> None:
    row = member_registered(neighbours)
    with pytest.raises(Invalid) as refused:
        enter_hours(row, replace(SERVED, **changes), by=neighbours["yan"], now=NOON)
    assert [r.field for r in refused.value.reasons] == [field]


def test_a_day_has_twenty_four_hours_in_however_many_entries(neighbours: Party) -> None:
    row = member_registered(neighbours)
    enter_hours(row, replace(SERVED, hours=Decimal(20)), by=neighbours["yan"], now=NOON)
    with pytest.raises(Invalid) as refused:
        enter_hours(row, replace(SERVED, hours=Decimal("4.1")), by=neighbours["yan"], now=NOON)
    assert [r.code for r in refused.value.reasons] == ["day_full"]
    enter_hours(row, replace(SERVED, hours=Decimal(4)), by=neighbours["yan"], now=NOON)


def test_nobody_enters_hours_for_somebody_else_or_before_confirmation(neighbours: Party) -> None:
    row = register_member(Reporting(EAST), by=neighbours["yan"], now=NOON)
    with pytest.raises(Refused):
        enter_hours(row, SERVED, by=neighbours["yan"], now=NOON)
    with pytest.raises(NotAllowed):
        enter_hours(row, SERVED, by=neighbours["chen"], now=NOON)


def test_a_community_evaluates_a_unit_once_a_year(neighbours: Party) -> None:
    row = registered(neighbours)
    said: dict[str, Any] = {"year": 2026, "grade": "fair", "words": "活动及时"}
    with pytest.raises(NotAllowed):
        evaluate_unit(row, **said, by=neighbours["fan"], now=NOON)
    evaluate_unit(row, **said, by=neighbours["gao"], now=NOON)
    with pytest.raises(Refused) as refused:
        evaluate_unit(row, **said, by=neighbours["chen"], now=NOON)
    assert [r.code for r in refused.value.reasons] == ["evaluated_already"]
    evaluate_unit(row, **{**said, "year": 2025}, by=neighbours["chen"], now=NOON)


@pytest.mark.parametrize("changes", [{"grade": "splendid"}, {"year": 2024}, {"year": 2027}])
def test_an_evaluation_that_makes_no_sense_is_refused(
    neighbours: Party, changes: dict[str, Any]
) -> None:
    said: dict[str, Any] = {"year": 2026, "grade": "good", "words": "", **changes}
    with pytest.raises(Invalid):
        evaluate_unit(registered(neighbours), **said, by=neighbours["gao"], now=NOON)


def test_a_unit_not_yet_confirmed_is_not_evaluated(neighbours: Party) -> None:
    row = register_unit("HOUSING", EAST, by=neighbours["fan"], now=NOON)
    with pytest.raises(Refused):
        evaluate_unit(row, year=2026, grade="good", words="", by=neighbours["gao"], now=NOON)


def test_a_board_is_read_by_area_and_by_whoever_is_registered(neighbours: Party) -> None:
    assert [a.code for a in communities_of(neighbours["wang"])] == [EAST, WEST]
    assert communities_of(neighbours["fan"]) == []
    register_unit("HOUSING", EAST, by=neighbours["fan"], now=NOON)
    assert community_for(neighbours["fan"], EAST).code == EAST
    with pytest.raises(NotFound):
        community_for(neighbours["fan"], WEST)
    assert len(communities_of(neighbours["shen"])) == 3
    assert communities_of(neighbours["bai"]) == []


def test_an_unanswered_registration_rings(neighbours: Party) -> None:
    row = register_unit("HOUSING", EAST, by=neighbours["fan"], now=NOON)
    assert row.stage_due_at is not None
    assert row.stage_due_at - NOON >= timedelta(days=3)
