"""A ballot that is a form: why is asked with the choice, ticked, counted and never listed."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client

from jiceng.casework.tests.county import NOON
from jiceng.kernel.refusal import Invalid
from jiceng.performance.actions.ballots import cast, close_vote, counted
from jiceng.performance.models import Appraisal, Ballot, Slip
from jiceng.performance.queries.star_content import shipped_appraisal_schemes
from jiceng.performance.rules.appraisals import GRADES
from jiceng.performance.rules.ballot_forms import ballot_form_faults
from jiceng.performance.tests.apart import TODAY, Apart
from jiceng.performance.tests.appraising import voting
from jiceng.performance.tests.survey_samples import asks, content

FORM = shipped_appraisal_schemes()["yearly"]["form"]
CHOICE = FORM["questions"][0]


def with_form(apart: Apart) -> tuple[Appraisal, list[str]]:
    """A vote whose scheme has a form, and its slips."""
    row, made = voting(apart)
    row.scheme = {**row.scheme, "form": FORM}
    Appraisal.objects.filter(pk=row.pk).update(scheme=row.scheme)
    return row, [m.code for m in made]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (content(asks("choice", required=True)), "ballot_choice_missing"),
        (content(asks("a"), CHOICE), "ballot_choice_missing"),
        (content({**CHOICE, "required": False}), "ballot_choice_missing"),
        (content(CHOICE, asks("why", "text", shown_when="choice == poor")), "ballot_is_ticked"),
        (content(CHOICE, asks("why", shown_when="choice == bad")), "condition_choice_unknown"),
    ],
)
def test_a_form_that_is_no_ballot_is_not_put_in_force(form: dict[str, Any], code: str) -> None:
    assert code in [reason.code for reason in ballot_form_faults(form, tuple(GRADES))]


def test_the_shipped_ballot_is_one() -> None:
    assert not list(ballot_form_faults(FORM, tuple(GRADES)))


@pytest.mark.django_db
def test_who_says_poor_says_why_and_a_missing_reason_spends_no_slip(apart: Apart) -> None:
    row, slips = with_form(apart)
    with pytest.raises(Invalid) as refused:
        cast(row.number, slips[0], "poor", now=NOON)
    assert [(r.code, r.field) for r in refused.value.reasons] == [("answer_missing", "why")]
    assert not Slip.objects.filter(is_spent=True).exists()
    cast(row.number, slips[0], "poor", {"why": ["style"]}, now=NOON)
    cast(row.number, slips[1], "good", {"why": ["style"]}, now=NOON)
    said = dict(Ballot.objects.values_list("choice", "said"))
    assert said == {"poor": {"choice": "poor", "why": ["style"]}, "good": {"choice": "good"}}


@pytest.mark.django_db
def test_reasons_are_counted_again_alike_and_small_counts_withheld(apart: Apart) -> None:
    row, slips = with_form(apart)
    for n, code in enumerate(slips):
        choice, why = ("poor", {"why": ["style"]}) if n < 6 else ("good", {})
        cast(row.number, code, choice, why, now=NOON)
    close_vote(row, by=apart["shen"], now=NOON, today=TODAY, version=row.version)
    row.refresh_from_db()
    assert counted(row) == row.result
    (why,) = row.result["follow_ups"]
    assert (why["n"], set(why["cells"].values())) == (6, {None})


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
def test_the_page_asks_why_and_lists_the_choice_alone(apart: Apart) -> None:
    row, slips = with_form(apart)
    browser, url = Client(), f"/ballots/{row.number}"
    given = {"asked": ["choice"], "q_choice": "poor", "slip": "A" * 16}
    page = html.unescape(browser.post(url, given).content.decode())
    assert "还有 1 题" in page and "主要因为什么" in page
    whole = {**given, "asked": ["choice", "why"], "q_why": ["style"]}
    assert "票签号不对" in browser.post(url, whole).content.decode()
    answer = browser.post(url, {**whole, "slip": slips[0]})
    assert Ballot.objects.get().number in answer.content.decode()
    assert browser.post(url, {**whole, "slip": slips[0]}).status_code == 409
    for code in slips[1:]:
        cast(row.number, code, "good", now=NOON)
    close_vote(row, by=apart["shen"], now=NOON, today=TODAY, version=row.version)
    told = browser.get(url).content.decode()
    assert "勾选的原因" in told and "作风不实" not in told
