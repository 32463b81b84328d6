"""An appraisal from the report to the grade; one slip is one ballot, and nobody is found."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from jiceng.casework.tests.county import NOON
from jiceng.kernel.records.models import JournalEntry
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refused
from jiceng.performance.actions.appraisals import (
    Listed,
    Reviewed,
    decide,
    draw_panel,
    open_appraisal,
    record_review,
)
from jiceng.performance.actions.ballots import cast, close_vote, counted, hashed, open_vote
from jiceng.performance.models import Appraisal, Ballot, RaterCandidate, Slip
from jiceng.performance.queries.appraisals import appraisal_for
from jiceng.performance.tests.apart import TODAY, Apart
from jiceng.performance.tests.appraising import (
    LISTED,
    SCHEME,
    SEATS,
    UNTIL,
    closed,
    codes,
    drawn,
    move,
    opened,
    reviewed,
    voting,
)

pytestmark = pytest.mark.django_db


def test_everybody_finds_their_ballot_and_anybody_counts_again(apart: Apart) -> None:
    row, numbers = closed(apart)
    assert set(Ballot.objects.values_list("number", flat=True)) == set(numbers)
    assert row.result["parts"] == {"ballots": "100.00", "on_site": "90.00", "daily": "85.00"}
    assert (row.result["total"], row.result["grade"]) == ("95.00", "good")
    row.refresh_from_db()
    assert counted(row) == row.result


def test_a_class_that_came_in_small_numbers_is_merged_for_good(apart: Apart) -> None:
    row, made = voting(apart)
    for one in [m for m in made if m.rater_class == "peer"][:2]:
        cast(row.number, one.code, "poor", now=NOON)
    for one in [m for m in made if m.rater_class == "member"]:
        cast(row.number, one.code, "good", now=NOON)
    close_vote(row, by=apart["shen"], now=NOON, today=TODAY, version=row.version)
    assert set(Ballot.objects.values_list("rater_class", flat=True)) == {"member、peer"}
    assert counted(row)["total"] == row.result["total"]


def test_a_slip_votes_once(apart: Apart) -> None:
    row, made = voting(apart)
    cast(row.number, made[0].code, "good", now=NOON)
    with pytest.raises(Refused) as refused:
        cast(row.number, made[0].code.lower(), "poor", now=NOON)
    assert codes(refused) == {"voted_already"}
    assert Ballot.objects.count() == 1


def test_a_ballot_before_and_after_the_vote_is_refused(apart: Apart) -> None:
    early = drawn(apart)
    with pytest.raises(Refused) as refused:
        cast(early.number, "A" * 16, "good", now=NOON)
    assert codes(refused) == {"vote_closed"}
    made = open_vote(early, UNTIL, by=apart["shen"], now=NOON, today=TODAY, version=early.version)
    for one in made[:-1]:
        cast(early.number, one.code, "good", now=NOON)
    close_vote(early, by=apart["shen"], now=NOON, today=TODAY, version=early.version)
    with pytest.raises(Refused) as refused:
        cast(early.number, made[-1].code, "good", now=NOON)
    assert codes(refused) == {"vote_closed"}


@pytest.mark.parametrize(("code", "choice"), [("A" * 16, "good"), ("", "good")])
def test_a_slip_nobody_made_is_refused(apart: Apart, code: str, choice: str) -> None:
    row, _made = voting(apart)
    with pytest.raises(Invalid) as refused:
        cast(row.number, code, choice, now=NOON)
    assert codes(refused) == {"unknown_slip"}


def test_a_choice_nobody_offered_spends_no_slip(apart: Apart) -> None:
    row, made = voting(apart)
    with pytest.raises(Invalid):
        cast(row.number, made[0].code, "splendid", now=NOON)
    assert not Slip.objects.filter(is_spent=True).exists()


def test_too_few_ballots_are_not_opened(apart: Apart) -> None:
    row, made = voting(apart)
    for one in made[:4]:
        cast(row.number, one.code, "good", now=NOON)
    with pytest.raises(Refused) as refused:
        close_vote(row, by=apart["shen"], now=NOON, today=TODAY, version=row.version)
    assert codes(refused) == {"too_few_ballots"}
    assert row.slip_key or Appraisal.objects.get(pk=row.pk).slip_key


def test_nothing_in_the_database_joins_a_voter_and_a_ballot(apart: Apart) -> None:
    """No shared column, no time, no journal line; slips and their key are gone after closing, and
    ballots lie in the order of their random numbers."""
    row, made = voting(apart)
    lines = JournalEntry.objects.count()
    numbers = [cast(row.number, m.code, "good", now=NOON) for m in made]
    assert JournalEntry.objects.count() == lines
    fields = {model: {f.attname for f in model._meta.concrete_fields}
              for model in (RaterCandidate, Slip, Ballot)}  # fmt: skip
    assert fields[Ballot] & fields[RaterCandidate] == {"appraisal_id", "rater_class"}
    assert fields[Ballot] & fields[Slip] == {"appraisal_id", "rater_class"}
    assert fields[Slip] & fields[RaterCandidate] == {"appraisal_id", "rater_class"}
    close_vote(row, by=apart["shen"], now=NOON, today=TODAY, version=row.version)
    row.refresh_from_db()
    assert (Slip.objects.count(), row.slip_key) == (0, "")
    assert _as_they_lie() == sorted(numbers)


def _as_they_lie() -> list[str]:
    """Ballots in the order in which the engine keeps them."""
    asked = {
        "sqlite": "SELECT number FROM performance_ballot ORDER BY rowid",
        "postgresql": "SELECT number FROM performance_ballot ORDER BY ctid",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return [number for (number,) in cursor.fetchall()]


def test_a_slip_is_kept_as_a_keyed_hash_alone(apart: Apart) -> None:
    row, made = voting(apart)
    kept = set(Slip.objects.values_list("hash", flat=True))
    assert kept == {hashed(row.slip_key, m.code) for m in made}
    assert not kept & {m.code for m in made}


def test_the_panel_is_drawn_once_and_by_its_published_seed(apart: Apart) -> None:
    row = drawn(apart)
    assert row.candidates.filter(is_drawn=True).count() == 11
    assert not row.candidates.filter(is_drawn=True).exclude(recusal="").exists()
    with pytest.raises(Refused) as refused:
        draw_panel(row, LISTED, SEATS, by=apart["shen"], now=NOON, version=row.version)
    assert codes(refused) == {"panel_drawn_already"}


@pytest.mark.parametrize(
    ("listed", "seats", "code"),
    [
        ([*LISTED, LISTED[0]], SEATS, "key_twice"),
        (LISTED, {"peer": 5}, "seats_for_each_class"),
        (LISTED, {"peer": 4, "member": 6}, "class_too_small"),
        (LISTED, {"peer": 5, "member": 10}, "too_few_candidates"),
        ([*LISTED, Listed("x", "guest", "")], SEATS, "unknown_value"),
        ([], SEATS, "number_range"),
    ],
)
def test_a_faulty_list_draws_nobody(
    apart: Apart, listed: list[Listed], seats: dict[str, int], code: str
) -> None:
    row = reviewed(apart)
    with pytest.raises(Invalid) as refused:
        draw_panel(row, listed, seats, by=apart["shen"], now=NOON, version=row.version)
    assert code in codes(refused)
    assert not RaterCandidate.objects.exists()


def test_where_the_decision_differs_from_the_rule_it_says_why(apart: Apart) -> None:
    row, _numbers = closed(apart)
    with pytest.raises(Invalid) as refused:
        decide(row, "fair", "", "县委〔2026〕50号", by=apart["shen"], now=NOON, today=TODAY,
               version=row.version)  # fmt: skip
    assert codes(refused) == {"grade_differs"}
    decide(row, "fair", "一项重点任务没有完成", "县委〔2026〕50号", by=apart["shen"], now=NOON,
           today=TODAY, version=row.version)  # fmt: skip
    assert (row.state, row.grade, row.result["grade"]) == ("published", "fair", "good")


def test_who_reports_does_not_review_and_the_department_opens(apart: Apart) -> None:
    row = move(opened(apart), "report", apart, "luo", report="用数据和事例报告一年的工作")
    given = Reviewed(100, 100, "自己考评自己")
    with pytest.raises(Refused) as refused:
        record_review(row, given, by=apart["luo"], now=NOON, version=row.version)
    assert codes(refused) == {"appraised_by_same"}
    for who in ("bai", "hao", "luo", "zhou"):
        with pytest.raises(NotAllowed):
            opened(apart, who)


def test_a_year_has_one_appraisal_and_a_sibling_sees_none(apart: Apart) -> None:
    row = opened(apart)
    with pytest.raises(Refused):
        opened(apart)
    with pytest.raises(NotFound):
        appraisal_for(apart["hao"], row.number)
    with pytest.raises(Invalid):
        open_appraisal(apart.branch("Q-WEST"), 2024, {**SCHEME, "parts": {"ballots": 99}},
                       by=apart["shen"], now=NOON, today=TODAY)  # fmt: skip


def test_a_vote_ends_after_today(apart: Apart) -> None:
    row = drawn(apart)
    with pytest.raises(Invalid):
        open_vote(row, date(2026, 11, 23), by=apart["shen"], now=NOON, today=TODAY,
                  version=row.version)  # fmt: skip
    assert not Slip.objects.exists()


@pytest.mark.usefixtures("at_noon")
def test_a_voter_casts_on_a_telephone_and_finds_the_ballot_afterwards(apart: Apart) -> None:
    row, made = voting(apart)
    browser, url = Client(), f"/ballots/{row.number}"
    page = browser.post(url, {"code": made[0].code, "choice": "good"}).content.decode()
    number = Ballot.objects.get().number
    assert number in page
    again = browser.post(url, {"code": made[0].code, "choice": "good"})
    assert again.status_code == 409
    assert "一张票签只能投一次" in again.content.decode()
    for one in made[1:]:
        cast(row.number, one.code, "fairly_good", now=NOON)
    close_vote(row, by=apart["shen"], now=NOON, today=TODAY, version=row.version)
    assert number in browser.get(url).content.decode()
    late = browser.post(url, {"code": made[1].code, "choice": "good"})
    assert late.status_code == 409
    assert "已经结束" in late.content.decode()


@pytest.mark.usefixtures("at_noon")
def test_slips_are_shown_once_and_the_page_says_what_was_counted(apart: Apart) -> None:
    row, browser = drawn(apart), Client()
    browser.force_login(apart.people["shen"])
    url = f"/desk/appraisals/{row.number}/"
    sent = {"version": row.version, "until": UNTIL.isoformat()}
    page = browser.post(f"{url}acts/open_vote", sent).content.decode()
    codes_shown = re.findall(r"[2-9A-Z]{16}", page)
    assert len(codes_shown) == sum(SEATS.values())
    assert codes_shown[0] not in browser.get(url).content.decode()
    for code in codes_shown:
        cast(row.number, code, "good", now=NOON)
    row.refresh_from_db()
    browser.post(f"{url}acts/close_vote", {"version": row.version})
    page = browser.get(url).content.decode()
    assert "合计 95.00 分，按规则为“好”" in page


@pytest.mark.usefixtures("at_noon")
def test_a_line_of_the_list_that_is_incomplete_is_named(apart: Apart) -> None:
    row, browser = reviewed(apart), Client()
    browser.force_login(apart.people["shen"])
    sent = {
        "version": row.version,
        "listed": "甲，peer，支部1\n乙，peer",
        "seats_0": 5,
        "seats_1": 6,
    }
    answer = browser.post(f"/desk/appraisals/{row.number}/acts/panel", sent)
    assert answer.status_code == 422
    assert "第 2 行应为" in answer.content.decode()
