"""Every figure of stations opens onto its records, as far as somebody reaches them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from jiceng.casework.tests.county import COUNTY, NOON, WEST
from jiceng.economy.figures.orders import FIGURES
from jiceng.economy.tests.market_cast import CHICKEN, Market, paid, received
from jiceng.kernel.records.reporting import reporters
from jiceng.kernel.reports import Span

pytestmark = pytest.mark.django_db
SPAN = Span(NOON.date(), NOON.date(), NOON)


@pytest.fixture(autouse=True)
def _later(at_noon: Callable[[timedelta], None]) -> None:
    """Pages are asked for an hour after everything happened."""
    at_noon(timedelta(hours=1))


def page(market: Market, who: str, code: str, subject: str = "", part: str = "") -> str:
    client = Client()
    client.force_login(market.county.people[who])
    url = reporters()[code].address(code, subject, SPAN)
    return str(client.get(f"{url}&part={part}").content.decode())


@pytest.mark.parametrize("code", FIGURES)
@pytest.mark.parametrize("who", ["lu", "zhao"])
def test_a_figure_opens_onto_its_records(market: Market, who: str, code: str) -> None:
    row = received(market)
    shown = page(market, who, code)
    assert "记录" in shown
    assert ("没有计入的记录" in shown) == (code == "market_returned_rate")
    is_told = code != "market_returned_rate"
    assert (row.number in shown) == is_told
    assert (f'href="/desk/orders/{row.number}/"' in shown) == (is_told and who == "zhao")
    assert "王家鸡舍" not in shown
    assert "13812345678" not in shown


def test_the_number_above_is_that_of_the_records_below(market: Market) -> None:
    paid(market, (CHICKEN, 1, 8800))
    received(market, (CHICKEN, 2, 8800))
    shown = page(market, "lu", "market_turnover")
    for words in ("264.00 元", "2 条记录", "88.00 元", "176.00 元"):
        assert words in shown


@pytest.mark.parametrize(("subject", "n"), [(COUNTY, "1"), (WEST, "0"), ("HOUSING", "1")])
def test_it_opens_for_one_area_or_unit(market: Market, subject: str, n: str) -> None:
    received(market)
    assert f"{n} 条记录" in page(market, "lu", "market_orders", subject)


def test_a_keeper_counts_the_stations_within_reach_alone(market: Market) -> None:
    received(market)
    assert "0 条记录" in page(market, "qian", "market_orders")
