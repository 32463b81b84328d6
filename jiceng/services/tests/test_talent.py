"""Needs and offers: matched by reasons, both sides asked, contacts passed on late and erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.tests.county import EAST, FAR, NOON, NORTH, County
from jiceng.kernel.records.models import JournalEntry, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refusal, Refused, Stale
from jiceng.services.actions import talent as acts
from jiceng.services.actions import talent_offers as offers
from jiceng.services.actions.content import load_skills
from jiceng.services.actions.talent_offers import OfferReceipt, make_offer
from jiceng.services.models import OfferContact, Pairing, SkillNeed, TalentOffer
from jiceng.services.queries.schemas import SCHEMAS
from jiceng.services.queries.talent import matches_of, need_for, needs_of, offer_by_code
from jiceng.services.rules.talent import WAYS, Offered, Wanted, why_fits
from jiceng.services.tests.cast import NEED, OFFER, posted

database = pytest.mark.django_db
TODAY = NOON.date()
WANTED = Wanted("e_commerce", f"469024/{NORTH}/{EAST}/", "东社区", "on_site", date(2026, 12, 31))
OFFERED = Offered("e_commerce", "", "on_site", TODAY, date(2027, 3, 1))


@pytest.fixture
def town(county: County) -> County:
    load_skills(by="setup", now=NOON - timedelta(days=1))
    return county


def offered(**changes: Any) -> OfferReceipt:
    return make_offer(replace(OFFER, **changes), now=NOON)


def paired(town: County, need: SkillNeed) -> tuple[Pairing, OfferReceipt]:
    receipt = offered()
    pair = acts.propose(need, receipt.offer.pk, by=town["chen"], now=NOON, version=need.version)
    return pair, receipt


def agreed(town: County, need: SkillNeed) -> tuple[Pairing, OfferReceipt]:
    pair, receipt = paired(town, need)
    acts.answer_for_offer(receipt.offer, pair.pk, True, now=NOON)
    need.refresh_from_db()
    acts.answer_for_need(need, pair.pk, True, by=town["chen"], now=NOON, version=need.version)
    return pair, receipt


def moved(town: County, need: SkillNeed, name: str, who: str = "chen", **said: Any) -> SkillNeed:
    need.refresh_from_db()
    at = said.pop("now", NOON)
    return acts.move_need(need, name, by=town[who], now=at, version=need.version, **said)


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [r.code for r in refusal.value.reasons]


@pytest.mark.parametrize(
    ("need", "offer", "reasons"),
    [
        ({}, {}, ["fits_skill", "fits_anywhere", "fits_time"]),
        ({}, {"area_path": f"469024/{NORTH}/"}, ["fits_skill", "fits_area", "fits_time"]),
        ({"way": "remote"}, {"way": "either"}, ["fits_skill", "fits_remote", "fits_time"]),
        ({}, {"skill": "law"}, []),
        ({}, {"area_path": "469024/469024101/"}, []),
        ({}, {"way": "remote"}, []),
        ({"way": "either"}, {"way": "remote"}, ["fits_skill", "fits_remote", "fits_time"]),
        ({}, {"free_from": date(2027, 1, 1)}, []),
    ],
)
def test_an_offer_fits_for_reasons_that_are_said(
    need: dict[str, Any], offer: dict[str, Any], reasons: list[str]
) -> None:
    found = why_fits(replace(WANTED, **need), replace(OFFERED, **offer), "电商运营")
    assert [r.code for r in found] == reasons


@given(st.sampled_from(sorted(WAYS)), st.sampled_from(sorted(WAYS)), st.integers(-400, 400))
def test_there_are_three_reasons_or_none(need: str, offer: str, days: int) -> None:
    free = replace(OFFERED, way=offer, free_from=TODAY + timedelta(days=days))
    assert len(why_fits(replace(WANTED, way=need), free, "电商运营")) in (0, 3)


@database
def test_a_need_waits_at_whoever_posted_it(town: County) -> None:
    need = posted(town)
    item = WorkItem.objects.get(subject_kind="skill_need")
    assert (need.state, item.role, item.unit) == ("posted", "clerk", "C-EAST")
    seen = {who for who in town.actors if needs_of(town[who]).exists()}
    assert seen == {"chen"}


@database
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"skill": "magic"}, ("unknown_skill", "skill")),
        ({"area": "1"}, ("unknown_area", "area")),
        ({"way": "by_air"}, ("unknown_value", "way")),
        ({"poster_kind": "friend"}, ("unknown_value", "poster_kind")),
        ({"title": ""}, ("text_length", "title")),
        ({"count": 0}, ("people_range", "count")),
        ({"until": date(2026, 11, 1)}, ("within_a_year", "until")),
        ({"until": date(2028, 1, 1)}, ("within_a_year", "until")),
    ],
)
def test_each_fault_of_a_need_names_its_field(
    town: County, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        posted(town, **changes)
    assert [(r.code, r.field) for r in refused.value.reasons] == [fault]
    with pytest.raises(NotAllowed):
        acts.post_need(NEED, by=town["li"], now=NOON)


@database
@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"phone": ""}, ("offer_needs_phone", "phone")),
        ({"phone": "12"}, ("bad_phone", "phone")),
        ({"has_agreed": False}, ("offer_needs_word", "has_agreed")),
        ({"statement": "会"}, ("text_length", "statement")),
        ({"skill": "magic"}, ("unknown_skill", "skill")),
        ({"way": "by_air"}, ("unknown_value", "way")),
        ({"area": "1"}, ("unknown_area", "area")),
        ({"free_until": date(2028, 1, 1)}, ("within_a_year", "free_until")),
        ({"free_from": date(2027, 9, 1)}, ("free_reversed", "free_from")),
    ],
)
def test_each_fault_of_an_offer_names_its_field(
    town: County, changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        offered(**changes)
    assert [(r.code, r.field) for r in refused.value.reasons] == [fault]
    assert not TalentOffer.objects.exists()


@database
def test_an_offer_is_found_by_number_and_code_alone(town: County) -> None:
    receipt = offered(statement="做过三年网店，电话 13812345678")
    number = receipt.offer.number
    assert offer_by_code(number, receipt.access_code.lower()) == receipt.offer
    assert "13812345678" not in receipt.offer.statement
    for tried in ((number, "AAAAAAAA"), ("TO0", receipt.access_code)):
        with pytest.raises(NotFound):
            offer_by_code(*tried)


@database
def test_only_offers_that_fit_are_shown_and_each_once(town: County) -> None:
    need, fits = posted(town), offered().offer
    offered(skill="law")
    offered(area=FAR)
    assert [offer for offer, _why in matches_of(need, NOON, TODAY)] == [fits]
    acts.propose(need, fits.pk, by=town["chen"], now=NOON, version=need.version)
    assert matches_of(need, NOON, TODAY) == []
    with pytest.raises(Refused) as refused:
        acts.propose(need, fits.pk, by=town["chen"], now=NOON, version=need.version)
    assert codes(refused) == ["pair_known"]
    other = offered(skill="law").offer
    with pytest.raises(Refused) as refused:
        acts.propose(need, other.pk, by=town["chen"], now=NOON, version=need.version)
    assert codes(refused) == ["does_not_fit"]


@database
def test_a_contact_is_passed_on_after_both_said_yes_and_each_look_is_written_down(
    town: County,
) -> None:
    need = posted(town)
    pair, receipt = paired(town, need)
    acts.answer_for_need(need, pair.pk, True, by=town["chen"], now=NOON, version=need.version)
    with pytest.raises(Refused) as refused:
        offers.show_offerer(pair.pk, by=town["chen"], now=NOON)
    assert codes(refused) == ["not_both_yes"]
    later = NOON + timedelta(days=3)
    acts.answer_for_offer(receipt.offer, pair.pk, True, now=later)
    assert offers.show_offerer(pair.pk, by=town["chen"], now=later)["phone"] == "13812345678"
    assert JournalEntry.objects.filter(kind="offer_shown").count() == 1
    with pytest.raises(NotAllowed):
        offers.show_offerer(pair.pk, by=town["wang"], now=later)
    need.refresh_from_db()
    assert need.matched_at == later


@database
@pytest.mark.parametrize("side", ["need", "offer"])
def test_a_no_is_a_no(town: County, side: str) -> None:
    need = posted(town)
    pair, receipt = paired(town, need)
    if side == "need":
        acts.answer_for_need(need, pair.pk, False, by=town["chen"], now=NOON, version=need.version)
    else:
        acts.answer_for_offer(receipt.offer, pair.pk, False, now=NOON)
    with pytest.raises(Refused) as refused:
        acts.answer_for_offer(receipt.offer, pair.pk, True, now=NOON)
    assert codes(refused) == ["pair_answered"]
    with pytest.raises(Refused) as refused:
        moved(town, need, "introduce")
    assert codes(refused) == ["no_pair_agreed"]


@database
@pytest.mark.parametrize(("move", "outcome"), [("place", "placed"), ("found_venture", "founded")])
def test_what_came_of_it_is_followed_up_and_ends_the_offer(
    town: County, move: str, outcome: str
) -> None:
    need = posted(town)
    _pair, receipt = agreed(town, need)
    moved(town, need, "introduce")
    acts.note_visit(need, TODAY, "talk", "谈妥试用一个月", by=town["chen"], now=NOON,
                    version=need.version)  # fmt: skip
    need = moved(town, need, move, result="已经开始")
    assert (need.state, need.outcome) == ("following", outcome)
    need = moved(town, need, "follow_up", result="还在做", now=NOON + timedelta(days=30))
    assert (need.state, need.ended_at is not None) == ("ended", True)
    receipt.offer.refresh_from_db()
    assert receipt.offer.ended_at is not None


@database
def test_a_new_search_asks_both_sides_anew(town: County) -> None:
    need = posted(town)
    agreed(town, need)
    moved(town, need, "introduce")
    need = moved(town, need, "search_again", reason="没有谈拢")
    assert (need.state, need.is_agreed) == ("posted", False)
    assert moved(town, need, "end_unmet", reason="项目取消").outcome == "none"


@database
def test_nobody_else_keeps_a_need(town: County) -> None:
    need = posted(town)
    for who in ("wang", "gao", "xie"):
        with pytest.raises(NotFound):
            need_for(town[who], need.number)
    with pytest.raises(NotAllowed):
        acts.note_visit(need, TODAY, "talk", "谈过", by=town["xie"], now=NOON, version=1)
    with pytest.raises(Stale):
        acts.note_visit(need, TODAY, "talk", "谈过", by=town["chen"], now=NOON, version=9)
    with pytest.raises(Invalid) as refused:
        acts.note_visit(need, TODAY + timedelta(days=1), "party", " ", by=town["chen"], now=NOON,
                        version=need.version)  # fmt: skip
    assert codes(refused) == ["unknown_value", "day_in_the_future", "text_length"]


@database
def test_an_offer_ends_with_its_last_day_and_is_emptied_in_time(town: County) -> None:
    row = offered(free_until=date(2026, 12, 1), area=EAST).offer
    after = NOON + timedelta(days=9)
    assert offers.erase_offers(after) == 0
    row.refresh_from_db()
    assert row.ended_at == after
    assert offers.erase_offers(after + timedelta(days=179)) == 0
    assert offers.erase_offers(after + timedelta(days=180)) == 1
    row.refresh_from_db()
    assert (row.statement, row.skill, row.area_path) == ("", "", "")
    kept = OfferContact.objects.get()
    assert (kept.key, bytes(kept.sealed), kept.hint) == (None, b"", "")
    assert offers.erase_offers(after + timedelta(days=181)) == 0


@database
def test_whoever_withdraws_is_forgotten_at_once(town: County) -> None:
    receipt = offered()
    offers.withdraw_offer(receipt.offer, now=NOON)
    assert OfferContact.objects.get().key is None
    assert TalentOffer.objects.get().statement == ""
    with pytest.raises(Refused):
        offers.withdraw_offer(receipt.offer, now=NOON)


@database
def test_a_skill_has_a_name(town: County) -> None:
    assert SCHEMAS["skill"]("x", {"name": "木工"}, {}) == []
    assert SCHEMAS["skill"]("x", {"name": " "}, {})
