"""Lists of orders are read along their indexes, on both engines, however long they are."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from jiceng.casework.tests.county import NOON
from jiceng.economy.models import Order
from jiceng.economy.queries.orders import orders_of
from jiceng.economy.tests.market_cast import Market, placed
from jiceng.web.api.pages import Page, rows_after
from jiceng.web.paging import page_of
from tests.test_query_plans import FAR, ON_POSTGRESQL, ON_SQLITE, SORTED, explained, heard

pytestmark = pytest.mark.django_db


@pytest.fixture
def long(market: Market) -> Market:
    """A station with two thousand orders, and statistics about them."""
    first = placed(market)
    rows = [copy(first) for _ in range(2_000)]
    for place, row in enumerate(rows):
        row.pk, row.number = FAR + place, f"{place:012}"
        row.placed_at, row.state = NOON - timedelta(minutes=place), ("paid", "settled")[place % 2]
        row.unit_path = row.unit_path if place % 100 == 0 else f"GOV/U{place % 7}/"
    Order.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE economy_order")
    return market


@pytest.mark.parametrize("state", ["", "paid"])
def test_a_page_of_orders_stops_where_it_ends(long: Market, state: str) -> None:
    rows = Order.objects.filter(station=long.station)
    rows = rows.filter(state=state) if state else rows
    first = page_of(rows, key="placed_at", newest=True)
    for after in ("", first.next):
        for text, given in heard(partial(page_of, rows, after, key="placed_at", newest=True)):
            plan = explained(text, given)
            pattern = ON_SQLITE if connection.vendor == "sqlite" else ON_POSTGRESQL
            assert not pattern.findall(plan), plan
            assert not SORTED.search(plan), plan
            assert not after or "placed_at<" in plan.replace(" ", ""), f"begins anew\n{plan}"


@pytest.mark.parametrize("state", ["", "paid"])
def test_the_orders_of_a_keeper_come_from_an_index_of_their_unit(long: Market, state: str) -> None:
    """Whoever keeps a small station must not read past the orders of all the others."""
    rows = orders_of(long.county["zhao"])
    rows = rows.filter(state=state) if state else rows
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
    (text, given), *rest = heard(lambda: rows_after(rows, Page(after="", limit=50)))
    plan = explained(text, given)
    assert not rest
    assert "order_of_unit" in plan, plan
    assert not SORTED.search(plan), plan
