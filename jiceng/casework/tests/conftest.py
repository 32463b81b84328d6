"""The standing cast."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from jiceng.casework.tests.calling import Caller
from jiceng.casework.tests.county import NOON, County, build_county
from tests.standing import is_shared, standing


@pytest.fixture(scope="module")
def standing_county(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[County | None]:
    """The county of a whole module, where all its tests ask for one."""
    if is_shared(request, "county"):
        with standing(django_db_blocker, build_county) as built:
            yield built
    else:
        yield None


@pytest.fixture
def county(standing_county: County | None, db: None) -> County:
    return deepcopy(standing_county) if standing_county else build_county()


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
