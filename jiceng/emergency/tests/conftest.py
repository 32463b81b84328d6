"""The standing cast of the county, for tests of emergency."""

from jiceng.casework.tests.conftest import anybody, at_noon, calling, county, standing_county

__all__ = ["anybody", "at_noon", "calling", "county", "standing_county"]
