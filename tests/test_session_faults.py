"""A session that cannot be read or kept: an ordinary answer, never a fault of ours."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections
from django.test import Client

from jiceng.casework.tests.county import build_county

pytestmark = pytest.mark.django_db(transaction=True)
SHORT = {"sqlite": "PRAGMA busy_timeout = 20", "postgresql": "SET lock_timeout = '20ms'"}
USUAL = {"sqlite": "PRAGMA busy_timeout = 10000", "postgresql": "RESET lock_timeout"}
TAKE = {
    "sqlite": ["BEGIN IMMEDIATE"],
    "postgresql": ["BEGIN", "LOCK TABLE django_session IN SHARE MODE"],
}


@contextmanager
def somebody_else_writing() -> Iterator[None]:
    """Another connection holds the lock, and ours does not wait long for it."""
    other = connections.create_connection("default")
    with connection.cursor() as cursor:
        cursor.execute(SHORT[connection.vendor])
    try:
        with other.cursor() as cursor:
            for statement in TAKE[connection.vendor]:
                cursor.execute(statement)
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()
        with connection.cursor() as cursor:
            cursor.execute(USUAL[connection.vendor])


def signed_in(**kept: Any) -> tuple[Client, Any]:
    client = Client()
    client.force_login(build_county().people["li"])
    session = client.session
    session.update(kept)
    session.save()
    return client, session


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/account", "text/html; charset=utf-8"), ("/api/v1/worklist", "application/problem+json")],
)
def test_a_session_that_cannot_be_kept_asks_to_come_again(path: str, kind: str) -> None:
    client, _session = signed_in()
    with somebody_else_writing():
        answer = client.get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["Content-Type"] == kind
    assert "系统暂时不能" in answer.text
    assert client.get(path).status_code == 200


def test_the_note_of_its_last_use_costs_nobody_the_page() -> None:
    moment = int(time.time())
    client, session = signed_in(since=moment - 600, seen=moment - 300)
    with somebody_else_writing():
        assert client.get("/account").status_code == 200
    assert client.get("/account").status_code == 200
    key = session.session_key
    assert SessionStore(key)["seen"] >= moment, "noted as soon as it can be"


@pytest.mark.parametrize(
    "sent", ['"\\000"', '"abc\\000def"', "x", "' OR 1=1 --", '"' + "\\377" * 32 + '"', "z" * 5000]
)
@pytest.mark.parametrize("path", ["/", "/account", "/api/v1/worklist", "/field/"])
def test_a_cookie_that_is_no_session_is_signed_out(sent: str, path: str) -> None:
    answer = Client().get(path, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={sent}"})
    expected = {"/": 200, "/api/v1/worklist": 401}.get(path, 302)
    assert answer.status_code == expected
