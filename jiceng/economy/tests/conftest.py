"""The standing cast of the county with its investment office."""

import pytest

from jiceng.casework.tests.conftest import anybody, at_noon, calling, county, standing_county
from jiceng.casework.tests.county import County
from jiceng.economy.tests.cast import with_office

__all__ = ["anybody", "at_noon", "calling", "county", "standing_county"]


@pytest.fixture
def office(county: County) -> County:
    """The county with a commerce bureau."""
    return with_office(county)
