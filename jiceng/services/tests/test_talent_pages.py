"""Needs and offers on pages: somebody offers without an account, a clerk proposes, both say yes."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from jiceng.casework.tests.county import EAST, NOON, County
from jiceng.casework.tests.desk import desk
from jiceng.kernel.reports import Span
from jiceng.services.actions.content import load_skills
from jiceng.services.figures import talent as figures
from jiceng.services.models import OfferContact, Pairing, SkillNeed, TalentOffer
from jiceng.services.tests.cast import posted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/desk/talent/"
OFFERED = {
    "skill": "e_commerce", "statement": "做过三年网店，愿意回乡", "way": "either", "area": "",
    "free_from": "2026-11-23", "free_until": "2027-03-01", "name": "吴某某",
    "phone": "13812345678", "has_agreed": "on", "token": "0f5dd5c1-9f0a-4b8e-a9f6-0c2d4e6a8b10",
}  # fmt: skip
NEED = {
    "poster_kind": "company", "poster": "示例农业合作社", "reached_at": "办公室 0898-00000000",
    "title": "网店运营一名", "skill": "e_commerce", "detail": "打理合作社的网店", "count": "1",
    "way": "on_site", "area": EAST, "until": "2026-12-31",
}  # fmt: skip


@pytest.fixture
def town(county: County) -> County:
    load_skills(by="setup", now=NOON - timedelta(days=1))
    return county


def offered() -> tuple[str, str]:
    text = Client().post("/talent/offer", OFFERED).content.decode()
    number = re.search(r"TO\d+", text)
    code = re.search(r'name="code" value="(\w{8})"', text)
    assert number
    assert code
    return number[0], code[1]


def acted(county: County, number: str, act: str, **said: Any) -> int:
    version = SkillNeed.objects.get(number=number).version
    answer = desk(county, "chen").post(f"{HERE}{number}/acts/{act}", {"version": version, **said})
    return answer.status_code


def test_somebody_offers_is_matched_and_both_say_yes(town: County) -> None:
    assert desk(town, "chen").post(f"{HERE}new", NEED).status_code == 302
    need = SkillNeed.objects.get()
    assert "网店运营一名" in Client().get("/talent").text
    assert need.reached_at not in Client().get("/talent").text
    number, code = offered()
    page = desk(town, "chen").get(f"{HERE}{need.number}/").text
    assert number in page
    assert "专长相符：电商运营。" in page
    assert acted(town, need.number, f"propose-{TalentOffer.objects.get().pk}") == 302
    pair = Pairing.objects.get()
    own = {"number": number, "code": code}
    shown = Client().post("/talent/offers", own).text
    assert "为什么推荐" in shown
    assert need.reached_at not in shown
    refused = desk(town, "chen").post(f"{HERE}{need.number}/contacts/{pair.pk}")
    assert "双方都同意以后才能交换联系方式" in refused.text
    said = Client().post("/talent/offers", {**own, "act": "yes", "pairing": pair.pk})
    assert "已记下您的同意" in said.text
    assert acted(town, need.number, f"yes-{pair.pk}") == 302
    assert need.reached_at in Client().post("/talent/offers", own).text
    page = desk(town, "chen").get(f"{HERE}{need.number}/").text
    assert "13812345678" not in page
    opened = desk(town, "chen").post(f"{HERE}{need.number}/contacts/{pair.pk}").text
    assert "13812345678" in opened
    assert acted(town, need.number, "introduce") == 302
    assert acted(town, need.number, "visit", kind="talk", on="2026-11-23", note="谈妥试用") == 302
    assert acted(town, need.number, "place", result="已经上岗") == 302
    assert "网店运营一名" not in Client().get("/talent").text


def test_pressing_twice_makes_one_offer(town: County) -> None:
    assert offered() == offered()
    assert TalentOffer.objects.count() == 1


def test_a_form_that_is_refused_says_why_and_loses_nothing(town: County) -> None:
    answer = Client().post("/talent/offer", {**OFFERED, "has_agreed": "", "phone": "12"})
    assert answer.status_code == 422
    assert "请确认同意按下面的说明" in answer.text
    assert "做过三年网店" in answer.text
    answer = Client().post(
        "/talent/offer", {**OFFERED, "phone": "12"}, headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 422
    assert not TalentOffer.objects.exists()


def test_whoever_withdraws_is_told_that_all_is_gone(town: County) -> None:
    number, code = offered()
    said = Client().post("/talent/offers", {"number": number, "code": code, "act": "withdraw"})
    assert "填写的内容和联系方式已删除" in said.text
    assert OfferContact.objects.get().key is None
    again = Client().post("/talent/offers", {"number": number, "code": code, "act": "withdraw"})
    assert again.status_code == 409


def test_a_wrong_code_tells_nothing(town: County) -> None:
    number, _code = offered()
    answer = Client().post("/talent/offers", {"number": number, "code": "AAAAAAAA"})
    assert answer.status_code == 404
    assert "网店" not in answer.text


def test_the_list_shows_ones_own_needs_and_is_narrowed(town: County) -> None:
    need = posted(town)
    chen = desk(town, "chen")
    assert need.number in chen.get(HERE).text
    assert need.number in chen.get(HERE, {"text": "合作社"}).text
    assert need.number not in chen.get(HERE, {"state": "ended"}).text
    assert need.number not in desk(town, "wang").get(HERE).text
    assert chen.get(f"{HERE}{need.number}/acts/propose-x").status_code == 405
    assert acted(town, need.number, "propose-99") == 409
    assert acted(town, need.number, "dance-1") == 404


def test_the_records_behind_a_figure_are_as_many_as_it_counts(town: County) -> None:
    for place, outcome in enumerate(("placed", "founded", "none"), start=1):
        row = posted(town)
        SkillNeed.objects.filter(pk=row.pk).update(
            outcome=outcome, ended_at=NOON, matched_at=NOON + timedelta(hours=place) - timedelta(9)
        )
    SkillNeed.objects.update(posted_at=NOON - timedelta(9))
    posted(town, "sun", area="469024101001")
    span = Span(date(2026, 1, 1), date(2026, 12, 31), NOON)
    for code in figures.FIGURES:
        found = figures.COUNTED.count(code, ("", EAST, "C-EAST", "C-FAR", "nowhere"), span)
        assert list(found) == ["", EAST, "C-EAST", "C-FAR"]
        for subject, figure in found.items():
            assert figures.COUNTED.records(code, span, subject).count() == figure.numerator
    opened = desk(town, "chen").get(figures.REPORT.address("talent_needs_met_rate", "", span)).text
    assert opened.count("/desk/talent/TN") == 2
    met = figures.COUNTED.count("talent_needs_met_rate", ("",), span)[""]
    assert (met.numerator, met.denominator) == (2, 3)
    assert figures.COUNTED.count("talent_match_time", ("",), span)[""].median == 2 * 3600
    assert figures.COUNTED.count("talent_match_time", ("C-FAR",), span)["C-FAR"].value is None
