"""Setting up organisations, electing committees, and what the rules say of them (§5.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from jiceng.casework.queries.ledgers import unit_names
from jiceng.casework.tests.county import NOON, NORTH, WEST
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused, Stale
from jiceng.party.actions.members import leave
from jiceng.party.actions.organisations import (
    Election,
    Founding,
    Particulars,
    amend,
    dissolve,
    elect,
    found,
    vacate,
)
from jiceng.party.models import CommitteeTerm, Member, Organisation, Seat
from jiceng.party.queries.organisations import seen
from jiceng.party.queries.weak_facts import SOUND as SEAT_HELD
from jiceng.party.queries.weak_facts import secretary_vacant
from jiceng.party.rules.organisations import Standing, set_up_faults, term_light, term_years
from jiceng.party.tests.cast import TODAY, Party
from jiceng.party.tests.dues import move

pytestmark = pytest.mark.django_db
VALUES = {
    "least_full_members": 3, "most_members": 50, "most_units_of_joint": 5,
    "committee_from_full_members": 7, "least_committee": 3, "most_committee": 7,
    "term_years_local": 5, "term_years_other": 3, "warn_days": 183,
}  # fmt: skip
SOUND = Standing("branch", "village", 6, 0, 0, True)
NEW = Founding(
    code="PNEW1", name="北镇小学党支部", kind="branch", sector="school",
    founded_on=date(2026, 11, 1),
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"full_members": 3}, []),
        ({"full_members": 2}, ["branch_too_small"]),
        ({"kind": "joint_branch", "full_members": 2, "units": 5}, []),
        ({"kind": "joint_branch", "full_members": 2, "units": 6}, ["joint_of_too_many"]),
        ({"full_members": 7}, ["committee_owed"]),
        ({"full_members": 7, "seats": 3}, []),
        ({"full_members": 7, "seats": 2}, ["committee_owed"]),
        ({"full_members": 30, "seats": 7}, []),
        ({"full_members": 30, "seats": 8}, ["committee_too_large"]),
        ({"full_members": 40, "probationary": 10, "seats": 5}, []),
        ({"full_members": 41, "probationary": 10, "seats": 5}, ["branch_too_large"]),
        ({"has_secretary": False}, ["no_branch_secretary"]),
        ({"kind": "group", "full_members": 1, "has_secretary": False}, []),
    ],
)
def test_each_set_up_rule_holds_on_both_sides_of_its_bound(
    change: dict[str, object], codes: list[str]
) -> None:
    branch = replace(SOUND, **change)  # type: ignore[arg-type]  # fields of the table above
    assert [r.code for r in set_up_faults(branch, VALUES)] == codes


@pytest.mark.parametrize(
    ("ends", "light"),
    [
        (date(2026, 11, 22), "red"),
        (date(2026, 11, 23), "yellow"),
        (date(2027, 5, 25), "yellow"),
        (date(2027, 5, 26), "green"),
        (None, "yellow"),
    ],
)
def test_an_election_is_announced_half_a_year_ahead(ends: date | None, light: str) -> None:
    assert term_light(ends, TODAY, 183) == light


def test_villages_and_communities_elect_for_five_years_others_for_three() -> None:
    assert [term_years(s, VALUES) for s in ("village", "community", "organ", "school")] == [
        5, 5, 3, 3,
    ]  # fmt: skip


def test_a_committee_sets_up_a_branch_below_itself(party: Party) -> None:
    row = found(NEW, above=party.at("P-NORTH"), by=party["luo"], now=NOON)
    assert row.path == "P/P-NORTH/PNEW1/"
    assert territory().apart["PNEW1"].name == "北镇小学党支部"


@pytest.mark.parametrize("who", ["bai", "hao", "yan", "zhou", "lu"])
def test_nobody_else_sets_up_a_branch(party: Party, who: str) -> None:
    with pytest.raises(NotAllowed):
        found(NEW, above=party.at("P-NORTH"), by=party[who], now=NOON)
    assert not Organisation.objects.filter(unit_id="PNEW1").exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"kind": "sect"}, "kind"),
        ({"kind": "group"}, "kind"),
        ({"sector": "space"}, "sector"),
        ({"code": "P-EAST"}, "code"),
        ({"code": "支部"}, "code"),
        ({"community": NORTH}, "community"),
        ({"home_units": ("nowhere",)}, "home_units"),
        ({"may_approve": True}, "may_approve"),
        (
            {
                "kind": "committee",
                "may_approve": True,
                "approves_since": TODAY,
                "approves_until": TODAY,
            },
            "approves_until",
        ),
    ],
)
def test_a_faulty_founding_names_its_field_and_writes_nothing(
    party: Party, change: dict[str, object], field: str
) -> None:
    before = Organisation.objects.count()
    with pytest.raises(Invalid) as refused:
        found(replace(NEW, **change), above=party.at("P-NORTH"), by=party["luo"], now=NOON)  # type: ignore[arg-type]  # as above
    assert field in {r.field for r in refused.value.reasons}
    assert Organisation.objects.count() == before


def elected(party: Party, *seats: tuple[int, str]) -> Election:
    return Election(date(2026, 11, 20), date(2026, 11, 20), date(2029, 11, 20), seats)


AUTHORISED = Particulars(
    sector="village", may_approve=True, approves_since=date(2010, 1, 1),
    approves_until=date(2020, 1, 1),
)  # fmt: skip


def test_an_organisation_is_put_right_from_above(party: Party) -> None:
    north = party.at("P-NORTH")
    amend(north, AUTHORISED, by=party["shen"], now=NOON, version=1)
    row = Organisation.objects.get(pk=north.pk)
    assert row.authority == (date(2010, 1, 1), date(2020, 1, 1))
    told = JournalEntry.objects.get(kind="party.amend").payload
    assert "approves_since" in told and "2010" not in told
    with pytest.raises(Stale):
        amend(row, AUTHORISED, by=party["shen"], now=NOON, version=1)
    amend(row, Particulars(sector="village"), by=party["shen"], now=NOON, version=2)
    assert Organisation.objects.get(pk=north.pk).authority is False


@pytest.mark.parametrize("who", ["luo", "bai", "yan"])
def test_nobody_gives_themselves_authority(party: Party, who: str) -> None:
    with pytest.raises(NotAllowed):
        amend(party.at("P-NORTH"), AUTHORISED, by=party[who], now=NOON, version=1)


def test_a_branch_gets_its_community_and_units(party: Party) -> None:
    """A joint branch of too many units is found, and a community finds its branch."""
    east, units = party.at("P-EAST"), tuple(sorted(territory().units))[:6]
    Organisation.objects.filter(pk=east.pk).update(kind="joint_branch", community=None)
    given = Particulars(sector="community", home_units=units, community=WEST)
    amend(east, given, by=party["luo"], now=NOON, version=1)
    row = Organisation.objects.select_related("unit").get(pk=east.pk)
    assert (row.community_id, row.unit.area_id) == (WEST, WEST)
    assert "joint_of_too_many" in {r.code for r in seen([row], TODAY)[0].faults}


def test_an_election_ends_the_term_before_and_fills_the_seats(party: Party) -> None:
    east, members = party.at("P-EAST"), party.members("P-EAST")
    before = CommitteeTerm.objects.get(organisation=east, ended_on=None)
    given = elected(party, (members[3].pk, "secretary"), (members[4].pk, "publicity"))
    elect(east, given, by=party["bai"], now=NOON, version=1)
    before.refresh_from_db()
    assert before.ended_on == date(2026, 11, 20)
    assert seen([east], TODAY)[0].secretary == members[3].name


@pytest.mark.parametrize(
    ("seats", "code"),
    [
        ([(0, "secretary"), (1, "secretary")], "one_secretary"),
        ([(0, "secretary"), (0, "publicity")], "seat_twice"),
        ([(5, "secretary")], "seat_needs_full_member"),
        ([(0, "chairman")], "unknown_value"),
    ],
)
def test_seats_are_held_by_full_members_once_each(
    party: Party, seats: list[tuple[int, str]], code: str
) -> None:
    members = party.members("P-EAST")
    given = elected(party, *((members[n].pk, duty) for n, duty in seats))
    with pytest.raises(Invalid) as refused:
        elect(party.at("P-EAST"), given, by=party["bai"], now=NOON, version=1)
    assert code in {r.code for r in refused.value.reasons}


def test_somebody_of_another_branch_holds_no_seat(party: Party) -> None:
    given = elected(party, (party.members("P-WEST")[0].pk, "secretary"))
    with pytest.raises(Invalid):
        elect(party.at("P-EAST"), given, by=party["luo"], now=NOON, version=1)


def test_an_old_form_is_refused(party: Party) -> None:
    given = elected(party, (party.members("P-EAST")[0].pk, "secretary"))
    with pytest.raises(Stale):
        elect(party.at("P-EAST"), given, by=party["bai"], now=NOON, version=7)


def test_a_seat_is_vacated_from_above_with_a_reason(party: Party) -> None:
    seat = Seat.objects.get(term__organisation=party.at("P-EAST"), duty="secretary")
    with pytest.raises(NotAllowed):
        vacate(seat, "调整", on=TODAY, by=party["bai"], now=NOON, version=1)
    with pytest.raises(Invalid):
        vacate(seat, " ", on=TODAY, by=party["luo"], now=NOON, version=1)
    vacate(seat, "工作需要", on=TODAY, by=party["luo"], now=NOON, version=1)
    faults = seen([party.at("P-EAST")], TODAY)[0].faults
    assert [r.code for r in faults] == ["no_branch_secretary"]


@pytest.mark.parametrize("on", [date(2024, 1, 9), date(2026, 11, 24)])
def test_a_seat_is_left_while_it_is_held(party: Party, on: date) -> None:
    seat, west = Seat.objects.get(member=party.members("P-WEST")[0]), party.at("P-WEST")
    with pytest.raises(Invalid, match="seat_day"):
        vacate(seat, "身体原因", on=on, by=party["luo"], now=NOON, version=west.version)


def led(party: Party, code: str) -> tuple[str, bool]:
    """Who the branch shows as its secretary, and whether a sweep finds the seat empty."""
    at = Organisation.objects.select_related("unit").get(unit=code)
    return seen([at], TODAY)[0].secretary, secretary_vacant([at], TODAY)[at.pk] != SEAT_HELD


def test_a_seat_does_not_outlive_its_holder(party: Party) -> None:
    secretary = party.members("P-WEST")[0]
    assert led(party, "P-WEST") == (secretary.name, False)
    leave(secretary, "died", on=TODAY, by=party["hao"], now=NOON, version=1)
    assert led(party, "P-WEST") == ("", True)
    seat = Seat.objects.get(member=secretary)
    assert (seat.ends_on, seat.end_reason) == (TODAY, "去世")
    assert "no_branch_secretary" in {r.code for r in seen([party.at("P-WEST")], TODAY)[0].faults}
    with pytest.raises(Stale):
        elect(party.at("P-WEST"), Election(TODAY, TODAY, date(2031, 11, 23)), by=party["hao"],
              now=NOON, version=1)  # fmt: skip


def test_who_moves_keeps_a_seat_of_the_committee_above_both_branches(party: Party) -> None:
    secretary, north = party.members("P-EAST")[0], party.at("P-NORTH")
    given = Election(TODAY, TODAY, date(2031, 11, 23), [(secretary.pk, "deputy")])
    elect(north, given, by=party["luo"], now=NOON, version=north.version)
    move(party, secretary, "P-WEST")
    assert led(party, "P-EAST") == ("", True)
    assert Seat.objects.get(term__organisation=north).ends_on is None


def test_seats_of_who_was_gone_before_end_with_the_migration(party: Party) -> None:
    died, moved, there = party.members("P-EAST")[:3]
    Member.objects.filter(pk=died.pk).update(left_on=date(2026, 3, 1))
    Member.objects.filter(pk=moved.pk).update(path=party.at("P-WEST").path)
    moved.affiliations.update(since=date(2026, 5, 1))
    for _again in range(2):
        import_module("jiceng.party.migrations.0010_fill_seats_left").fill(apps, None)
    held = Seat.objects.filter(term__organisation=party.at("P-EAST")).order_by("member")
    ends = [date(2026, 3, 1), date(2026, 5, 1), None]
    assert list(held.values_list("member", "ends_on")) == list(
        zip((died.pk, moved.pk, there.pk), ends, strict=True)
    )


def test_only_an_empty_organisation_is_dissolved(party: Party) -> None:
    with pytest.raises(Refused) as refused:
        dissolve(party.at("P-EAST"), on=TODAY, by=party["luo"], now=NOON, version=1)
    assert refused.value.reasons[0].params == {"count": 6}
    row = found(NEW, above=party.at("P-NORTH"), by=party["luo"], now=NOON)
    dissolve(row, on=TODAY, by=party["luo"], now=NOON, version=1)
    assert "PNEW1" not in territory().apart


def test_a_ledger_of_problems_cannot_name_a_party_branch_as_the_unit_responsible(
    party: Party,
) -> None:
    meant = unit_names(NOON).find(party.at("P-EAST").name)
    assert isinstance(meant, Reason)
