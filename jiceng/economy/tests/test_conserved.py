"""Money and goods are conserved, whatever happens to orders and in whatever order."""

from __future__ import annotations

from random import Random

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import given
from hypothesis import strategies as st

from jiceng.casework.tests.county import NOON
from jiceng.economy.actions.settlement import pay_out
from jiceng.economy.actions.stock import take_in
from jiceng.economy.models import (
    LedgerEntry,
    Order,
    Producer,
    Station,
    Stock,
    StockMovement,
)
from jiceng.economy.queries.settlement import statements
from jiceng.economy.rules.orders import MONEY, Part, on_receipt, on_refund
from jiceng.economy.tests.market_cast import (
    CHICKEN,
    RICE,
    Market,
    moved,
    placed,
    received,
    refunded,
)
from jiceng.kernel.money import yuan
from jiceng.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db


def test_the_worked_example_of_the_guide(market: Market) -> None:
    """docs/how-to/sell-online.md, to the fen."""
    Station.objects.update(fee_share=300)
    row = received(market)
    line = row.lines.get(produce__number=CHICKEN)
    refunded(row, market, lines={line.pk: 8800})
    wang = Producer.objects.get(number="PD1")
    pay_out(market.station, wang, 8536, "付 1", by=market.county["zhao"], now=NOON)
    sums = dict(LedgerEntry.objects.order_by().values_list("account").annotate(Sum("fen")))
    assert sums == {"money": 3814, "held": 0, "owed": -3444, "fee": -370}
    told = statements(market.station, None, None, [wang.pk])[0]
    assert (told.sold, told.refunded, told.fee, told.paid_out, told.to_pay) == (
        17600, 8800, 264, 8536, 0,
    )  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("seed", range(6))
def test_money_and_goods_are_conserved_whatever_happens(market: Market, seed: int) -> None:
    """Forty acts in any order; those that are refused change nothing."""
    dice = Random(seed)
    market.station.fee_share = dice.choice([0, 333])
    market.station.save()
    for step in range(40):
        try:
            with transaction.atomic():
                _any_act(market, dice, step)
        except Refusal:
            pass
        _check_books(market)
    assert LedgerEntry.objects.exists()


def _any_act(market: Market, dice: Random, step: int) -> None:
    rows = list(Order.objects.order_by("pk"))
    row = dice.choice(rows) if rows else None
    act = dice.choice(["place", "place", "move", "move", "move", "refund", "pay_out", "stock"])
    if act == "place" or row is None:
        placed(market, (CHICKEN, dice.randint(1, 3), 8800), (RICE, dice.randint(1, 5), 3550))
    elif act == "move":
        after = {"placed": "pay", "paid": "pack", "packed": "make_ready",
                 "ready_for_pickup": "hand_over", "received": "ask_after_sales",
                 "after_sales": "answer"}  # fmt: skip
        name = dice.choice([after.get(row.state, "pay"), dice.choice(["cancel", "take_back"])])
        moved(row, market, name, reference=f"付 {step}", reason="试", answer="试")
    elif act == "refund":
        line = dice.choice(list(row.lines.all()))
        part = {line.pk: dice.randint(1, line.fen)} if dice.random() < 0.6 else None
        refunded(row, market, f"退 {step}", lines=part, goods_back=dice.random() < 0.5)
    elif act == "pay_out":
        who = dice.choice(list(Producer.objects.all()))
        pay_out(market.station, who, dice.randint(1, 20_000), f"出 {step}",
                by=market.county["zhao"], now=NOON)  # fmt: skip
    else:
        take_in(market.stocks[CHICKEN], 1, by=market.county["zhao"], now=NOON)


def _check_books(market: Market) -> None:
    sums = dict(LedgerEntry.objects.order_by().values_list("account").annotate(Sum("fen")))
    assert sum(sums.values()) == 0
    orders = Order.objects.exclude(paid_at=None)
    taken = sum(row.total_fen - row.refunded_fen for row in orders)
    rows = statements(market.station, None, None)
    assert sums.get(MONEY, 0) == taken - sum(s.paid_out for s in rows)
    assert sum(s.to_pay for s in rows) == -sums.get("owed", 0)
    assert sums.get("held", 0) <= 0
    for stock in Stock.objects.all():
        moves = StockMovement.objects.filter(stock=stock).aggregate(Sum("on_hand"), Sum("reserved"))
        assert (stock.on_hand, stock.reserved) == (moves["on_hand__sum"], moves["reserved__sum"])
        assert 0 <= stock.reserved <= stock.on_hand


parts = st.lists(st.integers(1, 100_000), min_size=1, max_size=4).map(
    lambda prices: [Part(n, n, fen) for n, fen in enumerate(prices)]
)


@given(parts, st.integers(0, 2_000), st.integers(0, 5_000), st.lists(st.integers(1, 40_000)))
def test_refunds_of_any_size_leave_the_fee_of_what_stays_sold(
    lines: list[Part], share: int, carriage: int, backs: list[int]
) -> None:
    sides = list(on_receipt(lines, carriage, share))
    for n, back in enumerate(backs):
        at = n % len(lines)
        part = lines[at]
        back = min(back, part.fen - part.refunded)
        sides += on_refund({part.line: back}, lines, 0, share, is_received=True)
        lines[at] = Part(part.line, part.producer, part.fen, part.refunded + back)
    assert sum(s.fen for s in sides) == 0
    fees = -sum(s.fen for s in sides if s.account == "fee")
    assert fees == sum((p.fen - p.refunded) * share // 10_000 for p in lines)


@pytest.mark.parametrize(("fen", "text"), [(0, "0.00"), (5, "0.05"), (-1234, "-12.34")])
def test_fen_are_written_as_yuan(fen: int, text: str) -> None:
    assert yuan(fen) == text
