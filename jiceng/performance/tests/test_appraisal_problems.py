"""What an appraisal brings up goes on in a ledger, with its source shown both ways."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from jiceng.casework.actions.campaigns import close_campaign
from jiceng.casework.models import Campaign, Problem
from jiceng.casework.tests.county import NOON
from jiceng.casework.tests.ledger import ledger, moved, submitted
from jiceng.kernel.records.journal import verify
from jiceng.kernel.records.models import Appointment, JournalEntry
from jiceng.kernel.refusal import Invalid, NotAllowed, Refused, Stale
from jiceng.performance.actions.appraisal_problems import Named, name_problem
from jiceng.performance.models import Appraisal
from jiceng.performance.queries.appraisal_problems import ledgers_for, parts_open
from jiceng.performance.tests.apart import TODAY, Apart
from jiceng.performance.tests.appraising import closed, codes, opened, reviewed

pytestmark = pytest.mark.django_db
TEXT = "党员活动室长期上锁，群众进不去"
DUE = date(2026, 12, 18)


@pytest.fixture
def campaign(apart: Apart) -> Campaign:
    return ledger(apart, "appraisal")


def given(campaign: Campaign, part: str = "review") -> Named:
    return Named(TEXT, part, campaign.code, "C-EAST", DUE)


def named(row: Appraisal, apart: Apart, said: Named, who: str = "luo") -> Problem:
    return name_problem(row, said, by=apart[who], now=NOON, today=TODAY, version=row.version)


def page(apart: Apart, who: str, url: str) -> str:
    browser = Client()
    browser.force_login(apart.people[who])
    return browser.get(url).content.decode()


@pytest.mark.usefixtures("at_noon")
def test_a_problem_stands_in_the_ledger_and_on_the_appraisal(
    apart: Apart, campaign: Campaign
) -> None:
    row = reviewed(apart)
    problem = named(row, apart, given(campaign))
    assert (problem.source, problem.category, problem.unit) == ("appraisal", "实地考评", "C-EAST")
    here = page(apart, "luo", f"/desk/appraisals/{row.number}/")
    assert TEXT in here
    assert f"/desk/problems/{problem.number}/" not in here, "a committee keeps no ledger"
    there = page(apart, "tang", f"/desk/problems/{problem.number}/")
    assert f"书记述职评议考核 {row.number}" in there
    assert "东社区党支部（示例）" in there
    assert f'href="/desk/appraisals/{row.number}/"' not in there, "no post in the Party's line"
    moved(apart, problem, "tang", "confirm")
    assert "待定措施" in page(apart, "luo", f"/desk/appraisals/{row.number}/")
    assert verify(JournalEntry.objects.order_by("seq"), []) == []


def test_the_appraised_secretary_does_not_verify_it(apart: Apart, campaign: Campaign) -> None:
    row = reviewed(apart)
    problem = named(row, apart, given(campaign))
    Appointment.objects.create(
        person=apart.people["wu"], post="q_secretary", unit_id="Q-EAST",
        area_id=apart.branch("Q-EAST").area, starts_on=date(2020, 1, 1),
    )  # fmt: skip
    submitted(apart, problem)
    with pytest.raises(Refused) as refused:
        moved(apart, problem, "wu", "strike_off")
    assert codes(refused) == {"reviewer_is_found"}


def test_a_secretary_hands_on_what_the_report_names_and_no_more(
    apart: Apart, campaign: Campaign
) -> None:
    row = reviewed(apart)
    assert parts_open(row, apart["bai"]) == ["report"]
    assert named(row, apart, given(campaign, "report"), "bai").category == "述职报告"
    for part, who in (("review", "bai"), ("report", "hao"), ("report", "tang")):
        with pytest.raises(NotAllowed):
            named(row, apart, given(campaign, part), who)


def test_a_part_that_is_not_there_yet_names_nothing(apart: Apart, campaign: Campaign) -> None:
    early = opened(apart)
    with pytest.raises(Refused) as refused:
        named(early, apart, given(campaign, "report"))
    assert codes(refused) == {"part_not_there"}
    assert parts_open(early, apart["shen"]) == []


def test_after_the_count_the_ballots_and_the_decision_name_problems_too(
    apart: Apart, campaign: Campaign
) -> None:
    row, _numbers = closed(apart)
    assert parts_open(row, apart["shen"]) == ["report", "review", "ballots", "decision"]
    assert named(row, apart, given(campaign, "decision"), "shen").category == "研究确定等次"


@pytest.mark.parametrize(
    "changed",
    [{"unit": "Q-EAST"}, {"unit": "NOBODY"}, {"ledger": "none"}, {"text": ""}, {"part": "gossip"},
     {"deadline": date(2026, 1, 1)}],
)  # fmt: skip
def test_a_faulty_line_goes_into_no_ledger(
    apart: Apart, campaign: Campaign, changed: dict[str, Any]
) -> None:
    row = reviewed(apart)
    with pytest.raises(Invalid):
        named(row, apart, replace(given(campaign), **changed))
    assert not Problem.objects.exists()


def test_a_closed_ledger_is_not_offered_and_a_stale_page_changes_nothing(
    apart: Apart, campaign: Campaign
) -> None:
    row = reviewed(apart)
    assert ledgers_for(row) == [campaign]
    with pytest.raises(Stale):
        name_problem(row, given(campaign), by=apart["luo"], now=NOON, today=TODAY, version=1)
    close_campaign(campaign, by=apart["tang"], now=NOON)
    assert ledgers_for(row) == []
    with pytest.raises(Invalid):
        named(row, apart, given(campaign))


@pytest.mark.usefixtures("at_noon")
def test_the_form_proposes_the_unit_near_and_keeps_what_was_typed(
    apart: Apart, campaign: Campaign
) -> None:
    row, browser = reviewed(apart), Client()
    browser.force_login(apart.people["luo"])
    url = f"/desk/appraisals/{row.number}/"
    assert "东社区居委会" in browser.get(url).content.decode()
    sent = {"version": row.version, "part": "review", "text": TEXT, "ledger": campaign.code,
            "unit": "无此单位"}  # fmt: skip
    answer = browser.post(f"{url}acts/problem", sent)
    assert answer.status_code == 422
    assert TEXT in answer.content.decode()
    assert browser.post(f"{url}acts/problem", {**sent, "unit": "C-EAST"}).status_code == 302
    assert Problem.objects.get().origin_number == row.number
