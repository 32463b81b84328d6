"""The standing cast of the county, for tests of work with companies and producers."""

import pytest

from jiceng.casework.tests.conftest import anybody, at_noon, calling, county, standing_county
from jiceng.casework.tests.county import County
from jiceng.economy.tests.relief_cast import with_relief

__all__ = ["anybody", "at_noon", "calling", "county", "standing_county"]


@pytest.fixture
def town(county: County) -> County:
    """The county with policies, a finance officer, and companies."""
    return with_relief(county)
