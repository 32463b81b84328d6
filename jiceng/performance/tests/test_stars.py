"""A rating from the self-check to the end of its year: who may do what, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.access import actor_for
from jiceng.kernel.records.journal import verify
from jiceng.kernel.records.models import Appointment, JournalEntry, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refused, Stale
from jiceng.kernel.scope import Actor
from jiceng.performance.actions.star_evidence import (
    Stated,
    check_evidence,
    hold_veto,
    lift_veto,
    record_mass,
    state_evidence,
)
from jiceng.performance.actions.stars import Papers, expire_due, move_rating, open_rating
from jiceng.performance.models import StarRating
from jiceng.performance.queries.stars import honours, rating_for
from jiceng.performance.rules.stars import Mass
from jiceng.performance.tests.apart import TODAY, Apart, put_scheme

pytestmark = pytest.mark.django_db
RECORDS = {"team_complete": 10, "papers_overdue": 0, "projects_done": 4}
DECIDED = Papers(reason="材料不全，请补充", decision="县委组〔2026〕9号", answer="经核实不影响评定")
YEAR = 2026


def opened(apart: Apart, code: str = "Q-EAST", who: str = "bai") -> StarRating:
    return open_rating(apart.branch(code), YEAR, by=apart[who], now=NOON, today=TODAY)


def move(
    row: StarRating, name: str, by: Actor, *, now: datetime = NOON, given: Papers = DECIDED
) -> StarRating:
    today = TODAY + (now - NOON)
    move_rating(row, name, by=by, now=now, today=today, version=row.version, given=given)
    return row


def stated(row: StarRating, by: Actor) -> StarRating:
    for key, value in RECORDS.items():
        given = Stated(key, Decimal(value), "支部台账第3页")
        state_evidence(row, given, by=by, now=NOON, version=row.version)
    return row


def at(apart: Apart, state: str, code: str = "Q-EAST", who: str = "bai") -> StarRating:
    """A rating carried to a state by the very acts of the desk."""
    by, luo, shen = apart[who], apart["luo"], apart["shen"]
    row = stated(opened(apart, code, who), by)
    steps: list[tuple[str, Callable[[], Any]]] = [
        ("mass_review", lambda: move(row, "submit", by)),
        ("upper_review", lambda: _voted(row, by)),
        ("department_review", lambda: _endorsed(row, luo)),
        ("public_notice", lambda: move(row, "publish", shen)),
        ("awarded", lambda: move(row, "award", shen, now=NOON + timedelta(days=9))),
    ]
    for name, step in steps:
        if row.state == state:
            break
        step()
        assert row.state == name
    return row


def _voted(row: StarRating, by: Actor) -> None:
    record_mass(row, Mass(30, 24, 22), by=by, now=NOON, version=row.version)
    move(row, "close_vote", by)


def _endorsed(row: StarRating, by: Actor) -> None:
    for key in RECORDS:
        check_evidence(row, key, holds=True, by=by, now=NOON, version=row.version)
    move(row, "endorse", by)


def codes(refused: pytest.ExceptionInfo[Any]) -> set[str]:
    return {r.code for r in refused.value.reasons}


def test_stars_follow_from_what_was_looked_at_and_hold_for_a_year(apart: Apart) -> None:
    row = at(apart, "awarded")
    assert row.stars == ["team", "serving", "order", "effect"]
    assert row.valid_until == date(2027, 12, 2)
    assert [r.number for r in honours(TODAY + timedelta(days=9))] == [row.number]
    assert not WorkItem.objects.filter(subject_kind="star_rating").exists()
    assert verify(JournalEntry.objects.order_by("seq"), []) == []


def test_the_clock_ends_the_time_of_stars(apart: Apart) -> None:
    row = at(apart, "awarded")
    expire_due(row, NOON + timedelta(days=400))
    assert row.state == "expired"
    assert honours(TODAY + timedelta(days=400)) == []


def test_a_year_has_one_rating_of_a_branch(apart: Apart) -> None:
    opened(apart)
    with pytest.raises(Refused) as refused:
        opened(apart, who="luo")
    assert codes(refused) == {"rated_this_year"}


@pytest.mark.parametrize("year", [1999, 2027])
def test_a_year_that_is_not_there_is_not_rated(apart: Apart, year: int) -> None:
    with pytest.raises(Invalid):
        open_rating(apart.branch("Q-EAST"), year, by=apart["bai"], now=NOON, today=TODAY)


def test_a_branch_neither_opens_nor_sees_its_sibling(apart: Apart) -> None:
    row = opened(apart)
    with pytest.raises(NotFound):
        rating_for(apart["hao"], row.number, TODAY)
    for who in ("hao", "zhou", "wang"):
        with pytest.raises(NotAllowed):
            opened(apart, "Q-EAST", who)
    assert rating_for(apart["shen"], row.number, TODAY).pk == row.pk


def test_a_vote_without_its_quorum_does_not_count(apart: Apart) -> None:
    row = at(apart, "mass_review")
    record_mass(row, Mass(30, 19, 19), by=apart["bai"], now=NOON, version=row.version)
    with pytest.raises(Refused) as refused:
        move(row, "close_vote", apart["bai"])
    assert codes(refused) == {"mass_without_quorum"}


@pytest.mark.parametrize("vote", [Mass(0, 0, 0), Mass(30, 31, 1), Mass(30, 20, 21), Mass(9, 5, -1)])
def test_counts_of_a_vote_that_do_not_fit_are_refused(apart: Apart, vote: Mass) -> None:
    row = at(apart, "mass_review")
    with pytest.raises(Invalid):
        record_mass(row, vote, by=apart["bai"], now=NOON, version=row.version)


def test_what_was_found_untrue_counts_nothing_and_nothing_stays_unlooked_at(apart: Apart) -> None:
    row, luo = at(apart, "upper_review"), apart["luo"]
    with pytest.raises(Refused) as refused:
        move(row, "endorse", luo)
    assert codes(refused) == {"evidence_unchecked"}
    for key in RECORDS:
        holds = key != "team_complete"
        check_evidence(row, key, holds=holds, by=luo, now=NOON, version=row.version)
    assert move(row, "endorse", luo).stars == ["serving", "order", "effect"]


def test_the_branch_does_not_look_at_its_own_records(apart: Apart) -> None:
    row = at(apart, "upper_review")
    with pytest.raises(NotAllowed):
        check_evidence(
            row, "team_complete", holds=True, by=apart["bai"], now=NOON, version=row.version
        )


def test_one_person_with_two_posts_does_not_endorse_what_they_submitted(apart: Apart) -> None:
    row = at(apart, "upper_review")
    bai = apart.people["bai"]
    Appointment.objects.create(
        person=bai, post="q_committee", unit_id="Q-NORTH", area_id=apart.branch("Q-NORTH").area,
        starts_on=date(2020, 1, 1),
    )  # fmt: skip
    twice = actor_for(bai, now=NOON, today=TODAY)
    with pytest.raises(Refused) as refused:
        move(row, "endorse", twice)
    assert codes(refused) == {"judges_own_work"}


def test_a_veto_takes_every_star_until_it_is_lifted(apart: Apart) -> None:
    row, luo = at(apart, "upper_review"), apart["luo"]
    hold_veto(row, "weak_branch", "镇党委〔2026〕3号", by=luo, now=NOON, version=row.version)
    _endorsed(row, luo)
    with pytest.raises(Refused) as refused:
        move(row, "publish", apart["shen"])
    assert codes(refused) == {"no_star_won"}
    lift_veto(row, "weak_branch", by=luo, now=NOON, version=row.version)
    assert rating_for(luo, row.number, TODAY).won


def test_a_notice_runs_its_days_and_an_objection_is_answered(apart: Apart) -> None:
    row, shen = at(apart, "public_notice"), apart["shen"]
    assert row.notice_until == date(2026, 11, 30)
    with pytest.raises(Refused) as refused:
        move(row, "award", shen, now=NOON + timedelta(days=7))
    assert codes(refused) == {"notice_runs"}
    move(row, "object", apart["luo"])
    with pytest.raises(Refused):
        move(row, "award", shen, now=NOON + timedelta(days=9))
    assert move(row, "reject", shen).state == "public_notice"
    assert row.objections == 1


def test_an_objection_that_holds_brings_it_back_to_the_committee(apart: Apart) -> None:
    row = move(at(apart, "public_notice"), "object", apart["luo"])
    move(row, "uphold", apart["shen"])
    assert (row.state, rating_for(apart["luo"], row.number, TODAY).unchecked_evidence) == (
        "upper_review", 3,
    )  # fmt: skip


def test_stars_are_withdrawn_with_a_reason_and_a_decision(apart: Apart) -> None:
    row, shen = at(apart, "awarded"), apart["shen"]
    with pytest.raises(Refused) as refused:
        move(row, "withdraw", shen, given=Papers())
    assert codes(refused) == {"paper_missing"}
    move(row, "withdraw", shen, now=NOON + timedelta(days=30))
    assert honours(TODAY + timedelta(days=30)) == []


def test_at_the_edge_of_a_quota_the_committee_gives_its_reason(apart: Apart) -> None:
    put_scheme(quota_percent=50, stars=SMALL)
    east, west = (
        at(apart, "department_review", code, who)
        for code, who in (("Q-EAST", "bai"), ("Q-WEST", "hao"))
    )
    assert east.stars == west.stars == ["team"]
    with pytest.raises(Refused) as refused:
        move(east, "publish", apart["shen"])
    assert codes(refused) == {"quota_edge"}
    reason = Papers(decision="县委组〔2026〕9号", edge_reason="连续三年承担易地搬迁党建工作")
    assert move(east, "publish", apart["shen"], given=reason).state == "public_notice"


SMALL = [
    {
        "key": "team", "name": "班子建设好",
        "criteria": [
            {"key": key, "name": key, "source": "record", "test": test, "threshold": n}
            for key, test, n in (
                ("team_complete", "at_least", 9), ("papers_overdue", "at_most", 0),
                ("projects_done", "at_least", 3),
            )
        ],
    }
]  # fmt: skip
"""A scheme of one star, by records alone."""


def test_an_open_rating_keeps_the_version_it_was_opened_under(apart: Apart) -> None:
    row = at(apart, "upper_review")
    put_scheme(stars=SMALL)
    _endorsed(row, apart["luo"])
    assert (row.scheme_version, "serving" in row.stars) == (1, True)


def test_a_stale_form_changes_nothing(apart: Apart) -> None:
    row = opened(apart)
    stated(row, apart["bai"])
    with pytest.raises(Stale):
        move_rating(row, "submit", by=apart["bai"], now=NOON, today=TODAY, version=1)


def client(apart: Apart, who: str) -> Client:
    browser = Client()
    browser.force_login(apart.people[who])
    return browser


@pytest.mark.usefixtures("at_noon")
def test_a_secretary_reads_what_the_next_star_asks(apart: Apart) -> None:
    page = client(apart, "bai").get("/desk/stars/").content.decode()
    assert "还没有报送“班子配备到位的月数”的材料，标准为 9个月" in page
    assert "真实评定条件没有公开" in page
    assert "西村党支部" not in page


@pytest.mark.usefixtures("at_noon")
def test_evidence_is_stated_by_the_form_and_a_short_one_keeps_what_was_typed(apart: Apart) -> None:
    row, browser = opened(apart), client(apart, "bai")
    url = f"/desk/stars/{row.number}/acts/evidence"
    typed = {"version": row.version, "criterion": "projects_done", "value": "2", "proof": "无"}
    answer = browser.post(url, typed)
    assert answer.status_code == 422
    assert 'value="无"' in answer.content.decode()
    assert browser.post(url, {**typed, "proof": "共建项目台账"}).status_code == 302
    page = browser.get(f"/desk/stars/{row.number}/").content.decode()
    assert "办成的共建项目和微心愿现为 2件，应不低于 3件" in page


@pytest.mark.usefixtures("at_noon")
def test_outward_go_the_name_and_the_stars_after_the_notice_began(apart: Apart) -> None:
    at(apart, "department_review")
    assert "东社区党支部" not in Client().get("/stars").content.decode()
    row = at(apart, "public_notice", "Q-WEST", "hao")
    page = Client().get("/stars").content.decode()
    assert "西村党支部" in page
    assert "班子建设好" in page
    assert row.number not in page
    assert "支部台账" not in page


def test_no_line_of_the_journal_says_who_voted_how(apart: Apart) -> None:
    at(apart, "upper_review")
    line = JournalEntry.objects.get(kind="mass_recorded")
    assert json.loads(line.payload) == {"eligible": 30, "cast": 24, "support": 22}
