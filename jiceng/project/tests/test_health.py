"""What supervisors and monitors are told, and who is told at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from jiceng.casework.tests.county import NOON, build_county
from jiceng.kernel.records.models import Beat
from jiceng.kernel.records.tokens import issue_token
from jiceng.project import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_started", [])
    at(monkeypatch, timedelta(0))


def at(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    monkeypatch.setattr("jiceng.web.middleware.read_now", lambda: NOON + by)


def test_a_process_that_runs_is_up() -> None:
    assert Client().get("/healthz").json() == {"status": "up"}


def test_readiness_names_the_engine_and_how_it_writes() -> None:
    body = Client().get("/readyz").json()
    assert body.keys() == {"database", "migrations", "worker"}
    assert body["database"].keys() == {"engine", "journal_mode", "synchronous"}
    assert body["database"]["engine"] == connection.vendor
    assert body["migrations"] == "applied"


@pytest.mark.sqlite
def test_the_embedded_engine_writes_through() -> None:
    assert Client().get("/readyz").json()["database"]["synchronous"] == "full"


def test_a_worker_is_missed_only_after_its_first_beat_was_due(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    statuses = []
    for seconds in (0, 59, 61):
        at(monkeypatch, timedelta(seconds=seconds))
        statuses.append(Client().get("/readyz").status_code)
    assert statuses == [200, 200, 503]
    Beat.objects.create(kind="worker", at=NOON + timedelta(seconds=60))
    assert Client().get("/readyz").status_code == 200
    at(monkeypatch, timedelta(seconds=130))
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["worker"]) == (503, "missing")


def test_figures_of_the_machine_are_for_this_machine_or_a_token() -> None:
    county = build_county()
    far = Client(REMOTE_ADDR="192.0.2.7")
    assert far.get("/metrics").status_code == 401
    assert Client(headers={"X-Forwarded-For": "192.0.2.7"}).get("/metrics").status_code == 401
    token = issue_token(county.people["he"], "monitor", now=NOON)
    told = far.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert told.status_code == 200
    assert told.content == Client().get("/metrics").content
    names = {line.split()[0] for line in told.content.decode().splitlines() if line[0] != "#"}
    assert {
        "jiceng_cases_open", "jiceng_jobs_waiting", "jiceng_jobs_dead",
        "jiceng_alarm_overdue_seconds",
    } <= names  # fmt: skip
