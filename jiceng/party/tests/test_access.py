"""Party records lie apart from territory: who reads what (ADR 0011)."""

from __future__ import annotations

import pytest

from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound
from jiceng.party.actions.members import open_file
from jiceng.party.queries.access import (
    member_for,
    members_of,
    organisations_of,
    purpose_today,
    reads_freely,
)
from jiceng.party.tests.cast import TODAY, Party
from jiceng.web.clock import county_zone


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("shen", ["P", "P-HOUSING", "P-NORTH", "P-EAST", "P-WEST"]),
        ("luo", ["P-NORTH", "P-EAST", "P-WEST"]),
        ("bai", ["P-EAST"]),
        ("hao", ["P-WEST"]),
        ("zhou", []),
        ("lu", []),
        ("zhao", []),
        ("guo", []),
        ("yan", []),
    ],
)
def test_reach_is_the_line_of_the_organisation_and_nothing_else(
    party: Party, who: str, codes: list[str]
) -> None:
    assert [o.code for o in organisations_of(party[who])] == codes


def test_a_county_wide_post_reads_no_member(party: Party) -> None:
    member = party.members("P-EAST")[0]
    for who in ("zhou", "wu", "tang", "lu", "he", "hao"):
        with pytest.raises(NotFound):
            member_for(party[who], member.number)


def test_a_member_reads_the_own_record_only(party: Party) -> None:
    own, other = party.members("P-EAST")[:2]
    assert member_for(party["yan"], own.number) == own
    with pytest.raises(NotFound):
        member_for(party["yan"], other.number)
    assert not members_of(party["yan"]).exists()


def test_the_own_branch_reads_freely_and_those_above_say_why(party: Party) -> None:
    member = party.members("P-EAST")[0]
    assert reads_freely(party["bai"], member)
    assert not reads_freely(party["luo"], member)
    with pytest.raises(Invalid):
        open_file(member, "curiosity", by=party["luo"], now=NOON)
    open_file(member, "dues", by=party["luo"], now=NOON)
    line = purpose_today(party["luo"], member, NOON, TODAY, county_zone())
    assert line is not None
    assert member.name not in line.payload
    assert purpose_today(party["shen"], member, NOON, TODAY, county_zone()) is None


def test_nobody_outside_the_line_can_even_ask(party: Party) -> None:
    before = JournalEntry.objects.count()
    with pytest.raises(NotAllowed):
        open_file(party.members("P-EAST")[0], "dues", by=party["hao"], now=NOON)
    assert JournalEntry.objects.count() == before


def test_no_case_is_given_to_a_party_organisation(party: Party) -> None:
    assert "P-EAST" not in territory().units
    assert territory().apart["P-EAST"].name == "东社区党支部"
