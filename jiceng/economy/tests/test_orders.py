"""Orders: stock reserved in the same breath, the price that was shown, money that adds up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from jiceng.casework.actions.sweep import ring
from jiceng.casework.tests.county import NOON, County
from jiceng.economy.actions import orders as acts
from jiceng.economy.actions.order_moves import expire, move_order, rate_order
from jiceng.economy.actions.orders import place_order
from jiceng.economy.actions.recall import recall
from jiceng.economy.actions.settlement import pay_out
from jiceng.economy.actions.stock import count_stock, take_in, write_off
from jiceng.economy.models import (
    Buyer,
    LedgerEntry,
    Order,
    Producer,
    Stock,
)
from jiceng.economy.queries.orders import order_by_code, orders_of
from jiceng.economy.queries.settlement import owed_to, statements
from jiceng.economy.rules.orders import MONEY
from jiceng.economy.tests.market_cast import (
    CHICKEN,
    RICE,
    Market,
    asked,
    moved,
    opened,
    paid,
    placed,
    received,
    refunded,
)
from jiceng.kernel.records.models import JournalEntry, PendingAlarm, WorkItem
from jiceng.kernel.refusal import Invalid, NotAllowed, NotFound, Refusal, Refused, Stale
from jiceng.kernel.scope import RESIDENT

pytestmark = pytest.mark.django_db


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [r.code for r in refusal.value.reasons]


def test_an_order_reserves_its_goods_and_is_promised_from_its_first_second(market: Market) -> None:
    row = placed(market)
    assert (market.left(CHICKEN), market.left(RICE)) == ((10, 2), (40, 1))
    assert (row.state, row.total_fen, row.title) == ("placed", 2 * 8800 + 3550, "土鸡、大米")
    assert row.due_at is not None
    assert row.due_at > NOON + timedelta(days=1)
    assert WorkItem.objects.get(subject_kind="order").role == "station_keeper"


@pytest.mark.parametrize(
    ("lines", "changes", "fault"),
    [
        ([("PR1", 1, 8000)], {}, ("price_changed", "lines.PR1")),
        ([("PR1", 0, 8800)], {}, ("bad_quantity", "lines.PR1")),
        ([("PR1", 100, 8800)], {}, ("bad_quantity", "lines.PR1")),
        ([("PR9", 1, 8800)], {}, ("unknown_produce", "lines.PR9")),
        ([("PR1", 1, 8800), ("PR1", 1, 8800)], {}, ("produce_twice", "lines.PR1")),
        ([("PR1", 1, 8800)], {"way": "delivery"}, ("delivery_needs_address", "address")),
        ([("PR1", 1, 8800)], {"way": "post"}, ("unknown_value", "way")),
        ([("PR1", 1, 8800)], {"phone": ""}, ("buyer_needs_phone", "phone")),
        ([("PR1", 1, 8800)], {"phone": "12"}, ("bad_phone", "phone")),
    ],
)
def test_each_fault_of_an_order_names_its_field(
    market: Market, lines: list[Any], changes: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        placed(market, *lines, **changes)
    assert [(r.code, r.field) for r in refused.value.reasons] == [fault]
    assert not Order.objects.exists()


def test_the_sentence_tells_yesterdays_price_and_todays(market: Market) -> None:
    market.price(CHICKEN, 9200)
    with pytest.raises(Invalid) as refused:
        placed(market)
    assert refused.value.reasons[0].params == {"name": "土鸡", "was": "88.00", "now": "92.00"}


def test_a_price_that_changes_later_leaves_an_order_as_it_was_placed(market: Market) -> None:
    row = placed(market)
    market.price(CHICKEN, 9900)
    row = moved(row, market, "pay", reference="A1")
    assert row.lines.get(produce__number=CHICKEN).price_fen == 8800
    assert LedgerEntry.objects.get(order=row, account=MONEY).fen == row.total_fen


def test_all_lines_are_reserved_or_none(market: Market) -> None:
    with pytest.raises(Refused) as refused:
        placed(market, (RICE, 3, 3550), (CHICKEN, 11, 8800))
    assert codes(refused) == ["out_of_stock"]
    assert refused.value.reasons[0].params == {"name": "土鸡", "left": 10, "measure": "只"}
    assert (market.left(CHICKEN), market.left(RICE)) == ((10, 0), (40, 0))
    assert not Order.objects.exists()


def test_a_station_hands_out_what_it_was_paid_for(market: Market) -> None:
    row = received(market)
    assert (row.state, row.is_kept, market.left(CHICKEN)) == ("received", True, (8, 0))
    assert not WorkItem.objects.filter(subject_kind="order").exists()
    told = {s.producer.number: (s.sold, s.to_pay) for s in statements(market.station, None, None)}
    assert told == {"PD1": (17600, 17600), "PD2": (3550, 3550)}


def test_pickup_and_delivery_have_each_its_own_way_out(market: Market) -> None:
    row = moved(paid(market, way="delivery", address="示例路 2 号"), market, "pack")
    with pytest.raises(Refused) as refused:
        moved(row, market, "make_ready")
    assert codes(refused) == ["delivery_order"]
    assert moved(row, market, "send").state == "sent"
    assert row.total_fen == 2 * 8800 + 3550 + 500


def test_an_order_nobody_pays_lets_its_stock_go_when_its_time_is_up(market: Market) -> None:
    row = placed(market)
    alarm = PendingAlarm.objects.get(subject_kind="order", subject_id=row.pk)
    assert alarm.at is not None
    assert ring(alarm, now=alarm.at)
    row = Order.objects.get()
    assert (row.state, market.left(CHICKEN)) == ("cancelled", (10, 0))
    assert "超过付款时间" in row.because
    with pytest.raises(Refused):
        expire(row, NOON)


def test_a_buyer_cancels_until_it_is_packed(market: Market) -> None:
    assert moved(placed(market), market, "cancel", "resident").state == "cancelled"
    row = moved(paid(market), market, "call_off", "resident", reason="不需要了")
    assert (row.state, market.left(CHICKEN)) == ("refund_due", (10, 0))
    assert refunded(row, market).state == "refunded"
    packed = moved(paid(market), market, "pack")
    with pytest.raises(Refused) as refused:
        moved(packed, market, "call_off", "resident", reason="不要")
    assert codes(refused) == ["wrong_state"]


def test_a_refund_is_given_once_and_never_above_what_was_paid(market: Market) -> None:
    row = received(market)
    chicken, rice = (line.pk for line in row.lines.order_by("pk"))
    with pytest.raises(Refused) as refused:
        refunded(row, market, lines={chicken: 17601})
    assert codes(refused) == ["refund_above_paid"]
    assert refunded(row, market, lines={chicken: 17600}).state == "received"
    with pytest.raises(Refused) as refused:
        refunded(row, market, "退 2", lines={chicken: 1})
    assert codes(refused) == ["line_refunded"]
    with pytest.raises(Invalid) as used:
        refunded(row, market, lines={rice: 100})
    assert codes(used) == ["reference_used"]
    row = refunded(row, market, "退 3")
    assert (row.state, row.refunded_fen) == ("refunded", row.total_fen)
    with pytest.raises(Refused) as refused:
        refunded(row, market, "退 4")
    assert codes(refused) == ["refunded_already"]


def test_a_refund_needs_a_payment_and_a_keeper(market: Market) -> None:
    row = placed(market)
    with pytest.raises(Refused) as refused:
        refunded(row, market)
    assert codes(refused) == ["not_paid"]
    for who in ("qian", "wang"):
        with pytest.raises(Refused) as refused:
            moved(row, market, "pay", who, reference="A1")
        assert "wrong_role" in codes(refused)
        assert not orders_of(market.county[who]).exists()


def test_one_payment_pays_one_order(market: Market) -> None:
    first, second = placed(market), placed(market)
    moved(first, market, "pay", reference="A1")
    with pytest.raises(Invalid) as used:
        moved(second, market, "pay", reference="A1")
    assert codes(used) == ["reference_used"]
    with pytest.raises(Refused) as refused:
        moved(second, market, "pay")
    assert codes(refused) == ["paper_missing"]
    assert Order.objects.get(pk=second.pk).state == "placed"


def test_after_sales_stop_the_settling_until_they_are_answered(market: Market) -> None:
    row = moved(received(market), market, "ask_after_sales", "resident", reason="米袋破了")
    assert row.state == "after_sales"
    row = moved(row, market, "answer", answer="已补一袋", now=NOON + timedelta(days=1))
    alarm = PendingAlarm.objects.get(subject_kind="order", subject_id=row.pk)
    assert alarm.at is not None
    assert ring(alarm, now=alarm.at)
    row = Order.objects.get()
    assert (row.state, row.settled_at) == ("settled", alarm.at)
    back = refunded(row, market, goods_back=True, now=alarm.at)
    assert (back.state, market.left(CHICKEN)) == ("refunded", (10, 0))


def test_a_payout_never_exceeds_what_is_owed(market: Market) -> None:
    row, wang = received(market), Producer.objects.get(number="PD1")
    with pytest.raises(Refused) as refused:
        pay_out(market.station, wang, 17601, "付 1", by=market.county["zhao"], now=NOON)
    assert codes(refused) == ["payout_above_owed"]
    with pytest.raises(NotAllowed):
        pay_out(market.station, wang, 1, "付 1", by=market.county["qian"], now=NOON)
    pay_out(market.station, wang, 17600, "付 1", by=market.county["zhao"], now=NOON)
    assert owed_to(market.station, wang) == 0
    refunded(row, market)
    assert owed_to(market.station, wang) == -17600


def test_a_recall_stops_the_sale_and_pays_back_who_ordered(market: Market) -> None:
    rows = [placed(market), paid(market), received(market), placed(market, (RICE, 1, 3550))]
    chicken = Stock.objects.get(pk=market.stocks[CHICKEN].pk)
    with pytest.raises(NotAllowed):
        recall(chicken, "抽检不合格", by=market.county["qian"], now=NOON)
    assert recall(chicken, "抽检不合格", by=market.county["zhao"], now=NOON) == 3
    states = [Order.objects.get(pk=row.pk).state for row in rows]
    assert states == ["cancelled", "refund_due", "after_sales", "placed"]
    assert "抽检不合格" in Order.objects.get(pk=rows[0].pk).because
    assert market.left(CHICKEN)[1] == 0
    with pytest.raises(Invalid) as refused:
        placed(market)
    assert codes(refused) == ["produce_recalled"]
    with pytest.raises(Refused) as again:
        recall(chicken, "抽检不合格", by=market.county["zhao"], now=NOON)
    assert codes(again) == ["recalled_already"]


def test_a_buyer_is_found_by_number_and_code_alone(market: Market) -> None:
    receipt = place_order(asked(market), now=NOON)
    number = receipt.order.number
    assert order_by_code(number, receipt.access_code.lower()).pk == receipt.order.pk
    for tried in ((number, "AAAAAAAA"), ("OR0", receipt.access_code)):
        with pytest.raises(NotFound):
            order_by_code(*tried)


def test_a_buyer_is_sealed_shown_on_the_record_and_erased(market: Market) -> None:
    row = placed(market)
    assert Buyer.objects.get().hint == "138****5678"
    assert acts.show_buyer(row, by=market.county["zhao"], now=NOON)["phone"] == "13812345678"
    assert JournalEntry.objects.filter(kind="buyer_shown").count() == 1
    with pytest.raises(NotAllowed):
        acts.show_buyer(row, by=market.county["qian"], now=NOON)
    moved(row, market, "cancel", "resident")
    assert acts.erase_buyers(NOON + timedelta(days=179)) == 0
    assert acts.erase_buyers(NOON + timedelta(days=181)) == 1
    with pytest.raises(NotFound):
        acts.show_buyer(row, by=market.county["zhao"], now=NOON)


def test_a_receipt_is_rated_once(market: Market) -> None:
    row = paid(market)
    with pytest.raises(Refused) as refused:
        rate_order(row, 5, now=NOON)
    assert codes(refused) == ["order_not_received"]
    row = received(market)
    assert rate_order(row, 4, now=NOON).rating == 4
    with pytest.raises(Refused) as refused:
        rate_order(row, 5, now=NOON)
    assert codes(refused) == ["order_rated"]


def test_a_move_of_an_older_page_is_refused(market: Market) -> None:
    row = placed(market)
    moved(row, market, "pay", reference="A1")
    with pytest.raises(Stale):
        move_order(row, "cancel", by=RESIDENT, now=NOON, version=row.version)


def test_stock_is_counted_written_off_and_never_below_what_is_reserved(market: Market) -> None:
    zhao, stock = market.county["zhao"], market.stocks[CHICKEN]
    placed(market, (CHICKEN, 6, 8800))
    with pytest.raises(Refused) as refused:
        write_off(stock, 5, by=zhao, now=NOON, note="运输损耗")
    assert (codes(refused), refused.value.reasons[0].params) == (["stock_too_low"], {"left": 4})
    with pytest.raises(Refused) as refused:
        count_stock(stock, 5, by=zhao, now=NOON)
    assert codes(refused) == ["stock_reserved"]
    write_off(stock, 1, by=zhao, now=NOON, note="运输损耗")
    count_stock(stock, 8, by=zhao, now=NOON)
    take_in(stock, 2, by=zhao, now=NOON)
    assert market.left(CHICKEN) == (10, 6)
    with pytest.raises(NotAllowed):
        take_in(stock, 2, by=market.county["qian"], now=NOON)
    with pytest.raises(Invalid):
        take_in(stock, 0, by=zhao, now=NOON)


def test_the_database_itself_refuses_to_oversell(market: Market) -> None:
    row = Stock.objects.get(pk=market.stocks[CHICKEN].pk)
    for broken in ({"on_hand": -1}, {"reserved": 11}, {"reserved": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Stock.objects.filter(pk=row.pk).update(**broken)


@pytest.mark.parametrize("who", ["wang", "tang"])
def test_somebody_who_keeps_no_station_opens_none(county: County, who: str) -> None:
    with pytest.raises(NotAllowed):
        opened(county, who)
