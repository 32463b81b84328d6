"""The standing cast."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from jiceng.casework.tests.calling import Caller
from jiceng.casework.tests.county import NOON, County, build_county


@pytest.fixture
def county(db: None) -> County:
    return build_county()


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """The edge reads noon; call it to let time pass."""

    def pass_time(by: timedelta) -> None:
        monkeypatch.setattr("jiceng.web.middleware.read_now", lambda: NOON + by)

    pass_time(timedelta(0))
    return pass_time


@pytest.fixture
def anybody(county: County, at_noon: object) -> Caller:
    """Calls without a key."""
    return Caller()


@pytest.fixture
def calling(county: County, at_noon: object) -> Callable[[str], Caller]:
    """Calls with the key of one of the cast."""
    return lambda who: Caller(county, who)
