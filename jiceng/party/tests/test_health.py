"""A branch's page shows what is due of every subject, and forgets it once it is done (S7)."""

from __future__ import annotations

from datetime import date

import pytest

from jiceng.casework.tests.county import NOON
from jiceng.party.actions.meetings import Plan, plan_meeting
from jiceng.party.actions.organisations import Election, elect
from jiceng.party.actions.recording import Recording, record_meeting
from jiceng.party.actions.transfers import ask_transfer
from jiceng.party.models import DuesMonth
from jiceng.party.queries.health import PROVIDERS, due_of
from jiceng.party.queries.organisations import seen
from jiceng.party.tests.cast import TODAY, Party

pytestmark = pytest.mark.django_db


def owed(party: Party, code: str = "P-EAST") -> dict[str, str]:
    """Code of what is due -> its light."""
    found = due_of(seen([party.at(code)], TODAY)[0], NOON, TODAY, PROVIDERS)
    return {due.what.code: due.light for due in found}


def test_an_election_is_due_until_it_was_held(party: Party) -> None:
    assert owed(party)["term_ends"] == "yellow"
    given = Election(
        TODAY, TODAY, date(2029, 11, 23), ((party.members("P-EAST")[0].pk, "secretary"),)
    )
    elect(party.at("P-EAST"), given, by=party["bai"], now=NOON, version=1)
    assert "term_ends" not in owed(party)


def test_what_waits_on_the_worklist_of_the_branch_stands_there(party: Party) -> None:
    assert "work_waits" not in owed(party)
    ask_transfer(party.members("P-EAST")[2], party.at("P-WEST"), by=party["bai"], now=NOON)
    assert owed(party)["work_waits"] == "new"
    assert "work_waits" not in owed(party, "P-WEST")


@pytest.mark.parametrize(
    ("month", "light"),
    [
        (date(2026, 11, 1), "new"),
        (date(2026, 10, 1), "yellow"),
        (date(2026, 9, 1), "yellow"),
        (date(2026, 8, 1), "red"),
    ],
)
def test_open_dues_are_counted_and_grow_red_after_three_months(
    party: Party, month: date, light: str
) -> None:
    member = party.members("P-EAST")[1]
    row = DuesMonth.objects.create(
        member=member, organisation=party.at("P-EAST"), month=month, due_fen=500
    )
    assert owed(party)["dues_open"] == light
    DuesMonth.objects.filter(pk=row.pk).update(paid_fen=500)
    assert "dues_open" not in owed(party)


def test_the_most_pressing_comes_first(party: Party) -> None:
    member = party.members("P-EAST")[1]
    DuesMonth.objects.create(
        member=member, organisation=party.at("P-EAST"), month=date(2026, 3, 1), due_fen=500
    )
    found = due_of(seen([party.at("P-EAST")], TODAY)[0], NOON, TODAY, PROVIDERS)
    lights = [due.light for due in found]
    assert lights == sorted(lights, key=["red", "yellow", "new"].index)


def test_a_meeting_that_is_lacking_stands_there_until_it_was_held(party: Party) -> None:
    def lacking() -> list[str]:
        found = due_of(seen([party.at("P-EAST")], TODAY)[0], NOON, TODAY, PROVIDERS)
        return [
            due.what.params["other_kind"]
            for due in found
            if due.what.code == "life_missing" and due.light == "yellow"
        ]

    assert "主题党日" in lacking()
    planned = plan_meeting(
        Plan(("theme_day",), TODAY), at=party.at("P-EAST"), by=party["bai"], now=NOON
    )
    record_meeting(
        planned, Recording(duration_minutes=60), by=party["bai"], now=NOON, version=planned.version
    )
    assert "主题党日" not in lacking()
