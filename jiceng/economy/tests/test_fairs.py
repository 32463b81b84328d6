"""A fair from its plan to its settlement; its money is conserved to the fen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiceng.casework.tests.county import FAR, NOON, County
from jiceng.economy.actions.fair_sales import (
    Sold,
    counter_sale,
    enter_sale,
    erase_fair_words,
    give_feedback,
)
from jiceng.economy.actions.fair_stalls import (
    assign_stall,
    drop_offer,
    free_stall,
    offer_produce,
    price_offer,
)
from jiceng.economy.actions.fairs import change_fair, move_fair, plan_fair, propose_next
from jiceng.economy.actions.producers import ProducerTold, register_producer, retire_producer
from jiceng.economy.models import Fair, FairFeedback, FairOffer, FairSale, FairStall
from jiceng.economy.queries.fairs import incomes, standing_sales, totals
from jiceng.economy.rules.fairs import Stall
from jiceng.economy.tests.fairs import PLAN, TODAY, Market, market, sells, stall, with_kinds
from jiceng.kernel.records.models import PendingAlarm, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, Refusal, Refused, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(county: County) -> Market:
    return market(county)


@pytest.fixture
def opened(planned: Market) -> Market:
    planned.moved("publish", "open")
    return planned


def codes(refused: Any) -> list[str]:
    return [r.code for r in refused.value.reasons]


def refused_for(act: Callable[[], object], kind: type[Refusal] = Invalid) -> list[str]:
    with pytest.raises(kind) as refused:
        act()
    return codes(refused)


def test_a_fair_is_planned_announced_held_and_settled(planned: Market) -> None:
    fair = planned.fair
    assert fair.number.startswith("FA2026")
    assert (fair.unit, fair.tier) == ("C-EAST", "community")
    assert WorkItem.objects.get(subject_kind="fair").role == "dispatcher"
    planned.moved("publish", "open", "close")
    assert planned.fair.stage_due_at is not None
    planned.moved("settle")
    assert planned.fair.settled_at == NOON
    assert not WorkItem.objects.filter(subject_kind="fair").exists()
    assert PendingAlarm.objects.get(subject_kind="fair").at is None


@pytest.mark.parametrize("who", ["xie", "sun", "zhao", "tang", "li"])
def test_only_the_desks_of_its_area_organise_it(planned: Market, who: str) -> None:
    by = planned.county[who]
    with pytest.raises(NotAllowed):
        plan_fair(PLAN, by=by, now=NOON)
    with pytest.raises(NotAllowed):
        assign_stall(stall(planned.fair, "A03"), planned.yi, by=by, now=NOON, reason="试")
    with pytest.raises(Refused):
        move_fair(planned.fair, "publish", by=by, now=NOON, version=1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": ""}, "text_length"),
        ({"area": "1"}, "unknown_area"),
        ({"first_day": TODAY - timedelta(days=3), "last_day": TODAY - timedelta(days=2)},
         "fair_in_the_past"),
        ({"closes": 60}, "fair_hours_reversed"),
        ({"unit": "NOWHERE"}, "unknown_unit"),
        ({"lat": None}, "bad_point"),
    ],
)  # fmt: skip
def test_each_fault_of_a_plan_is_named(county: County, changes: dict[str, Any], code: str) -> None:
    plan = replace(PLAN, **changes)
    assert refused_for(lambda: plan_fair(plan, by=county["chen"], now=NOON)) == [code]
    assert not Fair.objects.exists()


def test_a_fair_without_a_producer_is_not_announced(county: County) -> None:
    with_kinds()
    fair = plan_fair(PLAN, by=county["chen"], now=NOON)
    publish = partial(move_fair, fair, "publish", by=county["chen"], now=NOON, version=1)
    assert refused_for(publish, Refused) == ["fair_without_stalls"]


def test_a_fair_opens_on_its_day_and_not_after_its_last(county: County) -> None:
    later = replace(PLAN, first_day=TODAY + timedelta(days=3), last_day=TODAY + timedelta(days=3))
    held = market(county)
    held.fair = change_fair(held.fair, later, by=county["chen"], now=NOON, version=1)
    held.moved("publish")
    assert refused_for(lambda: held.moved("open"), Refused) == ["fair_opens_later"]
    assert refused_for(lambda: held.moved("open", days=5), Refused) == ["fair_is_over"]
    assert held.moved("open", days=3).state == "open"


def test_lapsed_papers_keep_produce_off_the_stall(planned: Market) -> None:
    ends_tonight = sells(planned.jia, planned.county, "chen", "玉米", 200, until=TODAY)
    offer = partial(
        offer_produce, stall(planned.fair, "A01"), ends_tonight, by=planned.county["chen"], now=NOON
    )
    assert refused_for(offer) == ["quality_paper_lapsed"]


def test_papers_that_lapse_later_stop_the_opening(planned: Market) -> None:
    planned.moved("publish")
    papers = [{"kind": "pass_certificate", "number": "1", "until": TODAY.isoformat()}]
    type(planned.potato).objects.filter(pk=planned.potato.pk).update(papers=papers)
    assert refused_for(lambda: planned.moved("open"), Refused) == ["fair_papers_unfit"]


def test_a_stall_goes_to_one_producer(planned: Market) -> None:
    chen = planned.county["chen"]
    again = partial(
        assign_stall, stall(planned.fair, "A01"), planned.yi, by=chen, now=NOON, reason="换位"
    )
    assert refused_for(again, Refused) == ["stall_taken"]


def test_a_second_stall_on_the_same_days_needs_a_reason(planned: Market) -> None:
    chen, third = planned.county["chen"], stall(planned.fair, "A03")
    plain = partial(assign_stall, third, planned.jia, by=chen, now=NOON)
    assert refused_for(plain) == ["stall_second"]
    assert assign_stall(third, planned.jia, by=chen, now=NOON, reason="货多").reason == "货多"
    other = plan_fair(replace(PLAN, title="同日另一场"), by=chen, now=NOON)
    elsewhere = stall(other, "A01")
    assert refused_for(lambda: assign_stall(elsewhere, planned.yi, by=chen, now=NOON)) == [
        "stall_second"
    ]


def test_a_producer_that_left_gets_no_stall(planned: Market) -> None:
    chen = planned.county["chen"]
    gone = register_producer(ProducerTold("丙", "household", PLAN.area), by=chen, now=NOON)
    retire_producer(gone, by=chen, now=NOON, version=1)
    third = stall(planned.fair, "A03")
    assert refused_for(lambda: assign_stall(third, gone, by=chen, now=NOON)) == [
        "producer_not_there"
    ]


def test_stalls_offer_what_their_own_producer_sells_once(planned: Market) -> None:
    chen, first = planned.county["chen"], stall(planned.fair, "A01")
    other = partial(offer_produce, first, planned.pomelo, by=chen, now=NOON)
    twice = partial(offer_produce, first, planned.potato, by=chen, now=NOON)
    assert refused_for(other) == ["produce_of_another"]
    assert refused_for(twice) == ["offer_twice"]
    drop_offer(planned.offer("A01"), by=chen, now=NOON)
    assert offer_produce(first, planned.potato, 300, by=chen, now=NOON).price_fen == 300


def test_a_stall_is_taken_back_until_something_was_sold(opened: Market, county: County) -> None:
    chen = county["chen"]
    assert refused_for(lambda: free_stall(stall(opened.fair, "A01"), by=chen, now=NOON),
                       Refused) == ["fair_fixed"]  # fmt: skip
    opened.sold("A01", 1000, 3500)
    assert refused_for(lambda: drop_offer(opened.offer("A01"), by=chen, now=NOON), Refused) == [
        "offer_sold"
    ]


def test_a_freed_stall_is_empty_and_may_go(planned: Market) -> None:
    chen = planned.county["chen"]
    layout = replace(PLAN, stalls=(Stall("A01", 9), Stall("B01", 4)))

    def change() -> Fair:
        fair = Fair.objects.get(pk=planned.fair.pk)
        return change_fair(fair, layout, by=chen, now=NOON, version=1)

    assert refused_for(change) == ["stall_in_use"]
    free_stall(stall(planned.fair, "A02"), by=chen, now=NOON)
    assert refused_for(lambda: free_stall(stall(planned.fair, "A02"), by=chen, now=NOON),
                       Refused) == ["stall_empty"]  # fmt: skip
    change()
    assert list(FairStall.objects.order_by("code").values_list("code", flat=True)) == [
        "A01", "B01",
    ]  # fmt: skip
    assert FairOffer.objects.count() == 1


def test_two_people_change_a_fair_one_after_the_other(planned: Market) -> None:
    chen, old = planned.county["chen"], Fair.objects.get(pk=planned.fair.pk)
    change_fair(planned.fair, replace(PLAN, note="带伞"), by=chen, now=NOON, version=1)
    with pytest.raises(Stale):
        change_fair(old, PLAN, by=chen, now=NOON, version=1)


def test_a_fair_is_not_moved_where_its_desk_organises_nothing(planned: Market) -> None:
    there = replace(PLAN, area=FAR, lon=None, lat=None)
    with pytest.raises(NotAllowed):
        change_fair(planned.fair, there, by=planned.county["chen"], now=NOON, version=1)
    assert Fair.objects.get(pk=planned.fair.pk).area_id == PLAN.area


@pytest.mark.parametrize(
    ("hundredths", "fen", "days", "code"),
    [
        (0, 0, 0, "quantity_not_positive"),
        (1000, 3600, 0, "sale_above_price"),
        (1000, 3000, 0, "sale_below_price"),
        (1000, 3500, 1, "sale_in_future"),
        (1000, 3500, 2, "sale_other_day"),
    ],
)
def test_each_fault_of_a_sale_is_named(
    opened: Market, hundredths: int, fen: int, days: int, code: str
) -> None:
    day = TODAY + timedelta(days=days)
    assert refused_for(lambda: opened.sold("A01", hundredths, fen, day=day)) == [code]
    assert not FairSale.objects.exists()


def test_nothing_is_entered_before_the_opening_or_after_the_settlement(planned: Market) -> None:
    assert refused_for(lambda: planned.sold("A01", 100, 350), Refused) == ["fair_sales_closed"]
    planned.moved("publish", "open")
    sale = planned.sold("A01", 100, 350)
    planned.moved("close", "settle")
    assert refused_for(lambda: planned.sold("A02", 100, 500), Refused) == ["fair_settled_sale"]
    chen = planned.county["chen"]
    assert refused_for(lambda: counter_sale(sale, "错", by=chen, now=NOON), Refused) == [
        "fair_settled_sale"
    ]


def test_a_sale_is_entered_once_and_corrected_by_a_counter_entry(opened: Market) -> None:
    chen, wrong = opened.county["chen"], opened.sold("A01", 1000, 3500)
    assert refused_for(lambda: opened.sold("A01", 900, 3150), Refused) == ["sale_entered"]
    counter_sale(wrong, "数量记错", by=chen, now=NOON)
    assert refused_for(lambda: counter_sale(wrong, "再冲", by=chen, now=NOON), Refused) == [
        "sale_countered"
    ]
    opened.sold("A01", 900, 3100, reason="收市降价")
    rows = FairSale.objects.order_by("turn").values_list("hundredths", "fen")
    assert list(rows) == [(1000, 3500), (-1000, -3500), (900, 3100)]
    assert totals([opened.fair]) == {opened.fair.pk: 3100}
    assert [s.fen for s in standing_sales(opened.fair).values()] == [3100]


def test_a_sign_changes_its_price_while_the_fair_is_on(opened: Market) -> None:
    opened.sold("A01", 1000, 3500)
    price_offer(opened.offer("A01"), 300, by=opened.county["chen"], now=NOON)
    opened.sold("A02", 100, 500)
    assert totals([opened.fair])[opened.fair.pk] == 4000


def test_the_next_fair_is_proposed_once_with_the_same_stalls(opened: Market) -> None:
    chen, day = opened.county["chen"], TODAY + timedelta(days=60)

    def propose() -> Fair:
        return propose_next(opened.fair, day, by=chen, now=NOON)

    assert refused_for(propose, Refused) == ["fair_next_too_soon"]
    opened.moved("close")
    after = propose()
    assert (after.state, after.follows, after.last_day) == (
        "planned", opened.fair, day + timedelta(days=1),
    )  # fmt: skip
    assert after.stalls.filter(producer=None).count() == 3
    assert refused_for(propose, Refused) == ["fair_next_there"]


def test_words_of_visitors_go_and_their_grades_stay(opened: Market) -> None:
    given = give_feedback(opened.fair, 5, "很好，电话 13812345678", now=NOON)
    assert "13812345678" not in given.words
    give_feedback(opened.fair, 3, "", now=NOON)
    assert erase_fair_words(NOON + timedelta(days=179)) == 0
    assert erase_fair_words(NOON + timedelta(days=181)) == 1
    assert list(FairFeedback.objects.order_by("pk").values_list("rating", "words")) == [
        (5, ""), (3, ""),
    ]  # fmt: skip


def test_visitors_are_heard_while_there_is_something_to_say(planned: Market) -> None:
    assert refused_for(lambda: give_feedback(planned.fair, 5, "", now=NOON), Refused) == [
        "feedback_closed"
    ]
    planned.moved("publish", "open")
    assert refused_for(lambda: give_feedback(planned.fair, 6, "", now=NOON)) == ["bad_rating"]


ENTRIES = st.lists(
    st.tuples(st.sampled_from(("A01", "A02")), st.integers(1, 99), st.booleans()), max_size=6
)


@settings(
    max_examples=15, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(ENTRIES)
def test_the_sum_of_a_fair_is_that_of_its_stalls_and_of_its_producers(
    opened: Market, entries: list[tuple[str, int, bool]]
) -> None:
    FairSale.objects.all().delete()
    for code, many, is_wrong in entries:
        offer = opened.offer(code)
        try:
            sale = enter_sale(offer, Sold(TODAY, many * 100, many * offer.price_fen),
                              by=opened.county["chen"], now=NOON)  # fmt: skip
        except Refused:
            continue
        if is_wrong:
            counter_sale(sale, "错", by=opened.county["chen"], now=NOON)
    rows = opened.fair.sales.all()
    whole = totals([opened.fair]).get(opened.fair.pk, 0)
    assert whole == sum(i.fen for i in incomes(rows)) == sum(s.fen for s in rows)
    assert whole == sum(s.fen for s in standing_sales(opened.fair).values())
