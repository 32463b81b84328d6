"""The standing cast of the county, for tests of services within reach."""

import pytest

from jiceng.casework.tests.conftest import anybody, at_noon, calling, county, standing_county
from jiceng.casework.tests.county import County
from jiceng.services.models import ServicePoint
from jiceng.services.tests.cast import opened, with_kinds

__all__ = ["anybody", "at_noon", "calling", "county", "standing_county"]


@pytest.fixture
def county_with_kinds(county: County) -> County:
    """The county with its kinds of points."""
    with_kinds()
    return county


@pytest.fixture
def centre(county_with_kinds: County) -> ServicePoint:
    """The centre of East, written down by its clerk."""
    return opened(county_with_kinds)
