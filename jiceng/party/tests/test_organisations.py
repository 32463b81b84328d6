"""Setting up organisations, electing committees, and what the rules say of them (§5.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jiceng.casework.queries.ledgers import unit_names
from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, Reason, Refused, Stale
from jiceng.party.actions.organisations import Election, Founding, dissolve, elect, found, vacate
from jiceng.party.models import CommitteeTerm, Organisation, Seat
from jiceng.party.queries.organisations import seen
from jiceng.party.rules.organisations import Standing, set_up_faults, term_light, term_years
from jiceng.party.tests.cast import TODAY, Party

pytestmark = pytest.mark.django_db
VALUES = {
    "least_full_members": 3, "most_members": 50, "most_units_of_joint": 5,
    "committee_from_full_members": 7, "least_committee": 3, "most_committee": 7,
    "term_years_local": 5, "term_years_other": 3, "warn_days": 183,
}  # fmt: skip
SOUND = Standing("branch", "village", 6, 0, 0, True)
NEW = Founding("P-NEW1".replace("-", ""), "北镇小学党支部", "branch", "school", date(2026, 11, 1))


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
    ],
)
def test_a_faulty_founding_names_its_field_and_writes_nothing(
    party: Party, change: dict[str, str], field: str
) -> None:
    before = Organisation.objects.count()
    with pytest.raises(Invalid) as refused:
        found(replace(NEW, **change), above=party.at("P-NORTH"), by=party["luo"], now=NOON)  # type: ignore[arg-type]  # as above
    assert field in {r.field for r in refused.value.reasons}
    assert Organisation.objects.count() == before


def elected(party: Party, *seats: tuple[int, str]) -> Election:
    return Election(date(2026, 11, 20), date(2026, 11, 20), date(2029, 11, 20), seats)


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
