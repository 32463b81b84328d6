"""Pages read and forms sent, for tests."""

from __future__ import annotations

from typing import Any

from django.test import Client

from jiceng.casework.tests.county import County


def text(url: str, client: Client | None = None, status: int = 200) -> str:
    """A page as it is drawn."""
    answer = (client or Client()).get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def sent(client: Client, url: str, status: int = 302, **typed: Any) -> str:
    """Where a form leads, or the page it is drawn on again."""
    answer = client.post(url, typed)
    assert answer.status_code == status, answer.content.decode()
    return answer.headers.get("Location", "") if status == 302 else answer.content.decode()


def desk(county: County, who: str = "chen") -> Client:
    """Somebody of the cast, signed in."""
    client = Client()
    client.force_login(county.people[who])
    return client
