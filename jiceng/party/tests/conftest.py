"""The standing cast of Party work, beside that of the county."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from jiceng.casework.tests.conftest import anybody, at_noon, calling, county
from jiceng.casework.tests.county import County
from jiceng.party.tests.cast import Party, build_party
from jiceng.party.tests.neighbours import with_neighbours

__all__ = ["anybody", "at_noon", "calling", "county"]


@pytest.fixture
def party(county: County) -> Party:
    return build_party(county)


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
