"""The standing cast of Party work, beside that of the county."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client

from jiceng.casework.tests.conftest import anybody, at_noon, calling, county, standing_county
from jiceng.casework.tests.county import County
from jiceng.party.tests.cast import Party, build_party
from jiceng.party.tests.neighbours import with_neighbours
from tests.standing import is_shared, standing

__all__ = ["anybody", "at_noon", "calling", "county", "standing_county"]


@pytest.fixture(scope="module")
def standing_party(
    request: pytest.FixtureRequest, standing_county: County | None, django_db_blocker: Any
) -> Iterator[Party | None]:
    """The cast of a whole module, where all its tests ask for it."""
    if standing_county and is_shared(request, "party"):
        with standing(django_db_blocker, lambda: build_party(standing_county)) as built:
            yield built
    else:
        yield None


@pytest.fixture
def party(standing_party: Party | None, county: County) -> Party:
    return deepcopy(standing_party) if standing_party else build_party(county)


@pytest.fixture
def neighbours(party: Party) -> Party:
    return with_neighbours(party)


@pytest.fixture
def signed_in(party: Party, at_noon: object) -> Any:
    """A browser in which somebody of the cast is signed in."""

    def come(who: str) -> Client:
        client = Client()
        client.force_login(party.people[who])
        return client

    return come
