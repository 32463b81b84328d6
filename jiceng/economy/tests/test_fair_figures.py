"""Figures of fairs count what their records are."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from jiceng.casework.tests.county import EAST, FAR, NOON, County
from jiceng.economy.actions.fair_sales import counter_sale
from jiceng.economy.desk.fair_forms import Filters
from jiceng.economy.desk.fairs import _condition
from jiceng.economy.figures.fairs import FAIR_FIGURES, FAIRS
from jiceng.economy.models import Fair
from jiceng.economy.tests.fairs import TODAY, Market, market
from jiceng.kernel.reports import Span

pytestmark = pytest.mark.django_db
SPAN = Span(TODAY, TODAY + timedelta(days=7), NOON)


@pytest.fixture
def held(county: County) -> Market:
    found = market(county)
    found.moved("publish", "open")
    wrong = found.sold("A01", 1000, 3500)
    counter_sale(wrong, "错", by=county["chen"], now=NOON)
    found.sold("A02", 2000, 10000)
    found.moved("close")
    return found


def values(subject: str = "", span: Span = SPAN) -> dict[str, Decimal | None]:
    return {code: FAIRS.count(code, [subject], span)[subject].value for code in FAIR_FIGURES}


@pytest.mark.usefixtures("held")
def test_what_was_countered_counts_for_nobody() -> None:
    assert values(EAST) == values() == {
        "fairs_held": 1, "fair_stalls": 2, "fair_sales_sum": Decimal(100), "fair_producers": 1,
        "fair_household_income": Decimal("25.00"), "fair_villages": 1,
    }  # fmt: skip


@pytest.mark.usefixtures("held")
def test_elsewhere_and_at_other_times_there_was_no_fair() -> None:
    nothing = {**dict.fromkeys(FAIR_FIGURES, Decimal(0)), "fair_household_income": None}
    before = Span(TODAY - timedelta(days=9), TODAY - timedelta(days=1), NOON)
    assert values(FAR) == values(EAST, before) == nothing


@pytest.mark.usefixtures("held")
def test_an_area_nobody_knows_has_no_figure() -> None:
    assert FAIRS.count("fairs_held", ["1"], SPAN) == {}


def test_the_list_behind_the_figure_is_as_long_as_it_says(held: Market) -> None:
    for subject in ("", EAST, FAR):
        url = FAIRS.address("fairs_held", subject, SPAN)
        asked = dict(part.split("=") for part in url.partition("?")[2].split("&"))
        shown = Fair.objects.filter(_condition(Filters(asked))).count()
        assert shown == FAIRS.count("fairs_held", [subject], SPAN)[subject].numerator
