"""Who keeps out of a branch's stars, and what neither a quota nor a scheme lets through."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jiceng.casework.tests.county import NOON, START
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.models import Appointment
from jiceng.kernel.refusal import NotAllowed, Refused
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.star_evidence import check_evidence, hold_veto, record_mass
from jiceng.performance.queries.star_content import shipped_schemes
from jiceng.performance.queries.stars import quota_of, scheme_for
from jiceng.performance.rules.star_schemes import check_star_scheme
from jiceng.performance.rules.stars import Mass
from jiceng.performance.tests.apart import TODAY, Apart, put_scheme
from jiceng.performance.tests.test_stars import RECORDS, SMALL, at, codes, move

pytestmark = pytest.mark.django_db


def left_east(apart: Apart, who: str, until: date | None) -> Actor:
    """Somebody above who was secretary of East before."""
    Appointment.objects.create(
        person=apart.people[who], post="q_secretary", unit_id="Q-EAST",
        area_id=apart.branch("Q-EAST").area, starts_on=START, ends_on=until,
    )  # fmt: skip
    return actor_for(apart.people[who], now=NOON, today=TODAY)


def test_a_former_secretary_judges_nothing_of_the_year_they_served(apart: Apart) -> None:
    row = at(apart, "upper_review")
    luo = left_east(apart, "luo", date(2026, 6, 30))
    with pytest.raises(Refused) as refused:
        check_evidence(row, "projects_done", holds=True, by=luo, now=NOON, version=row.version)
    assert codes(refused) == {"judges_own_work"}
    with pytest.raises(Refused):
        hold_veto(row, "weak_branch", "镇党委〔2026〕3号", by=luo, now=NOON, version=row.version)
    with pytest.raises(Refused) as refused:
        move(row, "endorse", luo)
    assert codes(refused) == {"judges_own_work"}


def test_who_endorsed_for_the_committee_does_not_publish_for_the_department(apart: Apart) -> None:
    row, shen = at(apart, "upper_review"), apart["shen"]
    for key in RECORDS:
        check_evidence(row, key, holds=True, by=shen, now=NOON, version=row.version)
    move(row, "endorse", shen)
    with pytest.raises(Refused) as refused:
        move(row, "publish", shen)
    assert codes(refused) == {"rated_by_same"}


def test_the_counts_of_a_vote_come_from_the_branch_alone(apart: Apart) -> None:
    row = at(apart, "mass_review")
    with pytest.raises(NotAllowed):
        record_mass(row, Mass(30, 24, 22), by=apart["luo"], now=NOON, version=row.version)


def test_a_branch_declined_and_rated_anew_opens_no_second_place(apart: Apart) -> None:
    put_scheme(quota_percent=50, stars=SMALL)
    for _again in range(3):
        row = at(apart, "upper_review")
        move(row, "decline", apart["luo"])
    east, west = (
        at(apart, "department_review", code, who)
        for code, who in (("Q-EAST", "bai"), ("Q-WEST", "hao"))
    )
    shared = quota_of(east, scheme_for(east))
    assert shared.undecided == {"Q-EAST", "Q-WEST"}
    assert west.unit not in shared.within


def shipped(**changed: Any) -> dict[str, Any]:
    return {**next(iter(shipped_schemes().values())), **changed}


@pytest.mark.parametrize(
    "changed",
    [
        {"vetoes": [{"key": "team_complete", "name": "同名"}]},
        {"vetoes": ["weak_branch"]},
        {"stars": ["team"]},
        {"stars": [{"key": "team", "name": "班子", "criteria": ["x"]}]},
        {"quota_percent": -5},
        {"quota_percent": 0},
        {"valid_months": 0},
        {"notice_days": 4},
    ],
)
def test_a_scheme_that_could_not_be_kept_is_refused_and_named(changed: dict[str, Any]) -> None:
    assert check_star_scheme("six_star", shipped(), None) == []
    [reason] = check_star_scheme("six_star", shipped(**changed), None)
    assert reason.field == next(iter(changed))
