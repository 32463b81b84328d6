"""Who keeps out of an appraisal, and what is left of a vote that was called off."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from jiceng.casework.tests.county import NOON, START
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.configuration import touch
from jiceng.kernel.records.models import Appointment, Unit
from jiceng.kernel.refusal import Refused
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.appraisals import (
    Papers,
    Reviewed,
    move_appraisal,
    open_appraisal,
    record_review,
)
from jiceng.performance.actions.ballots import cast
from jiceng.performance.models import Appraisal, Ballot, Slip
from jiceng.performance.rules.appraisals import check_appraisal_scheme
from jiceng.performance.tests.apart import TODAY, Apart
from jiceng.performance.tests.appraising import SCHEME, codes, move, opened, reviewed, voting

pytestmark = pytest.mark.django_db
POINTS = Reviewed(90, 85, "查阅台账、走访党员8户")


def with_post(apart: Apart, who: str, post: str, code: str, until: date | None = None) -> Actor:
    """Somebody of the cast with one more post, or one they left."""
    Appointment.objects.create(
        person=apart.people[who], post=post, unit_id=code, area_id=apart.branch(code).area,
        starts_on=START, ends_on=until,
    )  # fmt: skip
    return actor_for(apart.people[who], now=NOON, today=TODAY)


def reported(apart: Apart, who: str = "bai") -> Appraisal:
    return move(opened(apart), "report", apart, who, report="用数据和事例报告一年的工作")


def test_a_secretary_with_a_post_above_does_not_review_themselves(apart: Apart) -> None:
    row = reported(apart, "luo")
    bai = with_post(apart, "bai", "q_committee", "Q-NORTH")
    with pytest.raises(Refused) as refused:
        record_review(row, POINTS, by=bai, now=NOON, version=row.version)
    assert codes(refused) == {"judges_own_work"}


@pytest.mark.parametrize(("left", "is_let"), [(date(2026, 2, 1), False), (date(2025, 12, 1), True)])
def test_a_secretary_who_left_reviews_nothing_of_their_own_year(
    apart: Apart, left: date, *, is_let: bool
) -> None:
    row = reported(apart)
    luo = with_post(apart, "luo", "q_secretary", "Q-EAST", left)
    if is_let:
        record_review(row, POINTS, by=luo, now=NOON, version=row.version)
        return
    with pytest.raises(Refused) as refused:
        record_review(row, POINTS, by=luo, now=NOON, version=row.version)
    assert codes(refused) == {"judges_own_work"}


def test_a_committee_does_not_review_its_own_secretary(apart: Apart) -> None:
    row = open_appraisal(apart.branch("Q-NORTH"), 2026, SCHEME, by=apart["shen"], now=NOON,
                         today=TODAY)  # fmt: skip
    move(row, "report", apart, "luo", report="用数据和事例报告一年的工作")
    with pytest.raises(Refused) as refused:
        record_review(row, POINTS, by=apart["luo"], now=NOON, version=row.version)
    assert "judged_from_above" in codes(refused)
    record_review(row, POINTS, by=apart["shen"], now=NOON, version=row.version)
    with pytest.raises(Refused):
        open_appraisal(apart.branch("Q"), 2026, SCHEME, by=apart["shen"], now=NOON, today=TODAY)


def test_who_reported_takes_no_step_that_judges(apart: Apart) -> None:
    row = reported(apart, "luo")
    record_review(row, POINTS, by=apart["shen"], now=NOON, version=row.version)
    with pytest.raises(Refused) as refused:
        move(row, "review", apart, "luo")
    assert codes(refused) == {"appraised_by_same"}
    with pytest.raises(Refused):
        move(row, "review", apart, "bai")


def cancelled(apart: Apart) -> list[str]:
    row, made = voting(apart)
    for one in made[:6]:
        cast(row.number, one.code, "poor", now=NOON)
    move_appraisal(row, "cancel", by=apart["shen"], now=NOON, today=TODAY, version=row.version,
                   given=Papers(reason="票签遗失，另行组织"))  # fmt: skip
    return [one.code for one in made]


def test_a_vote_called_off_leaves_no_ballot_no_slip_and_no_key(apart: Apart) -> None:
    cancelled(apart)
    assert not Ballot.objects.exists()
    assert not Slip.objects.exists()
    assert Appraisal.objects.get().slip_key == ""


@pytest.mark.parametrize(
    ("later", "is_let"), [(timedelta(days=3), True), (timedelta(days=4), False)]
)
def test_a_ballot_after_the_last_day_comes_too_late(
    apart: Apart, later: timedelta, *, is_let: bool
) -> None:
    row, made = voting(apart)
    if is_let:
        assert cast(row.number, made[0].code, "good", now=NOON + later)
        return
    with pytest.raises(Refused) as refused:
        cast(row.number, made[0].code, "good", now=NOON + later)
    assert codes(refused) == {"vote_closed"}
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"parts": {"ballots": 60, "speech": 40}}, "unknown_value"),
        ({"parts": {"on_site": 60, "daily": 40}}, "ballots_without_weight"),
        ({"values": {"good": "100", "fairly_good": 80, "fair": 60, "poor": 0}},
         "options_without_points"),
        ({"values": {"good": 60, "fairly_good": 80, "fair": 60, "poor": 0}},
         "options_without_points"),
        ({"classes": {"甲、乙": 50, "丙": 50}}, "class_name"),
        ({"classes": {"级" * 25: 100}}, "class_name"),
        ({"classes": {f"{n}{'级' * 22}": 20 for n in range(6)}}, "class_name"),
        ({"classes": {"peer": 110, "member": -10}}, "appraisal_weights"),
        ({"thresholds": ["good"]}, "thresholds_order"),
        ({"thresholds": {"good": 90, "splendid": 95}}, "unknown_value"),
    ],
)  # fmt: skip
def test_a_scheme_that_could_not_be_counted_is_refused(changed: dict[str, Any], code: str) -> None:
    assert code in {r.code for r in check_appraisal_scheme("", {**SCHEME, **changed}, None)}


@pytest.mark.usefixtures("at_noon")
def test_an_organisation_dissolved_mid_cycle_keeps_its_page(apart: Apart) -> None:
    row = reviewed(apart)
    Unit.objects.filter(code="Q-EAST").update(valid_to=TODAY)
    touch("territory")
    browser = Client()
    browser.force_login(apart.people["shen"])
    page = browser.get(f"/desk/appraisals/{row.number}/")
    assert page.status_code == 200
    assert "东社区党支部（示例）" in page.content.decode()


@pytest.mark.usefixtures("at_noon")
def test_what_stands_against_a_step_is_told_before_it_is_tried(apart: Apart) -> None:
    row = reported(apart)
    record_review(row, POINTS, by=apart["luo"], now=NOON, version=row.version)
    with_post(apart, "bai", "q_committee", "Q-NORTH")
    browser = Client()
    browser.force_login(apart.people["bai"])
    page = browser.get(f"/desk/appraisals/{row.number}/").content.decode()
    assert "暂不能完成实地考评" in page
    assert "您在该组织任职或者当年任过职" in page
