"""Buyers at the same moment: what is on the shelf is sold once, on both engines."""

from __future__ import annotations

from functools import partial

import pytest

from jiceng.casework.tests.county import NOON, build_county
from jiceng.economy.actions.orders import Receipt, place_order
from jiceng.economy.actions.settlement import pay_out
from jiceng.economy.models import Order, OrderLine, Producer
from jiceng.economy.queries.settlement import owed_to
from jiceng.economy.tests.market_cast import CHICKEN, RICE, asked, opened, received
from jiceng.kernel.refusal import Refused
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_eight_buyers_at_once_no_more_are_served_than_there_are_goods() -> None:
    market = opened(build_county())
    pair, turned = ((CHICKEN, 3, 8800), (RICE, 1, 3550)), ((RICE, 1, 3550), (CHICKEN, 3, 8800))
    baskets = [asked(market, *(pair if n % 2 else turned)) for n in range(8)]
    found = at_once(*(partial(place_order, basket, now=NOON) for basket in baskets))
    served = [r for r in found if isinstance(r, Receipt)]
    refused = [r.reasons[0].code for r in found if isinstance(r, Refused)]
    assert (len(served), refused) == (3, ["out_of_stock"] * 5)
    assert (market.left(CHICKEN), market.left(RICE)) == ((10, 9), (40, 3))
    assert (Order.objects.count(), OrderLine.objects.count()) == (3, 6)


def test_of_four_payouts_at_once_only_what_is_owed_is_paid() -> None:
    market = opened(build_county())
    received(market)
    wang, zhao = Producer.objects.get(number="PD1"), market.county["zhao"]
    pays = [
        partial(pay_out, market.station, wang, 10_000, f"付 {n}", by=zhao, now=NOON)
        for n in range(4)
    ]
    found = at_once(*pays)
    assert sorted(type(r).__name__ for r in found) == ["NoneType", *["Refused"] * 3]
    assert owed_to(market.station, wang) == 7_600
