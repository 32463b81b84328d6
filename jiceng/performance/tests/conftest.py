"""The standing cast of the county, for tests of what its records amount to."""

import pytest

from jiceng.casework.tests.conftest import anybody, at_noon, calling, county, standing_county
from jiceng.casework.tests.county import County
from jiceng.performance.tests.apart import Apart, build_apart
from jiceng.performance.tests.cast import Cast, with_organisation_department

__all__ = ["anybody", "at_noon", "calling", "county", "standing_county"]


@pytest.fixture
def apart(county: County) -> Apart:
    """Branches as performance knows them, and who keeps them."""
    return build_apart(county)


@pytest.fixture
def office(county: County) -> Cast:
    return with_organisation_department(county)
