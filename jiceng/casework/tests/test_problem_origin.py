"""Problems named in a record of another capability: confirmed by the ledger's keeper as any other,
judged by nobody they were found about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jiceng.casework.actions.findings import Found, Origin, take_problem
from jiceng.casework.models import Campaign, Problem
from jiceng.casework.queries.problems import lead_unit_near, ledgers_over, problems_from
from jiceng.casework.tests.county import COUNTY, EAST, NOON, START, County
from jiceng.casework.tests.ledger import DEADLINE, ledger, moved, submitted
from jiceng.kernel.records.configuration import touch
from jiceng.kernel.records.models import Appointment, JournalEntry, Unit
from jiceng.kernel.records.territory import territory
from jiceng.kernel.refusal import Invalid, Refused
from jiceng.kernel.scope import Grip

pytestmark = pytest.mark.django_db
APART = Grip(
    7, "organisation_officer", frozenset({"organisation_department"}), "Q", "Q/", "", "county",
    by_unit=True, is_apart=True,
)  # fmt: skip
ORIGIN = Origin("supervision_task", "K2026", unit="Q")
FOUND = Found("党员活动室长期上锁", "C-EAST", date(2026, 11, 20), "appraisal")


@pytest.fixture
def apart(county: County) -> County:
    """Beside the county, an organisation that no work is given to."""
    for code, area in (("Q", EAST), ("Q-ALL", COUNTY)):
        Unit.objects.create(
            code=code, path=f"{code}/", name="东社区党支部（示例）", short_name=code,
            kind="party_organisation", tier="community", area_id=area, valid_from=START,
        )  # fmt: skip
    touch("territory")
    return county


def taken(campaign: Campaign, deadline: date | None = None) -> Problem:
    given = replace(FOUND, deadline=deadline)
    return take_problem(campaign, given, ORIGIN, grip=APART, now=NOON)


def test_the_lead_unit_near_an_organisation_is_the_desk_of_its_area(apart: County) -> None:
    land = territory()
    near = lead_unit_near(land.apart["Q"])
    assert near
    assert (near.code, lead_unit_near(land.apart["Q-ALL"])) == ("C-EAST", None)


def test_what_another_record_named_waits_for_the_keeper_of_the_ledger(apart: County) -> None:
    campaign = ledger(apart, "appraisal")
    row = taken(campaign)
    assert list(problems_from("supervision_task", "K2026")) == [row]
    assert moved(apart, row, "tang", "confirm", deadline=date(2026, 12, 18)).state == "confirmed"
    line = JournalEntry.objects.get(subject_kind="problem", kind="find")
    assert line.appointment == APART.appointment
    assert "supervision_task K2026" in line.payload


def test_work_is_given_to_no_organisation_apart(apart: County) -> None:
    given = replace(FOUND, unit="Q")
    with pytest.raises(Invalid):
        take_problem(ledger(apart, "appraisal"), given, ORIGIN, grip=APART, now=NOON)
    assert not Problem.objects.exists()


def test_ledgers_that_take_a_problem_are_open_and_reach_its_area(apart: County) -> None:
    whole, town = ledger(apart, "appraisal"), ledger(apart, "audit", "ma")
    area = territory().areas[EAST].path
    assert list(ledgers_over(area)) == [town, whole]
    assert list(ledgers_over(territory().areas[COUNTY].path)) == [whole]


@pytest.mark.parametrize("has_left", [False, True])
def test_whoever_it_was_found_about_judges_nothing_even_after_they_left(
    apart: County, *, has_left: bool
) -> None:
    row = taken(ledger(apart, "appraisal"), DEADLINE)
    Appointment.objects.create(
        person=apart.people["wu"], post="branch_secretary", unit_id="Q", area_id=EAST,
        starts_on=START, ends_on=date(2026, 1, 1) if has_left else None,
    )  # fmt: skip
    submitted(apart, row)
    with pytest.raises(Refused) as refused:
        moved(apart, row, "wu", "strike_off")
    assert {r.code for r in refused.value.reasons} == {"reviewer_is_found"}


def test_who_found_it_does_not_review_it(apart: County) -> None:
    given = replace(FOUND, deadline=DEADLINE)
    origin = Origin("supervision_task", "K2026", (apart["wu"].person,))
    row = take_problem(ledger(apart, "inspection"), given, origin, grip=APART, now=NOON)
    submitted(apart, row)
    with pytest.raises(Refused) as refused:
        moved(apart, row, "wu", "strike_off")
    assert {r.code for r in refused.value.reasons} == {"finder_does_not_review"}
