"""kill -9 of server and worker while cases come in: 0 lost, 0 doubled, every effect once.

Promises 1, 2 and 6. Clients repeat what was not answered under the same key, as the field app and
any careful program do. Four rounds always, one for each that can be killed; JICENG_TRIALS makes it
two hundred. What is killed is drawn so that nothing comes again before everything else has come.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import psycopg
import pytest

from jiceng.project.tests.command import ENTRY, jiceng, surroundings
from tests.migrated import placed

ROUNDS = 200 if os.environ.get("JICENG_TRIALS") else 4
VICTIMS = ("server", "child", "worker", "both")
CLIENTS = 2
SEED = 20260101
PATIENCE = 60.0
"""Seconds until a server that was killed must answer again; an idle machine needs three."""


class County:
    """A server and a worker in process groups of their own, and what clients were told."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.more = {"JICENG_DATABASE_URL": url} if url else {}
        jiceng(folder, "init", more=self.more)
        self.token = jiceng(folder, "user", "token", "admin", more=self.more).stdout.split()[0]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.server = self.start("serve", "--port", str(self.port))
        self.worker = self.start("worker")
        self.acknowledged: dict[str, str] = {}
        """Text of a report -> the number its client was given."""

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*ENTRY, *arguments],
            env=surroundings(self.folder, self.more),
            start_new_session=True,
            stderr=subprocess.DEVNULL,
        )

    def wait(self) -> None:
        """Until the server answers."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                self.ask("GET", "/healthz", "", "")
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            else:
                return
        pytest.fail("the server did not come back")

    def ask(self, method: str, path: str, body: str, key: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body.encode(), {
                "Content-Type": "application/json", "Authorization": f"Bearer {self.token}",
                "Idempotency-Key": key,
            })  # fmt: skip
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def report(self, client: int, stop: threading.Event) -> None:
        """One case after the other; each is repeated until it is answered."""
        number = 0
        while not stop.is_set():
            number += 1
            text = f"{client}号反映人的第{number}件事"
            while text not in self.acknowledged and not stop.is_set():
                try:
                    status, body = self.ask(
                        "POST", "/api/v1/cases", json.dumps({"text": text}), f"{client}-{number}"
                    )
                except (OSError, http.client.HTTPException):
                    time.sleep(0.05)
                    continue
                if status in (200, 201):
                    self.acknowledged[text] = json.loads(body)["number"]
                else:
                    assert status in (429, 503, 507), body

    def kill(self, victim: str, dice: random.Random) -> None:
        """Server, one of its children, worker, or both; what is gone is started again."""
        if victim in ("server", "both"):
            kill_group(self.server)
        if victim in ("worker", "both"):
            kill_group(self.worker)
        if victim == "child":
            os.kill(dice.choice(children_of(self.server.pid)), signal.SIGKILL)
        if self.server.poll() is not None:
            self.server = self.start("serve", "--port", str(self.port))
        if self.worker.poll() is not None:
            self.worker = self.start("worker")

    def stop(self) -> None:
        for process in (self.server, self.worker):
            kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def children_of(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()]


@contextmanager
def clients(county: County) -> Iterator[None]:
    stop = threading.Event()
    running = [
        threading.Thread(target=county.report, args=(n, stop)) for n in range(1, CLIENTS + 1)
    ]
    for each in running:
        each.start()
    try:
        yield
    finally:
        stop.set()
        for each in running:
            each.join()


def drawn(dice: random.Random) -> Iterator[str]:
    """What is killed, round after round."""
    while True:
        yield from dice.sample(VICTIMS, len(VICTIMS))


def run(county: County) -> None:
    """The rounds, and then peace until the worker has nothing left to do."""
    dice = random.Random(SEED)
    county.wait()
    try:
        with clients(county):
            for victim in islice(drawn(dice), ROUNDS):
                time.sleep(dice.uniform(0.3, 1.5))  # the moment of the kill is the experiment
                county.kill(victim, dice)
                county.wait()
            before = len(county.acknowledged)
            until = time.monotonic() + PATIENCE
            while len(county.acknowledged) < before + 10 and time.monotonic() < until:
                time.sleep(0.05)
    finally:
        county.stop()
    finish_jobs(county)


def finish_jobs(county: County) -> None:
    """A fresh worker, past every lease, does what the killed ones left."""
    done = subprocess.run(
        [*ENTRY[:1], "-c", FINISH],
        env=surroundings(county.folder, county.more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


FINISH = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "jiceng.project.settings"
import django
django.setup()
from datetime import timedelta
from jiceng.project.worker import work_off
from jiceng.web.clock import read_now
later = read_now() + timedelta(hours=1)
while work_off(later):
    pass
"""
FOUND = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "jiceng.project.settings"
import django
django.setup()
from jiceng.casework.models import Case
from jiceng.kernel.records.models import Job, JournalEntry, Notice
print(json.dumps({
    "cases": list(Case.objects.values_list("text", "number")),
    "told": list(Notice.objects.filter(kind="case.reported").values_list("number", flat=True)),
    "reported": JournalEntry.objects.filter(kind="report").count(),
    "undone": Job.objects.filter(done_at=None).count(),
}))
"""


def assert_nothing_lost_nothing_doubled(county: County) -> None:
    done = subprocess.run(
        [*ENTRY[:1], "-c", FOUND],
        env=surroundings(county.folder, county.more),
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    by_text = [(text, number) for text, number in found["cases"]]
    assert len(county.acknowledged) >= ROUNDS
    assert set(county.acknowledged.items()) <= set(by_text), "an acknowledged case is lost"
    assert len({text for text, _ in by_text}) == len(by_text), "a case is doubled"
    assert sorted(found["told"]) == sorted(number for _, number in by_text)
    assert (found["reported"], found["undone"]) == (len(by_text), 0)
    assert "sound" in jiceng(county.folder, "audit", "verify", more=county.more).stdout
    jiceng(county.folder, "doctor", more=county.more)


def test_nothing_is_lost_or_doubled_on_sqlite(tmp_path: Path) -> None:
    county = County(placed(tmp_path / "county"), "")
    run(county)
    assert_nothing_lost_nothing_doubled(county)


def test_nothing_is_lost_or_doubled_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    county = County(tmp_path / "county", postgres_url)
    run(county)
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT count(*) FROM casework_case").fetchone() != (0,)
    assert_nothing_lost_nothing_doubled(county)
