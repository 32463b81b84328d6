"""The standing cast."""

from __future__ import annotations

import pytest

from jiceng.casework.tests.county import County, build_county


@pytest.fixture
def county(db: None) -> County:
    return build_county()
