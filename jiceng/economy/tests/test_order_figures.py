"""Figures of the station: the records behind each are as many, or add up to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Sum

from jiceng.casework.tests.county import COUNTY, EAST, NOON, WEST
from jiceng.economy.figures.orders import FIGURES, figure, records
from jiceng.economy.models import Order
from jiceng.economy.tests.market_cast import CHICKEN, Market, paid, placed, received, refunded
from jiceng.kernel.records.reporting import reporters
from jiceng.kernel.refusal import NotFound
from jiceng.kernel.reports import Span

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
SPAN = Span(TODAY, TODAY, NOON + timedelta(hours=1))


@pytest.fixture
def busy(market: Market) -> Market:
    """One only placed, one paid, one received late, one received and half refunded."""
    placed(market)
    paid(market, (CHICKEN, 1, 8800))
    Order.objects.filter(pk=received(market).pk).update(is_kept=False)
    row = received(market)
    refunded(row, market, lines={row.lines.get(produce__number=CHICKEN).pk: 8800})
    return market


@pytest.mark.parametrize(
    ("code", "numerator", "denominator"),
    [
        ("market_orders", 3, 3),
        ("market_turnover", 8800 + 21150 + 12350, 8800 + 21150 + 12350),
        ("market_on_time_rate", 1, 2),
        ("market_returned_rate", 1, 2),
        ("market_income", 2 * 21150 - 8800, 2 * 21150 - 8800),
        ("market_household_income", (2 * 21150 - 8800) // 4, 4),
    ],
)
def test_a_figure_counts_what_happened(
    busy: Market, code: str, numerator: int, denominator: int
) -> None:
    found = figure(code, SPAN)
    assert (found.numerator, found.denominator) == (numerator, denominator)
    assert reporters()[code].count(code, [""], SPAN)[""] == found


def test_income_is_told_by_the_village_of_the_producer(busy: Market) -> None:
    told = reporters()["market_income"].count("market_income", [EAST, WEST, COUNTY, "X"], SPAN)
    assert {k: v.numerator for k, v in told.items()} == {EAST: 33500, WEST: 0, COUNTY: 33500}


def test_the_records_behind_a_figure_are_its_number(busy: Market) -> None:
    for code, kind in FIGURES.items():
        rows = records(code, SPAN)
        if kind.kind == "sum":
            total = abs(int(rows.aggregate(n=Sum("fen"))["n"]))
            assert figure(code, SPAN).numerator in (total, total // 4)
        else:
            assert rows.count() == figure(code, SPAN).numerator
    with pytest.raises(NotFound):
        records("nothing", SPAN)


def test_another_day_has_other_figures(busy: Market) -> None:
    yesterday = Span(TODAY - timedelta(days=1), TODAY - timedelta(days=1), SPAN.now)
    assert figure("market_orders", yesterday).numerator == 0
    assert figure("market_on_time_rate", yesterday).value is None
