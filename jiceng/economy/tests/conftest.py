"""The standing cast of the county, for tests of economy."""

import pytest

from jiceng.casework.tests.conftest import anybody, at_noon, calling, county, standing_county
from jiceng.casework.tests.county import County
from jiceng.economy.tests.investment_cast import with_office
from jiceng.economy.tests.market_cast import Market, opened
from jiceng.economy.tests.relief_cast import with_relief

__all__ = ["anybody", "at_noon", "calling", "county", "standing_county"]


@pytest.fixture
def market(county: County) -> Market:
    """The station of Housing, kept by Zhao."""
    return opened(county)


@pytest.fixture
def office(county: County) -> County:
    """The county with a commerce bureau."""
    return with_office(county)


@pytest.fixture
def town(county: County) -> County:
    """The county with policies, a finance officer, and companies."""
    return with_relief(county)
