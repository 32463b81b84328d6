"""Who might approve an admission is judged by the day of the approval (facts.md §5.4 step 17)."""

from __future__ import annotations

from datetime import date

import pytest

from jiceng.party.models import Organisation
from jiceng.party.queries.register import NamesInRegister
from jiceng.party.rules.facts_of_file import Authority, Event, FileFacts, may_on
from jiceng.party.rules.file_json import loaded, stored
from jiceng.party.tests.cast import Party
from jiceng.party.tests.checked import said

SINCE, UNTIL = date(2010, 1, 1), date(2020, 1, 1)


def approved(on: date, authority: Authority) -> FileFacts:
    return FileFacts(None, (Event("approval", on, {"organisation": "G"}),), {"G": authority})


@pytest.mark.parametrize(
    ("authority", "on", "outcome"),
    [
        ((SINCE, UNTIL), date(2009, 12, 31), "fail"),
        ((SINCE, UNTIL), SINCE, "pass"),
        ((SINCE, UNTIL), date(2019, 12, 31), "pass"),
        ((SINCE, UNTIL), UNTIL, "fail"),
        ((SINCE, None), date(2026, 1, 1), "pass"),
        ((None, UNTIL), date(2001, 1, 1), "pass"),
        (True, date(2001, 1, 1), "pass"),
        (False, date(2026, 1, 1), "fail"),
    ],
)
def test_authority_counts_on_the_day_of_the_approval(
    authority: Authority, on: date, outcome: str
) -> None:
    facts = approved(on, authority)
    assert may_on(authority, on) == (outcome == "pass")
    assert said("R15", facts).result == outcome
    assert loaded(stored(facts)) == facts


@pytest.mark.django_db
def test_a_table_of_old_admissions_meets_the_authority_of_its_time(party: Party) -> None:
    north = party.at("P-NORTH")
    Organisation.objects.filter(pk=north.pk).update(approves_since=SINCE, approves_until=UNTIL)
    assert NamesInRegister([], "").may_approve(north.name) == (SINCE, UNTIL)
    assert NamesInRegister([], "").may_approve(party.at("P").name) is True
